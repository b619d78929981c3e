/* test_corpus.c - documents that come and go, and where words and patterns
 * stand in them, against plain looking through. */
#include "base/hash.h"
#include "doc/tags.h"
#include "tag/upos.h"
#include "unit/corpus/corpus_fixture.h"

static const char *const TALKS[] = {
    "The talks on security guarantees ended. A Guarantee is a guarantee.",
    "", "Security first. Guarantees don't help; Western-style talks do.",
    NULL};

/* Hits as "doc:first-end ..." */
static const char *hits_text(const as_hits *h)
{
    static char out[4096];
    size_t at = 0;
    out[0] = '\0';
    for (size_t i = 0; i < h->v.n; i++) {
        const as_hit *x = &h->v.v[i];
        at += (size_t)snprintf(out + at, sizeof out - at, "%s%u:%u-%u",
                               i ? " " : "", x->doc, x->first, x->end);
    }
    return out;
}

static const char *find_words(const corpus_of *k, const as_choice *choice,
                              const char *words)
{
    as_hits hits = {0};
    as_err err;
    must_be(as_hits_words(k->c, choice, as_slice_str(words), NULL, &hits,
                          &err),
            &err);
    const char *text = hits_text(&hits);
    as_hits_clear(&hits);
    return text;
}

static void test_words_stand_where_they_stand(void **state)
{
    (void)state;
    corpus_of k;
    corpus_start(&k, TALKS);
    assert_string_equal(find_words(&k, &k.all, "guarantee"), "0:8-9 0:11-12");
    assert_string_equal(find_words(&k, &k.all, "GUARANTEE*"),
                        "0:4-5 0:8-9 0:11-12 2:3-4");
    assert_string_equal(find_words(&k, &k.all, "security guarantee*"),
                        "0:3-5"); /* not over the end of a sentence */
    assert_string_equal(find_words(&k, &k.all, "a * is"), "0:7-10");
    assert_string_equal(find_words(&k, &k.all, "a * is a"), "0:7-11");
    assert_string_equal(find_words(&k, &k.all, "* is a"), "0:8-11");
    assert_string_equal(find_words(&k, &k.all, "*ee is"), "0:8-10");
    assert_string_equal(find_words(&k, &k.all, "don't"), "2:4-6");
    assert_string_equal(find_words(&k, &k.all, "western-style"), "2:8-11");
    assert_string_equal(find_words(&k, &k.all, "nonesuch"), "");
    assert_string_equal(find_words(&k, &k.all, "nonesuch*"), "");
    corpus_end(&k);
}

static void test_what_words_are(void **state)
{
    (void)state;
    assert_true(as_words_are(AS_LIT("security guarantee*")));
    assert_true(as_words_are(AS_LIT("don't Zo\xC3\xAB 30")));
    assert_false(as_words_are(AS_LIT("<say> that")));
    assert_false(as_words_are(AS_LIT("a ~3 b")));
    assert_false(as_words_are(AS_LIT("  ")));
    assert_false(as_words_are(AS_LIT("")));
}

static void test_globs(void **state)
{
    (void)state;
    static const struct {
        const char *glob, *text;
        bool fits;
    } cases[] = {{"a*", "abc", true},   {"*c", "abc", true},
                 {"a*c", "abc", true},  {"a*b", "abc", false},
                 {"*b*", "abc", true},  {"*", "", true},
                 {"a**", "a", true},    {"ab", "abc", false},
                 {"*ab*ab", "abab", true}, {"*ab*ab", "ab", false},
                 {"", "", true},        {"", "a", false}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_int_equal(as_glob_fits(as_slice_str(cases[i].glob),
                                      as_slice_str(cases[i].text)),
                         cases[i].fits);
    }
}

static void test_a_choice_has_its_own_order(void **state)
{
    (void)state;
    corpus_of k;
    as_choice some = {0};
    corpus_start(&k, TALKS);
    const uint32_t ids[] = {k.ids[2], k.ids[0], k.ids[2]};
    must_be(as_corpus_choose(k.c, ids, 3, &some, NULL), NULL);
    assert_int_equal(some.n, 2); /* once each */
    assert_string_equal(find_words(&k, &some, "talks"), "0:11-12 1:1-2");
    must_be(as_corpus_choose(k.c, ids, 1, &some, NULL), NULL);
    assert_string_equal(find_words(&k, &some, "talks"), "0:11-12");
    must_be(as_corpus_choose(k.c, ids, 0, &some, NULL), NULL);
    assert_string_equal(find_words(&k, &some, "talks"), "");
    as_choice_clear(&some);
    corpus_end(&k);
}

