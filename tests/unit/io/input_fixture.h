/* input_fixture.h - reading all there is and showing it in one string. */
#ifndef AS_TESTS_INPUT_FIXTURE_H
#define AS_TESTS_INPUT_FIXTURE_H

#include "io/input.h"
#include "unit/io/io_test.h"

typedef struct reading {
    char text[4096]; /* `id|title|date|text` a line, the folder cut off ids */
    size_t n;
    problems problems; /* the folder cut off too */
} reading;

/* Copy `from` without the folder's path wherever it occurs. */
HELPER void cut_dir(char *s)
{
    const size_t n = strlen(the_dir) + 1;
    for (char *p = s; n > 1 && (p = strstr(p, the_dir)) != NULL;) {
        const size_t cut = p[n - 1] == '/' ? n : n - 1;
        memmove(p, p + cut, strlen(p + cut) + 1);
    }
}

/* A NUL is shown as a middle dot, so that what follows it is seen. */
HELPER void show(reading *r, as_slice s, char behind)
{
    for (size_t i = 0; i < s.n; i++) {
        const char *c = s.p[i] ? &s.p[i] : "\u00b7";
        const size_t n = s.p[i] ? 1 : 2;
        assert_true(r->n + n + 2 <= sizeof r->text);
        memcpy(r->text + r->n, c, n);
        r->n += n;
    }
    r->text[r->n++] = behind;
}

HELPER void show_item(reading *r, const as_input_item *item)
{
    const as_doc_meta *m = &item->meta;
    show(r, m->id, '|');
    show(r, m->title, '|');
    show(r, m->date, '|');
    show(r, as_buf_slice(&item->text), '\n');
}

HELPER as_status read_all(const char *const *paths, size_t n,
                          const as_input_opts *opts, reading *r)
{
    as_input *in = NULL;
    as_input_item item = {0};
    memset(r, 0, sizeof *r);
    as_status st =
        as_input_new(paths, n, opts, problem_keep, &r->problems, &in, NULL);
    while (st == AS_OK) {
        st = as_input_next(in, &item, NULL);
        if (st == AS_OK) {
            show_item(r, &item);
        }
        as_input_item_clear(&item);
    }
    as_input_free(in);
    cut_dir(r->text);
    cut_dir(r->problems.text);
    return st;
}

HELPER void check_read(const char *path, const as_input_opts *opts,
                       const char *want, const char *want_problems)
{
    static reading r;
    assert_int_equal(read_all(&path, 1, opts, &r), AS_EOF);
    assert_string_equal(r.problems.text, want_problems);
    assert_string_equal(r.text, want);
}

#endif
