/* version.h - versions of plugins and ranges of them (Semantic Versioning
 * 2.0.0, semver.org), and the numbers that pin one. */
#ifndef AS_IO_VERSION_H
#define AS_IO_VERSION_H

#include "base/slice.h"

/* MAJOR.MINOR.PATCH[-PRE][+BUILD]. */
bool as_version_ok(const char *s);

/* Is it no pre-release? */
bool as_version_is_final(const char *version);

/* -1, 0 or 1 by precedence: a pre-release before its release; what is behind
 * a + does not count. Both must be as_version_ok. */
int as_version_compare(const char *a, const char *b);

/* Is `version` within `range`: comparisons (>= > <= < =, ^, ~, or none for =)
 * with MAJOR[.MINOR[.PATCH]], separated by blanks or commas, all of which
 * must hold? A pre-release counts as the release that it leads to. False if
 * the range does not read as one; *fits is then left alone. */
bool as_version_in(const char *range, const char *version, bool *fits);

/* The number of a commit, as git writes it: 40 digits (SHA-1) or 64. */
bool as_commit_ok(as_slice number);

/* The hash of a plugin's files (store/tree.h): 64 digits. */
bool as_hash_ok(as_slice hash);

#endif
