/* intern.h - strings to dense ids 0, 1, 2 ... and back.
 * The bytes are copied. Hashes are seeded, so that a hostile document cannot
 * make the table slow. Threads: one at a time; many when only read. */
#ifndef AS_BASE_INTERN_H
#define AS_BASE_INTERN_H

#include <stdint.h>

#include "base/err.h"
#include "base/slice.h"

typedef struct as_intern as_intern;

enum { AS_INTERN_NONE = UINT32_MAX };

/* NULL if memory is refused. */
as_intern *as_intern_new(void);
void as_intern_free(as_intern *in);

/* The id of `s`, added if it is new. Errors: AS_ENOMEM; AS_ELIMIT at 2^31
 * strings. On error nothing was added. */
as_status as_intern_add(as_intern *in, as_slice s, uint32_t *id, as_err *err);

/* The same for `n` strings, one after another, but faster where the table is
 * larger than the caches. Errors as above: the first *done were then added. */
as_status as_intern_add_many(as_intern *in, const as_slice *s, size_t n,
                             uint32_t *ids, size_t *done, as_err *err);

/* The id of `s`, or AS_INTERN_NONE. */
uint32_t as_intern_find(const as_intern *in, as_slice s);

/* The bytes of an id below as_intern_count; NUL-ended, owned by `in`. */
as_slice as_intern_get(const as_intern *in, uint32_t id);

uint32_t as_intern_count(const as_intern *in);

/* Bytes held, for accounts. */
size_t as_intern_size(const as_intern *in);

#endif
