/* kinds.h - the kinds of records and their fields: the columns of a table
 * and the order within an object. Built-in ones are the contract; plugins
 * add their own. Threads: built by one, then only read. */
#ifndef AS_IO_KINDS_H
#define AS_IO_KINDS_H

#include "base/err.h"
#include "base/slice.h"

typedef struct as_kinds as_kinds;

/* With the built-in kinds. Errors: AS_ENOMEM. */
as_status as_kinds_new(as_kinds **out, as_err *err);
void as_kinds_free(as_kinds *kinds);

/* Declare a kind, or further fields of one. Errors: AS_ENOMEM. */
as_status as_kinds_add(as_kinds *kinds, as_slice kind, const as_slice *fields,
                       size_t n_fields, as_err *err);

/* The fields of `kind` besides doc, kind, start, end, text and rule; NULL
 * (and *n 0) for one that is not declared. */
const as_slice *as_kinds_fields(const as_kinds *kinds, as_slice kind,
                                size_t *n);

size_t as_kinds_count(const as_kinds *kinds);
as_slice as_kinds_name(const as_kinds *kinds, size_t i);

#endif
