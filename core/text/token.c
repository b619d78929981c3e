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

enum { BLOCK = 64, GROUP = 64, NEXT_MAX = 64 };

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

static inline unsigned gap_flags(const as_scan *s, size_t beg)
{
    const size_t last = s->last_end;
    if (beg == last) {
        return 0;
    }
    if (beg == last + 1 && s->p[last] == ' ') {
        return AS_TOK_SPACE;
    }
    return gap_scan(s, last, beg);
}

static inline void put(as_scan *s, size_t beg, size_t end, unsigned flags)
{
    as_tokens *t = s->out;
    if (t->n == t->cap && (s->failed || !tokens_grow(t))) {
        s->failed = true;
        return;
    }
    t->beg[t->n] = (uint32_t)beg;
    t->end[t->n] = (uint32_t)end;
    t->flags[t->n] = (uint16_t)(flags | gap_flags(s, beg));
    t->n++;
    s->last_end = end;
}

void as_scan_put(as_scan *s, size_t beg, size_t end, unsigned flags)
{
    put(s, beg, end, flags | as_token_shape(s->p, beg, end));
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

/* ---- plain words ---------------------------------------------------------- */

/* Bits [at, at + 64) of a mask and the one behind it. */
static inline uint64_t window(uint64_t low, uint64_t high, unsigned at)
{
    return low >> at | (high << 1) << (63 - at);
}

static inline unsigned word_flags(uint64_t upper, uint64_t word)
{
    unsigned flags = AS_TOK_ALPHA | AS_TOK_ASCII;
    if (upper == 0) {
        return flags | AS_TOK_LOWER;
    }
    if (upper == word) {
        return flags | AS_TOK_UPPER;
    }
    return flags | (upper & 1 ? AS_TOK_TITLE : 0);
}

/* May the word be one that the rules cut or keep with its full stop? */
static inline bool is_special(const char *word, size_t len, bool stop)
{
    if (len > 8) {
        return false;
    }
    if (stop) {
        return len == 1 ||
               (as_lex_find(word, len) & (AS_LEX_ANY_ABBR | AS_LEX_CUT));
    }
    return len >= 2 && as_lex_may_cut(word[len - 2], word[len - 1]) &&
           (as_lex_find(word, len) & AS_LEX_CUT);
}

/* Letters with at most a comma or full stop behind them: `word` has their
 * bits. False if the rules must see the chunk. */
static inline bool plain_chunk(as_scan *s, size_t beg, unsigned len,
                               const as_masks *lo, const as_masks *hi,
                               unsigned at)
{
    uint64_t word = ~0ull >> (64 - len);
    const uint64_t odd = ~window(lo->alpha, hi->alpha, at) & word;
    unsigned n = len;
    if (odd != 0) {
        n--;
        if (n == 0 || odd != 1ull << n ||
            !(window(lo->stop, hi->stop, at) >> n & 1)) {
            return false;
        }
        word >>= 1;
    }
    const bool stop = n < len && s->p[beg + n] == '.';
    if (is_special(s->p + beg, n, stop)) {
        return false;
    }
    const uint64_t upper = window(lo->upper, hi->upper, at) & word;
    put(s, beg, beg + n, word_flags(upper, word));
    if (n < len) {
        put(s, beg + n, beg + len,
            AS_TOK_PUNCT | AS_TOK_ASCII | (stop ? AS_TOK_STOP : 0));
    }
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

/* The chunks that start in the block at `base`. `before`: 1 if the byte
 * before the block belongs to a chunk. */
static void block_run(as_scan *s, size_t base, const as_masks *m,
                      uint64_t before, bool careful)
{
    const uint64_t full = ~m[0].space;
    uint64_t starts = full & ~(full << 1 | before);
    while (starts != 0) {
        const unsigned at = (unsigned)__builtin_ctzll(starts);
        starts &= starts - 1;
        const uint64_t space = window(m[0].space, m[1].space, at);
        const size_t beg = base + at;
        if (space == 0) {
            as_scan_chunk(s, beg, long_end(s, beg));
            continue;
        }
        const unsigned len = (unsigned)__builtin_ctzll(space);
        if (careful || !plain_chunk(s, beg, len, &m[0], &m[1], at)) {
            as_scan_chunk(s, beg, beg + len);
        }
    }
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
