/* treebank.c - lines of a corpus to columns.
 *
 * All of a corpus lives in one arena: a copy of the file, which forms and
 * lemmas point into, and the columns, which are counted before they are
 * made (a token a line at most). Cost: two passes over the bytes. */
#include "tag/treebank.h"

#include <errno.h>
#include <stdio.h>

#include "text/utf8.h"
#include "tag/upos.h"

enum { COLS_TSV = 3, COLS_CONLLU = 10 };

typedef struct reader {
    const char *name;
    as_treebank *c;
    size_t line;
    size_t sent_beg; /* first token of the open sentence */
} reader;

static as_status bad(const reader *r, const char *what, as_err *err)
{
    return as_err_set(err, AS_ESYNTAX, "%s:%zu: %s", r->name, r->line, what);
}

/* Up to `max` fields; the number that there are, max + 1 if more. */
static size_t split(as_slice line, as_slice *field, size_t max)
{
    size_t n = 0;
    for (;;) {
        const char *tab = memchr(line.p, '\t', line.n);
        size_t len = tab ? (size_t)(tab - line.p) : line.n;
        if (n == max) {
            return max + 1;
        }
        field[n++] = as_slice_of(line.p, len);
        if (tab == NULL) {
            return n;
        }
        line = as_slice_of(tab + 1, line.n - len - 1);
    }
}

static bool is_word_row(as_slice id)
{
    return memchr(id.p, '-', id.n) == NULL && memchr(id.p, '.', id.n) == NULL;
}

static as_status take_token(reader *r, as_slice form, as_slice lemma,
                            as_slice pos, as_err *err)
{
    as_treebank *c = r->c;
    uint8_t tag = AS_POS_UNKNOWN;
    if (form.n == 0 || lemma.n == 0) {
        return bad(r, "empty form or lemma", err);
    }
    if (!as_slice_eq(pos, AS_LIT("_")) && !as_upos_find(pos, &tag)) {
        return as_err_set(err, AS_ESYNTAX,
                          "%s:%zu: unknown part of speech \"%.*s\"", r->name,
                          r->line, (int)(pos.n < 20 ? pos.n : 20), pos.p);
    }
    bool no_lemma = as_slice_eq(lemma, AS_LIT("_")) &&
                    !as_slice_eq(form, AS_LIT("_"));
    c->form[c->n] = form;
    c->lemma[c->n] = no_lemma ? (as_slice){0} : lemma;
    c->pos[c->n] = tag;
    c->n++;
    return AS_OK;
}

static void end_sentence(reader *r)
{
    as_treebank *c = r->c;
    if (c->n > r->sent_beg) {
        c->sent[c->n_sents++] = (uint32_t)r->sent_beg;
        r->sent_beg = c->n;
    }
}

static as_status take_line(reader *r, as_slice line, as_err *err)
{
    if (line.n > 0 && line.p[line.n - 1] == '\r') {
        line.n--;
    }
    if (line.n == 0) {
        end_sentence(r);
        return AS_OK;
    }
    /* A "#" that is a token has tabs behind it. */
    if (line.p[0] == '#' && (line.n == 1 || line.p[1] != '\t')) {
        as_slice field[COLS_TSV];
        if (split(line, field, COLS_TSV) != COLS_TSV || line.p[1] == ' ') {
            return AS_OK;
        }
    }
    as_slice f[COLS_CONLLU];
    size_t n = split(line, f, COLS_CONLLU);
    if (n == COLS_CONLLU) {
        return is_word_row(f[0]) ? take_token(r, f[1], f[2], f[3], err)
                                 : AS_OK;
    }
    if (n != COLS_TSV) {
        return bad(r, "expected 3 columns (form, lemma, tag) or the 10 of "
                      "CoNLL-U", err);
    }
    return take_token(r, f[0], f[1], f[2], err);
}

static as_status parse_lines(reader *r, as_slice bytes, as_err *err)
{
    as_status st = AS_OK;
    while (bytes.n > 0 && st == AS_OK) {
        const char *end = memchr(bytes.p, '\n', bytes.n);
        size_t len = end ? (size_t)(end - bytes.p) : bytes.n;
        r->line++;
        st = take_line(r, as_slice_of(bytes.p, len), err);
        size_t past = end ? len + 1 : len;
        bytes = as_slice_of(bytes.p + past, bytes.n - past);
    }
    end_sentence(r);
    r->c->sent[r->c->n_sents] = (uint32_t)r->c->n;
    if (st == AS_OK && r->c->n == 0) {
        st = as_err_set(err, AS_EINVAL, "%s: no token in it", r->name);
    }
    return st;
}

static as_status make_columns(as_treebank *c, as_slice bytes, as_err *err)
{
    size_t lines = 1;
    for (size_t i = 0; i < bytes.n; i++) {
        lines += bytes.p[i] == '\n';
    }
    c->form = as_arena_zero(c->arena, lines, sizeof *c->form);
    c->lemma = as_arena_zero(c->arena, lines, sizeof *c->lemma);
    c->pos = as_arena_zero(c->arena, lines, sizeof *c->pos);
    c->sent = as_arena_zero(c->arena, lines + 1, sizeof *c->sent);
    if (!c->form || !c->lemma || !c->pos || !c->sent) {
        return as_err_nomem(err);
    }
    return AS_OK;
}

as_status as_treebank_parse(const char *name, as_slice bytes, as_treebank *out,
                          as_err *err)
{
    size_t good = as_utf8_valid(bytes);
    if (good < bytes.n || bytes.n >= UINT32_MAX) {
        return as_err_set(err, AS_ESYNTAX, "%s: byte %zu is not UTF-8", name,
                          good);
    }
    as_treebank c = {.arena = as_arena_new()};
    if (c.arena == NULL) {
        return as_err_nomem(err);
    }
    as_slice copy = as_arena_copy(c.arena, bytes);
    as_status st = copy.p ? make_columns(&c, copy, err) : as_err_nomem(err);
    if (st == AS_OK) {
        reader r = {.name = name, .c = &c};
        st = parse_lines(&r, copy, err);
    }
    if (st != AS_OK) {
        as_treebank_clear(&c);
        return st;
    }
    *out = c;
    return AS_OK;
}

as_status as_treebank_slurp(const char *path, as_buf *buf, as_err *err)
{
    enum { STEP = 1 << 16 };
    FILE *f = fopen(path, "rbe");
    if (f == NULL) {
        return as_err_set(err, AS_EIO, "%s: %s", path, strerror(errno));
    }
    as_status st = AS_OK;
    for (size_t got = 1; got > 0 && st == AS_OK;) {
        st = as_buf_reserve(buf, STEP, err);
        if (st == AS_OK) {
            got = fread(buf->p + buf->n, 1, STEP, f);
            buf->n += got;
        }
    }
    if (st == AS_OK && ferror(f)) {
        st = as_err_set(err, AS_EIO, "%s: cannot be read", path);
    }
    (void)fclose(f);
    return st;
}

as_status as_treebank_read(const char *path, as_treebank *out, as_err *err)
{
    as_buf buf = {0};
    as_status st = as_treebank_slurp(path, &buf, err);
    if (st == AS_OK) {
        st = as_treebank_parse(path, as_buf_slice(&buf), out, err);
    }
    as_buf_clear(&buf);
    return st;
}

void as_treebank_clear(as_treebank *corpus)
{
    as_arena_free(corpus->arena);
    *corpus = (as_treebank){0};
}
