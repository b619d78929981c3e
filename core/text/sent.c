/* sent.c - tokens to sentences.
 *
 * One walk over the token flags. Only tokens that may end a sentence
 * (AS_TOK_STOP) or follow a line break are looked at; all others cost one
 * test. What decides at a stop: which stop it is, the word before it, and
 * the first token behind it and behind the quotes and brackets that close
 * with it.
 *
 * Cost: linear; what looks back or ahead does so over a bounded number of
 * tokens, but for the lines of a paragraph, which are measured once.
 * Invariants: starts ascend strictly; a paragraph's start is a sentence's.
 * English alone has lists here (abbreviations, words that open sentences);
 * texts in other languages get by on case and punctuation. */
#include "text/sent.h"

#include <string.h>

#include "text/sent_int.h"
#include "text/token_int.h"
#include "text/utf8.h"

enum { CLOCK_WINDOW = 5 }; /* tokens from `At` to `5 a.m.` at most */

typedef enum stop_kind {
    STOP_FULL,     /* one full stop */
    STOP_ABBR,     /* a word that keeps its stop */
    STOP_ELLIPSIS, /* ... */
    STOP_LOUD,     /* ! ? and mixtures */
    STOP_WIDE,     /* of scripts without spaces or capitals */
    STOP_SMILE     /* an emoticon */
} stop_kind;

void as_starts_clear(as_starts *starts)
{
    as_vec_clear(starts);
}

unsigned as_split_lex(const as_split *sp, size_t i)
{
    if (i >= sp->t->n) {
        return 0;
    }
    as_slice s = as_split_text(sp, i);
    if (s.n > 1 && s.p[s.n - 1] == '.') {
        s.n--;
    }
    return as_lex_find(s.p, s.n);
}

/* ---- tokens ------------------------------------------------------------- */

static uint32_t first_char(const as_split *sp, size_t i)
{
    const as_slice s = as_split_text(sp, i);
    size_t len;
    return as_utf8_decode(s.p, s.n, &len);
}

static stop_kind kind_of(const as_split *sp, size_t i)
{
    if (as_split_has(sp, i, AS_TOK_ABBR)) {
        return STOP_ABBR;
    }
    const as_slice s = as_split_text(sp, i);
    switch (first_char(sp, i)) {
    case '.':
        if (s.n == 1) {
            return STOP_FULL;
        }
        return s.p[s.n - 1] == '.' ? STOP_ELLIPSIS : STOP_LOUD;
    case '!':
    case '?':
        return STOP_LOUD;
    case 0x2026:
        return STOP_ELLIPSIS;
    default:
        return as_byte_is(s.p[0], AS_B_HIGH) ? STOP_WIDE : STOP_SMILE;
    }
}

/* Quotes and brackets that close what the sentence opened, when nothing
 * stands between them and the stop. */
static bool is_closer(uint32_t cp)
{
    switch (cp) {
    case '"':
    case '\'':
    case ')':
    case ']':
    case '}':
    case '*':
    case '_':
    case 0x00BB: /* >> */
    case 0x2019: /* right single, right double, and the low-high pair */
    case 0x201D:
    case 0x201C:
    case 0x203A:
    case 0x300D: /* Chinese and Japanese brackets */
    case 0x300F:
    case 0x3009:
    case 0x300B:
    case 0x3011:
    case 0xFF09:
        return true;
    default:
        return false;
    }
}

static bool is_opener(uint32_t cp)
{
    switch (cp) {
    case '"':
    case '\'':
    case '(':
    case '[':
    case '`':
    case 0x00AB:
    case 0x2018:
    case 0x201C:
    case 0x201E:
        return true;
    default:
        return false;
    }
}

static bool is_upper(const as_split *sp, size_t i)
{
    const unsigned f = sp->t->flags[i];
    return (f & (AS_TOK_TITLE | AS_TOK_UPPER)) != 0;
}

/* ---- what belongs to a stop --------------------------------------------- */

