/* test_input.c - files, folders and standard input, and what is no text. */
#include <fcntl.h>

#include "unit/io/input_fixture.h"

static const as_input_opts plain = {0};

static void test_a_file_is_a_document(void **state)
{
    (void)state;
    const as_input_opts opts = {.date = "2026-11-23"};
    check_read(file_of("a.txt", "Hello\n"), &opts,
               "a.txt||2026-11-23|Hello\n\n", "");
}

static void test_any_name_is_text_when_it_is_given(void **state)
{
    (void)state;
    check_read(file_of("report.html", "<p>"), &plain, "report.html|||<p>\n",
               "");
}

static void test_an_empty_file_is_a_document_and_a_remark(void **state)
{
    (void)state;
    check_read(file_of("e.txt", ""), &plain, "e.txt|||\n",
               "told e.txt: empty\n");
}

static void test_what_cannot_be_opened_is_told(void **state)
{
    (void)state;
    (void)file_of("file", "x");
    check_read(in_dir("gone.txt"), &plain, "",
               "lost gone.txt: cannot open: No such file or directory\n");
    check_read(in_dir("file/x.txt"), &plain, "",
               "lost file/x.txt: cannot open: Not a directory\n");
    if (getuid() == 0) {
        return; /* root may read all */
    }
    const char *path = file_of("secret.txt", "x");
    assert_int_equal(chmod(path, 0), 0);
    check_read(path, &plain, "",
               "lost secret.txt: cannot open: Permission denied\n");
}

static void test_a_bad_file_does_not_stop_the_others(void **state)
{
    (void)state;
    static reading r;
    const char *paths[] = {file_of("a.txt", "A"), in_dir("gone"),
                           file_of("b.txt", "B")};
    assert_int_equal(read_all(paths, 3, &plain, &r), AS_EOF);
    assert_string_equal(r.text, "a.txt|||A\nb.txt|||B\n");
    assert_string_equal(r.problems.text, "lost gone: cannot open: No such "
                                         "file or directory\n");
}

static void check_refused(const char *bytes, size_t n, const char *why)
{
    char want[300];
    (void)snprintf(want, sizeof want, "lost x: %s\n", why);
    check_read(file_put("x", bytes, n), &plain, "", want);
}

static void test_other_formats_are_named_with_a_way_out(void **state)
{
    (void)state;
    check_refused("%PDF-1.7\n", 9,
                  "a PDF, not text: convert it with pdftotext");
    check_refused("PK\x03\x04xxxx", 8,
                  "a zip archive or office document, not text: unpack it, or "
                  "save it as plain text");
    check_refused("\x1F\x8B\x08\x00", 4,
                  "compressed, not text: unpack it with gunzip");
    check_refused("\x28\xB5\x2F\xFD\x00", 5,
                  "compressed, not text: unpack it with unzstd");
    check_refused("\xFF\xFEh\0i\0", 6,
                  "UTF-16, not UTF-8: convert it with iconv -f UTF-16 -t "
                  "UTF-8");
    check_refused("\xFE\xFF\0h\0i", 6,
                  "UTF-16, not UTF-8: convert it with iconv -f UTF-16 -t "
                  "UTF-8");
    check_refused("\xFF\xFE\0\0h\0\0\0", 8,
                  "UTF-32, not UTF-8: convert it with iconv -f UTF-32 -t "
                  "UTF-8");
    check_refused("\0\0\xFE\xFF\0\0\0h", 8,
                  "UTF-32, not UTF-8: convert it with iconv -f UTF-32 -t "
                  "UTF-8");
}

static void test_bytes_that_text_does_not_have(void **state)
{
    (void)state;
    char bytes[100];
    memset(bytes, 'x', sizeof bytes);
    memset(bytes, 0, 11);
    check_refused(bytes, 100,
                  "not text (NUL bytes): convert it to UTF-8 text first");
    memset(bytes, 2, 11);
    check_refused(bytes, 100,
                  "not text (control characters): convert it to UTF-8 text "
                  "first");
}

