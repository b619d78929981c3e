/* rule_field.c - captures to the features of a record.
 *
 * A conversion asks what stands where the capture stands: what its pattern
 * reads just there as @X or %x and has the feature; then the span, of any
 * layer's flat view, that shares most of its tokens and has it; then the
 * entries of gazetteers that the rules use; then the words themselves.
 * So what a number, a date or a country is is known by plugins alone; here
 * are digits and ISO 8601. What cannot be told is left out.
 * Cost: a look at each layer for each capture that is converted, at the place
 * where the last one was found, or a binary search from there. */
#include "match/rule_int.h"

typedef struct fielder {
    as_rule_runner *r;
    const rule *ru;
    as_err *err;
} fielder;

/* ---- what stands there ------------------------------------------------ */

static uint32_t shared(const as_span *s, uint32_t first, uint32_t end)
{
    uint32_t beg = s->first_tok > first ? s->first_tok : first;
    uint32_t stop = s->end_tok < end ? s->end_tok : end;
    return stop > beg ? stop - beg : 0;
}

static uint32_t end_at(const as_layer *layer, const uint32_t *flat, size_t i)
{
    return as_layer_get(layer, flat[i])->end_tok;
}

/* The first of a flat view that ends behind token `first`. Who asks goes
 * through the text in order, so that *hint, where the last answer was, is
 * mostly near. */
static size_t first_behind(const as_layer *layer, const uint32_t *flat,
                           size_t n, uint32_t first, uint32_t *hint)
{
    enum { NEAR = 8 };
    size_t lo = *hint < n ? *hint : n;
    for (int i = 0; i < NEAR && lo > 0 && end_at(layer, flat, lo - 1) > first;
         i++) {
        lo--;
    }
    for (int i = 0; i < NEAR && lo < n && end_at(layer, flat, lo) <= first;
         i++) {
        lo++;
    }
    const bool before = lo > 0 && end_at(layer, flat, lo - 1) > first;
    size_t hi = before ? lo : n;
    lo = before ? 0 : lo;
    while (lo < hi && end_at(layer, flat, lo) <= first) {
        const size_t mid = lo + (hi - lo) / 2;
        if (end_at(layer, flat, mid) <= first) {
            lo = mid + 1;
        } else {
            hi = mid;
        }
    }
    *hint = (uint32_t)lo;
    return lo;
}

/* Spans of one layer over [first, end) with the feature; a better one than
 * *best goes there. */
static as_status best_in(as_layer *layer, uint32_t first, uint32_t end,
                         as_slice key, uint32_t *hint, const as_span **best,
                         as_err *err)
{
    const uint32_t *flat = NULL;
    size_t n = 0;
    as_status st = as_layer_flat(layer, &flat, &n, err);
    if (st != AS_OK) {
        return st;
    }
    for (size_t lo = first_behind(layer, flat, n, first, hint); lo < n; lo++) {
        const as_span *s = as_layer_get(layer, flat[lo]);
        if (s->first_tok >= end) {
            break;
        }
        uint32_t m = shared(s, first, end);
        uint32_t k = *best ? shared(*best, first, end) : 0;
        bool tighter = *best && m == k && s->end_tok - s->first_tok <
                                              (*best)->end_tok -
                                                  (*best)->first_tok;
        if ((m > k || tighter) && as_span_feature(s, key) != NULL) {
            *best = s;
        }
    }
    return AS_OK;
}

static as_status feature_there(const fielder *f, const as_capture *c,
                               as_slice key, const as_value **out)
{
    const as_doc *doc = f->r->room->view.doc;
    const size_t n = as_doc_layer_count(doc);
    const as_span *best = NULL;
    as_status st = AS_OK;
    while (st == AS_OK && f->r->room->hints.n < n) {
        uint32_t *hint = as_vec_push(&f->r->room->hints, f->err);
        st = hint ? AS_OK : AS_ENOMEM;
        if (hint != NULL) {
            *hint = 0;
        }
    }
    for (size_t i = 0; st == AS_OK && i < n; i++) {
        st = best_in(as_doc_layer_at(doc, i), c->first, c->end, key,
                     &f->r->room->hints.v[i], &best, f->err);
    }
    *out = best ? as_span_feature(best, key) : NULL;
    return st;
}

static as_status entry_field(const pat_view *v, const pat_mark *m,
                             as_slice key, const as_value **out, as_err *err)
{
    const as_gaz_info *info = NULL;
    as_status st = as_gaz_info_of(v->tests->names.v[m->name].gaz, m->entry,
                                  &info, err);
    for (size_t k = 0; st == AS_OK && k < info->n_fields; k++) {
        if (as_slice_eq(info->fields[k].key, key)) {
            *out = &info->fields[k].value;
            break;
        }
    }
    return st;
}

