/* rules_spec.c - rules from Lua tables.
 *
 *     assay.rules { macros = {ACTOR = "..."}, gazetteers = {arms = gaz},
 *         {name = ..., label = ..., pattern = ..., fields = {...}, ...} }
 *
 * keys as in rule files. Specs borrow the strings of the tables, which stay
 * on the stack; arrays are scratch values, so that raising loses nothing. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "bind/rules_int.h"

static const char fn[] = "assay.rules";

enum { RULES_MAX = 2000 }; /* that a plugin makes at run time, in one set */

/* One table being read, and where it stands: "rules.3.fields.1". */
typedef struct reading {
    lua_State *L;
    int actions;
    char path[96];
} reading;

__attribute__((noreturn, format(printf, 2, 3))) static void
bad(const reading *rd, const char *fmt, ...)
{
    char what[300];
    va_list ap;
    va_start(ap, fmt);
    (void)vsnprintf(what, sizeof what, fmt, ap);
    va_end(ap);
    as_bind_error(rd->L, "%s: %s%s%s", fn, rd->path, rd->path[0] ? ": " : "",
                  what);
}

/* ---- fields of tables --------------------------------------------------- */

/* Push t[key]; its type. */
static int get(const reading *rd, int t, const char *key)
{
    luaL_checkstack(rd->L, 8, fn);
    lua_pushstring(rd->L, key);
    return lua_rawget(rd->L, t);
}

/* .p NULL where it is not there; the table keeps it alive. */
static as_slice text(const reading *rd, int t, const char *key, bool needed)
{
    as_slice s = {NULL, 0};
    const int type = get(rd, t, key);
    if (type == LUA_TSTRING) {
        s = as_to_slice(rd->L, -1);
    } else if (type != LUA_TNIL || needed) {
        bad(rd, "%s must be a string (got %s)", key, luaL_typename(rd->L, -1));
    }
    lua_pop(rd->L, 1);
    return s;
}

static lua_Integer number(const reading *rd, int t, const char *key,
                          lua_Integer least, lua_Integer most)
{
    lua_Integer n = 0;
    if (get(rd, t, key) != LUA_TNIL) {
        if (!lua_isinteger(rd->L, -1)) {
            bad(rd, "%s must be a whole number (got %s)", key,
                luaL_typename(rd->L, -1));
        }
        n = lua_tointeger(rd->L, -1);
        if (n < least || n > most) {
            bad(rd, "%s must lie within %lld and %lld", key, (long long)least,
                (long long)most);
        }
    }
    lua_pop(rd->L, 1);
    return n;
}

/* One of `words`, by its index; 0 where it is not there. */
static int word(const reading *rd, int t, const char *key,
                const char *const *words)
{
    const as_slice s = text(rd, t, key, false);
    char known[128] = "";
    for (int i = 0; s.p && words[i]; i++) {
        const size_t n = strlen(known);
        if (as_slice_eq(s, as_slice_str(words[i]))) {
            return i;
        }
        (void)snprintf(known + n, sizeof known - n, "%s%s", i ? " or " : "",
                       words[i]);
    }
    if (s.p != NULL) {
        bad(rd, "%s cannot be \"%.40s\": it is %s", key, s.p, known);
    }
    return 0;
}

/* Push the list at t[key] (nil: none); the number of its items. */
static size_t list(const reading *rd, int t, const char *key)
{
    const int type = get(rd, t, key);
    if (type != LUA_TNIL && type != LUA_TTABLE) {
        bad(rd, "%s must be a list (got %s)", key, luaL_typename(rd->L, -1));
    }
    return type == LUA_TNIL ? 0 : lua_rawlen(rd->L, -1);
}

