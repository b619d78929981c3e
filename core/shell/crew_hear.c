/* crew_hear.c - what comes back from the workers of a crew of processes:
 * results, times, nonsense, or their end. START_MAX workers in a row that
 * died before they were ready end the work. */
#include <stdio.h>

#include "shell/crew_procs_int.h"

enum { START_MAX = 20 };

/* ---- results ------------------------------------------------------------ */

static void finish_place(as_crew *crew, as_place *place)
{
    const as_procs *x = crew->inner;
    x->given[place - crew->ring.places] = false;
    as_ring_done(&crew->ring, place);
}

void as_procs_lose(as_crew *crew, as_place *place, as_status st,
                 const char *why)
{
    for (size_t i = 0; i < crew->opts.n_tables; i++) {
        place->tables[i].n = 0;
    }
    place->result.st = as_err_set(&place->result.err, st, "%s", why);
    place->result.failed = false;
    finish_place(crew, place);
}

/* ---- the end of a worker ------------------------------------------------ */

static void break_crew(as_crew *crew, as_status st, const char *why)
{
    if (crew->broken == AS_OK) {
        crew->broken = as_err_set(&crew->why, st, "%s", why);
    }
}

/* A worker that was no good before it was ready. */
void as_procs_failed_start(as_crew *crew, const char *why)
{
    as_procs *x = crew->inner;
    as_err err;
    if (++x->n_failed >= START_MAX) {
        as_err_set(&err, AS_ESCRIPT,
                   "%d workers in a row died before they could begin, the "
                   "last %s: see which plugin it is with --no-plugins, "
                   "--plugins",
                   START_MAX, why);
        break_crew(crew, AS_ESCRIPT, err.msg);
    }
}

/* `why` NULL: as its end tells. */
void as_procs_lose_kid(as_crew *crew, as_kid *kid, const char *why)
{
    as_procs *x = crew->inner;
    const bool was_up = kid->up;
    char how[AS_WORKER_DEATH], line[256];
    as_worker_end(&kid->worker, crew->opts.said, crew->opts.said_ctx, how);
    (void)snprintf(line, sizeof line, "its worker %s%s%s: skipped",
                   why ? why : "died (", why ? "" : how, why ? "" : ")");
    for (size_t i = 0; i < kid->n_queued; i++) {
        as_place *place = kid->queue[i];
        if (x->cancelling) {
            as_procs_lose(crew, place, AS_ECANCEL, "interrupted");
        } else if (i == 0 && was_up) {
            as_procs_lose(crew, place, AS_EIO, line);
        } else { /* another may do it */
            x->given[place - crew->ring.places] = false;
            x->next = crew->ring.head;
        }
    }
    as_kid_clear(kid);
    x->n_starting -= !was_up;
    if (!was_up && !x->cancelling) {
        as_procs_failed_start(crew, why ? why : how);
    }
}

/* ---- what a worker sends ------------------------------------------------ */

static as_status take_ready(as_crew *crew, as_kid *kid,
                            const as_wire_started *started, as_err *err)
{
    as_procs *x = crew->inner;
    if (started->st != AS_OK) {
        break_crew(crew, started->st, started->why.msg);
        return AS_OK; /* its end is no failure of its own */
    }
    const bool tell = !x->told && !x->cancelling;
    for (size_t i = 0; tell && i < started->problems.n; i++) {
        crew->opts.problem(crew->opts.problem_ctx, &started->problems.v[i]);
    }
    x->told = true;
    if (crew->timings.n > 0 && crew->timings.n != started->n_names) {
        return as_err_set(err, AS_ESYNTAX, "other stages than the first");
    }
    for (size_t i = 0; i < started->n_names; i++) {
        if (as_crew_time(crew, i, started->names[i], err) != AS_OK) {
            return AS_ENOMEM;
        }
    }
    kid->up = true;
    x->n_starting--;
    x->n_failed = 0;
    return AS_OK;
}

