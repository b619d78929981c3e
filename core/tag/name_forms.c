/* name_forms.c - forms in a row, found by the hash of their text.
 *
 * The table maps a hash to an id; the whole hash is compared, texts are not
 * kept. All memory is asked for at the beginning (some 4 MB, of which what is
 * not used is never touched), so that forms never move and no look-up fails.
 * Cost: a hash and a probe or two; of a new word what name_word.h does. */
#include "tag/name_forms.h"

#include <assert.h>
#include <string.h>

#include "base/mem.h"

enum {
    ROOM = AS_NAME_FORMS_KEPT + AS_NAME_FORMS_MORE,
    SLOTS = 2 * AS_NAME_FORMS_KEPT
};

_Static_assert((SLOTS & (SLOTS - 1)) == 0 && ROOM < SLOTS,
               "a probe always ends");

typedef struct slot {
    uint32_t mark; /* upper half of the hash */
    uint32_t id;   /* + 1; 0: free */
} slot;

struct as_name_forms {
    const as_name_lists *lists;
    slot *slots;
    uint64_t *hash; /* by id */
    as_name_form *form;
    uint32_t n;
    uint64_t epoch;
};

as_status as_name_forms_new(const as_name_lists *lists, as_name_forms **out,
                            as_err *err)
{
    as_name_forms *f = as_mem_zero(1, sizeof *f);
    if (f == NULL) {
        return as_err_nomem(err);
    }
    f->lists = lists;
    f->slots = as_mem_zero(SLOTS, sizeof *f->slots);
    f->hash = as_mem_new(ROOM * sizeof *f->hash);
    f->form = as_mem_new(ROOM * sizeof *f->form);
    if (f->slots == NULL || f->hash == NULL || f->form == NULL) {
        as_name_forms_free(f);
        return as_err_nomem(err);
    }
    *out = f;
    return AS_OK;
}

void as_name_forms_free(as_name_forms *forms)
{
    if (forms != NULL) {
        as_mem_free(forms->slots);
        as_mem_free(forms->hash);
        as_mem_free(forms->form);
        as_mem_free(forms);
    }
}

uint32_t as_name_forms_id(as_name_forms *forms, as_slice text, as_slice norm)
{
    const uint64_t hash = as_hash_seeded(text);
    const uint32_t mark = (uint32_t)(hash >> 32);
    size_t at = hash & (SLOTS - 1);
    for (; forms->slots[at].id != 0; at = (at + 1) & (SLOTS - 1)) {
        const uint32_t id = forms->slots[at].id - 1;
        if (forms->slots[at].mark == mark && forms->hash[id] == hash) {
            return id;
        }
    }
    assert(forms->n < ROOM);
    const uint32_t id = forms->n++;
    as_name_form_make(text, norm, forms->lists, &forms->form[id]);
    forms->hash[id] = hash;
    forms->slots[at] = (slot){mark, id + 1};
    return id;
}

const as_name_form *as_name_forms_at(const as_name_forms *forms, uint32_t id)
{
    return &forms->form[id];
}

bool as_name_forms_trim(as_name_forms *forms)
{
    if (forms->n < AS_NAME_FORMS_KEPT) {
        return false;
    }
    memset(forms->slots, 0, SLOTS * sizeof *forms->slots);
    forms->n = 0;
    forms->epoch++;
    return true;
}

uint64_t as_name_forms_epoch(const as_name_forms *forms)
{
    return forms->epoch;
}
