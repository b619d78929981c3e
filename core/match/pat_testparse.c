/* pat_testparse.c - what stands between [ and ]: tests of a token or span.
 *
 *   test = conj { "|" conj }     conj = prim { "&" prim }
 *   prim = "!" prim | "(" test ")" | term
 *   term = attribute op value | flag | "quoted" | punctuation mark
 * A quoted text or a mark alone tests the exact text: [;] is [text=";"].
 * Recursion is bounded by PAT_TERMS_MAX. Cost: linear in the source, sets
 * are sorted. It reads bytes by itself: inside brackets < > { } ! and | mean
 * something else than outside. */
#include <ctype.h>

#include "match/pat_int.h"
#include "tag/upos.h"
#include "text/norm.h"
#include "text/token.h"

typedef struct test_parser {
    pat_reader *r;
    pat_tests *tests;
    bool of_span;
    int n_ops;
    as_err *err;
} test_parser;

static as_status parse_or(test_parser *p, uint32_t *id);

#define FAIL(p, at, ...) \
    pat_reader_fail((p)->r, (at), AS_ESYNTAX, (p)->err, __VA_ARGS__)

static unsigned char peek(const test_parser *p)
{
    pat_skip_space(p->r);
    return p->r->at < p->r->text.n ? (unsigned char)p->r->text.p[p->r->at] : 0;
}

/* ---- regular expressions ------------------------------------------------ */

/* Make `t` a regex test; values[0] becomes the source, 'i' or 's' in front. */
static as_status regex_add(pat_reader *r, pat_tests *tests, pat_test *t,
                           as_slice source, size_t at, bool caseless,
                           uint32_t *id, as_err *err)
{
    if (source.n > PAT_REGEX_MAX) {
        return pat_reader_fail(r, at, AS_ELIMIT, err,
                               "regular expression of %zu bytes: at most %d "
                               "are allowed",
                               source.n, PAT_REGEX_MAX);
    }
    as_buf key = {0};
    size_t bad = 0;
    as_err why;
    as_status st = as_buf_add_byte(&key, caseless ? 'i' : 's', err);
    st = st == AS_OK ? as_buf_add_slice(&key, source, err) : st;
    if (st == AS_OK) {
        st = pat_regex_new(source, caseless, &t->re, &bad, &why);
        if (st == AS_ESYNTAX) {
            st = pat_reader_fail(r, at + 1 + bad, st, err, "%s", why.msg);
        } else if (st != AS_OK) {
            st = as_err_nomem(err);
        }
    }
    if (st == AS_OK) {
        as_slice v = as_buf_slice(&key);
        t->values = &v;
        t->n_values = 1;
        st = pat_test_add(tests, t, id, err);
    }
    as_buf_clear(&key);
    return st;
}

as_status pat_test_regex(pat_reader *r, pat_tests *tests,
                         const pat_lexeme *lx, test_column column,
                         uint32_t *id, as_err *err)
{
    pat_test t = {.kind = T_REGEX, .column = (uint8_t)column};
    return regex_add(r, tests, &t, lx->text, lx->at, lx->flag, id, err);
}

/* ---- values ------------------------------------------------------------- */

/* Values of a test, one after another in `text`. */
typedef struct value_list {
    as_buf text;
    AS_VEC(size_t) ends;
    AS_VEC(as_slice) v; /* filled by list_done */
} value_list;

static void list_clear(value_list *l)
{
    as_buf_clear(&l->text);
    as_vec_clear(&l->ends);
    as_vec_clear(&l->v);
}

static as_status list_end_value(value_list *l, as_err *err)
{
    size_t *end = as_vec_push(&l->ends, err);
    if (end == NULL) {
        return AS_ENOMEM;
    }
    *end = l->text.n;
    return AS_OK;
}

static as_status list_done(value_list *l, as_err *err)
{
    size_t beg = 0;
    for (size_t i = 0; i < l->ends.n; i++) {
        as_slice *s = as_vec_push(&l->v, err);
        if (s == NULL) {
            return AS_ENOMEM;
        }
        *s = as_slice_of(l->text.p + beg, l->ends.v[i] - beg);
        beg = l->ends.v[i];
    }
    return AS_OK;
}

static bool is_token_column(test_kind kind)
{
    return kind == T_TEXT || kind == T_NORM || kind == T_LEMMA;
}

