/* sent.c - a first cut: a stop followed by white space, or a blank line. */
#include "text/sent.h"

void as_starts_clear(as_starts *starts)
{
    as_vec_clear(starts);
}

static as_status add(as_starts *to, size_t i, as_err *err)
{
    uint32_t *at = as_vec_push(to, err);
    if (at == NULL) {
        return AS_ENOMEM;
    }
    *at = (uint32_t)i;
    return AS_OK;
}

as_status as_sentences(as_slice text, const as_tokens *tokens,
                       as_starts *sents, as_starts *paras, as_err *err)
{
    (void)text;
    sents->n = paras->n = 0;
    as_status st = AS_OK;
    for (size_t i = 0; i < tokens->n && st == AS_OK; i++) {
        const unsigned now = tokens->flags[i];
        const unsigned last = i ? tokens->flags[i - 1] : 0;
        const bool para = i == 0 || (now & AS_TOK_BLANK);
        const bool stop = (last & AS_TOK_STOP) && !(last & AS_TOK_ABBR) &&
                          (now & AS_TOK_SPACE) && !(now & AS_TOK_LOWER);
        if (para) {
            st = add(paras, i, err);
        }
        if (st == AS_OK && (para || stop)) {
            st = add(sents, i, err);
        }
    }
    if (st != AS_OK) {
        sents->n = paras->n = 0;
    }
    return st;
}
