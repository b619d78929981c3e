/* record.c - a document's annotations, merged into one stream of records.
 *
 * Each kind asked for is a source with a cursor: the document, its sentences,
 * its tokens, and each layer in its sorted view. A step takes the source
 * whose next span comes first (start, longer, order of sources), a linear
 * look over the few sources there are. Fields are put together in two
 * buffers that all records share. Code points are counted once a document,
 * one count for every 256 bytes. Cost: linear in text and spans.
 * Invariant: what the callback gets is valid until it returns.
 * Refuses to judge: what a layer holds is what comes out. */
#include "io/record.h"

#include <assert.h>
#include <sodium.h>
#include <stdio.h>

#include "base/mem.h"
#include "base/vec.h"
#include "doc/tags.h"
#include "tag/upos.h"

enum { BLOCK = 256 };

typedef enum source_type { SRC_SENTENCE, SRC_TOKEN, SRC_LAYER } source_type;

typedef struct source {
    source_type type;
    as_layer *layer;
    as_slice kind;
    const as_slice *columns; /* fields of the kind */
    size_t n_columns;
    const uint32_t *order; /* of a layer */
    size_t at, n;
    uint32_t beg, end; /* of the span at `at` */
} source;

typedef struct writer {
    as_doc *doc;
    as_slice text;
    const as_kinds *kinds;
    const as_record_opts *opts;
    as_record_fn fn;
    void *ctx;
    AS_VEC(source) sources;
    AS_VEC(as_feature) fields;
    AS_VEC(char *) keys; /* made ones: base_start, base_end */
    uint32_t *counts;    /* code points before each block; NULL: bytes */
    as_norms norms;
    as_tags tags;
    bool has_tags;
} writer;

/* ---- offsets ------------------------------------------------------------- */

static size_t points_in(const char *p, size_t n)
{
    size_t count = 0;
    for (size_t i = 0; i < n; i++) {
        count += ((unsigned char)p[i] & 0xC0) != 0x80;
    }
    return count;
}

/* Leaves `counts` NULL for ASCII, where bytes are code points. */
static as_status counts_make(writer *w, as_err *err)
{
    const size_t n = w->text.n / BLOCK + 1;
    uint32_t *counts = as_mem_new(n * sizeof *counts);
    if (counts == NULL) {
        return as_err_nomem(err);
    }
    size_t total = 0;
    for (size_t i = 0; i < n; i++) {
        counts[i] = (uint32_t)total;
        const size_t left = w->text.n - i * BLOCK;
        total += points_in(w->text.p + i * BLOCK, left < BLOCK ? left : BLOCK);
    }
    if (total == w->text.n) {
        as_mem_free(counts);
        return AS_OK;
    }
    w->counts = counts;
    return AS_OK;
}

static uint64_t offset(const writer *w, uint32_t at)
{
    if (w->counts == NULL) {
        return at;
    }
    const size_t block = at / BLOCK;
    return w->counts[block] + points_in(w->text.p + block * BLOCK, at % BLOCK);
}

static as_slice slice(const writer *w, uint32_t beg, uint32_t end)
{
    return as_slice_of(w->text.p + beg, end - beg);
}

/* ---- fields -------------------------------------------------------------- */

static as_feature text_field(const char *key, as_slice s)
{
    return (as_feature){as_slice_str(key),
                        {.type = AS_VAL_TEXT, .text = s}};
}

static as_feature int_field(as_slice key, uint64_t n)
{
    return (as_feature){key, {.type = AS_VAL_INT, .integer = (int64_t)n}};
}

/* What a record says of itself, which no feature may say again. */
static bool is_reserved(as_slice key)
{
    static const char *const names[] = {"doc", "kind", "start",
                                        "end", "text", "rule"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (as_slice_eq(key, as_slice_str(names[i]))) {
            return true;
        }
    }
    return false;
}

static bool is_there(const writer *w, as_slice key)
{
    for (size_t i = 0; i < w->fields.n; i++) {
        if (as_slice_eq(w->fields.v[i].key, key)) {
            return true;
        }
    }
    return false;
}

static as_status put(writer *w, as_feature f, as_err *err)
{
    if (is_there(w, f.key)) {
        return AS_OK;
    }
    as_feature *last = as_vec_push(&w->fields, err);
    if (last == NULL) {
        return AS_ENOMEM;
    }
    *last = f;
    return AS_OK;
}

