/* floor: match
 * fuzz_pattern.c - any pattern, searched in any text.
 * Input: the pattern up to an empty line; then the text. What is refused is
 * refused with a place and one line; what compiles is searched in every mode
 * and scope: matches lie in the range, in order, captures in the document. */
#include <stdint.h>
#include <stdlib.h>

#include "match/pattern.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds)
{
    if (!holds) {
        abort();
    }
}

static bool no_macro(void *ctx, as_slice name, as_slice *source)
{
    (void)ctx;
    *source = name.n == 1 ? AS_LIT("(a | @X)") : AS_LIT("$A $AB b");
    return name.n < 3;
}

/* A gazetteer that is the caller's. */
static as_gaz *any_gaz(void *ctx, as_slice name)
{
    return name.n < 4 ? ctx : NULL;
}

static as_gaz *gaz_of_words(void)
{
    static const as_gaz_entry entries[] = {{.text = AS_LIT("a b")},
                                           {.text = AS_LIT("c")}};
    as_gaz_builder *b = NULL;
    as_gaz *gaz = NULL;
    must(as_gaz_builder_new(&b, NULL) == AS_OK);
    for (size_t i = 0; i < 2; i++) {
        must(as_gaz_builder_add(b, &entries[i], NULL) == AS_OK);
    }
    must(as_gaz_build(b, AS_LIT("g"), false, &gaz, NULL) == AS_OK);
    as_gaz_builder_free(b);
    return gaz;
}

static void lint_is_placed(void *ctx, const char *msg,
                           const as_pattern_place *at)
{
    (void)ctx;
    must(msg[0] != '\0' && at->line > 0 && at->col > 0);
}

/* Every fourth token is an X, every sixth begins a pair of Y. */
static void annotate(as_doc *doc)
{
    const as_tokens *t = as_doc_tokens(doc);
    const as_feature f = {AS_LIT("k"), {AS_VAL_TEXT, {.text = AS_LIT("v")}}};
    as_layer *layer = NULL;
    must(as_doc_layer(doc, AS_LIT("x"), &layer, NULL) == AS_OK);
    for (size_t i = 0; i + 2 < t->n && i < 1000; i += 2) {
        const as_span_spec spec = {.beg = t->beg[i],
                                   .end = t->end[i + i % 3],
                                   .label = i % 4 ? AS_LIT("Y")
                                                  : AS_LIT("X"),
                                   .features = &f,
                                   .n_features = i % 2};
        must(as_layer_add(doc, layer, &spec, NULL, NULL) == AS_OK);
    }
}

static void match_check(const as_match *m, uint32_t from, uint32_t n)
{
    must(m->first >= from && m->first < m->end && m->end <= n);
    for (size_t i = 0; i < m->n_captures; i++) {
        const as_capture *c = &m->captures[i];
        must(c->first < c->end && c->end <= n);
        must(i == 0 || c->first >= m->captures[i - 1].first);
    }
}

static void search(const as_pattern *p, as_doc *doc)
{
    const uint32_t n = (uint32_t)as_doc_tokens(doc)->n;
    as_search *s = NULL;
    as_match m;
    must(as_search_new(&s, NULL) == AS_OK);
    must(as_search_open(s, p, doc, NULL) == AS_OK);
    for (int how = 0; how < 9; how++) {
        uint32_t from = 0;
        must(as_search_range(s, 0, n, (as_scope)(how / 3),
                             (as_match_mode)(how % 3), NULL) == AS_OK);
        while (as_search_next(s, &m, NULL) == AS_OK) {
            match_check(&m, from, n);
            from = how % 3 == AS_MATCH_ALL ? m.first + 1 : m.end;
        }
    }
    as_search_free(s);
}

static void search_text(const as_pattern *p, const char *text, size_t n)
{
    as_buf buf = {0};
    as_doc *doc = NULL;
    must(as_buf_add(&buf, text, n, NULL) == AS_OK);
    must(as_doc_new(&buf, NULL, &doc, NULL) == AS_OK);
    annotate(doc);
    search(p, doc);
    as_doc_free(doc);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *text = (const char *)data;
    size_t n = size < 4096 ? size : 4096;
    size_t end = 0;
    while (end + 1 < n && (text[end] != '\n' || text[end + 1] != '\n')) {
        end++;
    }
    end = end + 1 < n ? end : n;
    as_gaz *gaz = gaz_of_words();
    const as_pattern_env env = {.ctx = gaz, .macro = no_macro, .gaz = any_gaz};
    as_pattern *p = NULL;
    as_pattern_place place = {0};
    as_err err;
    as_status st = as_pattern_compile(AS_LIT("f"), as_slice_of(text, end),
                                      &env, lint_is_placed, NULL, &p, &place,
                                      &err);
    if (st == AS_OK) {
        search_text(p, text + end, size - end);
        as_pattern_free(p);
    } else {
        must(st == AS_ESYNTAX || st == AS_EINVAL || st == AS_ELIMIT);
        must(place.line > 0 && place.col > 0 && place.caret[0] != '\0');
    }
    as_gaz_unref(gaz);
    return 0;
}
