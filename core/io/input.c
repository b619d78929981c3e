/* input.c - paths to documents.
 *
 * A stack of paths, the next one on top: a folder puts its entries there in
 * name order, a text file becomes a document, a data set stays open until
 * its lines are through. What goes wrong with one path is told and passed
 * over; only memory and the cancel flag end the reading. */
#include "io/input_int.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "io/file.h"

enum { PROBE = 1 << 16, DEPTH_MAX = 64 };

void as_input_tell(const as_input *in, as_status status, bool lost,
                   const char *fmt, ...)
{
    as_err err = {.status = status};
    va_list ap;
    va_start(ap, fmt);
    (void)vsnprintf(err.msg, sizeof err.msg, fmt, ap);
    va_end(ap);
    in->problem(in->ctx, &err, lost);
}

static char *copy_text(const char *s)
{
    const size_t n = strlen(s) + 1;
    char *p = as_mem_new(n);
    return p ? memcpy(p, s, n) : NULL;
}

/* Takes `path`. */
static as_status push(as_input *in, char *path, as_err *err)
{
    char **top = path ? as_vec_push(&in->queue, err) : NULL;
    if (top == NULL) {
        as_mem_free(path);
        return as_err_nomem(err);
    }
    *top = path;
    return AS_OK;
}

as_status as_input_new(const char *const *paths, size_t n,
                       const as_input_opts *opts, as_input_problem problem,
                       void *ctx, as_input **out, as_err *err)
{
    as_input *in = as_mem_zero(1, sizeof *in);
    if (in == NULL) {
        return as_err_nomem(err);
    }
    in->opts = *opts;
    in->problem = problem;
    in->ctx = ctx;
    in->fd = -1;
    as_status st = AS_OK;
    for (size_t i = n; i-- > 0 && st == AS_OK;) {
        struct stat sb;
        if (stat(paths[i], &sb) == 0 && S_ISREG(sb.st_mode)) {
            in->total += (uint64_t)sb.st_size;
        }
        st = push(in, copy_text(paths[i]), err);
    }
    if (st != AS_OK) {
        as_input_free(in);
        return st;
    }
    *out = in;
    return AS_OK;
}

static void close_set(as_input *in)
{
    if (in->fd > STDIN_FILENO) {
        (void)close(in->fd);
    }
    in->fd = -1;
    as_mem_free(in->path);
    in->path = NULL;
    as_buf_clear(&in->lines);
    in->at = in->scanned = in->line = 0;
    in->ended = false;
}

void as_input_free(as_input *in)
{
    if (in == NULL) {
        return;
    }
    close_set(in);
    for (size_t i = 0; i < in->queue.n; i++) {
        as_mem_free(in->queue.v[i]);
    }
    as_vec_clear(&in->queue);
    as_mem_free(in);
}

void as_input_progress(const as_input *in, uint64_t *done, uint64_t *total)
{
    *done = in->done;
    *total = in->total > in->done ? in->total : in->done;
    if (in->total == 0) {
        *total = 0;
    }
}

void as_input_item_clear(as_input_item *item)
{
    as_buf_clear(&item->text);
    as_buf_clear(&item->strings);
    item->meta = (as_doc_meta){0};
}

as_status as_input_meta(as_input_item *item, const as_doc_meta *meta,
                        as_err *err)
{
    const as_slice *from[] = {&meta->id, &meta->title, &meta->date,
                              &meta->source};
    as_slice *to[] = {&item->meta.id, &item->meta.title, &item->meta.date,
                      &item->meta.source};
    size_t room = 0;
    for (size_t i = 0; i < 4; i++) {
        room += from[i]->n;
    }
    item->strings.n = 0;
    as_status st = as_buf_reserve(&item->strings, room + 1, err);
    for (size_t i = 0; i < 4 && st == AS_OK; i++) {
        *to[i] = as_slice_of(item->strings.p + item->strings.n, from[i]->n);
        st = as_buf_add_slice(&item->strings, *from[i], err);
    }
    return st;
}

as_status as_input_block(as_input *in, int fd, const char *path, as_buf *buf,
                         size_t *got, as_err *err)
{
    if (as_cancelled(in->opts.cancel)) {
        return as_err_set(err, AS_ECANCEL, "interrupted");
    }
    as_status st =
        as_file_read_some(fd, path, AS_INPUT_BLOCK, buf, got, err);
    if (st == AS_OK) {
        in->done += *got;
    }
    return st;
}

