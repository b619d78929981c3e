/* bench_rules.c - how fast are many rules over tagged text.
 *
 *     bench_rules FILE [MAX-MB]
 *
 * Cuts the file at blank lines into documents of about 32 KiB, tags them with
 * the bundled models, and marks runs of proper nouns as PERSON, ORG, GPE or
 * NORP (by the last word's hash) and numerals as NUM. Then makes 500 and 1000
 * rules by a fixed seed, from the text's own frequent verbs, nouns and
 * adjectives: macros, gaps with barriers, captures, gazetteers, optional
 * parts, frames, guards. Prints millions of tokens a second of as_rules_run
 * alone, on one core, the median of five runs in process CPU time. */
#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/intern.h"
#include "base/vec.h"
#include "doc/tags.h"
#include "match/rules.h"
#include "tag/tagger.h"
#include "tag/upos.h"

enum { RUNS = 5, DOC_SIZE = 32 * 1024, GAZES = 40, GAZ_WORDS = 20,
       RULES_MAX = 1000, SOURCE_MAX = 512, LABELS = 60 };
#define POS_MODEL "plugins/english/data/pos.model"
#define LEMMA_MODEL "plugins/english/data/lemma.model"

static void must(as_status st, const as_err *err)
{
    if (st != AS_OK) {
        fprintf(stderr, "bench_rules: %s\n", err->msg);
        exit(1);
    }
}

static double cpu_now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

/* ---- documents ------------------------------------------------------------ */

typedef struct docs {
    AS_VEC(as_doc *) all;
    double n_tokens, n_sents;
} docs;

static as_slice file_read(const char *path, size_t max)
{
    FILE *f = fopen(path, "rb");
    char *p = malloc(max);
    if (f == NULL || p == NULL) {
        perror(path);
        exit(1);
    }
    const size_t n = fread(p, 1, max, f);
    (void)fclose(f);
    return as_slice_of(p, n);
}

static void span_add(as_doc *doc, as_layer *layer, uint32_t first,
                     uint32_t end, as_slice label)
{
    as_err err;
    const as_tokens *t = as_doc_tokens(doc);
    const as_span_spec spec = {.beg = t->beg[first], .end = t->end[end - 1],
                               .label = label, .score = 1};
    must(as_layer_add(doc, layer, &spec, NULL, &err), &err);
}

static uint8_t pos_of(const char *name)
{
    uint8_t pos = 0;
    if (!as_upos_find(as_slice_str(name), &pos)) {
        exit(1);
    }
    return pos;
}

/* Names and numbers, from parts of speech. */
static void entities_add(as_doc *doc)
{
    static const char *const labels[] = {"PERSON", "ORG", "GPE", "NORP"};
    const uint8_t propn = pos_of("PROPN");
    const uint8_t num = pos_of("NUM");
    as_err err;
    as_tags tags;
    as_layer *layer = NULL;
    const uint32_t n = (uint32_t)as_doc_tokens(doc)->n;
    must(as_doc_layer(doc, AS_LIT("entity"), &layer, &err), &err);
    if (!as_doc_tags(doc, &tags)) {
        return;
    }
    for (uint32_t i = 0; i < n;) {
        uint32_t end = i;
        while (end < n && tags.pos[end] == propn) {
            end++;
        }
        if (end > i) {
            as_slice last = as_doc_token_text(doc, end - 1, end);
            uint32_t h = 0;
            for (size_t k = 0; k < last.n; k++) {
                h = h * 131 + (unsigned char)last.p[k];
            }
            span_add(doc, layer, i, end, as_slice_str(labels[h % 4]));
        } else if (tags.pos[i] == num) {
            span_add(doc, layer, i, i + 1, AS_LIT("NUM"));
        }
        i = end > i ? end : i + 1;
    }
}

