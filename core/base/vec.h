/* vec.h - typed vectors. AS_VEC(T) declares a struct with `v`, `n`, `cap`;
 * zero-initialised is empty and ready. */
#ifndef AS_BASE_VEC_H
#define AS_BASE_VEC_H

#include "base/err.h"
#include "base/mem.h"

#define AS_VEC(T)                                                              \
    struct {                                                                   \
        T *v;                                                                  \
        size_t n;                                                              \
        size_t cap;                                                            \
    }

/* Room for `more` items behind the end. Errors: AS_ENOMEM. */
#define as_vec_reserve(vec, more, err)                                         \
    as_vec_grow((void **)(void *)&(vec)->v, (vec)->n, &(vec)->cap, (more),     \
                sizeof *(vec)->v, (err))

/* A new last item, uninitialised, or NULL when memory is refused. */
#define as_vec_push(vec, err)                                                  \
    ((vec)->n < (vec)->cap || as_vec_reserve((vec), 1, (err)) == AS_OK         \
         ? &(vec)->v[(vec)->n++]                                               \
         : NULL)

/* Free the items; the vector is empty and ready again. */
#define as_vec_clear(vec)                                                      \
    do {                                                                       \
        as_mem_free((vec)->v);                                                 \
        (vec)->v = NULL;                                                       \
        (vec)->n = (vec)->cap = 0;                                             \
    } while (0)

/* Empty what was filled for one document. The next one finds its room again,
 * as long as it is not that of a long document: then the items are freed. */
enum { AS_VEC_KEPT = 1 << 18 }; /* bytes */
#define as_vec_relax(vec)                                                      \
    do {                                                                       \
        (vec)->n = 0;                                                          \
        if ((vec)->cap > AS_VEC_KEPT / sizeof *(vec)->v) {                     \
            as_vec_clear(vec);                                                 \
        }                                                                      \
    } while (0)

/* Behind the macros; call those. */
as_status as_vec_grow(void **v, size_t n, size_t *cap, size_t more,
                      size_t size, as_err *err);

#endif
