/* test_pattern_random.c - random patterns on random texts, against a slow
 * and obvious matcher: it tries what Perl would, in the same order, and
 * takes back what did not lead on. It shares nothing with the engine: it
 * walks a tree of its own, from which the pattern's source is printed. */
#include "unit/match/pat_fixture.h"

enum { WORDS = 4, NODES_MAX = 64, TOKENS_MAX = 12, HITS_MAX = 64 };

typedef enum kind {
    K_WORD, /* one of `set`, a bit a word; printed as a word, a set, [] */
    K_SPAN, /* @X or @Y */
    K_SEQ,
    K_ALT,
    K_REPEAT,
    K_GAP,  /* at most hi tokens, none in `set` */
    K_NAMED,
    K_EDGE
} kind;

typedef struct node {
    kind kind;
    uint32_t set, lo, hi; /* hi 99: no end */
    bool lazy;
    char name;
    struct node *kid[3];
    uint32_t n_kids;
} node;

typedef struct pattern {
    node nodes[NODES_MAX];
    size_t n;
    node *left, *core, *right;
} pattern;

typedef struct text {
    uint32_t word[TOKENS_MAX];
    uint32_t span_end[2][TOKENS_MAX]; /* 0: no span begins here */
    uint32_t n;
    char line[256];
} text;

/* ---- making ---------------------------------------------------------------- */

static node *node_new(pattern *p, kind k)
{
    if (p->n == NODES_MAX) {
        return NULL;
    }
    node *n = &p->nodes[p->n++];
    *n = (node){.kind = k};
    return n;
}

static node *make(pattern *p, rng *r, int depth);

static node *make_many(pattern *p, rng *r, kind k, int depth)
{
    node *n = node_new(p, k);
    uint32_t want = 2 + rng_below(r, 2);
    for (uint32_t i = 0; n != NULL && i < want; i++) {
        n->kid[i] = make(p, r, depth - 1);
        if (n->kid[i] == NULL) {
            return NULL;
        }
        n->n_kids++;
    }
    return n;
}

static node *make_repeat(pattern *p, rng *r, int depth)
{
    static const uint32_t los[] = {0, 0, 1, 0, 1, 2, 1, 2};
    static const uint32_t his[] = {1, 99, 99, 2, 2, 2, 3, 3};
    node *n = node_new(p, K_REPEAT);
    node *kid = n ? make(p, r, depth - 1) : NULL;
    if (kid == NULL) {
        return NULL;
    }
    uint32_t i = rng_below(r, 8);
    n->lo = los[i];
    n->hi = his[i];
    n->lazy = rng_below(r, 3) == 0;
    n->kid[0] = kid;
    n->n_kids = 1;
    return n;
}

static node *make_leaf(pattern *p, rng *r)
{
    uint32_t k = rng_below(r, 10);
    node *n = node_new(p, k < 7 ? K_WORD : k < 9 ? K_SPAN : K_GAP);
    if (n == NULL) {
        return NULL;
    }
    static const uint32_t sets[] = {1, 1, 2, 2, 4, 8, 3, 5, 14, 15};
    n->set = n->kind == K_GAP ? 1u << rng_below(r, WORDS + 1)
                              : sets[rng_below(r, 10)];
    n->name = (char)('X' + rng_below(r, 2));
    n->hi = 1 + rng_below(r, 3);
    return n;
}

static node *make(pattern *p, rng *r, int depth)
{
    uint32_t k = depth > 0 ? rng_below(r, 10) : 0;
    if (k < 2) {
        return make_leaf(p, r);
    }
    if (k < 5) {
        return make_many(p, r, K_SEQ, depth);
    }
    if (k == 5 || k == 6) {
        return make_many(p, r, K_ALT, depth);
    }
    if (k == 7) {
        node *n = node_new(p, rng_below(r, 8) == 0 ? K_EDGE : K_NAMED);
        if (n == NULL) {
            return NULL;
        }
        n->name = (char)('p' + rng_below(r, 3));
        n->set = rng_below(r, 2);
        if (n->kind == K_NAMED) {
            n->kid[0] = make(p, r, depth - 1);
            n->n_kids = 1;
        }
        return n->kind == K_NAMED && n->kid[0] == NULL ? NULL : n;
    }
    return make_repeat(p, r, depth);
}

