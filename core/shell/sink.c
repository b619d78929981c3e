/* sink.c - outputs opened, headed, written and closed together. */
#include "shell/sink.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "text/escape.h"

struct as_sink {
    as_output **outputs;
    bool is_shown; /* on a terminal: nothing may command it */
    size_t n; /* opened ones */
};

static bool is_table(as_format format)
{
    return format == AS_FORMAT_CSV || format == AS_FORMAT_TSV;
}

static bool is_folder(const char *path)
{
    struct stat sb;
    return path && stat(path, &sb) == 0 && S_ISDIR(sb.st_mode);
}

static as_status make_folder(const char *path, as_err *err)
{
    if (mkdir(path, 0777) == 0 || (errno == EEXIST && is_folder(path))) {
        return AS_OK;
    }
    return as_err_set(err, AS_EIO, "%s: cannot make the folder: %s", path,
                      strerror(errno));
}

/* FOLDER/KIND.csv, NUL-ended. */
static as_status table_path(const char *folder, as_slice kind,
                            as_format format, as_buf *out, as_err *err)
{
    as_status st = as_buf_printf(out, err, "%s/%.*s.%s", folder, (int)kind.n,
                                 kind.p,
                                 format == AS_FORMAT_CSV ? "csv" : "tsv");
    return st == AS_OK ? as_buf_add_byte(out, '\0', err) : st;
}

static as_status open_one(as_sink *sink, const char *path, as_format format,
                          const as_kinds *kinds, as_slice kind, as_err *err)
{
    as_buf head = {0};
    as_output *output = NULL;
    as_status st = as_output_open(path, &output, err);
    if (st == AS_OK) {
        sink->outputs[sink->n++] = output;
        st = as_format_head(format, kinds, kind, &head, err);
    }
    if (st == AS_OK) {
        st = as_output_write(output, as_buf_slice(&head), err);
    }
    as_buf_clear(&head);
    return st;
}

static as_status open_all(as_sink *sink, const char *path, as_format format,
                          const as_kinds *kinds, const as_slice *names,
                          size_t n_tables, as_err *err)
{
    bool in_folder = is_table(format) && (n_tables > 1 || is_folder(path));
    as_status st = in_folder ? make_folder(path, err) : AS_OK;
    for (size_t i = 0; i < n_tables && st == AS_OK; i++) {
        as_slice name = is_table(format) ? names[i] : (as_slice){0};
        as_buf file = {0};
        if (in_folder) {
            st = table_path(path, name, format, &file, err);
        }
        if (st == AS_OK) {
            st = open_one(sink, in_folder ? file.p : path, format, kinds,
                          name, err);
        }
        as_buf_clear(&file);
    }
    return st;
}

as_status as_sink_open(const char *path, as_format format,
                       const as_kinds *kinds, const as_slice *names,
                       size_t n_tables, as_sink **out, as_err *err)
{
    as_sink *sink = as_mem_zero(1, sizeof *sink);
    if (sink) {
        sink->outputs = as_mem_zero(n_tables, sizeof(as_output *));
    }
    if (sink == NULL || sink->outputs == NULL) {
        as_mem_free(sink);
        return as_err_nomem(err);
    }
    sink->is_shown = (path == NULL || strcmp(path, "-") == 0) &&
                     isatty(STDOUT_FILENO);
    as_status st = open_all(sink, path ? path : "-", format, kinds, names,
                            n_tables, err);
    if (st != AS_OK) {
        (void)as_sink_close(sink, NULL);
        return st;
    }
    *out = sink;
    return AS_OK;
}

static as_status show(as_output *output, as_slice text, as_err *err)
{
    as_buf shown = {0};
    size_t n_left_out = 0;
    as_status st = as_escape_strip(text, true, &shown, &n_left_out, err);
    if (st == AS_OK) {
        st = as_output_write(output, as_buf_slice(&shown), err);
    }
    as_buf_clear(&shown);
    return st;
}

as_status as_sink_write(as_sink *sink, const as_buf *tables, as_err *err)
{
    as_status st = AS_OK;
    for (size_t i = 0; i < sink->n && st == AS_OK; i++) {
        const as_slice text = as_buf_slice(&tables[i]);
        st = sink->is_shown ? show(sink->outputs[i], text, err)
                            : as_output_write(sink->outputs[i], text, err);
    }
    return st;
}

as_status as_sink_close(as_sink *sink, as_err *err)
{
    if (sink == NULL) {
        return AS_OK;
    }
    as_status first = AS_OK;
    for (size_t i = 0; i < sink->n; i++) {
        as_err *to = first == AS_OK ? err : NULL;
        as_status st = as_output_close(sink->outputs[i], to);
        first = first == AS_OK ? st : first;
    }
    as_mem_free(sink->outputs);
    as_mem_free(sink);
    return first;
}
