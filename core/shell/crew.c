/* crew.c - a ring of places for documents, a pool, and a thread that hands
 * over the results.
 *
 * A place goes: free -> put (by the owner) -> done (by a worker) -> handed
 * over (by the scribe) -> free. Places are used in turn, so the order of
 * putting is the order of results. Places `head` .. `tail` - 1 (modulo the
 * ring) are in use.
 *
 * Bounds: no more than n_places documents; no document is put while the
 * texts in the ring would pass TEXT_MAX, unless the ring is empty; no worker
 * starts on a document while finished results exceed RESULT_MAX, unless that
 * document is the next to be handed over (it can then not be waited for).
 * Jobs of the pool start in order, so that the next one is always under way
 * or done, and nobody waits for ever. */
#include "shell/crew.h"

#include <pthread.h>
#include <signal.h>
#include <time.h>

#include "base/mem.h"
#include "base/pool.h"
#include "bind/guard.h"

enum {
    TEXT_MAX = 8 << 20,
    RESULT_MAX = 8 << 20,
    PLACES_EACH = 16, /* a worker */
    PLACES_MIN = 32,
    N_OWN = 2 /* timings of our own: tokens, and (the last) records */
};

typedef struct place {
    as_crew *crew;
    as_input_item item;
    size_t text; /* bytes, also when the text has moved to the document */
    bool done;
    size_t size; /* bytes of the tables */
    as_buf *tables;
    as_crew_result result;
} place;

/* Of one worker, touched by it alone until the crew is finished. */
typedef struct mate {
    as_pipeline *pipe;
    double tokens, records; /* seconds */
    uint64_t docs;
} mate;

struct as_crew {
    as_crew_opts opts;
    as_pool *pool;
    pthread_t scribe;
    bool has_scribe;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    place *places;
    size_t n_places;
    uint64_t head, tail; /* counts of results handed over and of puts */
    size_t text, results; /* bytes in the ring */
    bool ended;           /* nothing more will be put */
    mate *mates;
};

/* ---- a worker's side ------------------------------------------------------ */

static double cpu_seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void ignore_problem(void *ctx, const as_err *err)
{
    (void)ctx;
    (void)err; /* the first pipeline had the same and told it */
}

static as_status make_pipe(const as_crew_opts *opts, as_plugins_problem told,
                           as_pipeline **out, as_err *err)
{
    as_pipeline *pipe = NULL;
    as_status st = as_pipeline_new(opts->plugins, as_lua_plugin_stage,
                                   (void *)opts->cancel, told,
                                   opts->problem_ctx, opts->cancel, &pipe,
                                   err);
    for (size_t i = 0; i < opts->n_without && st == AS_OK; i++) {
        st = as_pipeline_switch(pipe, opts->without[i], false, err);
    }
    if (st != AS_OK) {
        as_pipeline_free(pipe);
        return st;
    }
    *out = pipe;
    return AS_OK;
}

static as_status format_all(as_crew *crew, place *pl, const mate *m,
                            as_doc *doc, as_err *err)
{
    const as_crew_opts *opts = &crew->opts;
    const as_kinds *kinds = as_plugins_kinds(opts->plugins);
    if (opts->make != NULL) {
        return opts->make(opts->make_ctx, doc, (size_t)(m - crew->mates),
                          &pl->tables[0], err);
    }
    if (opts->n_tables == 1) {
        return as_format_doc(opts->format, doc, kinds, &opts->records,
                             &pl->tables[0], err);
    }
    as_status st = AS_OK;
    for (size_t i = 0; i < opts->n_tables && st == AS_OK; i++) {
        as_record_opts one = opts->records;
        one.kinds = &opts->records.kinds[i];
        one.n_kinds = 1;
        st = as_format_doc(opts->format, doc, kinds, &one, &pl->tables[i],
                           err);
    }
    return st;
}

/* One timer for the Lua of all plugins: each would make its own, which costs
 * more than a short document does. */
static as_status run_stages(mate *m, as_doc *doc, as_err *err)
{
    as_guard guard = {.active = false};
    as_guard_idle(&guard);
    as_status st = as_pipeline_run(m->pipe, doc, err);
    as_guard_idle_end(&guard);
    return st;
}

