/* find.h - the command `assay find PATTERN FILE...`. */
#ifndef AS_SHELL_FIND_H
#define AS_SHELL_FIND_H

#include "shell/options.h"

/* The exit status: 0 found, 1 not found, otherwise as extract. */
int as_find(const as_options *options);

#endif
