/* test_sent.c - sentences by stops, quotes and abbreviations. */
#include "unit/text/tokens.h"

#include "support/failmem.h"

static void test_stops_end_sentences(void **state)
{
    (void)state;
    static const text_case CASES[] = {
        {"", ""},
        {"No stop", "No stop"},
        {"One ended. Two began. Three", "One ended.|Two began.|Three"},
        {"Why? Because! Right?! Yes.", "Why?|Because!|Right?!|Yes."},
        {"It rose 3.5 to 4,000. 20 fell.", "It rose 3.5 to 4,000.|20 fell."},
        {"it ended. then it began.", "it ended.|then it began."},
        {"It ended.Then it began.", "It ended.|Then it began."},
        {"See example.org. It is up.", "See example.org.|It is up."},
    };
    SENTS_TABLE(CASES);
}

static void test_abbreviations_do_not_end_them(void **state)
{
    (void)state;
    static const text_case CASES[] = {
        {"Gen. Baker met Mr. Ito.", "Gen. Baker met Mr. Ito."},
        {"J. R. Moss of the U.S. Senate left.",
         "J. R. Moss of the U.S. Senate left."},
        {"He left the U.S. The rest stayed.",
         "He left the U.S.|The rest stayed."},
        {"It sued Acme Corp. Acme Corp. won.",
         "It sued Acme Corp. Acme Corp. won."},
        {"It sued Acme Corp. It won.", "It sued Acme Corp.|It won."},
        {"On Jan. 5 it rained.", "On Jan. 5 it rained."},
        {"It was No. 5. No. 6 was next.", "It was No. 5.|No. 6 was next."},
        {"The Ruritanian Mil. spokesman came.",
         "The Ruritanian Mil. spokesman came."},
        {"Bring tents, food, etc. Then go.",
         "Bring tents, food, etc.|Then go."},
        {"Bring tents etc. and go.", "Bring tents etc. and go."},
        {"It left at 6 p.m. Soldiers came.",
         "It left at 6 p.m.|Soldiers came."},
        {"At 6 p.m. Gen. Baker came.", "At 6 p.m. Gen. Baker came."},
        {"At 6 p.m. Monday it left.", "At 6 p.m. Monday it left."},
    };
    SENTS_TABLE(CASES);
}

static void test_quotes_and_brackets_go_with_their_sentence(void **state)
{
    (void)state;
    static const text_case CASES[] = {
        {"\"We left.\" They stayed.", "\"We left.\"|They stayed."},
        {"\"We left.\" she said.", "\"We left.\" she said."},
        {"\u201CWe left.\u201D They stayed.",
         "\u201CWe left.\u201D|They stayed."},
        {"\u201EWir gingen.\u201C Sie blieb.",
         "\u201EWir gingen.\u201C|Sie blieb."},
        {"They stayed. \"We left.\"", "They stayed.|\"We left.\""},
        {"It fell (it was old.) and broke.",
         "It fell (it was old.) and broke."},
        {"It fell. (It was old.) It broke.",
         "It fell.|(It was old.)|It broke."},
        {"\"Stop!\" he cried. He ran.", "\"Stop!\" he cried.|He ran."},
        {"It rained.[1] It poured.[2][3] It froze.12 It thawed.",
         "It rained.[1]|It poured.[2][3]|It froze.12|It thawed."},
        {"Stop!, he cried.", "Stop!, he cried."},
    };
    SENTS_TABLE(CASES);
}

static void test_ellipses_end_only_before_capitals(void **state)
{
    (void)state;
    static const text_case CASES[] = {
        {"I think ... well, no.", "I think ... well, no."},
        {"They waited... Nobody came.", "They waited...|Nobody came."},
        {"They waited\u2026 and left.", "They waited\u2026 and left."},
        {"They . . . were gone.", "They . . . were gone."},
        {"He said \"[...] We left\" twice.",
         "He said \"[...] We left\" twice."},
    };
    SENTS_TABLE(CASES);
}

static void test_marks_inside_names(void **state)
{
    (void)state;
    static const text_case CASES[] = {
        {"He joined Jeopardy! in May.", "He joined Jeopardy! in May."},
        {"The !Kung and Y!J met.", "The !Kung and Y!J met."},
    };
    SENTS_TABLE(CASES);
}

static void test_other_scripts(void **state)
{
    (void)state;
    static const text_case CASES[] = {
        {"今日は雨。明日は晴。", "今日は雨。|明日は晴。"},
        {"「はい。」彼は言った。", "「はい。」|彼は言った。"},
        {"Он ушёл. Она осталась.", "Он ушёл.|Она осталась."},
        {"И. И. Петров ушёл.", "И. И. Петров ушёл."},
        {"ما هذا؟ هذا كتاب.", "ما هذا؟|هذا كتاب."},
        {"यह है। वह था।", "यह है।|वह था।"},
    };
    SENTS_TABLE(CASES);
}

/* ---- lines and lists ---------------------------------------------------- */

