/* name_word.c - one word as the finder of names sees it.
 *
 * A form of more than WORD_MAX bytes is seen as its first and last halves of
 * that. Affixes are bytes, not characters: they are only hashed. A word that
 * its list of clusters lacks gets one that its capitals choose, so that rare
 * words of one look behave alike. Cost: linear in the form, some fifteen
 * hashes. */
#include "tag/name_word.h"

#include <string.h>

#include "tag/letters.h"

enum { WORD_MAX = 64, UNKNOWN_CLUSTER = 0xFF00 };

uint64_t as_name_key(as_slice s)
{
    as_letters t;
    as_letters_make(s, WORD_MAX, &t);
    return as_letters_hash(&t);
}

static uint8_t caps_of(const as_letters *s, bool folded)
{
    const as_capitals c = as_letters_capitals(s, folded);
    if (c.upper + c.lower == 0) {
        return c.digits > 0 ? AS_NAME_DIGITS : AS_NAME_SIGNS;
    }
    if (!c.first) {
        return c.upper > 0 && c.lower > 0 ? AS_NAME_MIXED
               : c.upper > 0              ? AS_NAME_UPPER
                                          : AS_NAME_LOWER;
    }
    if (c.upper == 1 && c.lower == 0 && s->n <= 2) {
        return AS_NAME_SINGLE;
    }
    if (c.lower == 0) {
        return AS_NAME_UPPER;
    }
    return c.upper > 1 ? AS_NAME_MIXED : AS_NAME_TITLE;
}

static void affixes(const as_letters *exact, const as_letters *low,
                    as_name_form *f)
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
    as_letters exact, low;
    as_letters_make(form, WORD_MAX, &exact);
    as_letters_make(norm, WORD_MAX, &low);
    as_name_form f = {.lower = as_letters_hash(&low),
                      .exact = as_letters_hash(&exact)};
    f.shape = (uint32_t)as_letters_shape(&exact);
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
