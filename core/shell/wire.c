/* wire.c - encoding and decoding, see wire.h.
 *
 * A message is written with a head of zeros that is filled at the end. A
 * reader is a slice that gets shorter: what it lacks makes it `bad`, and
 * everything read from then on is zero or empty, so that one look at the end
 * tells whether all was there. */
#include "shell/wire.h"

#include "base/mem.h"
#include "base/vec.h"

#define MARK 0x31575341u /* "ASW1" */

/* ---- writing ------------------------------------------------------------ */

typedef struct writer {
    as_buf *out;
    size_t from; /* where the message begins */
    as_status st;
    as_err *err;
} writer;

static void put_bytes(writer *w, const void *p, size_t n)
{
    if (w->st == AS_OK) {
        w->st = as_buf_add(w->out, p, n, w->err);
    }
}

static void put_number(writer *w, uint64_t x, size_t n)
{
    unsigned char bytes[8];
    for (size_t i = 0; i < n; i++) {
        bytes[i] = (unsigned char)(x >> (8 * i));
    }
    put_bytes(w, bytes, n);
}

static void put_text(writer *w, as_slice s)
{
    if (s.n > UINT32_MAX) {
        w->st = as_err_set(w->err, AS_ELIMIT, "a text of 4 GiB or more");
    }
    put_number(w, s.n, 4);
    put_bytes(w, s.n ? s.p : "", s.n);
}

static void put_err(writer *w, as_status st, const as_err *err)
{
    put_number(w, (uint64_t)st, 1);
    put_text(w, st == AS_OK ? (as_slice){0} : as_slice_str(err->msg));
}

static writer begin(as_buf *out, as_err *err)
{
    static const char room[AS_WIRE_HEAD] = {0};
    writer w = {.out = out, .from = out->n, .st = AS_OK, .err = err};
    put_bytes(&w, room, sizeof room);
    return w;
}

static as_status end(writer *w, as_wire_kind kind, uint64_t large)
{
    const size_t size = w->out->n - w->from;
    if (w->st == AS_OK && size - AS_WIRE_HEAD > UINT32_MAX) {
        w->st = as_err_set(w->err, AS_ELIMIT, "a message of 4 GiB or more");
    }
    if (w->st != AS_OK) {
        w->out->n = w->from;
        return w->st;
    }
    const uint64_t head[] = {MARK, kind, size - AS_WIRE_HEAD, large};
    unsigned char *p = (unsigned char *)w->out->p + w->from;
    for (size_t i = 0; i < 4; i++) {
        for (size_t b = 0; b < (i < 3 ? 4 : 8); b++) {
            *p++ = (unsigned char)(head[i] >> (8 * b));
        }
    }
    return AS_OK;
}

as_status as_wire_document(as_buf *out, const as_doc_meta *meta, size_t text,
                           as_err *err)
{
    writer w = begin(out, err);
    put_text(&w, meta->id);
    put_text(&w, meta->title);
    put_text(&w, meta->date);
    put_text(&w, meta->source);
    return end(&w, AS_WIRE_DOCUMENT, text);
}

as_status as_wire_end(as_buf *out, as_err *err)
{
    writer w = begin(out, err);
    return end(&w, AS_WIRE_END, 0);
}

void as_wire_problem_keep(void *problems, const as_err *err)
{
    as_wire_problems *p = problems;
    as_err *kept = p->n < AS_WIRE_PROBLEMS_MAX ? as_vec_push(p, NULL) : NULL;
    if (kept != NULL) {
        *kept = *err;
    }
}

static void put_problems(writer *w, const as_wire_problems *problems)
{
    put_number(w, problems->n, 4);
    for (size_t i = 0; i < problems->n; i++) {
        put_err(w, problems->v[i].status, &problems->v[i]);
    }
}

as_status as_wire_ready(as_buf *out, as_status st, const as_err *why,
                        const as_wire_problems *problems, const as_mate *mate,
                        as_err *err)
{
    writer w = begin(out, err);
    put_err(&w, st, why);
    put_problems(&w, problems);
    const size_t n = st == AS_OK && mate ? as_mate_timing_count(mate) : 0;
    put_number(&w, n, 4);
    for (size_t i = 0; i < n; i++) {
        put_text(&w, as_slice_str(as_mate_timing(mate, i).name));
    }
    return end(&w, AS_WIRE_READY, 0);
}

