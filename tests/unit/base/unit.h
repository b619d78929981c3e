/* unit.h - what cmocka wants included before it, and cmocka. */
#ifndef AS_TESTS_UNIT_H
#define AS_TESTS_UNIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#endif
