/* store_test.h - what the tests of the store share: files in folders,
 * other programs. The temporary folder is io_test.h's. */
#ifndef AS_TESTS_STORE_TEST_H
#define AS_TESTS_STORE_TEST_H

#include <fcntl.h>

#include "unit/io/io_test.h"

/* A file NAME in the folder, folders above it made. */
HELPER const char *deep_file(const char *name, const char *text)
{
    char part[160];
    for (const char *s = strchr(name, '/'); s; s = strchr(s + 1, '/')) {
        (void)snprintf(part, sizeof part, "%.*s", (int)(s - name), name);
        (void)mkdir(in_dir(part), 0777);
    }
    return file_of(name, text);
}

/* Run a command of the shell in the folder; its exit status. */
HELPER int sh(const char *fmt, ...)
{
    char command[4096];
    int n = snprintf(command, sizeof command, "cd %s && { ", the_dir);
    va_list ap;
    va_start(ap, fmt);
    n += vsnprintf(command + n, sizeof command - (size_t)n, fmt, ap);
    va_end(ap);
    n += snprintf(command + n, sizeof command - (size_t)n,
                  "\n} >out.txt 2>&1 </dev/null");
    assert_true(n > 0 && (size_t)n < sizeof command);
    const int status = system(command);
    return status < 0 ? -1 : (status & 0x7F) ? 128 : (status >> 8) & 0xFF;
}

#define assert_sh(...)                                                        \
    do {                                                                      \
        if (sh(__VA_ARGS__) != 0) {                                           \
            fail_msg("%s: %s", #__VA_ARGS__, file_text("out.txt"));           \
        }                                                                     \
    } while (0)

/* The text of a file in the folder; until the next call but three. */
HELPER const char *file_text(const char *name)
{
    static char texts[4][65536];
    static int next;
    char *text = texts[next++ % 4];
    FILE *f = fopen(in_dir(name), "rb");
    size_t n = f ? fread(text, 1, sizeof texts[0] - 1, f) : 0;
    text[n] = '\0';
    if (f != NULL) {
        (void)fclose(f);
    }
    return text;
}

HELPER bool is_there(const char *name)
{
    struct stat sb;
    return lstat(in_dir(name), &sb) == 0;
}

/* Is there a program of this name? Else a test that needs it is skipped. */
HELPER bool have(const char *program)
{
    return sh("command -v %s", program) == 0;
}

#define NEEDS(program)                                                        \
    do {                                                                      \
        if (!have(program)) {                                                 \
            skip();                                                           \
        }                                                                     \
    } while (0)

/* What `expr` of the macros below has for its error. */
static as_err err;

#define assert_ok(expr)                                                       \
    do {                                                                      \
        err.msg[0] = '\0';                                                    \
        if ((expr) != AS_OK) {                                                \
            fail_msg("%s: %s", #expr, err.msg);                               \
        }                                                                     \
    } while (0)

/* `expr` uses &err; the message ends with `ending`. */
#define assert_refused(status, ending, expr)                                  \
    do {                                                                      \
        err.msg[0] = '\0';                                                    \
        assert_int_equal((expr), (status));                                   \
        assert_ends(err.msg, (ending));                                       \
    } while (0)

#define assert_ends(text, ending)                                             \
    do {                                                                      \
        const size_t n_ = strlen(text), e_ = strlen(ending);                  \
        if (n_ < e_ || strcmp((text) + n_ - e_, (ending)) != 0) {             \
            fail_msg("\"%s\" does not end with \"%s\"", (text), (ending));    \
        }                                                                     \
    } while (0)

/* How many descriptors are open. */
HELPER int n_open(void)
{
    int n = 0;
    for (int fd = 0; fd < 256; fd++) {
        n += fcntl(fd, F_GETFD) >= 0;
    }
    return n;
}

#endif
