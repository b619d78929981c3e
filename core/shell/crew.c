/* crew.c - what both ways of a crew have in common. */
#include "shell/crew_int.h"

as_status as_crew_new(const as_crew_opts *opts, as_crew **out, as_err *err)
{
    as_crew *crew = as_mem_zero(1, sizeof *crew);
    if (crew == NULL) {
        return as_err_nomem(err);
    }
    crew->opts = *opts;
    crew->way = opts->isolate ? &as_crew_procs : &as_crew_threads;
    crew->arena = as_arena_new();
    as_status st = crew->arena ? AS_OK : as_err_nomem(err);
    if (st == AS_OK) {
        st = as_ring_init(&crew->ring, opts->jobs, opts->n_tables, crew, err);
    }
    if (st == AS_OK) {
        st = crew->way->start(crew, err);
    }
    if (st != AS_OK) {
        as_crew_free(crew);
        return st;
    }
    *out = crew;
    return AS_OK;
}

void as_crew_put(as_crew *crew, as_input_item *item)
{
    crew->way->put(crew, item);
}

void as_crew_wait(as_crew *crew, int fd)
{
    crew->way->wait(crew, fd);
}

as_status as_crew_broken(const as_crew *crew, as_err *err)
{
    if (crew->broken != AS_OK && err != NULL) {
        *err = crew->why;
    }
    return crew->broken;
}

void as_crew_finish(as_crew *crew)
{
    crew->way->finish(crew);
}

void as_crew_free(as_crew *crew)
{
    if (crew == NULL) {
        return;
    }
    as_crew_finish(crew);
    as_ring_clear(&crew->ring);
    as_vec_clear(&crew->timings);
    as_arena_free(crew->arena);
    as_mem_free(crew);
}

as_status as_crew_time(as_crew *crew, size_t i, as_slice name, as_err *err)
{
    if (i < crew->timings.n) {
        return AS_OK;
    }
    const as_slice kept = as_arena_copy(crew->arena, name);
    as_timing *t = kept.p ? as_vec_push(&crew->timings, err) : NULL;
    if (t == NULL) {
        return as_err_nomem(err);
    }
    *t = (as_timing){.name = kept.p};
    return AS_OK;
}

void as_crew_add_time(as_crew *crew, size_t i, const as_timing *t)
{
    as_timing *sum = &crew->timings.v[i];
    sum->seconds += t->seconds;
    sum->docs += t->docs;
    sum->failed += t->failed;
}

size_t as_crew_timing_count(const as_crew *crew)
{
    return crew->timings.n;
}

as_timing as_crew_timing(const as_crew *crew, size_t i)
{
    return crew->timings.v[i];
}
