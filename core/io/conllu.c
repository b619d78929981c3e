/* conllu.c - sentences as lines of ten columns.
 *
 * `# sent_id` is the document's id with what the format forbids there (white
 * space, the slash) replaced, and the sentence's number. Cost: linear, no
 * allocation but that of the output. */
#include "io/conllu.h"

#include "doc/tags.h"
#include "tag/upos.h"

typedef struct writer {
    const as_doc *doc;
    const as_tokens *tokens;
    as_tags tags;
    bool has_tags;
    as_buf *out;
    as_err *err;
    as_status st; /* the first failure; then nothing more is written */
} writer;

static void put(writer *w, as_slice s)
{
    if (w->st == AS_OK) {
        w->st = as_buf_add_slice(w->out, s, w->err);
    }
}

static void put_number(writer *w, size_t n)
{
    if (w->st == AS_OK) {
        w->st = as_buf_printf(w->out, w->err, "%zu", n);
    }
}

static bool is_blank(char c)
{
    return (unsigned char)c <= ' ' || c == 0x7F;
}

/* `s` with each control character or blank as `blank`, and '/' as `slash`. */
static void put_clean(writer *w, as_slice s, char blank, char slash)
{
    const size_t before = w->out->n;
    put(w, s);
    for (size_t i = before; w->st == AS_OK && i < w->out->n; i++) {
        char *c = &w->out->p[i];
        *c = is_blank(*c) ? blank : *c == '/' ? slash : *c;
    }
}

static as_slice form_of(const writer *w, uint32_t tok)
{
    return as_doc_token_text(w->doc, tok, tok + 1);
}

/* Is there nothing between the token and the next one? The text's end counts
 * as a space. */
static bool is_joined(const writer *w, uint32_t tok)
{
    return tok + 1 < w->tokens->n &&
           w->tokens->end[tok] == w->tokens->beg[tok + 1];
}

static void put_comments(writer *w, uint32_t sent, uint32_t first,
                         uint32_t end)
{
    const as_slice id = as_doc_meta_of(w->doc)->id;
    put(w, AS_LIT("# sent_id = "));
    put_clean(w, id.n ? id : AS_LIT("doc"), '_', ':');
    put(w, AS_LIT("-"));
    put_number(w, (size_t)sent + 1);
    put(w, AS_LIT("\n# text = "));
    for (uint32_t i = first; i < end; i++) {
        put_clean(w, form_of(w, i), '_', '/');
        if (i + 1 < end && !is_joined(w, i)) {
            put(w, AS_LIT(" "));
        }
    }
    put(w, AS_LIT("\n"));
}

static void put_lemma(writer *w, uint32_t tok)
{
    const as_slice lemma = as_doc_lemma(w->doc, tok);
    if (lemma.n == 0) {
        put(w, AS_LIT("_"));
    } else {
        put_clean(w, lemma, '_', '/');
    }
}

/* ID FORM LEMMA UPOS XPOS FEATS HEAD DEPREL DEPS MISC */
static void put_token(writer *w, uint32_t tok, uint32_t first)
{
    put_number(w, (size_t)(tok - first) + 1);
    put(w, AS_LIT("\t"));
    put_clean(w, form_of(w, tok), '_', '/');
    put(w, AS_LIT("\t"));
    put_lemma(w, tok);
    put(w, AS_LIT("\t"));
    put(w, w->has_tags ? as_upos_name(w->tags.pos[tok]) : AS_LIT("_"));
    put(w, tok == first ? AS_LIT("\t_\t_\t0\troot\t_\t")
                        : AS_LIT("\t_\t_\t1\tdep\t_\t"));
    put(w, is_joined(w, tok) ? AS_LIT("SpaceAfter=No\n") : AS_LIT("_\n"));
}

static bool begins_paragraph(const as_starts *paras, uint32_t *at,
                             uint32_t first)
{
    if (*at < paras->n && paras->v[*at] == first) {
        (*at)++;
        return true;
    }
    return false;
}

as_status as_conllu_doc(const as_doc *doc, as_buf *out, as_err *err)
{
    const size_t before = out->n;
    const as_starts *paras = as_doc_paras(doc);
    writer w = {.doc = doc, .tokens = as_doc_tokens(doc), .out = out,
                .err = err};
    w.has_tags = as_doc_tags(doc, &w.tags);
    uint32_t para = 0;
    for (uint32_t s = 0; s < as_doc_sents(doc)->n && w.st == AS_OK; s++) {
        uint32_t first;
        uint32_t end;
        as_doc_sent(doc, s, &first, &end);
        if (s == 0) {
            put(&w, AS_LIT("# newdoc id = "));
            put_clean(&w, as_doc_meta_of(doc)->id, ' ', '/');
            put(&w, AS_LIT("\n"));
        }
        if (begins_paragraph(paras, &para, first)) {
            put(&w, AS_LIT("# newpar\n"));
        }
        put_comments(&w, s, first, end);
        for (uint32_t i = first; i < end; i++) {
            put_token(&w, i, first);
        }
        put(&w, AS_LIT("\n"));
    }
    if (w.st != AS_OK) {
        out->n = before;
    }
    return w.st;
}
