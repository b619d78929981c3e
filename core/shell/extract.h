/* extract.h - `assay extract`: records of files, folders and data sets. */
#ifndef AS_SHELL_EXTRACT_H
#define AS_SHELL_EXTRACT_H

#include "shell/options.h"

/* The exit status. */
int as_extract(const as_options *options);

#endif
