/* bench_gaz.c - how fast are the norm column and gazetteers.
 *
 *     bench_gaz FILE [MAX-MB [MAX-ENTRIES]]
 *
 * Cuts the file at blank lines into documents of about 32 KiB, makes 10,000,
 * 100,000, 1,000,000 entries (and more, if asked for) of two to four tokens
 * and finds them. Of the words of an entry most are drawn from the file's
 * own, the rest made up; one entry in a hundred is a sequence of three or
 * four that the file holds. All words of the file are drawn with the same
 * odds, so that from 100,000 entries on nearly every token of the text begins
 * some entry: many near misses, few hits.
 * Prints the median of five runs, CPU time of the thread; the seed is fixed.
 * "tokens and search" is what a reader of tokens alone would pay; "document"
 * has the copy of the text, the check of its UTF-8 and the sentences too, and
 * "annotate" the search and a span a hit: what as_doc_new and as_gaz_annotate
 * cost. Then the same from the image as a mapped file, and by two threads at
 * once: the median of pairs that run in turn, by the clock, and what of a
 * thread's CPU time is lost to the other one. */
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include "base/vec.h"
#include "match/gaz.h"

enum { RUNS = 5, DOC_SIZE = 32 * 1024 };

typedef AS_VEC(as_slice) slices;

/* Seconds of each stage. */
typedef struct times {
    double tokens, doc, norms, search, annotate;
} times;

static void must(as_status st)
{
    if (st != AS_OK) {
        fprintf(stderr, "bench_gaz: failed with status %d\n", (int)st);
        exit(1);
    }
}

static double cpu_now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static uint32_t rng_below(uint32_t n)
{
    static uint64_t x = 20240301;
    x ^= x >> 12;
    x ^= x << 25;
    x ^= x >> 27;
    return (uint32_t)((x * 0x2545F4914F6CDD1Dull >> 33) % n);
}

static as_slice file_read(const char *path, size_t max)
{
    FILE *f = fopen(path, "rb");
    if (f == NULL || fseek(f, 0, SEEK_END) != 0) {
        perror(path);
        exit(1);
    }
    size_t size = (size_t)ftell(f);
    size = size < max ? size : max;
    rewind(f);
    char *p = malloc(size + 1);
    if (p == NULL || fread(p, 1, size, f) != size) {
        perror(path);
        exit(1);
    }
    fclose(f);
    return (as_slice){p, size};
}

static void docs_cut(as_slice text, slices *out)
{
    for (size_t beg = 0; beg < text.n;) {
        size_t end = text.n;
        if (end - beg > DOC_SIZE) {
            const char *from = text.p + beg + DOC_SIZE;
            const char *at =
                memmem(from, (size_t)(text.p + end - from), "\n\n", 2);
            end = at ? (size_t)(at - text.p) + 2 : end;
        }
        must(as_vec_reserve(out, 1, NULL));
        out->v[out->n++] = (as_slice){text.p + beg, end - beg};
        beg = end;
    }
}

static as_doc *doc_of(as_slice text)
{
    as_buf buf = {0};
    as_doc *doc;
    must(as_buf_add_slice(&buf, text, NULL));
    must(as_doc_new(&buf, NULL, &doc, NULL));
    return doc;
}

/* ---- entries ------------------------------------------------------------- */

/* Every word of the first few megabytes, as often as it stands there, and
 * the sequences they stand in. */
static as_doc *sample_of(as_slice text)
{
    return doc_of(as_slice_of(text.p, text.n < 8000000 ? text.n : 8000000));
}

static uint32_t n_words(void)
{
    static const uint8_t odds[] = {2, 2, 2, 2, 2, 2, 3, 3, 3, 4};
    return odds[rng_below(sizeof odds)];
}

static void entry_write(const as_doc *sample, const as_norms *norms,
                        as_buf *out)
{
    uint32_t n = n_words();
    const uint32_t n_tokens = (uint32_t)as_doc_tokens(sample)->n;
    if (rng_below(100) == 0) {
        n = n < 3 ? 3 : n;
        const uint32_t first = rng_below(n_tokens - n);
        must(as_buf_add_slice(
            out, as_doc_token_text(sample, first, first + n), NULL));
        return;
    }
    for (uint32_t i = 0; i < n; i++) {
        if (rng_below(10) < 3) {
            must(as_buf_printf(out, NULL, "zq%xv ", rng_below(1u << 20)));
        } else {
            must(as_buf_add_slice(
                out, norms->types[rng_below(norms->n_types)].norm, NULL));
            must(as_buf_add_byte(out, ' ', NULL));
        }
    }
}

