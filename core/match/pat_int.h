/* pat_int.h - the stages of a pattern's life; for pat_*.c, rule_*.c and the
 * tests that compare with a slow matcher.
 *
 *   source --pat_parse--> pat_node tree over interned tests (pat_tests)
 *          --pat_compile--> pat_prog: states, ordered edges, masks
 *          --pat_run-->  matches, on a pat_view of a document
 *
 * One pat_tests is shared by all patterns of a rule set, so that a test
 * that many rules make is one number and is worked out once a word type. */
#ifndef AS_MATCH_PAT_INT_H
#define AS_MATCH_PAT_INT_H

#include "base/arena.h"
#include "base/intern.h"
#include "base/map.h"
#include "base/vec.h"
#include "match/pattern.h"
#include "text/token.h"

enum {
    PAT_SOURCE_MAX = 64 * 1024, /* bytes of one pattern */
    PAT_REPEAT_MAX = 20,        /* n and m of {n,m} and of ~n */
    PAT_DEPTH_MAX = 64,         /* nested groups, tests, macros */
    PAT_MACRO_DEPTH_MAX = 16,
    PAT_NODES_MAX = 20000,  /* of the tree, macros expanded */
    PAT_STATES_MAX = 2048,  /* tokens and spans that a program can wait for */
    PAT_EDGES_MAX = 200000, /* ways between them */
    PAT_CAPTURES_MAX = 64,
    PAT_SET_MAX = 5000, /* values of one set */
    PAT_REGEX_MAX = 2000, /* bytes */
    PAT_TERMS_MAX = 64,   /* operators of one [test], words of a barrier */
    PAT_WHAT_MAX = 512,   /* bytes of a message */
    PAT_FOREVER = 255     /* `hi` of * and + */
};

#define PAT_NONE UINT32_MAX

typedef AS_VEC(uint32_t) pat_u32s;

/* ---- tests -------------------------------------------------------------- */

typedef enum test_kind {
    T_ANY,
    T_NOT, /* of a */
    T_AND, /* of a, b */
    T_OR,
    T_FLAG,  /* token flag bits `flags` */
    T_TEXT,  /* exact text is one of values */
    T_NORM,  /* the type's norm is one of values */
    T_LEMMA, /* the type's lemma is one of values */
    T_POS,   /* bit pos of `flags` is set */
    T_REGEX, /* `column` matches re, whole */
    T_SENT,  /* number of the sentence, from 1, by op */
    T_ID,    /* number of the token in its sentence, from 1, by op */
    T_LABEL, /* label of the span, or of one that covers the token */
    T_FEATURE, /* feature `key` of it, by op */
    T_INSIDE /* in a place where name `a` can be read that passes b */
} test_kind;

typedef enum test_op { OP_EQ, OP_LT, OP_GT } test_op;
typedef enum test_column { COL_TEXT, COL_NORM, COL_LEMMA, COL_POS } test_column;
typedef struct pat_regex pat_regex;

/* A node of a test. Its id is that of `text`, its canonical print, so that
 * equal tests are one. */
typedef struct pat_test {
    uint8_t kind, op, column;
    bool numeric; /* every value is a number */
    uint32_t a, b;
    uint32_t flags;
    as_slice key;
    const as_slice *values; /* sorted bytewise */
    const double *numbers;  /* beside values, where numeric */
    uint32_t n_values;
    pat_regex *re;    /* T_REGEX, T_LABEL and T_FEATURE with a regex */
    uint32_t slot;    /* among tests that a token's class decides, from 0;
                       * PAT_NONE: others, and those that cost nothing */
    bool by_class;
    uint8_t cost, depth; /* of asking; of what is below */
    uint32_t first, second; /* a and b, the cheap one first */
} pat_test;

/* A literal of the lexicon and the lexical tests that it makes true. */
typedef struct lex_entry {
    uint64_t hash; /* as_hash_portable of text */
    as_slice text; /* .p NULL: an empty slot */
    uint8_t column; /* COL_NORM, COL_LEMMA */
    pat_u32s tests;
} lex_entry;

