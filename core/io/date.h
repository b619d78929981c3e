/* date.h - is it a calendar date? For reference dates of documents. */
#ifndef AS_IO_DATE_H
#define AS_IO_DATE_H

#include "base/slice.h"

/* The ISO 8601 calendar date that `s` begins with: YYYY, YYYY-MM, YYYY-MM-DD,
 * the last also with a time behind it ("T" or a blank, then hh:mm, seconds,
 * zone). True, and *date that part of `s`, if it is one and that day exists;
 * what stands behind the day and is no time is left out of *date. */
bool as_date_prefix(as_slice s, as_slice *date);

#endif
