/* floor: tag
 * fuzz_model.c - any bytes as a model file, its checksum made right, put to
 * work on a few sentences: refused, or harmless. A model of lemmas, or of
 * names, works with tags of a model that is learnt at the start. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "doc/tags.h"
#include "tag/treebank.h"
#include "tag/finder.h"
#include "tag/tagger.h"
#include "tag/train.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char lines[] = "The\tthe\tDET\nzogs\tzog\tNOUN\nran\trun\tVERB\n"
                            ".\t.\tPUNCT\n\n";
static const char text[] = "The zogs ran. Two ZOGS 12 \xD0\x9A\xD0\xB8\xD1"
                           "\x97\xD0\xB2 run, don't they?\n\nThe the THE the.";

static void must(bool holds)
{
    if (!holds) {
        abort();
    }
}

static as_model *tags_of_our_own(void)
{
    static as_model *model;
    if (model == NULL) {
        as_buf many = {0};
        as_buf bytes = {0};
        as_treebank corpus = {0};
        for (int i = 0; i < 50; i++) {
            must(as_buf_add(&many, lines, sizeof lines - 1, NULL) == AS_OK);
        }
        must(as_treebank_parse("own", as_buf_slice(&many), &corpus, NULL) ==
             AS_OK);
        const as_train_opts opts = as_train_defaults();
        must(as_train_pos(&corpus, NULL, &opts, NULL, NULL, &bytes, NULL,
                          NULL) == AS_OK);
        must(as_model_of_bytes("own", as_buf_slice(&bytes), &model, NULL) ==
             AS_OK);
        as_treebank_clear(&corpus);
        as_buf_clear(&bytes);
        as_buf_clear(&many);
    }
    return model;
}

static as_doc *doc_make(void)
{
    as_buf copy = {0};
    as_doc *doc = NULL;
    must(as_buf_add(&copy, text, sizeof text - 1, NULL) == AS_OK);
    must(as_doc_new(&copy, &(as_doc_meta){0}, &doc, NULL) == AS_OK);
    return doc;
}

/* The language is given, so that it is tagged whatever it reads like. */
static void tag(as_tagger *tagger, as_doc *doc, as_slice lang)
{
    bool tagged = false;
    must(as_doc_lang_set(doc, lang, NULL) == AS_OK);
    must(as_tagger_run(tagger, doc, NULL, &tagged, NULL) == AS_OK);
    must(as_doc_check(doc, NULL) == AS_OK);
}

static bool is_kind(const as_model *model, const char *kind)
{
    return as_slice_eq(as_model_kind(model), as_slice_str(kind));
}

static as_status try_tagger(as_model *model, as_err *err)
{
    as_tagger *tagger = NULL;
    as_status st =
        is_kind(model, "lemma")
            ? as_tagger_new(tags_of_our_own(), model, &tagger, err)
            : as_tagger_new(model, NULL, &tagger, err);
    if (st == AS_OK) {
        as_doc *doc = doc_make();
        tag(tagger, doc, as_model_lang(model));
        as_doc_free(doc);
    }
    as_tagger_free(tagger);
    return st;
}

/* What is found must lie in the document, in order. */
static as_status try_finder(as_model *model, as_err *err)
{
    const as_clue clues[] = {{1, 3, AS_CLUE_ORG}, {5, 6, AS_CLUE_LOC}};
    as_finder *finder = NULL;
    as_status st = as_finder_new(model, &finder, err);
    if (st == AS_OK) {
        as_tagger *tagger = NULL;
        as_doc *doc = doc_make();
        as_names names = {0};
        must(as_tagger_new(tags_of_our_own(), NULL, &tagger, NULL) == AS_OK);
        tag(tagger, doc, as_model_lang(tags_of_our_own()));
        must(as_finder_run(finder, doc, clues, 2, NULL, &names, NULL) ==
             AS_OK);
        for (size_t i = 0; i < names.n; i++) {
            must(names.v[i].first < names.v[i].end &&
                 names.v[i].end <= as_doc_tokens(doc)->n &&
                 (i == 0 || names.v[i - 1].end <= names.v[i].first) &&
                 names.v[i].score >= 0 && names.v[i].score <= 1);
        }
        as_vec_clear(&names);
        as_tagger_free(tagger);
        as_doc_free(doc);
    }
    as_finder_free(finder);
    return st;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *bytes = malloc(size + 1);
    must(bytes != NULL);
    memcpy(bytes, data, size);
    as_model_reseal(bytes, size);
    as_model *model = NULL;
    as_err err;
    as_status st =
        as_model_of_bytes("m", as_slice_of(bytes, size), &model, &err);
    if (st == AS_OK) {
        st = is_kind(model, "names") ? try_finder(model, &err)
                                     : try_tagger(model, &err);
    }
    must(st == AS_OK || st == AS_ESYNTAX);
    as_model_unref(model);
    free(bytes);
    return 0;
}
