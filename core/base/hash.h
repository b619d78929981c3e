/* hash.h - two 64-bit hashes of bytes.
 * as_hash_seeded resists chosen collisions: use it for tables that live in
 * memory. as_hash_portable is the same on every machine and run: use it for
 * what is written to disk. Both are XXH3 (xxHash 0.8 specification). */
#ifndef AS_BASE_HASH_H
#define AS_BASE_HASH_H

#include <stdint.h>

#include "base/slice.h"

uint64_t as_hash_seeded(as_slice s);
uint64_t as_hash_portable(as_slice s);

/* Order-dependent mix of a running hash and the next one. Portable. */
#define AS_HASH_MIX1 0x9E3779B97F4A7C15ull
#define AS_HASH_MIX2 0xD6E8FEB86659FD93ull
#define AS_HASH_MIX3 0xA0761D6478BD642Full
static inline uint64_t as_hash_mix(uint64_t a, uint64_t b)
{
    uint64_t x = (a ^ AS_HASH_MIX1) * AS_HASH_MIX2;
    x = (x ^ (x >> 32)) + b;
    x *= AS_HASH_MIX3;
    return x ^ (x >> 29);
}

#endif
