/* pos_model.c - check the sections of a part-of-speech model. */
#include "tag/pos_model.h"

#include <string.h>

#include "tag/upos.h"
#include "tag/word.h"

as_pos_params as_pos_params_default(void)
{
    return (as_pos_params){.features = AS_POS_FEATURES, .n_tags = AS_UPOS_N,
                           .speaks = 730};
}

static as_status open_params(const as_model *model, as_pos_params *out,
                             as_err *err)
{
    const char *name = as_model_name(model);
    as_slice bytes;
    as_status st = as_model_section(model, AS_POS_PARAMS, &bytes, err);
    if (st != AS_OK) {
        return st;
    }
    if (bytes.n != sizeof *out) {
        return as_err_set(err, AS_ESYNTAX, "%s: corrupt model parameters",
                          name);
    }
    memcpy(out, bytes.p, sizeof *out);
    if (out->features != AS_POS_FEATURES || out->n_tags != AS_UPOS_N) {
        return as_err_set(err, AS_ESYNTAX,
                          "%s: model for another version of this program",
                          name);
    }
    return AS_OK;
}

/* Tags that rows name must exist. */
static bool dict_is_sound(const as_rows *dict)
{
    bool good = true;
    for (uint32_t i = 0; i < dict->n; i++) {
        uint32_t entry;
        memcpy(&entry, dict->row + (size_t)i * AS_DICT_WIDTH, sizeof entry);
        good = good && ((entry >> AS_DICT_BEST) & 31) < AS_UPOS_N;
    }
    return good;
}

as_status as_pos_model_open(const as_model *model, as_pos_model *out,
                            as_err *err)
{
    const char *name = as_model_name(model);
    if (!as_slice_eq(as_model_kind(model), as_slice_str(AS_POS_KIND))) {
        as_slice kind = as_model_kind(model);
        return as_err_set(err, AS_ESYNTAX,
                          "%s: a model of kind \"%.*s\", not \"%s\"", name,
                          (int)kind.n, kind.p, AS_POS_KIND);
    }
    as_pos_model m;
    as_status st = open_params(model, &m.params, err);
    if (st == AS_OK) {
        st = as_rows_of(model, AS_POS_DICT, AS_DICT_WIDTH, &m.lists.dict, err);
    }
    if (st == AS_OK) {
        st = as_rows_of(model, AS_POS_LEXICON, AS_LEXICON_WIDTH,
                       &m.lists.lexicon, err);
    }
    if (st == AS_OK) {
        st = as_rows_of(model, AS_POS_WEIGHTS, AS_UPOS_N, &m.weights, err);
    }
    if (st == AS_OK && !dict_is_sound(&m.lists.dict)) {
        st = as_err_set(err, AS_ESYNTAX, "%s: corrupt model dictionary",
                        name);
    }
    if (st == AS_OK) {
        *out = m;
    }
    return st;
}
