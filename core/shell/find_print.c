/* find_print.c - matches of one document as lines: a sentence a line, as
 * grep has it, or an object a match.
 *
 * Matches come in order, so that a sentence is written when its first match
 * comes and context once only. Code points are counted from one sentence to
 * the next, never from the beginning. Cost: linear in what is written. */
#include "shell/find_print.h"

#include <stdio.h>
#include <string.h>

#include "io/json.h"
#include "shell/report.h"
#include "text/escape.h"
#include "text/utf8.h"

/* As GREP_COLORS has them. */
static const char ID[] = "35";
static const char NUMBER[] = "32";
static const char SEPARATOR[] = "36";
static const char MATCH[] = "1;31";

typedef struct printing {
    const as_find_how *how;
    as_finder *f;
    as_doc *doc;
    as_buf *out;
    as_err *err;
    uint32_t n_sents;
    uint32_t written;  /* sentences below are written, or passed over */
    uint32_t until;    /* context up to here is due */
    size_t n_lines;
    uint32_t cp_at;    /* a byte ... */
    uint64_t cp_n;     /* ... and the code points before it */
} printing;

void as_finder_clear(as_finder *f)
{
    as_search_free(f->search);
    as_buf_clear(&f->text);
    *f = (as_finder){0};
}

static as_status put(printing *p, const char *s)
{
    return as_buf_add(p->out, s, strlen(s), p->err);
}

static as_status put_colored(printing *p, const char *code, as_slice s)
{
    as_status st = AS_OK;
    if (p->how->color) {
        st = as_buf_printf(p->out, p->err, "\033[%sm", code);
    }
    st = st == AS_OK ? as_buf_add_slice(p->out, s, p->err) : st;
    return st == AS_OK && p->how->color ? put(p, "\033[0m") : st;
}

/* In one line: white space and control characters become one blank. */
static as_status one_line(printing *p, uint32_t beg, uint32_t end,
                          as_slice *out)
{
    as_slice text = as_doc_text(p->doc);
    as_buf *buf = &p->f->text;
    as_status st = AS_OK;
    buf->n = 0;
    bool gap = false;
    for (uint32_t i = beg; st == AS_OK && i < end; i++) {
        unsigned char c = (unsigned char)text.p[i];
        if (c > ' ' && c != 0x7F) {
            st = as_buf_add_byte(buf, (char)c, p->err);
            gap = false;
        } else if (!gap) {
            st = as_buf_add_byte(buf, ' ', p->err);
            gap = true;
        }
    }
    *out = as_buf_slice(buf);
    return st;
}

static as_status put_text(printing *p, uint32_t beg, uint32_t end,
                          const char *code)
{
    as_slice line = {"", 0};
    as_buf safe = {0};
    as_status st = one_line(p, beg, end, &line);
    if (st == AS_OK && p->how->escape) {
        st = as_escape(line, false, &safe, p->err);
        line = as_buf_slice(&safe);
    }
    if (st == AS_OK) {
        st = code ? put_colored(p, code, line)
                  : as_buf_add_slice(p->out, line, p->err);
    }
    as_buf_clear(&safe);
    return st;
}

static as_status put_id(printing *p)
{
    as_slice id = as_doc_meta_of(p->doc)->id;
    as_buf safe = {0};
    as_status st = as_escape(id, false, &safe, p->err);
    st = st == AS_OK ? put_colored(p, ID, as_buf_slice(&safe)) : st;
    as_buf_clear(&safe);
    return st;
}

/* `id:12:`, or with - in lines of context. */
static as_status put_head(printing *p, uint32_t sent, const char *mark)
{
    char number[16];
    as_status st = AS_OK;
    if (p->how->named) {
        st = put_id(p);
        st = st == AS_OK ? put_colored(p, SEPARATOR, as_slice_str(mark)) : st;
    }
    (void)snprintf(number, sizeof number, "%u", sent + 1);
    st = st == AS_OK ? put_colored(p, NUMBER, as_slice_str(number)) : st;
    st = st == AS_OK ? put_colored(p, SEPARATOR, as_slice_str(mark)) : st;
    p->n_lines++;
    return st;
}

/* ---- sentences ---------------------------------------------------------- */

