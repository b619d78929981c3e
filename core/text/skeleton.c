/* skeleton.c - names to keys, by a table of letters.
 *
 * Characters are decomposed and their marks dropped (utf8proc), then runs of
 * letters are replaced by the table, the longest first: what systems of
 * romanisation (BGN/PCGN, ISO 9, the national ones, press usage) write
 * differently for one sound. Scripts other than Latin keep their letters.
 * Cost: linear; names are short. */
#include "text/skeleton.h"

#include <string.h>
#include <utf8proc.h>

#include "text/utf8.h"

/* Runs and what stands for them; longer runs before shorter ones. */
static const struct {
    const char *run, *key;
} table[] = {
    {"sch", "s"}, {"tch", "c"}, {"iyy", "i"}, {"kh", "h"}, {"zh", "z"},
    {"sh", "s"},  {"ch", "c"},  {"ts", "c"},  {"tz", "c"}, {"ph", "f"},
    {"th", "t"},  {"gh", "g"},  {"dh", "d"},  {"ck", "k"}, {"qu", "k"},
    {"yy", "i"},  {"iy", "i"},  {"ij", "i"},  {"yi", "i"}, {"ie", "i"},
    {"ye", "e"},  {"io", "o"},  {"yo", "o"},  {"iu", "u"}, {"yu", "u"},
    {"ia", "a"},  {"ya", "a"},  {"ou", "u"},  {"oo", "u"}, {"ee", "i"},
    {"ey", "ai"}, {"ei", "ai"}, {"ay", "ai"}, {"ue", "u"}, {"oe", "o"},
    {"ae", "a"},  {"w", "v"},   {"y", "i"},   {"j", "i"},  {"q", "k"},
    {"x", "ks"}};

enum { NAME_MAX_BYTES = 512, CODES_MAX = 4 * NAME_MAX_BYTES };

/* Letters that do not decompose. */
static const char *plain(uint32_t cp)
{
    switch (cp) {
    case 0xDF: return "ss";
    case 0xE6: return "a";
    case 0xF8: return "o";
    case 0xFE: return "t";
    case 0xF0:
    case 0x111: return "d";
    case 0x131: return "i";
    case 0x142: return "l";
    default: return NULL;
    }
}

/* The same as below of ASCII, without a library; false for other text. */
static bool ascii_letters(as_slice name, char *out, size_t *n)
{
    *n = 0;
    for (size_t i = 0; i < name.n; i++) {
        const unsigned char c = (unsigned char)name.p[i];
        const bool capital = c >= 'A' && c <= 'Z';
        if (c >= 0x80) {
            return false;
        }
        if (capital || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
            out[(*n)++] = (char)(capital ? c + 32 : c);
        }
    }
    return true;
}

/* Lower case, without marks and whatever is no letter or digit. */
static size_t letters(as_slice name, char *out, size_t room)
{
    utf8proc_int32_t codes[CODES_MAX];
    const utf8proc_option_t how = UTF8PROC_STABLE | UTF8PROC_DECOMPOSE |
                                  UTF8PROC_CASEFOLD | UTF8PROC_STRIPMARK;
    size_t n = 0;
    const utf8proc_ssize_t got =
        utf8proc_decompose((const utf8proc_uint8_t *)name.p,
                           (utf8proc_ssize_t)name.n, codes, CODES_MAX, how);
    for (utf8proc_ssize_t i = 0; i < got && i < CODES_MAX; i++) {
        const utf8proc_category_t cat = utf8proc_category(codes[i]);
        const char *as_plain = plain((uint32_t)codes[i]);
        bool keep = (cat >= UTF8PROC_CATEGORY_LU &&
                     cat <= UTF8PROC_CATEGORY_LO &&
                     cat != UTF8PROC_CATEGORY_LM) ||
                    cat == UTF8PROC_CATEGORY_ND;
        if (!keep || n + 4 > room) {
            continue;
        }
        if (as_plain != NULL) {
            const size_t m = strlen(as_plain);
            memcpy(out + n, as_plain, m);
            n += m;
        } else {
            n += as_utf8_encode((uint32_t)codes[i], out + n);
        }
    }
    return n;
}

/* The replacement of the run at `p`, its length in *n; NULL: none. */
static const char *replaced(const char *p, size_t left, size_t *n)
{
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        if (table[i].run[0] != *p) {
            continue;
        }
        const size_t m = strlen(table[i].run);
        if (m <= left && memcmp(p, table[i].run, m) == 0) {
            *n = m;
            return table[i].key;
        }
    }
    return NULL;
}

as_status as_skeleton(as_slice name, as_buf *out, as_err *err)
{
    char text[NAME_MAX_BYTES + 8];
    const size_t beg = out->n;
    if (name.n > NAME_MAX_BYTES) {
        name.n = NAME_MAX_BYTES;
        while (name.n > 0 && ((unsigned char)name.p[name.n] & 0xC0) == 0x80) {
            name.n--;
        }
    }
    size_t n = 0;
    if (!ascii_letters(name, text, &n)) {
        n = letters(name, text, sizeof text);
    }
    as_status st = as_buf_reserve(out, 2 * n + 2, err);
    for (size_t at = 0; st == AS_OK && at < n;) {
        size_t step = 1;
        const char *key = replaced(text + at, n - at, &step);
        const size_t m = key ? strlen(key) : 1;
        key = key ? key : text + at;
        for (size_t i = 0; i < m; i++) {
            bool twice = out->n > beg && out->p[out->n - 1] == key[i] &&
                         (unsigned char)key[i] < 0x80;
            if (!twice) {
                out->p[out->n++] = key[i];
            }
        }
        at += step;
    }
    return st;
}
