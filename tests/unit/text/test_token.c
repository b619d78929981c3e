/* test_token.c - the conventions of English tokens. */
#include "unit/text/tokens.h"

#include "support/failmem.h"

static void test_plain_words(void **state)
{
    (void)state;
    static const text_case CASES[] = {
        {"", ""},
        {"   \n\t ", ""},
        {"Rain fell.", "Rain|fell|."},
        {"north, south; east: west", "north|,|south|;|east|:|west"},
        {"(yes) \"no\" [maybe]", "(|yes|)|\"|no|\"|[|maybe|]"},
        {"Why? Stop! Really?!", "Why|?|Stop|!|Really|?!"},
        {"one,two", "one|,|two"},
        {"it ended.Then more", "it|ended|.|Then|more"},
        {"snake_case a__b _emph_", "snake_case|a__b|_|emph|_"},
        {"a b c", "a|b|c"},
    };
    TOKENS_TABLE(CASES);
}

static void test_clitics_are_split_off(void **state)
{
    (void)state;
    static const text_case CASES[] = {
        {"I don't", "I|do|n't"},
        {"DON'T WON'T", "DO|N'T|WO|N'T"},
        {"can't cannot Cannot", "ca|n't|can|not|Can|not"},
        {"Kenya's they'll we've you're I'm he'd",
         "Kenya|'s|they|'ll|we|'ve|you|'re|I|'m|he|'d"},
        {"Kenya\u2019s don\u2019t", "Kenya|\u2019s|do|n\u2019t"},
        {"farmers' unions\u2019", "farmers|'|unions|\u2019"},
        {"farmers', (farmers')", "farmers|'|,|(|farmers|'|)"},
        {"couldn't've", "could|n't|'ve"},
        {"gonna wanna gimme", "gon|na|wan|na|gim|me"},
        {"dont thats", "do|nt|that|s"},
        {"O'Hara Shi'ite d'etat o'clock", "O'Hara|Shi'ite|d'etat|o'clock"},
        {"the 1990's and '60s", "the|1990's|and|'60s"},
        {"in '07", "in|'07"},
        {"get 'em", "get|'em"},
        {"'Quoted words,' he said", "'|Quoted|words|,|'|he|said"},
        {"U.S.'s", "U.S.|'s"},
        {"Inc.'s profit", "Inc.|'s|profit"},
    };
    TOKENS_TABLE(CASES);
}

static void test_hyphens_part_compounds_but_not_prefixes(void **state)
{
    (void)state;
    static const text_case CASES[] = {
        {"Western-led", "Western|-|led"},
        {"state-of-the-art", "state|-|of|-|the|-|art"},
        {"e-mail non-profit anti-war pre-1990 Post-Soviet",
         "e-mail|non-profit|anti-war|pre-1990|Post-Soviet"},
        {"anti-war-led", "anti-war|-|led"},
        {"ten-fold", "ten-fold"},
        {"F-16 T-72B", "F|-|16|T|-|72B"},
        {"1990-95 and 10-12", "1990|-|95|and|10|-|12"},
        {"555-0134-7788 555-0134", "555-0134-7788|555-0134"},
        {"2021-03-04 2021-03-04T10:30Z", "2021-03-04|2021-03-04T10:30Z"},
        {"wait -- what", "wait|--|what"},
        {"wait--what", "wait|--|what"},
        {"wait\u2014what 5\u20137", "wait|\u2014|what|5|\u2013|7"},
        {"- item", "-|item"},
        {"north-", "north|-"},
    };
    TOKENS_TABLE(CASES);
}

