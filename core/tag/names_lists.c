/* names_lists.c - lines of lists to sections of a model.
 *
 * Words are gathered by norm, in order of their first line, so that the same
 * file gives the same bytes. Cost: a pass over the lines. */
#include "tag/names_lists.h"

#include <string.h>

#include "base/map.h"
#include "tag/treebank.h"
#include "tag/name_word.h"
#include "text/norm.h"
#include "text/utf8.h"

enum { CLUSTER_MAX = 65000 };

typedef struct list {
    const char *path;
    size_t line;
    as_map *words; /* norm to class and roles */
    as_buf norm, keys, rows;
} list;

typedef as_status (*line_fn)(list *l, as_slice line, as_err *err);

static as_status bad(const list *l, const char *what, as_err *err)
{
    return as_err_set(err, AS_ESYNTAX, "%s:%zu: %s", l->path, l->line, what);
}

static as_status each_line(list *l, as_slice bytes, line_fn fn, as_err *err)
{
    as_status st = AS_OK;
    while (bytes.n > 0 && st == AS_OK) {
        const char *end = memchr(bytes.p, '\n', bytes.n);
        const size_t len = end ? (size_t)(end - bytes.p) : bytes.n;
        const size_t past = end ? len + 1 : len;
        l->line++;
        if (len > 0 && bytes.p[0] != '#') {
            st = fn(l, as_slice_of(bytes.p, len), err);
        }
        bytes = as_slice_of(bytes.p + past, bytes.n - past);
    }
    return st;
}

static as_status read_list(list *l, line_fn fn, as_err *err)
{
    as_buf bytes = {0};
    as_status st = l->path ? as_treebank_slurp(l->path, &bytes, err) : AS_OK;
    if (st == AS_OK && as_utf8_valid(as_buf_slice(&bytes)) != bytes.n) {
        st = as_err_set(err, AS_ESYNTAX, "%s: not UTF-8", l->path);
    }
    if (st == AS_OK) {
        st = each_line(l, as_buf_slice(&bytes), fn, err);
    }
    as_buf_clear(&bytes);
    return st;
}

static as_status pack_list(list *l, uint32_t width, as_buf *out, as_err *err)
{
    return as_rows_pack((const uint64_t *)(const void *)l->keys.p,
                        (const uint8_t *)l->rows.p, l->rows.n / width, width,
                        out, err);
}

static void list_clear(list *l)
{
    as_map_free(l->words);
    as_buf_clear(&l->norm);
    as_buf_clear(&l->keys);
    as_buf_clear(&l->rows);
}

/* ---- words --------------------------------------------------------------- */

static unsigned role_of(as_slice class)
{
    static const as_slice roles[] = {AS_LIT("link"), AS_LIT("title"),
                                     AS_LIT("say"),  AS_LIT("at"),
                                     AS_LIT("org"),  AS_LIT("place")};
    for (unsigned i = 0; i < sizeof roles / sizeof *roles; i++) {
        if (as_slice_eq(roles[i], class)) {
            return 1u << i;
        }
    }
    return 0;
}

static as_status take_word(list *l, as_slice line, as_err *err)
{
    const char *tab = memchr(line.p, '\t', line.n);
    const size_t n = tab ? (size_t)(tab - line.p) : 0;
    if (n == 0 || n + 1 == line.n) {
        return bad(l, "expected WORD, tab, CLASS", err);
    }
    const as_slice class = as_slice_of(tab + 1, line.n - n - 1);
    l->norm.n = 0;
    as_status st = as_norm(as_slice_of(line.p, n), &l->norm, err);
    uint64_t value = 0;
    if (st == AS_OK) {
        (void)as_map_find(l->words, as_buf_slice(&l->norm), &value);
        const uint64_t role = role_of(class);
        if (role != 0) {
            value |= role << 16;
        } else if ((value & 0xFFFF) == 0) {
            value |= (as_hash_portable(class) & 0xFFFF) | 1;
        }
        st = as_map_set(l->words, as_buf_slice(&l->norm), value, err);
    }
    return st;
}

static as_status words_to_rows(list *l, as_err *err)
{
    as_status st = AS_OK;
    for (size_t i = 0; i < as_map_count(l->words) && st == AS_OK; i++) {
        const uint64_t key = as_name_key(as_map_key(l->words, i));
        const uint32_t row = (uint32_t)as_map_value(l->words, i);
        const uint16_t halves[] = {(uint16_t)row, (uint16_t)(row >> 16)};
        st = as_buf_add(&l->keys, &key, sizeof key, err);
        if (st == AS_OK) {
            st = as_buf_add(&l->rows, halves, sizeof halves, err);
        }
    }
    return st;
}

as_status as_names_words_read(const char *path, as_buf *out, as_err *err)
{
    list l = {.path = path, .words = as_map_new()};
    as_status st = l.words ? read_list(&l, take_word, err)
                           : as_err_nomem(err);
    if (st == AS_OK) {
        st = words_to_rows(&l, err);
    }
    if (st == AS_OK) {
        st = pack_list(&l, AS_NAME_WORD_WIDTH, out, err);
    }
    list_clear(&l);
    return st;
}

/* ---- clusters ------------------------------------------------------------ */

/* The number at the start of *s, which is moved behind it and its tab. */
static bool take_number(as_slice *s, uint16_t *out)
{
    uint32_t x = 0;
    size_t i = 0;
    for (; i < s->n && s->p[i] >= '0' && s->p[i] <= '9' && x <= CLUSTER_MAX;
         i++) {
        x = x * 10 + (uint32_t)(s->p[i] - '0');
    }
    const bool good = i > 0 && x <= CLUSTER_MAX &&
                      (i == s->n || s->p[i] == '\t');
    const size_t past = i < s->n ? i + 1 : i;
    *s = as_slice_of(s->p + past, s->n - past);
    *out = (uint16_t)(x + 1);
    return good;
}

static as_status take_cluster(list *l, as_slice line, as_err *err)
{
    const char *tab = memchr(line.p, '\t', line.n);
    const size_t n = tab ? (size_t)(tab - line.p) : 0;
    as_slice rest = as_slice_of(line.p + n + 1, tab ? line.n - n - 1 : 0);
    uint16_t row[AS_NAME_GRAINS];
    bool good = n > 0;
    for (size_t i = 0; i < AS_NAME_GRAINS && good; i++) {
        good = take_number(&rest, &row[i]);
    }
    if (!good || rest.n > 0) {
        return bad(l, "expected WORD and three numbers between tabs", err);
    }
    const uint64_t key = as_name_key(as_slice_of(line.p, n));
    as_status st = as_buf_add(&l->keys, &key, sizeof key, err);
    return st == AS_OK ? as_buf_add(&l->rows, row, sizeof row, err) : st;
}

as_status as_names_clusters_read(const char *path, as_buf *out, as_err *err)
{
    list l = {.path = path};
    as_status st = read_list(&l, take_cluster, err);
    if (st == AS_OK) {
        st = pack_list(&l, AS_NAME_CLUSTER_WIDTH, out, err);
    }
    list_clear(&l);
    return st;
}