/* Any key but those is a slip. */
static void check_keys(const reading *rd, int t, const char *const *known)
{
    lua_State *L = rd->L;
    lua_pushnil(L);
    while (lua_next(L, t)) {
        lua_pop(L, 1);
        if (lua_type(L, -1) != LUA_TSTRING) {
            continue; /* the list part */
        }
        const as_slice key = as_to_slice(L, -1);
        as_suggest near = as_suggest_for(key);
        bool good = false;
        for (size_t i = 0; known[i]; i++) {
            good |= as_slice_eq(key, as_slice_str(known[i]));
            as_suggest_offer(&near, as_slice_str(known[i]));
        }
        if (!good) {
            bad(rd, "unknown key \"%.40s\"%s%.*s%s", key.p,
                near.best.n ? ": did you mean " : "", (int)near.best.n,
                near.best.n ? near.best.p : "", near.best.n ? "?" : "");
        }
    }
}

/* Go to item `i` (from 0) of the list on top: push it, which must be a table,
 * and lengthen the path. */
static int enter(reading *rd, const char *key, size_t i, size_t *cut)
{
    *cut = strlen(rd->path);
    (void)snprintf(rd->path + *cut, sizeof rd->path - *cut, "%s%s.%zu",
                   *cut ? "." : "", key, i + 1);
    if (lua_rawgeti(rd->L, -1, (lua_Integer)i + 1) != LUA_TTABLE) {
        bad(rd, "must be a table (got %s)", luaL_typename(rd->L, -1));
    }
    return lua_gettop(rd->L);
}

static void leave(reading *rd, size_t cut)
{
    rd->path[cut] = '\0';
    lua_pop(rd->L, 1);
}

/* ---- parts of a rule ---------------------------------------------------- */

const char *const as_rules_conversions[] = {
    "span", "text", "lemma", "norm", "number", "date", "name", "country",
    "bool", NULL};
const char *const as_rules_withins[] = {"sentence", "match", "paragraph",
                                      "document", NULL};
const char *const as_rules_sides[] = {"any", "left", "right", NULL};
const char *const as_rules_scopes[] = {"sentence", "paragraph", "document",
                                     NULL};
const char *const as_rules_modes[] = {"first", "longest", "all", NULL};

enum { NUMBER_ROOM = 40 }; /* bytes of a number as text */

/* A constant may be a number or a boolean as well. */
static as_slice constant(const reading *rd, int t, as_rule_field *f,
                         char *room)
{
    lua_State *L = rd->L;
    as_slice s = {NULL, 0};
    switch (get(rd, t, "value")) {
    case LUA_TNIL: break;
    case LUA_TSTRING: s = as_to_slice(L, -1); break;
    case LUA_TNUMBER:
        f->as = AS_RULE_NUMBER;
        (void)snprintf(room, NUMBER_ROOM, "%.17g", lua_tonumber(L, -1));
        s = as_slice_str(room);
        break;
    case LUA_TBOOLEAN:
        f->as = AS_RULE_BOOL;
        s = lua_toboolean(L, -1) ? AS_LIT("true") : AS_LIT("false");
        break;
    default:
        bad(rd, "value must be a string, a number or a boolean (got %s)",
            luaL_typename(L, -1));
    }
    lua_pop(L, 1);
    return s;
}

static void read_field(reading *rd, int t, void *part, char *room)
{
    as_rule_field *f = part;
    f->name = text(rd, t, "name", true);
    f->from = text(rd, t, "from", false);
    f->feature = text(rd, t, "feature", false);
    f->when = text(rd, t, "when", false);
    f->as = (as_rule_as)word(rd, t, "as", as_rules_conversions);
    f->value = constant(rd, t, f, room);
}

static void read_guard(reading *rd, int t, void *part, char *room)
{
    as_rule_guard *g = part;
    (void)room;
    g->within = (as_rule_within)word(rd, t, "within", as_rules_withins);
    g->pattern = text(rd, t, "pattern", true);
}

static bool flag(const reading *rd, int t, const char *key)
{
    const int type = get(rd, t, key);
    if (type != LUA_TNIL && type != LUA_TBOOLEAN) {
        bad(rd, "%s must be true or false (got %s)", key,
            luaL_typename(rd->L, -1));
    }
    const bool on = lua_toboolean(rd->L, -1) != 0;
    lua_pop(rd->L, 1);
    return on;
}

