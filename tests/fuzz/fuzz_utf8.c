/* floor: text - what is repaired is well formed, and only that is changed. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "text/norm.h"
#include "text/utf8.h"
#include "text/width.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define MUST(x)                                                                \
    do {                                                                       \
        if (!(x)) {                                                            \
            fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #x);    \
            abort();                                                           \
        }                                                                      \
    } while (0)

/* Walking gives as many code points as counting, and encodes to the same. */
static void walk(as_slice s)
{
    size_t count = 0;
    for (size_t i = 0; i < s.n; count++) {
        char bytes[4];
        size_t len;
        const uint32_t cp = as_utf8_decode(s.p + i, s.n - i, &len);
        MUST(len <= s.n - i && cp < 0x110000);
        MUST(as_utf8_encode(cp, bytes) == len);
        MUST(memcmp(bytes, s.p + i, len) == 0);
        i += len;
    }
    MUST(count == as_utf8_count(s));
}

static void norm(as_slice s)
{
    as_buf once = {0};
    MUST(as_norm(s, &once, NULL) == AS_OK);
    MUST(as_utf8_valid(as_buf_slice(&once)) == once.n);
    (void)as_text_width(as_buf_slice(&once));
    as_buf_clear(&once);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const as_slice in = {(const char *)data, size};
    as_buf out = {0};
    size_t bad = 0;
    const size_t good = as_utf8_valid(in);
    MUST(good <= size);
    MUST(as_utf8_repair(in, &out, &bad, NULL) == AS_OK);
    MUST((bad == 0) == (good == size));
    MUST(out.n >= good && (good == 0 || memcmp(out.p, in.p, good) == 0));
    MUST(as_utf8_valid(as_buf_slice(&out)) == out.n);
    MUST(bad <= size && out.n <= size + 2 * bad);
    walk(as_buf_slice(&out));
    norm(as_buf_slice(&out));
    as_buf_clear(&out);
    return 0;
}
