/* hash.c - XXH3 inlined, and the seed of this process. */
#include "base/hash.h"

#include <pthread.h>
#include <stdlib.h>
#include <sys/random.h>
#include <time.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

static uint64_t the_seed;
static pthread_once_t seed_once = PTHREAD_ONCE_INIT;

/* A fixed seed (ASSAY_SEED, for reproducing a failure) or a random one. */
static void seed_make(void)
{
    const char *fixed = getenv("ASSAY_SEED");
    if (fixed != NULL) {
        the_seed = strtoull(fixed, NULL, 10);
    } else if (getrandom(&the_seed, sizeof the_seed, 0) !=
               (ssize_t)sizeof the_seed) {
        the_seed = (uint64_t)time(NULL) ^ (uintptr_t)&the_seed;
    }
}

uint64_t as_hash_seeded(as_slice s)
{
    (void)pthread_once(&seed_once, seed_make);
    return XXH3_64bits_withSeed(s.p, s.n, the_seed);
}

uint64_t as_hash_portable(as_slice s)
{
    return XXH3_64bits(s.p, s.n);
}
