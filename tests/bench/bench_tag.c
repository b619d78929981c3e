/* bench_tag.c - how fast is tagging, stage by stage.
 *
 *     bench_tag FILE [POS-MODEL LEMMA-MODEL]
 *
 * Reads the file first, cuts it at blank lines into documents of about 32
 * KiB, as real use does, and prints the median of five runs in process CPU
 * time: documents alone (tokens and sentences), with tags, with tags and
 * lemmas. The models are the bundled ones unless others are named. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "doc/doc.h"
#include "tag/tagger.h"

enum { RUNS = 5, DOC_SIZE = 32 * 1024 };
#define POS_MODEL "plugins/english/data/pos.model"
#define LEMMA_MODEL "plugins/english/data/lemma.model"

static void stop(const char *why)
{
    fprintf(stderr, "bench_tag: %s\n", why);
    exit(1);
}

static as_slice file_read(const char *path)
{
    FILE *f = fopen(path, "rb");
    if (f == NULL || fseek(f, 0, SEEK_END) != 0) {
        stop("cannot read the file");
    }
    const size_t size = (size_t)ftell(f);
    rewind(f);
    char *p = malloc(size + 1);
    if (p == NULL || fread(p, 1, size, f) != size) {
        stop("cannot read the file");
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

static double cpu_now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static as_model *model_load(const char *path)
{
    as_err err;
    as_model *model = NULL;
    if (as_model_load(path, &model, &err) != AS_OK) {
        stop(err.msg);
    }
    return model;
}

/* Seconds of one run; `tagger` NULL: documents alone. */
static double run(as_slice text, as_tagger *tagger, size_t *n_tokens)
{
    as_err err;
    *n_tokens = 0;
    const double start = cpu_now();
    for (size_t beg = 0; beg < text.n;) {
        const size_t end = doc_end(text, beg);
        as_buf buf = {0};
        as_doc *doc = NULL;
        if (as_buf_add(&buf, text.p + beg, end - beg, &err) != AS_OK ||
            as_doc_new(&buf, NULL, &doc, &err) != AS_OK ||
            as_doc_lang_set(doc, AS_LIT("en"), &err) != AS_OK ||
            (tagger && as_tagger_run(tagger, doc, NULL, NULL, &err) != AS_OK)) {
            stop(err.msg);
        }
        *n_tokens += as_doc_tokens(doc)->n;
        as_doc_free(doc);
        beg = end;
    }
    return cpu_now() - start;
}

static int by_value(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void bench(const char *name, as_slice text, as_tagger *tagger)
{
    double seconds[RUNS];
    size_t n = 0;
    for (size_t i = 0; i < RUNS; i++) {
        seconds[i] = run(text, tagger, &n);
    }
    qsort(seconds, RUNS, sizeof *seconds, by_value);
    const double s = seconds[RUNS / 2];
    printf("%-28s %8.1f MB/s %8.2f M tokens/s %7.0f ns a token\n", name,
           (double)text.n / 1e6 / s, (double)n / 1e6 / s,
           s * 1e9 / (double)n);
}

static as_tagger *tagger_new(as_model *pos, as_model *lemma)
{
    as_err err;
    as_tagger *tagger = NULL;
    if (as_tagger_new(pos, lemma, &tagger, &err) != AS_OK) {
        stop(err.msg);
    }
    return tagger;
}

int main(int argc, char **argv)
{
    if (argc != 2 && argc != 4) {
        stop("usage: bench_tag FILE [POS-MODEL LEMMA-MODEL]");
    }
    as_slice text = file_read(argv[1]);
    as_model *pos = model_load(argc > 2 ? argv[2] : POS_MODEL);
    as_model *lemma = model_load(argc > 2 ? argv[3] : LEMMA_MODEL);
    as_tagger *tags = tagger_new(pos, NULL);
    as_tagger *both = tagger_new(pos, lemma);
    bench("tokens, sentences", text, NULL);
    bench("and parts of speech", text, tags);
    bench("and lemmas", text, both);
    as_tagger_free(tags);
    as_tagger_free(both);
    as_model_unref(pos);
    as_model_unref(lemma);
    free((char *)text.p);
    return 0;
}
