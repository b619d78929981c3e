/* files.h - files that a plugin may reach: its own code, and what lies
 * beneath folders that the user granted (capabilities read and write).
 *
 * Every path is resolved by the kernel (openat2) so that it cannot leave its
 * folder, neither by `..` nor by a link, whatever changes meanwhile. Where
 * openat2 is missing, granted folders are refused. Regular files only; no
 * open waits. What is read lies in Lua's memory, and so counts against the
 * plugin's cap; what is written has a quota a document. */
#ifndef AS_BIND_FILES_H
#define AS_BIND_FILES_H

#include "base/buf.h"
#include "bind/bind_int.h"

/* Push the table assay.files: read, list, write, append, with what `plugin`
 * was granted; NULL: nothing was. A function without its capability raises.
 * May raise. */
void as_files_open(lua_State *L, const struct as_plugin *plugin);

/* A new document: the whole quota is there again. */
void as_files_restart(as_bind *b);

/* Append dir/name, a file of the plugin's own code, to `out`; links may not
 * leave the folder. Errors: AS_EIO, AS_ELIMIT `NAME: what`; AS_ENOMEM. */
as_status as_files_code(const char *dir, const char *name, size_t max,
                        as_buf *out, as_err *err);

#endif
