/* draft.h - a file that is written bit by bit beside its place and put there
 * when it is whole: until then, and if it never comes to that, there is what
 * was there before. */
#ifndef AS_STORE_DRAFT_H
#define AS_STORE_DRAFT_H

#include "base/buf.h"

typedef struct as_draft as_draft;

/* Begin a file for `path`, whose folder must be there. Errors: AS_EIO with
 * the path and the system's reason, AS_EINVAL, AS_ENOMEM. */
as_status as_draft_new(const char *path, as_draft **out, as_err *err);

/* Errors: AS_EIO. */
as_status as_draft_write(as_draft *draft, as_slice bytes, as_err *err);

/* See it to the disk and put it into its place, with the mode of what it
 * replaces, or that of new files. Unless it `replaces`, AS_EINVAL if there is
 * something. Of no use afterwards but to be freed. */
as_status as_draft_keep(as_draft *draft, bool replaces, as_err *err);

/* One that was not kept is gone. Accepts NULL. */
void as_draft_free(as_draft *draft);

#endif