static as_doc *doc_make(as_slice text, as_tagger *tagger)
{
    as_err err;
    as_buf buf = {0};
    as_doc *doc = NULL;
    as_norms norms;
    must(as_buf_add(&buf, text.p, text.n, &err), &err);
    must(as_doc_new(&buf, NULL, &doc, &err), &err);
    must(as_doc_lang_set(doc, AS_LIT("en"), &err), &err);
    must(as_tagger_run(tagger, doc, NULL, NULL, &err), &err);
    must(as_doc_norms(doc, &norms, &err), &err);
    entities_add(doc);
    return doc;
}

static void docs_make(as_slice text, docs *out)
{
    as_err err;
    as_model *pos = NULL;
    as_model *lemma = NULL;
    as_tagger *tagger = NULL;
    must(as_model_load(POS_MODEL, &pos, &err), &err);
    must(as_model_load(LEMMA_MODEL, &lemma, &err), &err);
    must(as_tagger_new(pos, lemma, &tagger, &err), &err);
    for (size_t beg = 0; beg < text.n;) {
        size_t end = beg + DOC_SIZE < text.n ? beg + DOC_SIZE : text.n;
        const char *gap = memmem(text.p + end, text.n - end, "\n\n", 2);
        end = gap ? (size_t)(gap - text.p) + 2 : text.n;
        as_doc **doc = as_vec_push(&out->all, &err);
        must(doc ? AS_OK : AS_ENOMEM, &err);
        *doc = doc_make(as_slice_of(text.p + beg, end - beg), tagger);
        out->n_tokens += (double)as_doc_tokens(*doc)->n;
        out->n_sents += (double)as_doc_sents(*doc)->n;
        beg = end;
    }
    as_tagger_free(tagger);
    as_model_unref(pos);
    as_model_unref(lemma);
}

/* ---- words ---------------------------------------------------------------- */

typedef struct word {
    as_slice text;
    uint32_t count;
} word;

typedef AS_VEC(word) words;

static int by_count(const void *a, const void *b)
{
    const word *x = a;
    const word *y = b;
    if (x->count != y->count) {
        return x->count > y->count ? -1 : 1;
    }
    return as_slice_cmp(x->text, y->text);
}

static bool is_plain(as_slice s)
{
    bool plain = s.n > 1;
    for (size_t i = 0; plain && i < s.n; i++) {
        plain = s.p[i] >= 'a' && s.p[i] <= 'z';
    }
    return plain;
}

/* Lemmas of one part of speech, the most frequent first, ranks [from, to). */
static words words_of(const docs *d, const char *name, as_intern *seen,
                      size_t from, size_t to)
{
    const uint8_t pos = pos_of(name);
    words all = {0};
    as_err err;
    for (size_t i = 0; i < d->all.n; i++) {
        as_tags tags;
        const uint32_t n = (uint32_t)as_doc_tokens(d->all.v[i])->n;
        (void)as_doc_tags(d->all.v[i], &tags);
        for (uint32_t t = 0; t < n; t++) {
            uint32_t id = 0;
            as_slice lemma = as_doc_lemma(d->all.v[i], t);
            if (tags.pos[t] != pos || !is_plain(lemma)) {
                continue;
            }
            must(as_intern_add(seen, lemma, &id, &err), &err);
            while (all.n <= id) {
                word *w = as_vec_push(&all, &err);
                must(w ? AS_OK : AS_ENOMEM, &err);
                *w = (word){{"", 0}, 0};
            }
            all.v[id].text = as_intern_get(seen, id);
            all.v[id].count++;
        }
    }
    qsort(all.v, all.n, sizeof *all.v, by_count);
    to = to < all.n ? to : all.n;
    from = from + 100 < to ? from : 0;
    memmove(all.v, all.v + from, (to - from) * sizeof *all.v);
    all.n = to - from;
    return all;
}

/* ---- rules ---------------------------------------------------------------- */

typedef struct rule_text {
    char name[16], label[16], pattern[SOURCE_MAX], find[2][SOURCE_MAX / 2];
    as_rule_role roles[2];
    as_rule_field fields[2];
    as_rule_guard guard;
} rule_text;

