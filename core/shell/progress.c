/* progress.c - drawing the line: carriage return, text, blanks over what is
 * left of the one before. No escapes, so that it works on any terminal. It
 * is kept below 79 columns. */
#include "shell/progress.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define EVERY 0.1 /* seconds */
#define FIRST 0.5 /* short runs stay silent */

/* A message of one thread may clear what another draws. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

void as_progress_start(as_progress *p, bool on)
{
    *p = (as_progress){.on = on, .begun = now()};
    p->drawn = p->begun + FIRST - EVERY;
}

void as_progress_read(as_progress *p, uint64_t bytes, uint64_t total)
{
    atomic_store_explicit(&p->bytes, bytes, memory_order_relaxed);
    atomic_store_explicit(&p->total, total, memory_order_relaxed);
}

static void put(as_progress *p, const char *text, int width)
{
    char line[256];
    int n = snprintf(line, sizeof line, "\r%-*s", p->width, text);
    if (width == 0) {
        n = snprintf(line, sizeof line, "\r%*s\r", p->width, "");
    }
    if (n > 0 && write(STDERR_FILENO, line, (size_t)n) == n) {
        p->width = width;
    }
}

/* "2:05 left", or nothing when that is not known. */
static void time_left(char out[32], double elapsed, double bytes,
                      double total)
{
    out[0] = '\0';
    if (total > bytes && bytes > 0) {
        double left = elapsed * (total - bytes) / bytes;
        if (left < 360000) {
            (void)snprintf(out, 32, ", %d:%02d left", (int)left / 60,
                           (int)left % 60);
        }
    }
}

static void draw(as_progress *p, double at)
{
    double bytes = (double)atomic_load(&p->bytes);
    double total = (double)atomic_load(&p->total);
    double elapsed = at - p->begun > 0 ? at - p->begun : 1e-9;
    char left[32], of[32] = "", line[80];
    time_left(left, elapsed, bytes, total);
    if (total >= bytes && total > 0) {
        (void)snprintf(of, sizeof of, " of %.1f", total / 1e6);
    }
    int n = snprintf(line, sizeof line, "%.1f%s MB, %llu documents, %.1f MB/s%s",
                     bytes / 1e6, of, (unsigned long long)p->docs,
                     bytes / 1e6 / elapsed, left);
    if (n > 78) {
        n = 78;
        line[n] = '\0';
    }
    put(p, line, n);
}

void as_progress_doc(as_progress *p)
{
    p->docs++;
    if (!p->on) {
        return;
    }
    double at = now();
    if (at - p->drawn >= EVERY) {
        p->drawn = at;
        pthread_mutex_lock(&lock);
        draw(p, at);
        pthread_mutex_unlock(&lock);
    }
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