/* `base` + `suffix`, among the columns if it is there (nearly always), else
 * made and kept until the document is done. */
static as_status key_of(writer *w, const source *src, as_slice base,
                        const char *suffix, as_slice *out, as_err *err)
{
    const size_t n_suffix = strlen(suffix);
    const size_t n = base.n + n_suffix;
    for (size_t i = 0; i < src->n_columns; i++) {
        const as_slice c = src->columns[i];
        if (c.n == n && memcmp(c.p, base.p, base.n) == 0 &&
            memcmp(c.p + base.n, suffix, n_suffix) == 0) {
            *out = c;
            return AS_OK;
        }
    }
    char *key = as_mem_new(n + 1);
    char **kept = key ? as_vec_push(&w->keys, err) : NULL;
    if (kept == NULL) {
        as_mem_free(key);
        return as_err_nomem(err);
    }
    memcpy(key, base.p, base.n);
    memcpy(key + base.n, suffix, n_suffix);
    *kept = key;
    *out = as_slice_of(key, n);
    return AS_OK;
}

/* K, base_start and base_end of a span; base is K without "_text". */
static as_status put_span(writer *w, const source *src, const as_feature *f,
                          as_err *err)
{
    const uint32_t beg = f->value.span.beg;
    const uint32_t end = f->value.span.end;
    as_slice base = f->key;
    if (base.n > 5 && memcmp(base.p + base.n - 5, "_text", 5) == 0) {
        base.n -= 5;
    }
    as_slice key;
    as_status st = put(w, (as_feature){f->key, {.type = AS_VAL_TEXT,
                                                .text = slice(w, beg, end)}},
                       err);
    if (st == AS_OK) {
        st = key_of(w, src, base, "_start", &key, err);
    }
    if (st == AS_OK) {
        st = put(w, int_field(key, offset(w, beg)), err);
    }
    if (st == AS_OK) {
        st = key_of(w, src, base, "_end", &key, err);
    }
    return st == AS_OK ? put(w, int_field(key, offset(w, end)), err) : st;
}

static as_status put_feature(writer *w, const source *src,
                             const as_feature *f, as_err *err)
{
    if (f->value.type == AS_VAL_SPAN) {
        return put_span(w, src, f, err);
    }
    return is_reserved(f->key) ? AS_OK : put(w, *f, err);
}

/* `type`, then the kind's columns in order, then what it does not list. */
static as_status put_all(writer *w, const source *src, const as_span *span,
                         as_err *err)
{
    as_status st = AS_OK;
    w->fields.n = 0;
    if (span->label.n > 0) {
        st = put(w, text_field("type", span->label), err);
    }
    for (size_t c = 0; c < src->n_columns && st == AS_OK; c++) {
        const as_value *v = as_span_feature(span, src->columns[c]);
        if (v != NULL) {
            const as_feature f = {src->columns[c], *v};
            st = put_feature(w, src, &f, err);
        }
    }
    for (size_t i = 0; i < span->n_features && st == AS_OK; i++) {
        if (!is_there(w, span->features[i].key)) {
            st = put_feature(w, src, &span->features[i], err);
        }
    }
    return st;
}

/* ---- one record ---------------------------------------------------------- */

static as_status give(writer *w, as_slice kind, uint32_t beg, uint32_t end,
                      as_slice rule, as_err *err)
{
    const as_record rec = {
        .doc = as_doc_meta_of(w->doc)->id,
        .kind = kind,
        .start = offset(w, beg),
        .end = offset(w, end),
        .text = slice(w, beg, end),
        .rule = rule,
        .fields = w->fields.v,
        .n_fields = w->fields.n,
    };
    return w->fn(w->ctx, &rec, err);
}

static bool is_blank(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r') || c == '\0';
}

/* The first line that is not blank, trimmed; 0..0 if there is none. A byte
 * order mark counts as blank. */
static void first_line(as_slice text, uint32_t *beg, uint32_t *end)
{
    size_t i = 0;
    while (i < text.n &&
           (is_blank(text.p[i]) ||
            (text.n - i >= 3 && memcmp(text.p + i, "\xEF\xBB\xBF", 3) == 0))) {
        i += is_blank(text.p[i]) ? 1 : 3;
    }
    size_t e = i;
    while (e < text.n && text.p[e] != '\n' && text.p[e] != '\r') {
        e++;
    }
    while (e > i && is_blank(text.p[e - 1])) {
        e--;
    }
    *beg = e > i ? (uint32_t)i : 0;
    *end = e > i ? (uint32_t)e : 0;
}