static void read_role(reading *rd, int t, void *part, char *room)
{
    as_rule_role *r = part;
    (void)room;
    r->name = text(rd, t, "name", true);
    r->find = text(rd, t, "find", true);
    r->barrier = text(rd, t, "barrier", false);
    r->side = (as_rule_side)word(rd, t, "side", as_rules_sides);
    r->within = (uint32_t)number(rd, t, "within", 0, AS_RULE_WITHIN_MAX);
    r->required = flag(rd, t, "required");
}

/* A rule's lists of tables: the key, what messages call it, the keys of each
 * table, the size of what is made of it, and who reads it. */
typedef struct part_list {
    const char *key, *path;
    const char *const *known;
    size_t size;
    void (*read)(reading *rd, int t, void *part, char *room);
} part_list;

static const part_list field_list = {
    "fields", "fields",
    (const char *const[]){"name", "from", "value", "as", "feature", "when",
                          NULL},
    sizeof(as_rule_field), read_field};
static const part_list guard_list = {
    "unless", "unless", (const char *const[]){"within", "pattern", NULL},
    sizeof(as_rule_guard), read_guard};
static const part_list role_list = {
    "roles", "frame.roles",
    (const char *const[]){"name", "find", "side", "within", "barrier",
                          "required", NULL},
    sizeof(as_rule_role), read_role};

/* The *n parts that t[key] lists; they and their numbers' text live as long as
 * the places on the stack that are left. */
static void *read_parts(reading *rd, int t, const part_list *of, size_t *n)
{
    *n = list(rd, t, of->key);
    const int at = lua_gettop(rd->L);
    char *parts = as_scratch(rd->L, *n + 1, of->size);
    lua_insert(rd->L, at); /* the list stays on top */
    char *rooms = as_scratch(rd->L, *n + 1, NUMBER_ROOM);
    lua_insert(rd->L, at);
    size_t cut = 0;
    for (size_t i = 0; i < *n; i++) {
        const int e = enter(rd, of->path, i, &cut);
        check_keys(rd, e, of->known);
        of->read(rd, e, parts + i * of->size, rooms + i * NUMBER_ROOM);
        leave(rd, cut);
    }
    lua_pop(rd->L, 1);
    return parts;
}

/* `pattern`, or `frame` in its stead. */
static void read_pattern(reading *rd, int t, as_rule_spec *s)
{
    static const char *const known[] = {"trigger", "roles", NULL};
    s->pattern = text(rd, t, "pattern", false);
    const int type = get(rd, t, "frame");
    s->is_frame = type != LUA_TNIL;
    if (s->is_frame == (s->pattern.p != NULL)) {
        bad(rd, s->is_frame ? "a pattern and a frame: keep one"
                            : "neither pattern nor frame: write one");
    }
    if (!s->is_frame) {
        lua_pop(rd->L, 1);
        return;
    }
    if (type != LUA_TTABLE) {
        bad(rd, "frame must be a table (got %s)", luaL_typename(rd->L, -1));
    }
    const int frame = lua_gettop(rd->L);
    check_keys(rd, frame, known);
    s->pattern = text(rd, frame, "trigger", true);
    /* leaves its scratch; so the frame stays, too */
    s->roles = read_parts(rd, frame, &role_list, &s->n_roles);
}

static const as_slice *read_texts(reading *rd, int t, const char *key,
                                  size_t *n)
{
    *n = list(rd, t, key);
    const int at = lua_gettop(rd->L);
    as_slice *v = as_scratch(rd->L, *n + 1, sizeof *v);
    lua_insert(rd->L, at);
    for (size_t i = 0; i < *n; i++) {
        if (lua_rawgeti(rd->L, -1, (lua_Integer)i + 1) != LUA_TSTRING) {
            bad(rd, "%s must hold strings (got %s)", key,
                luaL_typename(rd->L, -1));
        }
        v[i] = as_to_slice(rd->L, -1);
        lua_pop(rd->L, 1);
    }
    lua_pop(rd->L, 1);
    return v;
}

