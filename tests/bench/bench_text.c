/* bench_text.c - how fast is tokenizing, with and without sentences.
 *
 *     bench_text FILE [VARIANT]
 *     bench_text --once FILE
 *
 * Reads the file first, cuts it at blank lines into documents of about 32
 * KiB, as real use does, and prints for each classifier the median of five
 * runs: MB and tokens a second of process CPU time. --once reads, tokenizes
 * and splits once and prints the counts, for whole-process comparisons. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/vec.h"
#include "text/sent.h"
#include "text/token.h"

enum { RUNS = 5, DOC_SIZE = 32 * 1024 };

typedef AS_VEC(as_slice) docs;

typedef struct columns {
    as_tokens tokens;
    as_starts sents, paras;
} columns;

static as_slice file_read(const char *path)
{
    FILE *f = fopen(path, "rb");
    if (f == NULL || fseek(f, 0, SEEK_END) != 0) {
        perror(path);
        exit(1);
    }
    const size_t size = (size_t)ftell(f);
    rewind(f);
    char *p = malloc(size + 1);
    if (p == NULL || fread(p, 1, size, f) != size) {
        perror(path);
        exit(1);
    }
    fclose(f);
    return (as_slice){p, size};
}

/* The first blank line DOC_SIZE behind `beg` or later, else the end. */
static size_t doc_end(as_slice text, size_t beg)
{
    if (text.n - beg <= DOC_SIZE) {
        return text.n;
    }
    const char *from = text.p + beg + DOC_SIZE;
    const char *at = memmem(from, (size_t)(text.p + text.n - from), "\n\n", 2);
    return at ? (size_t)(at - text.p) + 2 : text.n;
}

static void docs_cut(as_slice text, docs *out)
{
    for (size_t beg = 0; beg < text.n;) {
        const size_t end = doc_end(text, beg);
        as_slice *doc = as_vec_push(out, NULL);
        if (doc == NULL) {
            exit(1);
        }
        *doc = (as_slice){text.p + beg, end - beg};
        beg = end;
    }
}

static double cpu_now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

/* Seconds of one run over all documents. */
static double run(const docs *all, columns *c, int sentences, size_t *n_tokens,
                  size_t *n_sents)
{
    *n_tokens = *n_sents = 0;
    const double start = cpu_now();
    for (size_t i = 0; i < all->n; i++) {
        as_status st = as_tokenize(all->v[i], &c->tokens, NULL);
        if (st == AS_OK && sentences) {
            st = as_sentences(all->v[i], &c->tokens, &c->sents, &c->paras,
                              NULL);
        }
        if (st != AS_OK) {
            fprintf(stderr, "out of memory\n");
            exit(1);
        }
        *n_tokens += c->tokens.n;
        *n_sents += c->sents.n;
    }
    return cpu_now() - start;
}

static int by_size(const void *a, const void *b)
{
    const double x = *(const double *)a;
    const double y = *(const double *)b;
    return (x > y) - (x < y);
}

static void measure(const docs *all, size_t bytes, columns *c,
                    const char *variant, int sentences)
{
    double seconds[RUNS];
    size_t n_tokens = 0;
    size_t n_sents = 0;
    for (int i = 0; i < RUNS; i++) {
        seconds[i] = run(all, c, sentences, &n_tokens, &n_sents);
    }
    qsort(seconds, RUNS, sizeof *seconds, by_size);
    const double s = seconds[RUNS / 2];
    printf("%-8s %-18s %7.1f MB/s %7.1f Mtokens/s %7.3f s  %zu tokens",
           variant, sentences ? "tokens+sentences" : "tokens",
           (double)bytes / 1e6 / s, (double)n_tokens / 1e6 / s, s, n_tokens);
    printf(sentences ? "  %zu sentences\n" : "\n", n_sents);
}

static int once(const char *path)
{
    const as_slice text = file_read(path);
    docs all = {0};
    columns c = {0};
    size_t n_tokens;
    size_t n_sents;
    docs_cut(text, &all);
    (void)run(&all, &c, 1, &n_tokens, &n_sents);
    printf("%zu %zu %s\n", n_tokens, n_sents, path);
    return 0;
}

int main(int argc, char **argv)
{
    if (argc == 3 && strcmp(argv[1], "--once") == 0) {
        return once(argv[2]);
    }
    if (argc != 2 && argc != 3) {
        fprintf(stderr, "usage: %s FILE [VARIANT]\n", argv[0]);
        return 2;
    }
    const as_slice text = file_read(argv[1]);
    docs all = {0};
    columns c = {0};
    docs_cut(text, &all);
    for (size_t i = 0; as_token_variant(i) != NULL; i++) {
        const char *variant = as_token_variant(i);
        if ((argc == 2 || strcmp(argv[2], variant) == 0) &&
            as_token_variant_set(variant, NULL) == AS_OK) {
            measure(&all, text.n, &c, variant, 0);
            measure(&all, text.n, &c, variant, 1);
        }
    }
    as_tokens_clear(&c.tokens);
    as_starts_clear(&c.sents);
    as_starts_clear(&c.paras);
    as_vec_clear(&all);
    free((void *)text.p);
    return 0;
}
