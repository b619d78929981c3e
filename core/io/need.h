/* need.h - names of plugins, and which versions of one another can use. */
#ifndef AS_IO_NEED_H
#define AS_IO_NEED_H

#include <stdbool.h>

/* Another plugin, and which versions of it (io/version.h). */
typedef struct as_manifest_need {
    char *name;
    char *range; /* NULL: any */
} as_manifest_need;

/* Lower-case letters, digits and -, a letter first, at most 64 bytes. */
bool as_plugin_name_ok(const char *name);

/* "NAME" or "NAME RANGE"; `text` is cut in two. False for what is neither;
 * `out` and `text` are then as before. */
bool as_need_parse(char *text, as_manifest_need *out);

#endif
