/* token.c - text to token columns.
 *
 * A group of 64-byte blocks becomes bit masks (classify.c). A chunk is what
 * lies between ASCII white space. One whose bytes are all ASCII letters, or
 * letters and a last comma or full stop, becomes tokens here by bit tests;
 * every other goes to as_scan_chunk, which gives the same for plain words.
 *
 * Cost: one pass; a chunk is read once by the masks and a bounded number of
 * times by the rules, whatever its length. Nothing is allocated but the
 * columns, which double.
 * Invariants: tokens ascend, never overlap or are empty, and what lies
 * between two of them is white space.
 * Refuses: texts of 4 GiB and more, as offsets have 32 bits. */
#include "text/token.h"

#include <string.h>

#include "base/mem.h"
#include "text/token_int.h"

enum {
    BLOCK = 64,
    GROUP = 64,        /* blocks whose masks are made at once */
    BLOCK_TOKENS = 80, /* more than the plain chunks of a block can give */
    NEXT_MAX = 64      /* bytes to look ahead for the next chunk */
};

/* ---- columns -------------------------------------------------------------- */

static bool column_grow(void **column, size_t cap, size_t size)
{
    void *p = as_mem_resize(*column, cap * size);
    if (p == NULL) {
        return false;
    }
    *column = p;
    return true;
}

/* Columns may end up with more room than `cap` says; never with less. */
static bool tokens_grow(as_tokens *t)
{
    const size_t cap = t->cap < 64 ? 64 : t->cap * 2;
    if (!column_grow((void **)&t->beg, cap, sizeof *t->beg) ||
        !column_grow((void **)&t->end, cap, sizeof *t->end) ||
        !column_grow((void **)&t->flags, cap, sizeof *t->flags)) {
        return false;
    }
    t->cap = cap;
    return true;
}

void as_tokens_clear(as_tokens *tokens)
{
    as_mem_free(tokens->beg);
    as_mem_free(tokens->end);
    as_mem_free(tokens->flags);
    *tokens = (as_tokens){0};
}

/* ---- what lies before a token --------------------------------------------- */

static bool is_break(uint32_t cp)
{
    return (cp >= '\n' && cp <= '\r') || cp == 0x85 || cp == 0x2028;
}

/* Flags of the white space [beg, end), which is not empty. */
static unsigned gap_scan(const as_scan *s, size_t beg, size_t end)
{
    unsigned breaks = 0;
    bool space = false;
    for (size_t at = beg; at < end && breaks < 2;) {
        const as_char ch = as_char_at(s->p, at, end);
        at += ch.len;
        space |= ch.cls == AS_CH_SPACE;
        if (ch.cp == '\r' && at < end && s->p[at] == '\n') {
            at++;
        }
        breaks += ch.cp == 0x2029 ? 2 : is_break(ch.cp);
    }
    return (space ? AS_TOK_SPACE : 0) | (breaks ? AS_TOK_LINE : 0) |
           (breaks > 1 ? AS_TOK_BLANK : 0);
}

static inline unsigned gap_flags(const as_scan *s, size_t last, size_t beg)
{
    if (beg == last + 1 && s->p[last] == ' ') {
        return AS_TOK_SPACE;
    }
    return beg == last ? 0 : gap_scan(s, last, beg);
}

static bool has_room(as_scan *s, size_t more)
{
    while (s->out->cap - s->out->n < more && !s->failed) {
        s->failed = !tokens_grow(s->out);
    }
    return !s->failed;
}

void as_scan_put(as_scan *s, size_t beg, size_t end, unsigned flags)
{
    if (!has_room(s, 1)) {
        return;
    }
    as_tokens *t = s->out;
    flags |= as_token_shape(s->p, beg, end);
    flags |= gap_flags(s, s->last_end, beg);
    t->beg[t->n] = (uint32_t)beg;
    t->end[t->n] = (uint32_t)end;
    t->flags[t->n] = (uint16_t)flags;
    t->n++;
    s->last_end = end;
}

char as_scan_next(const as_scan *s)
{
    size_t at = s->end;
    const size_t limit = s->n - at < NEXT_MAX ? s->n : at + NEXT_MAX;
    unsigned breaks = 0;
    for (; at < limit && as_byte_is(s->p[at], AS_B_SPACE); at++) {
        breaks += s->p[at] == '\n';
    }
    return at < limit && breaks < 2 ? s->p[at] : '\0';
}

