/* train_names.c - marked documents to lessons, lessons to a model.
 *
 * A lesson is what a document is when the finder meets it: tokens and parts
 * of speech as this program makes them, and the clues of all lists. Some
 * sentences come again in capitals and in small letters, as documents of
 * their own. All lessons are in memory while it is learnt: 200 bytes a
 * token. */
#include "shell/train_names.h"

#include <stdio.h>

#include "doc/tags.h"
#include "flow/clues.h"
#include "flow/pipeline.h"
#include "io/goldfile.h"
#include "tag/sample.h"

typedef AS_VEC(as_name_lesson) lessons;

typedef struct teacher {
    as_pipeline *pipe;
    as_clues *clues;
    as_arena *arena; /* clues and names of lessons */
    lessons lessons;
    as_names names; /* of the lesson at hand */
    as_slice lang;
    uint32_t copies;
    uint64_t random;
} teacher;

static void ignore_problem(void *ctx, const as_err *err)
{
    (void)ctx;
    (void)err; /* plugins were told of when they were loaded */
}

/* ---- a lesson ------------------------------------------------------------ */

/* The tokens that a span touches; labels that are no kind of name are of
 * none, as are spans that overlap the one before. */
static as_status take_gold(teacher *t, const as_doc *doc,
                           const as_gold_span *spans, size_t n, as_err *err)
{
    const as_tokens *tokens = as_doc_tokens(doc);
    uint32_t behind = 0;
    t->names.n = 0;
    for (size_t i = 0; i < n; i++) {
        as_name name = {.first = as_doc_token_at(doc, spans[i].beg)};
        if (!as_name_kind_find(spans[i].label, &name.kind)) {
            continue;
        }
        name.end = name.first;
        while (name.end < tokens->n && tokens->beg[name.end] < spans[i].end) {
            name.end++;
        }
        if (name.first < behind || name.first == name.end) {
            continue;
        }
        behind = name.end;
        as_name *last = as_vec_push(&t->names, err);
        if (last == NULL) {
            return AS_ENOMEM;
        }
        *last = name;
    }
    return AS_OK;
}

static void *keep(teacher *t, const void *from, size_t n, size_t size)
{
    void *to = as_arena_zero(t->arena, n + 1, size);
    if (to != NULL && n > 0) {
        memcpy(to, from, n * size);
    }
    return to;
}

/* Tags and lists, as the finder will have them. */
static as_status prepare(teacher *t, as_doc *doc, as_err *err)
{
    as_status st = as_doc_lang_set(doc, t->lang, err);
    if (st == AS_OK) {
        st = as_pipeline_run(t->pipe, doc, err);
    }
    as_tags tags;
    if (st == AS_OK && !as_doc_tags(doc, &tags)) {
        st = as_err_set(err, AS_EINVAL,
                        "no plugin has a model of parts of speech for \"%.*s\"",
                        (int)t->lang.n, t->lang.p);
    }
    return st;
}

static as_status add_lesson(teacher *t, as_doc *doc, const as_gold_doc *gold,
                            as_err *err)
{
    const as_clue *clues = NULL;
    size_t n = 0;
    as_status st = prepare(t, doc, err);
    if (st == AS_OK) {
        st = as_clues_of(t->clues, doc, &clues, &n, err);
    }
    if (st == AS_OK) {
        st = take_gold(t, doc, gold->spans, gold->n_spans, err);
    }
    if (st == AS_OK) {
        st = as_vec_reserve(&t->lessons, 1, err);
    }
    if (st != AS_OK) {
        return st;
    }
    const as_name_lesson l = {
        .doc = doc,
        .clues = keep(t, clues, n, sizeof *clues),
        .n_clues = n,
        .names = keep(t, t->names.v, t->names.n, sizeof *t->names.v),
        .n_names = t->names.n,
        .times = gold->times};
    if (l.clues == NULL || l.names == NULL) {
        return as_err_nomem(err);
    }
    t->lessons.v[t->lessons.n++] = l;
    return AS_OK;
}

/* A document of its text, by copy; the lessons own it. */
static as_status add_text(teacher *t, const as_gold_doc *gold, as_err *err)
{
    as_buf copy = {0};
    as_doc *doc = NULL;
    as_status st = as_buf_add_slice(&copy, gold->text, err);
    if (st == AS_OK) {
        st = as_doc_new(&copy, &(as_doc_meta){0}, &doc, err);
    }
    if (st == AS_OK) {
        st = add_lesson(t, doc, gold, err);
    }
    if (st != AS_OK) {
        as_doc_free(doc);
    }
    as_buf_clear(&copy);
    return st;
}

/* ---- copies in other cases ----------------------------------------------- */

