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

#include "match/pat_testparse.h"
#include "tag/upos.h"
#include "text/token.h"

static as_status parse_or(pat_test_parser *p, uint32_t *id);

/* ---- terms -------------------------------------------------------------- */

static const struct {
    as_slice name;
    uint32_t bit;
} flags[] = {{AS_LIT("title"), AS_TOK_TITLE}, {AS_LIT("upper"), AS_TOK_UPPER},
             {AS_LIT("lower"), AS_TOK_LOWER}, {AS_LIT("alpha"), AS_TOK_ALPHA},
             {AS_LIT("num"), AS_TOK_NUM},     {AS_LIT("punct"), AS_TOK_PUNCT},
             {AS_LIT("ascii"), AS_TOK_ASCII}};

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

#define N_OF(table) (sizeof(table) / sizeof *(table))

static bool flag_of(as_slice name, uint32_t *bit)
{
    for (size_t i = 0; i < N_OF(flags); i++) {
        if (as_slice_eq(name, flags[i].name)) {
            *bit = flags[i].bit;
            return true;
        }
    }
    return false;
}

as_slice pat_flag_name(uint32_t bit)
{
    for (size_t i = 0; i < N_OF(flags); i++) {
        if (flags[i].bit == bit) {
            return flags[i].name;
        }
    }
    return AS_LIT("");
}

bool as_pattern_attribute(size_t i, as_slice *name)
{
    if (i >= N_OF(attrs) + N_OF(flags)) {
        return false;
    }
    *name = i < N_OF(attrs) ? attrs[i].name : flags[i - N_OF(attrs)].name;
    return true;
}

static test_kind kind_of(as_slice name, test_column *column)
{
    for (size_t i = 0; i < N_OF(attrs); i++) {
        if (as_slice_eq(name, attrs[i].name)) {
            *column = attrs[i].column;
            return attrs[i].kind;
        }
    }
    return T_FEATURE;
}

static as_status parse_flag(pat_test_parser *p, as_slice name, size_t at,
                            uint32_t *id)
{
    uint32_t bit = 0;
    if (!flag_of(name, &bit)) {
        pat_near_text near;
        as_suggest s = as_suggest_for(name);
        for (size_t i = 0; i < N_OF(flags); i++) {
            as_suggest_offer(&s, flags[i].name);
        }
        pat_near(&near, '[', &s);
        return PAT_FAIL(p, at, "\"%.*s\" is no flag%s", pat_shown(name), name.p,
                    near.p[0] ? near.p
                              : ": write one of title upper lower alpha num "
                                "punct ascii, or attribute=value");
    }
    if (p->of_span) {
        return PAT_FAIL(p, at, "\"%.*s\" is a flag of tokens, not of spans: "
                           "test it in [ ]",
                    (int)name.n, name.p);
    }
    pat_test t = {.kind = T_FLAG, .flags = bit};
    return pat_test_add(p->tests, &t, id, p->err);
}

static as_status unknown_pos(pat_test_parser *p, as_slice name, size_t at)
{
    pat_near_text near;
    as_suggest s = as_suggest_for(name);
    for (int i = 0; i < AS_UPOS_N; i++) {
        as_suggest_offer(&s, as_upos_name((uint8_t)i));
    }
    pat_near(&near, '[', &s);
    return pat_reader_fail(p->r, at, AS_EINVAL, p->err,
                           "unknown part of speech \"%.*s\"%s", pat_shown(name),
                           name.p,
                           near.p[0] ? near.p
                                     : ": write one of ADJ ADP ADV AUX CCONJ "
                                       "DET INTJ NOUN NUM PART PRON PROPN "
                                       "PUNCT SCONJ SYM VERB X");
}

