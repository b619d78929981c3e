/* input_int.h - what the parts of the reader share: input.c knows files and
 * folders, input_probe.c what is text, input_jsonl.c lines. */
#ifndef AS_IO_INPUT_INT_H
#define AS_IO_INPUT_INT_H

#include "base/map.h"
#include "base/vec.h"
#include "io/input.h"

enum {
    AS_INPUT_BLOCK = 1 << 18, /* bytes a read */
    AS_INPUT_PROBE = 1 << 16  /* bytes that tell text from other files */
};

/* The largest text: offsets are 32 bits wide. */
#define AS_INPUT_MAX ((size_t)UINT32_MAX - 1)

typedef enum input_place {
    PLACE_ARG,   /* given by the caller */
    PLACE_ENTRY, /* found in a folder */
    PLACE_END    /* behind the last entry of a folder that was given */
} input_place;

typedef struct input_path {
    input_place place;
    char *path; /* owned */
    bool unsized, uncounted; /* bytes, documents in it are not known */
} input_path;

struct as_input {
    as_input_opts opts;
    as_input_problem problem;
    void *ctx;
    AS_VEC(input_path) queue; /* to come, the next one last */
    as_map *seen;             /* folders read below the one that was given */
    size_t n_found;           /* files below it */
    uint64_t done, total;     /* bytes; the total of what is weighed */
    size_t n_left, n_unsized, n_uncounted; /* of the queue */
    /* The data set being read; fd is -1 when there is none. */
    int fd;
    char *path;
    as_buf lines; /* bytes read; `at` is where the next line begins */
    size_t at, scanned;
    size_t line;
    bool ended, is_probed;
};

/* What messages call `path`. */
const char *as_input_name(const char *path);

/* Tell a problem: `fmt` begins with its place. */
void as_input_tell(const as_input *in, as_status status, bool lost,
                   const char *fmt, ...)
    __attribute__((format(printf, 4, 5)));

/* One more block of `fd` behind `buf`; *got is 0 at the end. Errors: AS_EIO,
 * AS_ENOMEM, AS_ECANCEL. */
as_status as_input_block(as_input *in, int fd, const char *path, as_buf *buf,
                         size_t *got, as_err *err);

/* Why a file that begins with `head` is not text, and what to do; NULL if it
 * may be. */
const char *as_input_not_text(as_slice head);

/* By the name alone, in any case. */
bool as_input_is_jsonl(const char *path);
bool as_input_is_text_name(const char *path);

/* The next document of the open data set; AS_EOF when it has no more.
 * Errors: AS_ECANCEL, AS_ENOMEM; AS_EIO and AS_ESYNTAX (not text): nothing
 * more can be read of it. */
as_status as_input_line(as_input *in, as_input_item *item, as_err *err);

/* Copy the metadata into item->strings and point item->meta there. */
as_status as_input_meta(as_input_item *item, const as_doc_meta *meta,
                        as_err *err);

#endif
