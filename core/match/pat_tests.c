/* pat_tests.c - the table of tests that the patterns of a set share.
 *
 * A test's id is that of its canonical print, which `why` shows as well:
 * equal tests are one. The lexicon maps each literal of a norm or lemma test
 * to the tests that it makes true: open addressing by the portable hash that
 * documents keep with their types. Cost: linear in what is added.
 * Invariant: index in `nodes` == id in `texts`. After AS_ENOMEM a table is
 * good only for being freed. */
#include <assert.h>
#include <stdlib.h>

#include "base/hash.h"
#include "match/pat_int.h"
#include "text/norm.h"

as_status pat_tests_new(pat_tests **out, as_err *err)
{
    pat_tests *t = as_mem_zero(1, sizeof *t);
    if (t != NULL) {
        t->arena = as_arena_new();
        t->texts = as_intern_new();
        t->name_ids = as_intern_new();
    }
    if (t == NULL || !t->arena || !t->texts || !t->name_ids) {
        pat_tests_free(t);
        return as_err_nomem(err);
    }
    *out = t;
    return AS_OK;
}

void pat_tests_free(pat_tests *t)
{
    if (t == NULL) {
        return;
    }
    for (size_t i = 0; i < t->nodes.n; i++) {
        pat_regex_free(t->nodes.v[i].re);
    }
    for (size_t i = 0; i < t->names.n; i++) {
        as_gaz_unref(t->names.v[i].gaz);
    }
    for (size_t i = 0; i < t->lex_cap; i++) {
        as_vec_clear(&t->lex[i].tests);
    }
    as_mem_free(t->lex);
    as_vec_clear(&t->nodes);
    as_vec_clear(&t->names);
    as_intern_free(t->texts);
    as_intern_free(t->name_ids);
    as_intern_free(t->macros);
    as_map_free(t->brackets);
    as_tokens_clear(&t->words);
    as_arena_free(t->arena);
    as_mem_free(t);
}

size_t pat_tests_size(const pat_tests *t)
{
    return as_arena_size(t->arena) + t->nodes.cap * sizeof *t->nodes.v +
           t->lex_cap * sizeof *t->lex;
}

as_status pat_macro_keep(pat_tests *t, as_slice *text, as_err *err)
{
    uint32_t id = 0;
    t->macros = t->macros ? t->macros : as_intern_new();
    t->brackets = t->brackets ? t->brackets : as_map_new();
    if (t->macros == NULL || t->brackets == NULL) {
        return as_err_nomem(err);
    }
    as_status st = as_intern_add(t->macros, *text, &id, err);
    if (st == AS_OK) {
        *text = as_intern_get(t->macros, id);
    }
    return st;
}

as_slice pat_test_text(const pat_tests *tests, uint32_t id)
{
    return as_intern_get(tests->texts, id);
}

/* ---- canonical print ---------------------------------------------------- */

static const char *const op_text[] = {"=", "<", ">"};
static const char *const column_text[] = {"text", "norm", "lemma", "pos"};

static as_status print_value(as_buf *out, as_slice value, as_err *err)
{
    bool plain = value.n > 0;
    for (size_t i = 0; i < value.n; i++) {
        plain &= pat_is_word_byte((unsigned char)value.p[i]);
    }
    if (plain) {
        return as_buf_add_slice(out, value, err);
    }
    as_status st = as_buf_add_byte(out, '"', err);
    for (size_t i = 0; st == AS_OK && i < value.n; i++) {
        if (value.p[i] == '"' || value.p[i] == '\\') {
            st = as_buf_add_byte(out, '\\', err);
        }
        st = st == AS_OK ? as_buf_add_byte(out, value.p[i], err) : st;
    }
    return st == AS_OK ? as_buf_add_byte(out, '"', err) : st;
}

/* Of a regex, values[0] is its source, `i` in front if caseless. */
static as_status print_values(as_buf *out, const pat_test *t, as_err *err)
{
    as_status st = AS_OK;
    if (t->re != NULL) {
        return as_buf_printf(out, err, "/%.*s/%s", (int)t->values[0].n - 1,
                             t->values[0].p + 1,
                             t->values[0].p[0] == 'i' ? "i" : "");
    }
    if (t->n_values == 1) {
        return print_value(out, t->values[0], err);
    }
    st = as_buf_add_byte(out, '{', err);
    for (uint32_t i = 0; st == AS_OK && i < t->n_values; i++) {
        st = i ? as_buf_add_byte(out, ',', err) : AS_OK;
        st = st == AS_OK ? print_value(out, t->values[i], err) : st;
    }
    return st == AS_OK ? as_buf_add_byte(out, '}', err) : st;
}