/* Make `n` entries, NUL behind each, then add them; seconds of the adding.
 * Sequences that have too many tokens for an entry are left out. */
static double entries_add(as_gaz_builder *b, as_doc *sample, size_t n)
{
    as_norms norms;
    as_buf texts = {0};
    must(as_doc_norms(sample, &norms, NULL));
    for (size_t i = 0; i < n; i++) {
        entry_write(sample, &norms, &texts);
        must(as_buf_add_byte(&texts, '\0', NULL));
    }
    const double start = cpu_now();
    for (const char *p = texts.p; p < texts.p + texts.n; p += strlen(p) + 1) {
        const as_gaz_entry entry = {.text = as_slice_str(p),
                                    .label = AS_LIT("X")};
        as_status st = as_gaz_builder_add(b, &entry, NULL);
        if (st != AS_EINVAL) {
            must(st);
        }
    }
    const double seconds = cpu_now() - start;
    as_buf_clear(&texts);
    return seconds;
}

/* ---- runs ---------------------------------------------------------------- */

/* Annotated the way the pipeline does it; the number of hits. */
static size_t annotate(const as_gaz *gaz, as_doc *doc)
{
    as_layer *layer;
    size_t n = 0;
    must(as_doc_layer(doc, AS_LIT("names"), &layer, NULL));
    must(as_gaz_annotate(gaz, doc, layer, 0,
                         (uint32_t)as_doc_tokens(doc)->n, NULL, NULL, &n,
                         NULL));
    return n;
}

static times run(const as_gaz *gaz, const slices *docs, size_t *n_tokens,
                 size_t *n_hits)
{
    times t = {0, 0, 0, 0, 0};
    as_tokens tokens = {0};
    as_gaz_hits hits = {0};
    *n_tokens = *n_hits = 0;
    for (size_t i = 0; i < docs->n; i++) {
        as_norms norms;
        const double zero = cpu_now();
        must(as_tokenize(docs->v[i], &tokens, NULL));
        const double start = cpu_now();
        as_doc *doc = doc_of(docs->v[i]);
        const double made = cpu_now();
        const uint32_t end = (uint32_t)as_doc_tokens(doc)->n;
        hits.n = 0;
        must(as_gaz_all(gaz, doc, NULL, 0, end, NULL, &hits, NULL));
        const double searched = cpu_now();
        must(annotate(gaz, doc) == hits.n ? AS_OK : AS_EINVAL);
        const double annotated = cpu_now();
        must(as_doc_norms(doc, &norms, NULL));
        const double normed = cpu_now();
        *n_tokens += end;
        *n_hits += hits.n;
        t.tokens += start - zero;
        t.doc += made - start;
        t.search += searched - made;
        t.annotate += annotated - searched;
        t.norms += normed - annotated;
        as_doc_free(doc);
    }
    as_tokens_clear(&tokens);
    as_vec_clear(&hits);
    return t;
}

