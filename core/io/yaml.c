/* yaml.c - libcyaml behind one door.
 *
 * libcyaml tells what is wrong through a log: a line that says it, then a
 * backtrace whose first entry with a place is the nearest. Both are caught
 * and become one message. Of an unknown key it knows only the field before
 * it, so the key itself is looked up in the text from there on.
 * Aliases are refused: they make small files large. */
#include "io/yaml.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "io/file.h"

enum { YAML_MAX = 64 << 20, WHAT_MAX = 256 };

typedef struct complaint {
    char what[WHAT_MAX];
    unsigned line, column; /* 0: not told */
} complaint;

static void *mem(void *ctx, void *p, size_t size)
{
    (void)ctx;
    if (size == 0) {
        as_mem_free(p);
        return NULL;
    }
    return p ? as_mem_resize(p, size) : as_mem_new(size);
}

static void listen(cyaml_log_t level, void *ctx, const char *fmt, va_list ap)
{
    (void)level;
    complaint *c = ctx;
    char text[WHAT_MAX];
    (void)vsnprintf(text, sizeof text, fmt, ap);
    text[strcspn(text, "\n")] = '\0';
    const char *place = strstr(text, "(line: ");
    unsigned long line;
    if (place != NULL && c->line == 0) {
        char *end;
        line = strtoul(place + 7, &end, 10);
        const char *column = strstr(end, "column: ");
        c->line = (unsigned)line;
        c->column = column ? (unsigned)strtoul(column + 8, NULL, 10) : 1;
    } else if (place == NULL && c->what[0] == '\0' &&
               strstr(text, "Backtrace") == NULL) {
        const char *what = strncmp(text, "Load: ", 6) == 0 ? text + 6 : text;
        (void)snprintf(c->what, sizeof c->what, "%s", what);
    }
}

/* Byte offset of line `line` (from 1). */
static size_t line_at(as_slice text, unsigned line)
{
    size_t at = 0;
    for (unsigned i = 1; i < line && at < text.n; i++) {
        const char *nl = memchr(text.p + at, '\n', text.n - at);
        at = nl ? (size_t)(nl - text.p) + 1 : text.n;
    }
    return at;
}

/* The place of `key:` at or behind the line that the complaint names. */
static void find_key(as_slice text, const char *key, complaint *c)
{
    const size_t n = strlen(key);
    for (size_t at = line_at(text, c->line); at + n < text.n; at++) {
        const char before = at ? text.p[at - 1] : '\n';
        if (memcmp(text.p + at, key, n) == 0 && text.p[at + n] == ':' &&
            strchr("\n {,-\t", before) != NULL) {
            size_t line, column;
            as_text_place(text, at, &line, &column);
            c->line = (unsigned)line;
            c->column = (unsigned)column;
            return;
        }
    }
}

typedef struct wording {
    const char *theirs, *ours; /* %s: what follows theirs */
} wording;

static const wording wordings[] = {
    {"Unexpected key: ", "unknown key \"%s\": remove it or mend its name"},
    {"Missing required mapping field: ", "the key \"%s\" is missing: add it"},
    {"Mapping field already seen: ", "the key \"%s\" stands twice"},
    {"Expecting STRING, got event: ", "expected a text, got %s"},
    {"Expecting MAPPING, got event: ", "expected keys and values, got %s"},
    {"Expecting SEQUENCE, got event: ", "expected a list, got %s"},
    {"Invalid INT value: ", "unexpected value %s"},
    {"Invalid UINT value: ", "expected a whole number, got %s"},
    {"libyaml: ", "not YAML: %s"},
};

static as_status refuse(const char *path, as_slice text, cyaml_err_t code,
                        complaint *c, as_err *err)
{
    if (code == CYAML_ERR_OOM) {
        return as_err_nomem(err);
    }
    const char *what = c->what[0] ? c->what : cyaml_strerror(code);
    char said[WHAT_MAX * 2];
    (void)snprintf(said, sizeof said, "%s", what);
    for (size_t i = 0; i < sizeof wordings / sizeof *wordings; i++) {
        const wording *w = &wordings[i];
        const size_t n = strlen(w->theirs);
        if (strncmp(what, w->theirs, n) == 0) {
            const char *mark = strstr(w->ours, "%s");
            (void)snprintf(said, sizeof said, "%.*s%s%s",
                           (int)(mark - w->ours), w->ours, what + n,
                           mark + 2);
            if (code == CYAML_ERR_INVALID_KEY) {
                find_key(text, what + n, c);
            }
            break;
        }
    }
    return as_err_set(err, AS_ESYNTAX, "%s:%u:%u: %s", path,
                      c->line ? c->line : 1, c->column ? c->column : 1, said);
}

static cyaml_config_t config(complaint *c)
{
    return (cyaml_config_t){
        .log_fn = listen,
        .log_ctx = c,
        .log_level = CYAML_LOG_WARNING,
        .mem_fn = mem,
        .flags = CYAML_CFG_NO_ALIAS,
    };
}

as_status as_yaml_load(const char *path, const cyaml_schema_value_t *schema,
                       void **out, as_err *err)
{
    as_buf text = {0};
    as_status st = as_file_read(path, YAML_MAX, &text, err);
    if (st == AS_OK && text.n == 0) {
        st = as_err_set(err, AS_ESYNTAX, "%s:1:1: the file is empty", path);
    }
    if (st == AS_OK) {
        complaint c = {0};
        const cyaml_config_t cfg = config(&c);
        void *data = NULL;
        cyaml_err_t code = cyaml_load_data((const uint8_t *)text.p, text.n,
                                           &cfg, schema, &data, NULL);
        if (code != CYAML_OK) {
            st = refuse(path, as_buf_slice(&text), code, &c, err);
        } else if (data == NULL) {
            st = as_err_set(err, AS_ESYNTAX, "%s:1:1: nothing in it", path);
        } else {
            *out = data;
        }
    }
    as_buf_clear(&text);
    return st;
}

void as_yaml_free(const cyaml_schema_value_t *schema, void *data)
{
    if (data != NULL) {
        complaint c = {0};
        const cyaml_config_t cfg = config(&c);
        (void)cyaml_free(&cfg, schema, data, 0);
    }
}
