/* lemma.c - lemmas by exceptions and by scored edit rules.
 *
 * A rule cuts an ending and puts another ("ies" to "y"); what it may be
 * applied to ends with what it cuts and keeps a letter at least. Candidates
 * are scored by the endings of the word, by the length of what is left and
 * by whether the outcome is a lemma that was seen in training; ties go to
 * the rule that was seen first. Cost: a pass over the rules a word, some
 * microseconds; taggers remember the answer for a word type.
 * Refuses models whose rules point outside of their texts, or exceptions
 * outside of the rules. */
#include "tag/lemma.h"

#include <string.h>

#include "base/hash.h"
#include "tag/word.h"

uint64_t as_lemma_key(as_slice text, uint8_t pos)
{
    return as_hash_mix(pos, as_hash_portable(text));
}

/* ---- opening ------------------------------------------------------------- */

static as_status corrupt(const as_model *model, const char *what, as_err *err)
{
    return as_err_set(err, AS_ESYNTAX, "%s: corrupt %s in model",
                      as_model_name(model), what);
}

static as_status open_rules(const as_model *model, as_lemma_model *m,
                            as_err *err)
{
    as_slice rules, texts;
    as_status st = as_model_section(model, AS_LEMMA_RULES, &rules, err);
    if (st == AS_OK) {
        st = as_model_section(model, AS_LEMMA_TEXTS, &texts, err);
    }
    if (st != AS_OK) {
        return st;
    }
    size_t n = rules.n / sizeof(as_lemma_rule);
    if (rules.n % sizeof(as_lemma_rule) != 0 || n == 0 ||
        n > AS_LEMMA_MAX_RULES) {
        return corrupt(model, "rules", err);
    }
    m->rules = (const as_lemma_rule *)(const void *)rules.p;
    m->n_rules = (uint32_t)n;
    m->texts = texts.p;
    for (size_t i = 0; i < n; i++) {
        const as_lemma_rule *r = &m->rules[i];
        uint64_t end = (uint64_t)r->at + r->n_strip + r->n_add;
        if (end > texts.n) {
            return corrupt(model, "rules", err);
        }
    }
    return AS_OK;
}

static void exception_read(const uint8_t *row, uint16_t *check, uint16_t *rule)
{
    memcpy(check, row, sizeof *check);
    memcpy(rule, row + sizeof *check, sizeof *rule);
}

static bool exceptions_are_sound(const as_lemma_model *m)
{
    bool good = true;
    for (uint32_t i = 0; i < m->exceptions.n; i++) {
        uint16_t check, rule;
        exception_read(m->exceptions.row + i * AS_LEMMA_EXCEPTION_WIDTH,
                       &check, &rule);
        good = good && rule < m->n_rules;
    }
    return good;
}

as_status as_lemma_model_open(const as_model *model, as_lemma_model *out,
                              as_err *err)
{
    as_slice kind = as_model_kind(model);
    if (!as_slice_eq(kind, as_slice_str(AS_LEMMA_KIND))) {
        return as_err_set(err, AS_ESYNTAX,
                          "%s: a model of kind \"%.*s\", not \"%s\"",
                          as_model_name(model), (int)kind.n, kind.p,
                          AS_LEMMA_KIND);
    }
    as_lemma_model m;
    as_status st = open_rules(model, &m, err);
    if (st == AS_OK) {
        st = as_rows_of(model, AS_LEMMA_EXCEPTIONS, AS_LEMMA_EXCEPTION_WIDTH,
                       &m.exceptions, err);
    }
    if (st == AS_OK) {
        st = as_rows_of(model, AS_LEMMA_LEXICON, 0, &m.lexicon, err);
    }
    if (st == AS_OK) {
        st = as_rows_of(model, AS_LEMMA_WEIGHTS, 1, &m.weights, err);
    }
    if (st == AS_OK && !exceptions_are_sound(&m)) {
        st = corrupt(model, "exceptions", err);
    }
    if (st == AS_OK) {
        *out = m;
    }
    return st;
}

/* ---- applying ------------------------------------------------------------ */

static bool ends_with(as_slice s, as_slice ending)
{
    return s.n >= ending.n &&
           memcmp(s.p + s.n - ending.n, ending.p, ending.n) == 0;
}

/* Does the cut lie between characters? */
static bool cuts_well(as_slice s, size_t at)
{
    return at >= s.n || ((unsigned char)s.p[at] & 0xC0) != 0x80;
}

static bool rule_fits(const as_lemma_model *m, uint32_t rule, as_slice norm)
{
    as_slice strip = as_lemma_strip(m, rule);
    return ends_with(norm, strip) && cuts_well(norm, norm.n - strip.n);
}

size_t as_lemma_candidates(const as_lemma_model *m, as_slice norm,
                           uint8_t pos,
                           uint32_t rules[AS_LEMMA_MAX_CANDIDATES])
{
    size_t n = 0;
    for (uint32_t i = 0; i < m->n_rules && m->rules[i].tags != 0; i++) {
        const as_lemma_rule *r = &m->rules[i];
        if ((r->tags >> pos & 1) != 0 && r->n_strip < norm.n &&
            n < AS_LEMMA_MAX_CANDIDATES && rule_fits(m, i, norm)) {
            rules[n++] = i;
        }
    }
    return n;
}

