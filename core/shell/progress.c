/* progress.c - drawing the line: carriage return, text, blanks over what is
 * left of the one before. No escapes, so that it works on any terminal. It
 * is kept below 79 columns, and below the width of the terminal. */
#include "shell/progress.h"

#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/clock.h"

#define EVERY 0.1 /* seconds */
#define FIRST 0.3 /* short runs stay silent */

enum {
    MAX_WIDTH = 78,
    ECHO = 2 /* columns: a terminal writes ^C behind the line */
};

/* A message of one thread may clear what another draws. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

void as_progress_start(as_progress *p, bool on, const char *what)
{
    *p = (as_progress){.on = on, .begun = as_clock_now()};
    p->drawn = p->begun + FIRST - EVERY;
    (void)snprintf(p->what, sizeof p->what, "%s", what ? what : "");
}

void as_progress_read(as_progress *p, uint64_t bytes, uint64_t total)
{
    atomic_store_explicit(&p->bytes, bytes, memory_order_relaxed);
    atomic_store_explicit(&p->total, total, memory_order_relaxed);
}

/* ---- the text ------------------------------------------------------------ */

typedef struct line {
    char *text; /* 256 bytes */
    int n;
    const char *between;
} line;

__attribute__((format(printf, 2, 3))) static void add(line *l,
                                                      const char *fmt, ...)
{
    va_list ap;
    l->n += snprintf(l->text + l->n, (size_t)(256 - l->n), "%s", l->between);
    va_start(ap, fmt);
    l->n += vsnprintf(l->text + l->n, (size_t)(256 - l->n), fmt, ap);
    va_end(ap);
    l->between = ", ";
}

static void add_time_left(line *l, double elapsed, double done, double total)
{
    if (total > done && done > 0) {
        const double left = elapsed * (total - done) / done;
        if (left < 360000) {
            add(l, "%d:%02d left", (int)left / 60, (int)left % 60);
        }
    }
}

static void add_bytes(line *l, double bytes, double total)
{
    if (total >= bytes && total > 0) {
        add(l, "%.1f of %.1f MB", bytes / 1e6, total / 1e6);
    } else {
        add(l, "%.1f MB", bytes / 1e6);
    }
}

static void add_docs(line *l, uint64_t docs, uint64_t total, const char *unit)
{
    if (total > 0) {
        add(l, "%llu of %llu %s", (unsigned long long)docs,
            (unsigned long long)total, unit[0] ? unit : "documents");
    } else if (unit[0]) {
        add(l, "%llu %s", (unsigned long long)docs, unit);
    } else {
        add(l, "%llu document%s", (unsigned long long)docs,
            docs == 1 ? "" : "s");
    }
}

int as_progress_line(const as_progress *p, double elapsed, int room,
                     char out[256])
{
    const double bytes = (double)atomic_load(&p->bytes);
    const double total = (double)atomic_load(&p->total);
    line l = {.text = out, .between = ""};
    elapsed = elapsed > 0 ? elapsed : 1e-9;
    out[0] = '\0';
    if (p->what[0]) {
        add(&l, "%s", p->what);
        l.between = ": ";
    }
    if (bytes > 0) {
        add_bytes(&l, bytes, total);
    }
    add_docs(&l, p->docs, p->docs_total, p->unit);
    if (bytes > 0) {
        add(&l, "%.1f MB/s", bytes / 1e6 / elapsed);
        add_time_left(&l, elapsed, bytes, total);
    } else {
        add(&l, "%.0f/s", (double)p->docs / elapsed);
        add_time_left(&l, elapsed, (double)p->docs, (double)p->docs_total);
    }
    if (p->errors > 0) {
        add(&l, "%llu error%s", (unsigned long long)p->errors,
            p->errors == 1 ? "" : "s");
    }
    if (l.n > room) {
        l.n = room;
        out[l.n] = '\0';
    }
    return l.n;
}

/* ---- the line ------------------------------------------------------------ */

static void put(as_progress *p, const char *text, int width)
{
    char out[512];
    int n = snprintf(out, sizeof out, "\r%-*s", p->width, text);
    if (width == 0) {
        n = snprintf(out, sizeof out, "\r%*s\r", p->width + ECHO, "");
    }
    if (n > 0 && write(STDERR_FILENO, out, (size_t)n) == n) {
        p->width = width;
    }
}

/* Columns that may be written to without a line break. */
static int room(void)
{
    struct winsize size = {0};
    if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0 ||
        size.ws_col > MAX_WIDTH + ECHO) {
        return MAX_WIDTH;
    }
    return size.ws_col > ECHO + 1 ? size.ws_col - ECHO - 1 : 0;
}

void as_progress_draw(as_progress *p)
{
    const double at = p->on ? as_clock_now() : 0;
    if (!p->on || at - p->drawn < EVERY) {
        return;
    }
    char text[256];
    p->drawn = at;
    pthread_mutex_lock(&lock);
    const int n = as_progress_line(p, at - p->begun, room(), text);
    put(p, text, n);
    pthread_mutex_unlock(&lock);
}

void as_progress_doc(as_progress *p, bool failed)
{
    p->docs++;
    p->errors += failed;
    as_progress_draw(p);
}

void as_progress_clear(void *ctx)
{
    as_progress *p = ctx;
    pthread_mutex_lock(&lock);
    if (p->width > 0) {
        put(p, "", 0);
    }
    pthread_mutex_unlock(&lock);
}
