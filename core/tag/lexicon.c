/* lexicon.c - a list of words with classes, for taggers (dict.h).
 *
 * A class is any name that the list gives: only which words share one
 * matters, and so a row is 16 bits of the name's hash. Two classes in one
 * are as good as never, and would do no more than blur a feature. Cost: a
 * pass over the lines. */
#include "base/hash.h"
#include "tag/dict.h"
#include "tag/word.h"
#include "text/norm.h"
#include "text/utf8.h"

typedef struct lines {
    const char *path;
    size_t line;
    as_buf norm, keys, rows;
} lines;

static as_status take_line(lines *l, as_slice line, as_err *err)
{
    const char *tab = memchr(line.p, '\t', line.n);
    size_t n = tab ? (size_t)(tab - line.p) : 0;
    if (n == 0 || n + 1 == line.n) {
        return as_err_set(err, AS_ESYNTAX, "%s:%zu: expected WORD, tab, CLASS",
                          l->path, l->line);
    }
    as_slice word = as_slice_of(line.p, n);
    as_slice class = as_slice_of(tab + 1, line.n - n - 1);
    l->norm.n = 0;
    as_status st = as_norm(word, &l->norm, err);
    if (st != AS_OK) {
        return st;
    }
    as_word w;
    as_word_make(word, as_buf_slice(&l->norm), AS_CASE_NORMAL, NULL, &w);
    uint64_t key = as_word_key_lower(&w);
    uint16_t row = (uint16_t)(as_hash_portable(class) | 1);
    st = as_buf_add(&l->keys, &key, sizeof key, err);
    return st == AS_OK ? as_buf_add(&l->rows, &row, sizeof row, err) : st;
}

static as_status take_lines(lines *l, as_slice bytes, as_err *err)
{
    as_status st = AS_OK;
    while (bytes.n > 0 && st == AS_OK) {
        const char *end = memchr(bytes.p, '\n', bytes.n);
        size_t len = end ? (size_t)(end - bytes.p) : bytes.n;
        l->line++;
        if (len > 0 && bytes.p[0] != '#') {
            st = take_line(l, as_slice_of(bytes.p, len), err);
        }
        size_t past = end ? len + 1 : len;
        bytes = as_slice_of(bytes.p + past, bytes.n - past);
    }
    return st;
}

as_status as_lexicon_read(const char *path, as_buf *out, as_err *err)
{
    lines l = {.path = path};
    as_buf bytes = {0};
    as_status st = path ? as_treebank_slurp(path, &bytes, err) : AS_OK;
    if (st == AS_OK && as_utf8_valid(as_buf_slice(&bytes)) != bytes.n) {
        st = as_err_set(err, AS_ESYNTAX, "%s: not UTF-8", path);
    }
    if (st == AS_OK) {
        st = take_lines(&l, as_buf_slice(&bytes), err);
    }
    if (st == AS_OK) {
        st = as_rows_pack((const uint64_t *)(const void *)l.keys.p,
                          (const uint8_t *)l.rows.p,
                          l.rows.n / AS_LEXICON_WIDTH, AS_LEXICON_WIDTH, out,
                          err);
    }
    as_buf_clear(&bytes);
    as_buf_clear(&l.norm);
    as_buf_clear(&l.keys);
    as_buf_clear(&l.rows);
    return st;
}
