/* test_tagger.c - learning and tagging a language of a few words. */
#include "unit/tag/tag_fixture.h"

#include "base/cancel.h"
#include "doc/tags.h"

/* "zog/NOUN/zog blips/VERB/blip" */
static void tags_show(const as_doc *doc, char *out, size_t size)
{
    as_tags tags;
    size_t n = 0;
    out[0] = '\0';
    if (!as_doc_tags(doc, &tags)) {
        return;
    }
    for (uint32_t i = 0; i < as_doc_tokens(doc)->n; i++) {
        const as_slice form = as_doc_token_text(doc, i, i + 1);
        const as_slice lemma = as_doc_lemma(doc, i);
        n += (size_t)snprintf(out + n, size - n, "%s%.*s/%s/%.*s",
                              n ? " " : "", (int)form.n, form.p,
                              as_upos_name(tags.pos[i]).p, (int)lemma.n,
                              lemma.p);
        assert_true(n < size);
    }
}

static void assert_tags(as_tagger *tagger, const char *text, const char *want)
{
    char got[1024];
    bool tagged = false;
    as_doc *doc = doc_of(text);
    assert_int_equal(as_tagger_run(tagger, doc, NULL, &tagged, NULL), AS_OK);
    tags_show(doc, got, sizeof got);
    assert_string_equal(got, want);
    assert_int_equal(tagged, want[0] != '\0');
    assert_true(as_slice_eq(as_doc_lang(doc),
                            as_slice_str(tagged ? "zz" : "")));
    as_doc_free(doc);
}

static void test_words_and_context_decide(void **state)
{
    (void)state;
    as_tagger *tagger = tagger_new();
    assert_tags(tagger, "The frob blips.",
                "The/DET/the frob/NOUN/frob blips/VERB/blip ./PUNCT/.");
    as_tagger_free(tagger);
}

static void test_a_word_that_is_two_things(void **state)
{
    (void)state;
    as_tagger *tagger = tagger_new();
    assert_tags(tagger, "The ped blips.",
                "The/DET/the ped/NOUN/ped blips/VERB/blip ./PUNCT/.");
    assert_tags(tagger, "Frobs ped the zog.",
                "Frobs/NOUN/frob ped/VERB/ped the/DET/the zog/NOUN/zog "
                "./PUNCT/.");
    as_tagger_free(tagger);
}

static void test_irregular_lemmas_are_remembered(void **state)
{
    (void)state;
    as_tagger *tagger = tagger_new();
    as_buf out = {0};
    assert_int_equal(as_tagger_lemma(tagger, AS_LIT("ran"), AS_UPOS_VERB, &out,
                                     NULL),
                     AS_OK);
    assert_true(as_slice_eq(as_buf_slice(&out), AS_LIT("run")));
    as_buf_clear(&out);
    /* A word never seen goes by the rule that its like go by. */
    assert_int_equal(as_tagger_lemma(tagger, AS_LIT("glorps"), AS_UPOS_NOUN,
                                     &out, NULL),
                     AS_OK);
    assert_true(as_slice_eq(as_buf_slice(&out), AS_LIT("glorp")));
    as_buf_clear(&out);
    as_tagger_free(tagger);
}

static void test_another_language_is_left_alone(void **state)
{
    (void)state;
    as_tagger *tagger = tagger_new();
    assert_tags(tagger, "Quux mumble grault waldo plugh xyzzy fred.", "");
    assert_tags(tagger, "", "");
    assert_tags(tagger, "12 34 56", "");
    as_tagger_free(tagger);
}

static void test_what_was_met_before_changes_nothing(void **state)
{
    (void)state;
    as_tagger *tagger = tagger_new();
    const char *text = "The ped blips. Two frobs blipped.";
    const char *want = "The/DET/the ped/NOUN/ped blips/VERB/blip ./PUNCT/. "
                       "Two/NUM/two frobs/NOUN/frob blipped/VERB/blip "
                       "./PUNCT/.";
    assert_tags(tagger, text, want);
    as_buf many = {0};
    for (int i = 0; i < 60000; i++) {
        assert_int_equal(as_buf_printf(&many, NULL, "The zog%d blips. ", i),
                         AS_OK);
    }
    assert_int_equal(as_buf_add_byte(&many, '\0', NULL), AS_OK);
    as_doc *doc = doc_of(many.p);
    as_buf_clear(&many);
    bool tagged;
    assert_int_equal(as_tagger_run(tagger, doc, NULL, &tagged, NULL), AS_OK);
    assert_true(tagged);
    as_doc_free(doc);
    assert_tags(tagger, text, want);
    as_tagger_free(tagger);
}

