/* gaz_fixture.h - making gazetteers, for the tests of gazetteers. */
#ifndef AS_TESTS_GAZ_FIXTURE_H
#define AS_TESTS_GAZ_FIXTURE_H

#include "match/gaz.h"
#include "unit/doc/doc_fixture.h"

FIXTURE as_gaz_builder *builder_new(void)
{
    as_gaz_builder *b = NULL;
    assert_int_equal(as_gaz_builder_new(&b, NULL), AS_OK);
    return b;
}

FIXTURE void entry_add(as_gaz_builder *b, const char *text,
                      as_gaz_match match, const char *label)
{
    const as_gaz_entry entry = {.text = as_slice_str(text),
                                .match = match,
                                .label = as_slice_str(label)};
    assert_int_equal(as_gaz_builder_add(b, &entry, NULL), AS_OK);
}

FIXTURE as_gaz *gaz_build(as_gaz_builder *b)
{
    as_gaz *gaz = NULL;
    assert_int_equal(as_gaz_build(b, AS_LIT("test"), false, &gaz, NULL), AS_OK);
    return gaz;
}

#endif
