/* test_pattern.c - the pattern language, case by case, from the files in
 * patterns/. Each line there sets something or is a case:
 *
 *     text a «X:b» c        the document (see pat_fixture.h); \n is a break
 *     pos DET NOUN VERB     its parts of speech; lemma the cat sit: lemmas
 *     scope paragraph       mode longest      (until said otherwise)
 *     gaz arms: tank, gun   a gazetteer; macro ACTOR (@PERSON | @ORG)
 *     labels A B            labels that are known (none: all)
 *     attributes a b        features that are known (none: all)
 *     open yes              others may give some; no: they may not
 *     PATTERN => 1-2 x=1 y=2-2 | 4      matches, tokens from 1, captures
 *     PATTERN => -          none
 *     PATTERN !> 3 unknown  an error at column 3 (line 2: 2:3) that says so
 *     PATTERN ?> 3 gap      compiles, with a lint there; ?> - : without one
 *
 * In a pattern a pilcrow is a line break. */
#include "unit/match/pat_fixture.h"

enum { NAMED_MAX = 16, CASES_MAX = 2000 };

typedef struct named {
    char name[32];
    char source[256];
    as_gaz *gaz;
} named;

/* What the lines of a file have set so far. */
typedef struct setting {
    char text[4096], pos[1024], lemma[1024];
    as_scope scope;
    as_match_mode mode;
    named macros[NAMED_MAX], gazes[NAMED_MAX];
    size_t n_macros, n_gazes;
    char labels[256], attributes[256];
    bool open;
} setting;

typedef struct test_case {
    setting *s; /* as it was at the case's line */
    char name[128];
    char pattern[1024];
    char kind; /* = ! ? */
    char want[1024];
} test_case;

static void build_gazes(setting *s)
{
    for (size_t i = 0; i < s->n_gazes; i++) {
        as_gaz_builder *b = builder_new();
        char list[256];
        snprintf(list, sizeof list, "%s", s->gazes[i].source);
        char *save = NULL;
        for (char *e = strtok_r(list, ",", &save); e != NULL;
             e = strtok_r(NULL, ",", &save)) {
            entry_add(b, e + strspn(e, " "), AS_GAZ_NORM, "");
        }
        s->gazes[i].gaz = gaz_build(b);
        as_gaz_builder_free(b);
    }
}

static named *find_named(named *v, size_t n, as_slice name)
{
    for (size_t i = 0; i < n; i++) {
        if (as_slice_eq(as_slice_str(v[i].name), name)) {
            return &v[i];
        }
    }
    return NULL;
}

static bool env_macro(void *ctx, as_slice name, as_slice *source)
{
    setting *s = ctx;
    named *m = find_named(s->macros, s->n_macros, name);
    if (m != NULL) {
        *source = as_slice_str(m->source);
    }
    return m != NULL;
}

static as_gaz *env_gaz(void *ctx, as_slice name)
{
    setting *s = ctx;
    named *g = find_named(s->gazes, s->n_gazes, name);
    return g ? g->gaz : NULL;
}

static bool in_words(const char *words, as_slice name)
{
    for (const char *w = words; *w != '\0';) {
        size_t n = strcspn(w, " ");
        if (as_slice_eq(as_slice_of(w, n), name)) {
            return true;
        }
        w += n + strspn(w + n, " ");
    }
    return false;
}

static bool env_label(void *ctx, as_slice name)
{
    const setting *s = ctx;
    return s->labels[0] == '\0' || in_words(s->labels, name);
}

static bool env_attribute(void *ctx, as_slice name)
{
    const setting *s = ctx;
    return s->attributes[0] == '\0' || in_words(s->attributes, name);
}

static void offer_words(const char *words, as_suggest *near)
{
    for (const char *w = words; *w != '\0';) {
        size_t n = strcspn(w, " ");
        as_suggest_offer(near, as_slice_of(w, n));
        w += n + strspn(w + n, " ");
    }
}

static void env_offer(void *ctx, char sigil, as_suggest *near)
{
    const setting *s = ctx;
    const named *v = sigil == '$' ? s->macros : s->gazes;
    size_t n = sigil == '$' ? s->n_macros : sigil == '%' ? s->n_gazes : 0;
    for (size_t i = 0; i < n; i++) {
        as_suggest_offer(near, as_slice_str(v[i].name));
    }
    if (sigil == '@' || sigil == '[') {
        offer_words(sigil == '@' ? s->labels : s->attributes, near);
    }
}

/* ---- running a case ------------------------------------------------------ */

static void add_range(char *out, size_t cap, uint32_t first, uint32_t end)
{
    size_t n = strlen(out);
    if (end == first + 1) {
        snprintf(out + n, cap - n, "%u", end);
    } else {
        snprintf(out + n, cap - n, "%u-%u", first + 1, end);
    }
}

