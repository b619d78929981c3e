/* date.c - calendar dates, digit by digit. Proleptic Gregorian calendar.
 * Refuses week dates, ordinal dates, the basic format and years of more than
 * four digits: news data has none. */
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
    return s.n == 10 || s.p[10] == 'T' || s.p[10] == ' ';
}
