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

/* Part of the one loop, which is compiled for more than one machine. */
#define FLAT static inline __attribute__((always_inline))

/* ---- columns ------------------------------------------------------------ */

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

/* ---- what lies before a token ------------------------------------------- */

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

FLAT unsigned gap_flags(const as_scan *s, size_t last, size_t beg)
{
    if (beg == last + 1 && s->p[beg - 1] == ' ') {
        return AS_TOK_SPACE;
    }
    return beg == last ? 0 : gap_scan(s, last, beg);
}

static bool make_room(as_scan *s, size_t more)
{
    while (s->out->cap - s->out->n < more && !s->failed) {
        s->failed = !tokens_grow(s->out);
    }
    return !s->failed;
}

FLAT bool has_room(as_scan *s, size_t more)
{
    return s->out->cap - s->out->n >= more || make_room(s, more);
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

/* ---- plain chunks ------------------------------------------------------- */

/* The columns in registers, with room for all plain tokens of a block. */
typedef struct sink {
    uint32_t *beg, *end;
    uint16_t *flags;
    size_t n;
    size_t last; /* end of the last token */
} sink;

/* False when memory is refused. */
FLAT bool sink_open(as_scan *s, sink *k)
{
    if (!has_room(s, BLOCK_TOKENS)) {
        return false;
    }
    const as_tokens *t = s->out;
    *k = (sink){t->beg, t->end, t->flags, t->n, s->last_end};
    return true;
}

FLAT void sink_close(as_scan *s, const sink *k)
{
    s->out->n = k->n;
    s->last_end = k->last;
}

FLAT void put(const as_scan *s, sink *k, size_t beg, size_t end,
                       unsigned flags)
{
    k->beg[k->n] = (uint32_t)beg;
    k->end[k->n] = (uint32_t)end;
    k->flags[k->n] = (uint16_t)(flags | gap_flags(s, k->last, beg));
    k->n++;
    k->last = end;
}

/* The plain words of a block, found for all its chunks at once: adding the
 * start bits to a class's bits carries a one through each run, to the bit
 * behind it if the class has the whole word. */
typedef struct plan {
    uint64_t starts, ends; /* of the words: first bits, bits behind */
    uint64_t open, last;   /* the marks before and behind them */
    uint64_t plain;        /* the word is all letters: a bit of `ends` */
    uint64_t number;       /* all digits: likewise */
    uint64_t lower, upper; /* no capitals, all capitals: likewise */
    uint64_t capital;      /* capital letters */
} plan;

/* `starts` and `ends`: the bits of the chunks, pair by pair. */
FLAT plan plan_make(const as_masks *m, uint64_t starts,
                             uint64_t ends)
{
    const uint64_t word = m->alpha | m->digit;
    plan p = {.open = m->open & starts & word >> 1,
              .last = m->last & ends >> 1 & word << 1,
              .capital = m->upper};
    p.starts = starts ^ p.open ^ p.open << 1;
    p.ends = ends ^ p.last ^ p.last << 1;
    p.plain = (m->alpha + p.starts) & p.ends;
    p.number = (m->digit + p.starts) & p.ends;
    p.lower = ((m->alpha & ~m->upper) + p.starts) & p.ends;
    p.upper = (m->upper + p.starts) & p.ends;
    return p;
}

/* By bits: 1 no capitals, 2 all capitals, 4 the first is one. */
static const uint16_t WORD_FLAGS[8] = {
    AS_TOK_ALPHA | AS_TOK_ASCII,
    AS_TOK_ALPHA | AS_TOK_ASCII | AS_TOK_LOWER,
    AS_TOK_ALPHA | AS_TOK_ASCII | AS_TOK_UPPER,
    0,
    AS_TOK_ALPHA | AS_TOK_ASCII | AS_TOK_TITLE,
    0,
    AS_TOK_ALPHA | AS_TOK_ASCII | AS_TOK_UPPER,
    0,
};

FLAT unsigned word_flags(const plan *p, unsigned at, unsigned end)
{
    return WORD_FLAGS[(p->lower >> end & 1) | (p->upper >> end & 1) << 1 |
                      (p->capital >> at & 1) << 2];
}

/* Kept out of the loop, which needs its registers. */
static __attribute__((noinline)) bool in_lists(const char *word, size_t n,
                                               unsigned lists)
{
    return n == 1 || (as_lex_find(word, n) & lists) != 0;
}

/* May the word be one that the rules cut, or keep with its full stop? */
FLAT bool is_special(const char *word, size_t n, bool stop)
{
    if (n > 8) {
        return false;
    }
    if (stop) {
        return in_lists(word, n, AS_LEX_ANY_ABBR | AS_LEX_CUT);
    }
    return n > 1 && as_lex_may_cut(word, n) &&
           in_lists(word, n, AS_LEX_CUT);
}

/* The word or number in bits [at, end) of the block at `base`, with its
 * marks, becomes tokens by the same rules as in chunk.c. False if those must
 * see it. */
FLAT bool plain_chunk(const as_scan *s, sink *k, size_t base, const plan *p,
                      unsigned at, unsigned end)
{
    const bool last = (p->last >> end & 1) != 0;
    const char *word = s->p + base + at;
    unsigned flags = AS_TOK_NUM | AS_TOK_ASCII;
    if (p->plain >> end & 1) {
        flags = word_flags(p, at, end);
        if (is_special(word, end - at, last && s->p[base + end] == '.')) {
            return false;
        }
    } else if (!(p->number >> end & 1)) {
        return false;
    }
    if (p->open << 1 >> at & 1) {
        put(s, k, base + at - 1, base + at, AS_TOK_PUNCT | AS_TOK_ASCII);
    }
    put(s, k, base + at, base + end, flags);
    if (last) {
        const char c = s->p[base + end];
        const bool stop = c == '.' || c == '!' || c == '?';
        put(s, k, base + end, base + end + 1,
            AS_TOK_PUNCT | AS_TOK_ASCII | (stop ? AS_TOK_STOP : 0));
    }
    return true;
}

/* The words of a plan. False when memory is refused. */
FLAT bool plan_run(as_scan *s, sink *k, size_t base, plan p)
{
    uint64_t starts = p.starts;
    uint64_t ends = p.ends;
    while (starts != 0) {
        const unsigned at = (unsigned)__builtin_ctzll(starts);
        const unsigned end = (unsigned)__builtin_ctzll(ends);
        starts &= starts - 1;
        ends &= ends - 1;
        if (!plain_chunk(s, k, base, &p, at, end)) {
            sink_close(s, k);
            as_scan_chunk(s, base + at - (p.open << 1 >> at & 1),
                          base + end + (p.last >> end & 1));
            if (!sink_open(s, k)) {
                return false;
            }
        }
    }
    return true;
}

/* ---- chunks ------------------------------------------------------------- */

/* End of a chunk that is longer than a window can see. */
static size_t long_end(const as_scan *s, size_t at)
{
    while (at < s->n && !as_byte_is(s->p[at], AS_B_SPACE)) {
        at++;
    }
    return at;
}

/* Bits [at, at + 64) of a mask and the one behind it. */
FLAT uint64_t window(uint64_t low, uint64_t high, unsigned at)
{
    return low >> at | (high << 1) << (63 - at);
}

/* The plan of the one chunk that starts at bit `at` and goes on behind the
 * block. False if it is longer than a window. */
FLAT bool plan_late(const as_masks *m, unsigned at, plan *p)
{
    const as_masks w = {.space = window(m[0].space, m[1].space, at),
                        .alpha = window(m[0].alpha, m[1].alpha, at),
                        .upper = window(m[0].upper, m[1].upper, at),
                        .digit = window(m[0].digit, m[1].digit, at),
                        .last = window(m[0].last, m[1].last, at),
                        .open = window(m[0].open, m[1].open, at)};
    *p = plan_make(&w, 1, w.space & -w.space);
    return w.space != 0;
}

/* The chunks that start in the block at `base`. `before`: 1 if the byte
 * before the block belongs to a chunk, which has been seen to. */
FLAT void block_run(as_scan *s, size_t base, const as_masks *m,
                    uint64_t before, bool careful)
{
    const uint64_t space = m->space;
    uint64_t starts = ~space & (space << 1 | (before ^ 1));
    uint64_t ends = space & (~space << 1 | before);
    uint64_t late = 0; /* the start of a chunk that ends behind the block */
    ends &= ends - before;
    if (starts != 0 && !(space >> 63)) {
        late = 1ull << (63 - __builtin_clzll(starts));
        starts ^= late;
    }
    plan p = plan_make(m, starts, ends);
    sink k;
    while (sink_open(s, &k)) {
        if (careful) {
            p.plain = p.number = 0;
        }
        if (!plan_run(s, &k, base, p)) {
            return;
        }
        sink_close(s, &k);
        if (late == 0) {
            return;
        }
        const unsigned at = (unsigned)__builtin_ctzll(late);
        late = 0;
        base += at;
        if (!plan_late(m, at, &p)) {
            as_scan_chunk(s, base, long_end(s, base + BLOCK));
            return;
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

FLAT void text_run(as_scan *s, const as_variant *how)
{
    as_masks masks[GROUP + 1];
    uint64_t before = 0;
    for (size_t base = 0; base < s->n && !s->failed;) {
        const size_t blocks = (s->n - base + BLOCK - 1) / BLOCK;
        const size_t n = blocks < GROUP ? blocks : GROUP;
        group_classify(s, base, n + 1, how->classify, masks);
        for (size_t k = 0; k < n; k++) {
            block_run(s, base, &masks[k], before, how->careful);
            before = masks[k].space >> 63 ^ 1;
            base += BLOCK;
        }
    }
}

static void text_run_any(as_scan *s, const as_variant *how)
{
    text_run(s, how);
}

#if defined(__x86_64__)
__attribute__((target("bmi,bmi2"))) static void
text_run_bmi(as_scan *s, const as_variant *how)
{
    text_run(s, how);
}
#else
#define text_run_bmi text_run_any
#endif

as_status as_tokenize(as_slice text, as_tokens *out, as_err *err)
{
    out->n = 0;
    if (text.n >= UINT32_MAX) {
        return as_err_set(err, AS_ELIMIT, "text of 4 GiB or more");
    }
    as_scan s = {.p = text.p, .n = text.n, .out = out};
    const as_variant *how = as_variant_chosen();
    if (how->bmi) {
        text_run_bmi(&s, how);
    } else {
        text_run_any(&s, how);
    }
    if (s.failed) {
        out->n = 0;
        return as_err_nomem(err);
    }
    return AS_OK;
}
