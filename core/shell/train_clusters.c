/* train_clusters.c - documents to clusters of their words. */
#include "shell/train_clusters.h"

#include <stdio.h>

#include "io/input.h"
#include "tag/cluster.h"

/* The first that is lost; the rest would only say more of the same. */
static void take_problem(void *ctx, const as_err *err, bool lost)
{
    as_err *first = ctx;
    if (lost && first->status == AS_OK) {
        *first = *err;
    }
}

static as_status add_item(as_cluster_text *text, as_input_item *item,
                          as_err *err)
{
    as_doc *doc = NULL;
    as_status st = as_doc_new(&item->text, &item->meta, &doc, err);
    if (st == AS_OK) {
        st = as_cluster_text_add(text, doc, err);
    }
    as_doc_free(doc);
    return st;
}

static as_status read_all(const as_options *options, as_cluster_text *text,
                          as_err *err)
{
    as_input *in = NULL;
    as_err lost = {0};
    as_status st = as_input_new(&options->train, 1, &options->input,
                                take_problem, &lost, &in, err);
    while (st == AS_OK) {
        as_input_item item = {0};
        st = as_input_next(in, &item, err);
        if (st == AS_OK) {
            st = add_item(text, &item, err);
        }
        as_input_item_clear(&item);
    }
    as_input_free(in);
    if (st == AS_EOF && lost.status != AS_OK) {
        return as_err_set(err, lost.status, "%s", lost.msg);
    }
    return st == AS_EOF ? AS_OK : st;
}

as_status as_train_clusters_run(const as_options *options,
                                const as_train_opts *opts, as_buf *out,
                                bool *reading, as_err *err)
{
    as_cluster_text *text = NULL;
    *reading = true;
    as_status st = as_cluster_text_new(&text, err);
    if (st == AS_OK) {
        st = read_all(options, text, err);
    }
    if (st == AS_OK) {
        *reading = false;
        st = as_train_clusters(text, opts, out, err);
    }
    if (st == AS_OK && !options->quiet) {
        (void)fprintf(stderr, "clusters of %zu bytes\n", out->n);
    }
    as_cluster_text_free(text);
    return st;
}