static as_status print_flags(as_buf *out, const pat_test *t, as_err *err)
{
    const as_slice name = pat_flag_name(t->flags);
    return name.n > 0 ? as_buf_add_slice(out, name, err)
                      : as_buf_printf(out, err, "flags %u", t->flags);
}

static as_status print_two(const pat_tests *tests, const pat_test *t,
                           as_buf *out, as_err *err)
{
    as_slice a = pat_test_text(tests, t->a);
    if (t->kind == T_NOT) {
        return as_buf_printf(out, err, "!(%.*s)", (int)a.n, a.p);
    }
    as_slice b = pat_test_text(tests, t->b);
    return as_buf_printf(out, err, "(%.*s %c %.*s)", (int)a.n, a.p,
                         t->kind == T_AND ? '&' : '|', (int)b.n, b.p);
}

static as_status print_inside(const pat_tests *tests, const pat_test *t,
                              as_buf *out, as_err *err)
{
    as_slice name = tests->names.v[t->a].text;
    as_slice of = t->b == PAT_NONE ? (as_slice){"", 0}
                                   : pat_test_text(tests, t->b);
    return as_buf_printf(out, err, "in %.*s[%.*s]", (int)name.n, name.p,
                         (int)of.n, of.p);
}

static as_status print_test(const pat_tests *tests, const pat_test *t,
                            as_buf *out, as_err *err)
{
    const char *attr = NULL;
    switch ((test_kind)t->kind) {
    case T_ANY: return as_buf_add(out, "any token", 9, err);
    case T_NOT:
    case T_AND:
    case T_OR: return print_two(tests, t, out, err);
    case T_FLAG: return print_flags(out, t, err);
    case T_TEXT: attr = "text"; break;
    case T_NORM: attr = "norm"; break;
    case T_LEMMA: attr = "lemma"; break;
    case T_POS: attr = "pos"; break;
    case T_REGEX: attr = column_text[t->column]; break;
    case T_SENT: attr = "sent"; break;
    case T_ID: attr = "id"; break;
    case T_LABEL: attr = "label"; break;
    case T_INSIDE: return print_inside(tests, t, out, err);
    case T_FEATURE: break;
    }
    as_status st = attr ? as_buf_add_slice(out, as_slice_str(attr), err)
                        : as_buf_add_slice(out, t->key, err);
    st = st == AS_OK ? as_buf_add_slice(out, as_slice_str(op_text[t->op]), err)
                     : st;
    return st == AS_OK ? print_values(out, t, err) : st;
}

/* ---- values ------------------------------------------------------------- */

static int by_bytes(const void *a, const void *b)
{
    return as_slice_cmp(*(const as_slice *)a, *(const as_slice *)b);
}

/* strtod of a whole text; false if it is no number. */
bool pat_number(as_slice s, double *out)
{
    char buf[64];
    if (s.n == 0 || s.n >= sizeof buf) {
        return false;
    }
    memcpy(buf, s.p, s.n);
    buf[s.n] = '\0';
    if (strspn(buf, "+-.0123456789eE") != s.n || strchr("eE", s.p[0])) {
        return false; /* no hexadecimal, no "inf" */
    }
    char *end = NULL;
    *out = strtod(buf, &end);
    return end == buf + s.n;
}

/* Copy, sort and unite the values of `t`. */
static as_status own_values(pat_tests *tests, pat_test *t, as_err *err)
{
    as_slice *v = as_arena_zero(tests->arena, t->n_values + 1, sizeof *v);
    double *nums = as_arena_zero(tests->arena, t->n_values + 1, sizeof *nums);
    if (v == NULL || nums == NULL) {
        return as_err_nomem(err);
    }
    for (uint32_t i = 0; i < t->n_values; i++) {
        v[i] = as_arena_copy(tests->arena, t->values[i]);
        if (v[i].p == NULL) {
            return as_err_nomem(err);
        }
    }
    uint32_t n = 0;
    if (t->n_values > 0) {
        qsort(v, t->n_values, sizeof *v, by_bytes);
        for (uint32_t i = 0; i < t->n_values; i++) {
            if (n == 0 || !as_slice_eq(v[n - 1], v[i])) {
                v[n++] = v[i];
            }
        }
    }
    t->numeric = n > 0;
    for (uint32_t i = 0; i < n; i++) {
        t->numeric &= pat_number(v[i], &nums[i]);
    }
    t->values = v;
    t->numbers = nums;
    t->n_values = n;
    return AS_OK;
}

