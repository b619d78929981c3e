/* finder.c - features to labels to names.
 *
 * Only the words within two of a capital are looked at, in chains of their
 * own (name_view.h): elsewhere there are as good as no names. Scores are sums
 * of int8 weights (name_score.h). Sums over all sequences, for the
 * probabilities, are worked out only where a name was found. */
#include "tag/finder.h"

#include "base/mem.h"
#include "tag/name_score.h"
#include "tag/name_spread.h"
#include "tag/names_model.h"
#include "tag/upos.h"

struct as_finder {
    as_model *file;
    as_names_model model;
    as_name_reader *reader;
    as_name_scorer *scorer;
    as_spread *spread;
    as_crf_work work;
    AS_VEC(as_crf_row) score;
    AS_VEC(uint8_t) context, label;
};

_Static_assert((int)AS_NAME_KINDS == (int)AS_CRF_KINDS,
               "the labels are those of the kinds");

static const as_slice labels[AS_NAME_KINDS] = {
    AS_LIT("PERSON"), AS_LIT("ORG"), AS_LIT("LOC"), AS_LIT("MISC")};

as_slice as_name_kind_label(as_name_kind kind)
{
    return labels[kind];
}

bool as_name_kind_find(as_slice label, as_name_kind *kind)
{
    for (unsigned i = 0; i < AS_NAME_KINDS; i++) {
        if (as_slice_eq(labels[i], label)) {
            *kind = (as_name_kind)i;
            return true;
        }
    }
    return false;
}

as_status as_finder_new(as_model *model, as_finder **out, as_err *err)
{
    as_finder *f = as_mem_zero(1, sizeof *f);
    if (f == NULL) {
        return as_err_nomem(err);
    }
    f->file = as_model_ref(model);
    as_status st = as_names_model_open(model, &f->model, err);
    if (st == AS_OK) {
        st = as_name_reader_new(&f->model.lists, &f->reader, err);
    }
    if (st == AS_OK) {
        st = as_name_scorer_new(&f->model.weights, AS_NAMES_SCALE,
                                &f->scorer, err);
    }
    if (st == AS_OK) {
        st = as_spread_new(&f->spread, err);
    }
    if (st != AS_OK) {
        as_finder_free(f);
        return st;
    }
    *out = f;
    return AS_OK;
}

void as_finder_free(as_finder *f)
{
    if (f != NULL) {
        as_name_reader_free(f->reader);
        as_name_scorer_free(f->scorer);
        as_spread_free(f->spread);
        as_crf_work_clear(&f->work);
        as_vec_clear(&f->score);
        as_vec_clear(&f->context);
        as_vec_clear(&f->label);
        as_model_unref(f->file);
        as_mem_free(f);
    }
}

static as_status make_room(as_finder *f, size_t n, as_err *err)
{
    f->score.n = f->context.n = f->label.n = 0;
    as_status st = as_vec_reserve(&f->score, n, err);
    if (st == AS_OK) {
        st = as_vec_reserve(&f->context, n, err);
    }
    return st == AS_OK ? as_vec_reserve(&f->label, n, err) : st;
}

/* Words of a name that are none of it: titles of persons, articles. */
static size_t skip_head(const as_name_word *word, size_t n, unsigned kind)
{
    const unsigned roles = kind == AS_NAME_PERSON ? AS_ROLE_TITLE : 0;
    size_t i = 0;
    while (i + 1 < n && ((word[i].roles & roles) != 0 ||
                         (i == 0 && word[i].upos == AS_UPOS_DET))) {
        i++;
    }
    return i;
}

/* The names of the labels of a chain, which begins at word `at`. */
static as_status take_names(as_finder *f, const as_crf_chain *chain,
                            const as_name_view *view, size_t at,
                            as_names *names, as_err *err)
{
    const uint32_t first = view->first + (uint32_t)at;
    bool summed = false;
    for (size_t i = 0; i < chain->n;) {
        const uint8_t label = f->label.v[i];
        size_t end = i + 1;
        if (label == 0) {
            i = end;
            continue;
        }
        while (end < chain->n && !as_crf_ends(f->label.v[end - 1])) {
            end++;
        }
        as_status st = summed ? AS_OK
                              : as_crf_sums(&f->model.crf, chain, &f->work,
                                            NULL, err);
        summed = true;
        as_name *name = st == AS_OK ? as_vec_push(names, err) : NULL;
        if (name == NULL) {
            return AS_ENOMEM;
        }
        const unsigned kind = (label - 1u) / 4;
        const size_t beg =
            i + skip_head(view->word + at + i, end - i, kind);
        *name = (as_name){.first = first + (uint32_t)beg,
                          .end = first + (uint32_t)end,
                          .kind = (as_name_kind)kind,
                          .score = as_crf_span(&f->model.crf, chain, &f->work,
                                               i, end, kind)};
        i = end;
    }
    return AS_OK;
}

static as_status find_part(as_finder *f, const as_name_view *view, size_t beg,
                           size_t end, as_names *names, as_err *err)
{
    as_status st = make_room(f, end - beg, err);
    if (st != AS_OK) {
        return st;
    }
    as_name_scores(f->scorer, view, as_name_reader_epoch(f->reader), beg, end,
                   f->score.v);
    for (size_t i = beg; i < end; i++) {
        f->context.v[i - beg] = as_name_context(&view->word[i]);
    }
    const as_crf_chain chain = {(const as_crf_row *)f->score.v,
                                f->context.v, end - beg,
                                view->at_border && beg == 0};
    st = as_crf_best(&f->model.crf, &chain, &f->work, f->label.v, err);
    return st == AS_OK ? take_names(f, &chain, view, beg, names, err) : st;
}

static as_status run(as_finder *f, as_doc *doc, const as_clue *clues,
                     size_t n_clues, const as_cancel *cancel, as_names *names,
                     as_err *err)
{
    as_status st = as_name_reader_begin(f->reader, doc, clues, n_clues,
                                        cancel, err);
    as_name_view view;
    while (st == AS_OK &&
           (st = as_name_reader_next(f->reader, &view, err)) == AS_OK) {
        if (as_cancelled(cancel)) {
            return as_err_set(err, AS_ECANCEL, "interrupted");
        }
        size_t beg = 0, end;
        while (st == AS_OK && as_name_view_part(&view, &beg, &end)) {
            st = find_part(f, &view, beg, end, names, err);
            beg = end;
        }
    }
    return st == AS_EOF ? as_spread_run(f->spread, f->reader, doc, clues,
                                        n_clues, names, err)
                        : st;
}

as_status as_finder_run(as_finder *f, as_doc *doc, const as_clue *clues,
                        size_t n_clues, const as_cancel *cancel,
                        as_names *names, as_err *err)
{
    const as_status st = run(f, doc, clues, n_clues, cancel, names, err);
    as_name_reader_end(f->reader);
    return st;
}
