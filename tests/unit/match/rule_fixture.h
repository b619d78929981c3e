/* rule_fixture.h - rules made in C, and what they find as one line:
 *
 *     casualty 1-3 toll n=30 act=kill | event/ASSAULT 4-5 raid
 *
 * layer, label, tokens, rule, fields; spans of a layer in order. */
#ifndef AS_TESTS_RULE_FIXTURE_H
#define AS_TESTS_RULE_FIXTURE_H

#include "match/rules.h"
#include "unit/match/pat_fixture.h"

enum { TOLD_MAX = 32 };

#define S(text) {(text), sizeof(text) - 1}
#define N(list) (sizeof(list) / sizeof *(list))
/* Begin a spec: name, label, pattern; then designated fields. */
#define RULE(n, l, p) .name = S(n), .label = S(l), .pattern = S(p)

typedef struct told {
    as_rule_fault v[TOLD_MAX];
    size_t n;
} told;

FIXTURE void told_add(void *ctx, const as_rule_fault *fault)
{
    told *t = ctx;
    assert_true(t->n < TOLD_MAX);
    t->v[t->n++] = *fault;
}

/* A file of rules to a set; faults and lints go to `t`. */
FIXTURE as_status file_make(const as_rule_file *file, const as_pattern_env *env,
                            told *t, as_rules **out)
{
    as_err err;
    *t = (told){.n = 0};
    *out = NULL;
    return as_rules_new(file, 1, AS_LIT("news@1"), env, told_add, t, out,
                        &err);
}

FIXTURE as_rules *file_made(const as_rule_file *file)
{
    static told t;
    as_rules *set = NULL;
    as_status st = file_make(file, NULL, &t, &set);
    if (st != AS_OK) {
        fail_msg("%s: %s", t.n ? t.v[0].part : "", t.n ? t.v[0].what : "");
    }
    return set;
}

FIXTURE as_rules *rules_made(const as_rule_spec *v, size_t n)
{
    const as_rule_file file = {.name = AS_LIT("test.yaml"),
                               .rules = v,
                               .n_rules = n};
    return file_made(&file);
}

FIXTURE as_rule_runner *runner_of(as_rules *set)
{
    as_rule_runner *r = NULL;
    assert_int_equal(as_rule_runner_new(set, NULL, &r, NULL), AS_OK);
    return r;
}

FIXTURE void print_slice(as_buf *out, as_slice s)
{
    assert_int_equal(as_buf_add_slice(out, s, NULL), AS_OK);
}

FIXTURE void print_value(as_buf *out, const as_doc *doc, const as_value *v)
{
    as_slice text = as_doc_text(doc);
    switch (v->type) {
    case AS_VAL_TEXT: print_slice(out, v->text); break;
    case AS_VAL_INT:
        as_buf_printf(out, NULL, "%lld", (long long)v->integer);
        break;
    case AS_VAL_REAL: as_buf_printf(out, NULL, "%g", v->real); break;
    case AS_VAL_BOOL: as_buf_printf(out, NULL, v->truth ? "yes" : "no"); break;
    case AS_VAL_SPAN:
        as_buf_printf(out, NULL, "<%.*s>", (int)(v->span.end - v->span.beg),
                      text.p + v->span.beg);
        break;
    case AS_VAL_LIST:
        for (size_t i = 0; i < v->list.n; i++) {
            print_slice(out, i ? AS_LIT("+") : AS_LIT(""));
            print_slice(out, v->list.v[i]);
        }
        break;
    }
}

FIXTURE void print_span(as_buf *out, const as_doc *doc, as_slice layer,
                        const as_span *s)
{
    as_slice rule = s->prov->rule;
    const char *slash = memchr(rule.p, '/', rule.n);
    print_slice(out, out->n ? AS_LIT(" | ") : AS_LIT(""));
    print_slice(out, layer);
    print_slice(out, s->label.n ? AS_LIT("/") : AS_LIT(""));
    print_slice(out, s->label);
    as_buf_printf(out, NULL, " %u-%u ", s->first_tok, s->end_tok);
    print_slice(out, as_slice_of(slash + 1,
                                 rule.n - (size_t)(slash + 1 - rule.p)));
    for (size_t i = 0; i < s->n_features; i++) {
        print_slice(out, AS_LIT(" "));
        print_slice(out, s->features[i].key);
        print_slice(out, AS_LIT("="));
        print_value(out, doc, &s->features[i].value);
    }
}

/* All spans that rules wrote, which are those with an origin. */
FIXTURE const char *found_in(as_doc *doc)
{
    static char text[1 << 16];
    as_buf out = {0};
    for (size_t l = 0; l < as_doc_layer_count(doc); l++) {
        as_layer *layer = as_doc_layer_at(doc, l);
        const uint32_t *order = NULL;
        size_t n = 0;
        assert_int_equal(as_layer_sorted(layer, &order, &n, NULL), AS_OK);
        for (size_t i = 0; i < n; i++) {
            const as_span *s = as_layer_get(layer, order[i]);
            if (s->prov != NULL && s->prov->rule.n > 0) {
                print_span(&out, doc, as_layer_name(layer), s);
            }
        }
    }
    snprintf(text, sizeof text, "%.*s", (int)out.n, out.n ? out.p : "");
    as_buf_clear(&out);
    return text;
}

FIXTURE void run_doc(as_rules *set, as_doc *doc)
{
    as_rule_runner *r = runner_of(set);
    as_err err;
    if (as_rules_run(r, doc, NULL, NULL, NULL, &err) != AS_OK) {
        fail_msg("%s", err.msg);
    }
    assert_doc_ok(doc);
    as_rule_runner_free(r);
}

FIXTURE void expect_set(as_rules *set, const char *line, const char *want)
{
    as_doc *doc = marked_doc(line);
    run_doc(set, doc);
    assert_string_equal(found_in(doc), want);
    as_doc_free(doc);
}

FIXTURE void expect_of(const as_rule_spec *v, size_t n, const char *line,
                       const char *want)
{
    as_rules *set = rules_made(v, n);
    expect_set(set, line, want);
    as_rules_unref(set);
}
#define expect(specs, line, want) expect_of(specs, N(specs), line, want)

/* A gazetteer of phrases by norm, apart by commas; "x{k=v}" has a field. */
FIXTURE as_gaz *gaz_of(const char *phrases)
{
    as_gaz_builder *b = builder_new();
    char list[512];
    char *save = NULL;
    snprintf(list, sizeof list, "%s", phrases);
    for (char *e = strtok_r(list, ",", &save); e != NULL;
         e = strtok_r(NULL, ",", &save)) {
        as_feature f = {.value = {.type = AS_VAL_TEXT}};
        as_gaz_entry entry = {.match = AS_GAZ_NORM, .fields = &f};
        char *brace = strchr(e, '{');
        if (brace != NULL) {
            char *eq = strchr(brace, '=');
            *brace = '\0';
            f.key = as_slice_of(brace + 1, (size_t)(eq - brace - 1));
            f.value.text = as_slice_of(eq + 1, strcspn(eq + 1, "}"));
            entry.n_fields = 1;
        }
        entry.text = as_slice_str(e);
        assert_int_equal(as_gaz_builder_add(b, &entry, NULL), AS_OK);
    }
    as_gaz *gaz = gaz_build(b);
    as_gaz_builder_free(b);
    return gaz;
}

#endif
