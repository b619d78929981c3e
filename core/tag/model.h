/* model.h - model files: named sections behind a checked header.
 *
 * One file holds one model of one kind ("pos", "lemma" ...) for one language.
 * The format is read in place: offsets only, every section on a 64-byte
 * border. A file is loaded into memory of our own rather than mapped, so that
 * a file that is changed underneath cannot become a bus error; 3 MB take a
 * millisecond.
 * A model never changes: share it between threads, each holding a
 * reference. */
#ifndef AS_TAG_MODEL_H
#define AS_TAG_MODEL_H

#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/slice.h"

typedef struct as_model as_model;

enum { AS_MODEL_VERSION = 1, AS_MODEL_NAME_MAX = 15, AS_MODEL_KIND_MAX = 7 };

/* Load and check `path`: magic, byte order, version, size, checksum, section
 * table. What is inside a section is checked by who uses it.
 * Errors: AS_EIO; AS_ENOMEM; AS_ESYNTAX `path: what is wrong`. */
as_status as_model_load(const char *path, as_model **out, as_err *err);

/* The same from bytes, which are copied. `name` stands in messages. */
as_status as_model_of_bytes(const char *name, as_slice bytes, as_model **out,
                            as_err *err);

as_model *as_model_ref(as_model *model);
void as_model_unref(as_model *model); /* accepts NULL */

/* Borrowed from the model. */
const char *as_model_name(const as_model *model); /* path or name */
as_slice as_model_kind(const as_model *model);
as_slice as_model_lang(const as_model *model); /* ISO 639-1 */

/* The section called `name`: on a 64-byte offset of the file, 16-byte
 * aligned in memory. Errors: AS_ESYNTAX `path: no section "name"`. */
as_status as_model_section(const as_model *model, const char *name,
                           as_slice *out, as_err *err);

/* The section that says where a model comes from and what its licence is. */
#define AS_MODEL_ABOUT "about"

/* What a writer gives; names of at most AS_MODEL_NAME_MAX bytes, unique. */
typedef struct as_model_part {
    const char *name;
    as_slice bytes;
} as_model_part;

/* Append the file's bytes to `out`. The same parts give the same bytes.
 * Errors: AS_ENOMEM, `out` as before; AS_EINVAL (a name too long). */
as_status as_model_pack(const char *kind, const char *lang,
                        const as_model_part *parts, size_t n_parts,
                        as_buf *out, as_err *err);

/* Write `bytes` to `path` by way of a temporary file beside it, so that a
 * reader sees the old or the new one. Errors: AS_EIO, AS_ENOMEM. */
as_status as_model_save(const char *path, as_slice bytes, as_err *err);

/* Work out the checksum of packed `bytes` anew, for tests and fuzzers that
 * want to get behind it. Does nothing if there is no whole header. */
void as_model_reseal(char *p, size_t n);

#endif
