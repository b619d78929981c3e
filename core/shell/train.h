/* train.h - `assay train`: learn a model, showing how it goes. */
#ifndef AS_SHELL_TRAIN_H
#define AS_SHELL_TRAIN_H

#include "shell/options.h"

/* The exit status. */
int as_train_run(const as_options *options);

#endif
