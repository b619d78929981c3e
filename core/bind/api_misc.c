/* api_misc.c - what `assay` offers in every state: widths and cuts of text,
 * text made fit for a terminal, norms, types. */
#include "bind/bind_int.h"


#include "base/suggest.h"
#include "text/escape.h"
#include "text/norm.h"
#include "text/skeleton.h"
#include "text/utf8.h"
#include "text/width.h"

static as_slice string_arg(lua_State *L, int idx, const char *fn,
                           const char *arg)
{
    if (lua_type(L, idx) != LUA_TSTRING && lua_type(L, idx) != LUA_TNUMBER) {
        as_bind_arg(L, idx, fn, arg, "a string");
    }
    return as_to_slice(L, idx);
}

/* Length of the sequence at p; 0 when it is ill-formed. */
static size_t sequence(const char *p, size_t n)
{
    unsigned char c = (unsigned char)*p;
    size_t len = c < 0x80 ? 1 : c >= 0xF0 ? 4 : c >= 0xE0 ? 3 : 2;
    if (len == 1) {
        return 1;
    }
    if (len > n) {
        return 0;
    }
    return as_utf8_valid((as_slice){p, len}) == len ? len : 0;
}

/* assay.width(s): columns on a terminal. */
static int width(lua_State *L)
{
    as_slice s = string_arg(L, 1, "assay.width", "text");
    size_t columns = 0;
    while (s.n > 0) {
        size_t good = as_utf8_valid(s);
        columns += as_text_width((as_slice){s.p, good});
        if (good < s.n) { /* shown as one replacement character */
            good++;
            columns++;
        }
        s.p += good;
        s.n -= good;
    }
    lua_pushinteger(L, (lua_Integer)columns);
    return 1;
}

/* Bytes of `s` that fit into `room` columns. */
static size_t fitting(as_slice s, size_t room)
{
    size_t used = 0, at = 0;
    while (at < s.n) {
        size_t len = sequence(s.p + at, s.n - at);
        size_t w = len ? as_text_width((as_slice){s.p + at, len}) : 1;
        if (used + w > room) {
            break;
        }
        used += w;
        at += len ? len : 1;
    }
    return at;
}

/* Bytes at the end of `s` that fit: from there on `s` is `room` columns wide
 * at most, and does not begin with a mark that belongs to what is gone. */
static size_t fitting_end(as_slice s, size_t room)
{
    size_t used = 0, from = s.n;
    for (size_t at = s.n; at > 0;) {
        size_t beg = at - 1;
        while (beg > 0 && at - beg < 4 &&
               ((unsigned char)s.p[beg] & 0xC0) == 0x80) {
            beg--;
        }
        if (sequence(s.p + beg, at - beg) != at - beg) {
            beg = at - 1; /* ill-formed: a byte by itself */
        }
        const as_slice one = {s.p + beg, at - beg};
        const size_t w =
            sequence(one.p, one.n) == one.n ? as_text_width(one) : 1;
        if (used + w > room) {
            break;
        }
        used += w;
        at = beg;
        from = w > 0 ? at : from;
    }
    return s.n - from;
}

/* How many bytes at the beginning and at the end of `s` stay when it is cut
 * to `room` columns, one of which is the ellipsis's. */
static void cut_at(as_slice s, size_t room, char where, size_t *head,
                   size_t *tail)
{
    const size_t left = where == 'l' ? 0 : where == 'm' ? room / 2 : room - 1;
    *head = left > 0 ? fitting(s, left) : 0;
    *tail = room - 1 > left ? fitting_end(s, room - 1 - left) : 0;
    while (*head > 0 && s.p[*head - 1] == ' ') {
        --*head;
    }
    while (*tail > 0 && s.p[s.n - *tail] == ' ') {
        --*tail;
    }
}

/* assay.cut(s, columns [, where]): s, or what of it fits with an ellipsis at
 * the "left", "middle" or "right" (default) in place of the rest. */
static int cut(lua_State *L)
{
    static const char *const wheres[] = {"left", "middle", "right", NULL};
    as_slice s = string_arg(L, 1, "assay.cut", "text");
    lua_Integer room = luaL_checkinteger(L, 2);
    const char where = *wheres[luaL_checkoption(L, 3, "right", wheres)];
    if (room < 1) {
        return luaL_error(L, "assay.cut: columns must be at least 1");
    }
    if (fitting(s, (size_t)room) == s.n) {
        lua_settop(L, 1);
        return 1;
    }
    size_t head, tail;
    cut_at(s, (size_t)room, where, &head, &tail);
    lua_pushlstring(L, s.p, head);
    lua_pushliteral(L, "\xE2\x80\xA6");
    lua_pushlstring(L, s.p + s.n - tail, tail);
    lua_concat(L, 3);
    return 1;
}

/* ---- assay.clean ------------------------------------------------------ */