/* A reference behind the stop: .[1] .[7][8] .11 12; the token behind it. */
static size_t skip_references(const as_split *sp, size_t i)
{
    const as_tokens *t = sp->t;
    while (i + 2 < t->n && as_split_is(sp, i, '[') &&
           !(t->flags[i] & AS_TOK_SPACE) && (t->flags[i + 1] & AS_TOK_NUM) &&
           as_split_is(sp, i + 2, ']')) {
        i += 3;
    }
    if (i < t->n && !(t->flags[i] & AS_TOK_SPACE) &&
        (t->flags[i] & AS_TOK_NUM)) {
        i++;
        while (i < t->n && (t->flags[i] & AS_TOK_NUM) &&
               !(t->flags[i] & AS_TOK_LINE)) {
            i++;
        }
    }
    return i;
}

/* Full stops that stand apart: `. . .`; the token behind them. */
static size_t skip_dots(const as_split *sp, size_t i)
{
    while (as_split_is(sp, i, '.') && !as_split_has(sp, i, AS_TOK_LINE)) {
        i++;
    }
    return i;
}

/* The token behind the stop at i and all that goes with it. *closed: a quote
 * or bracket was among that. */
static size_t stop_end(const as_split *sp, size_t i, bool *closed)
{
    const as_tokens *t = sp->t;
    size_t j = i + 1;
    for (; j < t->n && !(t->flags[j] & AS_TOK_LINE); j++) {
        const bool stop = (t->flags[j] & (AS_TOK_STOP | AS_TOK_ABBR)) ==
                          AS_TOK_STOP;
        if (t->flags[j] & AS_TOK_SPACE) {
            if (stop && kind_of(sp, j) == STOP_SMILE) {
                continue;
            }
            break;
        }
        if (!stop && !is_closer(first_char(sp, j))) {
            break;
        }
        *closed |= !stop;
    }
    return skip_references(sp, j);
}

/* ---- abbreviations ------------------------------------------------------ */

/* Does the token open a sentence, being a word that names seldom start
 * with? A quotation mark before it may be skipped. */
static bool is_starter(const as_split *sp, size_t i)
{
    if (i < sp->t->n && is_opener(first_char(sp, i))) {
        i++;
    }
    return i < sp->t->n && is_upper(sp, i) &&
           !as_split_has(sp, i, AS_TOK_ABBR) &&
           (as_split_lex(sp, i) & AS_LEX_STARTER);
}

static bool is_clock(as_slice s)
{
    return s.n == 4 && s.p[1] == '.' && (s.p[2] | 0x20) == 'm' &&
           strchr("apAP", s.p[0]) != NULL;
}

/* `At 5 a.m. Mr. Smith ...`: the time opens the sentence. */
static bool clock_opens(const as_split *sp, size_t i)
{
    return i - sp->sent < CLOCK_WINDOW &&
           (as_split_lex(sp, sp->sent) & AS_LEX_AT);
}

static bool abbr_ends(const as_split *sp, size_t i, size_t next)
{
    const as_slice s = as_split_text(sp, i);
    if (i == sp->sent || !as_split_has(sp, next, AS_TOK_SPACE)) {
        return false;
    }
    if (as_split_lex(sp, i) & (AS_LEX_TITLE | AS_LEX_NUMREF)) {
        return false;
    }
    if (is_clock(s) && as_split_has(sp, next, AS_TOK_TITLE) &&
        !(as_split_lex(sp, next) & AS_LEX_CAPITAL)) {
        return !clock_opens(sp, i);
    }
    return is_starter(sp, next);
}

/* ---- other stops -------------------------------------------------------- */

/* A word that is likely an abbreviation that no list has: `Mil.`, `bldg.` */
static bool looks_cut(const as_split *sp, size_t i)
{
    const as_slice s = as_split_text(sp, i);
    if (!as_split_has(sp, i, AS_TOK_ALPHA) || s.n > 5) {
        return false;
    }
    for (size_t k = 0; k < s.n; k++) {
        if (strchr("aeiouyAEIOUY", s.p[k]) != NULL) {
            return i > sp->sent && s.n > 1 && s.n < 5 &&
                   as_split_has(sp, i, AS_TOK_TITLE);
        }
    }
    return true;
}