static void test_documents_come_and_go(void **state)
{
    (void)state;
    corpus_of k;
    corpus_start(&k, TALKS);
    assert_string_equal(find_words(&k, &k.all, "talks"), "0:1-2 2:11-12");
    corpus_add(&k, "More talks."); /* behind what was worked out */
    assert_string_equal(find_words(&k, &k.all, "talks"),
                        "0:1-2 2:11-12 3:1-2");
    as_corpus_drop(k.c, k.ids[0]);
    assert_int_equal(as_corpus_doc_count(k.c), 3);
    must_be(as_corpus_choose(k.c, k.ids, k.n, &k.all, NULL), NULL);
    assert_string_equal(find_words(&k, &k.all, "talks"), "1:11-12 2:1-2");
    assert_false(as_corpus_worn(k.c)); /* it is small */
    corpus_end(&k);
}

/* Enough tokens for lists of places, twice, and a tail. */
static void test_large_ones_have_lists(void **state)
{
    (void)state;
    enum { WORDS = 70000 };
    char *text = malloc(WORDS * 4 + 1);
    rng r = {7};
    corpus_of k = {0};
    const char *const nothing[] = {NULL};
    corpus_start(&k, nothing);
    for (int turn = 0; turn < 4; turn++) {
        random_text(&r, text, turn == 3 ? 500 : WORDS);
        corpus_add(&k, text);
        static const char *const words[] = {"aa", "cc dd", "*d", "* hh", "b*"};
        for (size_t w = 0; w < sizeof words / sizeof *words; w++) {
            as_hits hits = {0};
            size_t n = 0;
            must_be(as_hits_words(k.c, &k.all, as_slice_str(words[w]), NULL,
                                  &hits, NULL),
                    NULL);
            as_pattern *p = NULL;
            static const char *const same[] = {"aa", "cc dd",
                                               "[norm=/.*d/]", "[] hh",
                                               "[norm=/b.*/]"};
            must_be(as_pattern_compile(AS_LIT("p"), as_slice_str(same[w]),
                                       NULL, NULL, NULL, &p, NULL, NULL),
                    NULL);
            as_search *s = NULL;
            as_match m;
            must_be(as_search_new(&s, NULL), NULL);
            for (size_t d = 0; d < k.n; d++) {
                uint32_t end = (uint32_t)as_doc_tokens(k.docs[d])->n;
                must_be(as_search_open(s, p, k.docs[d], NULL), NULL);
                must_be(as_search_range(s, 0, end, AS_SCOPE_SENTENCE,
                                        AS_MATCH_FIRST, NULL),
                        NULL);
                while (as_search_next(s, &m, NULL) == AS_OK) {
                    assert_true(n < hits.v.n);
                    assert_int_equal(hits.v.v[n].doc, d);
                    assert_int_equal(hits.v.v[n].first, m.first);
                    assert_int_equal(hits.v.v[n].end, m.end);
                    n++;
                }
            }
            assert_int_equal(n, hits.v.n);
            as_search_free(s);
            as_pattern_free(p);
            as_hits_clear(&hits);
        }
    }
    for (size_t i = 0; i < 3; i++) {
        assert_false(as_corpus_worn(k.c) && i == 0);
        as_corpus_drop(k.c, k.ids[i]);
    }
    assert_true(as_corpus_worn(k.c));
    assert_true(as_corpus_size(k.c) > WORDS * 4);
    as_corpus_clear(k.c);
    assert_int_equal(as_corpus_token_count(k.c), 0);
    free(text);
    corpus_end(&k);
}