/* ---- what a file is ------------------------------------------------------------ */

static bool ends_in(const char *path, const char *ending)
{
    const size_t n = strlen(path), m = strlen(ending);
    return n > m && strcmp(path + n - m, ending) == 0;
}

static bool is_jsonl(const char *path)
{
    return ends_in(path, ".jsonl") || ends_in(path, ".ndjson");
}

static bool is_text_name(const char *path)
{
    return is_jsonl(path) || ends_in(path, ".txt") ||
           ends_in(path, ".text") || ends_in(path, ".md");
}

typedef struct magic {
    as_slice begin;
    const char *what;
} magic;

#define MAGIC(bytes, what) {{bytes, sizeof(bytes) - 1}, what}
static const magic magics[] = {
    MAGIC("\xFF\xFE", "UTF-16, not UTF-8: convert it with iconv -f UTF-16 "
                      "-t UTF-8"),
    MAGIC("\xFE\xFF", "UTF-16, not UTF-8: convert it with iconv -f UTF-16 "
                      "-t UTF-8"),
    MAGIC("%PDF-", "a PDF, not text: convert it with pdftotext"),
    MAGIC("PK\x03\x04", "a zip archive, not text: unpack it first"),
    MAGIC("\x1F\x8B", "compressed, not text: unpack it with gunzip"),
    MAGIC("\x28\xB5\x2F\xFD", "compressed, not text: unpack it with unzstd"),
};

/* Why these first bytes are not those of a text; NULL if they may be. */
static const char *not_text(as_slice head)
{
    for (size_t i = 0; i < sizeof magics / sizeof *magics; i++) {
        const as_slice m = magics[i].begin;
        if (head.n >= m.n && memcmp(head.p, m.p, m.n) == 0) {
            return magics[i].what;
        }
    }
    size_t nuls = 0;
    for (size_t i = 0; i < head.n; i++) {
        nuls += head.p[i] == '\0';
    }
    return nuls > head.n / 10 ? "not text (NUL bytes): convert it to plain "
                                "text first"
                              : NULL;
}

/* ---- files and folders ------------------------------------------------------------ */

static as_status read_text(as_input *in, int fd, const char *path,
                           as_buf *text, as_err *err)
{
    struct stat sb;
    as_status st = AS_OK;
    if (fstat(fd, &sb) == 0 && S_ISREG(sb.st_mode) && sb.st_size > PROBE &&
        (uint64_t)sb.st_size > AS_INPUT_MAX) {
        return as_err_set(err, AS_ELIMIT,
                          "%s: 4 GiB or more: split it first", path);
    }
    size_t got = 1;
    bool probed = false;
    while (st == AS_OK && got > 0) {
        st = as_input_block(in, fd, path, text, &got, err);
        if (st == AS_OK && !probed && (text->n >= PROBE || got == 0)) {
            const size_t n = text->n < PROBE ? text->n : PROBE;
            const char *why = not_text(as_slice_of(text->p, n));
            probed = true;
            if (why != NULL) {
                return as_err_set(err, AS_ESYNTAX, "%s: %s", path, why);
            }
        }
        if (st == AS_OK && text->n > AS_INPUT_MAX) {
            st = as_err_set(err, AS_ELIMIT,
                            "%s: 4 GiB or more: split it first", path);
        }
    }
    return st;
}

/* AS_EOF: nothing came of it, go on with the next path. */
static as_status take_text(as_input *in, int fd, const char *path,
                           as_input_item *item, as_err *err)
{
    as_err why;
    as_status st = read_text(in, fd, path, &item->text, &why);
    if (st == AS_ECANCEL || st == AS_ENOMEM) {
        return as_err_set(err, st, "%s", why.msg);
    }
    if (st != AS_OK) {
        as_buf_clear(&item->text);
        in->problem(in->ctx, &why, true);
        return AS_EOF;
    }
    if (item->text.n == 0) {
        as_input_tell(in, AS_OK, false, "%s: empty", path);
    }
    const as_doc_meta meta = {.id = as_slice_str(path),
                              .date = as_slice_str(in->opts.date),
                              .source = as_slice_str(path)};
    return as_input_meta(item, &meta, err);
}

