/* gaz_builder.c - phrases, and the forms that rules make of them, collected.
 *
 * A builder keeps what the compiled form will hold, in growing vectors: the
 * entries, their records, the keys of all their prefixes, and what they
 * carry, interned.
 * Layout: see gaz_builder.h, and gaz_int.h for records.
 * Cost: adding is tokenizing and folding the phrase, once for each form.
 * Invariants: a phrase that is refused leaves nothing behind.
 * Refuses: see as_gaz_builder_add. */
#include "match/gaz_builder.h"

#include "base/mem.h"
#include "match/gaz_info.h"
#include "text/norm.h"
#include "text/utf8.h"

enum { RULES_MAX = 1000 };

as_status as_gaz_builder_new(as_gaz_builder **out, as_err *err)
{
    as_gaz_builder *b = as_mem_zero(1, sizeof *b);
    if (b == NULL) {
        return as_err_nomem(err);
    }
    b->infos = as_intern_new();
    if (b->infos == NULL) {
        as_mem_free(b);
        return as_err_nomem(err);
    }
    *out = b;
    return AS_OK;
}

void gaz_builder_clear(as_gaz_builder *b)
{
    for (size_t i = 0; i < b->rules.n; i++) {
        as_mem_free((void *)b->rules.v[i].ending.p);
    }
    as_vec_clear(&b->rules);
    as_vec_clear(&b->entries);
    as_vec_clear(&b->keys);
    as_buf_clear(&b->texts);
    as_intern_free(b->infos);
    as_tokens_clear(&b->tokens);
    as_buf_clear(&b->scratch);
    as_buf_clear(&b->form);
}

void as_gaz_builder_free(as_gaz_builder *b)
{
    if (b != NULL) {
        gaz_builder_clear(b);
        as_mem_free(b);
    }
}

/* ---- adding -------------------------------------------------------------- */

/* The tokens of the phrase into b->tokens. */
static as_status phrase_tokens(as_gaz_builder *b, as_slice text, as_err *err)
{
    if (as_utf8_valid(text) != text.n) {
        return as_err_set(err, AS_EINVAL, "entry is not well-formed UTF-8");
    }
    as_status st = as_tokenize(text, &b->tokens, err);
    if (st != AS_OK) {
        return st;
    }
    if (b->tokens.n == 0) {
        return as_err_set(err, AS_EINVAL, "entry without a token");
    }
    if (b->tokens.n > GAZ_TOKENS_MAX) {
        return as_err_set(err, AS_EINVAL,
                          "entry of %zu tokens: %d is the most", b->tokens.n,
                          GAZ_TOKENS_MAX);
    }
    for (size_t i = 0; i < b->tokens.n; i++) {
        if (b->tokens.end[i] - b->tokens.beg[i] > GAZ_TOKEN_BYTES) {
            return as_err_set(err, AS_EINVAL,
                              "entry with a word of more than %d bytes",
                              GAZ_TOKEN_BYTES);
        }
    }
    return AS_OK;
}

/* Append token `i` of the phrase to the texts, and the key of the prefix
 * that ends with it to the keys, where there is room. */
static as_status token_add(as_gaz_builder *b, as_slice text,
                           as_gaz_match match, size_t i, as_err *err)
{
    const uint32_t beg = b->tokens.beg[i];
    const as_slice token = {text.p + beg, b->tokens.end[i] - beg};
    b->scratch.n = 0;
    as_status st = as_norm(token, &b->scratch, err);
    const as_slice norm = as_buf_slice(&b->scratch);
    if (st == AS_OK) {
        st = as_buf_add_slice(&b->texts,
                              match == AS_GAZ_EXACT ? token : norm, err);
    }
    if (st != AS_OK) {
        return st;
    }
    const uint64_t hash = gaz_norm_key(norm);
    uint64_t *key = &b->keys.v[b->keys.n];
    *key = i == 0 ? hash : gaz_key_on(key[-1], hash);
    b->keys.n++;
    const bool last = i + 1 == b->tokens.n;
    return as_buf_add_byte(&b->texts, last ? GAZ_STOP : GAZ_SEP, err);
}

/* The head of the next record, on its border. */
static as_status record_start(as_gaz_builder *b, as_gaz_match match,
                              as_err *err)
{
    static const char zeros[GAZ_RECORD] = {0};
    const uint32_t head =
        gaz_record_head((uint32_t)b->entries.n, match);
    const size_t past = b->texts.n % GAZ_RECORD;
    as_status st = past ? as_buf_add(&b->texts, zeros, GAZ_RECORD - past, err)
                        : AS_OK;
    return st == AS_OK ? as_buf_add(&b->texts, &head, sizeof head, err) : st;
}

/* One more entry. On error texts and keys are longer, which the caller takes
 * back. */
