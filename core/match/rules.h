/* rules.h - extraction rules: patterns that write annotations.
 *
 * A rule has a pattern, or a frame: a trigger and roles around it, in any
 * order. What it finds becomes a span in a layer, with fields from captures.
 * Rules that read a label run behind those that write it: phases come from
 * that alone. Of the hits of one label that overlap the longest stays, then
 * the one of higher priority, then of the earlier rule.
 *
 *   label Casualty            layer "casualty", spans without a label
 *   label ASSAULT, kind event layer "event", spans labelled ASSAULT
 *   kind _acting              likewise; no records, only for later rules
 *
 * `@X` reads both. All rules of a set share their tests, which are worked out
 * once a word type; a sentence wakes only the rules that it can matter to
 * (rule_wake.c); time is linear in tokens for every rule.
 * A set never changes once made: share it between threads. A runner is one
 * thread's. */
#ifndef AS_MATCH_RULES_H
#define AS_MATCH_RULES_H

#include "base/cancel.h"
#include "match/pattern.h"

typedef struct as_rules as_rules;
typedef struct as_rule_runner as_rule_runner;

/* ---- what a set is made of; everything is copied ---------------------- */

/* What becomes of a capture. Without a value there is no field. Of several
 * fields of one name the first that has a value is given. What a field called
 * `type` has becomes the span's label, in place of the rule's. */
typedef enum as_rule_as {
    AS_RULE_SPAN,    /* its place; of several hits their texts */
    AS_RULE_TEXT,    /* its words */
    AS_RULE_LEMMA,   /* the lemmas of its words */
    AS_RULE_NORM,    /* its words case-folded, with single blanks */
    AS_RULE_NUMBER,  /* feature `number`, `amount` or `value` of what stands
                      * there, else digits as 1,200.5 */
    AS_RULE_DATE,    /* feature `value` there, else an ISO 8601 date */
    AS_RULE_NAME,    /* feature `name` there, else its words; and its place,
                      * as NAME_text */
    AS_RULE_COUNTRY, /* feature `country` there */
    AS_RULE_BOOL     /* true where the capture took part, false elsewhere */
} as_rule_as;

typedef struct as_rule_field {
    as_slice name;
    as_slice from;  /* a capture; empty: the one called `name` */
    as_slice value; /* or a constant; .p NULL: none */
    as_rule_as as;
    as_slice feature; /* that one of what stands there; empty: as `as` says */
    as_slice when;    /* only where this capture took part; empty: always */
} as_rule_field;

typedef enum as_rule_within {
    AS_WITHIN_SENTENCE, /* the sentences that the hit lies in */
    AS_WITHIN_MATCH,
    AS_WITHIN_PARAGRAPH,
    AS_WITHIN_DOCUMENT
} as_rule_within;

/* A hit is dropped where the pattern matches. */
typedef struct as_rule_guard {
    as_rule_within within;
    as_slice pattern;
} as_rule_guard;

typedef enum as_rule_side {
    AS_SIDE_ANY,
    AS_SIDE_LEFT,
    AS_SIDE_RIGHT
} as_rule_side;

/* The nearest match of `find` on that side of the trigger, at most `within`
 * tokens away, with no match of `barrier` (empty: none) between. */
typedef struct as_rule_role {
    as_slice name; /* also a capture */
    as_slice find, barrier;
    as_rule_side side;
    uint32_t within;
    bool required;
} as_rule_role;

typedef struct as_rule_spec {
    as_slice name, label;
    as_slice kind; /* layer; empty: the label in lower case */
    int32_t priority;
    as_scope scope;
    as_match_mode mode;
    as_slice pattern; /* of a frame: its trigger, also a capture `trigger` */
    bool is_frame;
    const as_rule_role *roles;
    const as_rule_field *fields;
    const as_rule_guard *unless;
    const as_slice *match, *no_match; /* examples */
    size_t n_roles, n_fields, n_unless, n_match, n_no_match;
    as_slice action; /* `do`; empty: none */
} as_rule_spec;

/* A macro's pattern, or a gazetteer (borrowed; a reference is taken). */
typedef struct as_rule_name {
    as_slice name, pattern;
    as_gaz *gaz;
} as_rule_name;

/* Rules that see each other's labels and, within one file, its macros and
 * gazetteers, before those of the environment. */
typedef struct as_rule_file {
    as_slice name; /* for messages */
    const as_rule_name *macros, *gazetteers;
    const as_rule_spec *rules;
    size_t n_macros, n_gazetteers, n_rules;
} as_rule_file;

/* Something wrong, or, as a lint, of no use. `part` is where: keys and
 * indexes from 0 as in a rule file, "rules.3.unless.0.pattern". */
typedef struct as_rule_fault {
    size_t file;
    bool lint;
    char part[96];
    char what[640];
    bool in_pattern;        /* then `place` is in the text of `part` */
    as_pattern_place place;
} as_rule_fault;

typedef void (*as_rule_tell)(void *ctx, const as_rule_fault *fault);

enum {
    AS_RULES_MAX = 10000,
    AS_RULE_ROLES_MAX = 32,
    AS_RULE_WITHIN_MAX = 200 /* tokens */
};

/* Compile. `origin` is "plugin@version"; `env` (may be NULL) has what is
 * known besides: gazetteers, labels, attributes. Every fault is told, not
 * only the first. Errors: AS_EINVAL (told), AS_ELIMIT (told), AS_ENOMEM. */
as_status as_rules_new(const as_rule_file *files, size_t n_files,
                       as_slice origin, const as_pattern_env *env,
                       as_rule_tell tell, void *tell_ctx, as_rules **out,
                       as_err *err);