/* The rest of a large file that is no text is not read. */
static void test_binary_is_seen_in_the_first_block(void **state)
{
    (void)state;
    const char *path = file_put("big", "\x1F\x8B", 2);
    assert_int_equal(truncate(path, 64 << 20), 0);
    as_input *in;
    as_input_item item = {0};
    static problems p;
    uint64_t done, total;
    memset(&p, 0, sizeof p);
    assert_int_equal(as_input_new(&path, 1, &plain, problem_keep, &p, &in,
                                  NULL),
                     AS_OK);
    assert_int_equal(as_input_next(in, &item, NULL), AS_EOF);
    as_input_progress(in, &done, &total);
    assert_true(done < 1 << 20);
    assert_int_equal(total, 64 << 20);
    as_input_free(in);
}

static void check_left(const as_input *in, bool known, size_t want,
                       uint64_t bytes)
{
    size_t left = 99;
    uint64_t done, total;
    assert_int_equal(as_input_left(in, &left), known);
    if (known) {
        assert_int_equal(left, want);
    }
    as_input_progress(in, &done, &total);
    assert_int_equal(total, bytes);
}

/* Of a folder once it was looked into; of a data set never. */
static void test_what_is_still_to_come_is_known(void **state)
{
    (void)state;
    const char *paths[3] = {folder_of("left"),
                            file_of("left.jsonl", "{\"text\":\"x\"}\n"),
                            file_of("last.txt", "last")};
    (void)file_of("left/a.txt", "one");
    (void)file_of("left/b.txt", "three");
    as_input *in;
    as_input_item item = {0};
    static problems p;
    memset(&p, 0, sizeof p);
    assert_int_equal(as_input_new(paths, 3, &plain, problem_keep, &p, &in,
                                  NULL),
                     AS_OK);
    check_left(in, false, 0, 0);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(as_input_next(in, &item, NULL), AS_OK);
        check_left(in, false, 0, 5 + 3 + 13 + 4);
        as_input_item_clear(&item);
    }
    assert_int_equal(as_input_next(in, &item, NULL), AS_OK);
    check_left(in, true, 0, 5 + 3 + 13 + 4);
    as_input_item_clear(&item);
    as_input_free(in);
}

static void test_nuls_here_and_there_are_kept(void **state)
{
    (void)state;
    const char *path = file_put("nul.txt", "one\0two and more\0", 17);
    as_input *in;
    as_input_item item = {0};
    static problems p;
    memset(&p, 0, sizeof p);
    assert_int_equal(as_input_new(&path, 1, &plain, problem_keep, &p, &in,
                                  NULL),
                     AS_OK);
    assert_int_equal(as_input_next(in, &item, NULL), AS_OK);
    assert_int_equal(item.text.n, 17);
    assert_memory_equal(item.text.p, "one\0two and more\0", 17);
    assert_string_equal(p.text, "");
    as_input_item_clear(&item);
    as_input_free(in);
}

static void test_four_gigabytes_are_too_many(void **state)
{
    (void)state;
    const char *path = file_of("huge.txt", "x");
    if (truncate(path, (off_t)1 << 32) != 0) {
        skip(); /* a file system without holes */
    }
    /* Some text in front, so that it is not the holes that are told. */
    FILE *f = fopen(path, "r+b");
    for (int i = 0; i < 1 << 16; i++) {
        assert_int_equal(fputc('x', f), 'x');
    }
    fclose(f);
    check_read(path, &plain, "",
               "lost huge.txt: 4 GiB or more: split it first\n");
}

static void test_a_folder_is_read_in_name_order(void **state)
{
    (void)state;
    (void)folder_of("d");
    (void)folder_of("d/sub");
    (void)folder_of("d/sub/none");
    (void)folder_of("d/.git");
    (void)file_of("d/z.txt", "Z");
    (void)file_of("d/B.TXT", "B");
    (void)file_of("d/a.md", "A");
    (void)file_of("d/skip.pdf", "P");
    (void)file_of("d/.hidden.txt", "H");
    (void)file_of("d/.git/x.txt", "H");
    (void)file_of("d/sub/m.text", "M");
    (void)file_of("d/sub/s.jsonl", "{\"id\":\"j\",\"text\":\"J\"}\n");
    assert_int_equal(mkfifo(in_dir("d/pipe.txt"), 0600), 0);
    check_read(in_dir("d"), &plain,
               "d/B.TXT|||B\nd/a.md|||A\nd/sub/m.text|||M\nj|||J\n"
               "d/z.txt|||Z\n",
               "");
    check_read(in_dir("d/"), &plain,
               "d/B.TXT|||B\nd/a.md|||A\nd/sub/m.text|||M\nj|||J\n"
               "d/z.txt|||Z\n",
               "");
}

