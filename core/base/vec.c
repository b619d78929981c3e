/* vec.c - the growing behind AS_VEC. */
#include "base/vec.h"

#include <stdint.h>

as_status as_vec_grow(void **v, size_t n, size_t *cap, size_t more,
                      size_t size, as_err *err)
{
    if (more <= *cap - n) {
        return AS_OK;
    }
    if (more > SIZE_MAX / 2 / size - n) {
        return as_err_nomem(err);
    }
    size_t to = *cap < 8 ? 8 : *cap * 2;
    if (to < n + more) {
        to = n + more;
    }
    void *p = as_mem_resize(*v, to * size);
    if (p == NULL) {
        return as_err_nomem(err);
    }
    *v = p;
    *cap = to;
    return AS_OK;
}
