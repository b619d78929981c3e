/* cut.c - see cut.h.
 *
 * Lines of a document's log know their step. A cut copies what dies with a
 * span, its features' texts and lists; labels, keys, layers and provenance
 * live as long as the document, and are borrowed. Only copying can fail, and
 * comes first. Where the step is all that the log ends in, it is rolled back,
 * which frees its room; else its lines are marked as dropped, as those of
 * as_layer_drop are.
 * Cost: linear in the log behind the step's first line, times the layers that
 * the step is in. */
#include "doc/cut.h"

#include <assert.h>

#include "base/mem.h"
#include "doc/doc_int.h"

typedef struct cut_item {
    as_layer *layer;
    as_span_spec spec;
} cut_item;

struct as_cut {
    uint32_t step;
    as_arena *arena;
    cut_item *v; /* in the arena */
    size_t n;
};

uint32_t as_doc_step(as_doc *doc, uint32_t step)
{
    const uint32_t before = doc->step;
    doc->step = step;
    return before;
}

size_t as_cut_count(const as_cut *cut)
{
    return cut->n;
}

void as_cut_free(as_cut *cut)
{
    if (cut != NULL) {
        as_arena_free(cut->arena);
        as_mem_free(cut);
    }
}

/* ---- copying ------------------------------------------------------------- */

static as_status copy_text(as_arena *arena, as_slice *s, as_err *err)
{
    *s = as_arena_copy(arena, *s);
    return s->p != NULL ? AS_OK : as_err_nomem(err);
}

static as_status copy_value(as_arena *arena, as_value *v, as_err *err)
{
    as_status st = AS_OK;
    if (v->type == AS_VAL_TEXT) {
        return copy_text(arena, &v->text, err);
    }
    if (v->type != AS_VAL_LIST) {
        return AS_OK;
    }
    as_slice *list = as_arena_zero(arena, v->list.n + 1, sizeof *list);
    if (list == NULL) {
        return as_err_nomem(err);
    }
    for (size_t i = 0; i < v->list.n && st == AS_OK; i++) {
        list[i] = v->list.v[i];
        st = copy_text(arena, &list[i], err);
    }
    v->list.v = list;
    return st;
}

static as_status copy_span(as_arena *arena, const as_span *span,
                           as_span_spec *spec, as_err *err)
{
    as_feature *f = as_arena_zero(arena, span->n_features + 1, sizeof *f);
    if (f == NULL) {
        return as_err_nomem(err);
    }
    as_status st = AS_OK;
    for (size_t i = 0; i < span->n_features && st == AS_OK; i++) {
        f[i] = span->features[i];
        st = copy_value(arena, &f[i].value, err);
    }
    *spec = (as_span_spec){.beg = span->beg,
                           .end = span->end,
                           .label = span->label,
                           .priority = span->priority,
                           .score = span->score,
                           .prov = *span->prov,
                           .features = f,
                           .n_features = span->n_features};
    return st;
}

/* ---- taking out --------------------------------------------------------- */

/* What is in the log of a step. */
typedef struct extent {
    size_t first, n;
    bool amends, alone; /* alone: nothing of others stands behind `first` */
} extent;

static extent extent_of(const as_doc *doc, uint32_t step)
{
    extent e = {.first = doc->log.n, .alone = true};
    for (size_t i = 0; i < doc->log.n; i++) {
        const log_line *line = &doc->log.v[i];
        if (line->layer == DOC_DROPPED) {
            continue;
        }
        if (line->step == step) {
            e.first = e.n++ == 0 ? i : e.first;
            e.amends |= line->amends;
        } else if (e.n > 0) {
            e.alone = false;
        }
    }
    return e;
}

static as_layer *layer_first(const as_doc *doc, size_t first, uint32_t step)
{
    for (size_t i = first; i < doc->log.n; i++) {
        const log_line *line = &doc->log.v[i];
        if (line->layer != DOC_DROPPED && line->step == step) {
            return doc->layers.v[line->layer];
        }
    }
    return NULL;
}

/* Where in its layer the span of each line is that was added and not dropped:
 * lines come in the order of spans. */
static as_status copy_all(const as_doc *doc, const extent *e, as_cut *cut,
                          as_err *err)
{
    const size_t n_layers = doc->layers.n;
    size_t *at = as_arena_zero(cut->arena, n_layers + 1, sizeof *at);
    cut->v = as_arena_zero(cut->arena, e->n + 1, sizeof *cut->v);
    as_status st = at && cut->v ? AS_OK : as_err_nomem(err);
    for (size_t i = 0; i < doc->log.n && st == AS_OK; i++) {
        const log_line *line = &doc->log.v[i];
        if (line->layer == DOC_DROPPED || line->amends) {
            continue;
        }
        const size_t k = at[line->layer]++;
        if (line->step == cut->step) {
            cut_item *item = &cut->v[cut->n++];
            item->layer = doc->layers.v[line->layer];
            st = copy_span(cut->arena, item->layer->spans.v[k], &item->spec,
                           err);
        }
    }
    return st;
}

/* Drop the step's spans from one layer; its lines become ones of no layer. */
static void drop_from(as_doc *doc, as_layer *layer, uint32_t step)
{
    size_t at = 0, kept = 0;
    for (size_t i = 0; i < doc->log.n; i++) {
        log_line *line = &doc->log.v[i];
        if (line->layer != layer->number || line->amends) {
            continue;
        }
        if (line->step == step) {
            line->layer = DOC_DROPPED;
        } else {
            layer->spans.v[kept++] = layer->spans.v[at];
        }
        at++;
    }
    assert(at == layer->spans.n);
    layer->spans.n = kept;
    layer_view_reset(&layer->view);
}

as_status as_cut_take(as_doc *doc, uint32_t step, as_cut **out, as_err *err)
{
    assert(step != 0);
    const extent e = extent_of(doc, step);
    if (e.amends) {
        return as_err_set(err, AS_EINVAL, "a step that changed annotations "
                                          "cannot be taken out");
    }
    as_cut *cut = as_mem_zero(1, sizeof *cut);
    if (cut == NULL || (cut->arena = as_arena_new()) == NULL) {
        as_cut_free(cut);
        return as_err_nomem(err);
    }
    cut->step = step;
    const as_status st = copy_all(doc, &e, cut, err);
    if (st != AS_OK) {
        as_cut_free(cut);
        return st;
    }
    if (e.n > 0 && e.alone) {
        as_doc_rollback(doc, (as_doc_mark){e.first});
    } else {
        as_layer *layer;
        while ((layer = layer_first(doc, e.first, step)) != NULL) {
            drop_from(doc, layer, step);
        }
    }
    *out = cut;
    return AS_OK;
}

/* ---- putting back ------------------------------------------------------- */

as_status as_cut_put(const as_cut *cut, as_doc *doc, as_err *err)
{
    const as_doc_mark mark = as_doc_mark_now(doc);
    const uint32_t before = as_doc_step(doc, cut->step);
    as_status st = AS_OK;
    for (size_t i = 0; i < cut->n && st == AS_OK; i++) {
        st = as_layer_add(doc, cut->v[i].layer, &cut->v[i].spec, NULL, err);
    }
    (void)as_doc_step(doc, before);
    if (st != AS_OK) {
        as_doc_rollback(doc, mark);
    }
    return st;
}