/* ---- printing -------------------------------------------------------------- */

static void add(char *out, const char *fmt, ...)
{
    va_list ap;
    size_t n = strlen(out);
    va_start(ap, fmt);
    vsnprintf(out + n, 4096 - n, fmt, ap);
    va_end(ap);
}

static void print(char *out, const node *n);

static void print_set(char *out, uint32_t set)
{
    bool first = true;
    if (set == 15) {
        add(out, "[]");
        return;
    }
    add(out, "[norm={");
    for (uint32_t i = 0; i < WORDS; i++) {
        if (set >> i & 1) {
            add(out, "%s%c", first ? "" : ",", 'a' + i);
            first = false;
        }
    }
    add(out, "}]");
}

static void print_repeat(char *out, const node *n)
{
    add(out, "(");
    print(out, n->kid[0]);
    add(out, ")");
    if (n->hi == 99) {
        add(out, n->lo ? "+" : "*");
    } else if (n->lo == 0 && n->hi == 1) {
        add(out, "?");
    } else {
        add(out, "{%u,%u}", n->lo, n->hi);
    }
    add(out, n->lazy ? "?" : "");
}

static void print_kids(char *out, const node *n, const char *between)
{
    add(out, "(");
    for (uint32_t i = 0; i < n->n_kids; i++) {
        add(out, "%s", i ? between : "");
        print(out, n->kid[i]);
    }
    add(out, ")");
}

static void print(char *out, const node *n)
{
    switch (n->kind) {
    case K_WORD: print_set(out, n->set); break;
    case K_SPAN: add(out, "@%c", n->name); break;
    case K_SEQ: print_kids(out, n, " "); break;
    case K_ALT: print_kids(out, n, " | "); break;
    case K_REPEAT: print_repeat(out, n); break;
    case K_GAP:
        add(out, "(~%u", n->hi);
        if (n->set < 1u << WORDS) {
            add(out, "!");
            print_set(out, n->set);
        }
        add(out, ")");
        break;
    case K_NAMED:
        add(out, "%c:(", n->name);
        print(out, n->kid[0]);
        add(out, ")");
        break;
    case K_EDGE: add(out, n->set ? "<s>" : "</s>"); break;
    }
}

static void print_pattern(char *out, const pattern *p)
{
    out[0] = '\0';
    if (p->left) {
        print(out, p->left);
        add(out, " << ");
    }
    print(out, p->core);
    if (p->right) {
        add(out, " >> ");
        print(out, p->right);
    }
}

/* ---- a text ---------------------------------------------------------------- */

static void make_text(text *t, rng *r)
{
    *t = (text){.n = 1 + rng_below(r, TOKENS_MAX)};
    uint32_t free_from[2] = {0, 0};
    for (uint32_t i = 0; i < t->n; i++) {
        t->word[i] = rng_below(r, 10) < 6 ? rng_below(r, 2)
                                          : rng_below(r, WORDS);
        for (uint32_t k = 0; k < 2; k++) {
            uint32_t n = 1 + rng_below(r, 2);
            if (i >= free_from[k] && rng_below(r, 4) == 0 && i + n <= t->n) {
                t->span_end[k][i] = i + n;
                free_from[k] = i + n;
            }
        }
    }
    for (uint32_t i = 0; i < t->n; i++) {
        size_t n = strlen(t->line);
        snprintf(t->line + n, sizeof t->line - n, "%s%c", i ? " " : "",
                 'a' + (int)t->word[i]);
    }
}