static void sent_bytes(const printing *p, uint32_t sent, uint32_t *beg,
                       uint32_t *end)
{
    const as_tokens *t = as_doc_tokens(p->doc);
    uint32_t first = 0;
    uint32_t last = 0;
    as_doc_sent(p->doc, sent, &first, &last);
    *beg = t->beg[first];
    *end = t->end[last - 1];
}

/* Context lines from `written` up to `to`. */
static as_status put_context(printing *p, uint32_t to)
{
    as_status st = AS_OK;
    for (uint32_t s = p->written; st == AS_OK && s < to; s++) {
        uint32_t beg = 0;
        uint32_t end = 0;
        sent_bytes(p, s, &beg, &end);
        st = put_head(p, s, "-");
        st = st == AS_OK ? put_text(p, beg, end, NULL) : st;
        st = st == AS_OK ? put(p, "\n") : st;
    }
    p->written = to > p->written ? to : p->written;
    return st;
}

static as_status context_before(printing *p, uint32_t sent)
{
    const as_options *o = p->how->options;
    size_t n = o->before ? o->before : o->around;
    size_t m = o->after ? o->after : o->around;
    uint32_t from = sent > n ? sent - (uint32_t)n : 0;
    as_status st = put_context(p, p->until < sent ? p->until : sent);
    if (st == AS_OK && from > p->written) {
        if (p->n_lines > 0 && (n > 0 || m > 0)) {
            st = put_colored(p, SEPARATOR, AS_LIT("--"));
            st = st == AS_OK ? put(p, "\n") : st;
        }
        p->written = from;
    }
    uint64_t until = (uint64_t)sent + 1 + m;
    p->until = until < p->n_sents ? (uint32_t)until : p->n_sents;
    return st == AS_OK ? put_context(p, sent) : st;
}

/* A sentence with its matches; the one after them stays in *m. */
static as_status put_sentence(printing *p, as_match *m, size_t *n_found,
                              as_status *next)
{
    const as_tokens *t = as_doc_tokens(p->doc);
    uint32_t sent = as_doc_sent_of(p->doc, m->first);
    uint32_t at = 0;
    uint32_t end = 0;
    sent_bytes(p, sent, &at, &end);
    as_status st = context_before(p, sent);
    st = st == AS_OK ? put_head(p, sent, ":") : st;
    while (st == AS_OK && *next == AS_OK &&
           as_doc_sent_of(p->doc, m->first) == sent) {
        uint32_t beg = t->beg[m->first];
        uint32_t stop = t->end[m->end - 1];
        st = put_text(p, at, beg, NULL);
        st = st == AS_OK ? put_text(p, beg, stop, MATCH) : st;
        at = stop;
        (*n_found)++;
        *next = as_search_next(p->f->search, m, p->err);
    }
    st = st == AS_OK ? put_text(p, at, end, NULL) : st;
    p->written = sent + 1;
    return st == AS_OK ? put(p, "\n") : st;
}

static as_status put_only(printing *p, const as_match *m)
{
    const as_tokens *t = as_doc_tokens(p->doc);
    as_status st = put_head(p, as_doc_sent_of(p->doc, m->first), ":");
    st = st == AS_OK ? put_text(p, t->beg[m->first], t->end[m->end - 1],
                                MATCH)
                     : st;
    return st == AS_OK ? put(p, "\n") : st;
}

/* ---- objects ------------------------------------------------------------ */

/* Byte `at` in the unit asked for. Places come nearly in order: captures of
 * a context may lie a little before. */
static uint64_t unit_of(printing *p, uint32_t at)
{
    as_slice text = as_doc_text(p->doc);
    if (!p->how->options->chars) {
        return at;
    }
    if (at >= p->cp_at) {
        p->cp_n += as_utf8_count(as_slice_of(text.p + p->cp_at,
                                             at - p->cp_at));
    } else {
        p->cp_n -= as_utf8_count(as_slice_of(text.p + at, p->cp_at - at));
    }
    p->cp_at = at;
    return p->cp_n;
}

static as_status put_place(printing *p, uint32_t first, uint32_t end)
{
    const as_tokens *t = as_doc_tokens(p->doc);
    uint32_t beg = t->beg[first];
    uint32_t stop = t->end[end - 1];
    unsigned long long from = unit_of(p, beg);
    unsigned long long to = unit_of(p, stop);
    as_status st = as_buf_printf(p->out, p->err,
                                 "\"start\":%llu,\"end\":%llu,\"text\":", from,
                                 to);
    return st == AS_OK
               ? as_json_text(p->out,
                              as_slice_of(as_doc_text(p->doc).p + beg,
                                          stop - beg),
                              p->err)
               : st;
}