/* ---- lexicon ------------------------------------------------------------ */

static lex_entry *lex_slot(lex_entry *lex, size_t cap, test_column column,
                           as_slice text, uint64_t hash)
{
    for (size_t i = (hash + column) & (cap - 1);; i = (i + 1) & (cap - 1)) {
        if (lex[i].text.p == NULL ||
            (lex[i].hash == hash && lex[i].column == column &&
             as_slice_eq(lex[i].text, text))) {
            return &lex[i];
        }
    }
}

static as_status lex_grow(pat_tests *tests, as_err *err)
{
    size_t cap = tests->lex_cap ? tests->lex_cap * 2 : 64;
    lex_entry *lex = as_mem_zero(cap, sizeof *lex);
    if (lex == NULL) {
        return as_err_nomem(err);
    }
    for (size_t i = 0; i < tests->lex_cap; i++) {
        const lex_entry *e = &tests->lex[i];
        if (e->text.p != NULL) {
            *lex_slot(lex, cap, e->column, e->text, e->hash) = *e;
        }
    }
    as_mem_free(tests->lex);
    tests->lex = lex;
    tests->lex_cap = cap;
    return AS_OK;
}

static as_status lex_add(pat_tests *tests, test_column column, as_slice text,
                         uint32_t test, as_err *err)
{
    if (tests->n_lex * 2 >= tests->lex_cap) {
        as_status st = lex_grow(tests, err);
        if (st != AS_OK) {
            return st;
        }
    }
    uint64_t hash = as_hash_portable(text);
    lex_entry *e = lex_slot(tests->lex, tests->lex_cap, column, text, hash);
    if (e->text.p == NULL) {
        e->hash = hash;
        e->text = text;
        e->column = (uint8_t)column;
        tests->n_lex++;
    }
    uint32_t *id = as_vec_push(&e->tests, err);
    if (id == NULL) {
        return AS_ENOMEM;
    }
    *id = test;
    return AS_OK;
}

const pat_u32s *pat_lex_find(const pat_tests *tests, test_column column,
                             as_slice text, uint64_t hash)
{
    if (tests->lex_cap == 0) {
        return NULL;
    }
    const lex_entry *e = lex_slot(tests->lex, tests->lex_cap, column, text,
                                  hash);
    return e->text.p ? &e->tests : NULL;
}

/* ---- adding ------------------------------------------------------------- */

/* Is it the same for all tokens of a class (doc/classes.h)? */
static bool is_by_class(const pat_tests *tests, const pat_test *t)
{
    switch ((test_kind)t->kind) {
    case T_ANY:
    case T_FLAG:
    case T_TEXT:
    case T_NORM:
    case T_LEMMA:
    case T_POS:
    case T_REGEX: return true;
    case T_NOT: return tests->nodes.v[t->a].by_class;
    case T_AND:
    case T_OR:
        return tests->nodes.v[t->a].by_class && tests->nodes.v[t->b].by_class;
    default: return false;
    }
}

static uint8_t leaf_cost(const pat_test *t)
{
    return t->re != NULL                                      ? 3
           : t->kind == T_LABEL || t->kind == T_FEATURE ||
                     t->kind == T_INSIDE || t->kind == T_TEXT ? 2
           : t->kind == T_NORM || t->kind == T_LEMMA          ? 1
                                                              : 0;
}

/* Of & and | the cheap side is asked first: often it is enough. It is asked by
 * recursion, which DEPTH bounds. */
static void give_order(const pat_tests *tests, pat_test *t)
{
    enum { DEPTH = 32 };
    t->first = t->b;
    t->second = t->a;
    t->cost = leaf_cost(t);
    t->depth = 0;
    if (t->kind == T_NOT || t->kind == T_AND || t->kind == T_OR) {
        const pat_test *a = &tests->nodes.v[t->a];
        const pat_test *b = t->kind == T_NOT ? a : &tests->nodes.v[t->b];
        const uint8_t deep = a->depth > b->depth ? a->depth : b->depth;
        t->cost = a->cost > b->cost ? a->cost : b->cost;
        t->depth = deep < UINT8_MAX ? (uint8_t)(deep + 1) : deep;
        if (a->cost < b->cost && a->depth < DEPTH) {
            t->first = t->a;
            t->second = t->b;
        }
    }
}

static void give_slot(pat_tests *tests, pat_test *t)
{
    bool cheap = t->kind == T_ANY || t->kind == T_FLAG || t->kind == T_POS;
    t->by_class = is_by_class(tests, t);
    t->slot = t->by_class && !cheap ? tests->n_slots++ : PAT_NONE;
}

