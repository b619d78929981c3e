/* names_lists.h - read the lists of words that a model of names is made
 * with. Private to core/tag. */
#ifndef AS_TAG_NAMES_LISTS_H
#define AS_TAG_NAMES_LISTS_H

#include "base/buf.h"
#include "base/err.h"

/* Append the section of words (name_word.h) of a file: lines of WORD, tab,
 * CLASS; a word may come more than once. The classes link, title, say, at,
 * org and place are roles; of others, which only say what behaves alike, a
 * word keeps the first. `path` NULL: an empty section. Errors: AS_EIO,
 * AS_ENOMEM, AS_ESYNTAX `path:line: what`. */
as_status as_names_words_read(const char *path, as_buf *out, as_err *err);

/* The same of clusters: lines of WORD and AS_NAME_GRAINS numbers from 0 to
 * 65000 between tabs. */
as_status as_names_clusters_read(const char *path, as_buf *out, as_err *err);

#endif