typedef struct maker {
    uint64_t x; /* xorshift64* */
    words verbs, nouns, adjs;
    char *out;
} maker;

static uint32_t below(maker *m, uint32_t n)
{
    m->x ^= m->x >> 12;
    m->x ^= m->x << 25;
    m->x ^= m->x >> 27;
    return (uint32_t)((m->x * 0x2545F4914F6CDD1Dull >> 33) % n);
}

static void add(maker *m, const char *fmt, ...)
{
    const size_t n = strlen(m->out);
    va_list ap;
    va_start(ap, fmt);
    (void)vsnprintf(m->out + n, SOURCE_MAX - n, fmt, ap);
    va_end(ap);
}

/* <a|b|c>: `least` of the list, or up to `more` more. */
static void add_words(maker *m, const words *w, uint32_t least, uint32_t more)
{
    const uint32_t n = least + (more ? below(m, more + 1) : 0);
    for (uint32_t i = 0; i < n; i++) {
        const as_slice s = w->v[below(m, (uint32_t)w->n)].text;
        add(m, "%s%.*s", i ? "|" : "<", (int)s.n, s.p);
    }
    add(m, ">");
}
#define VERBS(a, b) add_words(m, &m->verbs, a, b)
#define NOUNS(a, b) add_words(m, &m->nouns, a, b)
#define ADJS(a, b) add_words(m, &m->adjs, a, b)

static const char *entity(maker *m)
{
    static const char *const v[] = {"@PERSON", "@ORG", "@GPE", "@NORP"};
    return v[below(m, 4)];
}

static void add_pattern(maker *m, uint32_t shape)
{
    switch (shape) {
    case 0:
        add(m, "x:$ACTOR ~%u![punct] act:", 2 + below(m, 5));
        VERBS(2, 6);
        add(m, " ~%u y:$ACTOR", 2 + below(m, 5));
        break;
    case 1:
        add(m, "x:$ACTOR ~3 act:");
        VERBS(2, 4);
        add(m, " ~4 y:");
        NOUNS(2, 6);
        add(m, " (~6 (in|on|at) place:$PLACE)?");
        break;
    case 2:
        add(m, "x:");
        VERBS(4, 0);
        add(m, " ~3 y:@NUM ~2 ");
        NOUNS(5, 0);
        break;
    case 3:
        add(m, "x:@NUM ~2 ");
        NOUNS(6, 0);
        add(m, " ~3 <be|have>? y:");
        VERBS(4, 0);
        break;
    case 4:
        ADJS(3, 0);
        add(m, "? x:");
        NOUNS(4, 0);
        add(m, " (of|for|against) y:%s", entity(m));
        break;
    case 5:
        add(m, "(the|a) x:");
        ADJS(5, 0);
        add(m, " y:");
        NOUNS(8, 0);
        break;
    case 6:
        add(m, "x:%%g%u ~5 y:", below(m, GAZES));
        VERBS(5, 0);
        break;
    case 7:
        add(m, "(according|due) to x:(%s | y:", entity(m));
        NOUNS(4, 0);
        add(m, ")");
        break;
    case 8:
        add(m, "x:$LIST ~3 act:");
        VERBS(4, 0);
        add(m, " (with|on|against) y:$LIST");
        break;
    default:
        add(m, "x:([pos=ADJ]* ");
        NOUNS(6, 0);
        add(m, ") ~4 ");
        VERBS(4, 0);
        add(m, " to y:[pos=VERB]");
        break;
    }
}

/* A trigger and who or what stands around it. */
static void add_frame(maker *m, rule_text *t, as_rule_spec *spec)
{
    VERBS(2, 4);
    t->roles[0] = (as_rule_role){.name = AS_LIT("x"), .find = AS_LIT("$ACTOR"),
                                 .barrier = AS_LIT("[norm=\";\"]"),
                                 .side = AS_SIDE_LEFT, .within = 12,
                                 .required = true};
    m->out = t->find[1];
    NOUNS(4, 4);
    t->roles[1] = (as_rule_role){.name = AS_LIT("y"),
                                 .find = as_slice_str(t->find[1]),
                                 .side = AS_SIDE_RIGHT, .within = 12};
    spec->is_frame = true;
    spec->roles = t->roles;
    spec->n_roles = 2;
}