/* `@X` and `%x` that patterns mention, sigil included, and their meaning. */
typedef struct pat_name {
    as_slice text;  /* "@PERSON" */
    as_slice layer; /* of @X: X in lower case */
    as_gaz *gaz;    /* of %x; a reference */
} pat_name;

typedef struct pat_tests {
    as_arena *arena;
    as_intern *texts; /* ids are indexes of nodes */
    AS_VEC(pat_test) nodes;
    as_intern *name_ids; /* ids are indexes of names */
    AS_VEC(pat_name) names;
    lex_entry *lex; /* open addressing by hash */
    size_t lex_cap, n_lex;
    as_intern *macros; /* their texts, at one place for all uses; or NULL */
    as_map *brackets;  /* place of a [test] in a macro's text -> what it is */
    as_tokens words;   /* room for cutting a pattern's words */
    uint32_t n_regexes;
    uint32_t n_slots;
    bool spans_in_tokens; /* some token test looks at spans */
    bool all_layers;      /* ... at those of any label */
    bool leftwards;       /* some pattern reads leftwards */
    uint64_t label_bits;  /* of labels and layers that are asked for */
} pat_tests;

as_status pat_tests_new(pat_tests **out, as_err *err);
void pat_tests_free(pat_tests *tests);
size_t pat_tests_size(const pat_tests *tests); /* bytes held, for accounts */

/* What a flag of tokens is called; empty for none, or several. */
as_slice pat_flag_name(uint32_t bit);

/* The id of a test equal to `t`; texts of `t` are copied. Takes t->re. */
as_status pat_test_add(pat_tests *tests, pat_test *t, uint32_t *id,
                       as_err *err);
as_status pat_name_add(pat_tests *tests, as_slice text, as_gaz *gaz,
                       uint32_t *id, as_err *err);
as_slice pat_test_text(const pat_tests *tests, uint32_t id);
/* Replace a macro's text by the one copy of it that all its uses read, so
 * that a [test] in it is parsed once. */
as_status pat_macro_keep(pat_tests *tests, as_slice *text, as_err *err);
/* Decimal; false if `s` is no number as a whole. */
bool pat_number(as_slice s, double *out);

/* The tests that a norm or lemma makes true; NULL if there are none. */
const pat_u32s *pat_lex_find(const pat_tests *tests, test_column column,
                             as_slice text, uint64_t hash);

/* ---- regular expressions (pat_regex.c, the only user of PCRE2) ---------- */

/* Matches whole texts. On AS_ESYNTAX *at is the byte in `source`. */
as_status pat_regex_new(as_slice source, bool caseless, pat_regex **out,
                        size_t *at, as_err *err);
void pat_regex_free(pat_regex *re);
/* 1 or 0; -1 if memory is refused. */
int pat_regex_match(const pat_regex *re, void *scratch, as_slice text);
void *pat_regex_scratch(void); /* NULL if memory is refused */
void pat_regex_scratch_free(void *scratch);

/* ---- the tree ----------------------------------------------------------- */

typedef enum node_kind {
    N_TOKEN, /* one token that passes `test` */
    N_SPAN,  /* a span of `name` that passes `test` (PAT_NONE: any) */
    N_SEQ,
    N_ALT,
    N_REPEAT,  /* kid, lo .. hi times */
    N_CAPTURE, /* kid, as capture `name`; 0 is the core between << and >> */
    N_EDGE     /* zero width; `name` holds edge bits */
} node_kind;

/* Bits of a position between tokens. */
enum {
    EDGE_S_BEG = 1,
    EDGE_S_END = 2,
    EDGE_P_BEG = 4,
    EDGE_P_END = 8,
    EDGE_N = 16
};

typedef struct pat_node {
    uint8_t kind, lo, hi;
    bool lazy, gap;
    bool nullable;
    uint32_t test, name;
    struct pat_node *kid, *next;
    uint32_t at;  /* byte in the outermost source */
    as_slice src; /* what was written there, for `why` */
} pat_node;

/* A parsed pattern; tree and texts live in `arena`. Where there is a >>, the
 * root is a sequence of a capture 0, the core, and what stands behind it. */
