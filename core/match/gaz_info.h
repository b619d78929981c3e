/* gaz_info.h - labels and fields of entries as bytes, so that equal ones can
 * be interned, and back. For gaz_build.c alone.
 * The bytes are the machine's own integers, without padding: lengths as
 * uint32_t in front of what they count. */
#ifndef AS_MATCH_GAZ_INFO_H
#define AS_MATCH_GAZ_INFO_H

#include "base/intern.h"
#include "match/gaz_int.h"

/* Append label and fields of `entry` to `out`. Errors: AS_EINVAL (a field
 * twice, or a span), AS_ELIMIT (a text of 4 GiB), AS_ENOMEM. */
as_status gaz_info_write(const as_gaz_entry *entry, as_buf *out, as_err *err);

/* One block with a gaz_info for each id of `infos`, and all they point to;
 * its size in *size. Errors: AS_ENOMEM. */
as_status gaz_infos_make(const as_intern *infos, gaz_info **out, size_t *size,
                         as_err *err);

#endif