/* Can the rule's pattern read `name`? */
static bool reads(const rule *ru, uint32_t name)
{
    const pat_prog *p = &ru->main.prog;
    for (uint32_t i = 0; i < p->n_spans; i++) {
        if (p->states[p->spans[i]].name == name) {
            return true;
        }
    }
    return false;
}

/* A capture is, more often than not, just what the pattern reads there as @X
 * or %x: of those the first with the feature, spans before entries. */
static as_status mark_there(const fielder *f, const as_capture *c,
                            as_slice key, const as_value **out)
{
    const pat_view *v = &f->r->room->view;
    uint32_t n = 0;
    const pat_mark *m = pat_marks_of(v, c->first, &n);
    as_status st = AS_OK;
    for (uint32_t i = 0; *out == NULL && i < n; i++) {
        if (m[i].end == c->end && m[i].span != NULL &&
            reads(f->ru, m[i].name)) {
            *out = as_span_feature(m[i].span, key);
        }
    }
    for (uint32_t i = 0; st == AS_OK && *out == NULL && i < n; i++) {
        if (m[i].end == c->end && m[i].span == NULL &&
            reads(f->ru, m[i].name)) {
            st = entry_field(v, &m[i], key, out, f->err);
        }
    }
    return st;
}

/* The field of a gazetteer's entry that was hit within the capture. */
static as_status entry_there(const fielder *f, const as_capture *c,
                             as_slice key, const as_value **out)
{
    const pat_view *v = &f->r->room->view;
    as_status st = AS_OK;
    for (uint32_t t = c->first; *out == NULL && t < c->end; t++) {
        uint32_t n = 0;
        const pat_mark *m = pat_marks_of(v, t, &n);
        for (uint32_t i = 0; st == AS_OK && *out == NULL && i < n; i++) {
            if (m[i].span == NULL && m[i].end <= c->end) {
                st = entry_field(v, &m[i], key, out, f->err);
            }
        }
    }
    return st;
}

static as_status known_there(const fielder *f, const as_capture *c,
                             as_slice key, const as_value **out)
{
    *out = NULL;
    as_status st = mark_there(f, c, key, out);
    if (st == AS_OK && *out == NULL) {
        st = feature_there(f, c, key, out);
    }
    return st == AS_OK && *out == NULL ? entry_there(f, c, key, out) : st;
}

/* ---- conversions ------------------------------------------------------ */

static as_slice words(const fielder *f, const as_capture *c)
{
    return as_doc_token_text(f->r->room->view.doc, c->first, c->end);
}

as_value rule_number(double x)
{
    if (x >= -9e15 && x <= 9e15 && x == (double)(int64_t)x) {
        return (as_value){.type = AS_VAL_INT, .integer = (int64_t)x};
    }
    return (as_value){.type = AS_VAL_REAL, .real = x};
}

static bool value_number(const as_value *v, as_value *out)
{
    double x = 0;
    if (v != NULL && (v->type == AS_VAL_INT || v->type == AS_VAL_REAL)) {
        *out = *v;
        return true;
    }
    if (v == NULL || v->type != AS_VAL_TEXT || !pat_number(v->text, &x)) {
        return false;
    }
    *out = rule_number(x);
    return true;
}

/* Does a comma at `i` stand before just three digits? */
static bool is_group(as_slice s, size_t i)
{
    bool three = s.n - i > 3;
    for (size_t k = 1; three && k <= 3; k++) {
        three = s.p[i + k] >= '0' && s.p[i + k] <= '9';
    }
    return three && (s.n - i == 4 || s.p[i + 4] == ',' || s.p[i + 4] == '.');
}

/* Digits with commas between groups of three, and a decimal point. */
static bool digits_number(as_slice s, as_value *out)
{
    char plain[64];
    size_t n = 0;
    double x = 0;
    bool grouped = false;
    bool point = false;
    if (s.n == 0 || s.n >= sizeof plain || s.p[0] < '0' || s.p[0] > '9') {
        return false;
    }
    for (size_t i = 0; i < s.n; i++) {
        bool digit = s.p[i] >= '0' && s.p[i] <= '9';
        if (s.p[i] == ',') { /* 1,200, but neither 1200,300 nor 1.2,300 */
            if (point || (!grouped && i > 3) || !is_group(s, i)) {
                return false;
            }
            grouped = true;
        } else if (!digit && (s.p[i] != '.' || point)) {
            return false;
        } else {
            point |= !digit;
            plain[n++] = s.p[i];
        }
    }
    if (!pat_number(as_slice_of(plain, n), &x)) {
        return false;
    }
    *out = rule_number(x);
    return true;
}