static void add_match(char *out, size_t cap, const as_pattern *p,
                      const as_match *m)
{
    size_t n = strlen(out);
    snprintf(out + n, cap - n, "%s", n ? " | " : "");
    add_range(out, cap, m->first, m->end);
    for (size_t i = 0; i < m->n_captures; i++) {
        const as_capture *c = &m->captures[i];
        as_slice name = as_pattern_capture_name(p, c->name);
        n = strlen(out);
        snprintf(out + n, cap - n, " %.*s=", (int)name.n, name.p);
        add_range(out, cap, c->first, c->end);
    }
}

static void matches_of(const setting *s, const as_pattern *p, char *out,
                       size_t cap)
{
    as_doc *doc = marked_doc(s->text);
    as_search *search = NULL;
    as_match m;
    as_err err;
    as_status st;
    if (s->pos[0] != '\0') {
        tags_set(doc, s->pos, s->lemma[0] ? s->lemma : NULL);
    }
    out[0] = '\0';
    assert_int_equal(as_search_new(&search, NULL), AS_OK);
    assert_int_equal(as_search_open(search, p, doc, NULL), AS_OK);
    assert_int_equal(as_search_range(search, 0,
                                     (uint32_t)as_doc_tokens(doc)->n,
                                     s->scope, s->mode, NULL), AS_OK);
    while ((st = as_search_next(search, &m, &err)) == AS_OK) {
        assert_true(m.first < m.end);
        add_match(out, cap, p, &m);
    }
    assert_int_equal(st, AS_EOF);
    if (out[0] == '\0') {
        snprintf(out, cap, "-");
    }
    as_search_free(search);
    as_doc_free(doc);
}

static void keep_lint(void *ctx, const char *msg, const as_pattern_place *at)
{
    char *out = ctx;
    assert_non_null(strstr(msg, at->what));
    if (out[0] == '\0') {
        snprintf(out, 1024, "%u:%u %s", at->line, at->col, at->what);
    }
}

/* `want` is [line:]col and a part of what is said. */
static void assert_said(const char *want, const char *said, const char *name)
{
    char full[1100];
    size_t n = strspn(want, "0123456789:");
    snprintf(full, sizeof full, "%s%.*s ",
             memchr(want, ':', n) ? "" : "1:", (int)n, want);
    if (strncmp(said, full, strlen(full)) != 0 ||
        strstr(said, want + n + 1) == NULL) {
        fail_msg("%s\n  want: %s\n  said: %s", name, want, said);
    }
}

static void assert_caret(const as_pattern_place *place)
{
    const char *second = strchr(place->caret, '\n');
    assert_non_null(second);
    assert_int_equal(strspn(second + 1, " ") + 1, strlen(second + 1));
    assert_int_equal(second[strlen(second) - 1], '^');
}

static void run_case(void **state)
{
    test_case *c = *state;
    setting *s = c->s;
    as_pattern_env env = {.ctx = s,
                          .macro = env_macro,
                          .gaz = env_gaz,
                          .label = env_label,
                          .attribute = env_attribute,
                          .open = s->open,
                          .offer = env_offer};
    as_pattern *p = NULL;
    as_pattern_place place = {0};
    as_err err;
    char lint[1024] = "";
    build_gazes(s);
    as_status st = as_pattern_compile(AS_LIT("case"),
                                      as_slice_str(c->pattern), &env,
                                      keep_lint, lint, &p, &place, &err);
    if (c->kind == '!') {
        char said[1200];
        assert_int_not_equal(st, AS_OK);
        snprintf(said, sizeof said, "%u:%u %s", place.line, place.col,
                 place.what);
        assert_said(c->want, said, c->name);
        assert_caret(&place);
    } else if (st != AS_OK) {
        fail_msg("%s\n  %s\n%s", c->name, err.msg, place.caret);
    } else if (c->kind == '?' && strcmp(c->want, "-") == 0) {
        assert_string_equal(lint, "");
    } else if (c->kind == '?') {
        assert_said(c->want, lint, c->name);
    } else {
        char got[2048];
        matches_of(s, p, got, sizeof got);
        if (strcmp(got, c->want) != 0) {
            fail_msg("%s\n  want: %s\n  got:  %s\n  text: %s", c->name,
                     c->want, got, s->text);
        }
    }
    as_pattern_free(p);
    for (size_t i = 0; i < s->n_gazes; i++) {
        as_gaz_unref(s->gazes[i].gaz);
        s->gazes[i].gaz = NULL;
    }
}

/* ---- reading a file ------------------------------------------------------ */

static void unescape(char *out, size_t cap, const char *in, const char *mark)
{
    size_t n = 0;
    size_t m = strlen(mark);
    while (*in != '\0' && n + 1 < cap) {
        bool is = strncmp(in, mark, m) == 0;
        out[n++] = is ? '\n' : *in;
        in += is ? m : 1;
    }
    out[n] = '\0';
}

static void set_named(named *v, size_t *n, const char *rest, char sep)
{
    size_t k = strcspn(rest, sep == ':' ? ":" : " ");
    assert_true(*n < NAMED_MAX);
    snprintf(v[*n].name, sizeof v->name, "%.*s", (int)k, rest);
    snprintf(v[*n].source, sizeof v->source, "%s", rest + k + 1);
    (*n)++;
}