/* ---- plain chunks --------------------------------------------------------- */

/* The columns in registers, with room for all plain tokens of a block. */
typedef struct sink {
    uint32_t *beg, *end;
    uint16_t *flags;
    size_t n;
    size_t last; /* end of the last token */
} sink;

static inline sink sink_open(as_scan *s)
{
    if (!has_room(s, BLOCK_TOKENS)) {
        return (sink){0};
    }
    const as_tokens *t = s->out;
    return (sink){t->beg, t->end, t->flags, t->n, s->last_end};
}

static inline void sink_close(as_scan *s, const sink *k)
{
    s->out->n = k->n;
    s->last_end = k->last;
}

static inline void put(const as_scan *s, sink *k, size_t beg, size_t end,
                       unsigned flags)
{
    k->beg[k->n] = (uint32_t)beg;
    k->end[k->n] = (uint32_t)end;
    k->flags[k->n] = (uint16_t)(flags | gap_flags(s, k->last, beg));
    k->n++;
    k->last = end;
}

/* `word`: the bits of its letters; `upper`: those of its capitals. */
static inline unsigned word_flags(uint64_t upper, uint64_t word)
{
    unsigned flags = AS_TOK_ALPHA | AS_TOK_ASCII;
    if (upper == 0) {
        return flags | AS_TOK_LOWER;
    }
    flags |= upper == word ? AS_TOK_UPPER : 0;
    return flags |
           (upper != word && (upper & word & -word) ? AS_TOK_TITLE : 0);
}

/* May the word be one that the rules cut, or keep with its full stop? */
static inline bool is_special(const char *word, size_t n, bool stop)
{
    if (stop && n <= 8) {
        return n == 1 ||
               (as_lex_find(word, n) & (AS_LEX_ANY_ABBR | AS_LEX_CUT));
    }
    return n >= 2 && as_lex_may_cut(word, n) &&
           (as_lex_find(word, n) & AS_LEX_CUT);
}

/* A chunk as bits of its block: the first, the one behind it, all between. */
typedef struct span {
    uint64_t low, behind, all;
} span;

/* Letters with a mark before or behind. */
static bool marked_chunk(const as_scan *s, sink *k, size_t base, span c,
                         const as_masks *m)
{
    const uint64_t open = m->open & c.low;
    const uint64_t last = m->last & c.behind >> 1 & c.all;
    const uint64_t word = c.all & ~(open | last);
    if ((word & ~m->alpha) != 0 || word == 0) {
        return false;
    }
    const size_t from = base + (unsigned)__builtin_ctzll(word);
    const size_t end = base + (unsigned)__builtin_ctzll(c.behind);
    const size_t to = end - (last != 0);
    const char mark = s->p[end - 1];
    if (is_special(s->p + from, to - from, mark == '.')) {
        return false;
    }
    if (open != 0) {
        put(s, k, from - 1, from, AS_TOK_PUNCT | AS_TOK_ASCII);
    }
    put(s, k, from, to, word_flags(m->upper & word, word));
    if (last != 0) {
        const bool stop = mark == '.' || mark == '!' || mark == '?';
        put(s, k, to, end,
            AS_TOK_PUNCT | AS_TOK_ASCII | (stop ? AS_TOK_STOP : 0));
    }
    return true;
}

/* Letters alone, or with a mark before or behind: become tokens here, by
 * the same rules as in chunk.c. False if those must see the chunk. */
static inline bool plain_chunk(const as_scan *s, sink *k, size_t base,
                               span c, const as_masks *m)
{
    if ((c.all & ~m->alpha) != 0) {
        return marked_chunk(s, k, base, c, m);
    }
    const size_t beg = base + (unsigned)__builtin_ctzll(c.low);
    const size_t end = base + (unsigned)__builtin_ctzll(c.behind);
    if (is_special(s->p + beg, end - beg, false)) {
        return false;
    }
    put(s, k, beg, end, word_flags(m->upper & c.all, c.all));
    return true;
}

/* ---- chunks --------------------------------------------------------------- */

/* End of a chunk that is longer than a window can see. */
static size_t long_end(const as_scan *s, size_t at)
{
    while (at < s->n && !as_byte_is(s->p[at], AS_B_SPACE)) {
        at++;
    }
    return at;
}

