/* paste.c - see paste.h. Terminals send carriage returns for line ends; what
 * was copied from a file of another system has both. */
#include "shell/paste.h"

#include <string.h>

#include "text/escape.h"

static as_status add_lines(as_slice s, as_buf *out, as_err *err)
{
    as_status st = AS_OK;
    for (size_t i = 0; i < s.n && st == AS_OK; i++) {
        const bool pair = s.p[i] == '\r' && i + 1 < s.n && s.p[i + 1] == '\n';
        if (!pair) {
            st = as_buf_add_byte(out, s.p[i] == '\r' ? '\n' : s.p[i], err);
        }
    }
    return st;
}

as_status as_paste_clean(as_slice pasted, as_buf *out, as_paste *what,
                         as_err *err)
{
    as_buf lines = {0};
    const size_t before = out->n;
    as_paste got = {0};
    as_status st = add_lines(pasted, &lines, err);
    if (st == AS_OK) {
        st = as_escape_strip(as_buf_slice(&lines), true, out, &got.n_left_out,
                             err);
    }
    as_buf_clear(&lines);
    if (st != AS_OK) {
        out->n = before;
        return st;
    }
    while (out->n > before && out->p[out->n - 1] == '\n') {
        out->n--;
    }
    got.n_lines = out->n > before;
    for (size_t i = before; i < out->n; i++) {
        got.n_lines += out->p[i] == '\n';
    }
    *what = got;
    return AS_OK;
}
