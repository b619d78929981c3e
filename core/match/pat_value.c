/* pat_value.c - what stands behind the operator of a test: a word, a quoted
 * text, a set, a regular expression; and the lemmas between < and >.
 *
 * Values of a column are brought to the column's form here, so that a test
 * compares bytes. Cost: linear in the source. */
#include "match/pat_testparse.h"
#include "text/norm.h"
#include "text/token.h"

/* ---- regular expressions ------------------------------------------------ */

as_status pat_regex_add(pat_reader *r, pat_tests *tests, pat_test *t,
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
    return pat_regex_add(r, tests, &t, lx->text, lx->at, lx->flag, id, err);
}

/* ---- values ------------------------------------------------------------- */

void pat_values_clear(pat_values *l)
{
    as_buf_clear(&l->text);
    as_vec_clear(&l->ends);
    as_vec_clear(&l->v);
}

static as_status list_end_value(pat_values *l, as_err *err)
{
    size_t *end = as_vec_push(&l->ends, err);
    if (end == NULL) {
        return AS_ENOMEM;
    }
    *end = l->text.n;
    return AS_OK;
}

as_status pat_values_done(pat_values *l, as_err *err)
{
    size_t beg = 0;
    for (size_t i = 0; i < l->ends.n; i++) {
        as_slice *s = as_vec_push(&l->v, err);
        if (s == NULL) {
            return AS_ENOMEM;
        }
        *s = as_slice_of(l->text.p ? l->text.p + beg : "",
                         l->ends.v[i] - beg);
        beg = l->ends.v[i];
    }
    return AS_OK;
}

static bool is_token_column(test_kind kind)
{
    return kind == T_TEXT || kind == T_NORM || kind == T_LEMMA;
}

/* A value with several tokens in it can equal no token: say so. */
static as_status lint_split(pat_test_parser *p, test_kind kind, as_slice value,
                            size_t at)
{
    if (p->of_span || !is_token_column(kind) || p->r->src->lint == NULL) {
        return AS_OK;
    }
    as_tokens *toks = &p->tests->words;
    as_status st = as_tokenize(value, toks, p->err);
    if (st == AS_OK && toks->n != 1) {
        pat_lint(p->r->src, pat_reader_at(p->r, at),
                 "\"%.*s\" is %zu tokens and never equals one: write it as a "
                 "quoted phrase outside the brackets",
                 (int)(value.n < 60 ? value.n : 60), value.p, toks->n);
    }
    return st;
}

static as_status value_add(pat_test_parser *p, pat_values *l, test_kind kind,
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
    st = st == AS_OK ? lint_split(p, kind, v, at) : st;
    if (st == AS_OK) {
        st = kind == T_NORM || kind == T_LEMMA
                 ? as_norm(v, &l->text, p->err)
                 : as_buf_add_slice(&l->text, v, p->err);
    }
    st = st == AS_OK ? list_end_value(l, p->err) : st;
    as_buf_clear(&plain);
    return st;
}

as_status pat_value_parse(pat_test_parser *p, pat_values *l, test_kind kind,
                             const char *stops)
{
    (void)pat_peek(p);
    pat_reader *r = p->r;
    size_t at = r->at;
    if (r->at < r->text.n && r->text.p[r->at] == '"') {
        pat_lexeme lx;
        as_status st = pat_lex(r, &lx, p->err);
        return st == AS_OK ? value_add(p, l, kind, lx.text, true, at) : st;
    }
    while (r->at < r->text.n && (unsigned char)r->text.p[r->at] > ' ' &&
           strchr(stops, r->text.p[r->at]) == NULL) {
        r->at++;
    }
    if (r->at == at) {
        return PAT_FAIL(p, at, "a value is missing: write a word, \"quoted "
                           "text\", {a,b} or /regex/");
    }
    return value_add(p, l, kind, as_slice_of(r->text.p + at, r->at - at),
                    false, at);
}

as_status pat_set_parse(pat_test_parser *p, pat_values *l, test_kind kind)
{
    size_t open = p->r->at++;
    for (;;) {
        as_status st = pat_value_parse(p, l, kind, ",{}\"");
        if (st != AS_OK) {
            return st;
        }
        unsigned char c = pat_peek(p);
        if (c == '}') {
            p->r->at++;
            return AS_OK;
        }
        if (c != ',') {
            return c ? PAT_FAIL(p, p->r->at, "',' or '}' is missing in the set")
                     : PAT_FAIL(p, open, "'{' is never closed: write '}'");
        }
        p->r->at++;
    }
}

/* ---- <lemma|lemma> ------------------------------------------------------ */

as_status pat_test_lemmas(pat_reader *r, pat_tests *tests,
                          const pat_lexeme *lx, uint32_t *id, as_err *err)
{
    pat_test_parser p = {r, tests, false, 0, 0, err};
    pat_values l = {0};
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
        st = a == z ? PAT_FAIL(&p, at, "a lemma is missing: write <say|tell>")
                    : value_add(&p, &l, T_LEMMA, word, false, at);
        beg = i + 1;
    }
    st = st == AS_OK ? pat_values_done(&l, err) : st;
    if (st == AS_OK) {
        pat_test t = {
            .kind = T_LEMMA, .values = l.v.v, .n_values = (uint32_t)l.v.n};
        st = pat_test_add(tests, &t, id, err);
    }
    pat_values_clear(&l);
    return st;
}
