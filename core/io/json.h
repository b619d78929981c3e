/* json.h - writing JSON (RFC 8259) into a buffer. Reading is jansson's. */
#ifndef AS_IO_JSON_H
#define AS_IO_JSON_H

#include "base/buf.h"

/* A string with its quotation marks: well-formed UTF-8 stays as it is, only
 * what JSON demands is escaped (and U+2028/2029, for JavaScript). Ill-formed
 * parts become U+FFFD. */
as_status as_json_text(as_buf *out, as_slice s, as_err *err);

/* The shortest decimal that reads back as the same double; integers without
 * a point; AS_EINVAL for infinities and NaN. */
as_status as_json_real(as_buf *out, double x, as_err *err);

#endif
