/* floor: io
 * fuzz_rulefile.c - rule files from any bytes: an error with a place, or
 * rules that run on a document, and can say why. Nothing is opened: the root
 * is not there. */
#include <stdint.h>
#include <stdlib.h>

#include "io/rulefile_int.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char text[] =
    "The blast killed more than 1,200 soldiers in Kyiv. \"No,\" he said.\n\n"
    "Sanctions; sanctions, a a a a b b \xC3\x89t\xC3\xA9 (AP) - 2026-03-04.";

static void must(bool holds)
{
    if (!holds) {
        abort();
    }
}

static void told(void *ctx, const as_rulefile_problem *p)
{
    size_t *n = ctx;
    must(p->msg[0] != '\0');
    *n += !p->lint;
}

static void run(as_rules *rules)
{
    as_buf buf = {0};
    as_doc *doc = NULL;
    as_rule_runner *r = NULL;
    as_err err;
    must(as_buf_add_slice(&buf, AS_LIT(text), NULL) == AS_OK);
    must(as_doc_new(&buf, NULL, &doc, NULL) == AS_OK);
    must(as_rule_runner_new(rules, &r, NULL) == AS_OK);
    must(as_rules_run(r, doc, NULL, NULL, NULL, &err) == AS_OK);
    must(as_doc_check(doc, &err) == AS_OK);
    const uint32_t n = (uint32_t)as_doc_tokens(doc)->n;
    for (size_t i = 0; i < as_rules_count(rules) && i < 4; i++) {
        as_why why;
        must(as_rules_why(r, doc, i, 0, n, &why, &err) == AS_OK);
    }
    as_rule_runner_free(r);
    as_doc_free(doc);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const path = "fuzz.yaml";
    const as_slice bytes = {(const char *)data, size};
    size_t n_told = 0;
    as_rules *rules = NULL;
    as_err err = {AS_OK, ""};
    const as_rulefile_spec spec = {.paths = &path,
                                   .n_paths = 1,
                                   .root = "/nonexistent",
                                   .origin = AS_LIT("fuzz@0"),
                                   .tell = told,
                                   .ctx = &n_told};
    as_status st = rulefile_read(&spec, &bytes, &rules, &err);
    must((st == AS_OK) == (n_told == 0));
    if (st == AS_OK) {
        run(rules);
        as_rules_unref(rules);
    } else {
        must(err.msg[0] != '\0');
    }
    return 0;
}
