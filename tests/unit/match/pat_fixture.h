/* pat_fixture.h - documents with annotations, from one line of text:
 *
 *     The «PERSON country=FRA:Jean Dupont» met «ORG@names:Médecins»
 *
 * A label, perhaps the layer behind @ (else "entity"), features of text, and
 * behind the colon what is annotated; marks may be nested. */
#ifndef AS_TESTS_PAT_FIXTURE_H
#define AS_TESTS_PAT_FIXTURE_H

#include "base/hash.h"
#include "doc/layer.h"
#include "doc/tags.h"
#include "match/pattern.h"
#include "tag/upos.h"
#include "unit/match/gaz_fixture.h"

enum { MARKS_MAX = 64, FEATURES_MAX = 8 };

typedef struct marked {
    const char *head; /* behind « */
    size_t head_n;
    uint32_t beg, end;
} marked;

/* Add what stands in `m->head`: LABEL[@layer] {key=value}. */
FIXTURE void mark_add(as_doc *doc, const marked *m)
{
    char head[256];
    as_feature f[FEATURES_MAX];
    size_t n_f = 0;
    snprintf(head, sizeof head, "%.*s", (int)m->head_n, m->head);
    char *save = NULL;
    char *label = strtok_r(head, " ", &save);
    char *layer_name = label ? strchr(label, '@') : NULL;
    assert_non_null(label);
    if (layer_name != NULL) {
        *layer_name++ = '\0';
    }
    for (char *w; (w = strtok_r(NULL, " ", &save)) && n_f < FEATURES_MAX;) {
        char *eq = strchr(w, '=');
        assert_non_null(eq);
        f[n_f].key = as_slice_of(w, (size_t)(eq - w));
        f[n_f].value = (as_value){.type = AS_VAL_TEXT,
                                  .text = as_slice_str(eq + 1)};
        char *end = NULL;
        long x = strtol(eq + 1, &end, 10);
        if (*end == '\0') {
            f[n_f].value = (as_value){.type = AS_VAL_INT, .integer = x};
        }
        n_f++;
    }
    as_layer *layer = NULL;
    as_span_spec spec = {.beg = m->beg,
                         .end = m->end,
                         .label = as_slice_str(label),
                         .score = 1,
                         .features = f,
                         .n_features = n_f};
    assert_int_equal(as_doc_layer(doc,
                                  as_slice_str(layer_name ? layer_name
                                                          : "entity"),
                                  &layer, NULL), AS_OK);
    assert_int_equal(as_layer_add(doc, layer, &spec, NULL, NULL), AS_OK);
}

FIXTURE as_doc *marked_doc(const char *line)
{
    static char text[1 << 16];
    marked marks[MARKS_MAX];
    size_t open[MARKS_MAX];
    size_t n = 0, n_marks = 0, n_open = 0;
    for (const char *p = line; *p != '\0';) {
        if (strncmp(p, "\xC2\xAB", 2) == 0) {
            const char *colon = strchr(p, ':');
            assert_true(colon != NULL && n_marks < MARKS_MAX);
            marks[n_marks] = (marked){p + 2, (size_t)(colon - p) - 2,
                                      (uint32_t)n, 0};
            open[n_open++] = n_marks++;
            p = colon + 1;
        } else if (strncmp(p, "\xC2\xBB", 2) == 0) {
            assert_true(n_open > 0);
            marks[open[--n_open]].end = (uint32_t)n;
            p += 2;
        } else {
            assert_true(n + 1 < sizeof text);
            text[n++] = *p++;
        }
    }
    as_doc *doc = doc_of_bytes(text, n);
    for (size_t i = 0; i < n_marks; i++) {
        mark_add(doc, &marks[i]);
    }
    return doc;
}

/* Give the document parts of speech and lemmas, a word a token. */
FIXTURE void tags_set(as_doc *doc, const char *pos, const char *lemma)
{
    enum { TOKENS_MAX = 256 };
    static uint8_t pos_of[TOKENS_MAX];
    static uint32_t lemma_of[TOKENS_MAX];
    static as_type lemmas[TOKENS_MAX];
    static char copy[2][4096];
    size_t n = as_doc_tokens(doc)->n;
    char *save = NULL;
    assert_true(n < TOKENS_MAX);
    snprintf(copy[0], sizeof copy[0], "%s", pos);
    snprintf(copy[1], sizeof copy[1], "%s", lemma ? lemma : "");
    char *w = strtok_r(copy[0], " ", &save);
    for (size_t i = 0; i < n; i++, w = strtok_r(NULL, " ", &save)) {
        assert_non_null(w);
        assert_true(as_upos_find(as_slice_str(w), &pos_of[i]));
    }
    w = lemma ? strtok_r(copy[1], " ", &save) : NULL;
    for (size_t i = 0; lemma && i < n; i++, w = strtok_r(NULL, " ", &save)) {
        assert_non_null(w);
        lemma_of[i] = (uint32_t)i;
        lemmas[i].norm = as_slice_str(w);
        lemmas[i].hash = as_hash_portable(lemmas[i].norm);
    }
    as_tags tags = {pos_of, lemma ? lemma_of : NULL, lemmas,
                    lemma ? (uint32_t)n : 0};
    assert_int_equal(as_doc_tags_set(doc, &tags, NULL), AS_OK);
}

#endif
