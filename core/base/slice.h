/* slice.h - borrowed bytes: a pointer and a length, never NUL-ended. */
#ifndef AS_BASE_SLICE_H
#define AS_BASE_SLICE_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

typedef struct as_slice {
    const char *p;
    size_t n;
} as_slice;

#define AS_LIT(s) ((as_slice){(s), sizeof(s) - 1})

static inline as_slice as_slice_of(const char *p, size_t n)
{
    return (as_slice){p, n};
}

/* `s` may be NULL: an empty slice. */
static inline as_slice as_slice_str(const char *s)
{
    return (as_slice){s, s ? strlen(s) : 0};
}

static inline bool as_slice_eq(as_slice a, as_slice b)
{
    return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

/* ... but for the case of ASCII letters. */
static inline bool as_slice_eq_folded(as_slice a, as_slice b)
{
    bool same = a.n == b.n;
    for (size_t i = 0; same && i < a.n; i++) {
        const char x = a.p[i], y = b.p[i];
        same = (x >= 'A' && x <= 'Z' ? x + 32 : x) ==
               (y >= 'A' && y <= 'Z' ? y + 32 : y);
    }
    return same;
}

/* Byte order, shorter first when one begins the other. */
static inline int as_slice_cmp(as_slice a, as_slice b)
{
    size_t n = a.n < b.n ? a.n : b.n;
    int c = n ? memcmp(a.p, b.p, n) : 0;
    return c ? c : (a.n > b.n) - (a.n < b.n);
}

/* Nothing but 0-9 and a-f, as numbers of commits and hashes are written. */
static inline bool as_slice_is_hex(as_slice s)
{
    for (size_t i = 0; i < s.n; i++) {
        if (!((s.p[i] >= '0' && s.p[i] <= '9') ||
              (s.p[i] >= 'a' && s.p[i] <= 'f'))) {
            return false;
        }
    }
    return true;
}

#endif