static void test_abbreviations_keep_their_stop(void **state)
{
    (void)state;
    static const text_case CASES[] = {
        {"Mr. Ito met Gen. Baker", "Mr.|Ito|met|Gen.|Baker"},
        {"Lt. Col. J. R. Moss", "Lt.|Col.|J.|R.|Moss"},
        {"the U.S. and the U.K.", "the|U.S.|and|the|U.K."},
        {"at 5 a.m. today", "at|5|a.m.|today"},
        {"Acme Inc., Acme Co.", "Acme|Inc.|,|Acme|Co."},
        {"e.g. this, i.e. that", "e.g.|this|,|i.e.|that"},
        {"No. 5 said no.", "No.|5|said|no|."},
        {"fruit, nuts, etc. are", "fruit|,|nuts|,|etc.|are"},
        {"fruit, nuts, etc.", "fruit|,|nuts|,|etc|."},
        {"J.Smith", "J.|Smith"},
        {"U.S.A U.K", "U.S.A|U.K"},
        {"Ph.D. and M.Sc", "Ph.D.|and|M.Sc"},
        {"on Jan. 5, in the sun.", "on|Jan.|5|,|in|the|sun|."},
        {"you and I.", "you|and|I|."},
        {"Albert I. Jones", "Albert|I.|Jones"},
        {"Plan B.", "Plan|B|."},
        {"p. 12 of pp. 10", "p.|12|of|pp.|10"},
        {"wait...", "wait|..."},
        {"Inc...", "Inc|..."},
        {"non-U.S. firms", "non-U.S.|firms"},
    };
    TOKENS_TABLE(CASES);
}

static void test_numbers_and_money(void **state)
{
    (void)state;
    static const text_case CASES[] = {
        {"1,200 3.5 1.000.000,50 10:30", "1,200|3.5|1.000.000,50|10:30"},
        {"$90 $1.5bn \u20AC5m \u00A3"
         "20",
         "$|90|$|1.5|bn|\u20AC|5|m|\u00A3|20"},
        {"US$3 C$4.50", "US$|3|C$|4.50"},
        {"USD500 Rs1,000", "USD|500|Rs|1,000"},
        {"\\$90", "\\|$|90"},
        {"50% 3.4%", "50|%|3.4|%"},
        {"5kg 30km 7pm 7p.m. 100k", "5|kg|30|km|7|pm|7|p.m.|100|k"},
        {"5G 3D 4th 90s 1960s", "5G|3D|4th|90s|1960s"},
        {"9/11 24/7 1/2 12/05/2019", "9/11|24|/|7|1|/|2|12/05/2019"},
        {"2001/02", "2001|/|02"},
        {".50 (.5)", ".50|(|.5|)"},
        {"+44 20", "+44|20"},
        {"#5 # 5", "#|5|#|5"},
        {"3,", "3|,"},
        {"in 1999.", "in|1999|."},
        {"5'9\"", "5|'|9|\""},
    };
    TOKENS_TABLE(CASES);
}

static void test_slashes_and_other_joiners(void **state)
{
    (void)state;
    static const text_case CASES[] = {
        {"and/or", "and|/|or"},
        {"w/o I/O", "w/o|I/O"},
        {"AT&T R&D salt&pepper", "AT&T|R&D|salt|&|pepper"},
        {"C++ C# A+", "C++|C#|A|+"},
        {"sh*t *this*", "sh*t|*|this|*"},
    };
    TOKENS_TABLE(CASES);
}

static void test_addresses_are_one_token(void **state)
{
    (void)state;
    static const text_case CASES[] = {
        {"see https://example.org/a?b=c#d.",
         "see|https://example.org/a?b=c#d|."},
        {"(http://example.org/x_(y))", "(|http://example.org/x_(y)|)"},
        {"www.example.com, then", "www.example.com|,|then"},
        {"mail a.b+c@example.org.", "mail|a.b+c@example.org|."},
        {"<a@b.org>", "<|a@b.org|>"},
        {"mailto:a@b.org", "mailto:a@b.org"},
        {"example.com/path", "example.com/path"},
        {"read report.pdf or Budget.XLS", "read|report.pdf|or|Budget.XLS"},
        {"a .jpeg file", "a|.jpeg|file"},
        {"@user said #hashtag", "@user|said|#hashtag"},
        {"at @ 5", "at|@|5"},
        {"Amazon.com's", "Amazon.com|'s"},
        {"comp.sources.unix", "comp.sources.unix"},
        {"so.then", "so|.|then"},
    };
    TOKENS_TABLE(CASES);
}