static char recased(char c, bool up)
{
    if (up && c >= 'a' && c <= 'z') {
        return (char)(c - 32);
    }
    return !up && c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

/* Bytes [beg, end) of the text as a lesson of its own, in capitals or small
 * letters (of ASCII, so that no byte moves). */
static as_status add_recased(teacher *t, const as_gold_doc *gold,
                             uint32_t beg, uint32_t end, bool up, as_err *err)
{
    as_buf copy = {0};
    AS_VEC(as_gold_span) own = {0};
    as_status st = as_buf_add(&copy, gold->text.p + beg, end - beg, err);
    for (size_t i = 0; i < copy.n; i++) {
        copy.p[i] = recased(copy.p[i], up);
    }
    if (st == AS_OK) {
        st = as_vec_reserve(&own, gold->n_spans + 1, err);
    }
    for (size_t i = 0; i < gold->n_spans && st == AS_OK; i++) {
        const as_gold_span *s = &gold->spans[i];
        if (s->beg >= beg && s->end <= end) {
            own.v[own.n++] =
                (as_gold_span){s->beg - beg, s->end - beg, s->label};
        }
    }
    if (st == AS_OK) {
        const as_gold_doc part = {as_buf_slice(&copy), own.v, own.n,
                                  gold->times};
        st = add_text(t, &part, err);
    }
    as_vec_clear(&own);
    as_buf_clear(&copy);
    return st;
}

static as_status add_copies(teacher *t, const as_gold_doc *gold, as_err *err)
{
    /* The lesson just added; its document stays where it is. */
    const as_doc *doc = t->lessons.v[t->lessons.n - 1].doc;
    const as_tokens *tokens = as_doc_tokens(doc);
    as_status st = AS_OK;
    for (uint32_t s = 0; s < as_doc_sents(doc)->n && st == AS_OK; s++) {
        uint32_t first, end;
        as_doc_sent(doc, s, &first, &end);
        for (int up = 0; up < 2 && st == AS_OK; up++) {
            if (as_random(&t->random) % 100 < t->copies) {
                st = add_recased(t, gold, tokens->beg[first],
                                 tokens->end[end - 1], up != 0, err);
            }
        }
    }
    return st;
}

static as_status take_document(void *ctx, const as_gold_doc *gold,
                               as_err *err)
{
    teacher *t = ctx;
    as_status st = add_text(t, gold, err);
    return st == AS_OK ? add_copies(t, gold, err) : st;
}

/* ---- all of it ----------------------------------------------------------- */

static void show_report(const as_name_report *r)
{
    (void)fprintf(stderr, "held back: F1 %.2f %%; scores times %.2f\n",
                  100 * as_name_report_f1(r), r->cool);
    (void)fprintf(stderr, "probability     names  mean   right\n");
    for (size_t i = 0; i < AS_NAME_BINS; i++) {
        const size_t n = r->bin[i].n;
        if (n > 0) {
            (void)fprintf(stderr, "%.1f .. %.1f %10zu %6.3f %6.3f\n",
                          (double)i / AS_NAME_BINS,
                          (double)(i + 1) / AS_NAME_BINS, n,
                          r->bin[i].sum / (double)n,
                          (double)r->bin[i].right / (double)n);
        }
    }
}

static as_status leave_out(teacher *t, const as_strings *names, as_err *err)
{
    as_status st = AS_OK;
    for (size_t i = 0; i < names->n && st == AS_OK; i++) {
        st = as_pipeline_switch(t->pipe, names->v[i], false, err);
        (void)as_clues_switch(t->clues, names->v[i], false);
    }
    return st;
}

static as_status teacher_open(teacher *t, const as_options *options,
                              as_plugins *plugins, const as_train_opts *opts,
                              as_err *err)
{
    t->lang = as_slice_str(opts->lang);
    t->copies = opts->copies;
    t->random = opts->seed;
    t->arena = as_arena_new();
    as_status st = t->arena ? as_clues_new(plugins, opts->cancel, &t->clues,
                                           err)
                            : as_err_nomem(err);
    if (st == AS_OK) {
        st = as_pipeline_new(plugins, NULL, NULL, ignore_problem, NULL,
                             opts->cancel, &t->pipe, err);
    }
    /* An older model must not have a say in the clues of a new one. */
    as_err none;
    if (st == AS_OK) {
        (void)as_pipeline_switch(t->pipe, "finder", false, &none);
        st = leave_out(t, &options->without, err);
    }
    return st;
}

static void teacher_clear(teacher *t)
{
    for (size_t i = 0; i < t->lessons.n; i++) {
        as_doc_free(t->lessons.v[i].doc);
    }
    as_vec_clear(&t->lessons);
    as_vec_clear(&t->names);
    as_pipeline_free(t->pipe);
    as_clues_free(t->clues);
    as_arena_free(t->arena);
}

as_status as_train_names_run(const as_options *options, as_plugins *plugins,
                             const as_train_opts *opts,
                             as_train_progress progress, as_buf *model,
                             bool *reading, as_err *err)
{
    teacher t = {0};
    as_name_report report;
    *reading = true;
    as_status st = teacher_open(&t, options, plugins, opts, err);
    if (st == AS_OK) {
        st = as_goldfile_read(options->train, take_document, &t, err);
    }
    if (st == AS_OK) {
        *reading = false;
        st = as_train_names(t.lessons.v, t.lessons.n, opts, progress,
                            (void *)options, model, &report, err);
    }
    if (st == AS_OK && !options->quiet) {
        show_report(&report);
    }
    teacher_clear(&t);
    return st;
}
