/* floor: shell - any bytes pasted become text that cannot act on a terminal. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "shell/paste.h"
#include "text/escape.h"
#include "text/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    as_buf out = {0}, again = {0};
    as_paste what, twice;
    size_t n_lines = 0;
    const as_slice pasted = as_slice_of((const char *)data, size);
    if (as_paste_clean(pasted, &out, &what, NULL) != AS_OK) {
        abort();
    }
    for (size_t i = 0; i < out.n; i++) {
        n_lines += out.p[i] == '\n';
    }
    if (as_utf8_valid(as_buf_slice(&out)) != out.n || out.n > size ||
        what.n_lines != (out.n ? n_lines + 1 : 0) ||
        as_paste_clean(as_buf_slice(&out), &again, &twice, NULL) != AS_OK ||
        twice.n_left_out != 0 || again.n != out.n) {
        abort();
    }
    as_buf_clear(&out);
    as_buf_clear(&again);
    return 0;
}