static void test_runs_and_emoticons(void **state)
{
    (void)state;
    static const text_case CASES[] = {
        {"wait ... and \u2026", "wait|...|and|\u2026"},
        {"so...and", "so|...|and"},
        {"what?!?! no!!!", "what|?!?!|no|!!!"},
        {"end.?", "end|.?"},
        {"***", "***"},
        {"-----=====>", "-----=====>"},
        {"great :) and :( or ;-)", "great|:)|and|:(|or|;-)"},
        {"note:)", "note|:)"},
        {"<3 ^_^", "<3|^_^"},
        {"he:Paris", "he|:|Paris"},
        {"-> <<quoted>>", "->|<<|quoted|>>"},
        {"``old'' style", "``|old|''|style"},
    };
    TOKENS_TABLE(CASES);
}

static void test_controls_are_white_space(void **state)
{
    (void)state;
    const char raw[] = "a\0b\x01"
                       "c\x7F"
                       "d\xEF\xBB\xBF"
                       "e\xC2\xA0"
                       "f";
    as_buf got = tokens_join(as_slice_of(raw, sizeof raw - 1));
    assert_string_equal(got.p, "a|b|c|d|e|f");
    as_buf_clear(&got);
}

/* ---- flags -------------------------------------------------------------- */

static unsigned flags_of(const char *text, size_t i)
{
    as_tokens t = {0};
    assert_int_equal(as_tokenize(as_slice_str(text), &t, NULL), AS_OK);
    assert_true(i < t.n);
    const unsigned flags = t.flags[i];
    as_tokens_clear(&t);
    return flags;
}

static void test_shapes(void **state)
{
    (void)state;
    enum { WORD = AS_TOK_ALPHA | AS_TOK_ASCII };
    static const struct {
        const char *text;
        unsigned flags;
    } CASES[] = {
        {"word", WORD | AS_TOK_LOWER},
        {"Word", WORD | AS_TOK_TITLE},
        {"McCoy", WORD | AS_TOK_TITLE},
        {"WORD", WORD | AS_TOK_UPPER},
        {"A", WORD | AS_TOK_UPPER},
        {"iPhone", WORD},
        {"12", AS_TOK_NUM | AS_TOK_ASCII},
        {"1,000.5", AS_TOK_NUM | AS_TOK_ASCII},
        {"10th", AS_TOK_LOWER | AS_TOK_ASCII},
        {"(", AS_TOK_PUNCT | AS_TOK_ASCII},
        {".", AS_TOK_PUNCT | AS_TOK_ASCII | AS_TOK_STOP},
        {"...", AS_TOK_PUNCT | AS_TOK_ASCII | AS_TOK_STOP},
        {"\u3002", AS_TOK_PUNCT | AS_TOK_STOP},
        {"\u00C9cole", AS_TOK_ALPHA | AS_TOK_TITLE},
        {"\u043C\u0438\u0440", AS_TOK_ALPHA | AS_TOK_LOWER},
        {"\u0645\u0635\u0631", AS_TOK_ALPHA},
        {"\u0663\u0664", AS_TOK_NUM},
        {"U.S.", AS_TOK_ASCII | AS_TOK_UPPER | AS_TOK_ABBR | AS_TOK_STOP},
        {"Mr.", AS_TOK_ASCII | AS_TOK_TITLE | AS_TOK_ABBR | AS_TOK_STOP},
        {"#tag", AS_TOK_ASCII | AS_TOK_LOWER | AS_TOK_URL},
        {"\U0001F600", AS_TOK_PUNCT},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        for (size_t v = 0; as_token_variant(v) != NULL; v++) {
            as_token_variant_set(as_token_variant(v), NULL);
            if (flags_of(CASES[i].text, 0) != CASES[i].flags) {
                fail_msg("%s: %x", CASES[i].text, flags_of(CASES[i].text, 0));
            }
        }
    }
    as_token_variant_set(as_token_variant(0), NULL);
}

