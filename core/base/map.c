/* map.c - an interner for the keys, a vector for the values. */
#include "base/map.h"

#include "base/intern.h"
#include "base/mem.h"
#include "base/vec.h"

struct as_map {
    as_intern *keys;
    AS_VEC(uint64_t) values;
};

as_map *as_map_new(void)
{
    as_map *map = as_mem_zero(1, sizeof *map);
    if (map == NULL) {
        return NULL;
    }
    map->keys = as_intern_new();
    if (map->keys == NULL) {
        as_mem_free(map);
        return NULL;
    }
    return map;
}

void as_map_free(as_map *map)
{
    if (map != NULL) {
        as_intern_free(map->keys);
        as_vec_clear(&map->values);
        as_mem_free(map);
    }
}

as_status as_map_set(as_map *map, as_slice key, uint64_t value, as_err *err)
{
    /* Room for the value first: a key without one must never exist. */
    as_status st = as_vec_reserve(&map->values, 1, err);
    uint32_t id;
    if (st == AS_OK) {
        st = as_intern_add(map->keys, key, &id, err);
    }
    if (st != AS_OK) {
        return st;
    }
    if (id == map->values.n) {
        map->values.n++;
    }
    map->values.v[id] = value;
    return AS_OK;
}

bool as_map_find(const as_map *map, as_slice key, uint64_t *value)
{
    uint32_t id = as_intern_find(map->keys, key);
    if (id == AS_INTERN_NONE) {
        return false;
    }
    *value = map->values.v[id];
    return true;
}

size_t as_map_count(const as_map *map)
{
    return map->values.n;
}

as_slice as_map_key(const as_map *map, size_t i)
{
    return as_intern_get(map->keys, (uint32_t)i);
}

uint64_t as_map_value(const as_map *map, size_t i)
{
    return map->values.v[i];
}