/* Words are a byte each, with a space between. X and Y are layers apart. */
static as_doc *text_doc(const text *t)
{
    as_doc *doc = doc_of(t->line);
    assert_int_equal(as_doc_tokens(doc)->n, t->n);
    for (uint32_t k = 0; k < 2; k++) {
        as_layer *layer = NULL;
        as_slice name = k ? AS_LIT("ly") : AS_LIT("lx");
        assert_int_equal(as_doc_layer(doc, name, &layer, NULL), AS_OK);
        for (uint32_t i = 0; i < t->n; i++) {
            as_span_spec spec = {.beg = 2 * i,
                                 .end = 2 * t->span_end[k][i] - 1,
                                 .label = k ? AS_LIT("Y") : AS_LIT("X")};
            if (t->span_end[k][i] != 0) {
                assert_int_equal(as_layer_add(doc, layer, &spec, NULL, NULL),
                                 AS_OK);
            }
        }
    }
    return doc;
}

/* ---- the slow matcher ------------------------------------------------------- */

typedef struct hit {
    uint32_t first, end;
    char caps[512]; /* as printed */
} hit;

typedef struct slow slow;
/* What is still to be matched; true: a match was found and is wanted. */
typedef struct next {
    bool (*go)(slow *s, uint32_t at, const struct next *self);
    const struct next *then;
    const node *n;
    uint32_t count, from;
} next;

typedef struct cap {
    char name;
    uint32_t a, b;
} cap;

struct slow {
    const text *t;
    const pattern *p;
    bool left, longest;
    uint32_t start, core_end;
    bool found;
    hit best;
    cap caps[256];
    size_t n_caps, n_left;
    long fuel;
};

static bool match(slow *s, const node *n, uint32_t at, const next *then);

static bool go_on(slow *s, uint32_t at, const next *k)
{
    return k->go(s, at, k);
}

static bool match_one(slow *s, uint32_t set, uint32_t at, const next *then)
{
    if (s->left ? at == 0 : at == s->t->n) {
        return false;
    }
    uint32_t word = s->t->word[s->left ? at - 1 : at];
    return (set >> word & 1) != 0 &&
           go_on(s, s->left ? at - 1 : at + 1, then);
}

static bool match_span(slow *s, const node *n, uint32_t at, const next *then)
{
    const uint32_t *ends = s->t->span_end[n->name - 'X'];
    if (!s->left) {
        return at < s->t->n && ends[at] != 0 && go_on(s, ends[at], then);
    }
    for (uint32_t i = 0; i < at; i++) {
        if (ends[i] == at) {
            return go_on(s, i, then);
        }
    }
    return false;
}

static bool seq_go(slow *s, uint32_t at, const next *k)
{
    if (k->count == k->n->n_kids) {
        return go_on(s, at, k->then);
    }
    next rest = {seq_go, k->then, k->n, k->count + 1, 0};
    uint32_t i = s->left ? k->n->n_kids - 1 - k->count : k->count;
    return match(s, k->n->kid[i], at, &rest);
}

/* `count` rounds are done, the last began at `from`. A round of a repetition
 * without end that comes behind the required ones must consume. */
static bool repeat_go(slow *s, uint32_t at, const next *k)
{
    const node *n = k->n;
    if (n->hi == 99 && k->count > n->lo && at == k->from) {
        return false;
    }
    next more = {repeat_go, k->then, n, k->count + 1, at};
    if (k->count < n->lo) {
        return match(s, n->kid[0], at, &more);
    }
    if (n->lazy && go_on(s, at, k->then)) {
        return true;
    }
    if ((n->hi == 99 || k->count < n->hi) &&
        match(s, n->kid[0], at, &more)) {
        return true;
    }
    return !n->lazy && go_on(s, at, k->then);
}

static bool gap_go(slow *s, uint32_t at, const next *k)
{
    if (go_on(s, at, k->then)) {
        return true;
    }
    next more = {gap_go, k->then, k->n, k->count + 1, 0};
    uint32_t set = 15 & ~k->n->set;
    return k->count < k->n->hi && match_one(s, set, at, &more);
}

static bool named_go(slow *s, uint32_t at, const next *k)
{
    cap *c = &s->caps[k->count];
    uint32_t b = c->b;
    c->b = at;
    bool found = go_on(s, at, k->then);
    c->b = b;
    return found;
}

