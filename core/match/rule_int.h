/* rule_int.h - a set of rules compiled, and what runs it; for rule_*.c.
 *
 *   rule_build.c   specs -> a set
 *   rule_make.c    one spec -> a rule: names and fields checked
 *   rule_pattern.c what their patterns may name; faults
 *   rule_phase.c   who reads what another writes -> phases
 *   rule_cut.c     what a rule cannot do without
 *   rule_wake.c    which rules a unit wakes
 *   rule_lint.c    rules that can never do anything
 *   rule_run.c     a document through the phases; who wins
 *   rule_room.c    what a run needs, shared by sets
 *   rule_frame.c   triggers and their roles
 *   rule_field.c   captures -> features
 *   rule_why.c     where a rule stopped */
#ifndef AS_MATCH_RULE_INT_H
#define AS_MATCH_RULE_INT_H

#include "match/pat_run.h"
#include "match/rules.h"

/* A program and what its captures are called in its rule. */
typedef struct rule_prog {
    pat_prog prog;
    uint32_t *names; /* of each capture of the program but the core */
} rule_prog;

typedef struct rule_guard {
    rule_prog prog;
    as_rule_within within;
    uint32_t id; /* of the set's guards */
} rule_guard;

typedef struct rule_role {
    as_slice name;
    rule_prog find, barrier; /* no states: no barrier */
    as_rule_side side;
    uint32_t within;
    bool required;
    uint32_t capture;
} rule_role;

typedef struct rule_field {
    as_slice name, text_name; /* NAME_text, where as a name */
    uint32_t capture;         /* PAT_NONE: the constant */
    as_value constant;
    as_rule_as as;
    as_slice feature; /* in place of `as`; empty: none */
    uint32_t when;    /* a capture that must be there; PAT_NONE: none */
} rule_field;

/* One thing that must be there for a rule to match. */
typedef enum wake_kind { WAKE_TEST, WAKE_NAME, WAKE_CLASS } wake_kind;

typedef struct wake_item {
    wake_kind kind;
    uint32_t id;         /* a lexical test, or a name */
    uint32_t pos, flags; /* WAKE_CLASS: a token with any of these bits */
} wake_item;

/* At least one of the items stands in whatever matches; none: unknown. */
typedef struct rule_cut {
    const wake_item *items;
    uint32_t n;
    double cost; /* a guess at how many tokens of all have one */
} rule_cut;

/* The rarest, and the next: both must be there. */
typedef struct rule_cuts {
    rule_cut first, also;
} rule_cuts;

typedef struct rule {
    as_slice name, label, layer, span_label, action;
    as_prov prov;
    int32_t priority;
    as_scope scope;
    as_match_mode mode;
    bool is_frame;
    rule_prog main;
    rule_role *roles;
    rule_field *fields;
    as_slice *field_names; /* with .p NULL behind the last */
    rule_guard *guards;
    as_slice *captures;
    const as_slice *match, *no_match;
    uint32_t n_roles, n_fields, n_guards, n_captures, n_match, n_no_match;
    uint32_t trigger; /* the capture, of a frame */
    rule_cuts cuts;
    uint32_t phase, label_id;
    uint32_t file, at; /* place in its file's rules */
} rule;

/* Lists by number: those of i are list[off[i] .. off[i + 1]). */
typedef struct rule_lists {
    uint32_t *off, *list;
} rule_lists;

typedef struct wake_class {
    uint32_t pos, flags, rule;
} wake_class;

/* Rules of one phase and scope, by what wakes them. */
typedef struct rule_group {
    uint32_t phase;
    as_scope scope;
    rule_lists by_test, by_name;
    wake_class *classes;
    uint32_t *always;
    uint32_t n_classes, n_always;
    bool asks_classes; /* some rule cannot do without one of a class */
} rule_group;

struct as_rules {
    int refs; /* by __atomic */
    pat_tests *tests;
    as_arena *arena;
    rule *rules;
    uint32_t n_rules, n_phases, n_labels, n_guards;
    rule_group *groups; /* by phase */
    uint32_t n_groups;
    uint8_t *is_trigger; /* a byte a test */
    as_rule_example *examples;
    uint32_t n_examples;
};

/* ---- building --------------------------------------------------------- */

typedef struct rule_builder {
    as_rules *set;
    const as_rule_file *files;
    size_t n_files;
    const as_pattern_env *env;
    as_rule_tell tell;
    void *tell_ctx;
    bool failed; /* a fault that is no lint was told */
    as_intern *labels, *attributes; /* that patterns name and somebody knows */
    bool starved; /* memory for those was refused */
    /* at hand: */
    size_t file;
    const as_rule_spec *spec;
    as_err *err;
} rule_builder;

/* Tell a fault of rule `r` in `part` of it ("pattern"), or a lint. */
void rule_fault(rule_builder *b, const rule *r, const char *part, bool lint,
                const char *fmt, ...) __attribute__((format(printf, 5, 6)));

typedef AS_VEC(as_slice) rule_names;

/* One pattern of a rule: `name` is where it stands, "unless.0.pattern". */
typedef struct rule_part {
    rule_builder *b;
    rule *r;
    rule_names *names; /* of the rule's captures */
    char name[64];
} rule_part;