as_status as_wire_result(as_buf *out, const as_crew_result *result,
                         size_t n_tables, as_err *err)
{
    const bool good = result->st == AS_OK;
    uint64_t large = 0;
    writer w = begin(out, err);
    put_err(&w, result->st, &result->err);
    put_err(&w, good && result->failed ? result->stage_err.status : AS_OK,
            &result->stage_err);
    put_number(&w, result->repaired, 8);
    put_number(&w, result->n_found, 8);
    put_number(&w, n_tables, 4);
    for (size_t i = 0; i < n_tables; i++) {
        const size_t n = good ? result->tables[i].n : 0;
        put_number(&w, n, 8);
        large += n;
    }
    return end(&w, AS_WIRE_RESULT, large);
}

as_status as_wire_times(as_buf *out, const as_mate *mate, as_err *err)
{
    const size_t n = as_mate_timing_count(mate);
    writer w = begin(out, err);
    put_number(&w, n, 4);
    for (size_t i = 0; i < n; i++) {
        const as_timing t = as_mate_timing(mate, i);
        put_number(&w, (uint64_t)(t.seconds * 1e9), 8);
        put_number(&w, t.docs, 8);
        put_number(&w, t.failed, 8);
    }
    return end(&w, AS_WIRE_TIMES, 0);
}

as_status as_wire_tried(as_buf *out, size_t i, as_examples_state state,
                        const as_wire_problems *problems, as_err *err)
{
    writer w = begin(out, err);
    put_number(&w, i, 4);
    put_number(&w, (uint64_t)state, 1);
    put_problems(&w, problems);
    return end(&w, AS_WIRE_TRIED, 0);
}

/* ---- reading ------------------------------------------------------------ */

typedef struct reader {
    as_slice left;
    bool bad;
} reader;

static as_slice take(reader *r, uint64_t n)
{
    if (r->bad || n > r->left.n) {
        r->bad = true;
        return (as_slice){0};
    }
    const as_slice s = as_slice_of(r->left.p, (size_t)n);
    r->left = as_slice_of(r->left.p + s.n, r->left.n - s.n);
    return s;
}

static uint64_t take_number(reader *r, size_t n)
{
    const as_slice s = take(r, n);
    uint64_t x = 0;
    for (size_t i = s.n; i-- > 0;) {
        x = x << 8 | (unsigned char)s.p[i];
    }
    return x;
}

static as_slice take_text(reader *r)
{
    return take(r, take_number(r, 4));
}

/* A count of things that have at least `size` bytes each. */
static size_t take_count(reader *r, size_t size)
{
    const uint64_t n = take_number(r, 4);
    if (n > r->left.n / size) {
        r->bad = true;
        return 0;
    }
    return (size_t)n;
}

/* A message is one line: a worker cannot begin another. */
static as_status take_err(reader *r, as_err *err)
{
    const uint64_t st = take_number(r, 1);
    const as_slice msg = take_text(r);
    if (st >= AS_EOF || msg.n >= sizeof err->msg) {
        r->bad = true;
        return AS_OK;
    }
    err->status = (as_status)st;
    for (size_t i = 0; i < msg.n; i++) {
        const unsigned char c = (unsigned char)msg.p[i];
        err->msg[i] = c < 0x20 || c == 0x7F ? ' ' : (char)c;
    }
    err->msg[msg.n] = '\0';
    return (as_status)st;
}

static as_status finish(const reader *r, as_err *err)
{
    return r->bad || r->left.n > 0
               ? as_err_set(err, AS_ESYNTAX, "a message that makes no sense")
               : AS_OK;
}

as_status as_wire_cut(as_slice bytes, size_t small_max, uint64_t large_max,
                      as_wire_frame *frame, as_err *err)
{
    frame->size = AS_WIRE_HEAD;
    if (bytes.n < AS_WIRE_HEAD) {
        return AS_EOF;
    }
    reader r = {.left = bytes};
    const uint64_t mark = take_number(&r, 4);
    const uint64_t kind = take_number(&r, 4);
    const uint64_t small = take_number(&r, 4);
    const uint64_t large = take_number(&r, 8);
    if (mark != MARK || kind < AS_WIRE_DOCUMENT || kind > AS_WIRE_TRIED) {
        return as_err_set(err, AS_ESYNTAX, "no message of ours");
    }
    if (small > small_max || large > large_max) {
        return as_err_set(err, AS_ELIMIT, "a message that is too long");
    }
    frame->size = AS_WIRE_HEAD + (size_t)(small + large);
    if (bytes.n < frame->size) {
        return AS_EOF;
    }
    frame->kind = (as_wire_kind)kind;
    frame->small = take(&r, small);
    frame->large = take(&r, large);
    return AS_OK;
}

