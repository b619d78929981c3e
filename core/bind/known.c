/* known.c - what patterns may name in the user's state: what the plugins
 * declare (flow/rule_env.h), and what annotations of the documents that are
 * open have. These are looked through for a name that no plugin declares: cost
 * linear in spans. Those of the session's own rules do not count: they come
 * and go with the rules, which tell what they give. And what every token has,
 * for completion. */
#include "bind/known.h"

#include "bind/user.h"
#include "tag/upos.h"

/* Told of each text once in a while: a document has a text in one place, so
 * that most repetitions are met by their address. */
enum { MET = 64 };

typedef struct looking {
    as_slice name;
    as_suggest *near; /* NULL: looking for the name */
    const char *met[MET];
    bool found;
} looking;

static void look(looking *l, as_slice text)
{
    const char **met = &l->met[(uintptr_t)text.p / 8 % MET];
    if (*met == text.p) {
        return;
    }
    *met = text.p;
    if (l->near != NULL) {
        as_suggest_offer(l->near, text);
    } else {
        l->found |= as_slice_eq(text, l->name);
    }
}

/* A layer is read by its name in any case, @Quote. */
static void look_layer(looking *l, as_slice layer)
{
    l->found |= l->near == NULL && as_slice_eq_folded(l->name, layer);
}

static bool is_of_session(const as_span *span)
{
    const as_slice own = AS_LIT(AS_SESSION_ORIGIN "/"), by = span->prov->rule;
    return by.n > own.n && memcmp(by.p, own.p, own.n) == 0;
}

static void look_at_label(looking *l, const as_span *span)
{
    look(l, span->label);
}

static void look_at_features(looking *l, const as_span *span)
{
    for (size_t i = 0; i < span->n_features; i++) {
        look(l, span->features[i].key);
    }
}

typedef void (*at_span)(looking *, const as_span *);

static void look_through(const as_bind *bind, looking *l, at_span about)
{
    for (size_t s = 0; !l->found && s < bind->slots.n; s++) {
        const as_doc *doc = bind->slots.v[s].doc;
        const size_t n = doc ? as_doc_layer_count(doc) : 0;
        for (size_t i = 0; !l->found && i < n; i++) {
            as_layer *layer = as_doc_layer_at(doc, i);
            const size_t n_spans = as_layer_count(layer);
            bool any = false;
            for (uint32_t k = 0; !l->found && k < n_spans; k++) {
                const as_span *span = as_layer_get(layer, k);
                if (!is_of_session(span)) {
                    about(l, span);
                    any = true;
                }
            }
            if (any && about == look_at_label) {
                look_layer(l, as_layer_name(layer));
            }
        }
        memset(l->met, 0, sizeof l->met); /* another document's addresses */
    }
}

/* Labels, or fields, of the session's rules, which may have found nothing. */
static void look_at_rules(const as_rules *rules, looking *l, bool labels)
{
    for (size_t i = 0; rules != NULL && i < as_rules_count(rules); i++) {
        const as_slice *field = NULL;
        if (labels) {
            look(l, as_rules_label(rules, i));
            look(l, as_rules_layer(rules, i));
        }
        for (size_t f = 0;
             !labels && (field = as_rules_field(rules, i, f)) != NULL; f++) {
            look(l, *field);
        }
    }
}

static void look_anywhere(const as_known *known, looking *l, bool labels)
{
    look_at_rules(known->rules, l, labels);
    look_through(known->bind, l, labels ? look_at_label : look_at_features);
}

static bool is_open(const as_known *known, as_slice name, bool label)
{
    looking l = {.name = name};
    look_anywhere(known, &l, label);
    return l.found;
}

static bool known_label(void *ctx, as_slice name)
{
    const as_known *k = ctx;
    return (k->declared.label && k->declared.label(k->declared.ctx, name)) ||
           is_open(k, name, true);
}

static bool known_attribute(void *ctx, as_slice name)
{
    const as_known *k = ctx;
    return (k->declared.attribute &&
            k->declared.attribute(k->declared.ctx, name)) ||
           is_open(k, name, false);
}

static as_gaz *known_gaz(void *ctx, as_slice name)
{
    const as_known *k = ctx;
    return k->declared.gaz ? k->declared.gaz(k->declared.ctx, name) : NULL;
}

static void offer(void *ctx, char sigil, as_suggest *near)
{
    const as_known *k = ctx;
    looking l = {.near = near};
    if (k->declared.offer != NULL) {
        k->declared.offer(k->declared.ctx, sigil, near);
    }
    if (sigil == '@' || sigil == '[') {
        look_anywhere(k, &l, sigil == '@');
    }
}

void as_known_make(const as_bind *bind, as_known *known, as_pattern_env *env)
{
    *known = (as_known){.bind = bind,
                        .plugins = {bind->lua->opts.plugins, NULL}};
    if (known->plugins.plugins != NULL) {
        as_rule_env_make(&known->plugins, &known->declared);
    }
    *env = (as_pattern_env){.ctx = known,
                            .gaz = known_gaz,
                            .label = known_label,
                            .attribute = known_attribute,
                            .offer = offer};
}

/* ---- lints -------------------------------------------------------------- */

static void keep_lint(void *ctx, const char *msg, const as_pattern_place *place)
{
    as_buf *b = ctx;
    (void)as_buf_printf(b, NULL, "%s%s\n%s", b->n > 0 ? "\n" : "", msg,
                        place->caret);
}

/* No gazetteer is within reach of a search. */
static void offer_names(void *ctx, char sigil, as_suggest *near)
{
    if (sigil == '@' || sigil == '[') {
        offer(ctx, sigil, near);
    }
}

/* corpus.pattern(source, rules) -> pattern, and what of it is likely to be a
 * mistake, lines with their carets; nil if there is nothing. `rules`: the
 * session's own set, or nil. */
int as_known_pattern(lua_State *L)
{
    as_known known;
    as_pattern_env env;
    lua_settop(L, 2);
    luaL_checktype(L, 1, LUA_TSTRING);
    const rules_box *own = lua_isnil(L, 2) ? NULL
                                           : as_rules_check(L, 2, "pattern",
                                                            "rules");
    as_buf *lints = as_buf_push(L);
    as_known_make(as_bind_of(L), &known, &env);
    known.rules = own ? own->rules : NULL;
    env.open = true;
    env.gaz = NULL;
    env.offer = offer_names;
    as_pattern_push_linted(L, 1, &env, keep_lint, lints);
    if (lints->n == 0) {
        lua_pushnil(L);
    } else {
        lua_pushlstring(L, lints->p, lints->n);
    }
    return 2;
}

/* ---- what every token has ------------------------------------------------ */

static void add_name(lua_State *L, as_slice name)
{
    as_push_slice(L, name);
    lua_seti(L, -2, luaL_len(L, -2) + 1);
}

/* corpus.attributes() -> {"text", ...}, what [ ] may ask of a token */
int as_known_attributes(lua_State *L)
{
    as_slice name;
    lua_newtable(L);
    for (size_t i = 0; as_pattern_attribute(i, &name); i++) {
        add_name(L, name);
    }
    return 1;
}

/* corpus.tags() -> {"X", "ADJ", ...}, parts of speech (UPOS) */
int as_known_tags(lua_State *L)
{
    lua_newtable(L);
    for (unsigned tag = 0; tag < AS_UPOS_N; tag++) {
        add_name(L, as_upos_name((uint8_t)tag));
    }
    return 1;
}
