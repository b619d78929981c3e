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
    put_known(s, beg, end, flags | as_token_shape(s->p, beg, end, s->n));
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
 * behind it if the class has the whole word. Bits that say something of a
 * word are at the bit behind it. */
typedef struct plan {
    uint64_t starts, ends; /* of the words: first bits, bits behind */
    uint64_t open, last;   /* the marks before and behind them */
    uint64_t plain;        /* the word is all letters */
    uint64_t number;       /* it is all digits */
    uint64_t lone;         /* it is one mark */
    uint64_t cut;          /* it ends like a word that is cut */
    uint64_t link;         /* not of words: bytes that addresses have */
    uint64_t easy;         /* it is one of these, and none of those that are
                              cut or keep a full stop */
} plan;

/* `starts` and `ends`: the bits of the chunks, pair by pair. */
FLAT plan plan_make(const as_masks *m, uint64_t starts, uint64_t ends)
{
    const uint64_t word = m->alpha | m->digit;
    plan p = {.open = m->open & starts & word >> 1,
              .last = m->last & ends >> 1 & word << 1,
              .lone = starts << 1 & ends & ~(word << 1),
              .cut = m->cut << 1,
              .link = m->link};
    p.starts = starts ^ p.open ^ p.open << 1;
    p.ends = ends ^ p.last ^ p.last << 1;
    p.plain = (m->alpha + p.starts) & p.ends;
    p.number = (m->digit + p.starts) & p.ends;
    return p;
}

/* May the word be one that the rules cut, or keep with its full stop? */
static bool is_special(const char *word, size_t n, bool stop)
{
    const unsigned flags = stop ? AS_LEX_SPECIAL : AS_LEX_CUT;
    return (stop && n == 1) || (as_lex_find(word, n) & flags) != 0;
}

/* False if no list has the word of `n` bytes that ends at `end`, and it is no
 * single letter: a quick no without a branch on the length, which cannot be
 * foretold. Eight bytes before `end` can be read. */
FLAT bool may_be_special(const char *end, size_t n)
{
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    uint64_t key;
    memcpy(&key, end - sizeof key, sizeof key);
    const unsigned rest = n < sizeof key ? 64 - 8 * (unsigned)n : 0;
    key = (key | 0x2020202020202020u) >> rest;
    const uint64_t bit = as_lex_hash(key) >> 51;
    const bool listed = as_lex_special[bit >> 6] >> (bit & 63) & 1;
    return (listed & (n <= sizeof key)) | (n == 1);
#else
    (void)end;
    (void)n;
    return true;
#endif
}

/* Words that end like one that is cut, or with a full stop, are easy if no
 * list has them. */
FLAT void plan_easy(const as_scan *s, size_t base, const as_masks *m, plan *p)
{
    const uint64_t dotted = p->last & m->dot;
    const uint64_t doubt = p->plain & (p->cut | dotted);
    p->easy = p->plain | p->number | p->lone;
    for (uint64_t left = doubt; left != 0; left &= left - 1) {
        const uint64_t bit = left & -left;
        const unsigned end = (unsigned)__builtin_ctzll(left);
        const unsigned at =
            63 - (unsigned)__builtin_clzll(p->starts & (bit - 1));
        if ((base + end < sizeof(uint64_t) ||
             may_be_special(s->p + base + end, end - at)) &&
            is_special(s->p + base + at, end - at, dotted & bit)) {
            p->easy ^= bit;
        }
    }
}

/* All words with the marks around them, and what the easy ones are: for
 * what is not easy, plan_run asks the rules. */
FLAT as_easy plan_tokens(const as_masks *m, const plan *p)
{
    const uint64_t lower = ((m->alpha & ~m->upper) + p->starts) & p->ends;
    const uint64_t upper = (m->upper + p->starts) & p->ends;
    const uint64_t title =
        (m->alpha + (p->starts & m->upper)) & p->plain & ~upper;
    const uint64_t last = p->last & p->easy;
    const uint64_t mark = (last | p->open) << 1 | p->lone;
    const uint64_t stop = mark & (m->dot | m->bang) << 1;
    as_easy e = {.starts = p->starts | p->open | last,
                 .ends = p->ends | (p->open | last) << 1,
                 .code = {lower | title | (mark & ~stop),
                          upper | title | stop, p->number | mark}};
    e.blank = e.starts & m->blank << 1 & ~(m->space << 2);
    return e;
}

/* ---- other chunks -------------------------------------------------------- */

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

/* The word in bits [at, end) of the block at `base` when it is not easy: one
 * with a clitic, or something for chunk.c, whose rules this follows. */
