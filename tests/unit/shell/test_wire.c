/* test_wire.c - messages come out as they went in, and what is no message is
 * refused. */
#include "unit/base/unit.h"

#include <stdlib.h>
#include <string.h>

#include "base/vec.h"
#include "shell/wire.h"
#include "support/failmem.h"

static const as_doc_meta meta = {.id = {"a", 1},
                                 .title = {"ti\0tle", 6},
                                 .date = {NULL, 0},
                                 .source = {"in.jsonl", 8}};

static void check_slice(as_slice got, as_slice want)
{
    assert_true(as_slice_eq(got, want));
}

static as_wire_frame cut(const as_buf *bytes)
{
    as_wire_frame frame;
    assert_int_equal(as_wire_cut(as_buf_slice(bytes), AS_WIRE_SMALL_MAX,
                                 1 << 20, &frame, NULL),
                     AS_OK);
    assert_int_equal(frame.size, bytes->n);
    return frame;
}

static as_status write_document(as_buf *out, as_err *err)
{
    const as_status st = as_wire_document(out, &meta, 4, err);
    return st == AS_OK ? as_buf_add(out, "text", 4, err) : st;
}

static void test_a_document_comes_out_as_it_went_in(void **state)
{
    (void)state;
    as_buf out = {0};
    as_doc_meta got;
    assert_int_equal(write_document(&out, NULL), AS_OK);
    const as_wire_frame frame = cut(&out);
    assert_int_equal(frame.kind, AS_WIRE_DOCUMENT);
    check_slice(frame.large, AS_LIT("text"));
    assert_int_equal(as_wire_document_read(frame.small, &got, NULL), AS_OK);
    check_slice(got.id, meta.id);
    check_slice(got.title, meta.title);
    check_slice(got.date, meta.date);
    check_slice(got.source, meta.source);
    as_buf_clear(&out);
}

static void test_a_part_of_a_message_is_waited_for(void **state)
{
    (void)state;
    as_buf out = {0};
    as_wire_frame frame;
    assert_int_equal(write_document(&out, NULL), AS_OK);
    for (size_t n = 0; n < out.n; n++) {
        assert_int_equal(as_wire_cut(as_slice_of(out.p, n), 100, 100, &frame,
                                     NULL),
                         AS_EOF);
        assert_int_equal(frame.size, n < AS_WIRE_HEAD ? AS_WIRE_HEAD : out.n);
    }
    as_buf_clear(&out);
}

static void test_lengths_above_a_limit_are_refused_at_once(void **state)
{
    (void)state;
    as_buf out = {0};
    as_wire_frame frame;
    assert_int_equal(write_document(&out, NULL), AS_OK);
    const as_slice head = as_slice_of(out.p, AS_WIRE_HEAD);
    assert_int_equal(as_wire_cut(head, 4, 100, &frame, NULL), AS_ELIMIT);
    assert_int_equal(as_wire_cut(head, 100, 3, &frame, NULL), AS_ELIMIT);
    out.p[0] ^= 1;
    assert_int_equal(as_wire_cut(head, 100, 100, &frame, NULL), AS_ESYNTAX);
    out.p[0] ^= 1;
    out.p[4] = 99;
    assert_int_equal(as_wire_cut(head, 100, 100, &frame, NULL), AS_ESYNTAX);
    as_buf_clear(&out);
}

typedef struct answer {
    as_buf tables[2];
    as_crew_result result;
} answer;

static void answer_clear(answer *a)
{
    as_buf_clear(&a->tables[0]);
    as_buf_clear(&a->tables[1]);
}

/* A result with two tables, "one" and "". */
static as_status write_result(as_buf *out, as_crew_result *r, as_err *err)
{
    const as_buf tables[2] = {{(char[]){"one"}, 3, 3}, {0}};
    r->tables = tables;
    as_status st = as_wire_result(out, r, 2, err);
    return st == AS_OK && r->st == AS_OK ? as_buf_add(out, "one", 3, err) : st;
}

static as_status read_result(const as_buf *bytes, bool cancelled, answer *a,
                             as_err *err)
{
    const as_wire_frame frame = cut(bytes);
    *a = (answer){0};
    return as_wire_result_read(&frame, cancelled, 2, a->tables, &a->result,
                               err);
}

static void test_a_result_comes_out_as_it_went_in(void **state)
{
    (void)state;
    as_buf out = {0};
    as_crew_result r = {.repaired = 7, .n_found = 1u << 20, .failed = true};
    answer a;
    as_err_set(&r.stage_err, AS_ESCRIPT, "x: failed");
    assert_int_equal(write_result(&out, &r, NULL), AS_OK);
    assert_int_equal(read_result(&out, false, &a, NULL), AS_OK);
    assert_int_equal(a.result.st, AS_OK);
    assert_true(a.result.failed);
    assert_int_equal(a.result.stage_err.status, AS_ESCRIPT);
    assert_string_equal(a.result.stage_err.msg, "x: failed");
    assert_int_equal(a.result.repaired, 7);
    assert_int_equal(a.result.n_found, 1 << 20);
    check_slice(as_buf_slice(&a.tables[0]), AS_LIT("one"));
    assert_int_equal(a.tables[1].n, 0);
    answer_clear(&a);
    as_buf_clear(&out);
}

