/* forms.c - open addressing from (bytes, case mode) to entries in an arena.
 *
 * Slots hold the upper half of a seeded hash beside the entry, so that a
 * word that was met before costs one hash, one slot and one comparison; a
 * new one some 40 look-ups in the model. At FORMS_MAX entries (some 14 MB)
 * as_forms_trim keeps those that were met most often, at most a quarter of
 * them, and halves their counts, so that what was frequent long ago goes. */
#include "tag/forms.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/hash.h"
#include "base/mem.h"
#include "text/norm.h"

enum {
    FORMS_MAX = 24 * 1024,
    FIRST_SLOTS = 1 << 12,
    HISTORY_FROM = 200, /* words as rare are not worth the memory */
    BATCH = 32,
    LINE = 64
};

typedef struct slot {
    uint64_t hash; /* with the case mode mixed in */
    as_form *form; /* NULL: free */
} slot;

struct as_forms {
    const as_pos_model *model;
    slot *slots;
    size_t mask, n;
    as_arena *arena;
    as_arena_mark empty;
    as_buf norm;
    as_form border;
};

void as_forms_sum(const as_pos_model *model, const uint64_t *keys, size_t n,
                  as_scores out)
{
    memset(out, 0, sizeof(as_scores));
    for (size_t i = 0; i < n; i++) {
        const int8_t *row =
            (const int8_t *)as_rows_find(&model->weights, keys[i]);
        for (size_t k = 0; row != NULL && k < AS_UPOS_N; k++) {
            out[k] = (int16_t)(out[k] + row[k]);
        }
    }
}

static void fill(const as_pos_model *m, as_form *f)
{
    for (unsigned g = 0; g < AS_WORD_GROUPS; g++) {
        uint64_t keys[AS_GROUP_MAX];
        size_t n = as_word_features(&f->word, (enum as_word_group)g, keys);
        as_forms_sum(m, keys, n, f->sum[g]);
    }
    f->sure = AS_TAG_UNSURE;
    if ((f->word.entry & AS_DICT_SURE) != 0) {
        f->sure = (f->word.entry >> AS_DICT_BEST) & 31;
    }
}

as_status as_forms_new(const as_pos_model *model, as_forms **out, as_err *err)
{
    as_forms *f = as_mem_zero(1, sizeof *f);
    if (f == NULL) {
        return as_err_nomem(err);
    }
    f->model = model;
    f->mask = FIRST_SLOTS - 1;
    f->slots = as_mem_zero(FIRST_SLOTS, sizeof *f->slots);
    f->arena = as_arena_new();
    if (f->slots == NULL || f->arena == NULL) {
        as_forms_free(f);
        return as_err_nomem(err);
    }
    f->empty = as_arena_mark_now(f->arena);
    f->border.word = *as_word_border();
    fill(model, &f->border);
    *out = f;
    return AS_OK;
}

void as_forms_free(as_forms *forms)
{
    if (forms != NULL) {
        as_mem_free(forms->slots);
        as_arena_free(forms->arena);
        as_buf_clear(&forms->norm);
        as_mem_free(forms);
    }
}

const as_form *as_forms_border(const as_forms *forms)
{
    return &forms->border;
}

static as_status grow(as_forms *f, as_err *err)
{
    size_t size = (f->mask + 1) * 2;
    slot *slots = as_mem_zero(size, sizeof *slots);
    if (slots == NULL) {
        return as_err_nomem(err);
    }
    for (size_t i = 0; i <= f->mask; i++) {
        if (f->slots[i].form != NULL) {
            size_t at = f->slots[i].hash & (size - 1);
            while (slots[at].form != NULL) {
                at = (at + 1) & (size - 1);
            }
            slots[at] = f->slots[i];
        }
    }
    as_mem_free(f->slots);
    f->slots = slots;
    f->mask = size - 1;
    return AS_OK;
}

static as_status add(as_forms *f, as_slice text,
                     as_case_mode mode, as_form **out, as_err *err)
{
    f->norm.n = 0;
    as_status st = as_norm(text, &f->norm, err);
    if (st != AS_OK) {
        return st;
    }
    as_form *form = as_arena_zero(f->arena, 1, sizeof *form);
    as_slice copy = as_arena_copy(f->arena, text);
    if (form == NULL || copy.p == NULL) {
        return as_err_nomem(err);
    }
    form->text = copy;
    as_word_make(text, as_buf_slice(&f->norm), mode, &f->model->lists,
                 &form->word);
    fill(f->model, form);
    *out = form;
    return AS_OK;
}

/* A word that was met before. */
static inline as_status again(as_forms *f, as_form *form, as_err *err)
{
    if (++form->seen < HISTORY_FROM || form->history != NULL) {
        return AS_OK;
    }
    form->history = as_arena_get(f->arena, sizeof *form->history);
    if (form->history == NULL) {
        form->seen--; /* try again */
        return as_err_nomem(err);
    }
    form->history->has_cur = form->history->has_next = 0;
    return AS_OK;
}