static void test_spacing(void **state)
{
    (void)state;
    enum { GAP = AS_TOK_SPACE | AS_TOK_LINE | AS_TOK_BLANK };
    static const struct {
        const char *text;
        unsigned flags; /* of the second token */
    } CASES[] = {
        {"a,", 0},
        {"a b", AS_TOK_SPACE},
        {"a\u00A0b", AS_TOK_SPACE},
        {"a \t b", AS_TOK_SPACE},
        {"a\nb", AS_TOK_SPACE | AS_TOK_LINE},
        {"a\r\nb", AS_TOK_SPACE | AS_TOK_LINE},
        {"a\n\nb", GAP},
        {"a\r\n \r\nb", GAP},
        {"a\n  \n\n\n b", GAP},
        {"a\u2028b", AS_TOK_SPACE | AS_TOK_LINE},
        {"a\u2029b", GAP},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        if ((flags_of(CASES[i].text, 1) & GAP) != CASES[i].flags) {
            fail_msg("case %zu: %x", i, flags_of(CASES[i].text, 1));
        }
    }
    assert_int_equal(flags_of("a", 0) & GAP, 0);
}

/* ---- limits ------------------------------------------------------------- */

static void test_a_text_of_4_gib_is_refused(void **state)
{
    (void)state;
    as_tokens t = {0};
    as_err err = {0};
    as_tokenize(AS_LIT("left over"), &t, NULL);
    assert_int_equal(as_tokenize(as_slice_of("", UINT32_MAX), &t, &err),
                     AS_ELIMIT);
    assert_int_equal(err.status, AS_ELIMIT);
    assert_int_equal(t.n, 0);
    as_tokens_clear(&t);
}

static void test_a_refusal_leaves_no_tokens(void **state)
{
    (void)state;
    const char *text =
        "It isn't (yet) 5% - or $3, a.b.c@d.org; x y z x y z x y z x y z "
        "x y z x y z x y z x y z x y z x y z x y z x y z x y z x y z x-y-z "
        "a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a";
    for (size_t n = 1;; n++) {
        as_tokens t = {0};
        as_err err = {0};
        failmem_arm(n);
        const as_status st = as_tokenize(as_slice_str(text), &t, &err);
        const bool refused = failmem_disarm();
        assert_int_equal(st, refused ? AS_ENOMEM : AS_OK);
        assert_int_equal(err.status, refused ? AS_ENOMEM : AS_OK);
        assert_true(refused == (t.n == 0));
        /* The columns are still good for the next text. */
        assert_int_equal(as_tokenize(as_slice_str(text), &t, NULL), AS_OK);
        as_tokens_clear(&t);
        if (!refused) {
            assert_true(n > 4);
            break;
        }
    }
}

static void test_an_unknown_variant_is_refused(void **state)
{
    (void)state;
    as_err err = {0};
    assert_int_equal(as_token_variant_set("abacus", &err), AS_EINVAL);
    assert_string_equal(err.msg, "no such classifier here: abacus");
    assert_null(as_token_variant(1000));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_plain_words),
        cmocka_unit_test(test_clitics_are_split_off),
        cmocka_unit_test(test_hyphens_part_compounds_but_not_prefixes),
        cmocka_unit_test(test_abbreviations_keep_their_stop),
        cmocka_unit_test(test_numbers_and_money),
        cmocka_unit_test(test_slashes_and_other_joiners),
        cmocka_unit_test(test_addresses_are_one_token),
        cmocka_unit_test(test_runs_and_emoticons),
        cmocka_unit_test(test_controls_are_white_space),
        cmocka_unit_test(test_shapes),
        cmocka_unit_test(test_spacing),
        cmocka_unit_test(test_a_text_of_4_gib_is_refused),
        cmocka_unit_test(test_a_refusal_leaves_no_tokens),
        cmocka_unit_test(test_an_unknown_variant_is_refused),
    };
    return cmocka_run_group_tests_name("token", tests, NULL, NULL);
}
