/* floor: io
 * fuzz_gazfile.c - gazetteers from any bytes.
 * The first byte says what the rest is: '1' YAML, '2' TSV, '3' JSONL, '4' a
 * table of inflection; 'i', an image as it stands; and any other: changes to
 * a good image, four bytes each (three of a place, one to add there), sealed
 * again, so that they pass the checksums and are met by the search. Text is
 * an error or a gazetteer; an image is refused or can be searched. */
#include <stdint.h>
#include <stdlib.h>

#include "io/gazfile_int.h"
#include "match/gaz_int.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds)
{
    if (!holds) {
        abort();
    }
}

static const char text[] =
    "New York and new york city, the \xC3\x89t\xC3\xA9 of Kurds in Doha. "
    "Turkey turkey Turkey New York City Council a a a a b b";

static void search(const as_gaz *gaz)
{
    as_buf buf = {0};
    as_doc *doc;
    as_gaz_hits hits = {0};
    must(as_buf_add_slice(&buf, AS_LIT(text), NULL) == AS_OK);
    must(as_doc_new(&buf, NULL, &doc, NULL) == AS_OK);
    const uint32_t end = (uint32_t)as_doc_tokens(doc)->n;
    must(as_gaz_all(gaz, doc, NULL, 0, end, NULL, &hits, NULL) == AS_OK);
    for (size_t i = 0; i < hits.n; i++) {
        const as_gaz_info *info;
        must(hits.v[i].first < hits.v[i].end && hits.v[i].end <= end);
        must(hits.v[i].entry < as_gaz_count(gaz));
        as_status st = as_gaz_info_of(gaz, hits.v[i].entry, &info, NULL);
        must(st == AS_OK || st == AS_EIO);
    }
    as_vec_clear(&hits);
    as_doc_free(doc);
}

static void read_text(char kind, as_slice bytes)
{
    static const char *const paths[] = {"a.yaml", "a.tsv", "a.jsonl"};
    const as_gazfile_defaults def = {AS_LIT("D"), AS_GAZ_NORM};
    as_gaz_builder *b;
    as_gaz *gaz;
    as_err err = {AS_OK, ""};
    must(as_gaz_builder_new(&b, NULL) == AS_OK);
    as_status st = kind == '4'
                       ? gazfile_rules("r.tsv", bytes, b, &err)
                       : gazfile_read(paths[kind - '1'], bytes, &def, b, &err);
    must(st == AS_OK || err.msg[0] != '\0');
    must(as_gaz_build(b, AS_LIT("fuzz"), true, &gaz, NULL) == AS_OK);
    search(gaz);
    as_gaz_unref(gaz);
    as_gaz_builder_free(b);
}

static as_gaz *good_gaz(bool overlaps)
{
    static const char *const phrases[] = {"New York", "Doha", "Turkey", "a",
                                          "New York City Council", "doha",
                                          "\xC3\xA9t\xC3\xA9", "Kurd"};
    as_gaz_builder *b;
    as_gaz *gaz;
    must(as_gaz_builder_new(&b, NULL) == AS_OK);
    for (size_t i = 0; i < sizeof phrases / sizeof *phrases; i++) {
        as_slice list[] = {AS_LIT("x"), AS_LIT("y")};
        const as_feature f[] = {
            {AS_LIT("k"), {AS_VAL_TEXT, {.text = as_slice_str(phrases[i])}}},
            {AS_LIT("l"), {AS_VAL_LIST, {.list = {list, 2}}}}};
        const as_gaz_entry e = {.text = as_slice_str(phrases[i]),
                                .match = (as_gaz_match)(i % 3),
                                .label = AS_LIT("L"),
                                .fields = f,
                                .n_fields = i % 3};
        must(as_gaz_builder_add(b, &e, NULL) == AS_OK);
    }
    must(as_gaz_build(b, AS_LIT("good"), overlaps, &gaz, NULL) == AS_OK);
    as_gaz_builder_free(b);
    return gaz;
}

static void open_image(char *image, size_t n)
{
    as_gaz *gaz;
    as_status st = as_gaz_open((as_slice){image, n}, NULL, NULL, &gaz, NULL);
    must(st == AS_OK || st == AS_EINVAL);
    if (st == AS_OK) {
        search(gaz);
        as_gaz_unref(gaz);
    }
}

static char *aligned(const void *from, size_t n)
{
    char *p = aligned_alloc(GAZ_ALIGN, (n / GAZ_ALIGN + 1) * GAZ_ALIGN);
    must(p != NULL);
    if (n > 0) {
        memcpy(p, from, n);
    }
    return p;
}

static void change(char kind, const uint8_t *data, size_t size)
{
    as_gaz *gaz = good_gaz(kind % 2);
    const as_slice good = as_gaz_image(gaz);
    char *image = aligned(good.p, good.n);
    gaz_head *head = (gaz_head *)(void *)image;
    for (size_t i = 0; i + 4 <= size; i += 4) {
        const size_t at = (size_t)data[i] << 16 | data[i + 1] << 8 |
                          data[i + 2];
        image[at % good.n] = (char)(image[at % good.n] + data[i + 3]);
    }
    if (head->size == good.n) {
        gaz_seal(head);
    }
    open_image(image, good.n);
    free(image);
    as_gaz_unref(gaz);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0) {
        return 0;
    }
    const char kind = (char)data[0];
    if (kind >= '1' && kind <= '4') {
        read_text(kind, (as_slice){(const char *)data + 1, size - 1});
    } else if (kind == 'i') {
        char *image = aligned(data + 1, size - 1);
        open_image(image, size - 1);
        free(image);
    } else {
        change(kind, data + 1, size - 1);
    }
    return 0;
}
