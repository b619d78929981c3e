/* version.c - semantic versions and ranges of them. Plain scanners: a number
 * has at most nine digits, so that it fits. */
#include <stdint.h>
#include <string.h>

#include "io/manifest_int.h"

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

bool manifest_version_ok(const char *s)
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

bool manifest_range(const char *range, const char *have_text, bool *fits)
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