static void make_rule(maker *m, uint32_t i, rule_text *t, as_rule_spec *spec)
{
    *t = (rule_text){.fields = {{.name = AS_LIT("x"), .as = AS_RULE_NAME},
                                {.name = AS_LIT("y"), .as = AS_RULE_LEMMA}}};
    (void)snprintf(t->name, sizeof t->name, "rule%u", i);
    (void)snprintf(t->label, sizeof t->label, "Label%u", i % LABELS);
    *spec = (as_rule_spec){.name = as_slice_str(t->name),
                           .label = as_slice_str(t->label),
                           .mode = AS_MATCH_LONGEST,
                           .fields = t->fields,
                           .n_fields = 2};
    const uint32_t shape = below(m, 11);
    m->out = t->pattern;
    if (shape == 10) {
        add_frame(m, t, spec);
    } else {
        add_pattern(m, shape);
    }
    spec->pattern = as_slice_str(t->pattern);
    if (below(m, 10) == 0) {
        m->out = t->find[0];
        NOUNS(2, 0);
        t->guard = (as_rule_guard){AS_WITHIN_SENTENCE,
                                   as_slice_str(t->find[0])};
        spec->unless = &t->guard;
        spec->n_unless = 1;
    }
}

/* Each of nouns of its own. */
static void gazes_make(const words *nouns, as_rule_name *out)
{
    static char names[GAZES + 1][8];
    as_err err;
    as_gaz_builder *b = NULL;
    must(as_gaz_builder_new(&b, &err), &err);
    for (uint32_t i = 0; i <= GAZES; i++) {
        for (uint32_t k = 0; k < GAZ_WORDS; k++) {
            const as_gaz_entry e = {
                .text = nouns->v[(i * GAZ_WORDS + k) * 7 % nouns->n].text,
                .match = AS_GAZ_NORM};
            must(as_gaz_builder_add(b, &e, &err), &err);
        }
        (void)snprintf(names[i], sizeof names[i], i < GAZES ? "g%u" : "border",
                       i);
        out[i].name = as_slice_str(names[i]);
        must(as_gaz_build(b, out[i].name, false, &out[i].gaz, &err), &err);
    }
    as_gaz_builder_free(b);
}

static size_t n_faults;

static void tell(void *ctx, const as_rule_fault *f)
{
    (void)ctx;
    n_faults++;
    if (!f->lint) {
        fprintf(stderr, "bench_rules: %s: %s\n", f->part, f->what);
    }
}

static as_rules *rules_make(maker *m, size_t n, const as_rule_name *gazes)
{
    static rule_text texts[RULES_MAX];
    static as_rule_spec specs[RULES_MAX];
    static const as_rule_name macros[] = {
        {AS_LIT("ACTOR"), AS_LIT("(@PERSON | @ORG | @GPE | @NORP)"), NULL},
        {AS_LIT("PLACE"), AS_LIT("(@GPE | %border)"), NULL},
        {AS_LIT("LIST"),
         AS_LIT("($ACTOR ([norm=\",\"] $ACTOR)* (and $ACTOR)?)"), NULL}};
    as_err err;
    as_rules *set = NULL;
    for (size_t i = 0; i < n; i++) {
        make_rule(m, (uint32_t)i, &texts[i], &specs[i]);
    }
    const as_rule_file file = {.name = AS_LIT("bench"),
                               .macros = macros,
                               .gazetteers = gazes,
                               .rules = specs,
                               .n_macros = 3,
                               .n_gazetteers = GAZES + 1,
                               .n_rules = n};
    must(as_rules_new(&file, 1, AS_LIT("bench@1"), NULL, tell, NULL, &set,
                      &err), &err);
    return set;
}

