/* bind_int.h - what the files of this floor share; not for other floors.
 * Every Lua state of ours, the user's and each plugin's, has one as_bind,
 * found from any of its threads through the extra space of the state. */
#ifndef AS_BIND_BIND_INT_H
#define AS_BIND_BIND_INT_H

#include <assert.h>

#include <lauxlib.h>
#include <lua.h>
#include <lualib.h>

#include "base/mem.h"
#include "base/vec.h"
#include "bind/guard.h"
#include "bind/lua_state.h"
#include "io/record.h"
#include "match/pattern.h"

#define AS_DOC_TYPE "assay.doc"
#define AS_GAZ_TYPE "assay.gazetteer"
#define AS_PATTERN_TYPE "assay.pattern"
#define AS_DOC_METHODS "assay.doc.methods" /* in the registry */

/* A document that Lua can see; free slots have no document. */
typedef struct as_slot {
    as_doc *doc;
    uint32_t gen;  /* counts up when the document goes */
    bool borrowed; /* not ours to free */
    bool kept;     /* assay.each leaves it open */
    uint32_t pins; /* in use by C: not to be closed now */
    uint32_t listed; /* number in the corpus + 1; 0: it is not there */
    const char *at;  /* where its last handle lay; only for as_handle_next */
} as_slot;

typedef struct as_bind {
    as_guard guard;
    AS_VEC(as_slot) slots;
    size_t free_from; /* no slot below is free */
    const void *doc_type; /* the metatable of documents */
    struct as_corpus *corpus; /* the index over documents; NULL before it is
                               * asked for (api_corpus.c) */
    const as_kinds *kinds; /* for records */
    bool chars;            /* records count code points */
    const char *origin;    /* plugin@version; NULL: script@0 */
    const char *dir;       /* a plugin's folder; NULL: any file is read */
    struct as_lua *lua;    /* NULL in a plugin's state */
    const struct as_plugin *plugin; /* whose state it is; NULL: the user's */
    size_t mem_used, mem_cap; /* of Lua's allocator; cap 0: none */
    as_mem_meter meter;    /* what our own code holds for a plugin */
    bool mem_hit;          /* the cap refused an allocation */
    bool mem_refused;      /* somebody refused one */
    bool mem_killed;       /* ... again and again: the guard was told */
    uint32_t n_mem_met;    /* how often, in this document */
    uint32_t n_closing;    /* coroutines being closed */
    size_t held_bytes;     /* of gazetteers, patterns that Lua holds ... */
    uint32_t n_held;       /* ... how many */
    size_t held_collect_at; /* when to look for what Lua dropped */
    size_t out_left;       /* bytes that print may write in this document */
    bool out_told;         /* that there was more */
    bool trial;            /* only tried: nothing is written */
    uint64_t write_left;   /* bytes, and ... */
    uint32_t writes_left;  /* ... calls that may write files in it */
} as_bind;

static inline as_bind *as_bind_of(lua_State *L)
{
    return *(as_bind **)lua_getextraspace(L);
}

/* In a loop of C: raise if it is time to stop, as far as a tick has seen it.
 * Costs next to nothing. */
static inline void as_guard_step(lua_State *L)
{
    as_guard *g = &as_bind_of(L)->guard;
    if (g->due != AS_OK || (g->coarse && ++g->n_steps % 1024 == 0)) {
        as_guard_check(L);
    }
}

/* A plugin met its memory cap: once too often, and it is stopped (calls.c). */
void as_bind_mem_met(as_bind *b);

/* ---- the state (bind.c) ---- */

/* A state without libraries, whose allocator counts into `bind`. NULL if
 * memory is refused. */
lua_State *as_bind_open(as_bind *bind);

/* Frees the documents and closes the state; accepts a NULL state. */
void as_bind_close(as_bind *bind, lua_State *L);

/* The metatable of a userdata, registered as `type` if it is not yet; its name
 * is all that a script sees of it. `methods` may be NULL. */
void as_bind_type(lua_State *L, const char *type, const luaL_Reg *meta,
                  const luaL_Reg *methods);

/* ---- errors (bind.c) ---- */

/* Raise what `err` says, as the caller's error. The int is for `return`. */
int as_bind_raise(lua_State *L, as_status st, const as_err *err)
    __attribute__((noreturn));

/* luaL_error, known not to return. */
void as_bind_error(lua_State *L, const char *fmt, ...)
    __attribute__((noreturn));

/* Raise "FN: ARG must be WHAT (got TYPE)". Does not return. */
int as_bind_arg(lua_State *L, int idx, const char *fn, const char *arg,
                const char *what) __attribute__((noreturn));

/* Push the raw field `key` of the table at `idx`, which is not counted from the
 * top; is it there? Raises "FN: KEY must be WHAT (got TYPE)" for one that is
 * not of `type`. */
