/* dict.h - learn the dictionary of a tagger: which tags a word was seen
 * with (the rows that word.h describes). Private to core/tag. */
#ifndef AS_TAG_DICT_H
#define AS_TAG_DICT_H

#include "base/buf.h"
#include "tag/treebank.h"

/* Append a rows.h section of the words that `corpus` has at least `min`
 * times. Errors: AS_ENOMEM. */
as_status as_dict_learn(const as_treebank *corpus, uint32_t min, as_buf *out,
                        as_err *err);

/* Append a rows.h section of the words of a file: lines of WORD, tab, CLASS;
 * of a word's lines the first counts. `path` NULL: an empty one. Errors:
 * AS_EIO, AS_ENOMEM, AS_ESYNTAX `path:line: what`. */
as_status as_lexicon_read(const char *path, as_buf *out, as_err *err);

#endif
