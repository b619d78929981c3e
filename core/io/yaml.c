/* yaml.c - libcyaml with memory from an arena and errors in one line.
 *
 * libcyaml grows a list by one item at a time: each block here has a header
 * with its room, which doubles, so that a long list stays linear. Nothing is
 * given back before the arena is.
 * libcyaml tells what is wrong in log lines: the first says what, those after
 * it the way up from there, innermost first:
 *     Load: Unexpected key: foo
 *     Load: Backtrace:
 *       in mapping (line: 2, column: 11)
 *       in sequence entry '1' (line: 2, column: 5)
 *       in mapping field 'entries' (line: 2, column: 3)
 * They are kept as a trace, from which the message is made; where they have
 * no exact place libyaml is asked (yaml_place.c).
 * Refuses: aliases (a few lines of them can stand for gigabytes), more than
 * one document, an empty file. */
#include "io/yaml.h"

#include <stdint.h>
#include <stdio.h>

#include "io/yaml_int.h"

enum { TRACE_MAX = 16, NAME_MAX_LEN = 80 };

const cyaml_strval_t as_yaml_answers[AS_YAML_ANSWERS] = {
    {"true", true}, {"false", false}, {"yes", true}, {"no", false}};

typedef struct trace_line {
    char field[NAME_MAX_LEN]; /* of a mapping; empty for others */
    bool is_item;
    yaml_place at;
} trace_line;

typedef struct trace {
    char what[256]; /* without "Load: " */
    trace_line lines[TRACE_MAX];
    size_t n;
    bool has_second; /* document */
} trace;

typedef struct job {
    const char *path;
    as_slice text;
    const cyaml_schema_value_t *schema;
    const char *hint;
    trace trace;
    as_err *err;
} job;

/* ---- memory ------------------------------------------------------------- */

typedef union head {
    size_t room;
    max_align_t align;
} head;

static void *block_get(void *ctx, void *p, size_t size)
{
    if (size == 0 || size > SIZE_MAX / 4) {
        return NULL;
    }
    head *old = p ? (head *)p - 1 : NULL;
    if (old != NULL && size <= old->room) {
        return p;
    }
    const size_t room = old ? size * 2 : size;
    head *h = as_arena_get(ctx, sizeof *h + room);
    if (h == NULL) {
        return NULL;
    }
    h->room = room;
    if (old != NULL) {
        memcpy(h + 1, p, old->room);
    }
    return h + 1;
}

/* ---- the log ------------------------------------------------------------ */

/* "  in KIND 'NAME' (line: L, column: C)" */
static void trace_add(trace *t, const char *s)
{
    if (t->n == TRACE_MAX) {
        return;
    }
    trace_line *line = &t->lines[t->n];
    *line = (trace_line){.is_item = strstr(s, "in sequence entry") != NULL};
    const char *at = strstr(s, " (line: ");
    const char *name = strstr(s, "field '");
    for (const char *next = at; next != NULL;) {
        at = next; /* the last one: a name may hold anything */
        next = strstr(at + 1, " (line: ");
    }
    if (at == NULL || sscanf(at, " (line: %zu, column: %zu)", &line->at.line,
                             &line->at.column) != 2) {
        return;
    }
    if (name != NULL && at > name + 8) {
        name += 7;
        (void)snprintf(line->field, sizeof line->field, "%.*s",
                       (int)(at - name - 1 < NAME_MAX_LEN ? at - name - 1
                                                          : NAME_MAX_LEN - 1),
                       name);
    }
    t->n++;
}

static void log_take(cyaml_log_t level, void *ctx, const char *fmt,
                     va_list args)
{
    trace *t = ctx;
    char s[512];
    (void)vsnprintf(s, sizeof s, fmt, args);
    s[strcspn(s, "\n")] = '\0';
    if (level == CYAML_LOG_WARNING) {
        t->has_second |= strstr(s, "Ignoring documents after first") != NULL;
    } else if (strncmp(s, "  in ", 5) == 0) {
        trace_add(t, s);
    } else if (t->what[0] == '\0' && strstr(s, "Backtrace:") == NULL) {
        const char *what = strncmp(s, "Load: ", 6) == 0 ? s + 6 : s;
        (void)snprintf(t->what, sizeof t->what, "%.255s", what);
    }
}

