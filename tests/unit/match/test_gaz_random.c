/* test_gaz_random.c - gazetteers against an obvious matcher that tries every
 * phrase at every token, and with many entries. */
#include "unit/match/gaz_fixture.h"

#include "text/norm.h"

enum { WORDS = 9, PHRASES_MAX = 60 };

static const char *const words[WORDS] = {
    "a", "A", "b", "B", "New", "new", "York", "\xC3\xA9t\xC3\xA9",
    "\xC3\x89T\xC3\x89"};

typedef struct phrase {
    char text[64];
    as_gaz_match match;
} phrase;

static void random_words(rng *r, uint32_t n, char *out, size_t cap)
{
    out[0] = '\0';
    for (uint32_t i = 0; i < n; i++) {
        size_t used = strlen(out);
        snprintf(out + used, cap - used, "%s%s", i ? " " : "",
                 words[rng_below(r, WORDS)]);
    }
}

/* Does the phrase, a document itself, stand at token `at`? Its length. */
static uint32_t phrase_at(const as_doc *doc, uint32_t at,
                          const as_doc *phrase_doc, as_gaz_match match)
{
    const uint32_t n = (uint32_t)as_doc_tokens(phrase_doc)->n;
    if (at + n > as_doc_tokens(doc)->n) {
        return 0;
    }
    for (uint32_t i = 0; i < n; i++) {
        as_slice a = as_doc_token_text(doc, at + i, at + i + 1);
        as_slice b = as_doc_token_text(phrase_doc, i, i + 1);
        as_buf na = {0}, nb = {0};
        if (match == AS_GAZ_NORM) {
            assert_int_equal(as_norm(a, &na, NULL), AS_OK);
            assert_int_equal(as_norm(b, &nb, NULL), AS_OK);
            a = as_buf_slice(&na);
            b = as_buf_slice(&nb);
        }
        bool equal = as_slice_eq(a, b);
        as_buf_clear(&na);
        as_buf_clear(&nb);
        if (!equal) {
            return 0;
        }
    }
    return n;
}

typedef struct world {
    phrase phrases[PHRASES_MAX];
    as_doc *docs[PHRASES_MAX];
    uint32_t n;
} world;

/* The next hit from `from` on, by trying every phrase at every token. */
static bool obvious_next(const world *w, const as_doc *doc, uint32_t from,
                         as_gaz_hit *hit)
{
    for (uint32_t at = from; at < as_doc_tokens(doc)->n; at++) {
        uint32_t longest = 0;
        for (uint32_t p = 0; p < w->n; p++) {
            uint32_t n = phrase_at(doc, at, w->docs[p], w->phrases[p].match);
            if (n > longest) {
                longest = n;
                *hit = (as_gaz_hit){at, at + n, p};
            }
        }
        if (longest > 0) {
            return true;
        }
    }
    return false;
}

static void find_check(const world *w, const as_gaz *gaz, as_doc *doc,
                       size_t cap)
{
    const uint32_t end = (uint32_t)as_doc_tokens(doc)->n;
    as_norms norms;
    as_gaz_hit hits[300], want = {0}, next = {0};
    uint32_t at = 0, from = 0;
    assert_int_equal(as_doc_norms(doc, &norms, NULL), AS_OK);
    while (from < end) {
        size_t n = as_gaz_find(gaz, doc, cap % 2 ? &norms : NULL, &from, end,
                               hits, cap);
        assert_true(n > 0 || from == end);
        for (size_t i = 0; i < n; i++) {
            assert_true(obvious_next(w, doc, at, &want));
            assert_int_equal(as_gaz_next(gaz, doc, i % 2 ? &norms : NULL, at,
                                         end, &next), AS_OK);
            assert_memory_equal(&hits[i], &want, sizeof want);
            assert_memory_equal(&next, &want, sizeof want);
            at = want.end;
        }
    }
    assert_false(obvious_next(w, doc, at, &want));
    assert_int_equal(as_gaz_next(gaz, doc, &norms, at, end, &next), AS_EOF);
}