static as_status to_number(const fielder *f, const as_capture *c,
                           as_value *out, bool *known)
{
    static const char *const keys[] = {"number", "amount", "value"};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        const as_value *v = NULL;
        as_status st = known_there(f, c, as_slice_str(keys[i]), &v);
        if (st != AS_OK || value_number(v, out)) {
            *known = st == AS_OK;
            return st;
        }
    }
    for (uint32_t t = c->first; !*known && t < c->end; t++) {
        *known = digits_number(as_doc_token_text(f->r->room->view.doc, t, t + 1),
                               out);
    }
    return AS_OK;
}

/* YYYY-MM-DD or a part of it. */
static bool is_iso_date(as_slice s)
{
    static const char shape[] = "dddd-dd-dd";
    bool good = s.n == 4 || s.n == 7 || s.n == 10;
    for (size_t i = 0; good && i < s.n; i++) {
        bool digit = s.p[i] >= '0' && s.p[i] <= '9';
        good = shape[i] == 'd' ? digit : s.p[i] == '-';
    }
    return good;
}

/* Its words' lemmas, where there are any, or norms. */
static as_status to_plain(const fielder *f, const as_capture *c, bool lemmas,
                          as_value *out)
{
    const pat_view *v = &f->r->room->view;
    as_buf *text = &f->r->room->text;
    as_status st = AS_OK;
    text->n = 0;
    for (uint32_t t = c->first; st == AS_OK && t < c->end; t++) {
        as_slice word = lemmas ? as_doc_lemma(v->doc, t) : (as_slice){0};
        word = word.p ? word : v->norms.types[v->norms.type[t]].norm;
        st = t > c->first ? as_buf_add_byte(text, ' ', f->err) : AS_OK;
        st = st == AS_OK ? as_buf_add_slice(text, word, f->err) : st;
    }
    out->type = AS_VAL_TEXT;
    out->text = as_arena_copy(f->r->room->arena, as_buf_slice(text));
    return st == AS_OK && out->text.p == NULL ? as_err_nomem(f->err) : st;
}

static as_status to_known(const fielder *f, const as_capture *c,
                          const char *key, as_value *out, bool *known)
{
    const as_value *v = NULL;
    as_status st = known_there(f, c, as_slice_str(key), &v);
    *known = st == AS_OK && v != NULL && v->type == AS_VAL_TEXT;
    if (*known) {
        *out = *v;
    }
    return st;
}

/* One capture as one value; false in *known leaves it out. */
static as_status convert(const fielder *f, const as_capture *c, as_rule_as as,
                         as_value *out, bool *known)
{
    const as_tokens *tok = f->r->room->view.tok;
    as_status st = AS_OK;
    *known = as != AS_RULE_NUMBER;
    switch (as) {
    case AS_RULE_SPAN:
        out->type = AS_VAL_SPAN;
        out->span.beg = tok->beg[c->first];
        out->span.end = tok->end[c->end - 1];
        return AS_OK;
    case AS_RULE_TEXT: break;
    case AS_RULE_LEMMA: return to_plain(f, c, true, out);
    case AS_RULE_NORM: return to_plain(f, c, false, out);
    case AS_RULE_NUMBER: return to_number(f, c, out, known);
    case AS_RULE_COUNTRY: return to_known(f, c, "country", out, known);
    case AS_RULE_DATE:
        st = to_known(f, c, "value", out, known);
        if (st != AS_OK || *known) {
            return st;
        }
        *known = is_iso_date(words(f, c));
        break;
    case AS_RULE_NAME:
        st = to_known(f, c, "name", out, known);
        if (st != AS_OK || *known) {
            return st;
        }
        *known = true;
        break;
    case AS_RULE_BOOL:
        *out = (as_value){.type = AS_VAL_BOOL, .truth = true};
        return AS_OK;
    }
    *out = (as_value){.type = AS_VAL_TEXT, .text = words(f, c)};
    return AS_OK;
}

/* ---- fields ----------------------------------------------------------- */

static const as_capture *next_hit(const as_rule_runner *r, const rule_cand *c,
                                  uint32_t name, uint32_t *at)
{
    for (; *at < c->to; (*at)++) {
        if (r->room->caps.v[*at].name == name) {
            return &r->room->caps.v[(*at)++];
        }
    }
    return NULL;
}