/* ---- messages ----------------------------------------------------------- */

/* Control characters of a quoted value must not reach a terminal. */
static const char *clean(char *s)
{
    for (char *p = s; *p != '\0'; p++) {
        if ((unsigned char)*p < 0x20 || *p == 0x7F) {
            *p = ' ';
        }
    }
    return s;
}

__attribute__((format(printf, 3, 4))) static as_status
say(const job *j, yaml_place at, const char *fmt, ...)
{
    char what[AS_ERR_MSG_MAX];
    va_list args;
    va_start(args, fmt);
    (void)vsnprintf(what, sizeof what, fmt, args);
    va_end(args);
    return as_err_set(j->err, AS_ESYNTAX, "%s:%zu:%zu: %s", j->path, at.line,
                      at.column, what);
}

/* The innermost place that the trace has. */
static yaml_place innermost(const job *j)
{
    return j->trace.n > 0 ? j->trace.lines[0].at : (yaml_place){1, 1};
}

/* The schema of the mapping that the trace ends in: down from the top by the
 * fields that are named, outermost last. `skip` lines at its start do not
 * count. NULL if it cannot be told. */
static const cyaml_schema_value_t *mapping_of(const job *j, size_t skip)
{
    const cyaml_schema_value_t *v = j->schema;
    for (size_t i = j->trace.n; i > skip; i--) {
        const trace_line *line = &j->trace.lines[i - 1];
        if (line->is_item) {
            v = v->type == CYAML_SEQUENCE ? v->sequence.entry : NULL;
        } else if (line->field[0] != '\0') {
            const cyaml_schema_field_t *f =
                v->type == CYAML_MAPPING ? v->mapping.fields : NULL;
            while (f != NULL && f->key && strcmp(f->key, line->field) != 0) {
                f++;
            }
            v = f != NULL && f->key ? &f->value : NULL;
        }
        if (v == NULL) {
            return NULL;
        }
    }
    return v->type == CYAML_MAPPING ? v : NULL;
}

static const char *list_keys(const cyaml_schema_value_t *mapping, char *out,
                             size_t size)
{
    size_t n = 0;
    out[0] = '\0';
    const cyaml_schema_field_t *f = mapping ? mapping->mapping.fields : NULL;
    for (; f != NULL && f->key != NULL && n < size; f++) {
        int r = snprintf(out + n, size - n, "%s%s", n ? ", " : "; known are ",
                         f->key);
        n += r > 0 ? (size_t)r : 0;
    }
    return out;
}

static as_status say_unknown(job *j, char *key)
{
    yaml_place at = innermost(j);
    (void)yaml_find_scalar(j->text, key, at, &at);
    char keys[512];
    list_keys(mapping_of(j, 0), keys, sizeof keys);
    return say(j, at, "unknown key \"%s\"%s", clean(key), keys);
}

/* The trace ends in the field that was read last; the mapping that lacks
 * another begins at the item around it. */
static as_status say_missing(job *j, const char *key)
{
    yaml_place at = {1, 1};
    for (size_t i = 0; i < j->trace.n; i++) {
        if (j->trace.lines[i].is_item) {
            at = j->trace.lines[i].at;
            break;
        }
    }
    return say(j, at, "the key \"%s\" is missing: add it", key);
}

/* libcyaml's and libyaml's words for what was wanted and what was there. */
static const char *plain_name(const char *s, size_t n)
{
    static const char *const names[][2] = {
        {"STRING", "text"},
        {"MAPPING", "keys with values"},
        {"MAPPING_START", "keys with values"},
        {"SEQUENCE", "a list"},
        {"SEQUENCE_START", "a list"},
        {"SCALAR", "a single value"},
        {"ENUM", "one of the words it may be"},
        {"UINT", "a whole number"},
        {"INT", "a whole number"},
        {"BOOL", "true or false"},
        {"ALIAS", "an alias"},
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (strlen(names[i][0]) == n && memcmp(names[i][0], s, n) == 0) {
            return names[i][1];
        }
    }
    return "something else";
}

