/* version.c - semantic versions and ranges of them. Plain scanners: a number
 * has at most nine digits, so that it fits. */
#include "io/version.h"

#include <stdint.h>
#include <string.h>

typedef struct version {
    uint32_t part[3];
    int n_parts;
} version;

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* A number without a leading zero; NULL if there is none. */
static const char *number(const char *s, uint32_t *out)
{
    uint32_t x = 0;
    int n = 0;
    while (is_digit(s[n])) {
        if (n == 9) {
            return NULL;
        }
        x = x * 10 + (uint32_t)(s[n++] - '0');
    }
    if (n == 0 || (n > 1 && s[0] == '0')) {
        return NULL;
    }
    *out = x;
    return s + n;
}

/* One to three numbers joined by full stops. */
static const char *numbers(const char *s, version *v)
{
    *v = (version){.n_parts = 0};
    do {
        s = number(s, &v->part[v->n_parts]);
        if (s == NULL) {
            return NULL;
        }
        v->n_parts++;
    } while (v->n_parts < 3 && *s == '.' && s++);
    return s;
}

/* Identifiers of [0-9A-Za-z-] joined by full stops. */
static const char *identifiers(const char *s)
{
    for (;;) {
        const size_t n =
            strspn(s, "0123456789abcdefghijklmnopqrstuvwxyz"
                      "ABCDEFGHIJKLMNOPQRSTUVWXYZ-");
        if (n == 0) {
            return NULL;
        }
        s += n;
        if (*s != '.') {
            return s;
        }
        s++;
    }
}

bool as_version_ok(const char *s)
{
    version v;
    s = numbers(s, &v);
    if (s == NULL || v.n_parts != 3) {
        return false;
    }
    if (*s == '-') {
        s = identifiers(s + 1);
    }
    if (s != NULL && *s == '+') {
        s = identifiers(s + 1);
    }
    return s != NULL && *s == '\0';
}

static int compare(const version *a, const version *b, int n_parts)
{
    for (int i = 0; i < n_parts; i++) {
        if (a->part[i] != b->part[i]) {
            return a->part[i] < b->part[i] ? -1 : 1;
        }
    }
    return 0;
}

/* The identifiers behind the hyphen; "" for none. */
static const char *pre_release(const char *s)
{
    const char *hyphen = s + strcspn(s, "-+");
    return *hyphen == '-' ? hyphen + 1 : "";
}

static size_t span(const char *s)
{
    return strcspn(s, ".+");
}

/* Numbers by their value and before words; words by their bytes. */
static int compare_part(const char *a, size_t n_a, const char *b, size_t n_b)
{
    const bool num_a = strspn(a, "0123456789") >= n_a;
    const bool num_b = strspn(b, "0123456789") >= n_b;
    if (num_a != num_b) {
        return num_a ? -1 : 1;
    }
    if (num_a && n_a != n_b) {
        return n_a < n_b ? -1 : 1;
    }
    const int c = memcmp(a, b, n_a < n_b ? n_a : n_b);
    return c != 0 ? (c < 0 ? -1 : 1) : (n_a > n_b) - (n_a < n_b);
}

/* Semantic Versioning 2.0.0, 11.3 and 11.4. */
static int compare_pre(const char *a, const char *b)
{
    if (*a == '\0' || *b == '\0') {
        return (*a == '\0') - (*b == '\0');
    }
    for (;;) {
        const size_t n_a = span(a), n_b = span(b);
        const int c = compare_part(a, n_a, b, n_b);
        if (c != 0) {
            return c;
        }
        const bool more_a = a[n_a] == '.', more_b = b[n_b] == '.';
        if (!more_a || !more_b) {
            return more_a - more_b;
        }
        a += n_a + 1;
        b += n_b + 1;
    }
}

int as_version_compare(const char *a, const char *b)
{
    version x = {.n_parts = 0}, y = {.n_parts = 0};
    (void)numbers(a, &x);
    (void)numbers(b, &y);
    const int c = compare(&x, &y, 3);
    return c != 0 ? c : compare_pre(pre_release(a), pre_release(b));
}

bool as_version_is_final(const char *s)
{
    return *pre_release(s) == '\0';
}

/* `^` keeps the first part that is not 0, `~` the first two. */
static bool holds(const char *op, size_t n_op, const version *have,
                  const version *want)
{
    const int c = compare(have, want, 3);
    if (n_op == 0 || *op == '=') {
        return compare(have, want, want->n_parts) == 0;
    }
    if (*op == '>') {
        return n_op == 2 ? c >= 0 : c > 0;
    }
    if (*op == '<') {
        return n_op == 2 ? c <= 0 : c < 0;
    }
    int keep = *op == '~' && want->n_parts > 1 ? 2 : 1;
    while (*op == '^' && keep < want->n_parts && want->part[keep - 1] == 0) {
        keep++;
    }
    return c >= 0 && compare(have, want, keep) == 0;
}

static bool is_op(const char *op, size_t n)
{
    return n <= 1 || (n == 2 && (op[0] == '<' || op[0] == '>') &&
                      op[1] == '=');
}

bool as_version_in(const char *range, const char *have_text, bool *fits)
{
    version have;
    bool all = true;
    const char *s = range;
    int n = 0;
    if (numbers(have_text, &have) == NULL) {
        return false;
    }
    for (s += strspn(s, " ,"); *s != '\0'; s += strspn(s, " ,"), n++) {
        version want;
        const size_t n_op = strspn(s, "<>=^~");
        const char *behind = s + n_op;
        behind = numbers(behind + strspn(behind, " "), &want);
        if (behind == NULL || !is_op(s, n_op) ||
            (*behind != '\0' && *behind != ' ' && *behind != ',')) {
            return false;
        }
        all = all && holds(s, n_op, &have, &want);
        s = behind;
    }
    *fits = all;
    return n > 0;
}

/* ---- what pins one ---------------------------------------------------- */

bool as_commit_ok(as_slice number)
{
    return (number.n == 40 || number.n == 64) && as_slice_is_hex(number);
}

bool as_hash_ok(as_slice hash)
{
    return hash.n == 64 && as_slice_is_hex(hash);
}