static int depth_of(const char *path)
{
    int n = 0;
    for (; *path; path++) {
        n += *path == '/';
    }
    return n;
}

static char *join(const char *dir, const char *name)
{
    const size_t n = strlen(dir);
    const char *slash = n && dir[n - 1] == '/' ? "" : "/";
    const size_t room = n + strlen(name) + 2;
    char *p = as_mem_new(room);
    if (p != NULL) {
        (void)snprintf(p, room, "%s%s%s", dir, slash, name);
    }
    return p;
}

/* An entry of a folder: a folder or a file with a text's name. */
static bool wanted(const char *path, bool *is_folder)
{
    struct stat sb;
    if (stat(path, &sb) != 0) {
        return is_text_name(path); /* to be told when it is opened */
    }
    *is_folder = S_ISDIR(sb.st_mode);
    return *is_folder || is_text_name(path);
}

static as_status push_folder(as_input *in, const char *dir, as_err *err)
{
    struct dirent **names = NULL;
    const int n = scandir(dir, &names, NULL, alphasort);
    if (n < 0 || depth_of(dir) > DEPTH_MAX) {
        as_input_tell(in, AS_EIO, true, "%s: cannot open: %s", dir,
                      n < 0 ? strerror(errno) : "folders too deep");
    }
    size_t pushed = 0;
    as_status st = AS_OK;
    for (int i = n; i-- > 0;) {
        const char *name = names[i]->d_name;
        char *path = name[0] != '.' && st == AS_OK &&
                             depth_of(dir) <= DEPTH_MAX
                         ? join(dir, name)
                         : NULL;
        bool is_folder = false;
        if (path != NULL && wanted(path, &is_folder)) {
            st = push(in, path, err);
            pushed++;
        } else {
            as_mem_free(path);
        }
        free(names[i]);
    }
    free(names);
    if (st == AS_OK && n >= 0 && pushed == 0) {
        as_input_tell(in, AS_EIO, true,
                      "%s: no text in this folder: expected .txt, .text, "
                      ".md, .jsonl or .ndjson files",
                      dir);
    }
    return st;
}

static bool wants_jsonl(const as_input *in, const char *path)
{
    return in->opts.format == AS_INPUT_JSONL ||
           (in->opts.format == AS_INPUT_AUTO && is_jsonl(path));
}

/* Open what `path` (taken) names. AS_EOF: nothing for `item` came of it. */
static as_status take_path(as_input *in, char *path, as_input_item *item,
                           as_err *err)
{
    const bool is_stdin = strcmp(path, "-") == 0;
    const int fd = is_stdin ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
    struct stat sb;
    as_status st = AS_EOF;
    if (fd < 0 || fstat(fd, &sb) != 0) {
        as_input_tell(in, AS_EIO, true, "%s: cannot open: %s", path,
                      strerror(errno));
    } else if (S_ISDIR(sb.st_mode)) {
        as_status pushed = push_folder(in, path, err);
        st = pushed == AS_OK ? AS_EOF : pushed;
    } else if (wants_jsonl(in, path)) {
        in->fd = fd;
        in->path = path;
        return AS_EOF;
    } else {
        st = take_text(in, fd, path, item, err);
    }
    if (fd > STDIN_FILENO) {
        (void)close(fd);
    }
    as_mem_free(path);
    return st;
}

static as_status next_line(as_input *in, as_input_item *item, as_err *err)
{
    as_err why;
    as_status st = as_input_line(in, item, &why);
    if (st == AS_ECANCEL || st == AS_ENOMEM) {
        return as_err_set(err, st, "%s", why.msg);
    }
    if (st != AS_OK) {
        if (st != AS_EOF) {
            in->problem(in->ctx, &why, true);
        }
        close_set(in);
        return AS_EOF;
    }
    return AS_OK;
}

as_status as_input_next(as_input *in, as_input_item *item, as_err *err)
{
    for (;;) {
        if (as_cancelled(in->opts.cancel)) {
            return as_err_set(err, AS_ECANCEL, "interrupted");
        }
        as_status st;
        if (in->fd >= 0) {
            st = next_line(in, item, err);
        } else if (in->queue.n > 0) {
            st = take_path(in, in->queue.v[--in->queue.n], item, err);
        } else {
            return AS_EOF;
        }
        if (st != AS_EOF) {
            return st;
        }
    }
}
