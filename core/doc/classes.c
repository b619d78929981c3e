/* classes.c - the class column: tokens that no test on words can tell apart.
 *
 * A table from (norm type, lemma, part of speech, text) to class, thrown away
 * when the column is done; a class is compared with the token that brought
 * it. Cost: some ten ns a token, once a document; memory linear in classes.
 * Invariants: the table is under half full; hashes are seeded, so that no
 * text can make it slow. A failure leaves the document without the column. */
#include "doc/classes.h"

#include "base/hash.h"
#include "base/mem.h"
#include "doc/doc_int.h"

typedef struct classing {
    as_doc *doc;
    as_norms norms;
    uint32_t *slots; /* class + 1; 0: free */
    uint64_t *hashes; /* beside slots */
    size_t mask;
    uint64_t seed;
} classing;

static as_slice text_at(const as_doc *doc, uint32_t tok)
{
    return as_slice_of(doc->text.p + doc->tokens.beg[tok],
                       doc->tokens.end[tok] - doc->tokens.beg[tok]);
}

static uint32_t lemma_at(const as_doc *doc, uint32_t tok)
{
    return doc->tags.lemma ? doc->tags.lemma[tok] : 0;
}

static uint8_t pos_at(const as_doc *doc, uint32_t tok)
{
    return doc->tags.pos ? doc->tags.pos[tok] : 0;
}

/* Most tokens are their own norm: then the type says all of the text. */
static uint64_t hash_at(const classing *c, uint32_t tok)
{
    const as_doc *doc = c->doc;
    const uint32_t type = c->norms.type[tok];
    const as_slice text = text_at(doc, tok);
    uint64_t h = as_hash_mix(c->seed, (uint64_t)type << 32 |
                                          lemma_at(doc, tok));
    h = as_hash_mix(h, pos_at(doc, tok));
    return as_slice_eq(text, c->norms.types[type].norm)
               ? h
               : as_hash_mix(h, as_hash_seeded(text));
}

static bool alike(const classing *c, uint32_t a, uint32_t b)
{
    const as_doc *doc = c->doc;
    return c->norms.type[a] == c->norms.type[b] &&
           lemma_at(doc, a) == lemma_at(doc, b) &&
           pos_at(doc, a) == pos_at(doc, b) &&
           as_slice_eq(text_at(doc, a), text_at(doc, b));
}

static as_status grow(classing *c, size_t n, as_err *err)
{
    uint32_t *slots = as_mem_zero(n, sizeof *slots);
    uint64_t *hashes = as_mem_new(n * sizeof *hashes);
    if (slots == NULL || hashes == NULL) {
        as_mem_free(slots);
        as_mem_free(hashes);
        return as_err_nomem(err);
    }
    for (size_t i = 0; c->slots != NULL && i <= c->mask; i++) {
        size_t at = (size_t)c->hashes[i] & (n - 1);
        while (c->slots[i] != 0 && slots[at] != 0) {
            at = (at + 1) & (n - 1);
        }
        if (c->slots[i] != 0) {
            slots[at] = c->slots[i];
            hashes[at] = c->hashes[i];
        }
    }
    as_mem_free(c->slots);
    as_mem_free(c->hashes);
    c->slots = slots;
    c->hashes = hashes;
    c->mask = n - 1;
    return AS_OK;
}

/* The slot of a token's class, or the free one where it would go. */
static size_t find(const classing *c, uint32_t tok, uint64_t hash)
{
    size_t at = (size_t)hash & c->mask;
    while (c->slots[at] != 0 &&
           (c->hashes[at] != hash ||
            !alike(c, c->doc->class_first.v[c->slots[at] - 1], tok))) {
        at = (at + 1) & c->mask;
    }
    return at;
}

static as_status fill(classing *c, as_err *err)
{
    as_doc *doc = c->doc;
    const uint32_t n = (uint32_t)doc->tokens.n;
    as_status st = as_vec_reserve(&doc->class_of, n, err);
    for (uint32_t tok = 0; st == AS_OK && tok < n; tok++) {
        const uint64_t hash = hash_at(c, tok);
        const size_t at = find(c, tok, hash);
        if (c->slots[at] == 0) {
            uint32_t *first = as_vec_push(&doc->class_first, err);
            if (first == NULL) {
                return AS_ENOMEM;
            }
            *first = tok;
            c->slots[at] = (uint32_t)doc->class_first.n;
            c->hashes[at] = hash;
        }
        doc->class_of.v[tok] = c->slots[at] - 1;
        if (doc->class_first.n * 2 > c->mask) {
            st = grow(c, (c->mask + 1) * 4, err);
        }
    }
    doc->class_of.n = n;
    return st;
}

void doc_classes_drop(as_doc *doc)
{
    doc->has_classes = false;
    doc->class_of.n = doc->class_first.n = 0;
}

as_status as_doc_classes(as_doc *doc, as_classes *out, as_err *err)
{
    if (!doc->has_classes) {
        classing c = {.doc = doc, .seed = as_hash_seeded(AS_LIT("classes"))};
        doc_classes_drop(doc);
        as_status st = as_doc_norms(doc, &c.norms, err);
        st = st == AS_OK ? grow(&c, 1024, err) : st;
        st = st == AS_OK ? fill(&c, err) : st;
        as_mem_free(c.slots);
        as_mem_free(c.hashes);
        if (st != AS_OK) {
            doc_classes_drop(doc);
            return st;
        }
        doc->has_classes = true;
    }
    *out = (as_classes){doc->class_of.v, (uint32_t)doc->class_first.n};
    return AS_OK;
}