/* A value with several tokens in it can equal no token: say so. */
static as_status lint_split(pat_reader *r, bool of_span, test_kind kind,
                            as_slice value, size_t at, as_err *err)
{
    if (of_span || !is_token_column(kind)) {
        return AS_OK;
    }
    as_tokens toks = {0};
    as_status st = as_tokenize(value, &toks, err);
    if (st == AS_OK && toks.n != 1 && r->src->lint != NULL) {
        pat_lint(r->src, pat_reader_at(r, at),
                 "\"%.*s\" is %zu tokens and never equals one: write it as a "
                 "quoted phrase outside the brackets",
                 (int)(value.n < 60 ? value.n : 60), value.p, toks.n);
    }
    as_tokens_clear(&toks);
    return st;
}

static as_status list_add(test_parser *p, value_list *l, test_kind kind,
                          as_slice raw, bool quoted, size_t at)
{
    as_buf plain = {0};
    as_status st = quoted ? pat_unquote(raw, &plain, p->err)
                          : as_buf_add_slice(&plain, raw, p->err);
    as_slice v = as_buf_slice(&plain);
    if (st == AS_OK && l->ends.n >= PAT_SET_MAX) {
        st = pat_reader_fail(p->r, at, AS_ELIMIT, p->err,
                             "a set of more than %d values: make it a "
                             "gazetteer",
                             PAT_SET_MAX);
    }
    st = st == AS_OK ? lint_split(p->r, p->of_span, kind, v, at, p->err) : st;
    if (st == AS_OK) {
        st = kind == T_NORM || kind == T_LEMMA
                 ? as_norm(v, &l->text, p->err)
                 : as_buf_add_slice(&l->text, v, p->err);
    }
    st = st == AS_OK ? list_end_value(l, p->err) : st;
    as_buf_clear(&plain);
    return st;
}

/* One quoted or bare value; `stops` end a bare one. */
static as_status parse_value(test_parser *p, value_list *l, test_kind kind,
                             const char *stops)
{
    (void)peek(p);
    pat_reader *r = p->r;
    size_t at = r->at;
    if (r->at < r->text.n && r->text.p[r->at] == '"') {
        pat_lexeme lx;
        as_status st = pat_lex(r, &lx, p->err);
        return st == AS_OK ? list_add(p, l, kind, lx.text, true, at) : st;
    }
    while (r->at < r->text.n && (unsigned char)r->text.p[r->at] > ' ' &&
           strchr(stops, r->text.p[r->at]) == NULL) {
        r->at++;
    }
    if (r->at == at) {
        return FAIL(p, at, "a value is missing: write a word, \"quoted "
                           "text\", {a,b} or /regex/");
    }
    return list_add(p, l, kind, as_slice_of(r->text.p + at, r->at - at),
                    false, at);
}

static as_status parse_set(test_parser *p, value_list *l, test_kind kind)
{
    size_t open = p->r->at++;
    for (;;) {
        as_status st = parse_value(p, l, kind, ",{}\"");
        if (st != AS_OK) {
            return st;
        }
        unsigned char c = peek(p);
        if (c == '}') {
            p->r->at++;
            return AS_OK;
        }
        if (c != ',') {
            return c ? FAIL(p, p->r->at, "',' or '}' is missing in the set")
                     : FAIL(p, open, "'{' is never closed: write '}'");
        }
        p->r->at++;
    }
}

/* ---- terms -------------------------------------------------------------- */

static bool flag_of(as_slice name, uint32_t *bit)
{
    static const struct {
        as_slice name;
        uint32_t bit;
    } flags[] = {{AS_LIT("title"), AS_TOK_TITLE},
                 {AS_LIT("upper"), AS_TOK_UPPER},
                 {AS_LIT("lower"), AS_TOK_LOWER},
                 {AS_LIT("alpha"), AS_TOK_ALPHA},
                 {AS_LIT("num"), AS_TOK_NUM},
                 {AS_LIT("punct"), AS_TOK_PUNCT},
                 {AS_LIT("ascii"), AS_TOK_ASCII}};
    for (size_t i = 0; i < sizeof flags / sizeof *flags; i++) {
        if (as_slice_eq(name, flags[i].name)) {
            *bit = flags[i].bit;
            return true;
        }
    }
    return false;
}