/* find_check by every way that this machine has. */
static void find_check_all(const world *w, const as_gaz *gaz, as_doc *doc,
                           size_t cap)
{
    const char *name;
    for (size_t i = 0; (name = as_token_variant(i)) != NULL; i++) {
        assert_int_equal(as_token_variant_set(name, NULL), AS_OK);
        find_check(w, gaz, doc, cap);
    }
    assert_int_equal(as_token_variant_set(as_token_variant(0), NULL), AS_OK);
}

static int by_place(const void *a, const void *b)
{
    const as_gaz_hit *p = a, *q = b;
    if (p->first != q->first) {
        return p->first < q->first ? -1 : 1;
    }
    if (p->end != q->end) {
        return p->end > q->end ? -1 : 1;
    }
    return (p->entry > q->entry) - (p->entry < q->entry);
}

/* Every phrase at every token. */
static void all_check(const world *w, const as_gaz *gaz, as_doc *doc)
{
    const uint32_t end = (uint32_t)as_doc_tokens(doc)->n;
    as_gaz_hits got = {0}, want = {0};
    for (uint32_t at = 0; at < end; at++) {
        for (uint32_t p = 0; p < w->n; p++) {
            const uint32_t n =
                phrase_at(doc, at, w->docs[p], w->phrases[p].match);
            if (n > 0) {
                assert_int_equal(as_vec_reserve(&want, 1, NULL), AS_OK);
                want.v[want.n++] = (as_gaz_hit){at, at + n, p};
            }
        }
    }
    if (want.n > 0) {
        qsort(want.v, want.n, sizeof *want.v, by_place);
    }
    assert_int_equal(as_gaz_all(gaz, doc, NULL, 0, end, NULL, &got, NULL),
                     AS_OK);
    assert_int_equal(got.n, want.n);
    if (want.n > 0) {
        assert_memory_equal(got.v, want.v, want.n * sizeof *want.v);
    }
    as_vec_clear(&got);
    as_vec_clear(&want);
}

static void world_make(world *w, rng *r)
{
    w->n = rng_below(r, PHRASES_MAX);
    for (uint32_t i = 0; i < w->n; i++) {
        phrase *p = &w->phrases[i];
        random_words(r, 1 + rng_below(r, 4), p->text, sizeof p->text);
        p->match = rng_below(r, 3) ? AS_GAZ_NORM : AS_GAZ_EXACT;
        w->docs[i] = doc_of(p->text);
    }
}

static as_gaz *world_gaz(const world *w, bool overlaps)
{
    as_gaz_builder *b = builder_new();
    for (uint32_t i = 0; i < w->n; i++) {
        entry_add(b, w->phrases[i].text, w->phrases[i].match, "x");
    }
    as_gaz *gaz = NULL;
    assert_int_equal(as_gaz_build(b, AS_LIT("test"), overlaps, &gaz, NULL),
                     AS_OK);
    as_gaz_builder_free(b);
    return gaz;
}

static void test_hits_equal_those_of_the_obvious_matcher(void **state)
{
    (void)state;
    rng r = {.x = 11};
    for (int round = 0; round < 80; round++) {
        world w;
        world_make(&w, &r);
        as_gaz *gaz = world_gaz(&w, false);
        as_gaz *all = world_gaz(&w, true);
        as_gaz *again;
        assert_int_equal(as_gaz_open(as_gaz_image(gaz), NULL, NULL, &again,
                                     NULL), AS_OK);
        for (int text = 0; text < 4; text++) {
            char bytes[4096];
            random_words(&r, rng_below(&r, text == 0 ? 600 : 60), bytes,
                         sizeof bytes);
            as_doc *doc = doc_of(bytes);
            find_check_all(&w, gaz, doc, 1 + rng_below(&r, 300));
            find_check(&w, again, doc, 1 + rng_below(&r, 64));
            all_check(&w, all, doc);
            as_doc_free(doc);
        }
        as_gaz_unref(again);
        as_gaz_unref(all);
        as_gaz_unref(gaz);
        for (uint32_t i = 0; i < w.n; i++) {
            as_doc_free(w.docs[i]);
        }
    }
}

