/* map.h - a seeded hash map from bytes to a 64-bit value.
 * Keys are copied; there is no removal. Iterate by index 0 .. count - 1, in
 * order of first insertion. Threads: one at a time; many when only read. */
#ifndef AS_BASE_MAP_H
#define AS_BASE_MAP_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/slice.h"

typedef struct as_map as_map;

/* NULL if memory is refused. */
as_map *as_map_new(void);
void as_map_free(as_map *map);

/* Set or replace. Errors: AS_ENOMEM, AS_ELIMIT; the map is then as before. */
as_status as_map_set(as_map *map, as_slice key, uint64_t value, as_err *err);

/* False if the key is not there; *value is then not written. */
bool as_map_find(const as_map *map, as_slice key, uint64_t *value);

size_t as_map_count(const as_map *map);
as_slice as_map_key(const as_map *map, size_t i);
uint64_t as_map_value(const as_map *map, size_t i);

#endif