static test_kind kind_of(as_slice name, test_column *column)
{
    static const struct {
        as_slice name;
        test_kind kind;
        test_column column;
    } attrs[] = {{AS_LIT("text"), T_TEXT, COL_TEXT},
                 {AS_LIT("norm"), T_NORM, COL_NORM},
                 {AS_LIT("lemma"), T_LEMMA, COL_LEMMA},
                 {AS_LIT("pos"), T_POS, COL_POS},
                 {AS_LIT("sent"), T_SENT, COL_TEXT},
                 {AS_LIT("id"), T_ID, COL_TEXT},
                 {AS_LIT("label"), T_LABEL, COL_TEXT}};
    for (size_t i = 0; i < sizeof attrs / sizeof *attrs; i++) {
        if (as_slice_eq(name, attrs[i].name)) {
            *column = attrs[i].column;
            return attrs[i].kind;
        }
    }
    return T_FEATURE;
}

static as_status parse_flag(test_parser *p, as_slice name, size_t at,
                            uint32_t *id)
{
    uint32_t bit = 0;
    if (!flag_of(name, &bit)) {
        return FAIL(p, at,
                    "\"%.*s\" is no flag: write one of title upper lower "
                    "alpha num punct ascii, or attribute=value",
                    (int)name.n, name.p);
    }
    if (p->of_span) {
        return FAIL(p, at, "\"%.*s\" is a flag of tokens, not of spans: "
                           "test it in [ ]",
                    (int)name.n, name.p);
    }
    pat_test t = {.kind = T_FLAG, .flags = bit};
    return pat_test_add(p->tests, &t, id, p->err);
}

/* Turn names of parts of speech into bits. */
static as_status pos_bits(test_parser *p, pat_test *t, size_t at)
{
    for (uint32_t i = 0; i < t->n_values; i++) {
        uint8_t tag = 0;
        if (!as_upos_find(t->values[i], &tag)) {
            return pat_reader_fail(
                p->r, at, AS_EINVAL, p->err,
                "unknown part of speech \"%.*s\": write one of ADJ ADP ADV "
                "AUX CCONJ DET INTJ NOUN NUM PART PRON PROPN PUNCT SCONJ SYM "
                "VERB X",
                (int)t->values[i].n, t->values[i].p);
        }
        t->flags |= 1u << tag;
    }
    return AS_OK;
}

static bool is_number(const pat_test *t)
{
    return t->kind == T_SENT || t->kind == T_ID;
}

static const char *number_name(const pat_test *t)
{
    return t->kind == T_SENT ? "sent" : "id";
}

static as_status check_numbers(test_parser *p, const pat_test *t, size_t at)
{
    double x = 0;
    for (uint32_t i = 0; is_number(t) && i < t->n_values; i++) {
        if (!pat_number(t->values[i], &x)) {
            return FAIL(p, at, "%s needs a number: write %s=1 or %s<4",
                        number_name(t), number_name(t), number_name(t));
        }
    }
    if (t->op != OP_EQ && t->n_values != 1) {
        return FAIL(p, at, "< and > need one value, not a set");
    }
    return AS_OK;
}

static as_status parse_regex_value(test_parser *p, pat_test *t, size_t at,
                                   uint32_t *id)
{
    if (t->op != OP_EQ || is_number(t)) {
        return FAIL(p, at, "a regular expression goes with = or != and a "
                           "text attribute");
    }
    pat_lexeme lx;
    as_status st = pat_lex(p->r, &lx, p->err);
    if (st != AS_OK) {
        return st;
    }
    if (t->kind != T_LABEL && t->kind != T_FEATURE) {
        t->kind = T_REGEX;
    }
    return regex_add(p->r, p->tests, t, lx.text, lx.at, lx.flag, id, p->err);
}

static as_status parse_plain_value(test_parser *p, pat_test *t, size_t at,
                                   uint32_t *id)
{
    value_list l = {0};
    as_status st = peek(p) == '{'
                       ? parse_set(p, &l, t->kind)
                       : parse_value(p, &l, t->kind, "&|!()[]{}\"=<>,;");
    st = st == AS_OK ? list_done(&l, p->err) : st;
    if (st == AS_OK) {
        t->values = l.v.v;
        t->n_values = (uint32_t)l.v.n;
        st = t->kind == T_POS ? pos_bits(p, t, at) : check_numbers(p, t, at);
    }
    st = st == AS_OK ? pat_test_add(p->tests, t, id, p->err) : st;
    list_clear(&l);
    return st;
}

