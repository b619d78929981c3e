/* yaml_place.c - where things are in YAML text, by libyaml's events.
 *
 * libcyaml keeps no places, so that once a file is refused it is walked again
 * to find the line and column that its author wants to see. One pass over
 * events each time, nothing kept. Refuses nesting deeper than DEPTH_MAX. */
#include <stdio.h>
#include <stdlib.h>
#include <yaml.h>

#include "io/yaml.h"
#include "io/yaml_int.h"

enum { DEPTH_MAX = 64 };

/* Return true to stop. */
typedef bool (*event_fn)(void *ctx, const yaml_event_t *event);

static yaml_place place_of(yaml_mark_t mark)
{
    return (yaml_place){mark.line + 1, mark.column + 1};
}

/* Give each event to `fn` until it says stop (true), or the end or an error
 * comes (false; `problem` is then filled, unless NULL). */
static bool walk(as_slice text, event_fn fn, void *ctx, char *problem,
                 size_t size, yaml_place *at)
{
    yaml_parser_t parser;
    if (!yaml_parser_initialize(&parser)) {
        return false;
    }
    yaml_parser_set_input_string(&parser, (const unsigned char *)text.p,
                                 text.n);
    bool stop = false;
    for (bool more = true; more && !stop;) {
        yaml_event_t event;
        if (!yaml_parser_parse(&parser, &event)) {
            if (problem != NULL && parser.problem != NULL) {
                (void)snprintf(problem, size, "%s%s%s",
                               parser.context ? parser.context : "",
                               parser.context ? ", " : "", parser.problem);
                *at = place_of(parser.problem_mark);
            }
            /* A reader error has an offset in bytes instead of a mark. */
            if (problem != NULL && parser.error == YAML_READER_ERROR) {
                at->line = 0;
                at->column = parser.problem_offset;
            }
            break;
        }
        more = event.type != YAML_STREAM_END_EVENT;
        stop = fn(ctx, &event);
        yaml_event_delete(&event);
    }
    yaml_parser_delete(&parser);
    return stop;
}

static bool pass_over(void *ctx, const yaml_event_t *event)
{
    (void)ctx;
    (void)event;
    return false;
}

static yaml_place place_of_byte(as_slice text, size_t offset)
{
    yaml_place at = {1, 1};
    for (size_t i = 0; i < offset && i < text.n; i++) {
        if (text.p[i] == '\n') {
            at.line++;
            at.column = 1;
        } else if (((unsigned char)text.p[i] & 0xC0) != 0x80) {
            at.column++;
        }
    }
    return at;
}

bool yaml_syntax_error(as_slice text, char *what, size_t size, yaml_place *at)
{
    *at = (yaml_place){1, 1};
    what[0] = '\0';
    (void)walk(text, pass_over, NULL, what, size, at);
    if (at->line == 0) {
        *at = place_of_byte(text, at->column);
    }
    return what[0] != '\0';
}

/* ---- looking for one event ---------------------------------------------- */

typedef struct search {
    yaml_event_type_t type;
    const char *value; /* of a scalar; NULL: any event of the type */
    yaml_place from;
    size_t skip; /* hits to pass over */
    yaml_place at;
} search;

static bool is_hit(void *ctx, const yaml_event_t *event)
{
    search *s = ctx;
    const yaml_place at = place_of(event->start_mark);
    if (event->type != s->type || at.line < s->from.line ||
        (at.line == s->from.line && at.column < s->from.column)) {
        return false;
    }
    if (s->value != NULL &&
        strcmp((const char *)event->data.scalar.value, s->value) != 0) {
        return false;
    }
    s->at = at;
    return s->skip-- == 0;
}

static bool search_run(as_slice text, search s, yaml_place *at)
{
    if (!walk(text, is_hit, &s, NULL, 0, NULL)) {
        return false;
    }
    *at = s.at;
    return true;
}

bool yaml_find_scalar(as_slice text, const char *value, yaml_place from,
                      yaml_place *at)
{
    return search_run(
        text, (search){.type = YAML_SCALAR_EVENT, .value = value, .from = from},
        at);
}