/* One sentence that is far longer than a run. */
static void test_long_sentences_are_tagged_to_the_end(void **state)
{
    (void)state;
    as_tagger *tagger = tagger_new();
    enum { N = 7000 };
    as_slice forms[N];
    static uint8_t pos[N];
    for (size_t i = 0; i < N; i++) {
        static const char *const words[] = {"the", "zog", "blips"};
        forms[i] = as_slice_str(words[i % 3]);
    }
    assert_int_equal(as_tagger_sentence(tagger, forms, N, pos, NULL), AS_OK);
    for (size_t i = 0; i < N; i++) {
        static const uint8_t want[] = {AS_UPOS_DET, AS_UPOS_NOUN,
                                       AS_UPOS_VERB};
        assert_int_equal(pos[i], want[i % 3]);
    }
    as_tagger_free(tagger);
}

static void test_learning_is_the_same_each_time(void **state)
{
    (void)state;
    static const learn_fn fns[] = {as_train_pos, as_train_lemma};
    for (size_t i = 0; i < 2; i++) {
        as_buf a = learnt(fns[i]);
        as_buf b = learnt(fns[i]);
        assert_true(as_slice_eq(as_buf_slice(&a), as_buf_slice(&b)));
        as_buf_clear(&a);
        as_buf_clear(&b);
    }
}

static void test_a_cancel_stops_tagging_and_learning(void **state)
{
    (void)state;
    as_tagger *tagger = tagger_new();
    as_cancel cancel = {0};
    as_cancel_raise(&cancel);
    as_doc *doc = doc_of("The zog blips.");
    as_tags tags;
    assert_int_equal(as_tagger_run(tagger, doc, &cancel, NULL, NULL),
                     AS_ECANCEL);
    assert_false(as_doc_tags(doc, &tags));
    as_doc_free(doc);
    as_tagger_free(tagger);
    as_treebank corpus = {0};
    corpus_make(&corpus);
    as_train_opts opts = opts_make();
    opts.cancel = &cancel;
    as_buf bytes = {0};
    assert_int_equal(as_train_pos(&corpus, NULL, &opts, NULL, NULL, &bytes,
                                  NULL, NULL),
                     AS_ECANCEL);
    assert_int_equal(as_train_lemma(&corpus, NULL, &opts, NULL, NULL, &bytes,
                                    NULL, NULL),
                     AS_ECANCEL);
    assert_int_equal(bytes.n, 0);
    as_treebank_clear(&corpus);
}

static void test_refused_memory_leaves_the_document_untagged(void **state)
{
    (void)state;
    for (size_t n = 1;; n++) {
        as_tagger *tagger = tagger_new();
        as_doc *doc = doc_of("The zog blips. Two frobs ran.");
        as_tags tags;
        failmem_arm(n);
        const as_status st = as_tagger_run(tagger, doc, NULL, NULL, NULL);
        const bool refused = failmem_disarm();
        assert_int_equal(st, refused ? AS_ENOMEM : AS_OK);
        assert_int_equal(as_doc_tags(doc, &tags), !refused);
        assert_int_equal(as_doc_lang(doc).n, refused ? 0 : 2);
        as_doc_free(doc);
        as_tagger_free(tagger);
        if (!refused) {
            return;
        }
    }
}

static void test_refused_memory_leaves_no_model(void **state)
{
    (void)state;
    static const learn_fn fns[] = {as_train_pos, as_train_lemma};
    as_treebank corpus = {0};
    corpus_make(&corpus);
    const as_train_opts opts = opts_make();
    for (size_t i = 0; i < 2; i++) {
        bool refused = true;
        for (size_t n = 1; refused; n += 1 + n / 8) {
            as_buf bytes = {0};
            failmem_arm(n);
            const as_status st = fns[i](&corpus, NULL, &opts, NULL, NULL,
                                        &bytes, NULL, NULL);
            refused = failmem_disarm();
            assert_int_equal(st, refused ? AS_ENOMEM : AS_OK);
            assert_int_equal(bytes.n > 0, !refused);
            as_buf_clear(&bytes);
        }
    }
    as_treebank_clear(&corpus);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_words_and_context_decide),
        cmocka_unit_test(test_a_word_that_is_two_things),
        cmocka_unit_test(test_irregular_lemmas_are_remembered),
        cmocka_unit_test(test_another_language_is_left_alone),
        cmocka_unit_test(test_what_was_met_before_changes_nothing),
        cmocka_unit_test(test_long_sentences_are_tagged_to_the_end),
        cmocka_unit_test(test_learning_is_the_same_each_time),
        cmocka_unit_test(test_a_cancel_stops_tagging_and_learning),
        cmocka_unit_test(test_refused_memory_leaves_the_document_untagged),
        cmocka_unit_test(test_refused_memory_leaves_no_model),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