static as_status check_attribute(test_parser *p, const pat_test *t,
                                 as_slice name, size_t at)
{
    const as_pattern_env *env = p->r->src->env;
    if (p->of_span && (t->kind == T_LEMMA || t->kind == T_POS)) {
        return FAIL(p, at, "%.*s is an attribute of tokens, not of spans: "
                           "test it in [ ]",
                    (int)name.n, name.p);
    }
    if (t->kind == T_FEATURE && env != NULL && env->attribute != NULL &&
        !env->attribute(env->ctx, name)) {
        return pat_reader_fail(p->r, at, AS_EINVAL, p->err,
                               "unknown attribute \"%.*s\": use text norm "
                               "lemma pos sent label or a feature of a layer",
                               (int)name.n, name.p);
    }
    if (t->op != OP_EQ && !is_number(t) && t->kind != T_FEATURE) {
        return FAIL(p, at, "< and > compare features, sent and id: %.*s has = "
                           "and !=",
                    (int)name.n, name.p);
    }
    return AS_OK;
}

/* Behind `name`, at its operator. */
static as_status parse_comparison(test_parser *p, as_slice name, size_t at,
                                  uint32_t *id)
{
    test_column column = COL_TEXT;
    pat_test t = {.kind = (uint8_t)kind_of(name, &column)};
    t.column = (uint8_t)column;
    if (t.kind == T_ID && p->of_span) {
        t.kind = T_FEATURE; /* of a span, what its layer calls id */
    }
    t.key = t.kind == T_FEATURE ? name : (as_slice){NULL, 0};
    bool negated = peek(p) == '!';
    p->r->at += negated;
    unsigned char c = peek(p);
    t.op = c == '<' ? OP_LT : c == '>' ? OP_GT : OP_EQ;
    p->r->at++;
    unsigned char after = p->r->at < p->r->text.n
                              ? (unsigned char)p->r->text.p[p->r->at]
                              : 0;
    if (after == '=') {
        return FAIL(p, p->r->at - 1, "there is no '%c=': write = != < or >",
                    c);
    }
    as_status st = check_attribute(p, &t, name, at);
    if (st != AS_OK) {
        return st;
    }
    size_t value_at = (peek(p), p->r->at);
    st = peek(p) == '/' ? parse_regex_value(p, &t, value_at, id)
                        : parse_plain_value(p, &t, value_at, id);
    if (st == AS_OK && !p->of_span &&
        (t.kind == T_LABEL || t.kind == T_FEATURE)) {
        p->tests->spans_in_tokens = true;
    }
    return st == AS_OK && negated ? pat_test_not(p->tests, *id, id, p->err)
                                  : st;
}

/* A text that stands for itself: "quoted", or a run of punctuation. */
static as_status parse_literal(test_parser *p, uint32_t *id)
{
    value_list l = {0};
    pat_test t = {.kind = T_TEXT};
    as_status st = parse_value(p, &l, T_TEXT, "&|!()[]{}\"=<>/@%$~");
    st = st == AS_OK ? list_done(&l, p->err) : st;
    if (st == AS_OK) {
        t.values = l.v.v;
        t.n_values = (uint32_t)l.v.n;
        st = pat_test_add(p->tests, &t, id, p->err);
    }
    list_clear(&l);
    return st;
}

static bool at_operator(test_parser *p)
{
    unsigned char c = peek(p);
    return c == '=' || c == '<' || c == '>' ||
           (c == '!' && p->r->at + 1 < p->r->text.n &&
            p->r->text.p[p->r->at + 1] == '=');
}

static as_status parse_term(test_parser *p, uint32_t *id)
{
    pat_reader *r = p->r;
    size_t at = (peek(p), r->at);
    while (r->at < r->text.n && (isalnum((unsigned char)r->text.p[r->at]) ||
                                 r->text.p[r->at] == '_' ||
                                 (unsigned char)r->text.p[r->at] >= 0x80)) {
        r->at++;
    }
    as_slice name = as_slice_of(r->text.p + at, r->at - at);
    if (name.n > 0 && at_operator(p)) {
        return parse_comparison(p, name, at, id);
    }
    if (name.n > 0 && (unsigned char)name.p[0] < 0x80) {
        return parse_flag(p, name, at, id);
    }
    r->at = at;
    unsigned char c = peek(p);
    if (c == 0) {
        return FAIL(p, at, "the test is never closed: write ']'");
    }
    if (strchr("&|)]=<>{/@%$~", c) != NULL) {
        return FAIL(p, at, "a test is missing before '%c': write "
                           "attribute=value or a flag",
                    c);
    }
    return parse_literal(p, id);
}