static void sha256_hex(as_slice text, char out[65])
{
    unsigned char sum[crypto_hash_sha256_BYTES];
    crypto_hash_sha256(sum, (const unsigned char *)text.p, text.n);
    sodium_bin2hex(out, 65, sum, sizeof sum);
}

/* What plugins know of the document as a whole (its dateline, say) they add
 * as features of spans in a layer called `document`. */
static as_status put_told(writer *w, const source *src, as_err *err)
{
    as_layer *layer = as_doc_layer_find(w->doc, AS_LIT("document"));
    const size_t n = layer ? as_layer_count(layer) : 0;
    as_status st = AS_OK;
    for (size_t i = 0; i < n; i++) {
        const as_span *span = as_layer_get(layer, (uint32_t)i);
        for (size_t f = 0; f < span->n_features && st == AS_OK; f++) {
            st = put_feature(w, src, &span->features[f], err);
        }
    }
    return st;
}

static as_status document_give(writer *w, as_err *err)
{
    source src = {.kind = AS_LIT("document")};
    src.columns = as_kinds_fields(w->kinds, src.kind, &src.n_columns);
    const as_doc_meta *meta = as_doc_meta_of(w->doc);
    char sha[65];
    sha256_hex(w->text, sha);
    const as_feature own[] = {
        text_field("title", meta->title),
        text_field("date", meta->date),
        text_field("lang", as_doc_lang(w->doc)),
        int_field(AS_LIT("bytes"), w->text.n),
        int_field(AS_LIT("tokens"), as_doc_tokens(w->doc)->n),
        int_field(AS_LIT("sentences"), as_doc_sents(w->doc)->n),
        text_field("sha256", as_slice_of(sha, 64)),
        int_field(AS_LIT("repaired"), as_doc_repaired(w->doc)),
    };
    w->fields.n = 0;
    as_status st = AS_OK;
    for (size_t i = 0; i < sizeof own / sizeof *own && st == AS_OK; i++) {
        const as_value *v = &own[i].value;
        if (v->type != AS_VAL_TEXT || v->text.n > 0) {
            st = put(w, own[i], err);
        }
    }
    if (st == AS_OK) {
        st = put_told(w, &src, err);
    }
    if (st != AS_OK) {
        return st;
    }
    uint32_t beg, end;
    first_line(w->text, &beg, &end);
    return give(w, src.kind, beg, end,
                AS_LIT("assay@" AS_VERSION "/document"), err);
}

static as_status put_token(writer *w, size_t at, as_err *err)
{
    const as_type *norm = &w->norms.types[w->norms.type[at]];
    as_status st = AS_OK;
    if (w->has_tags) {
        st = put(w, text_field("upos", as_upos_name(w->tags.pos[at])), err);
    }
    if (st == AS_OK && w->tags.lemma != NULL) {
        const as_type *lemma = &w->tags.lemmas[w->tags.lemma[at]];
        st = put(w, text_field("lemma", lemma->norm), err);
    }
    return st == AS_OK ? put(w, text_field("norm", norm->norm), err) : st;
}

static as_status source_give(writer *w, source *src, as_err *err)
{
    w->fields.n = 0;
    as_status st = AS_OK;
    as_slice rule = AS_LIT("assay@" AS_VERSION "/sentence");
    if (src->type == SRC_TOKEN) {
        rule = AS_LIT("assay@" AS_VERSION "/token");
        st = put_token(w, src->at, err);
    } else if (src->type == SRC_LAYER) {
        const as_span *span = as_layer_get(src->layer, src->order[src->at]);
        rule = span->prov ? span->prov->rule : AS_LIT("");
        st = put_all(w, src, span, err);
    }
    return st == AS_OK ? give(w, src->kind, src->beg, src->end, rule, err)
                       : st;
}

/* ---- sources ------------------------------------------------------------- */

static void source_load(const writer *w, source *src)
{
    if (src->at >= src->n) {
        return;
    }
    const as_tokens *tokens = as_doc_tokens(w->doc);
    if (src->type == SRC_TOKEN) {
        src->beg = tokens->beg[src->at];
        src->end = tokens->end[src->at];
    } else if (src->type == SRC_SENTENCE) {
        uint32_t first, end;
        as_doc_sent(w->doc, (uint32_t)src->at, &first, &end);
        src->beg = tokens->beg[first];
        src->end = tokens->end[end - 1];
    } else {
        const as_span *span = as_layer_get(src->layer, src->order[src->at]);
        src->beg = span->beg;
        src->end = span->end;
    }
}

