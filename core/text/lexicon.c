/* lexicon.c - word lists in one open-addressing table.
 *
 * A word of up to eight ASCII letters is its own key: the lower-case bytes
 * in one 64-bit integer. The table is filled before main from lexicon.h and
 * never changes, so that threads share it freely. A look-up costs one
 * multiplication and nearly always one probe. */
#include "text/token_int.h"

#include <assert.h>
#include <string.h>

#include "text/lexicon.h"

enum { SLOT_BITS = 11, SLOTS = 1 << SLOT_BITS };

static uint64_t slot_key[SLOTS]; /* 0: free */
static uint32_t slot_flags[SLOTS];

uint64_t as_lex_bits[128], as_lex_special[128];

static size_t slot_of(uint64_t key)
{
    size_t at = (size_t)(as_lex_hash(key) >> (64 - SLOT_BITS));
    while (slot_key[at] != 0 && slot_key[at] != key) {
        at = (at + 1) & (SLOTS - 1);
    }
    return at;
}

unsigned as_lex_find_key(uint64_t key)
{
    const size_t at = slot_of(key);
    return slot_key[at] == key ? slot_flags[at] : 0;
}

static bool is_cut_end(const char *p)
{
    static const char ENDS[] = "nt ot na ta ts me";
    for (const char *e = ENDS; e < ENDS + sizeof ENDS - 1; e += 3) {
        if (p[0] == e[0] && p[1] == e[1]) {
            return true;
        }
    }
    return false;
}

static void word_add(const char *p, size_t n, unsigned flag)
{
    assert(n >= 1 && n <= 8);
    const uint64_t key = as_lex_key(p, n);
    const size_t at = slot_of(key);
    slot_key[at] = key;
    const uint64_t bit = as_lex_hash(key) >> 51;
    slot_flags[at] |= flag;
    as_lex_bits[bit >> 6] |= 1ull << (bit & 63);
    as_lex_special[bit >> 6] |=
        flag & AS_LEX_SPECIAL ? 1ull << (bit & 63) : 0;
    /* classify.c looks for these endings alone. */
    assert(!(flag & AS_LEX_CUT) || is_cut_end(p + n - 2));
}

__attribute__((constructor)) static void lexicon_start(void)
{
    const size_t n_lists = sizeof the_lists / sizeof *the_lists;
    for (size_t i = 0; i < n_lists; i++) {
        const char *p = the_lists[i].words;
        while (*p != '\0') {
            const size_t n = strcspn(p, " ");
            word_add(p, n, the_lists[i].flag);
            p += n + (p[n] == ' ');
        }
    }
}

/* ---- emoticons ---------------------------------------------------------- */

/* Longest first where one begins another. What could as well be plain
 * punctuation counts only where a chunk begins, or when it is the chunk. */
static const char EMOTICONS[][5] = {
    ":'-(", ":'-)", ":-))", ":-)", ":-(", ":-D", ":-P", ":-p", ":'(", ":')",
    ":))",  ":((",  ":)",   ":(",  ":D",  ":P",  ":p",  ";-)", ";)",  ";D",
    ";P",   "=))",  "=)",   "=(",  "=D",  "=P",  "^_^", "-_-",
};
static const char FIRST_EMOTICONS[][5] = {
    ">:-(", ">:(", ":-/", ":-|", ":-O", ":/", ":|", ":*", "=]",
    ":]",   ":[",  ":O",  ":o",  ":3",  "^^", "<3", "</3",
};
static const char LONE_EMOTICONS[][5] = {
    "(:", "(;", "(=", "8-)", "o_O", "O_o", "o.O",
};
#define N_OF(list) (sizeof(list) / sizeof *(list))

static size_t longest_of(const char (*list)[5], size_t n_list,
                         const char *p, size_t n)
{
    for (size_t i = 0; i < n_list; i++) {
        if (list[i][0] != p[0]) {
            continue;
        }
        const size_t len = strlen(list[i]);
        if (len <= n && memcmp(p, list[i], len) == 0) {
            return len;
        }
    }
    return 0;
}

/* What the first and the second byte of an emoticon can be. */
static const uint8_t SMILE[128] = {
    ['-'] = 3, ['='] = 3, [':'] = 3, ['<'] = 3, ['^'] = 3, ['('] = 3,
    ['O'] = 3, ['o'] = 3, [';'] = 3, ['>'] = 1, ['8'] = 1, ['\''] = 2,
    [')'] = 2, ['D'] = 2, ['P'] = 2, ['p'] = 2, ['_'] = 2, ['3'] = 2,
    ['|'] = 2, ['/'] = 2, ['*'] = 2, ['['] = 2, [']'] = 2, ['.'] = 2,
};

static bool may_smile(const char *p)
{
    const unsigned char a = (unsigned char)p[0];
    const unsigned char b = (unsigned char)p[1];
    return a < 128 && b < 128 && (SMILE[a] & 1) && (SMILE[b] & 2);
}

size_t as_emoticon_len(const char *p, size_t n, bool first)
{
    if (n < 2 || !may_smile(p)) {
        return 0;
    }
    if (first && n <= 3) {
        const size_t len = longest_of(LONE_EMOTICONS, N_OF(LONE_EMOTICONS),
                                      p, n);
        if (len == n) {
            return len;
        }
    }
    size_t len = longest_of(EMOTICONS, N_OF(EMOTICONS), p, n);
    if (len == 0 && first) {
        len = longest_of(FIRST_EMOTICONS, N_OF(FIRST_EMOTICONS), p, n);
    }
    /* Not the `:P` of `:Paris`, nor the `:/` of `://`. */
    const bool open = len < n && (as_byte_is(p[len], AS_B_ALNUM) ||
                                  p[len] == '/');
    return open ? 0 : len;
}