static void read_examples(reading *rd, int t, as_rule_spec *s)
{
    static const char *const known[] = {"match", "no_match", NULL};
    const int type = get(rd, t, "examples");
    if (type == LUA_TNIL) {
        lua_pop(rd->L, 1);
        return;
    }
    if (type != LUA_TTABLE) {
        bad(rd, "examples must be a table (got %s)",
            luaL_typename(rd->L, -1));
    }
    const int e = lua_gettop(rd->L);
    check_keys(rd, e, known);
    s->match = read_texts(rd, e, "match", &s->n_match);
    s->no_match = read_texts(rd, e, "no_match", &s->n_no_match);
}

/* A function is kept under the rule's name. */
static void read_action(reading *rd, int t, as_rule_spec *s)
{
    const int type = get(rd, t, "do");
    if (type != LUA_TNIL && type != LUA_TFUNCTION) {
        bad(rd, "do must be a function (got %s)", luaL_typename(rd->L, -1));
    }
    if (type == LUA_TFUNCTION) {
        s->action = s->name;
        as_push_slice(rd->L, s->name);
        lua_insert(rd->L, -2);
        lua_rawset(rd->L, rd->actions);
    } else {
        lua_pop(rd->L, 1);
    }
}

static void read_rule(reading *rd, int t, as_rule_spec *s)
{
    static const char *const known[] = {
        "name",   "label", "kind",   "priority", "scope", "mode", "pattern",
        "frame", "fields", "unless", "examples", "do",    NULL};
    check_keys(rd, t, known);
    s->name = text(rd, t, "name", true);
    s->label = text(rd, t, "label", true);
    s->kind = text(rd, t, "kind", false);
    s->priority = (int32_t)number(rd, t, "priority", -1000000000, 1000000000);
    s->scope = (as_scope)word(rd, t, "scope", as_rules_scopes);
    s->mode = (as_match_mode)word(rd, t, "mode", as_rules_modes);
    read_action(rd, t, s);
    read_pattern(rd, t, s);
    s->fields = read_parts(rd, t, &field_list, &s->n_fields);
    s->unless = read_parts(rd, t, &guard_list, &s->n_unless);
    read_examples(rd, t, s);
}

/* ---- macros and gazetteers ---------------------------------------------- */

/* From {NAME = value}; leaves the table and the scratch on the stack. */
static const as_rule_name *read_names(reading *rd, const char *key, bool gaz,
                                      size_t *n_out)
{
    lua_State *L = rd->L;
    const int type = get(rd, 1, key);
    size_t n = 0;
    if (type != LUA_TNIL && type != LUA_TTABLE) {
        bad(rd, "%s must be a table (got %s)", key, luaL_typename(L, -1));
    }
    const int t = lua_gettop(L);
    for (lua_pushnil(L); type == LUA_TTABLE && lua_next(L, t); n++) {
        lua_pop(L, 1);
    }
    lua_settop(L, t);
    as_rule_name *v = as_scratch(L, n + 1, sizeof *v);
    size_t i = 0;
    for (lua_pushnil(L); type == LUA_TTABLE && lua_next(L, t); i++) {
        if (lua_type(L, -2) != LUA_TSTRING) {
            bad(rd, "%s: names must be strings (got %s)", key,
                luaL_typename(L, -2));
        }
        v[i].name = as_to_slice(L, -2);
        v[i].gaz = gaz ? (as_gaz *)as_gaz_test(L, -1) : NULL;
        if (gaz ? v[i].gaz == NULL : lua_type(L, -1) != LUA_TSTRING) {
            bad(rd, "%s: %.40s must be a %s (got %s)", key, v[i].name.p,
                gaz ? "gazetteer" : "string", luaL_typename(L, -1));
        }
        v[i].pattern = gaz ? (as_slice){NULL, 0} : as_to_slice(L, -1);
        lua_pop(L, 1);
    }
    *n_out = n;
    return v;
}

/* ---- the whole ---------------------------------------------------------- */

typedef struct telling {
    as_buf faults, lints; /* lines; a NUL behind each lint */
} telling;

