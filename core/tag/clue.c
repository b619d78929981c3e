/* clue.c - labels to classes, and the order of clues. */
#include "tag/clue.h"

#include <stdlib.h>

as_clue_class as_clue_class_of(as_slice label, bool lookup)
{
    static const as_slice names[] = {
        AS_LIT("PERSON"), AS_LIT("ORG"),   AS_LIT("LOC"),     AS_LIT("NORP"),
        AS_LIT("FAC"),    AS_LIT("EVENT"), AS_LIT("PRODUCT"), AS_LIT("WEAPON"),
    };
    static const as_clue_class lookups[] = {
        AS_CLUE_LOOKUP_PERSON, AS_CLUE_LOOKUP_ORG, AS_CLUE_LOOKUP_LOC};
    const unsigned n = lookup ? 3 : sizeof names / sizeof *names;
    for (unsigned i = 0; i < n; i++) {
        if (as_slice_eq(label, names[i])) {
            return lookup ? lookups[i] : (as_clue_class)i;
        }
    }
    return lookup ? AS_CLUE_LOOKUP_OTHER : AS_CLUE_OTHER;
}

static int by_place(const void *a, const void *b)
{
    const as_clue *p = a, *q = b;
    if (p->first != q->first) {
        return p->first < q->first ? -1 : 1;
    }
    if (p->end != q->end) {
        return p->end > q->end ? -1 : 1;
    }
    return (p->class > q->class) - (p->class < q->class);
}

void as_clues_sort(as_clue *clues, size_t n)
{
    if (n > 0) {
        qsort(clues, n, sizeof *clues, by_place);
    }
}