bool yaml_find_alias(as_slice text, yaml_place *at)
{
    return search_run(text, (search){.type = YAML_ALIAS_EVENT}, at);
}

bool yaml_find_second(as_slice text, yaml_place *at)
{
    return search_run(
        text, (search){.type = YAML_DOCUMENT_START_EVENT, .skip = 1}, at);
}

/* ---- looking for a path ------------------------------------------------- */

typedef struct level {
    bool is_map, at_value, on_path;
    size_t index; /* of the item or pair that comes next */
} level;

/* `n_matched` steps of `where` are behind us; the next one begins at `rest`. */
typedef struct path_search {
    const char *rest;
    level levels[DEPTH_MAX];
    size_t depth;
    bool hit; /* the next value is on the path */
    yaml_place at;
} path_search;

static size_t step_length(const char *rest)
{
    return strcspn(rest, ".");
}

/* Is the key or index that comes now the next step of the path? */
static bool step_is(const path_search *s, const char *key)
{
    const size_t n = step_length(s->rest);
    return n > 0 && strlen(key) == n && memcmp(key, s->rest, n) == 0;
}

static void step_take(path_search *s)
{
    s->rest += step_length(s->rest);
    s->rest += *s->rest == '.';
}

/* A value begins; true when it is the one that the path names. */
static bool value_begins(path_search *s, const yaml_event_t *event)
{
    level *up = s->depth > 0 ? &s->levels[s->depth - 1] : NULL;
    bool on_path = up == NULL;
    if (up != NULL && up->is_map) {
        on_path = s->hit;
        up->at_value = false;
    } else if (up != NULL) {
        char index[24];
        (void)snprintf(index, sizeof index, "%zu", up->index++);
        on_path = up->on_path && step_is(s, index);
        if (on_path) {
            step_take(s);
        }
    }
    s->hit = false;
    if (on_path && *s->rest == '\0') {
        s->at = place_of(event->start_mark);
        return true;
    }
    if (event->type != YAML_SCALAR_EVENT && event->type != YAML_ALIAS_EVENT) {
        s->levels[s->depth++] =
            (level){.is_map = event->type == YAML_MAPPING_START_EVENT,
                    .on_path = on_path};
    }
    return false;
}

static bool path_event(void *ctx, const yaml_event_t *event)
{
    path_search *s = ctx;
    level *up = s->depth > 0 ? &s->levels[s->depth - 1] : NULL;
    switch (event->type) {
    case YAML_SCALAR_EVENT:
        if (up != NULL && up->is_map && !up->at_value) {
            up->at_value = true;
            s->hit = up->on_path &&
                     step_is(s, (const char *)event->data.scalar.value);
            if (s->hit) {
                step_take(s);
            }
            return false;
        }
        return value_begins(s, event);
    case YAML_ALIAS_EVENT:
        return value_begins(s, event);
    case YAML_MAPPING_START_EVENT:
    case YAML_SEQUENCE_START_EVENT:
        return s->depth == DEPTH_MAX || value_begins(s, event);
    case YAML_MAPPING_END_EVENT:
    case YAML_SEQUENCE_END_EVENT:
        s->depth--;
        return false;
    default:
        return false;
    }
}

bool as_yaml_find(as_slice text, const char *where, size_t *line,
                  size_t *column)
{
    path_search s = {.rest = where};
    if (!walk(text, path_event, &s, NULL, 0, NULL) || s.at.line == 0) {
        return false;
    }
    *line = s.at.line;
    *column = s.at.column;
    return true;
}

as_status as_yaml_fault(const char *path, as_slice text, const char *where,
                        const char *what, as_err *err)
{
    size_t line, column;
    return as_yaml_find(text, where, &line, &column)
               ? as_err_set(err, AS_ESYNTAX, "%s:%zu:%zu: %s", path, line,
                            column, what)
               : as_err_set(err, AS_ESYNTAX, "%s: %s: %s", path, where, what);
}
