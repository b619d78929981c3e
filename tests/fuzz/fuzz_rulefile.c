/* floor: io
 * fuzz_rulefile.c - rule files of any bytes, and what they find in a text.
 * The input is a rule file; its gazetteers may only have entries, because the
 * root is a folder that is not there. What is refused says so by a place; a
 * set that is made runs over two small documents, each rule is asked why, and
 * all of that ends. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "io/rulefile_int.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds)
{
    if (!holds) {
        abort();
    }
}

static const char text[] =
    "The blast killed more than 30 soldiers near Doha; police said so. A film "
    "shows how two men were wounded.\n\n\xC3\x89t\xC3\xA9 a b a b a b, one two "
    "one two: the army of X moved to Y on 2024-05-01.";

typedef struct heard {
    size_t faults;
    char first[1024];
} heard;

static void hear(void *ctx, const as_rulefile_problem *p)
{
    heard *h = ctx;
    must(p->msg[0] != '\0');
    must(strchr(p->msg, '\n') == NULL);
    if (!p->lint && h->faults++ == 0) {
        (void)snprintf(h->first, sizeof h->first, "%s", p->msg);
    }
}

/* Every fourth token is an X. */
static void annotate(as_doc *doc)
{
    const as_tokens *t = as_doc_tokens(doc);
    const as_feature f = {AS_LIT("k"), {AS_VAL_TEXT, {.text = AS_LIT("v")}}};
    as_layer *layer = NULL;
    must(as_doc_layer(doc, AS_LIT("x"), &layer, NULL) == AS_OK);
    for (size_t i = 0; i < t->n; i += 4) {
        const as_span_spec spec = {.beg = t->beg[i],
                                   .end = t->end[i],
                                   .label = AS_LIT("X"),
                                   .features = &f,
                                   .n_features = 1};
        must(as_layer_add(doc, layer, &spec, NULL, NULL) == AS_OK);
    }
}

static as_doc *doc_of(const char *p, size_t n)
{
    as_buf buf = {0};
    as_doc *doc = NULL;
    must(as_buf_add(&buf, p, n, NULL) == AS_OK);
    must(as_doc_new(&buf, NULL, &doc, NULL) == AS_OK);
    annotate(doc);
    return doc;
}

static as_status pass(void *ctx, as_doc *doc, const as_rule_hit *hit,
                      as_err *err)
{
    (void)ctx;
    (void)err;
    must(hit->first < hit->end && hit->end <= as_doc_tokens(doc)->n);
    return AS_OK;
}

/* Asking changes nothing. */
static void ask_why(as_rules *set, as_rule_runner *r, as_doc *doc)
{
    const uint32_t n = (uint32_t)as_doc_tokens(doc)->n;
    const uint64_t before = as_doc_mark_now(doc).n_added;
    for (size_t i = 0; i < as_rules_count(set) && i < 16; i++) {
        as_why why;
        must(as_rules_why(r, doc, i, 0, n, &why, NULL) == AS_OK);
        must(why.text.n > 0 && why.first <= n && why.at <= n);
    }
    must(as_doc_mark_now(doc).n_added == before);
}

static void run(as_rules *set, const char *p, size_t n)
{
    as_doc *doc = doc_of(p, n);
    as_rule_runner *r = NULL;
    must(as_rule_runner_new(set, NULL, &r, NULL) == AS_OK);
    ask_why(set, r, doc);
    must(as_rules_run(r, doc, NULL, pass, NULL, NULL) == AS_OK);
    must(as_rules_run(r, doc, NULL, NULL, NULL, NULL) == AS_OK);
    as_rule_runner_free(r);
    as_doc_free(doc);
}

static void examples(as_rules *set)
{
    const size_t n = as_rules_example_count(set);
    for (size_t i = 0; i < n && i < 8; i++) {
        const as_rule_example e = as_rules_example(set, i);
        must(e.rule < as_rules_count(set) && e.file == 0);
        run(set, e.text.p, e.text.n < 256 ? e.text.n : 256);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const path = "r.yaml";
    const as_slice bytes = {(const char *)data, size < 8192 ? size : 8192};
    heard h = {0};
    as_err err = {AS_OK, ""};
    as_rules *set = NULL;
    const as_rulefile_spec spec = {.paths = &path,
                                   .n_paths = 1,
                                   .root = "/nonexistent/assay",
                                   .origin = AS_LIT("fuzz@1"),
                                   .tell = hear,
                                   .ctx = &h};
    const as_status st = rulefile_read(&spec, &bytes, &set, &err);
    if (st == AS_OK) {
        must(h.faults == 0 && err.msg[0] == '\0');
        run(set, text, sizeof text - 1);
        examples(set);
        as_rules_unref(set);
    } else {
        must(st == AS_ESYNTAX || st == AS_EINVAL || st == AS_ELIMIT ||
             st == AS_EIO);
        must(set == NULL && h.faults > 0 && err.status == st);
        must(strcmp(err.msg, h.first) == 0);
    }
    return 0;
}
