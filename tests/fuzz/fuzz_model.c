/* floor: tag
 * fuzz_model.c - any bytes as a model file, its checksum made right, put to
 * work on a few sentences: refused, or harmless. A model of lemmas works with
 * tags of a model that is learnt at the start. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "doc/tags.h"
#include "tag/corpus.h"
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
        as_corpus corpus = {0};
        for (int i = 0; i < 50; i++) {
            must(as_buf_add(&many, lines, sizeof lines - 1, NULL) == AS_OK);
        }
        must(as_corpus_parse("own", as_buf_slice(&many), &corpus, NULL) ==
             AS_OK);
        const as_train_opts opts = as_train_defaults();
        must(as_train_pos(&corpus, NULL, &opts, NULL, NULL, &bytes, NULL,
                          NULL) == AS_OK);
        must(as_model_of_bytes("own", as_buf_slice(&bytes), &model, NULL) ==
             AS_OK);
        as_corpus_clear(&corpus);
        as_buf_clear(&bytes);
        as_buf_clear(&many);
    }
    return model;
}

/* The language is given, so that it is tagged whatever it reads like. */
static void tag(as_tagger *tagger, as_slice lang)
{
    as_buf copy = {0};
    as_doc *doc = NULL;
    bool tagged = false;
    must(as_buf_add(&copy, text, sizeof text - 1, NULL) == AS_OK);
    must(as_doc_new(&copy, &(as_doc_meta){0}, &doc, NULL) == AS_OK);
    must(as_doc_lang_set(doc, lang, NULL) == AS_OK);
    must(as_tagger_run(tagger, doc, NULL, &tagged, NULL) == AS_OK);
    must(as_doc_check(doc, NULL) == AS_OK);
    as_doc_free(doc);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *bytes = malloc(size + 1);
    must(bytes != NULL);
    memcpy(bytes, data, size);
    as_model_reseal(bytes, size);
    as_model *model = NULL;
    as_tagger *tagger = NULL;
    as_err err;
    as_status st =
        as_model_of_bytes("m", as_slice_of(bytes, size), &model, &err);
    if (st == AS_OK) {
        const bool lemmas = as_slice_eq(as_model_kind(model),
                                        AS_LIT("lemma"));
        st = lemmas ? as_tagger_new(tags_of_our_own(), model, &tagger, &err)
                    : as_tagger_new(model, NULL, &tagger, &err);
    }
    must(st == AS_OK || st == AS_ESYNTAX);
    if (st == AS_OK) {
        tag(tagger, as_model_lang(model));
    }
    as_tagger_free(tagger);
    as_model_unref(model);
    free(bytes);
    return 0;
}
