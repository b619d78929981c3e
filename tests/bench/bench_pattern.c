/* bench_pattern.c - how fast is one pattern over text.
 *
 *     bench_pattern FILE [MAX-MB]
 *
 * Cuts the file into documents of about 32 KiB, and finds each pattern in
 * all of them. Prints, for each, millions of tokens a second of opening the
 * search (tests a word type, edges, marks) and of the search itself, process
 * CPU time, the median of five runs. Norms are worked out before. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/vec.h"
#include "match/pattern.h"

enum { RUNS = 5, DOC_SIZE = 32 * 1024 };

typedef AS_VEC(as_doc *) docs;

static void must(as_status st)
{
    if (st != AS_OK) {
        fprintf(stderr, "bench_pattern: failed with status %d\n", (int)st);
        exit(1);
    }
}

static double cpu_now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static void doc_add(docs *out, const char *p, size_t n)
{
    as_buf buf = {0};
    as_norms norms;
    must(as_vec_reserve(out, 1, NULL));
    must(as_buf_add(&buf, p, n, NULL));
    must(as_doc_new(&buf, NULL, &out->v[out->n], NULL));
    must(as_doc_norms(out->v[out->n++], &norms, NULL));
}

static void docs_read(const char *path, size_t max, docs *out)
{
    static char piece[DOC_SIZE];
    FILE *f = fopen(path, "rb");
    if (f == NULL) {
        perror(path);
        exit(1);
    }
    size_t n = 0;
    size_t all = 0;
    while (all < max && (n = fread(piece, 1, sizeof piece, f)) > 0) {
        doc_add(out, piece, n);
        all += n;
    }
    (void)fclose(f);
}

typedef struct times {
    double open, search;
} times;

static times run(const as_pattern *p, const docs *all, as_match_mode mode,
                 size_t *n_found)
{
    as_search *s = NULL;
    as_match m;
    times t = {0, 0};
    *n_found = 0;
    must(as_search_new(&s, NULL));
    for (size_t i = 0; i < all->n; i++) {
        double begun = cpu_now();
        must(as_search_open(s, p, all->v[i], NULL));
        double opened = cpu_now();
        must(as_search_range(s, 0, (uint32_t)as_doc_tokens(all->v[i])->n,
                             AS_SCOPE_SENTENCE, mode, NULL));
        while (as_search_next(s, &m, NULL) == AS_OK) {
            (*n_found)++;
        }
        t.open += opened - begun;
        t.search += cpu_now() - opened;
    }
    as_search_free(s);
    return t;
}

static int by_search(const void *a, const void *b)
{
    const times *x = a;
    const times *y = b;
    return (x->search > y->search) - (x->search < y->search);
}

static void measure(const char *source, const docs *all, double n_tokens)
{
    as_pattern *p = NULL;
    times t[RUNS];
    size_t n_found = 0;
    must(as_pattern_compile(AS_LIT("bench"), as_slice_str(source), NULL, NULL,
                            NULL, &p, NULL, NULL));
    for (int i = 0; i < RUNS; i++) {
        t[i] = run(p, all, AS_MATCH_FIRST, &n_found);
    }
    qsort(t, RUNS, sizeof *t, by_search);
    printf("%8.1f %8.1f %9zu  %s\n", n_tokens / t[RUNS / 2].open / 1e6,
           n_tokens / t[RUNS / 2].search / 1e6, n_found, source);
    as_pattern_free(p);
}

int main(int argc, char **argv)
{
    static const char *const sources[] = {
        "killed",
        "<kill|wound|injure> ~3 [num]",
        "[title]+",
        "[title] [lower]? ~2 [num] (people | soldiers)",
        "/[A-Z][a-z]+ov/ said",
        "(a | the) [lower]{1,3} of (a | the)?? [title]+",
        "[] ~20 [] ~20 killed",
        "the << [lower]+ >> of",
    };
    docs all = {0};
    double n_tokens = 0;
    if (argc < 2) {
        fprintf(stderr, "usage: bench_pattern FILE [MAX-MB]\n");
        return 2;
    }
    docs_read(argv[1], (argc > 2 ? strtoul(argv[2], NULL, 10) : 16) << 20,
              &all);
    for (size_t i = 0; i < all.n; i++) {
        n_tokens += (double)as_doc_tokens(all.v[i])->n;
    }
    printf("%.1f million tokens; million tokens a second\n", n_tokens / 1e6);
    printf("%8s %8s %9s  pattern\n", "open", "search", "matches");
    for (size_t i = 0; i < sizeof sources / sizeof *sources; i++) {
        measure(sources[i], &all, n_tokens);
    }
    for (size_t i = 0; i < all.n; i++) {
        as_doc_free(all.v[i]);
    }
    as_vec_clear(&all);
    return 0;
}