/* Compile a pattern; `cuts` may be NULL. A fault in it is told, and *out is
 * then without states. Errors: AS_ENOMEM. */
as_status rule_compile(const rule_part *p, as_slice source, rule_prog *out,
                       rule_cuts *cuts);
/* The number of a capture's name, a new one if need be. */
as_status rule_capture(const rule_part *p, as_slice name, uint32_t *id);

/* Make `r`, which is in the set, from the spec at hand. Faults are told. */
as_status rule_make(rule_builder *b, rule *r, as_slice origin);
as_status rule_phases(rule_builder *b);
/* `regexes`: those of words count as well, for who has a list of words. */
as_status rule_cuts_of(const pat_tree *tree, pat_tests *tests, bool regexes,
                       as_arena *arena, rule_cuts *out, as_err *err);
/* Those of two things that both must be there. */
void rule_cuts_join(rule_cuts *a, const rule_cuts *b);
as_status rule_groups(as_rules *set, as_err *err);
as_status rule_lint_all(rule_builder *b);

/* ---- running ---------------------------------------------------------- */

/* A hit that competes. Captures are caps[from .. to) of the runner. */
typedef struct rule_cand {
    uint32_t rule, first, end;
    uint32_t from, to;
    bool kept;
    uint32_t lost_to; /* rule; where not kept */
} rule_cand;

/* What a guard said of the last unit that it was asked about. */
typedef struct guard_memo {
    uint32_t beg, end;
    bool known, fires;
} guard_memo;

/* What comes of a candidate that won; the rest is the rule's. */
typedef struct rule_win {
    uint32_t cand, n_features;
    const as_feature *features;
    as_slice label;
} rule_win;

typedef struct rule_find {
    uint32_t first, end, from, to;
} rule_find;

typedef AS_VEC(rule_find) rule_finds;

/* Tests that wake something, by word type; `bits` says which types have
 * any. */
typedef struct wake_hot {
    pat_u32s off, list;
    AS_VEC(uint64_t) bits;
} wake_hot;

/* What a run needs and the next one may overwrite. It grows with documents,
 * so that the sets of a pipeline share one. */
struct as_rule_room {
    int refs;
    bool busy; /* a runner is at work in it */
    pat_view view;
    pat_run run;  /* of the rule at hand */
    pat_run side; /* of its guards and roles */
    wake_hot norm, lemma;
    pat_u32s stamp, woken; /* a unit's number a rule; rules awake */
    pat_u32s test_seen, name_seen; /* a unit's number each */
    AS_VEC(rule_cand) cands;
    AS_VEC(as_capture) caps;
    AS_VEC(uint32_t) owner; /* a kept candidate + 1 a token */
    AS_VEC(rule_finds) finds; /* of a frame: each role, each barrier */
    AS_VEC(as_capture) found; /* captures of `finds` */
    AS_VEC(as_capture) args;  /* of one frame */
    AS_VEC(rule_win) wins; /* of one phase */
    pat_u32s hints; /* by layer: where in its flat view to look first */
    as_arena *arena;        /* of one phase: features */
    as_buf text; /* scratch; what `why` says */
};

struct as_rule_runner {
    as_rules *set;
    as_rule_room *room;
    uint32_t pos_seen, flags_seen; /* in the unit */
    uint32_t unit;
    AS_VEC(guard_memo) guards;
    AS_VEC(as_rule_stats) stats;
    bool timing;
    /* Where `why` looks: the rule, its tokens, and the first hit there that
     * a guard dropped; `dropped_by` is the guard's number, from 1. */
    bool watching;
    uint32_t watched, watch_beg, watch_end;
    uint32_t dropped_first, dropped_end, dropped_by;
    const as_cancel *cancel;
};

/* Lists for a document that was just opened. */
as_status rule_wake_open(as_rule_runner *r, as_err *err);
/* Fill r->woken with the rules of `g` that tokens [beg, end) wake. */
void rule_wake_unit(as_rule_runner *r, const rule_group *g, uint32_t beg,
                    uint32_t end);

/* Is one of a cut's things in the unit that was woken last? */
bool rule_cut_seen(const as_rule_runner *r, const rule_cut *cut);

/* Matches of a frame in a unit become candidates. */
as_status rule_frame_unit(as_rule_runner *r, uint32_t rule, uint32_t beg,
                          uint32_t end, as_err *err);
/* Ask the guards, then add a candidate with `n` captures, whose names are
 * the rule's. */
as_status rule_cand_add(as_rule_runner *r, uint32_t rule, uint32_t first,
                        uint32_t end, const as_capture *caps, size_t n,
                        as_err *err);
/* Phases before `until`, with their spans added; the candidates of phase
 * `until`, and who of them wins, where it is one. */
as_status rule_run_until(as_rule_runner *r, as_doc *doc, uint32_t until,
                         as_rule_do act, void *act_ctx, as_err *err);

/* A whole number where it is one. */
as_value rule_number(double x);

/* The features of a candidate, in the runner's arena; a field `type` goes to
 * *label instead. */
as_status rule_features(as_rule_runner *r, const rule_cand *c,
                        as_slice *label, const as_feature **out,
                        size_t *n, as_err *err);

#endif