static int by_size(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median(double *v)
{
    qsort(v, RUNS, sizeof *v, by_size);
    return v[RUNS / 2];
}

static void measure(const as_gaz *gaz, const slices *docs, double mb)
{
    double tokens[RUNS], doc[RUNS], norms[RUNS], search[RUNS], notes[RUNS];
    size_t n_tokens = 0, n_hits = 0;
    for (int i = 0; i < RUNS; i++) {
        const times t = run(gaz, docs, &n_tokens, &n_hits);
        tokens[i] = t.tokens;
        doc[i] = t.doc;
        norms[i] = t.norms;
        search[i] = t.search;
        notes[i] = t.annotate;
    }
    const double t = median(tokens), d = median(doc), n = median(norms),
                 s = median(search), a = median(notes);
    const double per_token = 1e9 / (double)n_tokens;
    printf("  tokens %.0f MB/s, search %.0f MB/s (%.1f ns a token), tokens "
           "and search %.0f MB/s; document %.0f, document and search %.0f, "
           "document and annotate %.0f MB/s; norms %.0f MB/s; %zu hits in "
           "%zu tokens\n",
           mb / t, mb / s, s * per_token, mb / (t + s), mb / d, mb / (d + s),
           mb / (d + a), mb / n, n_hits, n_tokens);
}

/* ---- as a file, and by two threads ---------------------------------------- */

static double wall_now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static void measure_file(const as_gaz *gaz, const slices *docs, double mb)
{
    char path[] = "/tmp/bench_gaz.XXXXXX";
    const as_slice image = as_gaz_image(gaz);
    const int fd = mkstemp(path);
    for (size_t at = 0; at < image.n;) {
        const ssize_t n = write(fd, image.p + at, image.n - at);
        must(n > 0 ? AS_OK : AS_EIO);
        at += (size_t)n;
    }
    const double start = wall_now();
    void *p = mmap(NULL, image.n, PROT_READ, MAP_PRIVATE, fd, 0);
    as_gaz *mapped;
    must(p == MAP_FAILED ? AS_EIO : AS_OK);
    must(as_gaz_open((as_slice){p, image.n}, NULL, NULL, &mapped, NULL));
    printf("  as a file: %.1f bytes an entry, loaded in %.2f ms\n",
           (double)image.n / (double)as_gaz_count(gaz),
           (wall_now() - start) * 1e3);
    measure(mapped, docs, mb);
    as_gaz_unref(mapped);
    munmap(p, image.n);
    close(fd);
    unlink(path);
}

typedef struct half {
    const as_gaz *gaz;
    const slices *docs;
    double cpu; /* seconds that it took */
} half;

/* Documents made, searched, thrown away. */
static void *half_run(void *arg)
{
    half *h = arg;
    as_gaz_hits hits = {0};
    const double start = cpu_now();
    for (size_t i = 0; i < h->docs->n; i++) {
        as_doc *doc = doc_of(h->docs->v[i]);
        hits.n = 0;
        must(as_gaz_all(h->gaz, doc, NULL, 0,
                        (uint32_t)as_doc_tokens(doc)->n, NULL, &hits, NULL));
        as_doc_free(doc);
    }
    h->cpu = cpu_now() - start;
    as_vec_clear(&hits);
    return NULL;
}

/* Each thread does all of it: twice the work in the same time is twice as
 * fast. */
static void measure_threads(const as_gaz *gaz, const slices *docs)
{
    double clock[RUNS], cpu[RUNS];
    for (int i = 0; i < RUNS; i++) {
        half h[3] = {{gaz, docs, 0}, {gaz, docs, 0}, {gaz, docs, 0}};
        pthread_t other;
        double start = wall_now();
        (void)half_run(&h[0]);
        const double one = wall_now() - start;
        start = wall_now();
        must(pthread_create(&other, NULL, half_run, &h[1]) ? AS_EIO : AS_OK);
        (void)half_run(&h[2]);
        pthread_join(other, NULL);
        clock[i] = 2 * one / (wall_now() - start);
        cpu[i] = (h[1].cpu + h[2].cpu) / (2 * h[0].cpu);
    }
    printf("  two threads: %.2f times one; a thread takes %.2f times the CPU "
           "time of one alone\n", median(clock), median(cpu));
}

static void bench(as_doc *sample, const slices *docs, double mb, size_t n)
{
    as_gaz_builder *b;
    as_gaz *gaz;
    must(as_gaz_builder_new(&b, NULL));
    const double added = entries_add(b, sample, n);
    const double start = cpu_now();
    must(as_gaz_build(b, AS_LIT("bench"), false, &gaz, NULL));
    const double built = cpu_now() - start;
    printf("%zu entries: add %.2f s, build %.2f s, %.1f bytes an entry\n",
           as_gaz_count(gaz), added, built,
           (double)as_gaz_size(gaz) / (double)as_gaz_count(gaz));
    measure(gaz, docs, mb);
    measure_file(gaz, docs, mb);
    measure_threads(gaz, docs);
    as_gaz_unref(gaz);
    as_gaz_builder_free(b);
}

int main(int argc, char **argv)
{
    if (argc < 2 || argc > 4) {
        fprintf(stderr, "usage: %s FILE [MAX-MB [MAX-ENTRIES]]\n", argv[0]);
        return 2;
    }
    const size_t max = argc > 2 ? strtoul(argv[2], NULL, 10) : 64;
    const size_t most = argc > 3 ? strtoul(argv[3], NULL, 10) : 1000000;
    const as_slice text = file_read(argv[1], max * 1000000);
    slices docs = {0};
    docs_cut(text, &docs);
    as_doc *sample = sample_of(text);
    for (size_t n = 10000; n <= most; n *= 10) {
        bench(sample, &docs, (double)text.n / 1e6, n);
    }
    as_doc_free(sample);
    as_vec_clear(&docs);
    free((void *)text.p);
    return 0;
}
