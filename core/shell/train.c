/* train.c - `assay train`: corpora in, a model file out.
 *
 * Progress is a line for each epoch on standard error. An interrupt leaves
 * what was at the output's place before: the file is written at the end, and
 * moved there whole. */
#include "shell/train.h"

#include <math.h>
#include <stdio.h>

#include "shell/report.h"
#include "shell/session.h"
#include "shell/signals.h"
#include "shell/train_clusters.h"
#include "shell/train_names.h"
#include "tag/cluster.h"
#include "tag/model.h"
#include "tag/train.h"

/* Of models that are learnt from a corpus of tags. */
typedef as_status (*learn_fn)(const as_treebank *train, const as_treebank *dev,
                              const as_train_opts *opts,
                              as_train_progress progress, void *ctx,
                              as_buf *model, double *score, as_err *err);

typedef struct subject {
    const char *name;
    as_train_opts (*defaults)(void);
    learn_fn learn;  /* NULL: what follows */
    bool is_names;   /* from marked documents; else clusters, from text */
} subject;

static const subject subjects[] = {
    {"pos", as_train_defaults, as_train_pos, false},
    {"lemma", as_train_defaults, as_train_lemma, false},
    {"names", as_train_names_defaults, NULL, true},
    {"clusters", as_train_clusters_defaults, NULL, false}};

static const subject *find_subject(const char *name)
{
    for (size_t i = 0; i < sizeof subjects / sizeof *subjects; i++) {
        if (strcmp(subjects[i].name, name) == 0) {
            return &subjects[i];
        }
    }
    as_options_wrong("train", "unknown model \"%s\": there are pos, lemma, "
                              "names and clusters", name);
}

static bool is_lang(const char *lang)
{
    return strlen(lang) == 2 && lang[0] >= 'a' && lang[0] <= 'z' &&
           lang[1] >= 'a' && lang[1] <= 'z';
}

static void check_usage(const as_options *options)
{
    if (options->args.n > 1) {
        as_options_wrong("train", "one model at a time, not also \"%s\"",
                         options->args.v[1]);
    }
    if (options->train == NULL || options->output == NULL) {
        as_options_wrong("train", "%s is missing",
                         options->train ? "-o MODEL" : "--train FILE");
    }
    if (options->lang && !is_lang(options->lang)) {
        as_options_wrong("train", "--lang: \"%s\" is not a code like en",
                         options->lang);
    }
}

static void show_share(const char *name, double share)
{
    if (!isnan(share)) {
        (void)fprintf(stderr, "  %s %.2f %%", name, 100 * share);
    }
}

static void show_step(void *ctx, const as_train_step *step)
{
    const as_options *options = ctx;
    if (!options->quiet) {
        (void)fprintf(stderr, "epoch %u of %u", step->epoch, step->n_epochs);
        show_share("train", step->train);
        show_share("dev", step->dev);
        (void)fputc('\n', stderr);
    }
}

static as_train_opts opts_of(const as_options *options, const subject *what)
{
    as_train_opts opts = what->defaults();
    opts.cancel = as_signals_cancel();
    opts.about = options->about;
    opts.lexicon = options->lexicon;
    opts.clusters = options->clusters;
    opts.lang = options->lang ? options->lang : opts.lang;
    opts.seed = options->seed ? options->seed : opts.seed;
    opts.epochs = options->epochs ? (uint32_t)options->epochs : opts.epochs;
    return opts;
}

/* The model's bytes; *reading says whose failure it was. */
static as_status learn_tags(const as_options *options, const subject *what,
                            const as_train_opts *opts, as_buf *model,
                            bool *reading, as_err *err)
{
    as_treebank train = {0};
    as_treebank dev = {0};
    double score = (double)NAN;
    *reading = true;
    as_status st = as_treebank_read(options->train, &train, err);
    if (st == AS_OK && options->dev) {
        st = as_treebank_read(options->dev, &dev, err);
    }
    if (st == AS_OK) {
        *reading = false;
        st = what->learn(&train, options->dev ? &dev : NULL, opts, show_step,
                         (void *)options, model, &score, err);
    }
    if (st == AS_OK && !options->quiet) {
        (void)fprintf(stderr, "model of %zu bytes", model->n);
        show_share("dev", score);
        (void)fputc('\n', stderr);
    }
    as_treebank_clear(&train);
    as_treebank_clear(&dev);
    return st;
}

/* Names need the plugins; a session that cannot be opened has told why. */
static as_status learn_names(const as_options *options,
                             const as_train_opts *opts, as_buf *model,
                             bool *reading, as_err *err)
{
    as_session session;
    *reading = false;
    as_status st = AS_OK;
    if (!as_session_open(&session, options, AS_LOAD_ALL)) {
        st = as_err_set(err, AS_EIO, "the plugins could not be loaded");
    } else {
        st = as_train_names_run(options, session.plugins, opts, show_step,
                                model, reading, err);
    }
    if (st == AS_OK && !options->quiet) {
        (void)fprintf(stderr, "model of %zu bytes\n", model->n);
    }
    (void)as_session_close(&session);
    return st;
}

static as_status learn(const as_options *options, const subject *what,
                       as_buf *out, bool *reading, as_err *err)
{
    const as_train_opts opts = opts_of(options, what);
    if (what->learn != NULL) {
        return learn_tags(options, what, &opts, out, reading, err);
    }
    return what->is_names
               ? learn_names(options, &opts, out, reading, err)
               : as_train_clusters_run(options, &opts, out, reading, err);
}

int as_train_run(const as_options *options)
{
    const subject *what = find_subject(options->args.v[0]);
    check_usage(options);
    as_signals_start(false);
    as_report report = {.quiet = options->quiet != 0};
    as_buf model = {0};
    as_err err;
    bool reading;
    as_exit failed = AS_EXIT_DONE;
    as_status st = learn(options, what, &model, &reading, &err);
    if (st == AS_ECANCEL) {
        failed = AS_EXIT_INTERRUPT;
    } else if (st != AS_OK) {
        failed = reading ? AS_EXIT_INPUT : AS_EXIT_SCRIPT;
    } else {
        st = as_model_save(options->output, as_buf_slice(&model), &err);
        failed = st == AS_OK ? AS_EXIT_DONE : AS_EXIT_OUTPUT;
    }
    if (failed == AS_EXIT_INTERRUPT) {
        as_report_mark(&report, failed);
    } else if (failed != AS_EXIT_DONE) {
        as_report_tell(&report, failed, err.msg);
    }
    as_buf_clear(&model);
    return as_report_status(&report);
}
