/* tags.c - part of speech and lemma columns.
 *
 * They lie in an arena of their own, made whole before it takes the place
 * of the old one, so that a failure changes nothing. A rollback of
 * annotations does not touch them. Cost: linear in tokens and lemmas. */
#include "doc/tags.h"

#include <assert.h>

#include "base/hash.h"
#include "doc/doc_int.h"

static as_status tags_check(const as_tags *tags, size_t n_tokens, as_err *err)
{
    for (size_t i = 0; i < n_tokens; i++) {
        if (tags->pos[i] >= AS_DOC_POS_MAX) {
            return as_err_set(err, AS_EINVAL, "bad part of speech at %zu", i);
        }
        if (tags->lemma != NULL && tags->lemma[i] >= tags->n_lemmas) {
            return as_err_set(err, AS_EINVAL, "bad lemma at %zu", i);
        }
    }
    return AS_OK;
}

static as_status lemmas_copy(as_arena *arena, const as_tags *from,
                             as_type *to, as_err *err)
{
    for (uint32_t i = 0; i < from->n_lemmas; i++) {
        to[i].hash = from->lemmas[i].hash;
        to[i].norm = as_arena_copy(arena, from->lemmas[i].norm);
        if (to[i].norm.p == NULL) {
            return as_err_nomem(err);
        }
    }
    return AS_OK;
}

static as_status tags_copy(as_arena *arena, const as_tags *from,
                           size_t n_tokens, as_tags *out, as_err *err)
{
    uint8_t *pos = as_arena_get(arena, n_tokens + 1);
    if (pos == NULL) {
        return as_err_nomem(err);
    }
    *out = (as_tags){.pos = pos};
    if (n_tokens > 0) {
        memcpy(pos, from->pos, n_tokens);
    }
    if (from->lemma == NULL) {
        return AS_OK;
    }
    uint32_t *lemma = as_arena_zero(arena, n_tokens + 1, sizeof *lemma);
    as_type *lemmas =
        as_arena_zero(arena, (size_t)from->n_lemmas + 1, sizeof *lemmas);
    if (lemma == NULL || lemmas == NULL) {
        return as_err_nomem(err);
    }
    if (n_tokens > 0) {
        memcpy(lemma, from->lemma, n_tokens * sizeof *lemma);
    }
    out->lemma = lemma;
    out->lemmas = lemmas;
    out->n_lemmas = from->n_lemmas;
    return lemmas_copy(arena, from, lemmas, err);
}

as_status as_doc_tags_set(as_doc *doc, const as_tags *tags, as_err *err)
{
    as_status st = tags_check(tags, doc->tokens.n, err);
    if (st != AS_OK) {
        return st;
    }
    as_arena *arena = as_arena_new();
    if (arena == NULL) {
        return as_err_nomem(err);
    }
    as_tags copy;
    st = tags_copy(arena, tags, doc->tokens.n, &copy, err);
    if (st != AS_OK) {
        as_arena_free(arena);
        return st;
    }
    as_arena_free(doc->tags_in);
    doc->tags_in = arena;
    doc->tags = copy;
    doc->serial = doc_serial_new();
    doc_classes_drop(doc);
    return AS_OK;
}

bool as_doc_tags(const as_doc *doc, as_tags *out)
{
    *out = doc->tags;
    return doc->tags_in != NULL;
}

as_slice as_doc_lemma(const as_doc *doc, uint32_t tok)
{
    assert(tok < doc->tokens.n);
    const as_tags *tags = &doc->tags;
    return tags->lemma ? tags->lemmas[tags->lemma[tok]].norm : (as_slice){0};
}

as_status doc_tags_check(const as_doc *doc, as_err *err)
{
    if (doc->tags_in == NULL) {
        return AS_OK;
    }
    const as_tags *tags = &doc->tags;
    as_status st = tags_check(tags, doc->tokens.n, err);
    for (uint32_t i = 0; i < tags->n_lemmas && st == AS_OK; i++) {
        if (tags->lemmas[i].hash != as_hash_portable(tags->lemmas[i].norm)) {
            st = as_err_set(err, AS_EINVAL,
                            "document is broken: hash of lemma at %u", i);
        }
    }
    return st;
}