/* What a search of the document alone finds; false if the pattern is none. */
static bool same_as_search(corpus_of *k, const as_choice *choice,
                           const char *source)
{
    as_pattern *p = NULL;
    as_search *s = NULL;
    as_hits hits = {0};
    as_match m;
    size_t n = 0;
    as_err err;
    if (as_pattern_compile(AS_LIT("p"), as_slice_str(source), NULL, NULL, NULL,
                           &p, NULL, NULL) != AS_OK) {
        return false;
    }
    must_be(as_hits_pattern(k->c, choice, p, NULL, &hits, &err), &err);
    must_be(as_search_new(&s, NULL), NULL);
    for (size_t d = 0; d < choice->n; d++) {
        uint32_t first, end;
        as_doc *doc = as_corpus_doc(k->c, choice->docs[d], &first, &end);
        must_be(as_search_open(s, p, doc, NULL), NULL);
        must_be(as_search_range(s, 0, end, AS_SCOPE_SENTENCE, AS_MATCH_FIRST,
                                NULL),
                NULL);
        while (as_search_next(s, &m, NULL) == AS_OK) {
            const as_hit *h = &hits.v.v[n];
            if (n >= hits.v.n || h->doc != d || h->first != m.first ||
                h->end != m.end) {
                fail_msg("%s: hit %zu: %u:%u-%u for %zu:%u-%u", source, n,
                         n < hits.v.n ? h->doc : 0, n < hits.v.n ? h->first : 0,
                         n < hits.v.n ? h->end : 0, d, m.first, m.end);
            }
            n++;
            if (as_pattern_capture_count(p) == 0) {
                continue;
            }
            const uint32_t from = hits.cap_off.v[h->more];
            assert_int_equal(hits.cap_off.v[h->more + 1] - from,
                             m.n_captures);
            for (size_t i = 0; i < m.n_captures; i++) {
                const as_capture *c = &hits.caps.v[from + i];
                assert_true(c->name == m.captures[i].name &&
                            c->first == m.captures[i].first &&
                            c->end == m.captures[i].end);
            }
        }
    }
    if (n != hits.v.n) {
        fail_msg("%s: %zu hits for %zu", source, hits.v.n, n);
    }
    as_search_free(s);
    as_pattern_free(p);
    as_hits_clear(&hits);
    return true;
}

/* Spans of labels X and Y, some over the edges of sentences, in two layers. */
static void add_spans(as_doc *doc, rng *r)
{
    static const char *const layers[] = {"x", "other"};
    const as_tokens *t = as_doc_tokens(doc);
    for (uint32_t tok = 0; tok < t->n; tok++) {
        uint32_t end = tok + 1 + rng_below(r, 4);
        end = end < t->n ? end : (uint32_t)t->n;
        const as_feature f = {AS_LIT("n"),
                              {.type = AS_VAL_INT, .integer = tok % 3}};
        const as_span_spec span = {.beg = t->beg[tok],
                                   .end = t->end[end - 1],
                                   .label = rng_below(r, 2) ? AS_LIT("X")
                                                            : AS_LIT("Y"),
                                   .score = 1,
                                   .prov = {.rule = AS_LIT("t@0/t")},
                                   .features = &f,
                                   .n_features = tok % 2};
        as_layer *layer = NULL;
        if (rng_below(r, 6) == 0) {
            must_be(as_doc_layer(doc, as_slice_str(layers[rng_below(r, 2)]),
                                 &layer, NULL),
                    NULL);
            must_be(as_layer_add(doc, layer, &span, NULL, NULL), NULL);
        }
    }
}

/* Documents of few words, some with tags, one of sentences of any length. */
static void start_mixed(corpus_of *k, rng *r)
{
    static char text[1 << 16];
    const char *const nothing[] = {NULL};
    corpus_start(k, nothing);
    for (int i = 0; i < 20; i++) {
        random_text(r, text, rng_below(r, 200));
        corpus_add(k, text);
    }
    size_t at = 0;
    for (int i = 0; i < 9000; i++) { /* more than a window */
        const uint32_t ends = rng_below(r, i < 5000 ? 3000 : 80);
        const char c = (char)('a' + rng_below(r, 8));
        at += (size_t)sprintf(text + at, "%c%c%s", i % 7 ? c : 'S', c,
                              ends == 0   ? ".\n\n"
                              : ends == 1 ? ". "
                                          : " ");
    }
    corpus_add(k, text);
    for (size_t d = 0; d < 10; d++) {
        const size_t n = as_doc_tokens(k->docs[d])->n;
        const as_type lemmas[] = {
            {AS_LIT("aa"), as_hash_portable(AS_LIT("aa"))},
            {AS_LIT("zz"), as_hash_portable(AS_LIT("zz"))}};
        uint8_t *pos = calloc(n + 1, 1);
        uint32_t *lemma = calloc(n + 1, sizeof *lemma);
        for (size_t i = 0; i < n; i++) {
            pos[i] = (uint8_t)(i % 3 ? AS_UPOS_NOUN : AS_UPOS_VERB);
            lemma[i] = i % 5 == 0;
        }
        const as_tags tags = {pos, lemma, lemmas, 2};
        must_be(as_doc_tags_set(k->docs[d], &tags, NULL), NULL);
        free(pos);
        free(lemma);
    }
    for (size_t d = 5; d < k->n; d++) {
        add_spans(k->docs[d], r);
    }
    must_be(as_corpus_choose(k->c, k->ids, k->n, &k->all, NULL), NULL);
}