static void test_blank_lines_end_all(void **state)
{
    (void)state;
    static const text_case CASES[] = {
        {"A headline\n\nthe text", "A headline|the text"},
        {"half a\n\n\n sentence, yes", "half a|sentence, yes"},
    };
    SENTS_TABLE(CASES);
    const char *text = "One. Two.\n\nThree.\nFour.";
    as_tokens t = {0};
    as_starts sents = {0};
    as_starts paras = {0};
    as_tokenize(as_slice_str(text), &t, NULL);
    as_sentences(as_slice_str(text), &t, &sents, &paras, NULL);
    assert_int_equal(sents.n, 4);
    assert_int_equal(paras.n, 2);
    assert_int_equal(paras.v[1], 4);
    as_tokens_clear(&t);
    as_starts_clear(&sents);
    as_starts_clear(&paras);
}

static void test_wrapped_lines_go_on(void **state)
{
    (void)state;
    static const text_case CASES[] = {
        {"The ministry said on Monday that\nthe road was closed.",
         "The ministry said on Monday that\nthe road was closed."},
        {"The ministry of defence said late on Monday that the\n"
         "Northern Road had been closed to all but the United\n"
         "Nations and its contractors after the bridge across\n"
         "River Ebo fell.",
         "The ministry of defence said late on Monday that the\n"
         "Northern Road had been closed to all but the United\n"
         "Nations and its contractors after the bridge across\n"
         "River Ebo fell."},
    };
    SENTS_TABLE(CASES);
}

static void test_meant_line_breaks_end_sentences(void **state)
{
    (void)state;
    static const text_case CASES[] = {
        {"Bridge falls\nThe bridge across the river fell late on Monday.",
         "Bridge falls|The bridge across the river fell late on Monday."},
        {"bread\nmilk and eggs\nlamp oil, wicks",
         "bread|milk and eggs|lamp oil, wicks"},
        {"- bread\n- milk", "- bread|- milk"},
        {"To do:\n1. Buy bread\n2. Sell milk",
         "To do:|1. Buy bread|2. Sell milk"},
    };
    SENTS_TABLE(CASES);
}

static void test_lists_on_one_line(void **state)
{
    (void)state;
    static const text_case CASES[] = {
        {"1. Buy bread 2. Sell milk 3. Rest",
         "1. Buy bread|2. Sell milk|3. Rest"},
        {"a) buy bread b) sell milk", "a) buy bread|b) sell milk"},
        {"(i) buy (ii) sell (iii) rest", "(i) buy|(ii) sell|(iii) rest"},
        {"\u2022 buy \u2022 sell", "\u2022 buy|\u2022 sell"},
        {"He bought 2. Then he sold 3.", "He bought 2.|Then he sold 3."},
    };
    SENTS_TABLE(CASES);
}

static void test_datelines_stand_alone(void **state)
{
    (void)state;
    static const text_case CASES[] = {
        {"ARDUN, Jan. 5 (Wire) - The bridge fell.",
         "ARDUN, Jan. 5 (Wire) -|The bridge fell."},
        {"ARDUN \u2014 The bridge fell.", "ARDUN \u2014|The bridge fell."},
        {"The bridge - Ardun's only one - fell.",
         "The bridge - Ardun's only one - fell."},
    };
    SENTS_TABLE(CASES);
}

/* ---- memory ------------------------------------------------------------- */

static void test_a_refusal_leaves_nothing(void **state)
{
    (void)state;
    as_buf text = {0};
    for (int i = 0; i < 40; i++) {
        as_buf_add_slice(&text, AS_LIT("It ended. So be it.\n\n"), NULL);
    }
    as_tokens t = {0};
    as_tokenize(as_buf_slice(&text), &t, NULL);
    for (size_t n = 1;; n++) {
        as_starts sents = {0};
        as_starts paras = {0};
        as_err err = {0};
        failmem_arm(n);
        const as_status st =
            as_sentences(as_buf_slice(&text), &t, &sents, &paras, &err);
        const bool refused = failmem_disarm();
        assert_int_equal(st, refused ? AS_ENOMEM : AS_OK);
        assert_int_equal(err.status, refused ? AS_ENOMEM : AS_OK);
        assert_int_equal(sents.n, refused ? 0 : 80);
        assert_int_equal(paras.n, refused ? 0 : 40);
        as_starts_clear(&sents);
        as_starts_clear(&paras);
        if (!refused) {
            assert_true(n > 4);
            break;
        }
    }
    as_tokens_clear(&t);
    as_buf_clear(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_stops_end_sentences),
        cmocka_unit_test(test_abbreviations_do_not_end_them),
        cmocka_unit_test(test_quotes_and_brackets_go_with_their_sentence),
        cmocka_unit_test(test_ellipses_end_only_before_capitals),
        cmocka_unit_test(test_marks_inside_names),
        cmocka_unit_test(test_other_scripts),
        cmocka_unit_test(test_blank_lines_end_all),
        cmocka_unit_test(test_wrapped_lines_go_on),
        cmocka_unit_test(test_meant_line_breaks_end_sentences),
        cmocka_unit_test(test_lists_on_one_line),
        cmocka_unit_test(test_datelines_stand_alone),
        cmocka_unit_test(test_a_refusal_leaves_nothing),
    };
    return cmocka_run_group_tests_name("sent", tests, NULL, NULL);
}