static __attribute__((noinline)) void
odd_chunk(as_scan *s, size_t base, const plan *p, unsigned at, unsigned end)
{
    const size_t beg = base + at;
    const size_t behind = base + end;
    const bool open = (p->open << 1 >> at & 1) != 0;
    const bool last = (p->last >> end & 1) != 0;
    const bool letters = (p->plain >> end & 1) != 0;
    const size_t cut = letters ? behind : clitic_beg(s->p, beg, behind);
    if (cut == behind) {
        const uint64_t inside = ((1ull << end) - 1) & UINT64_MAX << at;
        as_scan_chunk(s, beg - open, behind + last, p->link & inside);
        return;
    }
    if (open) {
        put_mark(s, beg - 1);
    }
    as_scan_put(s, beg, cut, 0);
    as_scan_put(s, cut, behind, 0);
    if (last) {
        put_mark(s, behind);
    }
}

/* ---- easy tokens --------------------------------------------------------- */

/* Put right what lies before the tokens from `from` on: what the bits tell
 * holds where one space or nothing is before a token, but for the first. */
FLAT void gaps_mend(as_scan *s, size_t from, uint64_t starts, uint64_t gaps)
{
    as_tokens *t = s->out;
    t->flags[from] = (uint16_t)((t->flags[from] & ~AS_TOK_SPACE) |
                                gap_flags(s, s->last_end, t->beg[from]));
    for (gaps &= starts & (starts - 1); gaps != 0; gaps &= gaps - 1) {
        const uint64_t before = (gaps & -gaps) - 1;
        const size_t i =
            from + (size_t)__builtin_popcountll(starts & before);
        t->flags[i] = (uint16_t)(t->flags[i] |
                                 gap_flags(s, t->end[i - 1], t->beg[i]));
    }
}

/* The easy tokens below bit `limit`, which are taken out of `left`. */
FLAT void easy_run(as_scan *s, size_t base, as_easy *left, uint64_t below,
                   uint64_t gaps, as_emit emit)
{
    as_easy now = *left;
    now.starts &= below;
    now.ends &= below;
    if (now.starts == 0 || !has_room(s, BLOCK_TOKENS)) {
        return;
    }
    const size_t from = s->out->n;
    emit(s->out, (uint32_t)base, &now);
    gaps_mend(s, from, now.starts, gaps);
    s->last_end = s->out->end[s->out->n - 1];
    left->starts ^= now.starts;
    left->ends ^= now.ends;
}

/* The words of a plan: easy ones in runs, between them the others. */
FLAT void plan_run(as_scan *s, size_t base, const as_masks *m, const plan *p,
                   as_emit emit)
{
    as_easy left = plan_tokens(m, p);
    const uint64_t gaps = left.starts & m->space << 1 & ~left.blank;
    for (uint64_t odd = p->ends & ~p->easy; odd != 0; odd &= odd - 1) {
        const uint64_t bit = odd & -odd;
        const unsigned end = (unsigned)__builtin_ctzll(odd);
        const unsigned at =
            63 - (unsigned)__builtin_clzll(p->starts & (bit - 1));
        const uint64_t first = 1ull << at;
        const uint64_t open = p->open & first >> 1;
        easy_run(s, base, &left, (open ? open : first) - 1, gaps, emit);
        odd_chunk(s, base, p, at, end);
        left.starts &= ~(first | open);
        left.ends &= ~(bit | (open << 1));
    }
    easy_run(s, base, &left, UINT64_MAX, gaps, emit);
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

/* All chunks by the careful rules. */
static void careful_run(as_scan *s, size_t base, uint64_t starts,
                        uint64_t ends)
{
    for (; starts != 0; starts &= starts - 1, ends &= ends - 1) {
        as_scan_chunk(s, base + (size_t)__builtin_ctzll(starts),
                      base + (size_t)__builtin_ctzll(ends), true);
    }
}

/* The chunks that end in the block at `base`, where a chunk or white space
 * begins; where the next block begins, which is the chunk that goes on behind
 * this one if there is such. */
FLAT size_t block_run(as_scan *s, size_t base, const as_masks *m,
                      const as_variant *how)
{
    uint64_t starts = ~m->space & (m->space << 1 | 1);
    const uint64_t ends = m->space & ~m->space << 1;
    size_t next = base + BLOCK;
    if (!(m->space >> 63)) {
        const unsigned at = 63 - (unsigned)__builtin_clzll(starts);
        if (at == 0) {
            next = long_end(s, next);
            as_scan_chunk(s, base, next, true);
            return next;
        }
        starts ^= 1ull << at;
        next = base + at;
    }
    if (how->careful) {
        careful_run(s, base, starts, ends);
        return next;
    }
    plan p = plan_make(m, starts, ends);
    plan_easy(s, base, m, &p);
    plan_run(s, base, m, &p, how->emit);
    return next;
}

FLAT void text_run(as_scan *s, const as_variant *how)
{
    for (size_t base = 0; base < s->n && !s->failed;) {
        as_masks masks;
        block_classify(s, base, how->classify, &masks);
        base = block_run(s, base, &masks, how);
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
