/* pat_regex.c - PCRE2 behind five functions; nobody else includes it.
 *
 * Regexes are anchored at both ends: a test is on a whole word. Matching is
 * bounded: a text that needs more than the limits below does not match, nor
 * does one that is not UTF-8.
 * Memory goes through base/mem.h. No JIT: a word is too short to gain. What
 * asks for an ending, a beginning or a part, /.*(ed|ing)/ say, is compared as
 * such where the text is ASCII: most regexes of rules are that. What PCRE2
 * knows of first bytes and of length is asked before it is.
 * Source: PCRE2 10.42, pcre2api(3). */
#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "match/pat_int.h"

enum { MATCH_LIMIT = 20000, DEPTH_LIMIT = 500, HEAP_LIMIT_KIB = 1024 };

enum { PARTS_MAX = 16, NOT = 0x80 };

/* `.*` or not, one of the parts, `.*` or not. A byte of a part is a letter, or
 * with NOT any other: [^s]s. */
typedef struct shape {
    bool before, behind, caseless;
    uint32_t n; /* 0: no such regex */
    as_slice parts[PARTS_MAX];
    char *text; /* that they are in */
} shape;

struct pat_regex {
    pcre2_code *code;
    const uint8_t *firsts; /* a bit a byte that a match may begin with; NULL:
                            * not known; in `code` */
    uint32_t least;        /* code points of a match */
    shape shape;
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
        as_mem_free(re->shape.text);
        as_mem_free(re);
    }
}

/* ---- plain shapes ------------------------------------------------------- */

static bool is_plain(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           (c >= '0' && c <= '9') || c == '-' || c == '\'';
}

static char small(char c)
{
    return (char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
}

static bool cut(as_slice *s, const char *what, bool at_end)
{
    const size_t n = strlen(what);
    if (s->n < n || memcmp(at_end ? s->p + s->n - n : s->p, what, n) != 0) {
        return false;
    }
    *s = as_slice_of(at_end ? s->p : s->p + n, s->n - n);
    return true;
}

/* One letter, or [^x], from `*s`, for a part; false for anything else. */
static bool read_letter(as_slice *s, char *out)
{
    if (s->n > 0 && is_plain(s->p[0])) {
        *out = s->p[0];
        *s = as_slice_of(s->p + 1, s->n - 1);
        return true;
    }
    if (s->n < 4 || s->p[0] != '[' || s->p[1] != '^' || !is_plain(s->p[2]) ||
        s->p[3] != ']') {
        return false;
    }
    *out = (char)((unsigned char)s->p[2] | NOT);
    *s = as_slice_of(s->p + 4, s->n - 4);
    return true;
}

/* Parts between |, into s->text; false for anything else, an empty one too. */
static bool read_parts(as_slice rest, shape *s)
{
    char *out = s->text;
    for (;;) {
        char *from = out;
        while (read_letter(&rest, out)) {
            out++;
        }
        if (out == from || s->n == PARTS_MAX) {
            return false;
        }
        s->parts[s->n++] = as_slice_of(from, (size_t)(out - from));
        if (rest.n == 0) {
            return true;
        }
        if (!cut(&rest, "|", false)) {
            return false;
        }
    }
}

/* What `source` looks like; n stays 0 where it is not plain. Its parts are in
 * a copy of it, made small where case does not count; they are written over
 * it, never longer than what they were read from. */
static as_status shape_of(as_slice source, bool caseless, shape *out,
                          as_err *err)
{
    shape s = {.caseless = caseless};
    s.text = as_mem_new(source.n + 1);
    if (s.text == NULL) {
        return as_err_nomem(err);
    }
    for (size_t i = 0; i < source.n; i++) {
        s.text[i] = caseless ? small(source.p[i]) : source.p[i];
    }
    as_slice rest = as_slice_of(s.text, source.n);
    s.before = cut(&rest, ".*", false);
    s.behind = cut(&rest, ".*", true);
    const bool grouped = cut(&rest, "(", false);
    const bool one = rest.n == 0 || memchr(rest.p, '|', rest.n) == NULL;
    if (grouped != cut(&rest, ")", true) || (!grouped && !one) ||
        !read_parts(rest, &s)) {
        s.n = 0;
    }
    *out = s;
    return AS_OK;
}

static bool is_letter(const shape *s, char c, char want)
{
    const unsigned char w = (unsigned char)want;
    const bool same =
        (s->caseless ? small(c) : c) == (char)(w & (NOT - 1));
    return same == ((w & NOT) == 0);
}

static bool part_at(const shape *s, as_slice text, size_t at, as_slice part)
{
    size_t i = 0;
    while (i < part.n && is_letter(s, text.p[at + i], part.p[i])) {
        i++;
    }
    return i == part.n;
}

static bool shape_has(const shape *s, as_slice text)
{
    for (uint32_t k = 0; k < s->n; k++) {
        const as_slice part = s->parts[k];
        if (part.n > text.n) {
            continue;
        }
        const size_t last = text.n - part.n;
        size_t at = s->before && !s->behind ? last : 0;
        const size_t end = s->behind && !s->before ? 0 : last;
        for (; at <= end; at++) {
            if ((s->before || at == 0) && (s->behind || at == last) &&
                part_at(s, text, at, part)) {
                return true;
            }
        }
    }
    return false;
}

/* Letters beyond ASCII may be small ones of it (the long s); a dot is no
 * line's end. */
static bool text_is_plain(as_slice text)
{
    bool plain = true;
    for (size_t i = 0; i < text.n; i++) {
        plain &= (unsigned char)text.p[i] < 0x80 && text.p[i] != '\n';
    }
    return plain;
}

/* ---- PCRE2 -------------------------------------------------------------- */

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
    if (st == AS_OK) {
        (void)pcre2_pattern_info(re->code, PCRE2_INFO_FIRSTBITMAP,
                                 &re->firsts);
        (void)pcre2_pattern_info(re->code, PCRE2_INFO_MINLENGTH, &re->least);
    }
    st = st == AS_OK ? shape_of(source, caseless, &re->shape, err) : st;
    if (st != AS_OK) {
        pat_regex_free(re);
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
    if (re->shape.n > 0 && text_is_plain(text)) {
        return shape_has(&re->shape, text);
    }
    if (text.n < re->least ||
        (re->firsts != NULL && re->least > 0 &&
         !(re->firsts[(unsigned char)text.p[0] / 8] >>
               ((unsigned char)text.p[0] % 8) & 1))) {
        return 0;
    }
    /* checked: a feature may come from Lua and be anything */
    int rc = pcre2_match(re->code, (PCRE2_SPTR)(text.p ? text.p : ""), text.n,
                         0, 0, s->data, s->limits);
    return rc == PCRE2_ERROR_NOMEMORY ? -1 : rc >= 0;
}