static const char *field_of(const job *j)
{
    return j->trace.n > 0 ? j->trace.lines[0].field : "";
}

typedef struct quoted {
    char s[NAME_MAX_LEN + 3];
} quoted;

/* The field in quotation marks, or "this" for an item of a list. */
static quoted quoted_field(const job *j)
{
    quoted q = {"this"};
    const char *field = field_of(j);
    if (field[0] != '\0') {
        (void)snprintf(q.s, sizeof q.s, "\"%s\"", field);
    }
    return q;
}

/* "Expecting STRING, got event: SEQUENCE_START" */
static as_status say_type(job *j)
{
    const char *want = j->trace.what + strlen("Expecting ");
    const size_t n_want = strcspn(want, ",");
    const char *got = strstr(want, "event: ");
    got = got ? got + strlen("event: ") : "";
    return say(j, innermost(j), "%s must be %s, and is %s%s%s",
               quoted_field(j).s, plain_name(want, n_want),
               plain_name(got, strlen(got)), j->hint ? ": " : "",
               j->hint ? j->hint : "");
}

static void list_words(const job *j, const char *field, char *out,
                       size_t size)
{
    const cyaml_schema_value_t *m = mapping_of(j, 1);
    const cyaml_schema_field_t *f = m ? m->mapping.fields : NULL;
    while (f != NULL && f->key && strcmp(f->key, field) != 0) {
        f++;
    }
    out[0] = '\0';
    if (f == NULL || f->key == NULL || f->value.type != CYAML_ENUM) {
        return;
    }
    size_t n = 0;
    for (uint32_t i = 0; i < f->value.enumeration.count && n < size; i++) {
        int r = snprintf(out + n, size - n, "%s%s", i ? " or " : "",
                         f->value.enumeration.strings[i].str);
        n += r > 0 ? (size_t)r : 0;
    }
}

static as_status say_word(job *j, char *value)
{
    char words[200];
    const char *field = field_of(j);
    list_words(j, field, words, sizeof words);
    return say(j, innermost(j), "\"%s\" cannot be \"%s\": it is %s", field,
               clean(value), words);
}

static as_status say_number(job *j)
{
    return say(j, innermost(j), "%s must be a whole number from 0 to 4294967295",
               quoted_field(j).s);
}

static as_status say_empty(job *j)
{
    return say(j, innermost(j), "%s is empty: give it a value",
               quoted_field(j).s);
}

static as_status say_syntax(job *j)
{
    char problem[256];
    yaml_place at = innermost(j);
    if (!yaml_syntax_error(j->text, problem, sizeof problem, &at)) {
        (void)snprintf(problem, sizeof problem, "%.255s", j->trace.what);
    }
    return say(j, at, "not YAML: %s", problem);
}

/* What comes behind `start` in libcyaml's message; NULL if it begins
 * otherwise. */
static char *behind(job *j, const char *start)
{
    const size_t n = strlen(start);
    return strncmp(j->trace.what, start, n) == 0 ? j->trace.what + n : NULL;
}

static as_status say_rest(job *j, cyaml_err_t code)
{
    char *seen = behind(j, "Mapping field already seen: ");
    if (seen != NULL) {
        yaml_place at = innermost(j); /* of what was read before it */
        (void)yaml_find_scalar(j->text, seen, at, &at);
        return say(j, at, "the key \"%s\" is there twice: keep one",
                   clean(seen));
    }
    const char *rest = clean(j->trace.what);
    return say(j, innermost(j), "%s", rest[0] ? rest : cyaml_strerror(code));
}

