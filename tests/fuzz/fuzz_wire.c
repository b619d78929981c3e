/* floor: shell
 * fuzz_wire.c - any bytes as what a worker process sends: cut and read as the
 * crew does, refused or held together. */
#include <stdint.h>
#include <stdlib.h>

#include "base/vec.h"
#include "shell/wire.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { LARGE_MAX = 1 << 16, TIMES = 3 };

static void must(bool holds)
{
    if (!holds) {
        abort();
    }
}

static void check_line(const char *msg)
{
    size_t n = 0;
    for (; msg[n] != '\0'; n++) {
        must((unsigned char)msg[n] >= 0x20 && msg[n] != 0x7F);
    }
    must(n < AS_ERR_MSG_MAX);
}

static void check_problems(const as_wire_problems *problems)
{
    must(problems->n <= AS_WIRE_PROBLEMS_MAX);
    for (size_t i = 0; i < problems->n; i++) {
        check_line(problems->v[i].msg);
    }
}

static void read_ready(as_slice small)
{
    as_wire_started started;
    if (as_wire_ready_read(small, &started, NULL) == AS_OK) {
        check_problems(&started.problems);
        must(started.n_names <= AS_WIRE_TIMES_MAX);
        must(started.st < AS_EOF);
        for (size_t i = 0; i < started.n_names; i++) {
            must(started.names[i].n <= small.n);
        }
    }
    as_wire_started_clear(&started);
}

static void read_result(const as_wire_frame *frame, size_t n_tables)
{
    as_buf tables[2] = {{0}, {0}};
    as_crew_result result = {0};
    if (as_wire_result_read(frame, false, n_tables, tables, &result, NULL) ==
        AS_OK) {
        must(result.st < AS_EOF && result.st != AS_ECANCEL);
        must(tables[0].n + tables[1].n == frame->large.n);
        must(result.st == AS_OK || frame->large.n == 0);
        if (result.st != AS_OK) {
            check_line(result.err.msg);
        }
        if (result.failed) {
            check_line(result.stage_err.msg);
        }
    }
    as_buf_clear(&tables[0]);
    as_buf_clear(&tables[1]);
}

static void read_tried(as_slice small)
{
    size_t i = 0;
    as_examples_state state = AS_EXAMPLES_NONE;
    as_wire_problems problems = {0};
    if (as_wire_tried_read(small, &i, &state, &problems, NULL) == AS_OK) {
        must(state <= AS_EXAMPLES_BAD);
        check_problems(&problems);
    }
    as_vec_clear(&problems);
}

static void read_frame(const as_wire_frame *frame)
{
    as_doc_meta meta;
    as_timing times[TIMES];
    switch (frame->kind) {
    case AS_WIRE_DOCUMENT:
        (void)as_wire_document_read(frame->small, &meta, NULL);
        break;
    case AS_WIRE_END:
        break;
    case AS_WIRE_READY:
        read_ready(frame->small);
        break;
    case AS_WIRE_RESULT:
        read_result(frame, 1);
        read_result(frame, 2);
        break;
    case AS_WIRE_TIMES:
        (void)as_wire_times_read(frame->small, TIMES, times, NULL);
        break;
    case AS_WIRE_TRIED:
        read_tried(frame->small);
        break;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    as_slice left = as_slice_of((const char *)data, size);
    as_wire_frame frame;
    while (as_wire_cut(left, AS_WIRE_SMALL_MAX, LARGE_MAX, &frame, NULL) ==
           AS_OK) {
        must(frame.size <= left.n);
        read_frame(&frame);
        left = as_slice_of(left.p + frame.size, left.n - frame.size);
    }
    return 0;
}