static as_status phrase_add(as_gaz_builder *b, as_slice text,
                            as_gaz_match match, uint32_t info, bool is_form,
                            as_err *err)
{
    if (b->entries.n + 1 >= GAZ_NONE) {
        return as_err_set(err, AS_ELIMIT, "more than 2^30 entries");
    }
    as_status st = phrase_tokens(b, text, err);
    if (st == AS_OK) {
        st = as_vec_reserve(&b->keys, b->tokens.n, err);
    }
    if (st == AS_OK) {
        st = record_start(b, match, err);
    }
    const size_t at = b->texts.n - sizeof(uint32_t); /* of the record */
    for (size_t i = 0; st == AS_OK && i < b->tokens.n; i++) {
        st = token_add(b, text, match, i, err);
    }
    if (st == AS_OK && b->texts.n > UINT32_MAX - GAZ_RECORD) {
        st = as_err_set(err, AS_ELIMIT, "more than 4 GiB of entries");
    }
    gaz_phrase *e = st == AS_OK ? as_vec_push(&b->entries, err) : NULL;
    if (e == NULL) {
        return st == AS_OK ? AS_ENOMEM : st;
    }
    *e = (gaz_phrase){(uint32_t)(at / GAZ_RECORD), info,
                      (uint8_t)b->tokens.n, is_form};
    return AS_OK;
}

/* ---- forms --------------------------------------------------------------- */

static char lower(char c)
{
    return (char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
}

static bool ends_in(as_slice text, as_slice ending)
{
    if (ending.n > text.n) {
        return false;
    }
    const char *p = text.p + text.n - ending.n;
    for (size_t i = 0; i < ending.n; i++) {
        if (lower(p[i]) != lower(ending.p[i])) {
            return false;
        }
    }
    return true;
}

as_status as_gaz_builder_rule(as_gaz_builder *b, as_slice ending,
                              as_slice form, as_err *err)
{
    if (as_utf8_valid(ending) != ending.n || as_utf8_valid(form) != form.n) {
        return as_err_set(err, AS_EINVAL, "a rule is not well-formed UTF-8");
    }
    if (as_slice_eq(ending, form)) {
        return as_err_set(err, AS_EINVAL,
                          "a rule that changes nothing: ending and form are "
                          "the same");
    }
    if (b->rules.n >= RULES_MAX) {
        return as_err_set(err, AS_ELIMIT, "more than %d rules of inflection",
                          RULES_MAX);
    }
    char *copy = as_mem_new(ending.n + form.n);
    gaz_rule *r = copy ? as_vec_push(&b->rules, err) : NULL;
    if (r == NULL) {
        as_mem_free(copy);
        return as_err_nomem(err);
    }
    *r = (gaz_rule){{copy, ending.n}, {copy + ending.n, form.n}};
    if (ending.n > 0) {
        memcpy(copy, ending.p, ending.n);
    }
    if (form.n > 0) {
        memcpy(copy + ending.n, form.p, form.n);
    }
    return AS_OK;
}

/* The text with `r` applied. A form that is no entry (all of the text was
 * its ending, or there are too many tokens) is left out. */
static as_status form_add(as_gaz_builder *b, as_slice text, const gaz_rule *r,
                          as_gaz_match match, uint32_t info, as_err *err)
{
    as_err why;
    const size_t n_texts = b->texts.n, n_keys = b->keys.n;
    b->form.n = 0;
    as_status st = as_buf_add(&b->form, text.p, text.n - r->ending.n, err);
    if (st == AS_OK) {
        st = as_buf_add_slice(&b->form, r->form, err);
    }
    if (st != AS_OK) {
        return st;
    }
    st = phrase_add(b, as_buf_slice(&b->form), match, info, true, &why);
    if (st == AS_EINVAL) {
        b->texts.n = n_texts;
        b->keys.n = n_keys;
        return AS_OK;
    }
    return st == AS_OK ? st : as_err_set(err, st, "%s", why.msg);
}

static as_status forms_add(as_gaz_builder *b, as_slice text,
                           as_gaz_match match, uint32_t info, as_err *err)
{
    size_t longest = 0;
    for (size_t i = 0; i < b->rules.n; i++) {
        const as_slice ending = b->rules.v[i].ending;
        if (ending.n > longest && ends_in(text, ending)) {
            longest = ending.n;
        }
    }
    as_status st = AS_OK;
    for (size_t i = 0; i < b->rules.n && st == AS_OK; i++) {
        const gaz_rule *r = &b->rules.v[i];
        if (r->ending.n == longest && ends_in(text, r->ending)) {
            st = form_add(b, text, r, match, info, err);
        }
    }
    return st;
}

/* White space at the end would hide the ending. */
static as_slice trimmed(as_slice text)
{
    while (text.n > 0 && (text.p[text.n - 1] == ' ' ||
                          text.p[text.n - 1] == '\t')) {
        text.n--;
    }
    return text;
}

as_status as_gaz_builder_add(as_gaz_builder *b, const as_gaz_entry *entry,
                             as_err *err)
{
    const size_t n_texts = b->texts.n, n_keys = b->keys.n;
    const size_t n_entries = b->entries.n;
    uint32_t info = 0;
    b->scratch.n = 0;
    as_status st = gaz_info_write(entry, &b->scratch, err);
    if (st == AS_OK) {
        st = as_intern_add(b->infos, as_buf_slice(&b->scratch), &info, err);
    }
    if (st == AS_OK) {
        st = phrase_add(b, entry->text, entry->match, info, false, err);
    }
    if (st == AS_OK && !entry->no_forms) {
        st = forms_add(b, trimmed(entry->text), entry->match, info, err);
    }
    if (st != AS_OK) {
        b->texts.n = n_texts;
        b->keys.n = n_keys;
        b->entries.n = n_entries;
        return st;
    }
    b->kinds |= 1u << entry->match;
    return AS_OK;
}