as_status as_wire_document_read(as_slice small, as_doc_meta *meta,
                                as_err *err)
{
    reader r = {.left = small};
    as_doc_meta got;
    got.id = take_text(&r);
    got.title = take_text(&r);
    got.date = take_text(&r);
    got.source = take_text(&r);
    const as_status st = finish(&r, err);
    if (st == AS_OK) {
        *meta = got;
    }
    return st;
}

void as_wire_started_clear(as_wire_started *started)
{
    as_vec_clear(&started->problems);
    as_mem_free(started->names);
    *started = (as_wire_started){0};
}

static as_status take_problems(reader *r, as_wire_problems *out, as_err *err)
{
    const size_t n = take_count(r, 5);
    r->bad |= n > AS_WIRE_PROBLEMS_MAX;
    for (size_t i = 0; i < n && !r->bad; i++) {
        as_err *problem = as_vec_push(out, err);
        if (problem == NULL) {
            return AS_ENOMEM;
        }
        *problem = (as_err){0};
        (void)take_err(r, problem);
    }
    return AS_OK;
}

/* Names of stages are shown as they are: plain letters. */
static as_slice take_name(reader *r)
{
    const as_slice name = take_text(r);
    for (size_t i = 0; i < name.n; i++) {
        r->bad |= name.p[i] < 0x20 || name.p[i] > 0x7E;
    }
    return name;
}

as_status as_wire_ready_read(as_slice small, as_wire_started *out,
                             as_err *err)
{
    reader r = {.left = small};
    *out = (as_wire_started){0};
    out->st = take_err(&r, &out->why);
    if (take_problems(&r, &out->problems, err) != AS_OK) {
        return AS_ENOMEM;
    }
    const size_t n = take_count(&r, 4);
    r.bad |= n > AS_WIRE_TIMES_MAX;
    out->names = r.bad ? NULL : as_mem_zero(n, sizeof *out->names);
    if (!r.bad && out->names == NULL) {
        return as_err_nomem(err);
    }
    for (; out->n_names < n && !r.bad; out->n_names++) {
        out->names[out->n_names] = take_name(&r);
    }
    return finish(&r, err);
}

/* The tables' sizes stand in `r`, their bytes in `large`. */
static as_status take_tables(reader *r, as_slice large, size_t n_tables,
                             as_buf *tables, as_err *err)
{
    reader bytes = {.left = large};
    as_status st = AS_OK;
    r->bad |= take_count(r, 8) != n_tables;
    for (size_t i = 0; i < n_tables && st == AS_OK; i++) {
        const as_slice table = take(&bytes, take_number(r, 8));
        r->bad |= bytes.bad;
        st = r->bad ? AS_OK : as_buf_add_slice(&tables[i], table, err);
    }
    r->bad |= bytes.left.n > 0;
    return st;
}

as_status as_wire_result_read(const as_wire_frame *frame, bool cancelled,
                              size_t n_tables, as_buf *tables,
                              as_crew_result *result, as_err *err)
{
    reader r = {.left = frame->small};
    as_crew_result got = *result;
    got.st = take_err(&r, &got.err);
    got.failed = take_err(&r, &got.stage_err) != AS_OK;
    got.repaired = (size_t)take_number(&r, 8);
    got.n_found = (size_t)take_number(&r, 8);
    as_status st = take_tables(&r, frame->large, n_tables, tables, err);
    r.bad |= got.st == AS_ECANCEL && !cancelled;
    r.bad |= got.st != AS_OK && (got.failed || frame->large.n > 0);
    st = st == AS_OK ? finish(&r, err) : st;
    if (st == AS_OK) {
        *result = got;
    }
    return st;
}

as_status as_wire_times_read(as_slice small, size_t n, as_timing *out,
                             as_err *err)
{
    reader r = {.left = small};
    r.bad |= take_count(&r, 24) != n;
    for (size_t i = 0; i < n; i++) {
        out[i] = (as_timing){0};
        out[i].seconds = (double)take_number(&r, 8) / 1e9;
        out[i].docs = take_number(&r, 8);
        out[i].failed = take_number(&r, 8);
    }
    return finish(&r, err);
}

as_status as_wire_tried_read(as_slice small, size_t *i,
                             as_examples_state *state,
                             as_wire_problems *problems, as_err *err)
{
    reader r = {.left = small};
    const uint64_t plugin = take_number(&r, 4);
    const uint64_t became = take_number(&r, 1);
    if (take_problems(&r, problems, err) != AS_OK) {
        return AS_ENOMEM;
    }
    r.bad |= became > AS_EXAMPLES_BAD;
    const as_status st = finish(&r, err);
    if (st == AS_OK) {
        *i = (size_t)plugin;
        *state = (as_examples_state)became;
    }
    return st;
}
