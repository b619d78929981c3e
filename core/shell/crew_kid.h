/* crew_kid.h - a worker process of a crew and what is on its way to it and
 * back; for crew_procs.c. Nothing here waits. */
#ifndef AS_SHELL_CREW_KID_H
#define AS_SHELL_CREW_KID_H

#include "shell/crew_inside.h"
#include "shell/ring.h"
#include "shell/wire.h"
#include "shell/worker.h"

enum {
    AS_KID_QUEUE = 4,
    AS_KID_SHORT = 16 << 10 /* texts that may wait behind others */
};

typedef struct as_kid {
    as_worker worker; /* pid 0: there is none, all else is empty */
    as_crew_inside inside;
    bool up;     /* it said READY */
    bool ending; /* END was queued */
    bool ended;  /* TIMES came */
    as_place *queue[AS_KID_QUEUE]; /* what it has to answer, in order */
    size_t n_queued, n_sent;       /* of these n_sent are sent whole */
    as_buf out;    /* head of what is being sent; empty: nothing is */
    size_t out_at; /* bytes sent of it and the text behind it */
    as_buf in;
    size_t in_at;  /* what is before is done with */
    double left;   /* seconds of patience */
} as_kid;

/* Everything but the worker itself, which must have ended. */
void as_kid_clear(as_kid *kid);

/* May it be given `place`? */
bool as_kid_takes(const as_kid *kid, const as_place *place);
void as_kid_queue(as_kid *kid, as_place *place);

/* The first of the queue is answered. */
void as_kid_shift(as_kid *kid);

/* Say END, when nothing is queued. Errors: AS_ENOMEM. */
as_status as_kid_end(as_kid *kid);

/* Is something not sent yet? */
bool as_kid_sends(const as_kid *kid);

/* Send what can be sent now. A worker that is gone is seen when reading. */
void as_kid_send(as_kid *kid);

/* Read what there is, a few blocks at most. Errors: AS_EOF (it is gone),
 * AS_ENOMEM. */
as_status as_kid_read(as_kid *kid, as_err *err);

/* Cut the next message; AS_EOF: it is not all there. Then drop it. Errors:
 * those of as_wire_cut, AS_ENOMEM. */
as_status as_kid_cut(as_kid *kid, uint64_t large_max, as_wire_frame *frame,
                     as_err *err);
void as_kid_drop(as_kid *kid, const as_wire_frame *frame);

#endif
