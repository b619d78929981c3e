/* pat_compile_int.h - what the two steps of compiling share: pat_emit.c, a
 * tree to instructions, and pat_compile.c, those to a program. Not for other
 * files. */
#ifndef AS_MATCH_PAT_COMPILE_INT_H
#define AS_MATCH_PAT_COMPILE_INT_H

#include "match/pat_int.h"

typedef enum pat_op {
    I_CONSUME, /* a = state */
    I_SPLIT,   /* a is preferred to b */
    I_JUMP,    /* to a */
    I_ACT,     /* capture action a */
    I_EDGE,    /* bits a must hold */
    I_ENTER,   /* loop a: nothing consumed yet in this round */
    I_ROUND,   /* end of a round of loop a */
    I_ACCEPT
} pat_op;

typedef struct pat_instr {
    pat_op op;
    uint32_t a, b;
} pat_instr;

/* A point of the walk. `n_acts` of the path led there. */
typedef struct pat_point {
    uint32_t pc, loops, edges, n_acts;
} pat_point;

typedef struct pat_seen {
    uint64_t key;
    uint32_t walk; /* of which walk; 0: free */
} pat_seen;

typedef struct pat_compiler {
    const pat_source *src;
    as_arena *arena;
    as_err *err;
    AS_VEC(pat_instr) code;
    AS_VEC(pat_state) states;
    pat_u32s state_pc; /* of each state's instruction */
    AS_VEC(pat_edge) edges;
    pat_u32s acts;
    uint32_t loops; /* nested nullable loops around */
    bool has_core, leftwards;
    /* the walk */
    AS_VEC(pat_point) stack;
    pat_u32s path;
    uint32_t *met; /* the last walk that met each instruction, then state */
    pat_seen *seen;
    size_t seen_cap, n_seen;
    uint32_t walk;
    size_t n_visits;
} pat_compiler;

/* The instructions of a tree, and its states, behind those that are there.
 * Errors: AS_ELIMIT (states, nested loops), AS_ENOMEM. */
as_status pat_emit(pat_compiler *c, const pat_node *root);

#endif