static bool is_made(as_slice kind)
{
    return as_slice_eq(kind, AS_LIT("document")) ||
           as_slice_eq(kind, AS_LIT("sentence")) ||
           as_slice_eq(kind, AS_LIT("token"));
}

/* Layers whose name begins with _ are between plugins: records only when
 * asked for by name. */
static bool is_wanted(const writer *w, as_slice kind)
{
    if (w->opts == NULL || w->opts->kinds == NULL) {
        return kind.p[0] != '_' && !as_slice_eq(kind, AS_LIT("sentence")) &&
               !as_slice_eq(kind, AS_LIT("token"));
    }
    for (size_t i = 0; i < w->opts->n_kinds; i++) {
        if (as_slice_eq(w->opts->kinds[i], kind)) {
            return true;
        }
    }
    return false;
}

static as_status source_add(writer *w, source src, as_err *err)
{
    if (!is_wanted(w, src.kind)) {
        return AS_OK;
    }
    as_status st = AS_OK;
    if (src.type == SRC_LAYER) {
        st = as_layer_sorted(src.layer, &src.order, &src.n, err);
    } else if (src.type == SRC_TOKEN) {
        st = as_doc_norms(w->doc, &w->norms, err);
        w->has_tags = as_doc_tags(w->doc, &w->tags);
    }
    if (st != AS_OK || src.n == 0) {
        return st;
    }
    src.columns = as_kinds_fields(w->kinds, src.kind, &src.n_columns);
    source_load(w, &src);
    source *last = as_vec_push(&w->sources, err);
    if (last == NULL) {
        return AS_ENOMEM;
    }
    *last = src;
    return AS_OK;
}

static as_status sources_add(writer *w, as_err *err)
{
    as_status st = source_add(w,
                              (source){.type = SRC_SENTENCE,
                                       .kind = AS_LIT("sentence"),
                                       .n = as_doc_sents(w->doc)->n},
                              err);
    if (st == AS_OK) {
        st = source_add(w,
                        (source){.type = SRC_TOKEN,
                                 .kind = AS_LIT("token"),
                                 .n = as_doc_tokens(w->doc)->n},
                        err);
    }
    for (size_t i = 0; i < as_doc_layer_count(w->doc) && st == AS_OK; i++) {
        as_layer *layer = as_doc_layer_at(w->doc, i);
        source src = {.type = SRC_LAYER, .layer = layer,
                      .kind = as_layer_name(layer)};
        if (!is_made(src.kind)) {
            st = source_add(w, src, err);
        }
    }
    return st;
}

/* The source whose span comes first; NULL when all are used up. */
static source *next_source(writer *w)
{
    source *best = NULL;
    for (size_t i = 0; i < w->sources.n; i++) {
        source *s = &w->sources.v[i];
        if (s->at < s->n &&
            (best == NULL || s->beg < best->beg ||
             (s->beg == best->beg && s->end > best->end))) {
            best = s;
        }
    }
    return best;
}

static as_status write_all(writer *w, as_err *err)
{
    as_status st = AS_OK;
    if (w->opts != NULL && w->opts->chars) {
        st = counts_make(w, err);
    }
    if (st == AS_OK && is_wanted(w, AS_LIT("document"))) {
        st = document_give(w, err);
    }
    if (st == AS_OK) {
        st = sources_add(w, err);
    }
    for (source *src; st == AS_OK && (src = next_source(w)) != NULL;) {
        st = source_give(w, src, err);
        src->at++;
        source_load(w, src);
    }
    return st;
}

as_status as_records_each(as_doc *doc, const as_kinds *kinds,
                          const as_record_opts *opts, as_record_fn fn,
                          void *ctx, as_err *err)
{
    writer w = {
        .doc = doc,
        .text = as_doc_text(doc),
        .kinds = kinds,
        .opts = opts,
        .fn = fn,
        .ctx = ctx,
    };
    as_status st = write_all(&w, err);
    for (size_t i = 0; i < w.keys.n; i++) {
        as_mem_free(w.keys.v[i]);
    }
    as_vec_clear(&w.keys);
    as_vec_clear(&w.sources);
    as_vec_clear(&w.fields);
    as_mem_free(w.counts);
    return st;
}
