/* crew_kid.c - a queue, and bytes each way. The text of a document is sent
 * from where it lies. */
#include "shell/crew_kid.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

enum {
    BLOCK = 64 << 10,
    BLOCKS = 32,    /* that are read at a time: there are other workers */
    KEPT = 1 << 20  /* larger buffers are given back */
};

void as_kid_clear(as_kid *kid)
{
    as_buf_clear(&kid->out);
    as_buf_clear(&kid->in);
    *kid = (as_kid){0};
}

bool as_kid_takes(const as_kid *kid, const as_place *place)
{
    if (!kid->up || kid->ending) {
        return false;
    }
    for (size_t i = 0; i < kid->n_queued; i++) {
        if (kid->queue[i]->text > AS_KID_SHORT) {
            return false;
        }
    }
    return kid->n_queued == 0 || (kid->n_queued < AS_KID_QUEUE &&
                                  place->text <= AS_KID_SHORT);
}

void as_kid_queue(as_kid *kid, as_place *place)
{
    kid->queue[kid->n_queued++] = place;
}

void as_kid_shift(as_kid *kid)
{
    kid->n_queued--;
    kid->n_sent--;
    memmove(kid->queue, kid->queue + 1, kid->n_queued * sizeof *kid->queue);
}

/* ---- sending ------------------------------------------------------------ */

as_status as_kid_end(as_kid *kid)
{
    const as_status st = as_wire_end(&kid->out, NULL);
    kid->ending = st == AS_OK;
    as_kid_send(kid);
    return st;
}

bool as_kid_sends(const as_kid *kid)
{
    return kid->worker.pid > 0 &&
           (kid->out.n > 0 || kid->n_sent < kid->n_queued);
}

/* The text that belongs behind `out`. */
static as_buf text_of(const as_kid *kid)
{
    return kid->n_sent < kid->n_queued ? kid->queue[kid->n_sent]->item.text
                                       : (as_buf){0};
}

/* One call; true if all of the message is sent. */
static bool send_some(as_kid *kid)
{
    const as_buf text = text_of(kid); /* not ours: only to read */
    const size_t head = kid->out_at < kid->out.n ? kid->out_at : kid->out.n;
    const size_t body = kid->out_at - head;
    struct iovec parts[] = {{kid->out.p + head, kid->out.n - head},
                            {text.p ? text.p + body : NULL, text.n - body}};
    const struct msghdr msg = {.msg_iov = parts, .msg_iovlen = 2};
    const ssize_t n = sendmsg(kid->worker.fd, &msg, MSG_NOSIGNAL);
    kid->out_at += n > 0 ? (size_t)n : 0;
    return kid->out_at == kid->out.n + text.n;
}

void as_kid_send(as_kid *kid)
{
    while (as_kid_sends(kid)) {
        if (kid->out.n == 0 &&
            as_wire_document(&kid->out,
                             &kid->queue[kid->n_sent]->item.meta,
                             kid->queue[kid->n_sent]->text,
                             NULL) != AS_OK) {
            return; /* later there may be memory again */
        }
        if (!send_some(kid)) {
            return;
        }
        kid->n_sent += kid->n_sent < kid->n_queued;
        kid->out.n = kid->out_at = 0;
    }
}

/* ---- reading ------------------------------------------------------------ */

as_status as_kid_read(as_kid *kid, as_err *err)
{
    for (int i = 0; i < BLOCKS; i++) {
        if (as_buf_reserve(&kid->in, BLOCK, err) != AS_OK) {
            return AS_ENOMEM;
        }
        const size_t room = kid->in.cap - kid->in.n;
        const ssize_t n = read(kid->worker.fd, kid->in.p + kid->in.n, room);
        if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR)) {
            /* what it said before its end is worth hearing */
            return i > 0 ? AS_OK : AS_EOF;
        }
        kid->in.n += n > 0 ? (size_t)n : 0;
        if (n < (ssize_t)room) {
            return AS_OK;
        }
    }
    return AS_OK;
}

as_status as_kid_cut(as_kid *kid, uint64_t large_max, as_wire_frame *frame,
                     as_err *err)
{
    const as_slice left =
        as_slice_of(kid->in.p + kid->in_at, kid->in.n - kid->in_at);
    const as_status st =
        as_wire_cut(left, AS_WIRE_SMALL_MAX, large_max, frame, err);
    if (st != AS_EOF) {
        return st;
    }
    if (kid->in_at > 0) {
        memmove(kid->in.p, left.p, left.n);
        kid->in.n = left.n;
        kid->in_at = 0;
    }
    if (kid->in.n == 0 && kid->in.cap > KEPT) {
        as_buf_clear(&kid->in);
    }
    const size_t more = frame->size - kid->in.n;
    const bool full = more > BLOCK &&
                      as_buf_reserve(&kid->in, more, err) != AS_OK;
    return full ? AS_ENOMEM : AS_EOF;
}

void as_kid_drop(as_kid *kid, const as_wire_frame *frame)
{
    kid->in_at += frame->size;
}
