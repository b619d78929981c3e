/* input.c - paths to documents.
 *
 * A stack of paths, the next one on top: a folder puts its entries there in
 * name order, a text file becomes a document, a data set stays open until
 * its lines are through. What goes wrong with one path is told and passed
 * over; only memory and the cancel flag end the reading.
 * Cost: one read into the buffer that becomes the document's text; of a
 * folder the names of its entries are in memory, and those of the folders
 * above it. Each folder is read once, wherever links point.
 * Refuses: what is not UTF-8 text (input_probe.c), 4 GiB and more. */
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
#include "io/input_int.h"

const char *as_input_name(const char *path)
{
    return strcmp(path, "-") == 0 ? "standard input" : path;
}

void as_input_tell(const as_input *in, as_status status, bool lost,
                   const char *fmt, ...)
{
    as_err err = {.status = status};
    va_list ap;
    va_start(ap, fmt);
    (void)vsnprintf(err.msg, sizeof err.msg, fmt, ap);
    va_end(ap);
    /* A message is one line; a path or a line of JSON may hold anything. */
    for (char *p = err.msg; *p != '\0'; p++) {
        if ((unsigned char)*p < 0x20 || *p == 0x7F) {
            *p = ' ';
        }
    }
    in->problem(in->ctx, &err, lost);
}

/* ---- the queue ---------------------------------------------------------- */

static char *copy_text(const char *s)
{
    const size_t n = strlen(s) + 1;
    char *p = as_mem_new(n);
    return p ? memcpy(p, s, n) : NULL;
}

static bool wants_jsonl(const as_input *in, const char *path)
{
    return in->opts.format == AS_INPUT_JSONL ||
           (in->opts.format == AS_INPUT_AUTO && as_input_is_jsonl(path));
}

/* What is known of a path beforehand: how many bytes it is, and whether it
 * is one document. One that cannot be looked at will be told, and is none. */
static void weigh(as_input *in, input_path *p, const struct stat *sb)
{
    const bool file = sb == NULL || S_ISREG(sb->st_mode);
    p->unsized = !file || (p->place == PLACE_ARG && strcmp(p->path, "-") == 0);
    p->uncounted = p->unsized || wants_jsonl(in, p->path);
    in->n_unsized += p->unsized;
    in->n_uncounted += p->uncounted;
    in->n_left++;
    in->total += !p->unsized && sb ? (uint64_t)sb->st_size : 0;
}

/* Takes `path`, which may be NULL for want of memory. `sb` NULL: it cannot be
 * looked at. */
static as_status push(as_input *in, input_place place, char *path,
                      const struct stat *sb, as_err *err)
{
    input_path *top = path ? as_vec_push(&in->queue, err) : NULL;
    if (top == NULL) {
        as_mem_free(path);
        return as_err_nomem(err);
    }
    *top = (input_path){.place = place, .path = path};
    if (place != PLACE_END) {
        weigh(in, top, sb);
    }
    return AS_OK;
}

static as_status push_arg(as_input *in, const char *path, as_err *err)
{
    struct stat sb;
    const bool there = strcmp(path, "-") != 0 && stat(path, &sb) == 0;
    return push(in, PLACE_ARG, copy_text(path), there ? &sb : NULL, err);
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
        st = push_arg(in, paths[i], err);
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
    in->ended = in->is_probed = false;
}

void as_input_free(as_input *in)
{
    if (in == NULL) {
        return;
    }
    close_set(in);
    for (size_t i = 0; i < in->queue.n; i++) {
        as_mem_free(in->queue.v[i].path);
    }
    as_vec_clear(&in->queue);
    as_map_free(in->seen);
    as_mem_free(in);
}

/* Files that grow while they are read do not make more than all of it. */
void as_input_progress(const as_input *in, uint64_t *done, uint64_t *total)
{
    *done = in->done;
    *total = in->n_unsized > 0                           ? 0
             : in->total == 0 || in->total > in->done ? in->total
                                                       : in->done;
}

