/* wall_int.h - the parts of the wall: wall_files.c, wall_calls.c. */
#ifndef AS_SHELL_WALL_INT_H
#define AS_SHELL_WALL_INT_H

#include "shell/wall.h"

#if defined(__SANITIZE_ADDRESS__)
#define WALL_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define WALL_ASAN 1
#endif
#endif
#ifndef WALL_ASAN
#define WALL_ASAN 0
#endif

bool wall_files_here(void);
as_status wall_files(const as_wall *wall, as_err *err);

bool wall_calls_here(void);
as_status wall_calls(const as_wall *wall, as_err *err);

#endif
