/* input_int.h - what the two halves of the reader share: input.c knows files
 * and folders, input_jsonl.c knows lines. */
#ifndef AS_IO_INPUT_INT_H
#define AS_IO_INPUT_INT_H

#include "base/vec.h"
#include "io/input.h"

enum { AS_INPUT_BLOCK = 1 << 18 };

/* The largest text: offsets are 32 bits wide. */
#define AS_INPUT_MAX ((size_t)UINT32_MAX - 1)

struct as_input {
    as_input_opts opts;
    as_input_problem problem;
    void *ctx;
    AS_VEC(char *) queue; /* paths to come, the next one last */
    uint64_t done, total;
    /* The data set being read; fd is -1 when there is none. */
    int fd;
    char *path;
    as_buf lines; /* bytes read; `at` is where the next line begins */
    size_t at, scanned;
    size_t line;
    bool ended;
};

/* Tell a problem: `fmt` begins with its place. */
void as_input_tell(const as_input *in, as_status status, bool lost,
                   const char *fmt, ...)
    __attribute__((format(printf, 4, 5)));

/* One more block of `fd` behind `buf`; *got is 0 at the end. Errors: AS_EIO,
 * AS_ENOMEM, AS_ECANCEL. */
as_status as_input_block(as_input *in, int fd, const char *path, as_buf *buf,
                         size_t *got, as_err *err);

/* The next document of the open data set; AS_EOF when it has no more.
 * Errors: AS_ECANCEL, AS_ENOMEM, AS_EIO. */
as_status as_input_line(as_input *in, as_input_item *item, as_err *err);

/* Copy the metadata into item->strings and point item->meta there. */
as_status as_input_meta(as_input_item *item, const as_doc_meta *meta,
                        as_err *err);

#endif