static as_status get(as_forms *f, as_slice text, uint64_t hash,
                     as_case_mode mode, as_form **out, as_err *err)
{
    size_t at = hash & f->mask;
    for (; f->slots[at].form != NULL; at = (at + 1) & f->mask) {
        if (f->slots[at].hash == hash &&
            as_slice_eq(f->slots[at].form->text, text)) {
            *out = f->slots[at].form;
            return again(f, *out, err);
        }
    }
    if (f->n * 2 >= f->mask) {
        as_status st = grow(f, err);
        if (st != AS_OK) {
            return st;
        }
        for (at = hash & f->mask; f->slots[at].form != NULL;) {
            at = (at + 1) & f->mask;
        }
    }
    as_status st = add(f, text, mode, out, err);
    if (st == AS_OK) {
        f->slots[at] = (slot){hash, *out};
        f->n++;
    }
    return st;
}

/* The entry that is most likely the word's, on its way into the cache. */
static void fetch(const as_forms *f, uint64_t hash)
{
    const char *form = (const char *)f->slots[hash & f->mask].form;
    for (size_t i = 0; form != NULL && i < sizeof(as_form); i += LINE) {
        __builtin_prefetch(form + i);
    }
}

as_status as_forms_get(as_forms *forms, const as_slice *texts, size_t n,
                       as_case_mode mode, as_form **out, as_err *err)
{
    uint64_t hash[BATCH];
    as_status st = AS_OK;
    for (size_t beg = 0; beg < n && st == AS_OK; beg += BATCH) {
        size_t len = n - beg < BATCH ? n - beg : BATCH;
        for (size_t i = 0; i < len; i++) {
            hash[i] = as_hash_seeded(texts[beg + i]) ^ (uint64_t)mode << 62;
            __builtin_prefetch(&forms->slots[hash[i] & forms->mask]);
        }
        for (size_t i = 0; i < len; i++) {
            fetch(forms, hash[i]);
        }
        for (size_t i = 0; i < len && st == AS_OK; i++) {
            st = get(forms, texts[beg + i], hash[i], mode, &out[beg + i],
                     err);
        }
    }
    return st;
}

/* How often the most frequent quarter at most was met. */
static uint32_t frequent(const as_forms *f)
{
    uint32_t least = 1;
    for (size_t n = SIZE_MAX; n > FORMS_MAX / 4;) {
        least *= 2;
        n = 0;
        for (size_t i = 0; i <= f->mask; i++) {
            const as_form *form = f->slots[i].form;
            n += form != NULL && form->seen >= least;
        }
    }
    return least;
}

/* A copy that is as good as the form; NULL when memory is refused. */
static as_form *form_copy(as_arena *arena, const as_form *form)
{
    as_form *copy = as_arena_get(arena, sizeof *copy);
    if (copy == NULL) {
        return NULL;
    }
    *copy = *form;
    copy->seen /= 2;
    copy->text = as_arena_copy(arena, form->text);
    if (form->history != NULL) {
        copy->history = as_arena_get(arena, sizeof *copy->history);
        if (copy->history == NULL) {
            return NULL;
        }
        *copy->history = *form->history;
    }
    return copy->text.p ? copy : NULL;
}

/* Move what was met `least` times into `slots`; how many those are. What
 * memory is refused for is forgotten. */
static size_t move_frequent(const as_forms *f, uint32_t least, as_arena *arena,
                            slot *slots)
{
    size_t n = 0;
    for (size_t i = 0; i <= f->mask; i++) {
        const slot *old = &f->slots[i];
        as_form *copy = old->form != NULL && old->form->seen >= least
                            ? form_copy(arena, old->form)
                            : NULL;
        if (copy == NULL) {
            continue;
        }
        size_t at = old->hash & f->mask;
        while (slots[at].form != NULL) {
            at = (at + 1) & f->mask;
        }
        slots[at] = (slot){old->hash, copy};
        n++;
    }
    return n;
}

void as_forms_trim(as_forms *forms)
{
    if (forms->n < FORMS_MAX) {
        return;
    }
    as_arena *arena = as_arena_new();
    slot *slots = as_mem_zero(forms->mask + 1, sizeof *slots);
    if (arena == NULL || slots == NULL) {
        as_arena_free(arena);
        as_mem_free(slots);
        memset(forms->slots, 0, (forms->mask + 1) * sizeof *forms->slots);
        as_arena_rollback(forms->arena, forms->empty);
        forms->n = 0;
        return;
    }
    forms->empty = as_arena_mark_now(arena);
    forms->n = move_frequent(forms, frequent(forms), arena, slots);
    as_mem_free(forms->slots);
    as_arena_free(forms->arena);
    forms->slots = slots;
    forms->arena = arena;
}

void as_forms_drop_lemmas(as_forms *forms)
{
    for (size_t i = 0; i <= forms->mask; i++) {
        as_form *f = forms->slots[i].form;
        if (f != NULL) {
            memset(f->lemma, 0, sizeof f->lemma);
        }
    }
}