/* Enough entries for many buckets to run over; each finds itself. */
static void test_each_of_many_entries_is_found(void **state)
{
    (void)state;
    enum { MANY = 20000 };
    as_gaz_builder *b = builder_new();
    for (uint32_t i = 0; i < MANY; i++) {
        char text[64];
        snprintf(text, sizeof text, "w%u x%u y%u", i % 777, i % 31, i);
        entry_add(b, text, i % 2 ? AS_GAZ_NORM : AS_GAZ_EXACT, "x");
    }
    as_gaz *gaz = gaz_build(b);
    as_gaz_builder_free(b);
    as_buf buf = {0};
    for (uint32_t i = 0; i < MANY; i++) {
        assert_int_equal(as_buf_printf(&buf, NULL, "w%u x%u y%u -- ",
                                       i % 777, i % 31, i), AS_OK);
    }
    as_doc *doc;
    as_norms norms;
    as_gaz_hit hits[50];
    assert_int_equal(as_doc_new(&buf, NULL, &doc, NULL), AS_OK);
    assert_int_equal(as_doc_norms(doc, &norms, NULL), AS_OK);
    const uint32_t end = (uint32_t)as_doc_tokens(doc)->n;
    uint32_t from = 0, n_found = 0;
    while (from < end) {
        size_t n = as_gaz_find(gaz, doc, &norms, &from, end, hits, 50);
        for (size_t i = 0; i < n; i++) {
            assert_int_equal(hits[i].entry, n_found++);
        }
    }
    assert_int_equal(n_found, MANY);
    as_doc_free(doc);
    as_gaz_unref(gaz);
}

/* A phrase of as many tokens as an entry may have, at every place of a
 * batch and across its end. */
static void test_a_long_entry_is_found_at_every_place(void **state)
{
    (void)state;
    enum { LONG = 32, PLACES = 600 };
    as_buf longest = {0};
    for (int i = 0; i < LONG; i++) {
        assert_int_equal(as_buf_printf(&longest, NULL, "w%d ", i), AS_OK);
    }
    as_gaz_builder *b = builder_new();
    entry_add(b, "w0 w1 w2", AS_GAZ_NORM, "x");
    assert_int_equal(as_buf_add_byte(&longest, '\0', NULL), AS_OK);
    entry_add(b, longest.p, AS_GAZ_NORM, "x");
    as_gaz *gaz = gaz_build(b);
    as_gaz_builder_free(b);
    for (uint32_t place = 0; place < PLACES; place += 7) {
        as_buf text = {0};
        for (uint32_t i = 0; i < place; i++) {
            assert_int_equal(as_buf_add_slice(&text, AS_LIT("w0 "), NULL),
                             AS_OK);
        }
        assert_int_equal(as_buf_printf(&text, NULL, "%s end", longest.p),
                         AS_OK);
        as_doc *doc;
        as_gaz_hit hits[4];
        uint32_t from = 0;
        assert_int_equal(as_doc_new(&text, NULL, &doc, NULL), AS_OK);
        const uint32_t end = (uint32_t)as_doc_tokens(doc)->n;
        assert_int_equal(as_gaz_find(gaz, doc, NULL, &from, end, hits, 4), 1);
        assert_int_equal(hits[0].first, place);
        assert_int_equal(hits[0].end, place + LONG);
        /* Cut by the end of the range: the shorter one. */
        from = 0;
        assert_int_equal(as_gaz_find(gaz, doc, NULL, &from, end - 2, hits, 4),
                         1);
        assert_int_equal(hits[0].end, place + 3);
        as_doc_free(doc);
    }
    as_buf_clear(&longest);
    as_gaz_unref(gaz);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_hits_equal_those_of_the_obvious_matcher),
        cmocka_unit_test(test_each_of_many_entries_is_found),
        cmocka_unit_test(test_a_long_entry_is_found_at_every_place),
    };
    return cmocka_run_group_tests_name("gaz_random", tests, NULL, NULL);
}