static bool set_line(setting *s, const char *key, const char *rest)
{
    static const char *const scopes[] = {"sentence", "paragraph", "document"};
    static const char *const modes[] = {"first", "longest", "all"};
    if (strcmp(key, "text") == 0) {
        unescape(s->text, sizeof s->text, rest, "\\n");
        s->pos[0] = s->lemma[0] = '\0';
    } else if (strcmp(key, "pos") == 0) {
        snprintf(s->pos, sizeof s->pos, "%s", rest);
        s->lemma[0] = '\0';
    } else if (strcmp(key, "lemma") == 0) {
        snprintf(s->lemma, sizeof s->lemma, "%s", rest);
    } else if (strcmp(key, "labels") == 0) {
        snprintf(s->labels, sizeof s->labels, "%s", rest);
    } else if (strcmp(key, "attributes") == 0) {
        snprintf(s->attributes, sizeof s->attributes, "%s", rest);
    } else if (strcmp(key, "open") == 0) {
        s->open = strcmp(rest, "yes") == 0;
    } else if (strcmp(key, "gaz") == 0) {
        set_named(s->gazes, &s->n_gazes, rest, ':');
    } else if (strcmp(key, "macro") == 0) {
        set_named(s->macros, &s->n_macros, rest, ' ');
    } else if (strcmp(key, "scope") == 0 || strcmp(key, "mode") == 0) {
        for (int i = 0; i < 3; i++) {
            if (key[0] == 's' && strcmp(rest, scopes[i]) == 0) {
                s->scope = (as_scope)i;
            } else if (key[0] == 'm' && strcmp(rest, modes[i]) == 0) {
                s->mode = (as_match_mode)i;
            }
        }
    } else {
        return false;
    }
    return true;
}

static const char *arrow_of(const char *line, char *kind)
{
    const char *found = NULL;
    for (const char *p = line; (p = strchr(p, '>')) != NULL; p++) {
        if (p >= line + 2 && p[-2] == ' ' && strchr("=!?", p[-1]) &&
            p[1] == ' ') {
            found = p - 2;
            *kind = p[-1];
        }
    }
    return found;
}

static void case_add(test_case *c, const setting *s, const char *file, int no,
                     const char *line, const char *arrow)
{
    char raw[1024];
    snprintf(raw, sizeof raw, "%.*s", (int)(arrow - line), line);
    c->s = malloc(sizeof *c->s);
    assert_non_null(c->s);
    *c->s = *s;
    unescape(c->pattern, sizeof c->pattern, raw, "\xC2\xB6");
    snprintf(c->want, sizeof c->want, "%s", arrow + 4);
    snprintf(c->name, sizeof c->name, "%s:%d: %.90s", file, no, raw);
}

static size_t read_cases(const char *file, test_case *cases)
{
    char path[256];
    char line[4096];
    static setting s;
    size_t n = 0;
    int no = 0;
    s = (setting){0};
    snprintf(path, sizeof path, "tests/unit/match/patterns/%s", file);
    FILE *f = fopen(path, "r");
    if (f == NULL) {
        fprintf(stderr, "cannot read %s\n", path);
        exit(1);
    }
    while (fgets(line, sizeof line, f) != NULL) {
        char key[16] = "";
        no++;
        line[strcspn(line, "\n")] = '\0';
        size_t k = strcspn(line, " ");
        const char *arrow = arrow_of(line, &cases[n].kind);
        if (line[0] == '\0' || (line[0] == '#' && line[1] != '>')) {
            continue;
        }
        snprintf(key, sizeof key, "%.*s", (int)(k < 15 ? k : 15), line);
        if (arrow == NULL && !set_line(&s, key, line[k] ? line + k + 1 : "")) {
            fprintf(stderr, "%s:%d: no case and no setting\n", path, no);
            exit(1);
        }
        if (arrow != NULL) {
            case_add(&cases[n++], &s, file, no, line, arrow);
        }
    }
    (void)fclose(f);
    return n;
}

int main(void)
{
    static const char *const files[] = {"atoms.txt", "repeats.txt",
                                        "tests.txt", "context.txt",
                                        "spans.txt", "errors.txt", NULL};
    static test_case cases[CASES_MAX];
    static struct CMUnitTest tests[CASES_MAX];
    size_t n = 0;
    for (size_t i = 0; files[i] != NULL; i++) {
        n += read_cases(files[i], cases + n);
    }
    for (size_t i = 0; i < n; i++) {
        tests[i] = (struct CMUnitTest){cases[i].name, run_case, NULL, NULL,
                                       &cases[i]};
    }
    int rc = _cmocka_run_group_tests("patterns", tests, n, NULL, NULL);
    for (size_t i = 0; i < n; i++) {
        free(cases[i].s);
    }
    return rc;
}
