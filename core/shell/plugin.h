/* plugin.h - `assay plugin': make, get, look at and share plugins. What it
 * does is written in Lua (lua/assay/plugin). */
#ifndef AS_SHELL_PLUGIN_H
#define AS_SHELL_PLUGIN_H

#include "shell/options.h"

extern const char as_plugin_doc[]; /* for --help */

int as_plugin_run(const as_options *options);

#endif
