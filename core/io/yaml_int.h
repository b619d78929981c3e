/* yaml_int.h - places in YAML text, for yaml.c. Lines and columns are counted
 * from 1. All of it runs only once something is wrong. */
#ifndef AS_IO_YAML_INT_H
#define AS_IO_YAML_INT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/slice.h"

typedef struct yaml_place {
    size_t line, column;
} yaml_place;

/* What libyaml says of broken syntax, and where. False if there is no error.
 * `what` gets the message. */
bool yaml_syntax_error(as_slice text, char *what, size_t size, yaml_place *at);

/* The first scalar `value` at or behind `from`. */
bool yaml_find_scalar(as_slice text, const char *value, yaml_place from,
                      yaml_place *at);

/* The first alias (`*name`). */
bool yaml_find_alias(as_slice text, yaml_place *at);

/* The start of the second document. */
bool yaml_find_second(as_slice text, yaml_place *at);

#endif
