/* word.h - what the taggers see of a word and of its neighbours: hashed
 * features. Private to core/tag; training and tagging share it, and so a
 * change here needs new models and another AS_MODEL_VERSION.
 *
 * A feature is a 64-bit hash of a template's number and a value. Those that
 * depend on one word alone come in groups by where the word stands, so that
 * a tagger can add a group's weights up once a word type; those that depend
 * on several words, or on tags already given, are looked up a token. */
#ifndef AS_TAG_WORD_H
#define AS_TAG_WORD_H

#include "base/hash.h"
#include "tag/rows.h"
#include "tag/upos.h"

/* How a sentence is written; capitals say less in the last two. */
typedef enum as_case_mode {
    AS_CASE_NORMAL,
    AS_CASE_UPPER, /* ALL OF IT IN CAPITALS */
    AS_CASE_TITLE  /* Every Long Word Like in a Headline */
} as_case_mode;

/* A word type in one case mode. */
typedef struct as_word {
    uint64_t lower; /* norm, digits as 0 */
    uint64_t exact; /* as written, digits as 0 */
    uint64_t shape;
    uint64_t pre[3]; /* first 1..3 bytes of the norm, 0 if it is shorter */
    uint64_t suf[5]; /* last 1..5 bytes */
    uint64_t amb;    /* which tags the dictionary gives it, hashed */
    uint64_t lex;    /* its class in the lexicon, hashed */
    uint32_t entry;  /* its row in the dictionary, 0 if it is not there */
    uint32_t caps;   /* where its capitals are, and whether it has a hyphen */
} as_word;

/* Positions relative to the word that is being tagged. */
enum as_word_group {
    AS_AT_CUR,
    AS_AT_FIRST, /* the word again, when it begins a sentence */
    AS_AT_PREV,
    AS_AT_NEXT,
    AS_AT_PREV2,
    AS_AT_NEXT2,
    AS_WORD_GROUPS
};

enum { AS_GROUP_MAX = 24, AS_PAIRS_MAX = 12, AS_HISTORY_MAX = 8 };

/* Tags before the first token of a sentence. */
enum { AS_TAG_BEFORE = AS_UPOS_N };

/* A dictionary row: tags it was seen with in over 5 % of cases as bits 0-16,
 * the most frequent one as bits 17-21, and flags. Never 0. */
enum {
    AS_DICT_BEST = 17,
    AS_DICT_OFTEN = 1 << 22,  /* seen often enough to believe the bits */
    AS_DICT_SURE = 1 << 23,   /* practically always the same tag */
    AS_DICT_COMMON = 1 << 24, /* everyday words of the language */
    AS_DICT_WIDTH = 4
};

/* What is known of words: the dictionary was learnt from tagged text; the
 * lexicon has the classes (any grouping of words that behave alike) of a
 * longer list. Rows of the lexicon are a class, 0 for none. */
typedef struct as_word_lists {
    as_rows dict, lexicon;
} as_word_lists;

enum { AS_LEXICON_WIDTH = 2 };

/* Look at `form` with its `norm`. `lists` may be NULL. */
void as_word_make(as_slice form, as_slice norm, as_case_mode mode,
                  const as_word_lists *lists, as_word *out);

/* Set the dictionary's word; 0 stands for an unknown one. */
void as_word_entry_set(as_word *word, uint32_t entry);

/* Keys of the dictionary: exact is asked first. */
uint64_t as_word_key_exact(const as_word *word);
uint64_t as_word_key_lower(const as_word *word);

/* Is it in the dictionary, or in the lexicon and of three bytes at least?
 * (Shorter ones are words of some language everywhere.) */
bool as_word_is_listed(const as_word *word, size_t n_bytes);

/* What stands before the first and behind the last word. */
const as_word *as_word_border(void);

/* Case mode of a sentence. */
as_case_mode as_case_mode_of(const as_slice *forms, size_t n);

