/* pat_testparse.h - what the two halves of the parser of tests share:
 * pat_testparse.c (how terms join, what a term is) and pat_value.c (values,
 * sets, regular expressions). Not for other files. */
#ifndef AS_MATCH_PAT_TESTPARSE_H
#define AS_MATCH_PAT_TESTPARSE_H

#include "match/pat_int.h"

typedef struct pat_test_parser {
    pat_reader *r;
    pat_tests *tests;
    bool of_span;
    int n_ops;
    size_t open; /* byte of the [ */
    as_err *err;
} pat_test_parser;

#define PAT_FAIL(p, at, ...) \
    pat_reader_fail((p)->r, (at), AS_ESYNTAX, (p)->err, __VA_ARGS__)

/* Values of a test, one after another in `text`. */
typedef struct pat_values {
    as_buf text;
    AS_VEC(size_t) ends;
    AS_VEC(as_slice) v; /* filled by pat_values_done */
} pat_values;

void pat_values_clear(pat_values *l);
/* Fill l->v, when all values are there. */
as_status pat_values_done(pat_values *l, as_err *err);

/* One quoted or bare value; `stops` end a bare one. */
as_status pat_value_parse(pat_test_parser *p, pat_values *l, test_kind kind,
                          const char *stops);
/* From { to behind }. */
as_status pat_set_parse(pat_test_parser *p, pat_values *l, test_kind kind);

/* Make `t` a regex test; values[0] becomes the source, 'i' or 's' in front. */
as_status pat_regex_add(pat_reader *r, pat_tests *tests, pat_test *t,
                        as_slice source, size_t at, bool caseless,
                        uint32_t *id, as_err *err);

/* How much of a name a message shows. */
static inline int pat_shown(as_slice s)
{
    return (int)(s.n < 60 ? s.n : 60);
}

static inline unsigned char pat_peek(const pat_test_parser *p)
{
    pat_skip_space(p->r);
    return p->r->at < p->r->text.n ? (unsigned char)p->r->text.p[p->r->at] : 0;
}

#endif
