/* names_model.c - check the sections of a model of names.
 *
 * Cost of opening: a pass over the tables' indexes and 5,000 exponentials. */
#include "tag/names_model.h"

#include <math.h>
#include <string.h>

#define PAIR_MAX 50.0f /* no weight that was learnt is near */

static as_status corrupt(const as_model *model, const char *what, as_err *err)
{
    return as_err_set(err, AS_ESYNTAX, "%s: %s", as_model_name(model), what);
}

static as_status open_params(const as_model *model, as_names_params *out,
                             as_err *err)
{
    as_slice bytes;
    as_status st = as_model_section(model, AS_NAMES_PARAMS, &bytes, err);
    if (st != AS_OK) {
        return st;
    }
    if (bytes.n != sizeof *out) {
        return corrupt(model, "corrupt model parameters", err);
    }
    memcpy(out, bytes.p, sizeof *out);
    if (out->features != AS_NAMES_FEATURES ||
        out->n_labels != AS_CRF_LABELS || out->n_clues != AS_CLUE_CLASSES) {
        return corrupt(model, "model for another version of this program",
                       err);
    }
    if (!(out->cool > 0 && out->cool <= 2)) {
        return corrupt(model, "corrupt model parameters", err);
    }
    return AS_OK;
}

static as_status open_pairs(const as_model *model, as_crf *crf, as_err *err)
{
    as_slice bytes;
    as_status st = as_model_section(model, AS_NAMES_PAIRS, &bytes, err);
    if (st != AS_OK) {
        return st;
    }
    if (bytes.n != sizeof crf->weight) {
        return corrupt(model, "corrupt table in model", err);
    }
    memcpy(crf->weight, bytes.p, sizeof crf->weight);
    bool good = true;
    for (size_t c = 0; c < AS_CRF_CONTEXTS; c++) {
        for (size_t i = 0; i < AS_CRF_FROM; i++) {
            for (size_t k = 0; k < AS_CRF_LABELS; k++) {
                good = good && fabsf(crf->weight[c][i][k]) <= PAIR_MAX;
            }
        }
    }
    return good ? AS_OK : corrupt(model, "corrupt table in model", err);
}

static as_status open_tables(const as_model *model, as_names_model *m,
                             as_err *err)
{
    as_status st = as_rows_of(model, AS_NAMES_WORDS, AS_NAME_WORD_WIDTH,
                              &m->lists.words, err);
    if (st == AS_OK) {
        st = as_rows_of(model, AS_NAMES_CLUSTERS, AS_NAME_CLUSTER_WIDTH,
                        &m->lists.clusters, err);
    }
    if (st == AS_OK) {
        st = as_rows_of(model, AS_NAMES_WEIGHTS, AS_CRF_LABELS, &m->weights,
                        err);
    }
    return st;
}

as_status as_names_model_open(const as_model *model, as_names_model *out,
                              as_err *err)
{
    const as_slice kind = as_model_kind(model);
    if (!as_slice_eq(kind, as_slice_str(AS_NAMES_KIND))) {
        return as_err_set(err, AS_ESYNTAX,
                          "%s: a model of kind \"%.*s\", not \"%s\"",
                          as_model_name(model), (int)kind.n, kind.p,
                          AS_NAMES_KIND);
    }
    as_status st = open_params(model, &out->params, err);
    if (st == AS_OK) {
        st = open_tables(model, out, err);
    }
    if (st == AS_OK) {
        st = open_pairs(model, &out->crf, err);
    }
    if (st == AS_OK) {
        out->crf.cool = out->params.cool;
        as_crf_exp_all(&out->crf);
    }
    return st;
}