/* Each operator's print holds what it joins: few keep the table small. */
static as_status count_op(test_parser *p)
{
    if (++p->n_ops > PAT_TERMS_MAX) {
        return pat_reader_fail(p->r, p->r->at, AS_ELIMIT, p->err,
                               "more than %d of & | ! ( in a test: write a "
                               "set, attribute={a,b}",
                               PAT_TERMS_MAX);
    }
    return AS_OK;
}

static as_status parse_prim(test_parser *p, uint32_t *id)
{
    unsigned char c = peek(p);
    size_t at = p->r->at;
    if (c != '!' && c != '(') {
        return parse_term(p, id);
    }
    as_status st = count_op(p); /* bounds the recursion as well */
    p->r->at++;
    if (st == AS_OK) {
        st = c == '!' ? parse_prim(p, id) : parse_or(p, id);
    }
    if (st != AS_OK) {
        return st;
    }
    if (c == '!') {
        return pat_test_not(p->tests, *id, id, p->err);
    }
    if (peek(p) != ')') {
        return FAIL(p, at, "'(' is never closed: write ')'");
    }
    p->r->at++;
    return AS_OK;
}

static as_status parse_joined(test_parser *p, bool is_or, uint32_t *id)
{
    uint32_t a = 0;
    as_status st = is_or ? parse_joined(p, false, &a) : parse_prim(p, &a);
    while (st == AS_OK && peek(p) == (is_or ? '|' : '&')) {
        uint32_t b = 0;
        st = count_op(p);
        p->r->at++;
        if (st == AS_OK) {
            st = is_or ? parse_joined(p, false, &b) : parse_prim(p, &b);
        }
        if (st == AS_OK) {
            pat_test t = {.kind = is_or ? T_OR : T_AND, .a = a, .b = b};
            st = pat_test_add(p->tests, &t, &a, p->err);
        }
    }
    if (st == AS_OK) {
        *id = a;
    }
    return st;
}

static as_status parse_or(test_parser *p, uint32_t *id)
{
    return parse_joined(p, true, id);
}

as_status pat_parse_test(pat_reader *r, pat_tests *tests, bool of_span,
                         uint32_t *test, as_err *err)
{
    test_parser p = {r, tests, of_span, 0, err};
    size_t open = r->at > 0 ? r->at - 1 : 0;
    if (peek(&p) == ']') {
        r->at++;
        return pat_test_any(tests, test, err);
    }
    uint32_t id = 0;
    as_status st = parse_or(&p, &id);
    if (st != AS_OK) {
        return st;
    }
    if (peek(&p) != ']') {
        return peek(&p) ? FAIL(&p, r->at, "unexpected '%c': join tests with "
                                          "& or |, end them with ']'",
                               peek(&p))
                        : FAIL(&p, open, "'[' is never closed: write ']'");
    }
    r->at++;
    *test = id;
    return AS_OK;
}

/* ---- <lemma|lemma> ------------------------------------------------------ */

as_status pat_test_lemmas(pat_reader *r, pat_tests *tests,
                          const pat_lexeme *lx, uint32_t *id, as_err *err)
{
    test_parser p = {r, tests, false, 0, err};
    value_list l = {0};
    as_status st = AS_OK;
    size_t beg = 0;
    for (size_t i = 0; st == AS_OK && i <= lx->text.n; i++) {
        if (i < lx->text.n && lx->text.p[i] != '|') {
            continue;
        }
        size_t a = beg;
        size_t z = i;
        while (a < z && lx->text.p[a] == ' ') {
            a++;
        }
        while (z > a && lx->text.p[z - 1] == ' ') {
            z--;
        }
        as_slice word = as_slice_of(lx->text.p + a, z - a);
        size_t at = lx->at + 1 + a;
        st = a == z ? FAIL(&p, at, "a lemma is missing: write <say|tell>")
                    : list_add(&p, &l, T_LEMMA, word, false, at);
        beg = i + 1;
    }
    st = st == AS_OK ? list_done(&l, err) : st;
    if (st == AS_OK) {
        pat_test t = {
            .kind = T_LEMMA, .values = l.v.v, .n_values = (uint32_t)l.v.n};
        st = pat_test_add(tests, &t, id, err);
    }
    list_clear(&l);
    return st;
}