/* With a word that is needed, with several, with lemmas, with none. */
static void test_patterns_as_one_by_one(void **state)
{
    (void)state;
    static const char *const patterns[] = {
        "aa ~3 bb", "x:(cc|dd) [lower]", "<ee> y:[]", "[norm=/[ab]b/] cc",
        "aa << bb >> cc", "\"Saa\"?  \"bb\"", "([norm=aa]|<dd>) hh",
        "<s> [] bb", "[title]", "[title]+ x:aa", "[!title] </s>", "<p> []",
        "[] \".\" </p>", "<p> << cc+ >> dd", "[pos=NOUN] [pos=VERB]",
        "[pos!=NOUN]", "[pos=/N.*|/]", "/S[a-c]+/ [!punct]", "<zz> ~2 <aa>",
        "\"Saa\" [title]", "aa []* hh", "a:[title] << b:bb c:aa?",
        "\"nonesuch\"", "[sent=2] aa", "[id<3]", "[id>70]", "[!id=2]",
        "[sent={1,3,99}]", "[sent>1 & title] [id<9]", "[lower]+", "[]", "[title | punct]",
        "[]+? aa", "[id=1]* [title]", "@X", "@Y aa", "aa ~2 @Y",
        "@X[n=1] @Y*", "@Y[label=X | n>1]", "[label=X] [!n=2]", "x:@X << aa",
        "@Y << []", "[n=0 & title]", "@X+ >> </s>", "@Y[norm=/.*a.*/]"};
    rng r = {11};
    corpus_of k;
    start_mixed(&k, &r);
    for (size_t w = 0; w < sizeof patterns / sizeof *patterns; w++) {
        if (!same_as_search(&k, &k.all, patterns[w])) {
            fail_msg("%s is no pattern", patterns[w]);
        }
    }
    corpus_end(&k);
}

/* Rows of bits that are kept go on with what comes, and pass over what went. */
static void test_patterns_while_documents_come_and_go(void **state)
{
    (void)state;
    static const char *const patterns[] = {"[title]", "[title] [lower]+",
                                           "<s> []", "[] </p>", "[id=2]",
                                           "[sent=2 & punct]", "[!lower]"};
    static char text[1 << 12];
    rng r = {5};
    corpus_of k;
    const char *const nothing[] = {NULL};
    corpus_start(&k, nothing);
    for (size_t turn = 0; turn < 20; turn++) {
        random_text(&r, text, rng_below(&r, 150)); /* some without a word */
        corpus_add(&k, text);
        if (turn % 3 == 2) {
            as_corpus_drop(k.c, k.ids[turn - rng_below(&r, 3)]);
        }
        must_be(as_corpus_choose(k.c, k.ids, k.n, &k.all, NULL), NULL);
        /* each flag is asked for at another time */
        for (size_t w = 0; w < 1 + turn / 3; w++) {
            assert_true(same_as_search(&k, &k.all, patterns[w]));
        }
    }
    as_corpus_clear(k.c);
    for (size_t i = 0; i < k.n; i++) {
        must_be(as_corpus_add(k.c, k.docs[k.n - 1 - i], &k.ids[i], NULL), NULL);
    }
    must_be(as_corpus_choose(k.c, k.ids, k.n, &k.all, NULL), NULL);
    assert_true(same_as_search(&k, &k.all, patterns[1]));
    corpus_end(&k);
}

/* A pattern of a few atoms, appended to `out`. */
static void random_pattern(rng *r, int depth, char *out)
{
    static const char *const atoms[] = {
        "aa", "bb", "cc", "dd", "\"Sbb\"", "[title]", "[lower]", "[]",
        "[punct]", "[!norm=aa]", "[norm={aa,bb,ee} & lower]", "/S?a+/",
        "<aa>", "<zz>", "@X", "@Y", "@X[n=1]", "[label=Y]", "[n<2 & lower]",
        "[pos=NOUN]", "[pos=VERB | title]", "[id=2]", "[sent>1]",
        "[id<4 & title]"};
    static const char *const counts[] = {"", "", "", "?", "*", "+", "??",
                                         "+?", "{1,3}", "{2}"};
    const uint32_t n = 1 + rng_below(r, 4);
    for (uint32_t i = 0; i < n; i++) {
        strcat(out, i == 0 ? "" : rng_below(r, 5) == 0 ? " | " : " ");
        if (rng_below(r, 8) == 0) { /* these take no count, nor a name */
            static const char *const bare[] = {"<s>", "</s>", "<p>",
                                               "</p>", "~2",  "~3!cc"};
            strcat(out, bare[rng_below(r, 6)]);
            continue;
        }
        if (rng_below(r, 6) == 0) {
            strcat(out, rng_below(r, 2) ? "x:" : "y:");
        }
        if (depth > 0 && rng_below(r, 4) == 0) {
            strcat(out, "(");
            random_pattern(r, depth - 1, out);
            strcat(out, ")");
        } else {
            strcat(out, atoms[rng_below(r, sizeof atoms / sizeof *atoms)]);
        }
        strcat(out, counts[rng_below(r, sizeof counts / sizeof *counts)]);
    }
}

