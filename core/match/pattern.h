/* pattern.h - token patterns: compile one, then find it in documents.
 *
 *   killed "Exact words" <say|tell>   the norm, the text, the lemma
 *   /regex/i                          the text, as a whole
 *   [pos=NOUN & !upper]               tests: = != < > & | ! ( ) {a,b} /re/,
 *                                     flags title upper lower alpha num
 *                                     punct ascii; a quoted text or a mark
 *                                     alone is the text, [;]
 *   @Label[country=FRA]  %gazetteer   a whole span, a whole hit
 *   $MACRO  ( )  |  name:x            expanded, grouped, either, captured
 *   x? x* x+ x{n,m}  x?? x*? ...      greedy, lazy; n, m <= 20
 *   ~3  ~3!x                          a gap of 0 to 3 tokens, none of them x
 *   a << b >> c                       b, between a and c
 *   <s> </s> <p> </p>                 edges of sentences and paragraphs
 *
 * In a test, `sent` is the number of the sentence, from 1; `id` that of the
 * token in its sentence, from 1, as in CoNLL-U (of a span: its feature `id`);
 * `label` and every other name are the label and features of the span (of a
 * token: of any span over it, in the flat view of its layer). < and > compare
 * as numbers where both are, else as bytes. A feature that is not there
 * equals nothing.
 * `@X` reads spans whose label is X, and all spans of the layer that is
 * called X in lower case. A round of x* consumes at least one token.
 * What stands before << and behind >> is only looked at: it may lie in
 * another match. After a match the search goes on behind what stood between
 * them. The left context is read from << outwards.
 *
 * Time to find every match in a range is linear in its tokens for every
 * pattern (pat_run.c says how), memory too.
 * A compiled as_pattern never changes: share it between threads. An
 * as_search is one thread's scratch, used for one document at a time. */
#ifndef AS_MATCH_PATTERN_H
#define AS_MATCH_PATTERN_H

#include "base/cancel.h"
#include "base/suggest.h"
#include "doc/doc.h"
#include "doc/layer.h"
#include "match/gaz.h"

typedef struct as_pattern as_pattern;
typedef struct as_search as_search;

/* What a pattern may name. Every function may be NULL: then there are no
 * macros, no gazetteers, and every label and attribute is taken as known. */
typedef struct as_pattern_env {
    void *ctx;
    /* The pattern that `$name` stands for; false if there is none. */
    bool (*macro)(void *ctx, as_slice name, as_slice *source);
    /* The gazetteer `%name` (borrowed; the pattern takes a reference). */
    as_gaz *(*gaz)(void *ctx, as_slice name);
    bool (*label)(void *ctx, as_slice name);
    bool (*attribute)(void *ctx, as_slice name);
    /* Others may give labels and attributes, too: one that is not known is a
     * lint then, else it is an error. */
    bool open;
    /* Nobody wants to hear lints: they are not looked for. */
    bool no_lints;
    /* For messages: offer (base/suggest.h) every name that goes behind
     * `sigil`: $ macros, % gazetteers, @ labels, [ attributes. */
    void (*offer)(void *ctx, char sigil, as_suggest *near);
} as_pattern_env;

/* A place in a source: 1-based line and column (in code points), what is
 * wrong there and what to do (the message without its place), and the line
 * itself with a caret under the place: two lines; a long one is cut. */
typedef struct as_pattern_place {
    uint32_t line, col;
    char what[512];
    char caret[256];
} as_pattern_place;

/* Called for each lint: `msg` is `name:line:col: what, what to do`. */
typedef void (*as_pattern_lint)(void *ctx, const char *msg,
                                const as_pattern_place *place);

/* Compile `source`; `name` begins its messages (a file, a rule). `place` and
 * `lint` may be NULL. Errors: AS_ESYNTAX, AS_EINVAL (well formed, but can
 * never match, or names something unknown), AS_ELIMIT (a cap: size, depth,
 * states), AS_ENOMEM. On AS_ESYNTAX, AS_EINVAL and AS_ELIMIT *place is
 * filled. */
