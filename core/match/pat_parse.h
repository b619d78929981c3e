/* pat_parse.h - what the two halves of the parser share: pat_parse.c (how
 * items join) and pat_atom.c (what an item is). Not for other files. */
#ifndef AS_MATCH_PAT_PARSE_H
#define AS_MATCH_PAT_PARSE_H

#include "match/pat_int.h"

typedef struct pat_parser {
    pat_reader *r; /* the innermost source */
    pat_lexeme lx; /* the next lexeme of it */
    const pat_source *src;
    pat_tests *tests;
    as_arena *arena;
    as_intern *captures;
    int depth, macros;
    size_t n_nodes;
    as_err *err;
} pat_parser;

/* Raise `what` at byte `at` of the innermost source. */
as_status pat_fail_at(pat_parser *p, size_t at, as_status st,
                      const char *what);
/* Read the next lexeme. */
as_status pat_advance(pat_parser *p);
as_status pat_node_new(pat_parser *p, node_kind kind, size_t at,
                       pat_node **out);

/* From the first lexeme of alternatives to the one behind them. */
as_status pat_parse_alt(pat_parser *p, pat_node **out);

/* From the atom's first lexeme to just behind it; the next lexeme is not
 * read, so that a caller can look at the very next byte. */
as_status pat_parse_atom(pat_parser *p, pat_node **out);

#endif