/* `N°. 5`; and `for 1. above`, where the number names an item. */
static bool is_numero(const as_split *sp, size_t i, size_t next)
{
    if (i == sp->sent) {
        return false;
    }
    const as_slice s = as_split_text(sp, i - 1);
    if (as_split_has(sp, next, AS_TOK_NUM)) {
        return s.n == 2 && (memcmp(s.p, "\xC2\xB0", 2) == 0 ||
                            memcmp(s.p, "\xC2\xBA", 2) == 0);
    }
    return s.n <= 2 && as_split_has(sp, i - 1, AS_TOK_NUM) &&
           as_split_has(sp, next, AS_TOK_LOWER);
}

static bool full_ends(const as_split *sp, size_t i, size_t next, bool closed)
{
    const bool lower = as_split_has(sp, next, AS_TOK_LOWER);
    if (sp->marker >= next || is_numero(sp, i, next)) {
        return false; /* the number of a list item, or of something */
    }
    if (!as_split_has(sp, next, AS_TOK_SPACE)) {
        return (is_upper(sp, next) && !as_split_has(sp, next, AS_TOK_URL)) ||
               (is_opener(first_char(sp, next)) && closed);
    }
    if (lower && !as_split_has(sp, next, AS_TOK_URL)) {
        return !closed && i > sp->sent && !looks_cut(sp, i - 1);
    }
    return true;
}

/* `Yahoo! in the`: a name with its mark, and the sentence goes on. */
static bool is_named(const as_split *sp, size_t i, size_t next)
{
    return i > sp->sent + 1 && as_split_has(sp, i - 1, AS_TOK_TITLE) &&
           as_split_text(sp, i).n == 1 &&
           (as_split_lex(sp, next) & AS_LEX_PREP);
}

static bool loud_ends(const as_split *sp, size_t i, size_t next, bool closed)
{
    if (!as_split_has(sp, next, AS_TOK_SPACE)) { /* Y!J */
        return i > sp->sent && as_split_text(sp, i - 1).n > 1 &&
               as_split_has(sp, next, AS_TOK_ALPHA);
    }
    if (as_split_has(sp, next, AS_TOK_LOWER) &&
        !as_split_has(sp, next, AS_TOK_URL)) {
        const bool said = (as_split_lex(sp, next) & AS_LEX_SAID) != 0;
        return !closed && !said && !is_named(sp, i, next);
    }
    return true;
}

/* Only a capital says that an ellipsis was an end. */
static bool ellipsis_ends(const as_split *sp, size_t next)
{
    if (is_opener(first_char(sp, next))) {
        next++;
    }
    return next < sp->t->n &&
           (is_upper(sp, next) || as_split_has(sp, next, AS_TOK_URL));
}

/* A mark that ends nothing: the dots of `[...]`, the click of `!Kung`. */
static bool is_no_stop(const as_split *sp, size_t i, stop_kind kind)
{
    if (i > 0 && kind == STOP_ELLIPSIS) {
        const uint32_t cp = first_char(sp, i - 1);
        return cp == '[' || cp == '(';
    }
    return kind == STOP_LOUD && i + 1 < sp->t->n &&
           as_split_has(sp, i, AS_TOK_SPACE) &&
           as_split_has(sp, i + 1, AS_TOK_ALPHA) &&
           !as_split_has(sp, i + 1, AS_TOK_SPACE);
}

/* What never begins a sentence. */
static bool goes_on(const as_split *sp, size_t next)
{
    const uint32_t cp = first_char(sp, next);
    return cp == ',' || cp == ';' || cp == ':' || cp == ')' || cp == ']';
}

static bool stop_ends(const as_split *sp, size_t i, size_t next, bool closed)
{
    const stop_kind kind = kind_of(sp, i);
    if ((as_split_has(sp, next, AS_TOK_PUNCT) && goes_on(sp, next) &&
         !as_split_has(sp, next, AS_TOK_STOP)) ||
        is_no_stop(sp, i, kind)) {
        return false;
    }
    switch (kind) {
    case STOP_FULL:
        return full_ends(sp, i, next, closed);
    case STOP_ABBR:
        return abbr_ends(sp, i, next);
    case STOP_ELLIPSIS:
        return ellipsis_ends(sp, next);
    case STOP_LOUD:
        return loud_ends(sp, i, next, closed);
    case STOP_SMILE:
        return is_upper(sp, next);
    case STOP_WIDE:
        break;
    }
    return true;
}