/* Length of a colour sequence (ESC [ digits and semicolons m), or 0. */
static size_t colour(const char *p, size_t n)
{
    if (n < 3 || p[0] != '\x1B' || p[1] != '[') {
        return 0;
    }
    for (size_t i = 2; i < n && i < 16; i++) {
        if (p[i] == 'm') {
            return i + 1;
        }
        if (p[i] != ';' && (p[i] < '0' || p[i] > '9')) {
            return 0;
        }
    }
    return 0;
}

/* What stands in `p` for one character: copied, dropped or replaced. */
static size_t clean_one(luaL_Buffer *b, const char *p, size_t n, bool lines)
{
    size_t len = sequence(p, n);
    if (len == 0) {
        luaL_addstring(b, "\xEF\xBF\xBD");
        return 1;
    }
    size_t used;
    uint32_t cp = as_utf8_decode(p, len, &used);
    if (cp == '\n' || cp == '\t' || cp == '\r') {
        if (lines && cp != '\r') {
            luaL_addchar(b, (char)cp);
        } else {
            luaL_addchar(b, ' ');
        }
    } else if (!as_text_steers(cp)) {
        luaL_addlstring(b, p, len);
    }
    return len;
}

/* assay.clean(s [, how]): s without what could command a terminal. Line
 * breaks become blanks; how "lines" keeps them and tabs, "print" keeps
 * colours too. */
static int clean(lua_State *L)
{
    as_slice s = string_arg(L, 1, "assay.clean", "text");
    const char *how = luaL_optstring(L, 2, "");
    bool colours = strcmp(how, "print") == 0;
    bool lines = colours || strcmp(how, "lines") == 0;
    luaL_Buffer b;
    luaL_buffinit(L, &b);
    for (size_t i = 0; i < s.n;) {
        size_t n = colours ? colour(s.p + i, s.n - i) : 0;
        if (n) {
            luaL_addlstring(&b, s.p + i, n);
        } else {
            n = clean_one(&b, s.p + i, s.n - i, lines);
        }
        i += n;
    }
    luaL_pushresult(&b);
    return 1;
}

/* ---- norms and types -------------------------------------------------- */

/* assay.norm(word): as gazetteers and doc:token see it. */
static int norm(lua_State *L)
{
    as_slice s = string_arg(L, 1, "assay.norm", "word");
    if (as_utf8_valid(s) != s.n) {
        return luaL_error(L, "assay.norm: word must be UTF-8");
    }
    as_buf *buf = as_buf_push(L);
    as_err err;
    as_status st = as_norm(s, buf, &err);
    if (st != AS_OK) {
        return as_bind_raise(L, st, &err);
    }
    as_push_slice(L, as_buf_slice(buf));
    as_box_drop(lua_touserdata(L, -2));
    return 1;
}

/* assay.type(x): "document", "closed document", "gazetteer", or what type
 * gives. */
static int type_of(lua_State *L)
{
    luaL_checkany(L, 1);
    if (as_handle_test(L, 1)) {
        lua_pushliteral(L, "document");
    } else if (luaL_testudata(L, 1, AS_DOC_TYPE)) {
        lua_pushliteral(L, "closed document");
    } else if (luaL_testudata(L, 1, AS_PATTERN_TYPE)) {
        lua_pushliteral(L, "pattern");
    } else if (luaL_testudata(L, 1, AS_RULES_TYPE)) {
        lua_pushliteral(L, "rules");
    } else if (luaL_testudata(L, 1, AS_GAZ_TYPE)) {
        lua_pushliteral(L, "gazetteer");
    } else {
        lua_pushstring(L, luaL_typename(L, 1));
    }
    return 1;
}

/* assay.skeleton(s): a key that spellings of one name share. */
static int skeleton(lua_State *L)
{
    const as_slice s = string_arg(L, 1, "assay.skeleton", "name");
    as_buf *out = as_buf_push(L);
    as_err err;
    as_status st = as_skeleton(s, out, &err);
    if (st != AS_OK) {
        return as_bind_raise(L, st, &err);
    }
    as_push_slice(L, as_buf_slice(out));
    as_box_drop(lua_touserdata(L, -2));
    return 1;
}

/* assay.suggest(word, names): the name of the list that `word` probably was
 * meant to be; nil if none is near. */
static int suggest(lua_State *L)
{
    as_suggest s = as_suggest_for(string_arg(L, 1, "assay.suggest", "word"));
    if (!lua_istable(L, 2)) {
        as_bind_arg(L, 2, "assay.suggest", "names", "a list");
    }
    lua_settop(L, 2);
    lua_pushnil(L); /* 3: keeps the best alive */
    for (lua_Integer i = 1; lua_rawgeti(L, 2, i) == LUA_TSTRING; i++) {
        as_guard_step(L);
        const size_t before = s.distance;
        as_suggest_offer(&s, as_to_slice(L, -1));
        if (s.distance < before) {
            lua_replace(L, 3);
        } else {
            lua_pop(L, 1);
        }
    }
    lua_settop(L, 3);
    return 1;
}

const luaL_Reg as_api_misc[] = {{"width", width}, {"cut", cut},
                                {"clean", clean}, {"norm", norm},
                                {"skeleton", skeleton},
                                {"suggest", suggest},
                                {"type", type_of}, {NULL, NULL}};
