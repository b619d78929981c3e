/* train_names.h - `assay train names`: from documents in which names are
 * marked. */
#ifndef AS_SHELL_TRAIN_NAMES_H
#define AS_SHELL_TRAIN_NAMES_H

#include "flow/plugins.h"
#include "shell/options.h"
#include "tag/names_train.h"

/* Learn from the file options->train (io/goldfile.h) and append the model's
 * bytes to `model`; the plugins' models of parts of speech and gazetteers are
 * put to work on it first. *reading says whether a failure was in the files.
 * Errors: as as_goldfile_read and as_train_names. */
as_status as_train_names_run(const as_options *options, as_plugins *plugins,
                             const as_train_opts *opts,
                             as_train_progress progress, as_buf *model,
                             bool *reading, as_err *err);

#endif