/* ---- the walk ----------------------------------------------------------- */

static void starts_add(as_split *sp, as_starts *to, size_t i)
{
    if (sp->st == AS_OK && to->n == to->cap) {
        sp->st = as_vec_reserve(to, 1, sp->err);
    }
    if (sp->st == AS_OK) {
        to->v[to->n++] = (uint32_t)i;
    }
}

static void sent_add(as_split *sp, size_t i)
{
    starts_add(sp, sp->sents, i);
    sp->sent = i;
    sp->marker = i;
    sp->next_item = SIZE_MAX;
    if (!as_split_has(sp, i, AS_TOK_TITLE)) {
        sp->marker = as_split_marker(sp, i);
        if (sp->marker > i) {
            sp->next_item = as_split_next_item(sp, i);
        }
    }
}

/* `. . .` at i, dots apart. An ellipsis; but in `end. . . . Next` the first
 * stop ends a sentence, and the rest begins the next one. */
static size_t apart_dots(as_split *sp, size_t i, size_t after)
{
    const size_t n = after - i;
    const bool capital = after < sp->t->n && is_upper(sp, after);
    if (capital && n == 4 && !as_split_has(sp, i, AS_TOK_SPACE)) {
        sent_add(sp, i + 1);
    } else if (capital && i > sp->sent &&
               !as_split_has(sp, after, AS_TOK_BLANK)) {
        sent_add(sp, after);
    }
    return after;
}

/* The stop at token i; where to go on. */
static size_t stop_at(as_split *sp, size_t i)
{
    const size_t n = sp->t->n;
    if (as_split_is(sp, i, '.')) {
        const size_t after = skip_dots(sp, i);
        if (after - i > 1) {
            return apart_dots(sp, i, after);
        }
    }
    bool closed = false;
    const size_t next = stop_end(sp, i, &closed);
    if (next < n && !(sp->t->flags[next] & AS_TOK_BLANK) &&
        stop_ends(sp, i, next, closed)) {
        sent_add(sp, next);
    }
    return next;
}

/* The first token in [i, end) that must be looked at, four at a time. */
static size_t next_look(const uint16_t *flags, size_t i, size_t end)
{
    const uint64_t look = AS_TOK_STOP | AS_TOK_LINE | AS_TOK_BLANK;
    const uint64_t four = look * 0x0001000100010001u;
    for (; i + 4 <= end; i += 4) {
        uint64_t got;
        memcpy(&got, flags + i, sizeof got);
        if (got & four) {
            break;
        }
    }
    while (i < end && !(flags[i] & look)) {
        i++;
    }
    return i;
}

static void walk(as_split *sp)
{
    const size_t n = sp->t->n;
    const uint16_t *flags = sp->t->flags;
    for (size_t i = 0; i < n && sp->st == AS_OK;) {
        const unsigned f = flags[i];
        if (i == 0 || (f & AS_TOK_BLANK)) {
            starts_add(sp, sp->paras, i);
            sent_add(sp, i);
            if (sp->next_item == SIZE_MAX) {
                sp->next_item = as_split_dateline(sp, i);
            }
        } else if ((f & AS_TOK_LINE) && i > sp->sent &&
                   as_split_line(sp, i)) {
            sent_add(sp, i);
        } else if (i == sp->next_item) {
            sent_add(sp, i);
        }
        i = f & AS_TOK_STOP ? stop_at(sp, i) : i + 1;
        if (i < sp->next_item) {
            i = next_look(flags, i, n < sp->next_item ? n : sp->next_item);
        }
    }
}

as_status as_sentences(as_slice text, const as_tokens *tokens,
                       as_starts *sents, as_starts *paras, as_err *err)
{
    sents->n = 0;
    paras->n = 0;
    as_split sp = {.p = text.p,
                   .t = tokens,
                   .sents = sents,
                   .paras = paras,
                   .err = err,
                   .next_item = SIZE_MAX};
    walk(&sp);
    if (sp.st != AS_OK) {
        sents->n = 0;
        paras->n = 0;
    }
    return sp.st;
}
