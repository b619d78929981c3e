/* name_word.c - one word as the finder of names sees it.
 *
 * A form of more than WORD_MAX bytes is seen as its first and last halves of
 * that. Affixes are bytes, not characters: they are only hashed. A word that
 * its list of clusters lacks gets one that its capitals choose, so that rare
 * words of one look behave alike. Cost: linear in the form, some fifteen
 * hashes. */
#include "tag/name_word.h"

#include <string.h>

enum { WORD_MAX = 64, UNKNOWN_CLUSTER = 0xFF00 };

typedef struct text {
    char p[WORD_MAX];
    size_t n;
} text;

static bool is_upper(char c)
{
    return c >= 'A' && c <= 'Z';
}

static bool is_lower(char c)
{
    return (c >= 'a' && c <= 'z') || (unsigned char)c >= 0x80;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Copy with digits as 0. */
static void copy_zeroed(as_slice s, text *out)
{
    enum { HALF = WORD_MAX / 2 };
    const bool cut = s.n > WORD_MAX;
    const size_t head = cut ? HALF : s.n;
    if (head > 0) {
        memcpy(out->p, s.p, head);
    }
    if (cut) {
        memcpy(out->p + HALF, s.p + s.n - HALF, HALF);
    }
    out->n = cut ? WORD_MAX : s.n;
    for (size_t i = 0; i < out->n; i++) {
        out->p[i] = is_digit(out->p[i]) ? '0' : out->p[i];
    }
}

static uint64_t hash_of(const text *t)
{
    return as_hash_portable(as_slice_of(t->p, t->n));
}

uint64_t as_name_key(as_slice s)
{
    text t;
    copy_zeroed(s, &t);
    return hash_of(&t);
}

/* Xx for Russia, Xx.x. for Ph.D.: runs of a class are cut to two. */
static uint32_t shape_of(const text *s)
{
    text shape = {.n = 0};
    for (size_t i = 0; i < s->n; i++) {
        const char c = s->p[i];
        const char x = is_upper(c) ? 'X' : is_lower(c) ? 'x' : c;
        const size_t k = shape.n;
        if (k < 2 || shape.p[k - 1] != x || shape.p[k - 2] != x) {
            shape.p[shape.n++] = x;
        }
    }
    return (uint32_t)hash_of(&shape);
}

static uint8_t caps_of(const text *s, bool folded)
{
    size_t up = 0, low = 0, digits = 0;
    for (size_t i = 0; i < s->n; i++) {
        up += is_upper(s->p[i]);
        low += is_lower(s->p[i]);
        digits += is_digit(s->p[i]);
    }
    /* Folding changed it: a capital, which only ASCII says where it is. */
    const bool first = s->n > 0 && (is_upper(s->p[0]) ||
                                    (folded && (unsigned char)*s->p >= 0x80));
    if (up + low == 0) {
        return digits > 0 ? AS_NAME_DIGITS : AS_NAME_SIGNS;
    }
    if (!first) {
        return up > 0 && low > 0 ? AS_NAME_MIXED
               : up > 0          ? AS_NAME_UPPER
                                 : AS_NAME_LOWER;
    }
    if (up == 1 && low == 0 && s->n <= 2) {
        return AS_NAME_SINGLE;
    }
    if (low == 0) {
        return AS_NAME_UPPER;
    }
    return up > 1 ? AS_NAME_MIXED : AS_NAME_TITLE;
}

static void affixes(const text *exact, const text *low, as_name_form *f)
{
    for (size_t i = 0; i < AS_NAME_AFFIXES; i++) {
        const size_t n = i + 1;
        f->pre[i] = f->suf[i] = 0;
        if (exact->n > n) {
            f->pre[i] = (uint32_t)as_hash_portable(as_slice_of(exact->p, n));
        }
        if (low->n > n) {
            f->suf[i] = (uint32_t)as_hash_portable(
                as_slice_of(low->p + low->n - n, n));
        }
    }
}

static void look_up(const as_name_lists *lists, as_name_form *f)
{
    const uint8_t *row = as_rows_find(&lists->words, f->lower);
    if (row != NULL) {
        memcpy(&f->class, row, sizeof f->class);
        memcpy(&f->roles, row + sizeof f->class, sizeof f->roles);
    }
    row = as_rows_find(&lists->clusters, f->exact);
    if (row == NULL) {
        row = as_rows_find(&lists->clusters, f->lower);
    }
    for (size_t i = 0; i < AS_NAME_GRAINS; i++) {
        f->cluster[i] = (uint16_t)(UNKNOWN_CLUSTER + f->caps);
        if (row != NULL) {
            memcpy(&f->cluster[i], row + 2 * i, sizeof f->cluster[i]);
        }
    }
}

void as_name_form_make(as_slice form, as_slice norm,
                       const as_name_lists *lists, as_name_form *out)
{
    text exact, low;
    copy_zeroed(form, &exact);
    copy_zeroed(norm, &low);
    as_name_form f = {.lower = hash_of(&low), .exact = hash_of(&exact)};
    f.shape = shape_of(&exact);
    f.caps = caps_of(&exact, !as_slice_eq(form, norm));
    f.is_long = form.n > 3;
    affixes(&exact, &low, &f);
    look_up(lists, &f);
    *out = f;
}

as_name_form as_name_form_border(void)
{
    as_name_form f = {.lower = 1, .exact = 1, .shape = 1,
                      .caps = AS_NAME_BORDER};
    for (size_t i = 0; i < AS_NAME_GRAINS; i++) {
        f.cluster[i] = UNKNOWN_CLUSTER + AS_NAME_BORDER;
    }
    return f;
}