static void test_random_patterns_as_one_by_one(void **state)
{
    (void)state;
    enum { PATTERNS = 3000 };
    rng r = {29};
    size_t n = 0;
    as_choice some = {0};
    corpus_of k;
    start_mixed(&k, &r);
    const uint32_t docs[] = {7, 3, 4, 5, 20, 11, 19};
    must_be(as_corpus_choose(k.c, docs, 7, &some, NULL), NULL);
    for (int i = 0; i < PATTERNS; i++) {
        char source[4096] = "";
        const uint32_t left = rng_below(&r, 4), right = rng_below(&r, 4);
        if (left == 0) {
            random_pattern(&r, 1, source);
            strcat(source, " << ");
        }
        random_pattern(&r, 2, source);
        if (right == 0) {
            strcat(source, " >> ");
            random_pattern(&r, 1, source);
        }
        n += same_as_search(&k, i % 8 ? &some : &k.all, source);
    }
    assert_true(n > PATTERNS / 4);
    as_choice_clear(&some);
    corpus_end(&k);
}

/* Each type's text and count by `by`, in the order of the list. */
static const char *listed(const corpus_of *k, as_by by)
{
    static char out[512];
    size_t at = 0;
    as_freq f = {0};
    const as_listing l = {.by = by, .min = 1, .punct = true};
    must_be(as_freq_count(k->c, &k->all, &l, NULL, &f, NULL), NULL);
    out[0] = '\0';
    for (size_t i = 0; i < f.v.n; i++) {
        const as_slice s = as_corpus_type(k->c, by, f.v.v[i].type);
        at += (size_t)snprintf(out + at, sizeof out - at, "%s%.*s:%u",
                               i ? " " : "", (int)s.n, s.p, f.v.v[i].n);
    }
    as_vec_clear(&f.v);
    return out;
}

/* Words of one norm, told by their case where that tells them. */
static void test_texts_as_they_stand(void **state)
{
    (void)state;
    const char *const texts[] = {
        "Mcduff mcduff McDuff MCDUFF mcDuff",
        "McDuff Mcduff MCDUFF mcDuff mcduff \xC3\x89tat \xC3\xA9tat",
        "\xC3\xA9tat \xC3\x89tat x X x2 X2 McDuff", NULL};
    corpus_of k;
    corpus_start(&k, texts);
    assert_string_equal(listed(&k, AS_BY_WORD),
                        "McDuff:3 MCDUFF:2 Mcduff:2 mcDuff:2 mcduff:2 "
                        "\xC3\x89tat:2 \xC3\xA9tat:2 X:1 X2:1 x:1 x2:1");
    assert_true(same_as_search(&k, &k.all, "/Mc.*|x\\d/"));
    corpus_end(&k);
}

static void test_tags_that_come_later_are_seen(void **state)
{
    (void)state;
    static const char *const texts[] = {"Wars end", "wars", NULL};
    const as_type lemmas[] = {
        {AS_LIT("war"), as_hash_portable(AS_LIT("war"))},
        {AS_LIT("end"), as_hash_portable(AS_LIT("end"))}};
    const uint8_t pos[] = {AS_UPOS_NOUN, AS_UPOS_VERB};
    const uint32_t lemma[] = {0, 1};
    const as_tags tags = {pos, lemma, lemmas, 2};
    corpus_of k;
    corpus_start(&k, texts);
    assert_string_equal(listed(&k, AS_BY_LEMMA), "wars:2 end:1");
    assert_string_equal(listed(&k, AS_BY_UPOS), "X:3");
    assert_false(as_corpus_tagged(k.c, &k.all));
    must_be(as_doc_tags_set(k.docs[0], &tags, NULL), NULL);
    must_be(as_corpus_choose(k.c, k.ids, k.n, &k.all, NULL), NULL);
    assert_true(as_corpus_tagged(k.c, &k.all));
    assert_string_equal(listed(&k, AS_BY_LEMMA), "end:1 war:1 wars:1");
    assert_string_equal(listed(&k, AS_BY_UPOS), "NOUN:1 VERB:1 X:1");
    assert_string_equal(listed(&k, AS_BY_LEMMA_POS),
                        "end_VERB:1 war_NOUN:1 wars_X:1");
    assert_string_equal(listed(&k, AS_BY_WORD), "Wars:1 end:1 wars:1");
    assert_string_equal(listed(&k, AS_BY_NORM), "wars:2 end:1");
    corpus_end(&k);
}