as_status as_lemma_apply(const as_lemma_model *m, as_slice norm,
                         uint32_t rule, as_buf *out, as_err *err)
{
    as_slice add = as_lemma_add(m, rule);
    size_t keep = norm.n - m->rules[rule].n_strip;
    as_status st = as_buf_reserve(out, keep + add.n, err);
    if (st == AS_OK) {
        (void)as_buf_add(out, norm.p, keep, err);
        (void)as_buf_add(out, add.p, add.n, err);
    }
    return st;
}

static bool has_vowel(as_slice s)
{
    for (size_t i = 0; i < s.n; i++) {
        if (memchr("aeiouy", s.p[i], 6) != NULL ||
            (unsigned char)s.p[i] >= 0x80) {
            return true;
        }
    }
    return false;
}

size_t as_lemma_features(as_slice norm, uint8_t pos, uint32_t rule,
                         size_t n_strip, bool known,
                         uint64_t out[AS_LEMMA_FEATURES])
{
    enum { LONG = 5, SUFFIX_MAX = 7 };
    size_t n = 0, stem = norm.n - n_strip;
    unsigned id = 160;
    uint64_t who = (uint64_t)rule * 32 + pos;
    uint64_t length = stem < LONG ? stem : LONG;
    bool vowel = has_vowel(as_slice_of(norm.p, stem));
    out[n++] = as_feature_key(id++, who);
    out[n++] = as_feature_key(id++, (uint64_t)pos * 2 + known);
    out[n++] = as_feature_key(id++, who * 2 + known);
    out[n++] = as_feature_key(id++, who * 16 + length * 2 + vowel);
    for (size_t k = 1; k <= SUFFIX_MAX && k <= norm.n; k++, id++) {
        as_slice end = as_slice_of(norm.p + norm.n - k, k);
        out[n++] = as_feature_key(id, as_join(as_hash_portable(end), who));
    }
    return n;
}

/* ---- finding ------------------------------------------------------------- */

static bool find_exception(const as_lemma_model *m, as_slice norm,
                           uint8_t pos, uint32_t *out)
{
    uint64_t key = as_lemma_key(norm, pos);
    const uint8_t *row = as_rows_find(&m->exceptions, key);
    if (row == NULL) {
        return false;
    }
    uint16_t check, rule;
    exception_read(row, &check, &rule);
    *out = rule;
    return check == (uint16_t)(key >> 32) && rule_fits(m, rule, norm);
}

static int score_of(const as_lemma_model *m, as_slice norm, uint8_t pos,
                    uint32_t rule, bool known)
{
    uint64_t keys[AS_LEMMA_FEATURES];
    size_t n = as_lemma_features(norm, pos, rule, m->rules[rule].n_strip,
                                 known, keys);
    int score = 0;
    for (size_t i = 0; i < n; i++) {
        const uint8_t *row = as_rows_find(&m->weights, keys[i]);
        score += row ? (int8_t)*row : 0;
    }
    return score;
}

/* The best rule that is not an exception; false if none may be applied. */
static as_status find_rule(const as_lemma_model *m, as_slice norm,
                           uint8_t pos, as_buf *scratch, bool *found,
                           uint32_t *out, as_err *err)
{
    uint32_t rules[AS_LEMMA_MAX_CANDIDATES];
    size_t n = as_lemma_candidates(m, norm, pos, rules), base = scratch->n;
    int best = 0;
    *found = false;
    for (size_t i = 0; i < n; i++) {
        as_status st = as_lemma_apply(m, norm, rules[i], scratch, err);
        if (st != AS_OK) {
            return st;
        }
        as_slice lemma = as_slice_of(scratch->p + base, scratch->n - base);
        bool known = as_rows_find(&m->lexicon, as_lemma_key(lemma, pos));
        scratch->n = base;
        int score = score_of(m, norm, pos, rules[i], known);
        if (!*found || score > best) {
            *found = true;
            best = score;
            *out = rules[i];
        }
    }
    return AS_OK;
}

as_status as_lemma_find(const as_lemma_model *m, as_slice form, as_slice norm,
                        uint8_t pos, as_buf *out, as_err *err)
{
    uint32_t rule = 0;
    bool found = find_exception(m, norm, pos, &rule);
    if (!found) {
        as_status st = find_rule(m, norm, pos, out, &found, &rule, err);
        if (st != AS_OK) {
            return st;
        }
    }
    bool cased = pos == AS_UPOS_PROPN && form.n == norm.n;
    if (!found) {
        return as_buf_add_slice(out, cased ? form : norm, err);
    }
    cased = cased && cuts_well(form, form.n - m->rules[rule].n_strip);
    return as_lemma_apply(m, cased ? form : norm, rule, out, err);
}