typedef struct pat_tree {
    pat_node *root;
    pat_node *left; /* before <<, sequences turned round; or NULL */
    as_intern *captures; /* id 0 is "", the core */
    bool has_core;
} pat_tree;

typedef struct pat_source {
    as_slice name, text;
    const as_pattern_env *env; /* may be NULL */
    as_pattern_lint lint;
    void *lint_ctx;
    as_pattern_place *place; /* may be NULL */
} pat_source;

/* ": did you mean @Person?", or nothing; into *out, which is returned. */
typedef struct pat_near_text {
    char p[80];
} pat_near_text;
const char *pat_near(pat_near_text *out, char sigil, const as_suggest *near);
const char *pat_near_name(pat_near_text *out, const pat_source *src,
                          char sigil, as_slice name);

/* Fill *place for byte `at` and set `err` to `name:line:col: message`. */
as_status pat_fail(const pat_source *src, size_t at, as_status status,
                   as_err *err, const char *fmt, ...)
    __attribute__((format(printf, 5, 6)));
void pat_lint(const pat_source *src, size_t at, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

as_status pat_parse(const pat_source *src, pat_tests *tests, as_arena *arena,
                    pat_tree *out, as_err *err);
as_status pat_check(const pat_source *src, const pat_tree *tree, as_err *err);

/* Is `n` one token or span, or alternatives, `left` of them at most? */
bool pat_is_barrier(const pat_node *n, int *left);
/* The test of a token that is such a node, or lies in one. */
as_status pat_barrier(pat_tests *tests, const pat_node *n, uint32_t *test,
                      as_err *err);

/* ---- lexer -------------------------------------------------------------- */

typedef enum lex_kind {
    L_END,
    L_WORD,   /* bare word or punctuation mark; text as written */
    L_QUOTED, /* text without quotes, escapes still in */
    L_LEMMAS, /* text between < and > */
    L_REGEX,  /* text between slashes; flag: caseless */
    L_EDGE,   /* flag: its bit */
    L_GAP,    /* number */
    L_LABEL,  /* text without @ */
    L_GAZ,
    L_MACRO,
    L_CAPTURE, /* text without the colon */
    L_REPEAT,  /* lo, hi, lazy */
    L_LEFT,    /* << */
    L_RIGHT,   /* >> */
    L_OPEN,
    L_CLOSE,
    L_BAR,
    L_BRACKET, /* [ */
    L_BANG
} lex_kind;

typedef struct pat_lexeme {
    lex_kind kind;
    as_slice text;
    uint32_t at, end; /* bytes in the source being read */
    uint32_t number;
    uint8_t lo, hi;
    bool flag;
} pat_lexeme;

/* One source being read: the pattern or a macro. `fail` knows where. */
typedef struct pat_reader {
    const pat_source *src;
    as_slice text;
    size_t at;
    as_slice macro;   /* its name; empty in the pattern itself */
    uint32_t used_at; /* byte in src of the outermost $MACRO */
    struct pat_reader *outer;
} pat_reader;

as_status pat_lex(pat_reader *r, pat_lexeme *out, as_err *err);
as_status pat_reader_fail(const pat_reader *r, size_t at, as_status status,
                          as_err *err, const char *fmt, ...)
    __attribute__((format(printf, 5, 6)));
/* A label or attribute that is not known: an error, or where others may give
 * some, a lint. */
as_status pat_unknown(const pat_reader *r, size_t at, as_err *err,
                      const char *fmt, ...)
    __attribute__((format(printf, 4, 5)));
/* The place in the outermost source that byte `at` of `r` belongs to. */
uint32_t pat_reader_at(const pat_reader *r, size_t at);

/* Undo \" and \\ of a quoted text, into `out`. */
as_status pat_unquote(as_slice text, as_buf *out, as_err *err);
bool pat_is_word_byte(unsigned char c);
void pat_skip_space(pat_reader *r);

/* ---- parsing tests (pat_testparse.c) ------------------------------------ */

/* From behind `[` to behind `]`. `of_span`: tests of a span, not a token. */
as_status pat_parse_test(pat_reader *r, pat_tests *tests, bool of_span,
                         uint32_t *test, as_err *err);
/* Tests of atoms outside brackets. */
as_status pat_test_any(pat_tests *tests, uint32_t *id, as_err *err);
as_status pat_test_not(pat_tests *tests, uint32_t a, uint32_t *id,
                       as_err *err);
as_status pat_test_word(pat_tests *tests, test_kind kind, as_slice word,
                        uint32_t *id, as_err *err);
as_status pat_test_lemmas(pat_reader *r, pat_tests *tests,
                          const pat_lexeme *lx, uint32_t *id, as_err *err);
as_status pat_test_regex(pat_reader *r, pat_tests *tests,
                         const pat_lexeme *lx, test_column column,
                         uint32_t *id, as_err *err);

/* ---- programs ----------------------------------------------------------- */

#define PAT_ACCEPT UINT32_MAX

typedef struct pat_edge {
    uint32_t to; /* a state, or PAT_ACCEPT */
    uint32_t act, n_act;
    uint8_t edges; /* EDGE_ bits that must hold */
    bool ends;     /* what the match gives ends here: accept, or >> */
} pat_edge;

/* Capture actions: id * 2 opens, id * 2 + 1 closes; those of the core: */
enum { CORE_OPEN = 0, CORE_CLOSE = 1 };

/* A program reads along the text, or `leftwards`: then what comes next is
 * what stands before, and captures close before they open. */

typedef struct pat_state {
    uint32_t test;
    uint32_t name; /* PAT_NONE: a token state */
    uint32_t edge, n_edges;
    bool conditional; /* some edge has EDGE_ bits */
    uint32_t alike;   /* of token states: which set of pat_prog.alike */
    as_slice src;
} pat_state;

/* State 0 is where a match begins: it waits for nothing. Sets of states are
 * `n_words` 64-bit words. follow[s] are the states that s leads to without
 * condition, onto[s] those that it leads to at all, before[s] those that lead
 * to s at all. */
typedef struct pat_prog {
    pat_state *states;
    uint32_t n_states;
    pat_edge *edges;
    uint32_t *acts;
    uint32_t n_words;
    uint64_t *follow, *onto, *before; /* n_states * n_words each */
    uint64_t *last;            /* states that lead to accept at all */
    uint64_t *last_free;       /* ... without condition */
    uint64_t *tokens;          /* token states */
    uint64_t *guarded;         /* conditional ones */
    uint64_t *alike;           /* sets of token states of one test each */
    uint32_t *spans;           /* span states */
    uint32_t n_spans;
    as_slice *captures;
    uint32_t n_captures;
    bool has_core;   /* there is a >>: the match ends where the core closes */
    bool leftwards;
    bool more_named; /* there are captures behind >> */
    bool named;      /* there are captures */
    bool conditional; /* some state is */
    uint32_t begins;  /* EDGE_?_BEG that each match begins with */
    struct pat_prog *left; /* what stands before <<, leftwards; or NULL */
} pat_prog;

/* Everything of the program lives in `arena`. */
as_status pat_compile(const pat_source *src, const pat_tree *tree,
                      as_arena *arena, pat_prog *out, as_err *err);
/* pat_parse, pat_check, pat_compile and pat_needs. */
as_status pat_make(const pat_source *src, pat_tests *tests, as_arena *arena,
                   pat_prog *out, as_pattern_need *needs, as_err *err);

/* Words that no match does without (pat_need.c). */
enum { PAT_NEEDS = 2 };
as_status pat_needs(const pat_tree *tree, pat_tests *tests, as_arena *arena,
                    as_pattern_need out[PAT_NEEDS], as_err *err);

/* Those of a test of text, norm or lemma, or of a regex of one of them. */
as_status pat_test_words(const pat_test *t, as_arena *arena,
                         as_pattern_need *out, as_err *err);

struct as_pattern {
    pat_tests *tests;
    as_arena *arena;
    pat_prog prog;
    as_pattern_need needs[PAT_NEEDS];
};

#endif