static void telling_free(void *p)
{
    telling *t = p;
    as_buf_clear(&t->faults);
    as_buf_clear(&t->lints);
    as_mem_free(t);
}

void as_rules_part(const char *part, char *out, size_t size)
{
    size_t n = 0;
    out[0] = '\0';
    while (*part != '\0' && n + 24 < size) {
        char *end = NULL;
        if (*part >= '0' && *part <= '9') {
            n += (size_t)snprintf(out + n, size - n, "%lu",
                                  strtoul(part, &end, 10) + 1);
            part = end;
        } else {
            out[n++] = *part++;
            out[n] = '\0';
        }
    }
}

static void tell(void *ctx, const as_rule_fault *f)
{
    telling *t = ctx;
    char part[128];
    as_buf *out = f->lint ? &t->lints : &t->faults;
    as_rules_part(f->part, part, sizeof part);
    if (out->n > 0 && !f->lint) {
        (void)as_buf_add_byte(out, '\n', NULL);
    }
    if (f->in_pattern) {
        (void)as_buf_printf(out, NULL, "%s:%u:%u: %s\n%s", part,
                            f->place.line, f->place.col, f->what,
                            f->place.caret);
    } else {
        (void)as_buf_printf(out, NULL, "%s: %s", part, f->what);
    }
    if (f->lint) {
        (void)as_buf_add_byte(out, '\0', NULL);
    }
}

void as_rules_note(lua_State *L, int idx, const char *msg, const char *caret)
{
    if (caret[0] != '\0') {
        lua_pushfstring(L, "%s\n%s", msg, caret);
    } else {
        lua_pushstring(L, msg);
    }
    lua_rawseti(L, idx, (lua_Integer)lua_rawlen(L, idx) + 1);
}

static void put_lints(lua_State *L, int idx, const telling *t)
{
    for (size_t at = 0; at < t->lints.n;) {
        const char *one = t->lints.p + at;
        as_rules_note(L, idx, one, "");
        at += strlen(one) + 1;
    }
}

void as_rules_read(lua_State *L, int actions, int lints,
                   const as_rules_whose *whose, as_rules **out)
{
    static const char *const known[] = {"macros", "gazetteers", NULL};
    reading rd = {.L = L, .actions = actions};
    as_rule_file file = {.name = AS_LIT("rules")};
    check_keys(&rd, 1, known);
    file.macros = read_names(&rd, "macros", false, &file.n_macros);
    file.gazetteers = read_names(&rd, "gazetteers", true, &file.n_gazetteers);
    file.n_rules = lua_rawlen(L, 1);
    if (file.n_rules > RULES_MAX && as_bind_of(L)->plugin) {
        bad(&rd, "more than %d rules: write them into a file, which "
                 "plugin.yaml names under `rules'", RULES_MAX);
    }
    as_rule_spec *specs = as_scratch(L, file.n_rules + 1, sizeof *specs);
    for (size_t i = 0; i < file.n_rules; i++) {
        size_t cut = 0;
        luaL_checkstack(L, 16, fn);
        lua_pushvalue(L, 1);
        const int t = enter(&rd, "rules", i, &cut);
        read_rule(&rd, t, &specs[i]); /* what it leaves keeps things alive */
        rd.path[cut] = '\0';
    }
    file.rules = specs;
    as_box *box = as_box_push(L, telling_free);
    telling *t = box->p = as_mem_zero(1, sizeof *t);
    if (t == NULL) {
        as_bind_raise(L, AS_ENOMEM, NULL);
    }
    as_err err;
    as_status st = as_rules_new(&file, 1, as_slice_str(whose->origin),
                                whose->env, tell, t, out, &err);
    if (st == AS_ENOMEM) {
        as_bind_raise(L, st, &err);
    }
    if (st != AS_OK) {
        as_push_slice(L, as_buf_slice(&t->faults));
        as_bind_error(L, "%s: %s", fn, lua_tostring(L, -1));
    }
    put_lints(L, lints, t);
}
