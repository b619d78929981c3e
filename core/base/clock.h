/* clock.h - how long something takes. */
#ifndef AS_BASE_CLOCK_H
#define AS_BASE_CLOCK_H

#include <time.h>

/* Seconds since some moment, which no change of the date moves. */
static inline double as_clock_now(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

#endif