as_rules *as_rules_ref(as_rules *rules);
void as_rules_unref(as_rules *rules); /* accepts NULL */

size_t as_rules_size(const as_rules *rules); /* bytes held, for accounts */
size_t as_rules_count(const as_rules *rules);
as_slice as_rules_name(const as_rules *rules, size_t i);
as_slice as_rules_label(const as_rules *rules, size_t i);
as_slice as_rules_layer(const as_rules *rules, size_t i);
/* "plugin@version/rule", as spans have it. */
as_slice as_rules_origin(const as_rules *rules, size_t i);
as_scope as_rules_scope(const as_rules *rules, size_t i);
as_slice as_rules_action(const as_rules *rules, size_t i);
uint32_t as_rules_phase(const as_rules *rules, size_t i); /* from 0 */
/* The rule of that name, or SIZE_MAX. */
size_t as_rules_find(const as_rules *rules, as_slice name);
/* Names of fields that rule `i` gives, in order; NULL behind the last. */
const as_slice *as_rules_field(const as_rules *rules, size_t i, size_t field);

/* An example: does rule `rule` find something in `text`, as it `must`? */
typedef struct as_rule_example {
    size_t rule, file;
    as_slice text;
    bool must;
    char part[96]; /* where it stands */
} as_rule_example;

size_t as_rules_example_count(const as_rules *rules);
as_rule_example as_rules_example(const as_rules *rules, size_t i);

/* ---- running ---------------------------------------------------------- */

/* What a rule found. Borrowed until the callback returns. */
typedef struct as_rule_hit {
    size_t rule;
    uint32_t first, end; /* tokens, half-open */
    const as_capture *captures; /* `name` is for as_rules_capture_name */
    size_t n_captures;
    as_slice layer;
    as_span_spec span; /* what is added where there is no `do` */
} as_rule_hit;

as_slice as_rules_capture_name(const as_rules *rules, size_t rule,
                               uint32_t name);

/* Called for each winner of a rule with `do`, in place of adding its span. */
typedef as_status (*as_rule_do)(void *ctx, as_doc *doc, const as_rule_hit *hit,
                                as_err *err);

/* Memory for runs, as much as the longest document since the last
 * as_rule_room_relax needed. Runners of many sets may share one, all of one
 * thread at a time: what is the same for all of them is then worked out once a
 * document. A reference is counted. */
typedef struct as_rule_room as_rule_room;
as_status as_rule_room_new(as_rule_room **out, as_err *err);
void as_rule_room_unref(as_rule_room *room); /* accepts NULL */

/* Give back what the set that ran last took for a long document, and with
 * `all` what the next ones would use of it, too: they are through with the
 * document. Does nothing while a runner is at work in the room. */
void as_rule_room_relax(as_rule_room *room, bool all);

/* Takes references. `room` NULL: the runner has one of its own. Errors:
 * AS_ENOMEM. */
as_status as_rule_runner_new(as_rules *rules, as_rule_room *room,
                             as_rule_runner **out, as_err *err);
void as_rule_runner_free(as_rule_runner *r); /* accepts NULL */

/* Annotate `doc`. `act` NULL: spans are added for every rule. Errors:
 * AS_ENOMEM, AS_ECANCEL, those of `act`; then some spans may be there: roll
 * back. */
as_status as_rules_run(as_rule_runner *r, as_doc *doc, const as_cancel *cancel,
                       as_rule_do act, void *act_ctx, as_err *err);

/* Counts since the runner was made. `seconds` only with as_rules_time. */
typedef struct as_rule_stats {
    uint64_t wakes;   /* units that the rule looked at */
    uint64_t hits;    /* matches */
    uint64_t guarded; /* dropped by `unless` */
    uint64_t lost;    /* to another rule, or another hit */
    double seconds;
} as_rule_stats;

void as_rules_time(as_rule_runner *r, bool on);
as_rule_stats as_rules_stats(const as_rule_runner *r, size_t rule);
void as_rules_stats_reset(as_rule_runner *r);
/* States looked at so far in the runner's room; for tests that show linear
 * time. */
uint64_t as_rules_steps(const as_rule_runner *r);

/* ---- asking why ------------------------------------------------------- */

typedef enum as_why_verdict {
    AS_WHY_FOUND,
    AS_WHY_ASLEEP,  /* nothing there wakes it */
    AS_WHY_STOPPED, /* at token `at`, from `first` on */
    AS_WHY_LEFT,    /* matches, but not what must stand before << */
    AS_WHY_ROLE,    /* of a frame: a required role is missing */
    AS_WHY_GUARDED, /* by `unless` */
    AS_WHY_LOST     /* to a hit of its label that is worth more */
} as_why_verdict;

/* What was waited for: as written, and as it was understood. */
typedef struct as_why_wait {
    as_slice source, test;
} as_why_wait;

typedef struct as_why {
    as_why_verdict verdict;
    uint32_t first, at; /* tokens: where it began, where it stopped */
    const as_why_wait *waits;
    size_t n_waits;
    as_slice text; /* all of it in one line */
} as_why;

/* Why did rule `rule` (not) fire in tokens [first, end), a unit of its
 * scope? The document is afterwards as before. *out lives until the next
 * call on the runner. Errors: AS_ERANGE, AS_ENOMEM. */
as_status as_rules_why(as_rule_runner *r, as_doc *doc, size_t rule,
                       uint32_t first, uint32_t end, as_why *out, as_err *err);

#endif