/* Tokenize, run the stages, make the records. */
static as_status process(as_crew *crew, place *pl, mate *m, as_err *err)
{
    if (as_cancelled(crew->opts.cancel)) {
        return as_err_set(err, AS_ECANCEL, "interrupted");
    }
    as_status st = AS_OK;
    if (m->pipe == NULL) {
        st = make_pipe(&crew->opts, ignore_problem, &m->pipe, err);
    }
    as_doc *doc = NULL;
    double begun = cpu_seconds();
    if (st == AS_OK) {
        st = as_doc_new(&pl->item.text, &pl->item.meta, &doc, err);
    }
    if (st != AS_OK) {
        return st;
    }
    m->tokens += cpu_seconds() - begun;
    m->docs++;
    pl->result.repaired = as_doc_repaired(doc);
    st = run_stages(m, doc, &pl->result.stage_err);
    if (st != AS_OK && st != AS_ECANCEL && st != AS_ENOMEM) {
        pl->result.failed = true; /* what the others found is kept */
        st = AS_OK;
    } else if (st != AS_OK && err) {
        *err = pl->result.stage_err;
    }
    begun = cpu_seconds();
    if (st == AS_OK) {
        st = format_all(crew, pl, m, doc, err);
    }
    m->records += cpu_seconds() - begun;
    as_doc_free(doc);
    return st;
}

/* See the bounds above. */
static void wait_for_turn(as_crew *crew, const place *pl)
{
    pthread_mutex_lock(&crew->lock);
    while (crew->results > RESULT_MAX &&
           &crew->places[crew->head % crew->n_places] != pl) {
        pthread_cond_wait(&crew->changed, &crew->lock);
    }
    pthread_mutex_unlock(&crew->lock);
}

static void work(void *arg, size_t worker)
{
    place *pl = arg;
    as_crew *crew = pl->crew;
    wait_for_turn(crew, pl);
    pl->result.st =
        process(crew, pl, &crew->mates[worker], &pl->result.err);
    pl->size = 0;
    for (size_t i = 0; i < crew->opts.n_tables; i++) {
        pl->size += pl->tables[i].cap;
    }
    pthread_mutex_lock(&crew->lock);
    crew->results += pl->size;
    pl->done = true;
    pthread_cond_broadcast(&crew->changed);
    pthread_mutex_unlock(&crew->lock);
}

/* ---- the scribe -------------------------------------------------------------- */

/* Small buffers are kept for the next document, large ones given back. */
static void empty_place(as_crew *crew, place *pl)
{
    as_input_item_clear(&pl->item);
    for (size_t i = 0; i < crew->opts.n_tables; i++) {
        if (pl->tables[i].cap > RESULT_MAX / (8 * PLACES_MIN)) {
            as_buf_clear(&pl->tables[i]);
        }
        pl->tables[i].n = 0;
    }
    pl->done = false;
}

static void *hand_over(void *arg)
{
    as_crew *crew = arg;
    pthread_mutex_lock(&crew->lock);
    for (;;) {
        place *pl = &crew->places[crew->head % crew->n_places];
        if (crew->head < crew->tail && pl->done) {
            pthread_mutex_unlock(&crew->lock);
            crew->opts.fn(crew->opts.ctx, &pl->result);
            empty_place(crew, pl);
            pthread_mutex_lock(&crew->lock);
            crew->text -= pl->text;
            crew->results -= pl->size;
            crew->head++;
            pthread_cond_broadcast(&crew->changed);
        } else if (crew->head == crew->tail && crew->ended) {
            break;
        } else {
            pthread_cond_wait(&crew->changed, &crew->lock);
        }
    }
    pthread_mutex_unlock(&crew->lock);
    return NULL;
}

/* Signals are for the owner's thread. */
static as_status start_scribe(as_crew *crew, as_err *err)
{
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    crew->has_scribe =
        pthread_create(&crew->scribe, NULL, hand_over, crew) == 0;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return crew->has_scribe
               ? AS_OK
               : as_err_set(err, AS_EIO, "cannot start a thread");
}

/* ---- the owner's side ----------------------------------------------------------- */

static as_status make_places(as_crew *crew, as_err *err)
{
    size_t n = crew->opts.jobs * PLACES_EACH;
    crew->n_places = n < PLACES_MIN ? PLACES_MIN : n;
    crew->places = as_mem_zero(crew->n_places, sizeof *crew->places);
    crew->mates = as_mem_zero(crew->opts.jobs, sizeof *crew->mates);
    if (crew->places == NULL || crew->mates == NULL) {
        return as_err_nomem(err);
    }
    for (size_t i = 0; i < crew->n_places; i++) {
        place *pl = &crew->places[i];
        pl->crew = crew;
        pl->tables = as_mem_zero(crew->opts.n_tables, sizeof *pl->tables);
        if (pl->tables == NULL) {
            return as_err_nomem(err);
        }
    }
    return AS_OK;
}

