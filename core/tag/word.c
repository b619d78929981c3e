/* word.c - features of one word.
 *
 * A form of more than WORD_MAX bytes is seen as its first and last halves of
 * that. Prefixes and suffixes are bytes, not characters: they are only
 * hashed. Cost: linear in the form, a few dozen multiplications. */
#include "tag/word.h"

#include "base/mem.h"
#include "tag/letters.h"

enum { WORD_MAX = AS_LETTERS_MAX, CAPS_BORDER = 15, CAPS_HYPHEN = 8 };

/* What as_word.caps says below CAPS_HYPHEN. */
enum caps {
    CAPS_NONE,
    CAPS_FIRST,
    CAPS_ALL,
    CAPS_INNER,
    CAPS_DIGITS,
    CAPS_OTHER,
    CAPS_IN_UPPER, /* any word of an upper-case sentence */
    CAPS_IN_TITLE  /* a capitalised word of a title-case one */
};

static enum caps caps_of(const as_letters *s, bool folded)
{
    const as_capitals c = as_letters_capitals(s, folded);
    if (c.first) {
        return c.upper >= 2 && c.lower == 0 ? CAPS_ALL : CAPS_FIRST;
    }
    if (c.lower > 0) {
        return c.upper > 0 ? CAPS_INNER : CAPS_NONE;
    }
    return c.digits > 0 ? CAPS_DIGITS : c.upper > 0 ? CAPS_ALL : CAPS_OTHER;
}

static enum caps caps_in_mode(enum caps caps, as_case_mode mode)
{
    bool letters = caps <= CAPS_INNER;
    if (mode == AS_CASE_UPPER && letters) {
        return CAPS_IN_UPPER;
    }
    if (mode == AS_CASE_TITLE && caps == CAPS_FIRST) {
        return CAPS_IN_TITLE;
    }
    return caps;
}

static void affixes(const as_letters *low, as_word *w)
{
    for (size_t i = 0; i < 3; i++) {
        w->pre[i] = 0;
        if (low->n > i + 1) {
            w->pre[i] = as_hash_portable(as_slice_of(low->p, i + 1));
        }
    }
    for (size_t i = 0; i < 5; i++) {
        w->suf[i] = 0;
        if (low->n > i + 1) {
            const char *p = low->p + low->n - i - 1;
            w->suf[i] = as_hash_portable(as_slice_of(p, i + 1));
        }
    }
}

uint64_t as_word_key_exact(const as_word *word)
{
    return as_feature_key(1, word->exact);
}

uint64_t as_word_key_lower(const as_word *word)
{
    return as_feature_key(1, word->lower);
}

void as_word_entry_set(as_word *word, uint32_t entry)
{
    enum { FLAGS_SEEN = (1 << 23) - 1, UNKNOWN = 1 << 30 };
    word->entry = entry;
    uint64_t amb = entry ? entry & FLAGS_SEEN : UNKNOWN | word->caps;
    word->amb = as_hash_mix(3, amb);
}

static uint64_t lex_of(uint16_t class)
{
    return as_hash_mix(9, class);
}

bool as_word_is_listed(const as_word *word, size_t n_bytes)
{
    enum { SHORT = 2 };
    return word->entry != 0 || (n_bytes > SHORT && word->lex != lex_of(0));
}

/* The word's class in the lexicon, 0 for none. */
static uint16_t class_find(const as_rows *lexicon, const as_word *w)
{
    const uint8_t *row = as_rows_find(lexicon, as_word_key_lower(w));
    uint16_t class = 0;
    if (row != NULL) {
        memcpy(&class, row, sizeof class);
    }
    return class;
}

static uint32_t dict_find(const as_rows *dict, const as_word *w)
{
    const uint8_t *row = as_rows_find(dict, as_word_key_exact(w));
    if (row == NULL) {
        row = as_rows_find(dict, as_word_key_lower(w));
    }
    uint32_t entry = 0;
    if (row != NULL) {
        memcpy(&entry, row, sizeof entry);
    }
    return entry;
}