/* ---- measuring ------------------------------------------------------------ */

static double run(as_rule_runner *r, const docs *d)
{
    as_err err;
    double seconds = 0;
    for (size_t i = 0; i < d->all.n; i++) {
        as_doc *doc = d->all.v[i];
        const as_doc_mark mark = as_doc_mark_now(doc);
        const double begun = cpu_now();
        must(as_rules_run(r, doc, NULL, NULL, NULL, &err), &err);
        seconds += cpu_now() - begun;
        as_doc_rollback(doc, mark);
    }
    return seconds;
}

static int by_value(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void measure(const docs *d, maker *m, size_t n,
                    const as_rule_name *gazes)
{
    as_err err;
    as_rule_runner *r = NULL;
    const double begun = cpu_now();
    as_rules *set = rules_make(m, n, gazes);
    const double built = cpu_now() - begun;
    double seconds[RUNS];
    must(as_rule_runner_new(set, NULL, &r, &err), &err);
    for (size_t i = 0; i < RUNS; i++) {
        seconds[i] = run(r, d);
    }
    qsort(seconds, RUNS, sizeof *seconds, by_value);
    double wakes = 0, hits = 0, lost = 0, guarded = 0;
    size_t fired = 0;
    for (size_t i = 0; i < n; i++) {
        const as_rule_stats s = as_rules_stats(r, i);
        wakes += (double)s.wakes / RUNS;
        hits += (double)s.hits / RUNS;
        lost += (double)s.lost / RUNS;
        guarded += (double)s.guarded / RUNS;
        fired += s.hits > 0;
    }
    printf("%5zu %6zu %9.2f %9.1f %9.0f %9.0f %9.0f %8.0f %8.1f\n", n, fired,
           d->n_tokens / seconds[RUNS / 2] / 1e6, wakes / d->n_sents, hits,
           guarded, lost, built * 1e3, (double)as_rules_size(set) / 1e6);
    as_rule_runner_free(r);
    as_rules_unref(set);
}

int main(int argc, char **argv)
{
    docs d = {0};
    maker m = {.x = 7};
    as_rule_name gazes[GAZES + 1] = {0};
    if (argc < 2) {
        fprintf(stderr, "usage: bench_rules FILE [MAX-MB]\n");
        return 2;
    }
    as_slice text = file_read(argv[1], (argc > 2 ? strtoul(argv[2], NULL, 10)
                                                 : 8) << 20);
    docs_make(text, &d);
    as_intern *seen[3];
    for (int i = 0; i < 3; i++) {
        seen[i] = as_intern_new();
    }
    m.verbs = words_of(&d, "VERB", seen[0], 40, 900);
    m.nouns = words_of(&d, "NOUN", seen[1], 40, 1500);
    m.adjs = words_of(&d, "ADJ", seen[2], 20, 500);
    gazes_make(&m.nouns, gazes);
    printf("%.2f million tokens, %.0f sentences; million tokens a second\n",
           d.n_tokens / 1e6, d.n_sents);
    printf("%5s %6s %9s %9s %9s %9s %9s %8s %8s\n", "rules", "fired",
           "M tok/s", "wakes/se", "hits", "guarded", "lost", "build ms", "MB");
    measure(&d, &m, 500, gazes);
    measure(&d, &m, 1000, gazes);
    for (size_t i = 0; i <= GAZES; i++) {
        as_gaz_unref(gazes[i].gaz);
    }
    for (size_t i = 0; i < d.all.n; i++) {
        as_doc_free(d.all.v[i]);
    }
    as_vec_clear(&d.all);
    as_vec_clear(&m.verbs);
    as_vec_clear(&m.nouns);
    as_vec_clear(&m.adjs);
    for (int i = 0; i < 3; i++) {
        as_intern_free(seen[i]);
    }
    free((char *)text.p);
    return 0;
}
