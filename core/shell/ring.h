/* ring.h - the documents that are on their way through a crew, in the order
 * of putting: places used in turn. A place goes: free -> put -> done ->
 * handed over -> free.
 *
 * Bounds: no more than n_places documents; no document is put while the
 * texts in the ring would pass a limit, unless the ring is empty; nobody
 * begins a document while the tables that wait pass another, unless it is
 * the next to be handed over (it can then not be waited for).
 * Threads: none of its own business; who shares a ring locks it. */
#ifndef AS_SHELL_RING_H
#define AS_SHELL_RING_H

#include "shell/crew.h"

typedef struct as_place {
    void *owner; /* the crew */
    as_input_item item;
    size_t text; /* bytes, also when the text has moved to the document */
    bool done;
    size_t size; /* bytes of the tables, once done */
    as_buf *tables;
    as_crew_result result;
} as_place;

typedef struct as_ring {
    as_place *places;
    size_t n_places, n_tables;
    uint64_t head, tail; /* counts of results handed over and of puts */
    size_t text, results; /* bytes */
} as_ring;

/* Places for `jobs` workers. Errors: AS_ENOMEM; clear it all the same. */
as_status as_ring_init(as_ring *ring, size_t jobs, size_t n_tables,
                       void *owner, as_err *err);
void as_ring_clear(as_ring *ring);

/* For a document of `text` bytes. */
bool as_ring_has_room(const as_ring *ring, size_t text);

/* Take `item` (left cleared). There must be room. */
as_place *as_ring_put(as_ring *ring, as_input_item *item);

static inline as_place *as_ring_at(const as_ring *ring, uint64_t count)
{
    return &ring->places[count % ring->n_places];
}

static inline bool as_ring_is_empty(const as_ring *ring)
{
    return ring->head == ring->tail;
}

/* May somebody begin with it? See the bounds. */
bool as_ring_may_begin(const as_ring *ring, const as_place *place);

/* The result is complete: count its tables. */
void as_ring_done(as_ring *ring, as_place *place);

/* The place whose result is the next to be handed over; NULL: it is not
 * done yet, or there is none. */
as_place *as_ring_next(const as_ring *ring);

/* It was handed over: empty it (which needs no lock), and count it out. */
void as_ring_empty(const as_ring *ring, as_place *place);
void as_ring_pass(as_ring *ring);

#endif
