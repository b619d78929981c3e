/* doc.c - a document's life: bytes to text, columns and sentences.
 *
 * Layout: see doc_int.h. The text is the caller's buffer, taken over when it
 * is well formed and repaired into a new one when it is not.
 * Cost: one pass to check UTF-8, then the tokenizer's and the sentence
 * splitter's; lookups by byte or sentence are binary searches.
 * Invariants: those that as_doc_check names; text and columns never change
 * after as_doc_new. */
#include "doc/doc.h"

#include <assert.h>

#include "base/mem.h"
#include "doc/doc_int.h"
#include "text/utf8.h"

as_status doc_name(as_doc *doc, as_slice s, uint32_t *id, as_slice *copy,
                   as_err *err)
{
    as_status st = as_intern_add(doc->names, s, id, err);
    if (st == AS_OK) {
        *copy = as_intern_get(doc->names, *id);
    }
    return st;
}

uint64_t doc_serial_new(void)
{
    static uint64_t last;
    return __atomic_add_fetch(&last, 1, __ATOMIC_RELAXED);
}

uint64_t as_doc_serial(const as_doc *doc)
{
    return doc->serial;
}

static as_status meta_copy(as_doc *doc, const as_doc_meta *from, as_err *err)
{
    uint32_t id;
    as_status st = doc_name(doc, from->id, &id, &doc->meta.id, err);
    if (st == AS_OK) {
        st = doc_name(doc, from->title, &id, &doc->meta.title, err);
    }
    if (st == AS_OK) {
        st = doc_name(doc, from->date, &id, &doc->meta.date, err);
    }
    if (st == AS_OK) {
        st = doc_name(doc, from->source, &id, &doc->meta.source, err);
    }
    return st;
}

static void layer_free(as_layer *layer)
{
    as_vec_clear(&layer->spans);
    layer_view_clear(&layer->view);
}

static void doc_clear(as_doc *doc)
{
    for (size_t i = 0; i < doc->layers.n; i++) {
        layer_free(doc->layers.v[i]);
    }
    as_vec_clear(&doc->layers);
    as_vec_clear(&doc->layer_bits);
    as_vec_clear(&doc->log);
    as_vec_clear(&doc->provs);
    as_vec_clear(&doc->key_seen);
    as_vec_clear(&doc->keys);
    as_vec_clear(&doc->shared);
    as_vec_clear(&doc->type_of);
    as_vec_clear(&doc->class_of);
    as_vec_clear(&doc->class_first);
    as_vec_clear(&doc->types);
    as_tokens_clear(&doc->tokens);
    as_starts_clear(&doc->sents);
    as_starts_clear(&doc->paras);
    as_buf_clear(&doc->scratch);
    as_buf_clear(&doc->text);
    as_intern_free(doc->names);
    as_intern_free(doc->rules);
    as_arena_free(doc->spans);
    as_arena_free(doc->kept);
    as_arena_free(doc->tags_in);
    as_mem_free(doc);
}

static as_doc *doc_empty(void)
{
    as_doc *doc = as_mem_zero(1, sizeof *doc);
    if (doc == NULL) {
        return NULL;
    }
    doc->serial = doc_serial_new();
    doc->spans = as_arena_new();
    doc->kept = as_arena_new();
    doc->names = as_intern_new();
    doc->rules = as_intern_new();
    if (!doc->spans || !doc->kept || !doc->names || !doc->rules) {
        doc_clear(doc);
        return NULL;
    }
    return doc;
}

/* Columns and metadata for `text`, which stays the caller's. */
static as_status doc_fill(as_doc *doc, as_slice text, const as_doc_meta *meta,
                          as_err *err)
{
    as_status st = meta ? meta_copy(doc, meta, err) : AS_OK;
    if (st == AS_OK) {
        st = as_tokenize(text, &doc->tokens, err);
    }
    if (st == AS_OK) {
        st = as_sentences(text, &doc->tokens, &doc->sents, &doc->paras, err);
    }
    return st;
}

/* Repaired text in doc->text if `text` needs it, else doc->text stays empty. */
static as_status doc_repair(as_doc *doc, as_slice text, as_err *err)
{
    if (as_utf8_valid(text) == text.n) {
        return AS_OK;
    }
    return as_utf8_repair(text, &doc->text, &doc->repaired, err);
}

/* Debug builds look at each document when it begins and when it ends. */
static void self_check(const as_doc *doc)
{
#ifdef AS_CHECK_DOCS
    assert(as_doc_check(doc, NULL) == AS_OK);
#else
    (void)doc;
#endif
}

