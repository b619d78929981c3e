/* crew_inside.c - a worker process: reads a message, works, writes one.
 *
 * Whatever goes wrong with talking ends the process: its parent sees that. It
 * ends by _exit, so that nothing that was its parent's is flushed twice. */
#include "shell/crew_inside.h"

#include <errno.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

#include "base/vec.h"
#include "shell/wire.h"

enum {
    BLOCK = 64 << 10,
    KEPT = 1 << 20, /* larger buffers are given back */
    FAILED = 3      /* exit status */
};

typedef struct inside {
    const as_crew_opts *opts;
    int fd;
    as_mate mate;
    as_buf in, out;
    size_t at; /* of `in`: what is before is done with */
    as_buf *tables;
    struct iovec *parts; /* to write: `out` and the tables */
    as_wire_problems problems;
} inside;

/* ---- talking ------------------------------------------------------------ */

static void write_all(const inside *x, size_t n_parts)
{
    struct iovec *p = x->parts;
    while (n_parts > 0) {
        /* No more than the kernel takes at a time. */
        ssize_t n = writev(x->fd, p, (int)(n_parts < 64 ? n_parts : 64));
        if (n < 0 && errno != EINTR) {
            _exit(FAILED);
        }
        for (n = n < 0 ? 0 : n; n_parts > 0 && (size_t)n >= p->iov_len;) {
            n -= (ssize_t)p->iov_len;
            p++;
            n_parts--;
        }
        if (n_parts > 0) {
            p->iov_base = (char *)p->iov_base + n;
            p->iov_len -= (size_t)n;
        }
    }
}

/* `out`, and the tables unless there are none. */
static void answer(inside *x, size_t n_tables)
{
    size_t n = 0;
    x->parts[n++] = (struct iovec){x->out.p, x->out.n};
    for (size_t i = 0; i < n_tables; i++) {
        if (x->tables[i].n > 0) {
            x->parts[n++] =
                (struct iovec){x->tables[i].p, x->tables[i].n};
        }
    }
    write_all(x, n);
    x->out.n = 0;
}

/* More of the message that is `size` bytes long. */
static void read_more(inside *x, size_t size)
{
    if (x->at > 0) {
        memmove(x->in.p, x->in.p + x->at, x->in.n - x->at);
        x->in.n -= x->at;
        x->at = 0;
    }
    const size_t missing = size - x->in.n;
    const size_t want = missing > BLOCK ? missing : BLOCK;
    if (as_buf_reserve(&x->in, want, NULL) != AS_OK) {
        _exit(FAILED);
    }
    ssize_t n;
    do {
        n = read(x->fd, x->in.p + x->in.n, want);
        if (as_cancelled(x->opts->cancel)) {
            _exit(0);
        }
    } while (n < 0 && errno == EINTR);
    if (n <= 0) {
        _exit(n == 0 ? 0 : FAILED);
    }
    x->in.n += (size_t)n;
}

static void next_frame(inside *x, as_wire_frame *frame)
{
    for (;;) {
        const as_slice left = as_slice_of(x->in.p + x->at, x->in.n - x->at);
        const as_status st =
            as_wire_cut(left, UINT32_MAX, UINT32_MAX, frame, NULL);
        if (st == AS_OK) {
            x->at += frame->size;
            return;
        }
        if (st != AS_EOF) {
            _exit(FAILED);
        }
        read_more(x, frame->size);
    }
}

static void drop_in(inside *x)
{
    if (x->at == x->in.n) {
        x->at = x->in.n = 0;
        if (x->in.cap > KEPT) {
            as_buf_clear(&x->in);
        }
    }
}

/* ---- documents ---------------------------------------------------------- */

static void take_document(inside *x, const as_wire_frame *frame)
{
    as_crew_result result = {.st = AS_OK, .tables = x->tables};
    as_doc_meta meta;
    as_buf text = {0};
    if (as_wire_document_read(frame->small, &meta, NULL) != AS_OK) {
        _exit(FAILED);
    }
    result.st = as_buf_add_slice(&text, frame->large, &result.err);
    if (result.st == AS_OK) {
        as_mate_run(&x->mate, &text, &meta, x->tables, &result);
    }
    as_buf_clear(&text);
    const bool good = result.st == AS_OK;
    const size_t n = x->opts->n_tables;
    if (as_wire_result(&x->out, &result, n, NULL) != AS_OK) {
        _exit(FAILED);
    }
    answer(x, good ? n : 0);
    for (size_t i = 0; i < n; i++) {
        if (x->tables[i].cap > KEPT) {
            as_buf_clear(&x->tables[i]);
        }
        x->tables[i].n = 0;
    }
}

static void serve(inside *x)
{
    for (;;) {
        as_wire_frame frame;
        next_frame(x, &frame);
        if (frame.kind != AS_WIRE_DOCUMENT) {
            break;
        }
        take_document(x, &frame);
        drop_in(x);
    }
    if (as_wire_times(&x->out, &x->mate, NULL) == AS_OK) {
        answer(x, 0);
    }
}

void as_crew_inside_run(void *ctx, int fd, as_status st, const as_err *why)
{
    const as_crew_inside *of = ctx;
    inside x = {.opts = of->opts, .fd = fd};
    as_err err;
    x.tables = as_mem_zero(of->opts->n_tables, sizeof *x.tables);
    x.parts = as_mem_zero(of->opts->n_tables + 1, sizeof *x.parts);
    if (x.tables == NULL || x.parts == NULL) {
        _exit(FAILED);
    }
    if (st == AS_OK) {
        st = as_mate_init(&x.mate, of->opts, of->worker, as_wire_problem_keep,
                          &x.problems, &err);
        why = &err;
    }
    if (as_wire_ready(&x.out, st, why, &x.problems, &x.mate, NULL) != AS_OK) {
        _exit(FAILED);
    }
    answer(&x, 0);
    if (st == AS_OK) {
        serve(&x);
    }
    _exit(0);
}
