/* cluster.h - group words that stand in like places, so that a model that has
 * not met a word knows others like it. One thread. */
#ifndef AS_TAG_CLUSTER_H
#define AS_TAG_CLUSTER_H

#include "doc/doc.h"
#include "tag/train.h"

typedef struct as_cluster_text as_cluster_text;

/* Errors: AS_ENOMEM. */
as_status as_cluster_text_new(as_cluster_text **out, as_err *err);
void as_cluster_text_free(as_cluster_text *text); /* accepts NULL */

/* Take in the sentences of `doc`. Errors: AS_ENOMEM, AS_ELIMIT (2^31 words);
 * the document's last words may be missing then. */
as_status as_cluster_text_add(as_cluster_text *text, const as_doc *doc,
                              as_err *err);

/* Group the words that occur opts->min times into AS_NAME_GRAINS numbers of
 * clusters and append lines of WORD and its cluster in each between tabs, in
 * order of frequency; opts->epochs passes each. The same text and options
 * give the same bytes. Errors: AS_ENOMEM, AS_ECANCEL, AS_EINVAL (no word is
 * so frequent). */
as_status as_train_clusters(const as_cluster_text *text,
                            const as_train_opts *opts, as_buf *out,
                            as_err *err);

as_train_opts as_train_clusters_defaults(void);

#endif