as_status as_doc_new(as_buf *text, const as_doc_meta *meta, as_doc **out,
                     as_err *err)
{
    if (text->n >= UINT32_MAX) {
        return as_err_set(err, AS_ELIMIT, "text of 4 GiB or more");
    }
    as_doc *doc = doc_empty();
    if (doc == NULL) {
        return as_err_nomem(err);
    }
    as_status st = doc_repair(doc, as_buf_slice(text), err);
    if (st == AS_OK && doc->text.n >= UINT32_MAX) {
        st = as_err_set(err, AS_ELIMIT, "text of 4 GiB or more");
    }
    if (st == AS_OK) {
        as_buf *kept = doc->repaired ? &doc->text : text;
        st = doc_fill(doc, as_buf_slice(kept), meta, err);
    }
    if (st != AS_OK) {
        doc_clear(doc);
        return st;
    }
    if (doc->repaired) {
        as_buf_clear(text);
    } else {
        doc->text = *text;
        *text = (as_buf){0};
    }
    self_check(doc);
    *out = doc;
    return AS_OK;
}

void as_doc_free(as_doc *doc)
{
    if (doc != NULL) {
        self_check(doc);
        doc_clear(doc);
    }
}

as_slice as_doc_text(const as_doc *doc)
{
    return as_buf_slice(&doc->text);
}

const as_doc_meta *as_doc_meta_of(const as_doc *doc)
{
    return &doc->meta;
}

size_t as_doc_repaired(const as_doc *doc)
{
    return doc->repaired;
}

as_slice as_doc_lang(const as_doc *doc)
{
    return doc->lang;
}

as_status as_doc_lang_set(as_doc *doc, as_slice lang, as_err *err)
{
    if (lang.n == 0) {
        doc->lang = (as_slice){0}; /* never fails, so that it can undo */
        return AS_OK;
    }
    uint32_t id;
    return doc_name(doc, lang, &id, &doc->lang, err);
}

const as_tokens *as_doc_tokens(const as_doc *doc)
{
    return &doc->tokens;
}

const as_starts *as_doc_sents(const as_doc *doc)
{
    return &doc->sents;
}

const as_starts *as_doc_paras(const as_doc *doc)
{
    return &doc->paras;
}

as_slice as_doc_token_text(const as_doc *doc, uint32_t first, uint32_t end)
{
    assert(first < end && end <= doc->tokens.n);
    uint32_t beg = doc->tokens.beg[first];
    return as_slice_of(doc->text.p + beg, doc->tokens.end[end - 1] - beg);
}

/* How many of the ascending `v` are at most `limit`. */
static size_t count_upto(const uint32_t *v, size_t n, uint32_t limit)
{
    size_t lo = 0;
    while (n > 0) {
        size_t half = n / 2;
        if (v[lo + half] <= limit) {
            lo += half + 1;
            n -= half + 1;
        } else {
            n = half;
        }
    }
    return lo;
}

uint32_t as_doc_sent_of(const as_doc *doc, uint32_t tok)
{
    assert(tok < doc->tokens.n);
    return (uint32_t)count_upto(doc->sents.v, doc->sents.n, tok) - 1;
}

void as_doc_sent(const as_doc *doc, uint32_t sent, uint32_t *first,
                 uint32_t *end)
{
    assert(sent < doc->sents.n);
    *first = doc->sents.v[sent];
    *end = sent + 1 < doc->sents.n ? doc->sents.v[sent + 1]
                                   : (uint32_t)doc->tokens.n;
}

uint32_t as_doc_token_at(const as_doc *doc, uint32_t at)
{
    return (uint32_t)count_upto(doc->tokens.end, doc->tokens.n, at);
}

/* The interners tell no sizes: about what a string costs there. */
enum { INTERNED_COST = 64 };

size_t as_doc_size(const as_doc *doc)
{
    size_t n = sizeof *doc + doc->text.cap + doc->scratch.cap;
    n += doc->tokens.cap * (2 * sizeof(uint32_t) + sizeof(uint16_t));
    n += (doc->sents.cap + doc->paras.cap) * sizeof(uint32_t);
    n += as_arena_size(doc->spans) + as_arena_size(doc->kept);
    n += (size_t)as_intern_count(doc->names) * INTERNED_COST;
    n += (size_t)as_intern_count(doc->rules) * INTERNED_COST;
    n += doc->type_of.cap * sizeof(uint32_t);
    n += (doc->class_of.cap + doc->class_first.cap) * sizeof(uint32_t);
    n += doc->types.cap * sizeof(as_type);
    n += doc->log.cap * sizeof(log_line);
    n += doc->shared.cap * sizeof(doc_shared);
    n += doc->tags_in ? as_arena_size(doc->tags_in) : 0;
    for (size_t i = 0; i < doc->layers.n; i++) {
        n += doc->layers.v[i]->spans.cap * sizeof(as_span *);
        n += layer_view_size(&doc->layers.v[i]->view);
    }
    return n;
}