void as_word_make(as_slice form, as_slice norm, as_case_mode mode,
                  const as_word_lists *lists, as_word *out)
{
    as_letters low, exact;
    as_letters_make(norm, WORD_MAX, &low);
    as_letters_make(form, WORD_MAX, &exact);
    bool folded = !as_slice_eq(form, norm);
    enum caps caps = caps_in_mode(caps_of(&exact, folded), mode);
    if (caps == CAPS_IN_UPPER || caps == CAPS_IN_TITLE) {
        exact = low; /* its capitals belong to the sentence */
    }
    as_word w = {.caps = caps};
    if (exact.n > 2 && memchr(exact.p + 1, '-', exact.n - 2) != NULL) {
        w.caps += CAPS_HYPHEN;
    }
    w.lower = as_letters_hash(&low);
    w.exact = as_letters_hash(&exact);
    w.shape = as_letters_shape(&exact);
    affixes(&low, &w);
    w.lex = lex_of(lists ? class_find(&lists->lexicon, &w) : 0);
    as_word_entry_set(&w, lists ? dict_find(&lists->dict, &w) : 0);
    *out = w;
}

const as_word *as_word_border(void)
{
    static const as_word border = {.lower = 1, .exact = 1, .shape = 1,
                                   .suf = {1, 1, 1, 1, 1}, .amb = 1, .lex = 1,
                                   .caps = CAPS_BORDER};
    return &border;
}

as_case_mode as_case_mode_of(const as_slice *forms, size_t n)
{
    size_t words = 0, upper = 0, longs = 0, title = 0;
    for (size_t i = 0; i < n; i++) {
        as_slice f = forms[i];
        bool up = f.n > 0 && as_letter_is_upper(f.p[0]);
        if (f.n < 2 || !(up || as_letter_is_lower(f.p[0]))) {
            continue;
        }
        words++;
        upper += up && as_letter_is_upper(f.p[f.n - 1]) &&
                 as_letter_is_upper(f.p[1]);
        if (f.n >= 4) {
            longs++;
            title += up;
        }
    }
    if (words >= 3 && upper * 10 >= words * 8) {
        return AS_CASE_UPPER;
    }
    bool headline = longs >= 4 && title * 10 >= longs * 9;
    return headline ? AS_CASE_TITLE : AS_CASE_NORMAL;
}

static size_t cur_features(const as_word *w, uint64_t *out)
{
    size_t n = 0;
    unsigned id = 2;
    out[n++] = as_feature_key(id++, 0);
    out[n++] = as_feature_key(id++, w->lower);
    out[n++] = as_feature_key(id++, w->exact);
    out[n++] = as_feature_key(id++, w->shape);
    out[n++] = as_feature_key(id++, w->caps);
    out[n++] = as_feature_key(id++, w->amb);
    out[n++] = as_feature_key(id++, as_join(w->suf[2], w->caps));
    out[n++] = as_feature_key(id++, as_join(w->suf[1], w->caps));
    out[n++] = as_feature_key(id++, w->lex);
    out[n++] = as_feature_key(id++, as_join(w->lex, w->caps));
    out[n++] = as_feature_key(id++, as_join(w->lex, w->amb));
    for (size_t i = 0; i < 5; i++, id++) {
        if (w->suf[i] != 0) {
            out[n++] = as_feature_key(id, w->suf[i]);
        }
    }
    for (size_t i = 0; i < 3; i++, id++) {
        if (w->pre[i] != 0) {
            out[n++] = as_feature_key(id, w->pre[i]);
        }
    }
    return n;
}

static size_t first_features(const as_word *w, uint64_t *out)
{
    size_t n = 0;
    unsigned id = 26;
    out[n++] = as_feature_key(id++, w->caps);
    out[n++] = as_feature_key(id++, w->lower);
    out[n++] = as_feature_key(id++, w->amb);
    out[n++] = as_feature_key(id++, as_join(w->suf[2], w->caps));
    return n;
}

size_t as_word_features(const as_word *word, enum as_word_group group,
                        uint64_t *out)
{
    if (group == AS_AT_CUR) {
        return cur_features(word, out);
    }
    if (group == AS_AT_FIRST) {
        return first_features(word, out);
    }
    size_t n = 0;
    unsigned id = 32 + 8 * (unsigned)(group - AS_AT_PREV);
    out[n++] = as_feature_key(id++, word->lower);
    out[n++] = as_feature_key(id++, word->amb);
    if (group == AS_AT_PREV || group == AS_AT_NEXT) {
        out[n++] = as_feature_key(id++, word->suf[2]);
        out[n++] = as_feature_key(id++, word->caps);
        out[n++] = as_feature_key(id++, word->exact);
        out[n++] = as_feature_key(id++, word->lex);
    }
    return n;
}
