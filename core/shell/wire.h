/* wire.h - the messages between a crew and its worker processes, as bytes.
 *
 * A message is a head of fixed size, a small part (numbers and short texts)
 * and a large one (a document's text, or tables one behind the other). The
 * crew trusts nothing that it reads: every length is checked against a limit
 * before anything is made of it, statuses are among those that can come, and
 * a message stays one line; what else in it steers a terminal is escaped
 * where it is shown, as in any other (shell/report).
 *
 *     crew -> worker   DOCUMENT: metadata | text;  END
 *     worker -> crew   READY: status, problems of plugins, names of times
 *                      RESULT: what became of a document | its tables
 *                      TIMES: seconds, documents, failures
 *                      TRIED: what became of a plugin's examples, or that
 *                             another of them is begun (AS_EXAMPLES_DUE)
 *
 * Limits: the small part of what a worker sends, AS_WIRE_SMALL_MAX; its
 * tables, what the reader allows; problems, AS_WIRE_PROBLEMS_MAX (what is
 * beyond is not sent). What the crew sends is as long as documents are.
 * Threads: none. Numbers are little-endian. */
#ifndef AS_SHELL_WIRE_H
#define AS_SHELL_WIRE_H

#include "flow/examples.h"
#include "shell/mate.h"

enum {
    AS_WIRE_HEAD = 20, /* bytes: mark, kind, small, large */
    AS_WIRE_SMALL_MAX = 1 << 20,
    AS_WIRE_PROBLEMS_MAX = 200,
    AS_WIRE_TIMES_MAX = 4096
};

typedef enum as_wire_kind {
    AS_WIRE_DOCUMENT = 1,
    AS_WIRE_END,
    AS_WIRE_READY,
    AS_WIRE_RESULT,
    AS_WIRE_TIMES,
    AS_WIRE_TRIED
} as_wire_kind;

typedef struct as_wire_frame {
    as_wire_kind kind;
    as_slice small, large; /* into the buffer that was cut */
    size_t size;           /* of all of it */
} as_wire_frame;

/* Cut the message at the beginning of `bytes`. AS_EOF: it is not all there
 * yet; frame->size is then how long it will be, or AS_WIRE_HEAD as long as
 * that cannot be told. Errors: AS_ELIMIT (a part above its limit),
 * AS_ESYNTAX (no message of this kind). */
as_status as_wire_cut(as_slice bytes, size_t small_max, uint64_t large_max,
                      as_wire_frame *frame, as_err *err);

/* ---- from the crew ------------------------------------------------------ */

/* Append head and small part of a DOCUMENT; the `text` bytes of the large one
 * are for the caller to send behind it. Errors: AS_ENOMEM, AS_ELIMIT (4 GiB
 * of metadata). */
as_status as_wire_document(as_buf *out, const as_doc_meta *meta, size_t text,
                           as_err *err);
as_status as_wire_end(as_buf *out, as_err *err);

/* The slices point into `small`. Errors: AS_ESYNTAX. */
as_status as_wire_document_read(as_slice small, as_doc_meta *meta,
                                as_err *err);

/* ---- from a worker ------------------------------------------------------ */

typedef struct as_wire_problems {
    as_err *v; /* messages of one line */
    size_t n, cap;
} as_wire_problems;

/* One more, where there may be more and there is memory for it; `problems` is
 * an as_wire_problems: who tells problems calls this with it. */
void as_wire_problem_keep(void *problems, const as_err *err);

/* Append a READY. `st` is AS_OK or why it is not ready, `why`; `mate`
 * is then not looked at; it may be NULL. Errors: AS_ENOMEM. */
as_status as_wire_ready(as_buf *out, as_status st, const as_err *why,
                        const as_wire_problems *problems, const as_mate *mate,
                        as_err *err);

/* What a READY says. */
typedef struct as_wire_started {
    as_status st;
    as_err why;
    as_wire_problems problems; /* owned */
    as_slice *names;           /* of times; owned, the texts are borrowed */
    size_t n_names;
} as_wire_started;

/* Errors: AS_ESYNTAX, AS_ENOMEM. Clear it afterwards in any case. */
as_status as_wire_ready_read(as_slice small, as_wire_started *out,
                             as_err *err);
void as_wire_started_clear(as_wire_started *started);

/* Append head and small part of a RESULT; the caller sends the `n_tables`
 * tables behind it. Without a result (st is not AS_OK) tables are empty.
 * Errors: AS_ENOMEM. */
as_status as_wire_result(as_buf *out, const as_crew_result *result,
                         size_t n_tables, as_err *err);

/* Into *result (but for its meta and tables) and the `n_tables` tables, to
 * which is added. `cancelled`: AS_ECANCEL is a status that can come. Errors:
 * AS_ESYNTAX, AS_ENOMEM; tables may then have something in them. */
as_status as_wire_result_read(const as_wire_frame *frame, bool cancelled,
                              size_t n_tables, as_buf *tables,
                              as_crew_result *result, as_err *err);

/* Append a TIMES. Errors: AS_ENOMEM. */
as_status as_wire_times(as_buf *out, const as_mate *mate, as_err *err);

/* Exactly `n` times, without names. Errors: AS_ESYNTAX. */
as_status as_wire_times_read(as_slice small, size_t n, as_timing *out,
                             as_err *err);

/* Append a TRIED of plugin `i`. Errors: AS_ENOMEM. */
as_status as_wire_tried(as_buf *out, size_t i, as_examples_state state,
                        const as_wire_problems *problems, as_err *err);

/* Problems are added. Errors: AS_ESYNTAX, AS_ENOMEM. */
as_status as_wire_tried_read(as_slice small, size_t *i,
                             as_examples_state *state,
                             as_wire_problems *problems, as_err *err);

#endif