static as_status take_times(as_crew *crew, as_kid *kid, as_slice small,
                            as_err *err)
{
    const size_t n = crew->timings.n;
    as_timing *t = as_mem_zero(n, sizeof *t);
    if (t == NULL) {
        return as_err_nomem(err);
    }
    const as_status st = as_wire_times_read(small, n, t, err);
    for (size_t i = 0; i < n && st == AS_OK; i++) {
        as_crew_add_time(crew, i, &t[i]);
    }
    as_mem_free(t);
    kid->ended = true;
    return st;
}

static double patience_for(const as_procs *x, const as_place *place)
{
    return x->per_mib * (double)((place->text >> 20) + 1);
}

/* The first of the queue is what it is at now. */
void as_procs_begin(const as_procs *x, as_kid *kid)
{
    kid->left = kid->n_queued > 0 ? patience_for(x, kid->queue[0]) : 0;
}

static as_status take_result(as_crew *crew, as_kid *kid,
                             const as_wire_frame *frame, as_err *err)
{
    const as_procs *x = crew->inner;
    as_place *place = kid->queue[0];
    as_err why;
    const as_status st = as_wire_result_read(
        frame, x->cancelling, crew->opts.n_tables, place->tables,
        &place->result, &why);
    if (st == AS_ENOMEM) {
        as_procs_lose(crew, place, AS_ENOMEM, "out of memory");
    } else if (st != AS_OK) {
        for (size_t i = 0; i < crew->opts.n_tables; i++) {
            place->tables[i].n = 0;
        }
        return as_err_set(err, st, "%s", why.msg);
    } else {
        finish_place(crew, place);
    }
    as_kid_shift(kid);
    as_procs_begin(x, kid);
    return AS_OK;
}

static as_status take_frame(as_crew *crew, as_kid *kid,
                            const as_wire_frame *frame, as_err *err)
{
    if (frame->kind == AS_WIRE_READY && !kid->up) {
        as_wire_started started;
        as_status st = as_wire_ready_read(frame->small, &started, err);
        if (st == AS_OK) {
            st = take_ready(crew, kid, &started, err);
        }
        as_wire_started_clear(&started);
        return st;
    }
    if (frame->kind == AS_WIRE_RESULT && kid->up && kid->n_sent > 0) {
        return take_result(crew, kid, frame, err);
    }
    if (frame->kind == AS_WIRE_TIMES && kid->ending && kid->n_queued == 0) {
        return take_times(crew, kid, frame->small, err);
    }
    return as_err_set(err, AS_ESYNTAX, "an answer to nothing");
}

/* What there is to read, up to a few blocks. */
void as_procs_hear(as_crew *crew, as_kid *kid)
{
    const as_procs *x = crew->inner;
    const size_t text = kid->n_queued > 0 ? kid->queue[0]->text : 0;
    const uint64_t most =
        x->needs.wall.memory + (uint64_t)AS_PROCS_EACH * text;
    as_wire_frame frame;
    as_err err;
    as_status st = as_kid_read(kid, &err);
    if (st == AS_EOF) {
        as_procs_lose_kid(crew, kid, NULL);
        return;
    }
    while (st == AS_OK && !kid->ended) {
        st = as_kid_cut(kid, most, &frame, &err);
        if (st == AS_OK) {
            st = take_frame(crew, kid, &frame, &err);
            as_kid_drop(kid, &frame);
        }
    }
    if (st == AS_ENOMEM) {
        as_procs_lose_kid(crew, kid, "needs more memory than there is");
    } else if (st != AS_OK && st != AS_EOF) {
        as_err_prefix(&err, "answered nonsense (");
        as_err line;
        as_err_set(&line, st, "%s)", err.msg);
        as_procs_lose_kid(crew, kid, line.msg);
    }
}

void as_procs_end_kid(as_crew *crew, as_kid *kid)
{
    as_procs *x = crew->inner;
    char how[AS_WORKER_DEATH];
    as_worker_end(&kid->worker, crew->opts.said, crew->opts.said_ctx, how);
    x->n_starting -= !kid->up;
    as_kid_clear(kid);
}