bool as_field_push(lua_State *L, int idx, const char *fn, const char *key,
                   int type, const char *what);

/* The string there, which the table keeps alive; without one *out stays as it
 * is. Pushes nothing. */
bool as_field_text(lua_State *L, int idx, const char *fn, const char *key,
                   as_slice *out);

/* The path that argument `idx` is, as C has it: a string without a NUL, or
 * an error is raised. */
const char *as_path_arg(lua_State *L, int idx, const char *fn);

/* In the string at `idx`, a path as a user typed it, put the user's home for a
 * leading `~/` or a `~` alone, as a shell does. It stays what it is where HOME
 * is no absolute path; `./~/x` reaches a file of that name. */
void as_home_path(lua_State *L, int idx);

/* As as_path_arg, of what a user typed; the argument becomes the path. */
const char *as_home_path_arg(lua_State *L, int idx, const char *fn);

/* Push nil and the message; returns 2. For what is the world's fault: memory
 * that was refused is no fault of a file, and is raised. */
int as_bind_fail(lua_State *L, const as_err *err);

/* What a failed lua_pcall came to, the message from the top of the stack
 * (popped), in one line. `st` is lua_pcall's. */
as_status as_bind_result(lua_State *L, int st, as_err *err);

/* ---- what Lua holds of ours (held.c) ---- */

/* A plugin's state: where our own code holds much for it, have what Lua
 * dropped collected. Lua does so by itself only when its own memory grows. */
void as_bind_collect(lua_State *L);

/* Lua does not see how large gazetteers and patterns are: have dropped ones
 * collected; a plugin may hold so many at once. Raises for `who`, and when it
 * is time to stop. */
void as_bind_room(lua_State *L, const char *who);

/* One more of them, or one less, which has `bytes`. */
void as_bind_hold(as_bind *b, size_t bytes);
void as_bind_drop(as_bind *b, size_t bytes);

/* ---- boxes (bind.c): heap objects that Lua's collector looks after ---- */

typedef struct as_box {
    void *p;
    void (*free)(void *p);
} as_box;

void as_box_type(lua_State *L); /* the metatable */

/* Push an empty box; fill box->p afterwards. May raise. */
as_box *as_box_push(lua_State *L, void (*free)(void *p));

/* Free what is in the box now. */
void as_box_drop(as_box *box);

/* Free what is in all boxes on the stack, which may be large: the collector
 * sees only boxes. For the end of a function. */
void as_boxes_drop(lua_State *L);

/* An empty buffer in a box, pushed; freed with it. May raise. */
as_buf *as_buf_push(lua_State *L);

/* `n` zeroed items that live as long as their stack place. May raise. */
void *as_scratch(lua_State *L, size_t n, size_t size);

/* ---- handles (handle.c) ---- */

/* Push a handle without a document and give its slot. May raise. */
uint32_t as_handle_push(lua_State *L);

/* Put `doc` into the slot. */
void as_handle_fill(as_bind *bind, uint32_t slot, as_doc *doc, bool borrowed);

/* Take a borrowed document out again; the handle may be filled once more,
 * before any other handle is pushed. */
void as_handle_empty(as_bind *bind, uint32_t slot);

/* The document of argument `idx`; raises for a closed one, naming `fn`. */
as_doc *as_handle_check(lua_State *L, int idx, const char *fn);

/* NULL if it is none or closed. */
as_doc *as_handle_test(lua_State *L, int idx);

/* The slot of a document, until one is opened; NULL if it is none or closed. */
as_slot *as_handle_slot(lua_State *L, int idx);

/* In a loop over many documents, at `s`: those that probably come soon, as
 * lists mostly have them in the order of their making, are fetched from memory
 * meanwhile. */
void as_handle_next(const as_bind *b, const as_slot *s);

/* Close the document, if it still is open. Raises if it is pinned. */
void as_handle_close(lua_State *L, int idx);

/* While C works on a document and calls Lua, it must stay; +1 or -1. */
void as_handle_pin(lua_State *L, int idx, int by);
bool as_handle_pinned(lua_State *L, int idx);
bool as_handle_kept(lua_State *L, int idx);
void as_handle_keep(lua_State *L, int idx);

/* Close every document; the slots stay, so that old handles miss. */
void as_slots_release(as_bind *bind);
void as_slots_clear(as_bind *bind); /* and the slots */

/* Make the metatable; takes the table of methods from the stack. */
void as_handle_type(lua_State *L);

/* Push the names of a document's properties (doc.id ...), a list. */
void as_handle_properties(lua_State *L);

/* ---- values (value.c) ---- */

static inline void as_push_slice(lua_State *L, as_slice s)
{
    lua_pushlstring(L, s.n ? s.p : "", s.n);
}

static inline as_slice as_to_slice(lua_State *L, int idx)
{
    as_slice s;
    s.p = lua_tolstring(L, idx, &s.n);
    return s;
}

