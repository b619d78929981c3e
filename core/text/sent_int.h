/* sent_int.h - what the two halves of the sentence splitter share; private
 * to text/. sent.c walks the tokens and judges full stops; sent_line.c
 * judges line breaks and lists. */
#ifndef AS_TEXT_SENT_INT_H
#define AS_TEXT_SENT_INT_H

#include "text/sent.h"

/* The lines of one paragraph, from token `beg` to `end`. */
typedef struct as_lines {
    size_t beg, end;
    size_t n;       /* lines */
    size_t longest; /* bytes */
    size_t n_fit;   /* breaks before a word that had room on its line */
    size_t n_stop;  /* lines that end with a full stop or its kin */
} as_lines;

typedef struct as_split {
    const char *p;
    const as_tokens *t;
    as_starts *sents, *paras;
    as_err *err;
    as_status st;
    size_t sent;      /* first token of the sentence */
    size_t marker;    /* behind the list marker that starts it */
    size_t next_item; /* token of the next list item; SIZE_MAX: none known */
    as_lines lines;   /* of the paragraph whose lines were last judged */
} as_split;

static inline as_slice as_split_text(const as_split *sp, size_t i)
{
    const uint32_t beg = sp->t->beg[i];
    return (as_slice){sp->p + beg, sp->t->end[i] - beg};
}

/* Is token i exactly this ASCII byte? */
static inline bool as_split_is(const as_split *sp, size_t i, char c)
{
    return i < sp->t->n && sp->t->end[i] - sp->t->beg[i] == 1 &&
           sp->p[sp->t->beg[i]] == c;
}

static inline bool as_split_has(const as_split *sp, size_t i, unsigned flags)
{
    return i < sp->t->n && (sp->t->flags[i] & flags) != 0;
}

/* AS_LEX_* of token i. */
unsigned as_split_lex(const as_split *sp, size_t i);

/* Does a sentence start at token i, before which there is a line break but
 * no blank line? */
bool as_split_line(as_split *sp, size_t i);

/* End of the list marker (bullet, `2.`, `(b)`) at token i, else i. */
size_t as_split_marker(const as_split *sp, size_t i);

/* Where the item after the one that starts at token i starts, in the same
 * paragraph and not too far; SIZE_MAX if there is none. */
size_t as_split_next_item(const as_split *sp, size_t i);

/* End of the dateline (`KYIV, March 3 (Reuters) -`) that starts the
 * paragraph at token i; SIZE_MAX if there is none. */
size_t as_split_dateline(const as_split *sp, size_t i);

#endif
