/* token.c - text to token columns.
 *
 * A block of 64 bytes becomes bit masks (classify.c). A chunk is what lies
 * between ASCII white space; where one goes on behind the block, the next
 * block begins with it. One whose bytes are all ASCII letters or
 * digits, with marks around them, becomes tokens here by bit tests; every
 * other goes to as_scan_chunk, which gives the same for plain words.
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
    BLOCK_TOKENS = 80, /* more than the plain chunks of a block can give */
    NEXT_MAX = 64      /* bytes to look ahead for the next chunk */
};

/* Part of the one loop, which is compiled for more than one machine. */
#define FLAT static inline __attribute__((always_inline))

/* ---- columns ------------------------------------------------------------- */

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

/* ---- what lies before a token -------------------------------------------- */

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
    _Static_assert(AS_TOK_SPACE == 1 << 8, "one byte of gap makes the flag");
    if (beg == last || (beg == last + 1 && s->p[last] == ' ')) {
        return (unsigned)(beg - last) << 8;
    }
    return gap_scan(s, last, beg);
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

/* Add a token of known shape. */
static inline void put_known(as_scan *s, size_t beg, size_t end, unsigned flags)
{
    if (!has_room(s, 1)) {
        return;
    }
    as_tokens *t = s->out;
    t->beg[t->n] = (uint32_t)beg;
    t->end[t->n] = (uint32_t)end;
    t->flags[t->n] = (uint16_t)(flags | gap_flags(s, s->last_end, beg));
    t->n++;
    s->last_end = end;
}

