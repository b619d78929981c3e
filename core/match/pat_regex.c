/* pat_regex.c - PCRE2 behind five functions; nobody else includes it.
 *
 * Regexes are anchored at both ends: a test is on a whole word. Matching is
 * bounded: a text that needs more than the limits below does not match, nor
 * does one that is not UTF-8.
 * Memory goes through base/mem.h. No JIT: a word is too short to gain.
 * Source: PCRE2 10.42, pcre2api(3). */
#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "match/pat_int.h"

enum { MATCH_LIMIT = 20000, DEPTH_LIMIT = 500, HEAP_LIMIT_KIB = 1024 };

struct pat_regex {
    pcre2_code *code;
};

typedef struct scratch {
    pcre2_general_context *general;
    pcre2_match_context *limits;
    pcre2_match_data *data;
} scratch;

static void *take(size_t n, void *ctx)
{
    (void)ctx;
    return as_mem_new(n);
}

static void give(void *p, void *ctx)
{
    (void)ctx;
    as_mem_free(p);
}

void pat_regex_free(pat_regex *re)
{
    if (re != NULL) {
        pcre2_code_free(re->code);
        as_mem_free(re);
    }
}

as_status pat_regex_new(as_slice source, bool caseless, pat_regex **out,
                        size_t *at, as_err *err)
{
    pcre2_general_context *general = pcre2_general_context_create(take, give,
                                                                  NULL);
    pcre2_compile_context *ctx =
        general ? pcre2_compile_context_create(general) : NULL;
    pat_regex *re = ctx ? as_mem_zero(1, sizeof *re) : NULL;
    as_status st = re ? AS_OK : as_err_nomem(err);
    if (st == AS_OK) {
        uint32_t opts = PCRE2_UTF | PCRE2_UCP | PCRE2_ANCHORED |
                        PCRE2_ENDANCHORED | PCRE2_NEVER_BACKSLASH_C |
                        (caseless ? PCRE2_CASELESS : 0);
        int code = 0;
        (void)pcre2_set_parens_nest_limit(ctx, 50);
        re->code = pcre2_compile((PCRE2_SPTR)source.p, source.n, opts, &code,
                                 at, ctx);
        if (re->code == NULL && code == PCRE2_ERROR_HEAP_FAILED) {
            st = as_err_nomem(err);
        } else if (re->code == NULL) {
            char why[160];
            (void)pcre2_get_error_message(code, (PCRE2_UCHAR *)why,
                                          sizeof why);
            st = as_err_set(err, AS_ESYNTAX, "bad regular expression: %s",
                            why);
        }
    }
    pcre2_compile_context_free(ctx);
    pcre2_general_context_free(general);
    if (st != AS_OK) {
        as_mem_free(re);
        return st;
    }
    *out = re;
    return AS_OK;
}

void pat_regex_scratch_free(void *p)
{
    scratch *s = p;
    if (s != NULL) {
        pcre2_match_data_free(s->data);
        pcre2_match_context_free(s->limits);
        pcre2_general_context_free(s->general);
        as_mem_free(s);
    }
}

void *pat_regex_scratch(void)
{
    scratch *s = as_mem_zero(1, sizeof *s);
    if (s == NULL) {
        return NULL;
    }
    s->general = pcre2_general_context_create(take, give, NULL);
    s->limits = s->general ? pcre2_match_context_create(s->general) : NULL;
    s->data = s->limits ? pcre2_match_data_create(1, s->general) : NULL;
    if (s->data == NULL) {
        pat_regex_scratch_free(s);
        return NULL;
    }
    (void)pcre2_set_match_limit(s->limits, MATCH_LIMIT);
    (void)pcre2_set_depth_limit(s->limits, DEPTH_LIMIT);
    (void)pcre2_set_heap_limit(s->limits, HEAP_LIMIT_KIB);
    return s;
}

int pat_regex_match(const pat_regex *re, void *p, as_slice text)
{
    scratch *s = p;
    /* checked: a feature may come from Lua and be anything */
    int rc = pcre2_match(re->code, (PCRE2_SPTR)(text.p ? text.p : ""), text.n,
                         0, 0, s->data, s->limits);
    return rc == PCRE2_ERROR_NOMEMORY ? -1 : rc >= 0;
}
