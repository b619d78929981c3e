/* train_clusters.h - `assay train clusters`: from any text. */
#ifndef AS_SHELL_TRAIN_CLUSTERS_H
#define AS_SHELL_TRAIN_CLUSTERS_H

#include "shell/options.h"
#include "tag/train.h"

/* Read the documents of options->train (io/input.h) and append the lines of
 * tag/cluster.h to `out`. *reading says whether a failure was in the files.
 * Errors: AS_EIO (nothing could be read), as as_train_clusters. */
as_status as_train_clusters_run(const as_options *options,
                                const as_train_opts *opts, as_buf *out,
                                bool *reading, as_err *err);

#endif