static void test_texts_lose_what_could_pose_as_another_line(void **state)
{
    (void)state;
    as_buf out = {0};
    as_crew_result r = {.st = AS_EIO};
    answer a;
    as_err_set(&r.err, AS_EIO, "a\nassay: \033[2Jb\x7F");
    assert_int_equal(write_result(&out, &r, NULL), AS_OK);
    assert_int_equal(read_result(&out, false, &a, NULL), AS_OK);
    assert_string_equal(a.result.err.msg, "a assay:  [2Jb ");
    as_buf_clear(&out);
}

static void test_only_who_cancels_hears_of_it(void **state)
{
    (void)state;
    as_buf out = {0};
    as_crew_result r = {.st = AS_ECANCEL};
    answer a;
    as_err_set(&r.err, AS_ECANCEL, "interrupted");
    assert_int_equal(write_result(&out, &r, NULL), AS_OK);
    assert_int_equal(read_result(&out, false, &a, NULL), AS_ESYNTAX);
    assert_int_equal(read_result(&out, true, &a, NULL), AS_OK);
    assert_int_equal(a.result.st, AS_ECANCEL);
    as_buf_clear(&out);
}

/* Every byte of the small part, changed to some others: refused or read, and
 * what is read holds together. */
static void test_changed_bytes_never_lead_astray(void **state)
{
    (void)state;
    static const unsigned char others[] = {0, 1, 9, 10, 0x7F, 0x80, 0xFF};
    as_buf out = {0};
    as_crew_result r = {.failed = true};
    as_err_set(&r.stage_err, AS_EIO, "m");
    assert_int_equal(write_result(&out, &r, NULL), AS_OK);
    for (size_t i = AS_WIRE_HEAD; i < out.n; i++) {
        const char was = out.p[i];
        for (size_t k = 0; k < sizeof others; k++) {
            answer a;
            out.p[i] = (char)others[k];
            const as_status st = read_result(&out, false, &a, NULL);
            if (st == AS_OK) {
                assert_true(a.result.st < AS_EOF);
                assert_true(a.tables[0].n + a.tables[1].n == 3);
            } else {
                assert_int_equal(st, AS_ESYNTAX);
            }
            answer_clear(&a);
        }
        out.p[i] = was;
    }
    as_buf_clear(&out);
}

static void test_a_verdict_comes_out_as_it_went_in(void **state)
{
    (void)state;
    as_err problem;
    as_err_set(&problem, AS_EINVAL, "rules.yaml:3:1: this must match");
    const as_wire_problems told = {&problem, 1, 1};
    as_wire_problems got = {0};
    as_examples_state became = AS_EXAMPLES_NONE;
    as_buf out = {0};
    size_t i = 0;
    assert_int_equal(as_wire_tried(&out, 5, AS_EXAMPLES_BAD, &told, NULL),
                     AS_OK);
    as_wire_frame frame = cut(&out);
    assert_int_equal(as_wire_tried_read(frame.small, &i, &became, &got, NULL),
                     AS_OK);
    assert_int_equal(i, 5);
    assert_int_equal(became, AS_EXAMPLES_BAD);
    assert_int_equal(got.n, 1);
    assert_string_equal(got.v[0].msg, problem.msg);
    out.p[AS_WIRE_HEAD + 4] = AS_EXAMPLES_BAD + 1; /* no verdict */
    got.n = 0;
    assert_int_equal(as_wire_tried_read(frame.small, &i, &became, &got, NULL),
                     AS_ESYNTAX);
    as_vec_clear(&got);
    as_buf_clear(&out);
}

/* Fails, or does all of it. */
static as_status there_and_back(as_err *err)
{
    as_err problem;
    as_err_set(&problem, AS_EINVAL, "no plugin");
    const as_wire_problems told = {&problem, 1, 1};
    as_crew_result r = {0};
    as_wire_started started = {0};
    answer a = {0};
    as_buf out = {0};
    as_status st = write_result(&out, &r, err);
    st = st == AS_OK ? read_result(&out, false, &a, err) : st;
    out.n = 0;
    if (st == AS_OK) {
        st = as_wire_ready(&out, AS_OK, NULL, &told, NULL, err);
    }
    if (st == AS_OK) {
        st = as_wire_ready_read(cut(&out).small, &started, err);
    }
    out.n = 0;
    st = st == AS_OK ? write_document(&out, err) : st;
    as_wire_started_clear(&started);
    answer_clear(&a);
    as_buf_clear(&out);
    return st;
}

static void test_without_memory_it_is_told(void **state)
{
    (void)state;
    for (size_t n = 1;; n++) {
        as_err err = {0};
        failmem_arm(n);
        const as_status st = there_and_back(&err);
        if (!failmem_disarm()) {
            assert_int_equal(st, AS_OK);
            assert_true(n > 3);
            break;
        }
        assert_int_equal(st, AS_ENOMEM);
        assert_string_equal(err.msg, "out of memory");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_document_comes_out_as_it_went_in),
        cmocka_unit_test(test_a_part_of_a_message_is_waited_for),
        cmocka_unit_test(test_lengths_above_a_limit_are_refused_at_once),
        cmocka_unit_test(test_a_result_comes_out_as_it_went_in),
        cmocka_unit_test(test_texts_lose_what_could_pose_as_another_line),
        cmocka_unit_test(test_only_who_cancels_hears_of_it),
        cmocka_unit_test(test_changed_bytes_never_lead_astray),
        cmocka_unit_test(test_a_verdict_comes_out_as_it_went_in),
        cmocka_unit_test(test_without_memory_it_is_told),
    };
    return cmocka_run_group_tests_name("wire", tests, NULL, NULL);
}