/* Several hits: their texts, each once, in order. */
static as_status list_of(const fielder *f, const rule_cand *c,
                         const rule_field *field, as_value *out, bool *known)
{
    as_rule_as as = field->as == AS_RULE_SPAN ? AS_RULE_TEXT : field->as;
    as_slice *list = as_arena_zero(f->r->room->arena, c->to - c->from + 1u,
                                   sizeof *list);
    if (list == NULL) {
        return as_err_nomem(f->err);
    }
    size_t n = 0;
    uint32_t at = c->from;
    const as_capture *cap = NULL;
    while ((cap = next_hit(f->r, c, field->capture, &at)) != NULL) {
        as_value v = {0};
        bool one = false;
        as_status st = convert(f, cap, as, &v, &one);
        if (st != AS_OK) {
            return st;
        }
        bool twice = false;
        for (size_t i = 0; one && i < n; i++) {
            twice |= as_slice_eq(list[i], v.text);
        }
        if (one && !twice) {
            list[n++] = v.text;
        }
    }
    *known = n > 0;
    if (n == 1) {
        *out = (as_value){.type = AS_VAL_TEXT, .text = list[0]};
    } else {
        *out = (as_value){.type = AS_VAL_LIST, .list = {list, n}};
    }
    return AS_OK;
}

static as_status value_of(const fielder *f, const rule_cand *c,
                          const rule_field *field, as_value *out, bool *known)
{
    uint32_t at = c->from;
    const as_capture *first = next_hit(f->r, c, field->capture, &at);
    if (first == NULL) {
        *known = field->as == AS_RULE_BOOL;
        *out = (as_value){.type = AS_VAL_BOOL, .truth = false};
        return AS_OK;
    }
    if (field->feature.n > 0) { /* of the first hit that has it */
        const as_value *v = NULL;
        as_status st = known_there(f, first, field->feature, &v);
        *known = st == AS_OK && v != NULL;
        if (*known) {
            *out = *v;
        }
        return st;
    }
    bool single = field->as == AS_RULE_NUMBER || field->as == AS_RULE_BOOL ||
                  next_hit(f->r, c, field->capture, &at) == NULL;
    return single ? convert(f, first, field->as, out, known)
                  : list_of(f, c, field, out, known);
}

/* The place beside a name, of its first hit. */
static as_status put_place(const fielder *f, const rule_cand *c,
                           const rule_field *field, as_feature *all, size_t *n)
{
    uint32_t at = c->from;
    const as_capture *first = next_hit(f->r, c, field->capture, &at);
    if (field->text_name.n == 0 || first == NULL) {
        return AS_OK;
    }
    bool known = false;
    all[*n].key = field->text_name;
    return convert(f, first, AS_RULE_SPAN, &all[(*n)++].value, &known);
}

static bool took_part(const fielder *f, const rule_cand *c, uint32_t capture)
{
    uint32_t at = c->from;
    return next_hit(f->r, c, capture, &at) != NULL;
}

/* Is it the turn of field `field`, when `n` features are there? */
static bool is_due(const fielder *f, const rule_cand *c,
                   const rule_field *field, const as_feature *all, size_t n)
{
    for (size_t k = 0; k < n; k++) {
        if (as_slice_eq(all[k].key, field->name)) {
            return false;
        }
    }
    return field->when == PAT_NONE || took_part(f, c, field->when);
}

/* A field `type` leaves the features and becomes the label. How many went. */
static size_t take_type(as_feature *all, size_t n, as_slice *label)
{
    for (size_t i = 0; i < n; i++) {
        if (as_slice_eq(all[i].key, AS_LIT("type")) &&
            all[i].value.type == AS_VAL_TEXT) {
            *label = all[i].value.text;
            memmove(all + i, all + i + 1, (n - i - 1) * sizeof *all);
            return 1;
        }
    }
    return 0;
}

as_status rule_features(as_rule_runner *r, const rule_cand *c,
                        as_slice *label, const as_feature **out,
                        size_t *n_out, as_err *err)
{
    const fielder f = {r, &r->set->rules[c->rule], err};
    as_feature *all = as_arena_zero(r->room->arena, 2 * (size_t)f.ru->n_fields + 1,
                                    sizeof *all);
    size_t n = 0;
    as_status st = all ? AS_OK : as_err_nomem(err);
    for (uint32_t i = 0; st == AS_OK && i < f.ru->n_fields; i++) {
        const rule_field *field = &f.ru->fields[i];
        bool known = true;
        if (!is_due(&f, c, field, all, n)) {
            continue;
        }
        all[n].key = field->name;
        all[n].value = field->constant;
        if (field->capture != PAT_NONE) {
            st = value_of(&f, c, field, &all[n].value, &known);
        }
        n += st == AS_OK && known;
        st = st == AS_OK && known ? put_place(&f, c, field, all, &n) : st;
    }
    n -= take_type(all, n, label);
    *out = all;
    *n_out = n;
    return st;
}