static as_status put_capture(printing *p, const as_capture *c, bool first)
{
    as_slice name = as_pattern_capture_name(p->how->pattern, c->name);
    as_status st = put(p, first ? "{\"name\":" : ",{\"name\":");
    st = st == AS_OK ? as_json_text(p->out, name, p->err) : st;
    st = st == AS_OK ? put(p, ",") : st;
    st = st == AS_OK ? put_place(p, c->first, c->end) : st;
    return st == AS_OK ? put(p, "}") : st;
}

static as_status put_object(printing *p, const as_match *m)
{
    as_status st = put(p, "{\"doc\":");
    st = st == AS_OK
             ? as_json_text(p->out, as_doc_meta_of(p->doc)->id, p->err)
             : st;
    st = st == AS_OK ? put(p, ",\"kind\":\"match\",") : st;
    st = st == AS_OK ? put_place(p, m->first, m->end) : st;
    st = st == AS_OK ? as_buf_printf(p->out, p->err,
                                     ",\"sentence\":%u,\"captures\":[",
                                     as_doc_sent_of(p->doc, m->first) + 1)
                     : st;
    for (size_t i = 0; st == AS_OK && i < m->n_captures; i++) {
        st = put_capture(p, &m->captures[i], i == 0);
    }
    return st == AS_OK ? put(p, "]}\n") : st;
}

/* ---- all of a document -------------------------------------------------- */

static as_status open_search(printing *p)
{
    as_status st = AS_OK;
    if (p->f->search == NULL) {
        st = as_search_new(&p->f->search, p->err);
    }
    if (st == AS_OK) {
        st = as_search_open(p->f->search, p->how->pattern, p->doc, p->err);
    }
    return st == AS_OK
               ? as_search_range(p->f->search, 0,
                                 (uint32_t)as_doc_tokens(p->doc)->n,
                                 AS_SCOPE_SENTENCE, AS_MATCH_FIRST, p->err)
               : st;
}

static as_status put_matches(printing *p, size_t *n_found)
{
    const as_options *o = p->how->options;
    as_match m;
    as_status next = as_search_next(p->f->search, &m, p->err);
    as_status st = AS_OK;
    while (next == AS_OK && st == AS_OK) {
        if (!o->count && !o->list && !o->only && !o->as_jsonl) {
            st = put_sentence(p, &m, n_found, &next);
            continue;
        }
        (*n_found)++;
        if (o->list) {
            return AS_OK;
        }
        if (!o->count) {
            st = o->as_jsonl ? put_object(p, &m) : put_only(p, &m);
        }
        next = as_search_next(p->f->search, &m, p->err);
    }
    if (st == AS_OK && next == AS_EOF) {
        return put_context(p, p->until);
    }
    return st == AS_OK ? next : st;
}

/* The line of -c or -l. */
static as_status put_summary(printing *p, size_t n_found)
{
    const as_options *o = p->how->options;
    as_status st = AS_OK;
    if (o->list && n_found > 0) {
        st = put_id(p);
        return st == AS_OK ? put(p, "\n") : st;
    }
    if (!o->count || o->list) {
        return AS_OK;
    }
    if (p->how->named) {
        st = put_id(p);
        st = st == AS_OK ? put_colored(p, SEPARATOR, AS_LIT(":")) : st;
    }
    return st == AS_OK ? as_buf_printf(p->out, p->err, "%zu\n", n_found) : st;
}

as_status as_find_print(const as_find_how *how, as_finder *f, as_doc *doc,
                        as_buf *out, size_t *n_found, as_err *err)
{
    printing p = {.how = how,
                  .f = f,
                  .doc = doc,
                  .out = out,
                  .err = err,
                  .n_sents = (uint32_t)as_doc_sents(doc)->n};
    size_t n = 0;
    as_status st = open_search(&p);
    st = st == AS_OK ? put_matches(&p, &n) : st;
    st = st == AS_OK ? put_summary(&p, n) : st;
    if (st == AS_OK) {
        *n_found = n;
    }
    return st;
}