static as_status explain(job *j, cyaml_err_t code)
{
    yaml_place at = {1, 1};
    char *rest;
    switch (code) {
    case CYAML_ERR_OOM:
        return as_err_nomem(j->err);
    case CYAML_ERR_ALIAS:
        (void)yaml_find_alias(j->text, &at);
        return say(j, at, "aliases (*name) are not read: write it out");
    case CYAML_ERR_LIBYAML_PARSER:
        return say_syntax(j);
    case CYAML_ERR_STRING_LENGTH_MIN:
        return say_empty(j);
    default:
        break;
    }
    if ((rest = behind(j, "Unexpected key: ")) != NULL) {
        return say_unknown(j, rest);
    }
    if ((rest = behind(j, "Missing required mapping field: ")) != NULL) {
        return say_missing(j, rest);
    }
    if ((rest = behind(j, "Invalid ENUM value: ")) != NULL) {
        return say_word(j, rest);
    }
    if (behind(j, "Expecting ") != NULL) {
        return say_type(j);
    }
    if (behind(j, "Invalid ") != NULL) {
        return say_number(j);
    }
    return say_rest(j, code);
}

/* `n` is NULL for a mapping. */
static as_status load(job *j, as_arena *arena, void **out, unsigned *n)
{
    const cyaml_config_t config = {
        .log_fn = log_take,
        .log_ctx = &j->trace,
        .mem_fn = block_get,
        .mem_ctx = arena,
        .log_level = CYAML_LOG_WARNING,
        .flags = CYAML_CFG_NO_ALIAS,
    };
    const as_slice text = j->text;
    void *data = NULL;
    const cyaml_err_t code =
        cyaml_load_data((const uint8_t *)(text.p ? text.p : ""), text.n,
                        &config, j->schema, &data, n);
    if (code != CYAML_OK) {
        return explain(j, code);
    }
    if (data == NULL) {
        return as_err_set(j->err, AS_ESYNTAX, "%s:1:1: nothing in it",
                          j->path);
    }
    yaml_place at = {1, 1};
    if (j->trace.has_second && yaml_find_second(text, &at)) {
        return say(j, at, "a second document begins here: keep one a file");
    }
    *out = data;
    return AS_OK;
}

as_status as_yaml_load(const char *path, as_slice text,
                       const cyaml_schema_value_t *schema, const char *hint,
                       as_arena *arena, void **out, as_err *err)
{
    job j = {.path = path, .text = text, .schema = schema, .hint = hint,
             .err = err};
    return load(&j, arena, out, NULL);
}

as_status as_yaml_load_list(const char *path, as_slice text,
                            const cyaml_schema_value_t *schema,
                            const char *hint, as_arena *arena, void **out,
                            uint32_t *n, as_err *err)
{
    job j = {.path = path, .text = text, .schema = schema, .hint = hint,
             .err = err};
    unsigned count = 0;
    const as_status st = load(&j, arena, out, &count);
    if (st == AS_OK) {
        *n = count;
    }
    return st;
}

as_status as_yaml_save(const cyaml_schema_value_t *schema, const void *data,
                       as_buf *out, as_err *err)
{
    as_arena *arena = as_arena_new();
    trace t = {.n = 0};
    const cyaml_config_t config = {
        .log_fn = log_take,
        .log_ctx = &t,
        .mem_fn = block_get,
        .mem_ctx = arena,
        .log_level = CYAML_LOG_WARNING,
        .flags = CYAML_CFG_STYLE_BLOCK,
    };
    char *text = NULL;
    size_t n = 0;
    cyaml_err_t code = CYAML_ERR_OOM;
    if (arena != NULL) {
        code = cyaml_save_data(&text, &n, &config, schema, data, 0);
    }
    as_status st = AS_OK;
    if (code == CYAML_ERR_OOM) {
        st = as_err_nomem(err);
    } else if (code != CYAML_OK) {
        st = as_err_set(err, AS_EINVAL, "cannot be written as YAML: %s",
                        cyaml_strerror(code));
    } else {
        st = as_buf_add_slice(out, as_slice_of(text, n), err);
    }
    as_arena_free(arena);
    return st;
}