static void test_a_folder_without_text_is_told(void **state)
{
    (void)state;
    (void)folder_of("d");
    (void)folder_of("d/sub");
    (void)file_of("d/sub/x.pdf", "P");
    check_read(in_dir("d"), &plain, "",
               "lost d: no text in it: expected .txt, .text, .md, .jsonl or "
               ".ndjson files\n");
}

static void test_rings_of_links_end(void **state)
{
    (void)state;
    (void)folder_of("d");
    (void)folder_of("d/a");
    (void)file_of("d/a/x.txt", "X");
    assert_int_equal(symlink("..", in_dir("d/a/up")), 0);
    assert_int_equal(symlink("a", in_dir("d/b")), 0);
    assert_int_equal(symlink("nowhere", in_dir("d/c.txt")), 0);
    check_read(in_dir("d"), &plain, "d/a/x.txt|||X\n",
               "lost d/c.txt: cannot open: No such file or directory\n");
}

static void test_a_dash_is_standard_input(void **state)
{
    (void)state;
    const int kept = dup(STDIN_FILENO);
    const int fd = open(file_of("in", "From a pipe"), O_RDONLY);
    assert_int_equal(dup2(fd, STDIN_FILENO), STDIN_FILENO);
    (void)close(fd);
    check_read("-", &plain, "-|||From a pipe\n", "");
    check_read("-", &plain, "-|||\n", "told standard input: empty\n");
    (void)dup2(kept, STDIN_FILENO);
    (void)close(kept);
}

static void test_the_flag_cancels_between_blocks(void **state)
{
    (void)state;
    as_cancel cancel = {0};
    const as_input_opts opts = {.cancel = &cancel};
    const char *paths[] = {file_of("a.txt", "A"), file_of("b.txt", "B")};
    as_input *in;
    as_input_item item = {0};
    as_err err;
    problems p = {0};
    assert_int_equal(as_input_new(paths, 2, &opts, problem_keep, &p, &in,
                                  NULL),
                     AS_OK);
    as_cancel_raise(&cancel);
    assert_int_equal(as_input_next(in, &item, &err), AS_ECANCEL);
    assert_string_equal(err.msg, "interrupted");
    as_cancel_lower(&cancel);
    assert_int_equal(as_input_next(in, &item, &err), AS_OK);
    assert_slice(as_buf_slice(&item.text), "A");
    as_input_item_clear(&item);
    as_input_free(in);
}

static void test_refused_memory_is_told(void **state)
{
    (void)state;
    static reading r;
    (void)folder_of("d");
    (void)file_of("d/a.txt", "A");
    (void)file_of("d/s.jsonl", "{\"id\":\"j\",\"text\":\"J\",\"title\":\"T\"}\n"
                               "{\"text\":\"a \\ud800\"}\n{\"text\":\"\xFF\"}");
    const char *path = in_dir("d");
    FOR_EACH_FAILURE({
        st_ = read_all(&path, 1, &plain, &r);
        st_ = st_ == AS_EOF ? AS_OK : st_;
    });
    assert_string_equal(r.text, "d/a.txt|||A\nj|T||J\nd/s.jsonl:2|||a \uFFFD\n"
                                "d/s.jsonl:3|||\uFFFD\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        DIR_TEST(test_a_file_is_a_document),
        DIR_TEST(test_any_name_is_text_when_it_is_given),
        DIR_TEST(test_an_empty_file_is_a_document_and_a_remark),
        DIR_TEST(test_what_cannot_be_opened_is_told),
        DIR_TEST(test_a_bad_file_does_not_stop_the_others),
        DIR_TEST(test_other_formats_are_named_with_a_way_out),
        DIR_TEST(test_bytes_that_text_does_not_have),
        DIR_TEST(test_binary_is_seen_in_the_first_block),
        DIR_TEST(test_what_is_still_to_come_is_known),
        DIR_TEST(test_nuls_here_and_there_are_kept),
        DIR_TEST(test_four_gigabytes_are_too_many),
        DIR_TEST(test_a_folder_is_read_in_name_order),
        DIR_TEST(test_a_folder_without_text_is_told),
        DIR_TEST(test_rings_of_links_end),
        DIR_TEST(test_a_dash_is_standard_input),
        DIR_TEST(test_the_flag_cancels_between_blocks),
        DIR_TEST(test_refused_memory_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