void as_scan_put(as_scan *s, size_t beg, size_t end, unsigned flags)
{
    put_known(s, beg, end, flags | as_token_shape(s->p, beg, end));
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

/* ---- plain chunks -------------------------------------------------------- */

/* The plain words of a block, found for all its chunks at once: adding the
 * start bits to a class's bits carries a one through each run, to the bit
 * behind it if the class has the whole word. */
typedef struct plan {
    uint64_t starts, ends; /* of the words: first bits, bits behind */
    uint64_t open, last;   /* the marks before and behind them */
    uint64_t plain;        /* the word is all letters: a bit of `ends` */
    uint64_t easy;         /* it or a number has no mark before it, and is
                              none of those that are cut or keep a full
                              stop: likewise */
    uint64_t dotted;       /* the same, but for a full stop behind it that
                              may belong to it: likewise */
    uint64_t mark;         /* `last` behind easy ones */
    uint64_t number;       /* all digits: likewise */
    uint64_t cut;          /* ends like a word that is cut: likewise */
    uint64_t code[3];      /* what it is: see plan_codes */
} plan;

/* `starts` and `ends`: the bits of the chunks, pair by pair. */
FLAT plan plan_make(const as_masks *m, uint64_t starts, uint64_t ends)
{
    const uint64_t word = m->alpha | m->digit;
    plan p = {.open = m->open & starts & word >> 1,
              .last = m->last & ends >> 1 & word << 1,
              .cut = m->cut << 1};
    p.starts = starts ^ p.open ^ p.open << 1;
    p.ends = ends ^ p.last ^ p.last << 1;
    p.plain = (m->alpha + p.starts) & p.ends;
    p.number = (m->digit + p.starts) & p.ends;
    const uint64_t bare = p.starts & starts;
    const uint64_t word_ends = (m->alpha + bare) & p.plain & ~p.cut;
    const uint64_t dots = p.last & m->dot;
    p.easy = (word_ends & ~dots) | ((m->digit + bare) & p.number & ~dots);
    p.dotted = word_ends & dots;
    p.mark = p.last & p.easy;
    return p;
}

/* Flags of what is easy, by its code. */
enum { MIXED, LOWER, UPPER, TITLE, NUMBER, MARK, STOP };
static const uint16_t EASY_FLAGS[8] = {
    [MIXED] = AS_TOK_ALPHA | AS_TOK_ASCII,
    [LOWER] = AS_TOK_ALPHA | AS_TOK_ASCII | AS_TOK_LOWER,
    [UPPER] = AS_TOK_ALPHA | AS_TOK_ASCII | AS_TOK_UPPER,
    [TITLE] = AS_TOK_ALPHA | AS_TOK_ASCII | AS_TOK_TITLE,
    [NUMBER] = AS_TOK_NUM | AS_TOK_ASCII,
    [MARK] = AS_TOK_PUNCT | AS_TOK_ASCII,
    [STOP] = AS_TOK_PUNCT | AS_TOK_ASCII | AS_TOK_STOP,
};

/* The bits of the codes, at the ends of words and marks. */
FLAT void plan_codes(const as_masks *m, plan *p)
{
    const uint64_t lower = ((m->alpha & ~m->upper) + p->starts) & p->ends;
    const uint64_t upper = (m->upper + p->starts) & p->ends;
    const uint64_t title =
        (m->alpha + (p->starts & m->upper)) & p->plain & ~upper;
    const uint64_t mark = p->mark << 1;
    const uint64_t stop = mark & (m->dot | m->bang) << 1;
    p->code[0] = lower | title | (mark & ~stop);
    p->code[1] = upper | title | stop;
    p->code[2] = p->number | mark;
}

/* Of a plain word, a number or a mark that ends at bit `end`: no branches,
 * as any may come next. */
FLAT unsigned easy_flags(const plan *p, unsigned end)
{
    return EASY_FLAGS[(p->code[0] >> end & 1) | (p->code[1] >> end & 1) << 1 |
                      (p->code[2] >> end & 1) << 2];
}

/* ---- other chunks -------------------------------------------------------- */

/* May the word be one that the rules cut, or keep with its full stop? */
static bool is_special(const char *word, size_t n, bool cut, bool stop)
{
    if (stop) {
        return n == 1 ||
               (as_lex_find(word, n) & (AS_LEX_CUT | AS_LEX_ANY_ABBR)) != 0;
    }
    return cut && (as_lex_find(word, n) & AS_LEX_CUT) != 0;
}

static void put_mark(as_scan *s, size_t at)
{
    const char c = s->p[at];
    const bool stop = c == '.' || c == '!' || c == '?';
    put_known(s, at, at + 1,
              AS_TOK_PUNCT | AS_TOK_ASCII | (stop ? AS_TOK_STOP : 0));
}

/* Where the clitic ('s, n't, 'll) of the word [beg, end) starts, which has
 * letters before its apostrophe; `end` if it has none. As in word.c. */
static size_t clitic_beg(const char *p, size_t beg, size_t end)
{
    const size_t n = end - beg;
    if (n < 3 || (p[end - 2] != '\'' && (n < 4 || p[end - 3] != '\''))) {
        return end;
    }
    const char last = (char)(p[end - 1] | 0x20);
    size_t at = end - 2;
    if (p[at] == '\'') {
        const bool not = last == 't' && n > 3 && (p[at - 1] | 0x20) == 'n';
        if (!not && last != 's' && last != 'm' && last != 'd') {
            return end;
        }
        at -= not;
    } else {
        const char c = (char)(p[end - 2] | 0x20);
        at = end - 3;
        if (!(last == 'l' && c == 'l') &&
            !(last == 'e' && (c == 'r' || c == 'v'))) {
            return end;
        }
    }
    for (size_t i = beg; i < at; i++) {
        if (!as_byte_is(p[i], AS_B_ALPHA)) {
            return end;
        }
    }
    return at;
}

/* The word in bits [at, end) of the block at `base` when it is not easy:
 * marks around it, a number, a clitic, or something for chunk.c, whose rules
 * this follows. */
static __attribute__((noinline)) void
odd_chunk(as_scan *s, size_t base, const plan *p, unsigned at, unsigned end,
          bool careful)
{
    const size_t beg = base + at;
    const size_t behind = base + end;
    const bool open = (p->open << 1 >> at & 1) != 0;
    const bool last = (p->last >> end & 1) != 0;
    unsigned flags = AS_TOK_NUM | AS_TOK_ASCII;
    size_t cut = behind; /* of a clitic */
    bool odd = careful;
    if (p->plain >> end & 1) {
        flags = easy_flags(p, end);
        odd |= is_special(s->p + beg, behind - beg, p->cut >> end & 1,
                          last && s->p[behind] == '.');
    } else if (!(p->number >> end & 1)) {
        cut = clitic_beg(s->p, beg, behind);
        flags = as_token_shape(s->p, beg, cut);
        odd |= cut == behind;
    }
    if (odd) {
        as_scan_chunk(s, beg - open, behind + last);
        return;
    }
    if (open) {
        put_mark(s, beg - 1);
    }
    put_known(s, beg, cut, flags);
    if (cut < behind) {
        as_scan_put(s, cut, behind, 0);
    }
    if (last) {
        put_mark(s, behind);
    }
}

/* Dotted words are easy once no list has them. */
FLAT void plan_dots(const as_scan *s, size_t base, plan *p)
{
    for (uint64_t left = p->dotted; left != 0; left &= left - 1) {
        const uint64_t bit = left & -left;
        const unsigned end = (unsigned)__builtin_ctzll(left);
        const unsigned at =
            63 - (unsigned)__builtin_clzll(p->starts & (bit - 1));
        if (!is_special(s->p + base + at, end - at, false, true)) {
            p->easy |= bit;
            p->mark |= bit;
        }
    }
}

/* The words of a plan. Easy ones and the marks behind them become tokens
 * here, the columns in registers. */
FLAT void plan_run(as_scan *s, size_t base, const plan *p, bool careful)
{
    const uint64_t mark = careful ? 0 : p->mark;
    const uint64_t easy = careful ? 0 : p->easy | mark << 1;
    uint64_t starts = p->starts | mark;
    uint64_t ends = p->ends | mark << 1;
    while (starts != 0 && has_room(s, BLOCK_TOKENS)) {
        const as_tokens t = *s->out;
        size_t n = t.n;
        size_t last = s->last_end;
        unsigned at = 0;
        unsigned end = 0;
        bool odd = false;
        while (starts != 0 && !odd) {
            at = (unsigned)__builtin_ctzll(starts);
            end = (unsigned)__builtin_ctzll(ends);
            starts &= starts - 1;
            ends &= ends - 1;
            odd = !(easy >> end & 1);
            if (!odd) {
                const size_t beg = base + at;
                const unsigned gap = gap_flags(s, last, beg);
                last = base + end;
                t.beg[n] = (uint32_t)beg;
                t.end[n] = (uint32_t)last;
                t.flags[n++] = (uint16_t)(easy_flags(p, end) | gap);
            }
        }
        s->out->n = n;
        s->last_end = last;
        if (odd) {
            odd_chunk(s, base, p, at, end, careful);
        }
    }
}

/* ---- blocks -------------------------------------------------------------- */

/* End of a chunk that is longer than a block. */
static size_t long_end(const as_scan *s, size_t at)
{
    while (at < s->n && !as_byte_is(s->p[at], AS_B_SPACE)) {
        at++;
    }
    return at;
}

/* Masks of the block at `base`; white space stands for what is behind the
 * end of the text. */
FLAT void block_classify(const as_scan *s, size_t base, as_classify classify,
                         as_masks *out)
{
    const size_t left = s->n - base;
    char tail[BLOCK];
    const char *p = s->p + base;
    if (left < BLOCK) {
        memset(tail, ' ', sizeof tail);
        memcpy(tail, p, left);
        p = tail;
    }
    classify(p, out);
}

/* The chunks that end in the block at `base`, where a chunk or white space
 * begins; where the next block begins, which is the chunk that goes on behind
 * this one if there is such. */
FLAT size_t block_run(as_scan *s, size_t base, const as_masks *m, bool careful)
{
    uint64_t starts = ~m->space & (m->space << 1 | 1);
    const uint64_t ends = m->space & ~m->space << 1;
    size_t next = base + BLOCK;
    if (!(m->space >> 63)) {
        const unsigned at = 63 - (unsigned)__builtin_clzll(starts);
        if (at == 0) {
            next = long_end(s, next);
            as_scan_chunk(s, base, next);
            return next;
        }
        starts ^= 1ull << at;
        next = base + at;
    }
    plan p = plan_make(m, starts, ends);
    plan_dots(s, base, &p);
    plan_codes(m, &p);
    plan_run(s, base, &p, careful);
    return next;
}

FLAT void text_run(as_scan *s, const as_variant *how)
{
    for (size_t base = 0; base < s->n && !s->failed;) {
        as_masks masks;
        block_classify(s, base, how->classify, &masks);
        base = block_run(s, base, &masks, how->careful);
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