as_status as_crew_new(const as_crew_opts *opts, as_crew **out, as_err *err)
{
    as_crew *crew = as_mem_zero(1, sizeof *crew);
    if (crew == NULL) {
        return as_err_nomem(err);
    }
    crew->opts = *opts;
    pthread_mutex_init(&crew->lock, NULL);
    pthread_cond_init(&crew->changed, NULL);
    as_status st = make_places(crew, err);
    if (st == AS_OK) {
        st = make_pipe(opts, opts->problem, &crew->mates[0].pipe, err);
    }
    if (st == AS_OK) {
        st = as_pool_new(opts->jobs, crew->n_places, &crew->pool, err);
    }
    if (st == AS_OK) {
        st = start_scribe(crew, err);
    }
    if (st != AS_OK) {
        as_crew_free(crew);
        return st;
    }
    *out = crew;
    return AS_OK;
}

static bool has_room(const as_crew *crew, size_t text)
{
    size_t used = crew->tail - crew->head;
    return used == 0 ||
           (used < crew->n_places && text <= TEXT_MAX &&
            crew->text <= TEXT_MAX - text);
}

void as_crew_put(as_crew *crew, as_input_item *item)
{
    pthread_mutex_lock(&crew->lock);
    while (!has_room(crew, item->text.n)) {
        pthread_cond_wait(&crew->changed, &crew->lock);
    }
    place *pl = &crew->places[crew->tail++ % crew->n_places];
    pl->item = *item;
    pl->text = item->text.n;
    pl->result = (as_crew_result){.meta = &pl->item.meta,
                                  .tables = pl->tables};
    crew->text += pl->text;
    pthread_mutex_unlock(&crew->lock);
    *item = (as_input_item){0};
    as_pool_put(crew->pool, work, pl);
}

void as_crew_finish(as_crew *crew)
{
    if (crew->pool) {
        as_pool_wait(crew->pool);
    }
    if (crew->has_scribe) {
        pthread_mutex_lock(&crew->lock);
        crew->ended = true;
        pthread_cond_broadcast(&crew->changed);
        pthread_mutex_unlock(&crew->lock);
        pthread_join(crew->scribe, NULL);
        crew->has_scribe = false;
    }
    as_pool_free(crew->pool);
    crew->pool = NULL;
}

void as_crew_free(as_crew *crew)
{
    if (crew == NULL) {
        return;
    }
    as_crew_finish(crew);
    for (size_t i = 0; crew->mates && i < crew->opts.jobs; i++) {
        as_pipeline_free(crew->mates[i].pipe);
    }
    for (size_t i = 0; crew->places && i < crew->n_places; i++) {
        place *pl = &crew->places[i];
        for (size_t t = 0; pl->tables && t < crew->opts.n_tables; t++) {
            as_buf_clear(&pl->tables[t]);
        }
        as_mem_free(pl->tables);
    }
    as_mem_free(crew->places);
    as_mem_free(crew->mates);
    pthread_cond_destroy(&crew->changed);
    pthread_mutex_destroy(&crew->lock);
    as_mem_free(crew);
}

/* ---- timings ------------------------------------------------------------------------ */

size_t as_crew_timing_count(const as_crew *crew)
{
    return as_pipeline_count(crew->mates[0].pipe) + N_OWN;
}

as_timing as_crew_timing(const as_crew *crew, size_t i)
{
    const size_t last = as_crew_timing_count(crew) - 1;
    as_timing sum = {.name = i == 0 ? "tokens" : "records"};
    for (size_t m = 0; m < crew->opts.jobs; m++) {
        const mate *one = &crew->mates[m];
        if (i == 0 || i == last) {
            sum.seconds += i == 0 ? one->tokens : one->records;
            sum.docs += one->docs;
        } else if (one->pipe) {
            as_timing t = as_pipeline_timing(one->pipe, i - 1);
            sum.name = m == 0 ? t.name : sum.name;
            sum.seconds += t.seconds;
            sum.docs += t.docs;
            sum.failed += t.failed;
        }
    }
    return sum;
}
