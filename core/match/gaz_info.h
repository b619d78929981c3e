/* gaz_info.h - what entries carry as bytes, so that equal ones can be
 * interned and lie in an image, and back.
 * The bytes: how the entry matches (one byte), its label, the number of
 * fields, then key, type and value of each. Numbers are the machine's own,
 * without padding; lengths are uint32_t in front of what they count. */
#ifndef AS_MATCH_GAZ_INFO_H
#define AS_MATCH_GAZ_INFO_H

#include "match/gaz_int.h"

/* Append match, label and fields of `entry` to `out`. Errors: AS_EINVAL (a
 * field twice, or a span), AS_ELIMIT (a text of 4 GiB), AS_ENOMEM. */
as_status gaz_info_write(const as_gaz_entry *entry, as_buf *out, as_err *err);

/* One block with the info that `bytes` hold, whose texts point into them;
 * free it with as_mem_free. Errors: AS_EIO (these bytes were not written
 * here), AS_ENOMEM. */
as_status gaz_info_read(as_slice bytes, as_gaz_info **out, as_err *err);

#endif
