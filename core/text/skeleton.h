/* skeleton.h - a key in which the spellings of one name fall together:
 * Zelensky, Zelenskyy and Zelenskiy; Kyiv and Kiev; Müller and Mueller.
 * For comparing names of one document or list, never for showing. */
#ifndef AS_TEXT_SKELETON_H
#define AS_TEXT_SKELETON_H

#include "base/buf.h"

/* Append the key of `name` to `out`: letters in lower case without marks,
 * what systems of romanisation write in several ways written in one, double
 * letters once, words joined. Empty for a name without letters. Errors:
 * AS_ENOMEM. */
as_status as_skeleton(as_slice name, as_buf *out, as_err *err);

#endif