bool as_input_left(const as_input *in, size_t *left)
{
    if (in->fd >= 0 || in->n_uncounted > 0) {
        return false;
    }
    *left = in->n_left;
    return true;
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

/* ---- files -------------------------------------------------------------- */

static bool may_wait(int fd)
{
    struct stat sb;
    return fstat(fd, &sb) == 0 && !S_ISREG(sb.st_mode);
}

as_status as_input_block(as_input *in, int fd, const char *path, as_buf *buf,
                         size_t *got, as_err *err)
{
    if (as_cancelled(in->opts.cancel)) {
        return as_err_set(err, AS_ECANCEL, "interrupted");
    }
    if (in->opts.wait != NULL && may_wait(fd)) {
        in->opts.wait(in->opts.wait_ctx, fd);
        if (as_cancelled(in->opts.cancel)) {
            return as_err_set(err, AS_ECANCEL, "interrupted");
        }
    }
    as_status st = as_file_read_some(fd, as_input_name(path), AS_INPUT_BLOCK,
                                     buf, got, err);
    if (st == AS_OK) {
        in->done += *got;
    }
    return st;
}

static as_status too_large(const char *path, as_err *err)
{
    return as_err_set(err, AS_ELIMIT, "%s: 4 GiB or more: split it first",
                      as_input_name(path));
}

/* Room for all of a regular file at once, and for the read that finds its
 * end. */
static as_status reserve(int fd, const char *path, as_buf *text, as_err *err)
{
    struct stat sb;
    if (fstat(fd, &sb) != 0 || !S_ISREG(sb.st_mode) || sb.st_size <= 0) {
        return AS_OK;
    }
    if ((uint64_t)sb.st_size > AS_INPUT_MAX) {
        return too_large(path, err);
    }
    return as_buf_reserve(text, (size_t)sb.st_size + AS_INPUT_BLOCK, err);
}

static as_status read_text(as_input *in, int fd, const char *path,
                           as_buf *text, as_err *err)
{
    size_t got = 1;
    bool probed = false;
    as_status st = AS_OK;
    while (st == AS_OK && got > 0) {
        st = as_input_block(in, fd, path, text, &got, err);
        if (st == AS_OK && !probed &&
            (text->n >= AS_INPUT_PROBE || got == 0)) {
            const size_t n =
                text->n < AS_INPUT_PROBE ? text->n : AS_INPUT_PROBE;
            const char *why = as_input_not_text(as_slice_of(text->p, n));
            probed = true;
            if (why != NULL) {
                return as_err_set(err, AS_ESYNTAX, "%s: %s",
                                  as_input_name(path), why);
            }
            st = reserve(fd, path, text, err);
        }
        if (st == AS_OK && text->n > AS_INPUT_MAX) {
            st = too_large(path, err);
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
        as_input_tell(in, st, true, "%s", why.msg);
        return AS_EOF;
    }
    if (item->text.n == 0) {
        as_input_tell(in, AS_OK, false, "%s: empty", as_input_name(path));
    }
    const as_doc_meta meta = {.id = as_slice_str(path),
                              .date = as_slice_str(in->opts.date),
                              .source = as_slice_str(path)};
    return as_input_meta(item, &meta, err);
}

/* ---- folders ------------------------------------------------------------ */

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

/* Takes `path`, an entry of a folder. To be read is a folder, or a file with a
 * text's name; one that cannot be looked at is told when it is opened. */
static as_status push_entry(as_input *in, char *path, as_err *err)
{
    struct stat sb;
    const bool there = path && stat(path, &sb) == 0;
    const bool wanted =
        there && S_ISDIR(sb.st_mode)
            ? true
            : path && (!there || S_ISREG(sb.st_mode)) &&
                  as_input_is_text_name(path);
    if (path && !wanted) {
        as_mem_free(path);
        return AS_OK;
    }
    return push(in, PLACE_ENTRY, path, there ? &sb : NULL, err);
}

static int by_bytes(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

static as_status push_entries(as_input *in, const char *dir, as_err *err)
{
    struct dirent **names = NULL;
    const int n = scandir(dir, &names, NULL, by_bytes);
    if (n < 0 && errno == ENOMEM) {
        return as_err_nomem(err);
    }
    if (n < 0) {
        as_input_tell(in, AS_EIO, true, "%s: cannot open: %s", dir,
                      strerror(errno));
        in->n_found++; /* whether there is text in it cannot be said */
        return AS_OK;
    }
    as_status st = AS_OK;
    for (int i = n; i-- > 0;) {
        const char *name = names[i]->d_name;
        if (st == AS_OK && name[0] != '.') {
            st = push_entry(in, join(dir, name), err);
        }
        free(names[i]);
    }
    free(names);
    return st;
}

/* Was the folder read already, below the one that was given? Links may make
 * a ring, or many ways to one place. */
static as_status look_seen(as_input *in, const struct stat *sb, bool *seen,
                         as_err *err)
{
    const uint64_t key[2] = {(uint64_t)sb->st_dev, (uint64_t)sb->st_ino};
    const as_slice bytes = as_slice_of((const char *)key, sizeof key);
    uint64_t ignored;
    if (in->seen == NULL && (in->seen = as_map_new()) == NULL) {
        return as_err_nomem(err);
    }
    *seen = as_map_find(in->seen, bytes, &ignored);
    return *seen ? AS_OK : as_map_set(in->seen, bytes, 0, err);
}

static as_status take_folder(as_input *in, input_place place, const char *dir,
                             const struct stat *sb, as_err *err)
{
    if (place == PLACE_ARG) {
        as_map_free(in->seen);
        in->seen = NULL;
        in->n_found = 0;
    }
    bool seen = false;
    as_status st = look_seen(in, sb, &seen, err);
    if (st != AS_OK || seen) {
        return st;
    }
    if (place == PLACE_ARG) {
        st = push(in, PLACE_END, copy_text(dir), NULL, err);
    }
    return st == AS_OK ? push_entries(in, dir, err) : st;
}

static void end_folder(const as_input *in, const char *dir)
{
    if (in->n_found == 0) {
        as_input_tell(in, AS_EIO, true,
                      "%s: no text in it: expected .txt, .text, .md, .jsonl "
                      "or .ndjson files",
                      dir);
    }
}

/* ---- one after the other ------------------------------------------------ */

/* Open what `p` names. It is not ours, but for a data set, which keeps it
 * (p->path is then NULL). AS_EOF: nothing for `item` came of it. */
static as_status open_path(as_input *in, input_path *p, as_input_item *item,
                           as_err *err)
{
    const bool is_stdin = p->place == PLACE_ARG && strcmp(p->path, "-") == 0;
    const int fd = is_stdin ? STDIN_FILENO
                            : open(p->path, O_RDONLY | O_CLOEXEC);
    struct stat sb;
    as_status st = AS_EOF;
    if (fd < 0 || fstat(fd, &sb) != 0) {
        as_input_tell(in, AS_EIO, true, "%s: cannot open: %s",
                      as_input_name(p->path), strerror(errno));
        in->n_found += p->place == PLACE_ENTRY;
    } else if (S_ISDIR(sb.st_mode)) {
        as_status taken = take_folder(in, p->place, p->path, &sb, err);
        st = taken == AS_OK ? AS_EOF : taken;
    } else if (wants_jsonl(in, p->path)) {
        in->n_found++;
        in->fd = fd;
        in->path = p->path;
        p->path = NULL;
        return AS_EOF;
    } else {
        in->n_found++;
        st = take_text(in, fd, p->path, item, err);
    }
    if (fd > STDIN_FILENO) {
        (void)close(fd);
    }
    return st;
}

static as_status take_path(as_input *in, as_input_item *item, as_err *err)
{
    input_path p = in->queue.v[--in->queue.n];
    as_status st = AS_EOF;
    if (p.place == PLACE_END) {
        end_folder(in, p.path);
    } else {
        const bool is_stdin = p.unsized && strcmp(p.path, "-") == 0;
        in->n_left--;
        st = open_path(in, &p, item, err);
        in->n_unsized -= p.unsized && !is_stdin; /* its entries are weighed */
        in->n_uncounted -= p.uncounted;
    }
    as_mem_free(p.path);
    return st;
}

static as_status take_line(as_input *in, as_input_item *item, as_err *err)
{
    as_err why;
    as_status st = as_input_line(in, item, &why);
    if (st == AS_OK) {
        return AS_OK;
    }
    const bool is_fatal = st == AS_ECANCEL || st == AS_ENOMEM;
    if (st != AS_EOF && !is_fatal) {
        as_input_tell(in, st, true, "%s", why.msg);
    }
    /* One line may be too much for the memory there is, and the next not. */
    if (st != AS_ENOMEM) {
        close_set(in);
    }
    return is_fatal ? as_err_set(err, st, "%s", why.msg) : AS_EOF;
}

as_status as_input_next(as_input *in, as_input_item *item, as_err *err)
{
    for (;;) {
        if (as_cancelled(in->opts.cancel)) {
            return as_err_set(err, AS_ECANCEL, "interrupted");
        }
        as_status st;
        if (in->fd >= 0) {
            st = take_line(in, item, err);
        } else if (in->queue.n > 0) {
            st = take_path(in, item, err);
        } else {
            return AS_EOF;
        }
        if (st == AS_OK) {
            return AS_OK;
        }
        as_input_item_clear(item);
        if (st != AS_EOF) {
            return st;
        }
    }
}