as_status as_pattern_compile(as_slice name, as_slice source,
                             const as_pattern_env *env, as_pattern_lint lint,
                             void *lint_ctx, as_pattern **out,
                             as_pattern_place *place, as_err *err);

void as_pattern_free(as_pattern *p); /* accepts NULL */

/* Bytes held, for accounts. */
size_t as_pattern_size(const as_pattern *p);

/* Attribute `i` of every token that a test in [ ] may ask for, flags behind the
 * others; false behind the last. */
bool as_pattern_attribute(size_t i, as_slice *name);

/* Names of captures, in order of first appearance. */
size_t as_pattern_capture_count(const as_pattern *p);
as_slice as_pattern_capture_name(const as_pattern *p, size_t i);

/* Words of which every match holds one, itself or in its contexts; n 0: not
 * known. Where a document has no lemmas its norms are meant, too. There are a
 * few such sets, for whoever knows which is the rarest; they live as long as
 * the pattern. */
typedef enum as_need_column {
    AS_NEED_NORM,
    AS_NEED_TEXT,
    AS_NEED_LEMMA,
    AS_NEED_COLUMNS
} as_need_column;

typedef struct as_pattern_word {
    as_need_column column;
    as_slice text; /* as it stands; or, where `regex` is not NULL: any */
    const struct pat_regex *regex;
} as_pattern_word;

typedef struct as_pattern_need {
    const as_pattern_word *words;
    size_t n;
} as_pattern_need;

size_t as_pattern_needs(const as_pattern *p, const as_pattern_need **out);

/* Does the word, one with a regex, fit a text as a whole? `scratch` is from
 * as_pattern_scratch_new (NULL if memory is refused). 1 or 0; -1 if memory is
 * refused. */
int as_pattern_word_fits(const as_pattern_word *word, void *scratch,
                         as_slice text);
void *as_pattern_scratch_new(void);
void as_pattern_scratch_free(void *scratch);

/* What a match may not cross. */
typedef enum as_scope {
    AS_SCOPE_SENTENCE,
    AS_SCOPE_PARAGRAPH,
    AS_SCOPE_DOCUMENT
} as_scope;

/* Which matches. In each the leftmost start comes first. */
typedef enum as_match_mode {
    AS_MATCH_FIRST,   /* preferences as written, as in Perl; none overlap */
    AS_MATCH_LONGEST, /* the longest from each start; none overlap */
    AS_MATCH_ALL      /* the preferred one of every start; may overlap, so
                       * that time grows with the tokens of the matches */
} as_match_mode;

typedef struct as_capture {
    uint32_t name;       /* for as_pattern_capture_name */
    uint32_t first, end; /* tokens, half-open, never empty */
} as_capture;

/* Tokens, half-open: what stands between << and >>, or all of it. Captures
 * come in order of their first token; one in a repetition has several. */
typedef struct as_match {
    uint32_t first, end;
    const as_capture *captures; /* until the next call on the search */
    size_t n_captures;
} as_match;

as_status as_search_new(as_search **out, as_err *err);
void as_search_free(as_search *s); /* accepts NULL */

/* A flag that stops searching; must outlive the search. NULL: none. */
void as_search_cancel(as_search *s, const as_cancel *cancel);

/* Get ready to find `p` in `doc`; both must outlive the search or its next
 * opening. Layers and tags are read now: call again after a change. Where
 * the document has no lemmas a lemma test looks at the norm; where it has no
 * parts of speech, `pos` is empty. Errors: AS_ENOMEM. */
as_status as_search_open(as_search *s, const as_pattern *p, as_doc *doc,
                         as_err *err);

/* Look in tokens [first, end). Errors: AS_ERANGE. */
as_status as_search_range(as_search *s, uint32_t first, uint32_t end,
                          as_scope scope, as_match_mode mode, as_err *err);

/* The next match; AS_EOF when there is none. Errors: AS_ENOMEM,
 * AS_ECANCEL. */
as_status as_search_next(as_search *s, as_match *match, as_err *err);

/* Work done since as_search_new, in states looked at; for tests that show
 * linear time. */
uint64_t as_search_steps(const as_search *s);

#endif