static bool match_named(slow *s, const node *n, uint32_t at, const next *then)
{
    assert_true(s->n_caps < 256);
    s->caps[s->n_caps] = (cap){n->name, at, at};
    next close = {named_go, then, n, (uint32_t)s->n_caps++, 0};
    bool found = match(s, n->kid[0], at, &close);
    s->n_caps--;
    return found;
}

static bool match(slow *s, const node *n, uint32_t at, const next *then)
{
    if (--s->fuel < 0) {
        return true; /* give up */
    }
    next k = {NULL, then, n, 0, 0};
    switch (n->kind) {
    case K_WORD: return match_one(s, n->set, at, then);
    case K_SPAN: return match_span(s, n, at, then);
    case K_SEQ: return seq_go(s, at, &k);
    case K_ALT:
        for (uint32_t i = 0; i < n->n_kids; i++) {
            if (match(s, n->kid[i], at, then)) {
                return true;
            }
        }
        return false;
    case K_REPEAT: return repeat_go(s, at, &k);
    case K_GAP: return gap_go(s, at, &k);
    case K_NAMED: return match_named(s, n, at, then);
    case K_EDGE:
        return at == (n->set ? 0 : s->t->n) && go_on(s, at, then);
    }
    return false;
}

static int cap_order(const void *a, const void *b)
{
    const cap *x = a, *y = b;
    if (x->a != y->a) {
        return x->a < y->a ? -1 : 1;
    }
    if (x->b != y->b) {
        return x->b > y->b ? -1 : 1;
    }
    return (x->name > y->name) - (x->name < y->name);
}

static void print_caps(char *out, size_t cap_n, cap *v, size_t n)
{
    out[0] = '\0';
    qsort(v, n, sizeof *v, cap_order);
    for (size_t i = 0; i < n; i++) {
        size_t k = strlen(out);
        if (v[i].a < v[i].b) {
            snprintf(out + k, cap_n - k, " %c=%u-%u", v[i].name, v[i].a,
                     v[i].b);
        }
    }
}

/* All is matched: keep it if it is better than what is there. */
static bool done(slow *s, uint32_t at, const next *k)
{
    (void)at;
    (void)k;
    if (!s->found || s->core_end > s->best.end) {
        cap copy[256];
        s->found = true;
        s->best.first = s->start;
        s->best.end = s->core_end;
        for (size_t i = 0; i < s->n_caps; i++) {
            copy[i] = s->caps[i];
            if (copy[i].a > copy[i].b) { /* read leftwards */
                copy[i].a = s->caps[i].b;
                copy[i].b = s->caps[i].a;
            }
        }
        print_caps(s->best.caps, sizeof s->best.caps, copy, s->n_caps);
    }
    return !s->longest;
}

static bool core_done(slow *s, uint32_t at, const next *k)
{
    next end = {done, NULL, NULL, 0, 0};
    (void)k;
    uint32_t before = s->core_end;
    s->core_end = at;
    bool found = s->p->right ? match(s, s->p->right, at, &end)
                             : done(s, at, NULL);
    s->core_end = before;
    return found;
}

static bool left_done(slow *s, uint32_t at, const next *k)
{
    next core = {core_done, NULL, NULL, 0, 0};
    (void)at;
    (void)k;
    s->left = false;
    /* what the left context took stays: it never depends on the core */
    bool found = match(s, s->p->core, s->start, &core) || s->found;
    s->left = true;
    return found;
}

/* Every match; false if it took too long. */
static bool slow_all(const pattern *p, const text *t, as_match_mode mode,
                     hit *out, size_t *n_out)
{
    *n_out = 0;
    for (uint32_t at = 0; at < t->n;) {
        slow s = {.t = t, .p = p, .longest = mode == AS_MATCH_LONGEST,
                  .start = at, .left = p->left != NULL, .fuel = 200000};
        next k = {left_done, NULL, NULL, 0, 0};
        if (p->left) {
            (void)match(&s, p->left, at, &k);
        } else {
            s.left = true; /* as left_done expects */
            (void)left_done(&s, at, &k);
        }
        if (s.fuel < 0) {
            return false;
        }
        if (s.found) {
            out[(*n_out)++] = s.best;
        }
        at = s.found && mode != AS_MATCH_ALL ? s.best.end : at + 1;
    }
    return true;
}