static void test_a_raised_flag_stops_it(void **state)
{
    (void)state;
    as_cancel flag = {0};
    as_hits hits = {0};
    as_err err;
    corpus_of k;
    corpus_start(&k, TALKS);
    as_cancel_raise(&flag);
    assert_int_equal(as_hits_words(k.c, &k.all, AS_LIT("talks"), &flag, &hits,
                                   &err),
                     AS_ECANCEL);
    assert_int_equal(hits.v.n, 0);
    as_cancel_lower(&flag); /* and then goes on where it was */
    assert_string_equal(find_words(&k, &k.all, "talks"), "0:1-2 2:11-12");
    corpus_end(&k);
}

static void test_refused_memory(void **state)
{
    (void)state;
    as_pattern *p = NULL, *open = NULL;
    must_be(as_pattern_compile(AS_LIT("p"), AS_LIT("x:talks ~3 <end>"), NULL,
                               NULL, NULL, &p, NULL, NULL),
            NULL);
    must_be(as_pattern_compile(AS_LIT("p"),
                               AS_LIT("<s> << [text=/T.*/ & title & id<3 & "
                                      "sent=1] x:[]*"),
                               NULL, NULL, NULL, &open, NULL, NULL),
            NULL);
    FOR_EACH_FAILURE({
        corpus_of k = {0};
        as_hits hits = {0};
        failmem_disarm(); /* documents are made in peace */
        as_doc *doc = doc_of(TALKS[0]);
        failmem_arm(nth_);
        st_ = as_corpus_new(&k.c, NULL);
        st_ = st_ == AS_OK ? as_corpus_add(k.c, doc, &k.ids[0], NULL) : st_;
        st_ = st_ == AS_OK ? as_corpus_choose(k.c, k.ids, 1, &k.all, NULL)
                           : st_;
        st_ = st_ == AS_OK ? as_hits_words(k.c, &k.all, AS_LIT("* talk*"),
                                           NULL, &hits, NULL)
                           : st_;
        st_ = st_ == AS_OK ? as_hits_sort(k.c, &k.all, AS_ORDER_RIGHT, NULL,
                                          NULL, &hits, NULL)
                           : st_;
        st_ = st_ == AS_OK ? as_hits_pattern(k.c, &k.all, p, NULL, &hits, NULL)
                           : st_;
        st_ = st_ == AS_OK ? as_hits_pattern(k.c, &k.all, open, NULL, &hits,
                                             NULL)
                           : st_;
        st_ = st_ == AS_OK ? as_corpus_column(k.c, AS_BY_LEMMA_POS, NULL, NULL)
                           : st_;
        const bool refused = failmem_disarm();
        as_hits_clear(&hits);
        as_choice_clear(&k.all);
        as_corpus_free(k.c);
        as_doc_free(doc);
        failmem_arm(refused ? 1 : SIZE_MAX); /* for the macro to see */
        if (refused) {
            assert_null(as_mem_new(1));
        }
    });
    as_pattern_free(p);
    as_pattern_free(open);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_words_stand_where_they_stand),
        cmocka_unit_test(test_what_words_are),
        cmocka_unit_test(test_globs),
        cmocka_unit_test(test_a_choice_has_its_own_order),
        cmocka_unit_test(test_documents_come_and_go),
        cmocka_unit_test(test_large_ones_have_lists),
        cmocka_unit_test(test_patterns_as_one_by_one),
        cmocka_unit_test(test_patterns_while_documents_come_and_go),
        cmocka_unit_test(test_random_patterns_as_one_by_one),
        cmocka_unit_test(test_texts_as_they_stand),
        cmocka_unit_test(test_tags_that_come_later_are_seen),
        cmocka_unit_test(test_a_raised_flag_stops_it),
        cmocka_unit_test(test_refused_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