/* Turn names of parts of speech into bits. */
static as_status pos_bits(pat_test_parser *p, pat_test *t, size_t at)
{
    for (uint32_t i = 0; i < t->n_values; i++) {
        uint8_t tag = 0;
        if (!as_upos_find(t->values[i], &tag)) {
            return unknown_pos(p, t->values[i], at);
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

static as_status check_numbers(pat_test_parser *p, const pat_test *t, size_t at)
{
    double x = 0;
    for (uint32_t i = 0; is_number(t) && i < t->n_values; i++) {
        if (!pat_number(t->values[i], &x)) {
            return PAT_FAIL(p, at, "%s needs a number: write %s=1 or %s<4",
                        number_name(t), number_name(t), number_name(t));
        }
    }
    if (t->op != OP_EQ && t->n_values != 1) {
        return PAT_FAIL(p, at, "< and > need one value, not a set");
    }
    return AS_OK;
}

static as_status parse_regex_value(pat_test_parser *p, pat_test *t, size_t at,
                                   uint32_t *id)
{
    if (t->op != OP_EQ || is_number(t)) {
        return PAT_FAIL(p, at, "a regular expression goes with = or != and a "
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
    return pat_regex_add(p->r, p->tests, t, lx.text, lx.at, lx.flag, id, p->err);
}

/* Every value of `label=` is one that somebody writes. */
static as_status check_labels(pat_test_parser *p, const pat_test *t, size_t at)
{
    const as_pattern_env *env = p->r->src->env;
    as_status st = AS_OK;
    for (uint32_t i = 0; st == AS_OK && t->kind == T_LABEL && env != NULL &&
                         env->label != NULL && i < t->n_values;
         i++) {
        const as_slice name = t->values[i];
        pat_near_text near;
        if (env->label(env->ctx, name)) {
            continue;
        }
        as_suggest s = as_suggest_for(name);
        if (env->offer != NULL) {
            env->offer(env->ctx, '@', &s);
        }
        pat_near(&near, '[', &s);
        st = pat_unknown(p->r, at, p->err, "unknown label \"%.*s\"%s",
                         pat_shown(name), name.p,
                         near.p[0] ? near.p
                                   : ": no rule, gazetteer or stage writes it");
    }
    return st;
}

static as_status parse_plain_value(pat_test_parser *p, pat_test *t, size_t at,
                                   uint32_t *id)
{
    pat_values l = {0};
    as_status st = pat_peek(p) == '{'
                       ? pat_set_parse(p, &l, t->kind)
                       : pat_value_parse(p, &l, t->kind, "&|!()[]{}\"=<>,;");
    st = st == AS_OK ? pat_values_done(&l, p->err) : st;
    if (st == AS_OK) {
        t->values = l.v.v;
        t->n_values = (uint32_t)l.v.n;
        st = t->kind == T_POS ? pos_bits(p, t, at) : check_numbers(p, t, at);
    }
    st = st == AS_OK ? check_labels(p, t, at) : st;
    st = st == AS_OK ? pat_test_add(p->tests, t, id, p->err) : st;
    pat_values_clear(&l);
    return st;
}

static as_status unknown_attribute(pat_test_parser *p, as_slice name, size_t at)
{
    const as_pattern_env *env = p->r->src->env;
    pat_near_text near;
    as_suggest s = as_suggest_for(name);
    for (size_t i = 0; i < N_OF(attrs); i++) {
        as_suggest_offer(&s, attrs[i].name);
    }
    if (env->offer != NULL) {
        env->offer(env->ctx, '[', &s);
    }
    pat_near(&near, '[', &s);
    return pat_unknown(p->r, at, p->err, "unknown attribute \"%.*s\"%s",
                       pat_shown(name), name.p,
                       near.p[0] ? near.p
                                 : ": write text norm lemma pos sent id label "
                                   "or a feature of a layer");
}

static as_status check_attribute(pat_test_parser *p, const pat_test *t,
                                 as_slice name, size_t at)
{
    const as_pattern_env *env = p->r->src->env;
    if (p->of_span && (t->kind == T_LEMMA || t->kind == T_POS)) {
        return PAT_FAIL(p, at, "%.*s is an attribute of tokens, not of spans: "
                           "test it in [ ]",
                    (int)name.n, name.p);
    }
    if (t->op != OP_EQ && !is_number(t) && t->kind != T_FEATURE) {
        return PAT_FAIL(p, at, "< and > compare features, sent and id: %.*s has = "
                           "and !=",
                    (int)name.n, name.p);
    }
    return t->kind == T_FEATURE && env != NULL && env->attribute != NULL &&
                   !env->attribute(env->ctx, name)
               ? unknown_attribute(p, name, at)
               : AS_OK;
}

/* A token test looks at spans: of labels that it names, or of any. */
static void spans_asked(pat_tests *tests, const pat_test *t)
{
    tests->spans_in_tokens = true;
    if (t->kind != T_LABEL || t->op != OP_EQ || t->re || t->numeric) {
        tests->all_layers = true;
        return;
    }
    for (uint32_t i = 0; i < t->n_values; i++) {
        tests->label_bits |= as_label_bit(t->values[i]);
    }
}

/* Behind `name`, at its operator. */
static as_status parse_comparison(pat_test_parser *p, as_slice name, size_t at,
                                  uint32_t *id)
{
    test_column column = COL_TEXT;
    pat_test t = {.kind = (uint8_t)kind_of(name, &column)};
    t.column = (uint8_t)column;
    if (t.kind == T_ID && p->of_span) {
        t.kind = T_FEATURE; /* of a span, what its layer calls id */
    }
    t.key = t.kind == T_FEATURE ? name : (as_slice){NULL, 0};
    bool negated = pat_peek(p) == '!';
    p->r->at += negated;
    unsigned char c = pat_peek(p);
    t.op = c == '<' ? OP_LT : c == '>' ? OP_GT : OP_EQ;
    p->r->at++;
    unsigned char after = p->r->at < p->r->text.n
                              ? (unsigned char)p->r->text.p[p->r->at]
                              : 0;
    if (after == '=') {
        return PAT_FAIL(p, p->r->at - 1, "there is no '%c=': write = != < or >",
                    c);
    }
    as_status st = check_attribute(p, &t, name, at);
    if (st != AS_OK) {
        return st;
    }
    size_t value_at = (pat_peek(p), p->r->at);
    st = pat_peek(p) == '/' ? parse_regex_value(p, &t, value_at, id)
                        : parse_plain_value(p, &t, value_at, id);
    if (st == AS_OK && !p->of_span &&
        (t.kind == T_LABEL || t.kind == T_FEATURE)) {
        spans_asked(p->tests, &p->tests->nodes.v[*id]);
    }
    return st == AS_OK && negated ? pat_test_not(p->tests, *id, id, p->err)
                                  : st;
}

/* A text that stands for itself: "quoted", or a run of punctuation. */
static as_status parse_literal(pat_test_parser *p, uint32_t *id)
{
    pat_values l = {0};
    pat_test t = {.kind = T_TEXT};
    as_status st = pat_value_parse(p, &l, T_TEXT, "&|!()[]{}\"=<>/@%$~");
    st = st == AS_OK ? pat_values_done(&l, p->err) : st;
    if (st == AS_OK) {
        t.values = l.v.v;
        t.n_values = (uint32_t)l.v.n;
        st = pat_test_add(p->tests, &t, id, p->err);
    }
    pat_values_clear(&l);
    return st;
}

static bool at_operator(pat_test_parser *p)
{
    unsigned char c = pat_peek(p);
    return c == '=' || c == '<' || c == '>' ||
           (c == '!' && p->r->at + 1 < p->r->text.n &&
            p->r->text.p[p->r->at + 1] == '=');
}

static as_status parse_term(pat_test_parser *p, uint32_t *id)
{
    pat_reader *r = p->r;
    size_t at = (pat_peek(p), r->at);
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
    unsigned char c = pat_peek(p);
    if (c == 0) {
        return PAT_FAIL(p, p->open, "'[' is never closed: write ']'");
    }
    if (strchr("&|)]=<>{/@%$~", c) != NULL) {
        return PAT_FAIL(p, at, "a test is missing before '%c': write "
                           "attribute=value or a flag",
                    c);
    }
    return parse_literal(p, id);
}

/* Each operator's print holds what it joins: few keep the table small. */
static as_status count_op(pat_test_parser *p)
{
    if (++p->n_ops > PAT_TERMS_MAX) {
        return pat_reader_fail(p->r, p->r->at, AS_ELIMIT, p->err,
                               "more than %d of & | ! ( in a test: write a "
                               "set, attribute={a,b}",
                               PAT_TERMS_MAX);
    }
    return AS_OK;
}

static as_status parse_prim(pat_test_parser *p, uint32_t *id)
{
    unsigned char c = pat_peek(p);
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
    if (pat_peek(p) != ')') {
        return PAT_FAIL(p, at, "'(' is never closed: write ')'");
    }
    p->r->at++;
    return AS_OK;
}

static as_status parse_joined(pat_test_parser *p, bool is_or, uint32_t *id)
{
    uint32_t a = 0;
    as_status st = is_or ? parse_joined(p, false, &a) : parse_prim(p, &a);
    while (st == AS_OK && pat_peek(p) == (is_or ? '|' : '&')) {
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

static as_status parse_or(pat_test_parser *p, uint32_t *id)
{
    return parse_joined(p, true, id);
}

/* ---- once a place ------------------------------------------------------- */

/* Rules share macros with long sets in them: what a bracket of a macro means
 * is worked out where the set's patterns use it first. */
typedef struct place {
    const char *at; /* behind the [ */
    uintptr_t of_span;
} place;

typedef struct meaning {
    uint32_t test, end;
} meaning;

static as_slice place_key(const place *at)
{
    return (as_slice){(const char *)at, sizeof *at};
}

static bool meant_before(const pat_tests *tests, const place *at, meaning *m)
{
    uint64_t packed = 0;
    if (!as_map_find(tests->brackets, place_key(at), &packed)) {
        return false;
    }
    *m = (meaning){(uint32_t)(packed >> 32), (uint32_t)packed};
    return true;
}

static as_status parse_whole(pat_test_parser *p, uint32_t *test)
{
    pat_reader *r = p->r;
    if (pat_peek(p) == ']') {
        r->at++;
        return pat_test_any(p->tests, test, p->err);
    }
    uint32_t id = 0;
    as_status st = parse_or(p, &id);
    if (st != AS_OK) {
        return st;
    }
    if (pat_peek(p) != ']') {
        return pat_peek(p) ? PAT_FAIL(p, r->at, "unexpected '%c': join tests with "
                                         "& or |, end them with ']'",
                              pat_peek(p))
                       : PAT_FAIL(p, p->open, "'[' is never closed: write ']'");
    }
    r->at++;
    *test = id;
    return AS_OK;
}

as_status pat_parse_test(pat_reader *r, pat_tests *tests, bool of_span,
                         uint32_t *test, as_err *err)
{
    pat_test_parser p = {r, tests, of_span, 0, r->at > 0 ? r->at - 1 : 0, err};
    const bool in_macro = r->outer != NULL;
    const place at = {r->text.p + r->at, of_span};
    meaning m = {0, 0};
    if (!in_macro) {
        return parse_whole(&p, test);
    }
    if (meant_before(tests, &at, &m)) {
        r->at = m.end;
        *test = m.test;
        return AS_OK;
    }
    as_status st = parse_whole(&p, &m.test);
    m.end = (uint32_t)r->at;
    st = st == AS_OK ? as_map_set(tests->brackets, place_key(&at),
                                  (uint64_t)m.test << 32 | m.end, err)
                     : st;
    if (st == AS_OK) {
        *test = m.test;
    }
    return st;
}
