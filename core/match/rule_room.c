/* rule_room.c - what a run needs, shared by the sets that run one after the
 * other. References are counted without care for threads: a room, like a
 * pipeline, is one thread's at a time. */
#include "match/rule_int.h"

static void finds_clear(as_rule_room *r)
{
    for (size_t i = 0; i < r->finds.n; i++) {
        as_vec_clear(&r->finds.v[i]);
    }
    as_vec_clear(&r->finds);
}

static void hot_clear(wake_hot *hot)
{
    as_vec_clear(&hot->off);
    as_vec_clear(&hot->list);
    as_vec_clear(&hot->bits);
}

static void room_free(as_rule_room *r)
{
    pat_view_clear(&r->view);
    pat_run_clear(&r->run);
    pat_run_clear(&r->side);
    hot_clear(&r->norm);
    hot_clear(&r->lemma);
    as_vec_clear(&r->stamp);
    as_vec_clear(&r->woken);
    as_vec_clear(&r->test_seen);
    as_vec_clear(&r->name_seen);
    as_vec_clear(&r->cands);
    as_vec_clear(&r->caps);
    as_vec_clear(&r->owner);
    finds_clear(r);
    as_vec_clear(&r->found);
    as_vec_clear(&r->args);
    as_vec_clear(&r->wins);
    as_vec_clear(&r->hints);
    as_buf_clear(&r->text);
    as_arena_free(r->arena);
    as_mem_free(r);
}

void as_rule_room_unref(as_rule_room *room)
{
    if (room != NULL && --room->refs == 0) {
        room_free(room);
    }
}

static void hot_relax(wake_hot *hot)
{
    as_vec_relax(&hot->off);
    as_vec_relax(&hot->list);
    as_vec_relax(&hot->bits);
}

static void run_relax(pat_run *run)
{
    as_vec_relax(&run->live);
    as_vec_relax(&run->left);
    as_vec_relax(&run->tail);
    as_vec_relax(&run->caps);
}

void as_rule_room_relax(as_rule_room *r, bool all)
{
    if (r->busy) {
        return;
    }
    pat_view_relax(&r->view, all);
    run_relax(&r->run);
    run_relax(&r->side);
    hot_relax(&r->norm);
    hot_relax(&r->lemma);
    as_vec_relax(&r->cands);
    as_vec_relax(&r->caps);
    as_vec_relax(&r->owner);
    as_vec_relax(&r->found);
    as_vec_relax(&r->wins);
}

as_status as_rule_room_new(as_rule_room **out, as_err *err)
{
    as_rule_room *r = as_mem_zero(1, sizeof *r);
    if (r == NULL) {
        return as_err_nomem(err);
    }
    r->refs = 1;
    r->arena = as_arena_new();
    if (r->arena == NULL) {
        room_free(r);
        return as_err_nomem(err);
    }
    *out = r;
    return AS_OK;
}