static as_status node_add(pat_tests *tests, pat_test *t, uint32_t id,
                          as_err *err)
{
    if (as_vec_reserve(&tests->nodes, 1, err) != AS_OK) {
        return AS_ENOMEM;
    }
    tests->n_regexes += t->re != NULL;
    give_order(tests, t);
    give_slot(tests, t);
    tests->nodes.v[tests->nodes.n++] = *t;
    t->re = NULL; /* the table's now */
    bool lexical = t->kind == T_NORM || t->kind == T_LEMMA;
    test_column column = t->kind == T_NORM ? COL_NORM : COL_LEMMA;
    for (uint32_t i = 0; lexical && i < t->n_values; i++) {
        as_status st = lex_add(tests, column, t->values[i], id, err);
        if (st != AS_OK) {
            return st;
        }
    }
    return AS_OK;
}

static as_status test_add(pat_tests *tests, pat_test *t, as_buf *text,
                          uint32_t *id, as_err *err)
{
    as_status st = own_values(tests, t, err);
    if (st == AS_OK && t->key.n > 0) {
        t->key = as_arena_copy(tests->arena, t->key);
        st = t->key.p ? AS_OK : as_err_nomem(err);
    }
    st = st == AS_OK ? print_test(tests, t, text, err) : st;
    if (st != AS_OK) {
        return st;
    }
    as_slice print = as_buf_slice(text);
    uint32_t found = as_intern_find(tests->texts, print);
    if (found == (uint32_t)AS_INTERN_NONE) {
        st = as_intern_add(tests->texts, print, &found, err);
        assert(st != AS_OK || found == tests->nodes.n);
        st = st == AS_OK ? node_add(tests, t, found, err) : st;
    }
    if (st == AS_OK) {
        *id = found;
    }
    return st;
}

as_status pat_test_add(pat_tests *tests, pat_test *t, uint32_t *id,
                       as_err *err)
{
    as_buf text = {0};
    as_status st = test_add(tests, t, &text, id, err);
    as_buf_clear(&text);
    pat_regex_free(t->re); /* an equal test was there, or it failed */
    t->re = NULL;
    return st;
}

as_status pat_test_any(pat_tests *tests, uint32_t *id, as_err *err)
{
    return pat_test_add(tests, &(pat_test){.kind = T_ANY}, id, err);
}

as_status pat_test_not(pat_tests *tests, uint32_t a, uint32_t *id, as_err *err)
{
    return pat_test_add(tests, &(pat_test){.kind = T_NOT, .a = a}, id, err);
}

as_status pat_test_word(pat_tests *tests, test_kind kind, as_slice word,
                        uint32_t *id, as_err *err)
{
    as_buf norm = {0};
    as_status st = AS_OK;
    if (kind == T_NORM || kind == T_LEMMA) {
        st = as_norm(word, &norm, err);
        word = as_buf_slice(&norm);
    }
    pat_test t = {.kind = (uint8_t)kind, .values = &word, .n_values = 1};
    st = st == AS_OK ? pat_test_add(tests, &t, id, err) : st;
    as_buf_clear(&norm);
    return st;
}

as_status pat_name_add(pat_tests *tests, as_slice text, as_gaz *gaz,
                       uint32_t *id, as_err *err)
{
    uint32_t found = as_intern_find(tests->name_ids, text);
    if (found != (uint32_t)AS_INTERN_NONE) {
        *id = found;
        return AS_OK;
    }
    if (as_vec_reserve(&tests->names, 1, err) != AS_OK) {
        return AS_ENOMEM;
    }
    as_slice layer = as_arena_copy(tests->arena,
                                   as_slice_of(text.p + 1, text.n - 1));
    if (layer.p == NULL) {
        return as_err_nomem(err);
    }
    char *p = (char *)layer.p; /* our own copy */
    for (size_t i = 0; i < layer.n; i++) {
        p[i] = (char)(p[i] >= 'A' && p[i] <= 'Z' ? p[i] + 32 : p[i]);
    }
    as_status st = as_intern_add(tests->name_ids, text, &found, err);
    if (st != AS_OK) {
        return st;
    }
    tests->names.v[tests->names.n++] = (pat_name){
        .text = as_intern_get(tests->name_ids, found),
        .layer = layer,
        .gaz = gaz ? as_gaz_ref(gaz) : NULL};
    if (gaz == NULL) {
        tests->label_bits |= as_label_bit(layer) |
                             as_label_bit(as_slice_of(text.p + 1, text.n - 1));
    }
    *id = found;
    return AS_OK;
}