/* ---- comparing --------------------------------------------------------------- */

static void add_hit(char *out, uint32_t first, uint32_t end, const char *caps)
{
    size_t n = strlen(out);
    snprintf(out + n, 8192 - n, "[%u-%u%s]", first, end, caps);
}

static void engine_all(const as_pattern *p, const text *t, as_match_mode mode,
                       char *out)
{
    as_doc *doc = text_doc(t);
    as_search *s = NULL;
    as_match m;
    out[0] = '\0';
    assert_int_equal(as_search_new(&s, NULL), AS_OK);
    assert_int_equal(as_search_open(s, p, doc, NULL), AS_OK);
    assert_int_equal(as_search_range(s, 0, t->n, AS_SCOPE_SENTENCE, mode,
                                     NULL), AS_OK);
    while (as_search_next(s, &m, NULL) == AS_OK) {
        cap v[256];
        char caps[512];
        for (size_t i = 0; i < m.n_captures; i++) {
            v[i] = (cap){as_pattern_capture_name(p, m.captures[i].name).p[0],
                         m.captures[i].first, m.captures[i].end};
        }
        print_caps(caps, sizeof caps, v, m.n_captures);
        add_hit(out, m.first, m.end, caps);
    }
    as_search_free(s);
    as_doc_free(doc);
}

/* True if the two were compared. */
static bool compare(const pattern *p, const as_pattern *compiled,
                    const text *t, as_match_mode mode, const char *source)
{
    static hit hits[HITS_MAX];
    static char want[8192], got[8192];
    size_t n = 0;
    want[0] = '\0';
    if (!slow_all(p, t, mode, hits, &n)) {
        return false;
    }
    for (size_t i = 0; i < n; i++) {
        add_hit(want, hits[i].first, hits[i].end, hits[i].caps);
    }
    engine_all(compiled, t, mode, got);
    if (strcmp(got, want) != 0) {
        fail_msg("%s\n  on %s, mode %d\n  want %s\n  got  %s", source, t->line,
                 (int)mode, want, got);
    }
    return true;
}

/* Contexts now and then; NULL in *out if it came out too large. */
static bool make_pattern(pattern *p, rng *r)
{
    memset(p, 0, sizeof *p);
    p->core = make(p, r, 4);
    if (rng_below(r, 4) == 0) {
        p->left = make(p, r, 2);
    }
    if (rng_below(r, 4) == 0) {
        p->right = make(p, r, 2);
    }
    return p->core != NULL;
}

static void test_the_engine_finds_what_a_backtracker_finds(void **state)
{
    (void)state;
    static pattern p;
    static char source[4096];
    rng r = {20261126};
    size_t n_compared = 0, n_compiled = 0;
    for (int round = 0; round < 6000; round++) {
        as_pattern *compiled = NULL;
        if (!make_pattern(&p, &r)) {
            continue;
        }
        print_pattern(source, &p);
        if (as_pattern_compile(AS_LIT("r"), as_slice_str(source), NULL, NULL,
                               NULL, &compiled, NULL, NULL) != AS_OK) {
            continue; /* can match nothing, or a context without a bound */
        }
        n_compiled++;
        for (int k = 0; k < 6; k++) {
            text t;
            make_text(&t, &r);
            n_compared += compare(&p, compiled, &t,
                                  (as_match_mode)(k % 3), source);
        }
        as_pattern_free(compiled);
    }
    print_message("# %zu patterns, %zu texts\n", n_compiled, n_compared);
    assert_true(n_compiled > 2000 && n_compared > 10000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_engine_finds_what_a_backtracker_finds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