/* Bits [at, at + 64) of a mask and the one behind it. */
static inline uint64_t window(uint64_t low, uint64_t high, unsigned at)
{
    return low >> at | (high << 1) << (63 - at);
}

/* A chunk that starts at bit `at` and goes on behind the block. */
static void last_chunk(as_scan *s, sink *k, size_t base, const as_masks *m,
                       unsigned at, bool careful)
{
    const as_masks w = {.space = window(m[0].space, m[1].space, at),
                        .alpha = window(m[0].alpha, m[1].alpha, at),
                        .upper = window(m[0].upper, m[1].upper, at),
                        .last = window(m[0].last, m[1].last, at),
                        .open = window(m[0].open, m[1].open, at)};
    const size_t beg = base + at;
    const uint64_t behind = w.space & -w.space;
    const span c = {1, behind, behind - 1};
    if (behind == 0 || careful || !plain_chunk(s, k, beg, c, &w)) {
        sink_close(s, k);
        as_scan_chunk(s, beg,
                      behind ? beg + (unsigned)__builtin_ctzll(behind)
                             : long_end(s, beg + BLOCK));
        *k = sink_open(s);
    }
}

/* The chunks that start in the block at `base`. `before`: 1 if the byte
 * before the block belongs to a chunk. */
static void block_run(as_scan *s, size_t base, const as_masks *m,
                      uint64_t before, bool careful)
{
    const as_masks now = m[0];
    uint64_t starts = ~now.space & (now.space << 1 | (before ^ 1));
    sink k = sink_open(s);
    while (starts != 0 && !s->failed) {
        const uint64_t low = starts & -starts;
        const uint64_t spaces = now.space & -low;
        const uint64_t behind = spaces & -spaces;
        const span c = {low, behind, behind - low};
        if (behind == 0) {
            last_chunk(s, &k, base, m, (unsigned)__builtin_ctzll(low),
                       careful);
            break;
        }
        if (careful || !plain_chunk(s, &k, base, c, &now)) {
            sink_close(s, &k);
            as_scan_chunk(s, base + (unsigned)__builtin_ctzll(low),
                          base + (unsigned)__builtin_ctzll(behind));
            k = sink_open(s);
        }
        starts ^= low;
    }
    sink_close(s, &k);
}

/* Masks of up to GROUP + 1 blocks from `base` on; white space stands for
 * what is behind the end of the text. */
static void group_classify(const as_scan *s, size_t base, size_t n_blocks,
                           as_classify classify, as_masks *out)
{
    const size_t left = s->n - base;
    const size_t whole = left / BLOCK < n_blocks ? left / BLOCK : n_blocks;
    classify(s->p + base, whole, out);
    if (whole < n_blocks) {
        char tail[BLOCK];
        const size_t rest = left - whole * BLOCK;
        memset(tail, ' ', sizeof tail);
        memcpy(tail, s->p + base + whole * BLOCK, rest);
        classify(tail, 1, out + whole);
    }
    for (size_t k = whole + 1; k < n_blocks; k++) {
        out[k] = (as_masks){.space = ~0ull};
    }
}

static void text_run(as_scan *s)
{
    bool careful;
    const as_classify classify = as_classify_chosen(&careful);
    as_masks masks[GROUP + 1];
    uint64_t before = 0;
    for (size_t base = 0; base < s->n && !s->failed;) {
        const size_t blocks = (s->n - base + BLOCK - 1) / BLOCK;
        const size_t n = blocks < GROUP ? blocks : GROUP;
        group_classify(s, base, n + 1, classify, masks);
        for (size_t k = 0; k < n; k++) {
            block_run(s, base, &masks[k], before, careful);
            before = masks[k].space >> 63 ^ 1;
            base += BLOCK;
        }
    }
}

as_status as_tokenize(as_slice text, as_tokens *out, as_err *err)
{
    out->n = 0;
    if (text.n >= UINT32_MAX) {
        return as_err_set(err, AS_ELIMIT, "text of 4 GiB or more");
    }
    as_scan s = {.p = text.p, .n = text.n, .out = out};
    text_run(&s);
    if (s.failed) {
        out->n = 0;
        return as_err_nomem(err);
    }
    return AS_OK;
}
