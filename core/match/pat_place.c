/* pat_place.c - what a message about a pattern says: where, what, what to do.
 *
 * A place is worked out only when there is something to say, by counting
 * from the source's beginning. A long line is shown around the place, so
 * that the caret always stands under it. */
#include <stdarg.h>
#include <stdio.h>

#include "match/pat_int.h"
#include "text/utf8.h"
#include "text/width.h"

enum { SHOWN_MAX = 76, BEFORE_MAX = 40 }; /* bytes of a line, of its left */

/* Line and column, from 1, of byte `at`; the line itself in *whole. */
static size_t place_of(as_slice text, size_t at, uint32_t *line, uint32_t *col,
                       as_slice *whole)
{
    size_t beg = 0;
    *line = 1;
    at = at < text.n ? at : text.n;
    for (size_t i = 0; i < at; i++) {
        if (text.p[i] == '\n') {
            (*line)++;
            beg = i + 1;
        }
    }
    size_t end = beg;
    while (end < text.n && text.p[end] != '\n') {
        end++;
    }
    *whole = as_slice_of(text.p + beg, end - beg);
    *col = 1;
    for (size_t i = beg; i < at; i++) {
        *col += ((unsigned char)text.p[i] & 0xC0) != 0x80;
    }
    return at - beg;
}

static bool inside_char(as_slice s, size_t at)
{
    return at < s.n && ((unsigned char)s.p[at] & 0xC0) == 0x80;
}

/* The part of `line` to show for byte `at`: [*beg, *end). */
static void window(as_slice line, size_t at, size_t *beg, size_t *end)
{
    *beg = line.n > SHOWN_MAX && at > BEFORE_MAX ? at - BEFORE_MAX : 0;
    while (*beg > 0 && inside_char(line, *beg)) {
        (*beg)--;
    }
    *end = line.n - *beg > SHOWN_MAX ? *beg + SHOWN_MAX : line.n;
    while (*end > *beg && inside_char(line, *end)) {
        (*end)--;
    }
}

static void place_fill(as_slice text, size_t at, as_pattern_place *place)
{
    as_slice line;
    size_t beg = 0;
    size_t end = 0;
    size_t in_line = place_of(text, at, &place->line, &place->col, &line);
    window(line, in_line, &beg, &end);
    char shown[SHOWN_MAX + 1];
    for (size_t i = 0; i < end - beg; i++) {
        char c = line.p[beg + i]; /* of a tab nobody knows the width */
        shown[i] = (char)((unsigned char)c < ' ' ? ' ' : c);
    }
    shown[end - beg] = '\0';
    bool cut = beg > 0;
    bool known = as_utf8_valid(line) == line.n;
    size_t left = known ? as_text_width(as_slice_of(shown, in_line - beg))
                        : in_line - beg;
    (void)snprintf(place->caret, sizeof place->caret, "%s%s%s\n%*s^",
                   cut ? "..." : "", shown, end < line.n ? "..." : "",
                   (int)left + (cut ? 3 : 0), "");
}

static void say(const pat_source *src, size_t at, const char *fmt, va_list ap,
                as_err *err, as_pattern_place *place)
{
    (void)vsnprintf(place->what, sizeof place->what, fmt, ap);
    place_fill(src->text, at, place);
    (void)as_err_set(err, AS_EINVAL, "%.*s:%u:%u: %s", (int)src->name.n,
                     src->name.p, place->line, place->col, place->what);
}

as_status pat_fail(const pat_source *src, size_t at, as_status status,
                   as_err *err, const char *fmt, ...)
{
    as_pattern_place place;
    va_list ap;
    va_start(ap, fmt);
    say(src, at, fmt, ap, err, src->place ? src->place : &place);
    va_end(ap);
    if (err != NULL) {
        err->status = status;
    }
    return status;
}

void pat_lint(const pat_source *src, size_t at, const char *fmt, ...)
{
    if (src->lint == NULL) {
        return;
    }
    as_pattern_place place;
    as_err err;
    va_list ap;
    va_start(ap, fmt);
    say(src, at, fmt, ap, &err, &place);
    va_end(ap);
    src->lint(src->lint_ctx, err.msg, &place);
}

uint32_t pat_reader_at(const pat_reader *r, size_t at)
{
    return r->outer ? r->used_at : (uint32_t)at;
}

as_status pat_reader_fail(const pat_reader *r, size_t at, as_status status,
                          as_err *err, const char *fmt, ...)
{
    char what[PAT_WHAT_MAX];
    va_list ap;
    va_start(ap, fmt);
    (void)vsnprintf(what, sizeof what, fmt, ap);
    va_end(ap);
    if (r->outer == NULL) {
        return pat_fail(r->src, at, status, err, "%s", what);
    }
    uint32_t line = 0;
    uint32_t col = 0;
    as_slice whole;
    (void)place_of(r->text, at, &line, &col, &whole);
    return pat_fail(r->src, r->used_at, status, err, "in $%.*s at %u:%u: %s",
                    (int)r->macro.n, r->macro.p, line, col, what);
}

as_status pat_unknown(const pat_reader *r, size_t at, as_err *err,
                      const char *fmt, ...)
{
    char what[PAT_WHAT_MAX];
    va_list ap;
    va_start(ap, fmt);
    (void)vsnprintf(what, sizeof what, fmt, ap);
    va_end(ap);
    if (!r->src->env->open) {
        return pat_reader_fail(r, at, AS_EINVAL, err, "%s", what);
    }
    pat_lint(r->src, pat_reader_at(r, at), "%s", what);
    return AS_OK;
}

/* ---- near misses --------------------------------------------------------- */

const char *pat_near(pat_near_text *out, char sigil, const as_suggest *near)
{
    out->p[0] = '\0';
    if (near->best.n > 0 && !as_slice_eq(near->best, near->word)) {
        (void)snprintf(out->p, sizeof out->p, ": did you mean %.*s%.*s?",
                       sigil != '[', &sigil, (int)near->best.n,
                       near->best.p);
    }
    return out->p;
}

const char *pat_near_name(pat_near_text *out, const pat_source *src,
                          char sigil, as_slice name)
{
    as_suggest near = as_suggest_for(name);
    if (src->env != NULL && src->env->offer != NULL) {
        src->env->offer(src->env->ctx, sigil, &near);
    }
    return pat_near(out, sigil, &near);
}
