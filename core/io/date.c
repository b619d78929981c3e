/* date.c - calendar dates and times, digit by digit. Proleptic Gregorian
 * calendar. Refuses week dates, ordinal dates, the basic format and years of
 * more than four digits: news data has none. */
#include "io/date.h"

/* `n` digits at `at`, or -1. */
static int digits(as_slice s, size_t at, size_t n)
{
    int x = 0;
    if (s.n < at + n) {
        return -1;
    }
    for (size_t i = at; i < at + n; i++) {
        if (s.p[i] < '0' || s.p[i] > '9') {
            return -1;
        }
        x = x * 10 + (s.p[i] - '0');
    }
    return x;
}

static int month_length(int year, int month)
{
    static const char lengths[] = {31, 28, 31, 30, 31, 30,
                                   31, 31, 30, 31, 30, 31};
    const bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    return month == 2 && leap ? 29 : lengths[month - 1];
}

/* Two digits at `at` that make a number up to `max`. */
static bool part(as_slice s, size_t at, int max)
{
    const int x = digits(s, at, 2);
    return x >= 0 && x <= max;
}

/* Where the zone at `at` ends: "Z", "+01:00", "+0100", "+01"; `at` where
 * there is none. */
static size_t zone_end(as_slice s, size_t at)
{
    if (at < s.n && s.p[at] == 'Z') {
        return at + 1;
    }
    if (at >= s.n || (s.p[at] != '+' && s.p[at] != '-') ||
        !part(s, at + 1, 23)) {
        return at;
    }
    const size_t minutes = at + 3 < s.n && s.p[at + 3] == ':' ? at + 4
                                                              : at + 3;
    return part(s, minutes, 59) ? minutes + 2 : at + 3;
}

/* Where the time at `at` ends: hh:mm, with seconds, a fraction of them and a
 * zone; `at` where there is none. */
static size_t time_end(as_slice s, size_t at)
{
    size_t end = at + 5;
    if (!part(s, at, 23) || s.n < end || s.p[at + 2] != ':' ||
        !part(s, at + 3, 59)) {
        return at;
    }
    if (end < s.n && s.p[end] == ':' && part(s, end + 1, 60)) {
        end += 3;
        size_t more = end + 1;
        while (end < s.n && s.p[end] == '.' && digits(s, more, 1) >= 0) {
            more++;
        }
        end = more > end + 1 ? more : end;
    }
    return zone_end(s, end);
}

bool as_date_prefix(as_slice s, as_slice *date)
{
    const int year = digits(s, 0, 4);
    if (year < 0) {
        return false;
    }
    *date = as_slice_of(s.p, 4);
    if (s.n == 4) {
        return true;
    }
    const int month = s.p[4] == '-' ? digits(s, 5, 2) : -1;
    if (month < 1 || month > 12) {
        return false;
    }
    date->n = 7;
    if (s.n == 7) {
        return true;
    }
    const int day = s.p[7] == '-' ? digits(s, 8, 2) : -1;
    if (day < 1 || day > month_length(year, month)) {
        return false;
    }
    date->n = 10;
    if (s.n == 10) {
        return true;
    }
    if (s.p[10] != 'T' && s.p[10] != ' ') {
        return false;
    }
    date->n = time_end(s, 11) == s.n ? s.n : 10;
    return true;
}
