/* history.c - the history file: entries as lines of a file that several
 * sessions add to (store/linefile). */
#include "shell/history.h"

#include <string.h>

#include "base/buf.h"
#include "store/linefile.h"

enum {
    LOAD_MAX = 1 << 20, /* bytes that are read, and kept ... */
    FILE_MAX = 4 << 20  /* ... of a file larger than this */
};

as_status as_history_path(as_arena *arena, const char **out, as_err *err)
{
    return as_linefile_path(arena, "history", out, err);
}

/* ---- entries as lines --------------------------------------------------- */

static as_status encode(as_slice entry, as_buf *out, as_err *err)
{
    as_status st = AS_OK;
    for (size_t i = 0; i < entry.n && st == AS_OK; i++) {
        char c = entry.p[i];
        if (c == '\n') {
            st = as_buf_add(out, "\\n", 2, err);
        } else if (c == '\\') {
            st = as_buf_add(out, "\\\\", 2, err);
        } else if (c != '\0') {
            st = as_buf_add_byte(out, c, err);
        }
    }
    return st;
}

/* In place; NUL-ends it. */
static void decode(char *line)
{
    char *to = line;
    for (const char *p = line; *p; p++) {
        if (*p == '\\' && p[1] != '\0') {
            p++;
            *to++ = *p == 'n' ? '\n' : *p;
        } else {
            *to++ = *p;
        }
    }
    *to = '\0';
}

/* ---- the file ----------------------------------------------------------- */

static void each_line(as_buf *text, as_history_fn fn, void *ctx)
{
    char *p = text->p, *end = text->p + text->n;
    *end = '\0'; /* room was reserved */
    while (p < end) {
        char *stop = memchr(p, '\n', (size_t)(end - p));
        stop = stop ? stop : end;
        *stop = '\0';
        decode(p);
        if (*p) {
            fn(ctx, p);
        }
        p = stop + 1;
    }
}

as_status as_history_load(const char *path, as_history_fn fn, void *ctx,
                          as_err *err)
{
    as_buf text = {0};
    as_status st = as_linefile_read(path, LOAD_MAX, &text, err);
    if (st == AS_OK) {
        st = as_buf_reserve(&text, 1, err);
    }
    if (st == AS_OK && text.n > 0) {
        each_line(&text, fn, ctx);
    }
    as_buf_clear(&text);
    return st == AS_OK ? as_linefile_trim(path, FILE_MAX, LOAD_MAX, err) : st;
}

as_status as_history_append(const char *path, as_slice entry, as_err *err)
{
    as_buf line = {0};
    as_status st = encode(entry, &line, err);
    if (st == AS_OK) {
        st = as_linefile_add(path, as_buf_slice(&line), err);
    }
    as_buf_clear(&line);
    return st;
}
