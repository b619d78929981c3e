/* ring.c - see ring.h. Small tables are kept for the next document, large
 * ones given back. */
#include "shell/ring.h"

#include "base/mem.h"

enum {
    TEXT_MAX = 8 << 20,
    RESULT_MAX = 8 << 20,
    PLACES_EACH = 16, /* a worker */
    PLACES_MIN = 32,
    TABLE_KEPT = RESULT_MAX / (8 * PLACES_MIN)
};

as_status as_ring_init(as_ring *ring, size_t jobs, size_t n_tables,
                       void *owner, as_err *err)
{
    const size_t n = jobs * PLACES_EACH;
    *ring = (as_ring){.n_places = n < PLACES_MIN ? PLACES_MIN : n,
                      .n_tables = n_tables};
    ring->places = as_mem_zero(ring->n_places, sizeof *ring->places);
    for (size_t i = 0; ring->places && i < ring->n_places; i++) {
        as_place *place = &ring->places[i];
        place->owner = owner;
        place->tables = as_mem_zero(n_tables, sizeof *place->tables);
        if (place->tables == NULL) {
            return as_err_nomem(err);
        }
    }
    return ring->places ? AS_OK : as_err_nomem(err);
}

void as_ring_clear(as_ring *ring)
{
    for (size_t i = 0; ring->places && i < ring->n_places; i++) {
        as_place *place = &ring->places[i];
        for (size_t t = 0; place->tables && t < ring->n_tables; t++) {
            as_buf_clear(&place->tables[t]);
        }
        as_mem_free(place->tables);
        as_input_item_clear(&place->item);
    }
    as_mem_free(ring->places);
    ring->places = NULL;
}

bool as_ring_has_room(const as_ring *ring, size_t text)
{
    const size_t used = ring->tail - ring->head;
    return used == 0 ||
           (used < ring->n_places && text <= TEXT_MAX &&
            ring->text <= TEXT_MAX - text);
}

as_place *as_ring_put(as_ring *ring, as_input_item *item)
{
    as_place *place = as_ring_at(ring, ring->tail++);
    place->item = *item;
    place->text = item->text.n;
    place->result = (as_crew_result){.meta = &place->item.meta,
                                     .tables = place->tables};
    ring->text += place->text;
    *item = (as_input_item){0};
    return place;
}

bool as_ring_may_begin(const as_ring *ring, const as_place *place)
{
    return ring->results <= RESULT_MAX ||
           as_ring_at(ring, ring->head) == place;
}

void as_ring_done(as_ring *ring, as_place *place)
{
    place->size = 0;
    for (size_t i = 0; i < ring->n_tables; i++) {
        place->size += place->tables[i].cap;
    }
    ring->results += place->size;
    place->done = true;
}

as_place *as_ring_next(const as_ring *ring)
{
    as_place *place = as_ring_at(ring, ring->head);
    return !as_ring_is_empty(ring) && place->done ? place : NULL;
}

void as_ring_empty(const as_ring *ring, as_place *place)
{
    as_input_item_clear(&place->item);
    for (size_t i = 0; i < ring->n_tables; i++) {
        if (place->tables[i].cap > TABLE_KEPT) {
            as_buf_clear(&place->tables[i]);
        }
        place->tables[i].n = 0;
    }
    place->done = false;
}

void as_ring_pass(as_ring *ring)
{
    const as_place *place = as_ring_at(ring, ring->head++);
    ring->text -= place->text;
    ring->results -= place->size;
}