/* t[key] = value for the table on top (fields.c); a NULL text is left out. */
void as_set_text(lua_State *L, const char *key, const char *value);
void as_set_slice(lua_State *L, const char *key, as_slice value);
void as_set_bool(lua_State *L, const char *key, bool value);
void as_set_integer(lua_State *L, const char *key, uint64_t value);
void as_set_number(lua_State *L, const char *key, double value);
void as_set_list(lua_State *L, const char *key, char *const *list,
                 uint32_t n);

/* Push a feature's value; spans become tables with token positions. */
void as_value_push(lua_State *L, const as_doc *doc, const as_value *v);
void as_span_push(lua_State *L, const as_doc *doc, as_slice kind,
                  const as_span *span);

/* The fields of the table at `idx` but for `skip` (NULL-ended names), as
 * features sorted by key. `doc` NULL: spans are refused. Pushes one scratch
 * value that owns the array; texts are borrowed from the table. Raises
 * "FN: ..." for what cannot be a value. */
const as_feature *as_features_read(lua_State *L, int idx, const as_doc *doc,
                                   const char *fn, const char *const *skip,
                                   size_t *n);

/* ---- positions: Lua's 1-based inclusive tokens to ours ---- */

/* Tokens from arguments idx and idx + 1 (missing: all, or the one). An empty
 * range is one where last is first - 1. Raises outside 1..#doc. */
void as_range_check(lua_State *L, int idx, const as_doc *doc, const char *fn,
                    uint32_t *beg, uint32_t *end);

/* Bytes of the tokens [beg, end), beg < end. */
void as_range_bytes(const as_doc *doc, uint32_t beg, uint32_t end,
                    uint32_t *from, uint32_t *to);

/* ---- what all states have (api_common.c) ---- */

/* Metatables and methods common to all states. May raise. */
void as_bind_types(lua_State *L);

/* Push a table of the functions that are in all states. May raise. */
void as_bind_api(lua_State *L);

/* ---- methods and functions, by file ---- */

extern const luaL_Reg as_api_doc[];
extern const luaL_Reg as_api_span[];
extern const luaL_Reg as_api_find[];
extern const luaL_Reg as_api_record[];
void as_gaz_type(lua_State *L);      /* api_gaz.c: the metatable */
extern const luaL_Reg as_api_gaz[];  /* assay.gazetteer */
extern const luaL_Reg as_api_misc[]; /* assay.width ... in every state */
extern const luaL_Reg as_api_open[]; /* assay.open ... the user's only */
extern const luaL_Reg as_api_plugins[]; /* assay.plugins, likewise */
extern const luaL_Reg as_api_state[]; /* assay.core.state, likewise */
extern const luaL_Reg as_api_paths[]; /* assay.core.paths, likewise */
extern const luaL_Reg as_api_output[]; /* assay.core.output, likewise */
extern const luaL_Reg as_api_help[]; /* assay.core.api, likewise */
extern const luaL_Reg as_api_plugin_tests[]; /* assay.core.plugin_tests */
void as_each_type(lua_State *L);

/* The gazetteer of argument `idx` or NULL. */
const as_gaz *as_gaz_test(lua_State *L, int idx);

void as_pattern_type(lua_State *L);      /* api_pattern.c: the metatable */
extern const luaL_Reg as_api_pattern[];  /* assay.pattern */

/* The pattern of argument `idx` or NULL. */
const as_pattern *as_pattern_test(lua_State *L, int idx);

/* Push the fields of a gazetteer's entry, and its label. Raises. */
void as_entry_push(lua_State *L, const as_gaz *gaz, uint32_t entry);

/* Push captures: by name the first of each and, in order, all of them. */
void as_captures_push(lua_State *L, const as_doc *doc, const as_capture *caps,
                      size_t n, as_slice (*name)(const void *ctx, uint32_t id),
                      const void *ctx);

#define AS_RULES_TYPE "assay.rules"
void as_rules_type(lua_State *L); /* api_rules.c: the metatable */
/* Set assay.rules in the table on top. */
void as_rules_open(lua_State *L);

/* Send a document through the user's plugins (api_open.c); with `until` only
 * up to that plugin's rules. Errors: AS_ENOMEM, AS_ECANCEL; what plugins do
 * wrong is told. */
struct as_plugin;
as_status as_lua_annotate(struct as_lua *lua, const struct as_plugin *until,
                          as_doc *doc, as_err *err);

/* Compile the string at `idx` and push the pattern. Raises with line and
 * caret. */
const as_pattern *as_pattern_push(lua_State *L, int idx);

/* The same with what `env` knows, as a value for the user; `lint` is called for
 * each lint. `idx` counts from the bottom. */
void as_pattern_push_linted(lua_State *L, int idx, const as_pattern_env *env,
                            as_pattern_lint lint, void *ctx);

#endif