/* Features of `word` for a group; their number, at most AS_GROUP_MAX. */
size_t as_word_features(const as_word *word, enum as_word_group group,
                        uint64_t *out);

/* ---- features of several words, inlined for the taggers ------------------ */

enum { AS_FEAT_PAIR = 64, AS_FEAT_HISTORY = 96 };

static inline uint64_t as_feature_key(unsigned template, uint64_t value)
{
    return as_hash_mix((uint64_t)template * 0xC2B2AE3D27D4EB4Full, value);
}

/* Two values to one: cheap, as as_feature_key mixes it again. */
static inline uint64_t as_join(uint64_t a, uint64_t b)
{
    return (a ^ (b >> 31)) * 0x9FB21C651E98DF25ull + b;
}

/* `w` is a window: w[0] two to the left ... w[2] the word ... w[4]. */
static inline size_t as_pair_features(const as_word *const w[5], bool first,
                                      uint64_t *out)
{
    const as_word *a = w[1], *t = w[2], *c = w[3];
    size_t n = 0;
    unsigned id = AS_FEAT_PAIR;
    out[n++] = as_feature_key(id++, as_join(a->lower, t->lower));
    out[n++] = as_feature_key(id++, as_join(t->lower, c->lower));
    out[n++] = as_feature_key(id++, as_join(a->amb, c->amb));
    out[n++] = as_feature_key(id++, as_join(t->amb, c->amb));
    out[n++] = as_feature_key(id++, as_join(as_join(a->amb, t->amb), c->amb));
    out[n++] = as_feature_key(id++, as_join(w[4]->amb, c->amb));
    out[n++] = as_feature_key(id++, as_join(t->amb, a->lower));
    out[n++] = as_feature_key(id++, as_join(t->amb, c->lower));
    uint64_t caps = (a->caps << 16 | t->caps << 8 | c->caps) * 2ull + first;
    out[n++] = as_feature_key(id++, caps);
    out[n++] = as_feature_key(id++, as_join(t->suf[2], c->suf[2]));
    return n;
}

/* Features of the tags before, by what else they depend on. `tag1` is the
 * tag of the word before, `tag2` that of the one before it. */
static inline size_t as_history_tags(unsigned tag1, unsigned tag2,
                                     uint64_t *out)
{
    out[0] = as_feature_key(AS_FEAT_HISTORY, tag1);
    out[1] = as_feature_key(AS_FEAT_HISTORY + 1, tag1 * 32u + tag2);
    return 2;
}

static inline size_t as_history_cur(const as_word *cur, unsigned tag1,
                                    uint64_t *out)
{
    out[0] = as_feature_key(AS_FEAT_HISTORY + 2, as_join(cur->lower, tag1));
    out[1] = as_feature_key(AS_FEAT_HISTORY + 3, as_join(cur->suf[2], tag1));
    out[2] = as_feature_key(AS_FEAT_HISTORY + 4, as_join(cur->amb, tag1));
    return 3;
}

static inline size_t as_history_next(const as_word *next, unsigned tag1,
                                     uint64_t *out)
{
    out[0] = as_feature_key(AS_FEAT_HISTORY + 5, as_join(next->amb, tag1));
    return 1;
}

static inline size_t as_history_both(const as_word *cur, unsigned tag1,
                                     unsigned tag2, uint64_t *out)
{
    uint64_t both = tag1 * 32u + tag2;
    out[0] = as_feature_key(AS_FEAT_HISTORY + 6, as_join(cur->amb, both));
    return 1;
}

/* All of them. */
static inline size_t as_history_features(const as_word *const w[5],
                                         unsigned tag1, unsigned tag2,
                                         uint64_t *out)
{
    size_t n = as_history_tags(tag1, tag2, out);
    n += as_history_cur(w[2], tag1, out + n);
    n += as_history_next(w[3], tag1, out + n);
    return n + as_history_both(w[2], tag1, tag2, out + n);
}

#endif
