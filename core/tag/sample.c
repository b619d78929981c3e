/* sample.c - sentences of a corpus to words, some in other cases again.
 *
 * Copies in other cases are what makes a tagger bear headlines and chats.
 * Only ASCII letters change case in them. Cost: linear. */
#include "tag/sample.h"

#include "base/buf.h"
#include "text/norm.h"

typedef struct maker {
    as_sample *s;
    const as_word_lists *lists;
    as_buf text;          /* changed forms of the sentence, end to end */
    as_buf norm;
    AS_VEC(as_slice) form;
} maker;

typedef enum recase { AS_IS, UPPER, LOWER, TITLE } recase;

static char recased(char c, recase how, bool first)
{
    bool up = how == UPPER || (how == TITLE && first);
    if (up && c >= 'a' && c <= 'z') {
        return (char)(c - 32);
    }
    if (how == LOWER && c >= 'A' && c <= 'Z') {
        return (char)(c + 32);
    }
    return c;
}

/* Headlines leave short words of closed classes small. */
static bool stays_small(as_slice form, uint8_t pos, bool first)
{
    return !first && form.n < 4 &&
           (pos == AS_UPOS_ADP || pos == AS_UPOS_DET || pos == AS_UPOS_CCONJ ||
            pos == AS_UPOS_PART);
}

static as_status recase_forms(maker *m, const as_treebank *c, size_t beg,
                              size_t end, recase how, as_err *err)
{
    size_t bytes = 0;
    for (size_t i = beg; i < end; i++) {
        bytes += c->form[i].n;
    }
    m->text.n = 0;
    m->form.n = 0;
    if (as_buf_reserve(&m->text, bytes + 1, err) != AS_OK ||
        as_vec_reserve(&m->form, end - beg, err) != AS_OK) {
        return AS_ENOMEM;
    }
    for (size_t i = beg; i < end; i++) {
        as_slice f = c->form[i];
        bool keep = how == TITLE && stays_small(f, c->pos[i], i == beg);
        char *to = m->text.p + m->text.n;
        for (size_t k = 0; k < f.n; k++) {
            to[k] = recased(f.p[k], keep ? AS_IS : how, k == 0);
        }
        m->form.v[m->form.n++] = as_slice_of(to, f.n);
        m->text.n += f.n;
    }
    return AS_OK;
}

static as_status add_word(maker *m, as_slice form, as_case_mode mode,
                          uint8_t gold, as_err *err)
{
    m->norm.n = 0;
    as_status st = as_norm(form, &m->norm, err);
    if (st != AS_OK) {
        return st;
    }
    if (as_vec_reserve(&m->s->word, 1, err) != AS_OK ||
        as_vec_reserve(&m->s->gold, 1, err) != AS_OK) {
        return AS_ENOMEM;
    }
    as_word_make(form, as_buf_slice(&m->norm), mode, m->lists,
                 &m->s->word.v[m->s->word.n++]);
    m->s->gold.v[m->s->gold.n++] = gold;
    return AS_OK;
}

static as_status add_sentence(maker *m, const as_treebank *c, size_t sent,
                              recase how, as_err *err)
{
    size_t beg = c->sent[sent], end = c->sent[sent + 1];
    as_status st = recase_forms(m, c, beg, end, how, err);
    uint32_t *start = st == AS_OK ? as_vec_push(&m->s->sent, err) : NULL;
    if (start == NULL) {
        return AS_ENOMEM;
    }
    *start = (uint32_t)m->s->word.n;
    as_case_mode mode = as_case_mode_of(m->form.v, m->form.n);
    for (size_t i = beg; i < end && st == AS_OK; i++) {
        st = add_word(m, m->form.v[i - beg], mode, c->pos[i], err);
    }
    return st;
}

as_status as_sample_make(as_sample *s, const as_treebank *corpus,
                         const as_word_lists *lists, uint32_t copies,
                         uint64_t seed, as_err *err)
{
    maker m = {.s = s, .lists = lists};
    as_sample_clear(s);
    as_status st = AS_OK;
    for (size_t i = 0; i < corpus->n_sents && st == AS_OK; i++) {
        st = add_sentence(&m, corpus, i, AS_IS, err);
        for (recase how = UPPER; how <= TITLE && st == AS_OK; how++) {
            if (copies > 0 && as_random(&seed) % 100 < copies) {
                st = add_sentence(&m, corpus, i, how, err);
            }
        }
    }
    as_buf_clear(&m.text);
    as_buf_clear(&m.norm);
    as_vec_clear(&m.form);
    return st;
}

void as_sample_clear(as_sample *s)
{
    as_vec_clear(&s->word);
    as_vec_clear(&s->gold);
    as_vec_clear(&s->sent);
}

void as_sample_sent(const as_sample *s, size_t i, size_t *beg, size_t *end)
{
    *beg = s->sent.v[i];
    *end = i + 1 < s->sent.n ? s->sent.v[i + 1] : s->word.n;
}
