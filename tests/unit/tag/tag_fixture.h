/* tag_fixture.h - models learnt in a moment, for the tests of taggers. */
#ifndef AS_TESTS_TAG_FIXTURE_H
#define AS_TESTS_TAG_FIXTURE_H

#include "tag/treebank.h"
#include "tag/tagger.h"
#include "tag/train.h"
#include "unit/doc/doc_fixture.h"

/* A made-up language: DET and NUM before NOUN, VERBs behind them, "ped" is
 * either by what stands before it. */
static const char small_corpus[] =
    "The\tthe\tDET\nzog\tzog\tNOUN\nblips\tblip\tVERB\n.\t.\tPUNCT\n\n"
    "Two\ttwo\tNUM\nzogs\tzog\tNOUN\nblipped\tblip\tVERB\nthe\tthe\tDET\n"
    "frob\tfrob\tNOUN\n.\t.\tPUNCT\n\n"
    "The\tthe\tDET\nped\tped\tNOUN\nblipped\tblip\tVERB\n.\t.\tPUNCT\n\n"
    "Zogs\tzog\tNOUN\nped\tped\tVERB\nthe\tthe\tDET\nzog\tzog\tNOUN\n"
    ".\t.\tPUNCT\n\n"
    "Frobs\tfrob\tNOUN\nran\trun\tVERB\n.\t.\tPUNCT\n\n";

typedef as_status (*learn_fn)(const as_treebank *, const as_treebank *,
                              const as_train_opts *, as_train_progress, void *,
                              as_buf *, double *, as_err *);

/* The corpus many times over, as counts have thresholds. */
FIXTURE void corpus_make(as_treebank *out)
{
    as_buf text = {0};
    for (int i = 0; i < 40; i++) {
        assert_int_equal(as_buf_add(&text, small_corpus,
                                    sizeof small_corpus - 1, NULL),
                         AS_OK);
    }
    assert_int_equal(as_treebank_parse("small", as_buf_slice(&text), out, NULL),
                     AS_OK);
    as_buf_clear(&text);
}

FIXTURE as_train_opts opts_make(void)
{
    as_train_opts opts = as_train_defaults();
    opts.lang = "zz";
    opts.about = "made up";
    return opts;
}

FIXTURE as_buf learnt(learn_fn fn)
{
    as_treebank corpus = {0};
    as_buf bytes = {0};
    const as_train_opts opts = opts_make();
    corpus_make(&corpus);
    assert_int_equal(fn(&corpus, NULL, &opts, NULL, NULL, &bytes, NULL, NULL),
                     AS_OK);
    as_treebank_clear(&corpus);
    return bytes;
}

FIXTURE as_model *model_of(as_buf bytes)
{
    as_model *model = NULL;
    assert_int_equal(as_model_of_bytes("test", as_buf_slice(&bytes), &model,
                                       NULL),
                     AS_OK);
    as_buf_clear(&bytes);
    return model;
}

FIXTURE as_tagger *tagger_new(void)
{
    as_model *pos = model_of(learnt(as_train_pos));
    as_model *lemma = model_of(learnt(as_train_lemma));
    as_tagger *tagger = NULL;
    assert_int_equal(as_tagger_new(pos, lemma, &tagger, NULL), AS_OK);
    as_model_unref(pos);
    as_model_unref(lemma);
    return tagger;
}

#endif
