/* rulefile.c - rule files to a set of rules.
 *
 * Bytes -> schema (rulefile_yaml.c) -> specs that borrow from it -> match/
 * compiles them; what it finds wrong comes back by part and is told by line.
 * Gazetteers of a file are compiled before its rules. Cost: linear.
 * Refuses: files above FILE_MAX bytes, gazetteer files outside the root. */
#include "io/rulefile.h"

#include <errno.h>
#include <stdio.h>
#include <unistd.h>
#include <stdlib.h>

#include "base/vec.h"
#include "io/file.h"
#include "io/gazcache.h"
#include "io/gazfile_int.h"
#include "io/rulefile_int.h"

enum { FILE_MAX = 4 << 20 };

typedef struct reading {
    const as_rulefile_spec *spec;
    const as_slice *texts;
    as_arena *arena;
    as_rule_file *files;
    AS_VEC(as_gaz *) gazes; /* ours until the set has references */
    as_status first; /* of what was told */
    as_err *err;
} reading;

/* ---- telling ---------------------------------------------------------- */

/* What the file calls something may hold anything. */
static const char *one_line(const char *msg, char line[AS_ERR_MSG_MAX])
{
    (void)snprintf(line, AS_ERR_MSG_MAX, "%s", msg);
    for (char *c = line; *c != '\0'; c++) {
        if ((unsigned char)*c < 0x20 || *c == 0x7F) {
            *c = ' ';
        }
    }
    return line;
}

static void tell(reading *rd, as_status st, bool lint, const char *msg,
                 const char *caret)
{
    char line[AS_ERR_MSG_MAX];
    const as_rulefile_problem p = {lint, one_line(msg, line), caret};
    if (!lint && rd->first == AS_OK) {
        rd->first = as_err_set(rd->err, st, "%s", line);
    }
    if (rd->spec->tell != NULL) {
        rd->spec->tell(rd->spec->ctx, &p);
    }
}

static void tell_fault(void *ctx, const as_rule_fault *f)
{
    reading *rd = ctx;
    char msg[AS_ERR_MSG_MAX];
    size_t line = 1;
    size_t column = 1;
    rulefile_place(rd->texts[f->file], f->part,
                   f->in_pattern ? &f->place : NULL, &line, &column);
    (void)snprintf(msg, sizeof msg, "%s:%zu:%zu: %s",
                   rd->spec->paths[f->file], line, column, f->what);
    tell(rd, AS_EINVAL, f->lint, msg, f->in_pattern ? f->place.caret : "");
}

/* Of a part, in words of printf; AS_EINVAL. */
static as_status wrong(reading *rd, size_t file, const char *part,
                       const char *what)
{
    as_rule_fault f = {.file = file};
    (void)snprintf(f.part, sizeof f.part, "%s", part);
    (void)snprintf(f.what, sizeof f.what, "%.600s", what);
    tell_fault(rd, &f);
    return AS_EINVAL;
}

/* ---- gazetteers ------------------------------------------------------- */

/* A path of the rule file at `file`, in the arena. NULL: no memory. */
/* The folder above `dir`, if a plugin lies in it. */
static as_status plugin_above(reading *rd, as_slice dir, const char **out)
{
    const size_t n = dir.n + sizeof "/../plugin.yaml";
    char *path = as_arena_get(rd->arena, n);
    if (path == NULL) {
        return as_err_nomem(rd->err);
    }
    (void)snprintf(path, n, "%.*s/../plugin.yaml", (int)dir.n, dir.p);
    *out = NULL;
    if (access(path, F_OK) == 0) {
        path[dir.n + sizeof "/.." - 1] = '\0';
        *out = path;
    }
    return AS_OK;
}

/* Where `files` of rule file `file` are: the plugin's folder where that is
 * known, or to be seen, else that of the rule file. */
static as_status folder_of(reading *rd, size_t file, as_slice *dir)
{
    const char *own = rd->spec->paths[file];
    const char *slash = strrchr(own, '/');
    const char *above = rd->spec->root;
    *dir = slash ? as_slice_of(own, (size_t)(slash - own)) : AS_LIT(".");
    as_status st = above ? AS_OK : plugin_above(rd, *dir, &above);
    if (above != NULL) {
        *dir = as_slice_str(above);
    }
    return st;
}

static const char *path_of(reading *rd, size_t file, const char *name)
{
    as_slice dir;
    if (folder_of(rd, file, &dir) != AS_OK) {
        return NULL;
    }
    if (rd->spec->root == NULL && name[0] == '/') {
        return name;
    }
    size_t n = dir.n + strlen(name) + 2;
    char *path = as_arena_get(rd->arena, n);
    if (path != NULL) {
        (void)snprintf(path, n, "%.*s/%s", (int)dir.n, dir.p, name);
    }
    return path;
}

static as_status check_path(reading *rd, size_t file, const char *part,
                            const char *name, const char **out)
{
    if (rd->spec->root != NULL && !as_file_inside(name)) {
        return wrong(rd, file, part,
                     "a path within the plugin's folder is wanted");
    }
    *out = path_of(rd, file, name);
    return *out ? AS_OK : as_err_nomem(rd->err);
}

/* What another reader said, with a place of its own. */
static as_status pass_on(reading *rd, as_status st, const as_err *why)
{
    if (st == AS_ENOMEM) {
        return as_err_nomem(rd->err);
    }
    if (st != AS_OK) {
        tell(rd, st, false, why->msg, "");
    }
    return st;
}

/* From files: compiled once, and kept in the cache. */
static as_status gaz_of_files(reading *rd, size_t file, uint32_t i,
                              const rulefile_gaz *g, as_gaz **out)
{
    char part[96];
    const char **files = as_arena_zero(rd->arena, g->n_files + 1u,
                                       sizeof *files);
    as_gazcache_spec spec = {.name = as_slice_str(g->name),
                             .defaults = {as_slice_str(g->label), g->match},
                             .files = files,
                             .n_files = g->n_files};
    as_status st = files ? AS_OK : as_err_nomem(rd->err);
    for (uint32_t k = 0; st == AS_OK && k < g->n_files; k++) {
        (void)snprintf(part, sizeof part, "gazetteers.%u.files.%u", i, k);
        st = check_path(rd, file, part, g->files[k], &files[k]);
        if (st == AS_OK && !as_gazfile_is(g->files[k])) {
            st = wrong(rd, file, part, "a gazetteer is a .yaml, .yml, .tsv "
                                       "or .jsonl file");
        }
    }
    if (st == AS_OK && g->inflect != NULL) {
        (void)snprintf(part, sizeof part, "gazetteers.%u.inflect", i);
        st = check_path(rd, file, part, g->inflect, &spec.rules);
    }
    as_err why;
    return st == AS_OK ? pass_on(rd, as_gazcache_load(&spec, out, &why), &why)
                       : st;
}

static as_status add_inflection(reading *rd, size_t file, uint32_t i,
                                const rulefile_gaz *g, as_gaz_builder *b)
{
    char part[96];
    const char *path = NULL;
    as_buf text = {0};
    as_err why;
    (void)snprintf(part, sizeof part, "gazetteers.%u.inflect", i);
    as_status st = check_path(rd, file, part, g->inflect, &path);
    if (st != AS_OK) {
        return st;
    }
    st = gazfile_bytes(path, &text, &why);
    st = st == AS_OK ? gazfile_rules(path, as_buf_slice(&text), b, &why) : st;
    as_buf_clear(&text);
    return pass_on(rd, st, &why);
}

static as_status add_entries(reading *rd, size_t file, uint32_t i,
                             const rulefile_gaz *g, as_gaz_builder *b)
{
    char part[96];
    as_status st = AS_OK;
    for (uint32_t k = 0; k < g->n_entries; k++) {
        const as_gaz_entry e = {.text = as_slice_str(g->entries[k]),
                                .match = g->match,
                                .label = as_slice_str(g->label)};
        as_err why;
        const as_status one = as_gaz_builder_add(b, &e, &why);
        if (one == AS_ENOMEM) {
            return as_err_nomem(rd->err);
        }
        if (one != AS_OK) {
            (void)snprintf(part, sizeof part, "gazetteers.%u.entries.%u", i,
                           k);
            st = wrong(rd, file, part, why.msg);
        }
    }
    return st;
}

static as_status gaz_of_entries(reading *rd, size_t file, uint32_t i,
                                const rulefile_gaz *g, as_gaz **out)
{
    as_gaz_builder *b = NULL;
    as_status st = as_gaz_builder_new(&b, rd->err);
    if (st == AS_OK && g->inflect != NULL) {
        st = add_inflection(rd, file, i, g, b);
    }
    st = st == AS_OK ? add_entries(rd, file, i, g, b) : st;
    if (st == AS_OK) {
        as_err why;
        st = as_gaz_build(b, as_slice_str(g->name), false, out, &why);
        st = pass_on(rd, st, &why);
    }
    as_gaz_builder_free(b);
    return st;
}

static as_status make_gaz(reading *rd, size_t file, uint32_t i,
                          const rulefile_gaz *g, as_gaz **out)
{
    char part[32];
    if (as_vec_reserve(&rd->gazes, 1, rd->err) != AS_OK) {
        return AS_ENOMEM;
    }
    if ((g->n_entries > 0) == (g->n_files > 0)) {
        (void)snprintf(part, sizeof part, "gazetteers.%u", i);
        return wrong(rd, file, part,
                     g->n_files > 0 ? "entries and files: keep one"
                                    : "neither entries nor files: write one");
    }
    as_status st = g->n_files > 0 ? gaz_of_files(rd, file, i, g, out)
                                  : gaz_of_entries(rd, file, i, g, out);
    if (st == AS_OK) {
        rd->gazes.v[rd->gazes.n++] = *out;
    }
    return st;
}

/* ---- specs ------------------------------------------------------------ */

/* Slices of the strings of a list. */
static as_status slices(reading *rd, char *const *from, size_t n,
                        const as_slice **out)
{
    as_slice *list = as_arena_zero(rd->arena, n + 1, sizeof *list);
    if (list == NULL) {
        return as_err_nomem(rd->err);
    }
    for (size_t i = 0; i < n; i++) {
        list[i] = as_slice_str(from[i]);
    }
    *out = list;
    return AS_OK;
}

static as_status spec_fields(reading *rd, const rulefile_rule *r,
                             as_rule_spec *s)
{
    as_rule_field *f = as_arena_zero(rd->arena, r->n_fields + 1u, sizeof *f);
    as_rule_guard *g = as_arena_zero(rd->arena, r->n_unless + 1u, sizeof *g);
    if (f == NULL || g == NULL) {
        return as_err_nomem(rd->err);
    }
    for (uint32_t i = 0; i < r->n_fields; i++) {
        f[i] = (as_rule_field){as_slice_str(r->fields[i].name),
                               as_slice_str(r->fields[i].from),
                               as_slice_str(r->fields[i].value),
                               r->fields[i].as,
                               as_slice_str(r->fields[i].feature),
                               as_slice_str(r->fields[i].when)};
    }
    for (uint32_t i = 0; i < r->n_unless; i++) {
        g[i] = (as_rule_guard){r->unless[i].within,
                               as_slice_str(r->unless[i].pattern)};
    }
    s->fields = f;
    s->n_fields = r->n_fields;
    s->unless = g;
    s->n_unless = r->n_unless;
    return AS_OK;
}

/* A whole number as text, or NULL: then *out stays. */
static as_status number(reading *rd, size_t file, const char *part,
                        const char *text, long long least, long long most,
                        long long *out)
{
    char *end = NULL;
    char what[96];
    if (text == NULL) {
        return AS_OK;
    }
    errno = 0;
    const long long n = strtoll(text, &end, 10);
    if (end == text || *end != '\0' || errno != 0 || n < least || n > most) {
        (void)snprintf(what, sizeof what,
                       "a whole number from %lld to %lld is wanted", least,
                       most);
        return wrong(rd, file, part, what);
    }
    *out = n;
    return AS_OK;
}

static as_status spec_role(reading *rd, size_t file, uint32_t rule,
                           uint32_t i, const rulefile_role *r,
                           as_rule_role *out)
{
    char part[96];
    long long within = 0;
    (void)snprintf(part, sizeof part, "rules.%u.frame.roles.%u.within", rule,
                   i);
    as_status st = number(rd, file, part, r->within, 1, AS_RULE_WITHIN_MAX,
                          &within);
    *out = (as_rule_role){.name = as_slice_str(r->name),
                          .find = as_slice_str(r->find),
                          .barrier = as_slice_str(r->barrier),
                          .side = r->side,
                          .within = (uint32_t)within,
                          .required = r->required};
    return st;
}

static as_status spec_frame(reading *rd, size_t file, uint32_t rule,
                            const rulefile_frame *f, as_rule_spec *s)
{
    as_status st = AS_OK;
    as_rule_role *roles = as_arena_zero(rd->arena, f->n_roles + 1u,
                                        sizeof *roles);
    if (roles == NULL) {
        return as_err_nomem(rd->err);
    }
    for (uint32_t i = 0; i < f->n_roles; i++) {
        const as_status one = spec_role(rd, file, rule, i, &f->roles[i],
                                        &roles[i]);
        st = one == AS_OK ? st : one;
    }
    s->is_frame = true;
    s->pattern = as_slice_str(f->trigger);
    s->roles = roles;
    s->n_roles = f->n_roles;
    return st;
}

static as_status spec_examples(reading *rd, const rulefile_examples *e,
                               as_rule_spec *s)
{
    if (e == NULL) {
        return AS_OK;
    }
    s->n_match = e->n_match;
    s->n_no_match = e->n_no_match;
    as_status st = slices(rd, e->match, e->n_match, &s->match);
    return st == AS_OK ? slices(rd, e->no_match, e->n_no_match, &s->no_match)
                       : st;
}

static as_status spec_rule(reading *rd, size_t file, uint32_t i,
                           const rulefile_rule *r, as_rule_spec *s)
{
    char part[48];
    long long priority = 0;
    (void)snprintf(part, sizeof part, "rules.%u.priority", i);
    const as_status num = number(rd, file, part, r->priority, -1000000000,
                                 1000000000, &priority);
    *s = (as_rule_spec){.name = as_slice_str(r->name),
                        .label = as_slice_str(r->label),
                        .kind = as_slice_str(r->kind),
                        .priority = (int32_t)priority,
                        .scope = r->scope,
                        .mode = r->mode,
                        .pattern = as_slice_str(r->pattern),
                        .action = as_slice_str(r->action)};
    if ((r->pattern == NULL) == (r->frame == NULL)) {
        (void)snprintf(part, sizeof part, "rules.%u", i);
        return wrong(rd, file, part,
                     r->frame ? "a pattern and a frame: keep one"
                              : "neither pattern nor frame: write one");
    }
    as_status st = spec_fields(rd, r, s);
    st = st == AS_OK && r->frame ? spec_frame(rd, file, i, r->frame, s) : st;
    st = st == AS_OK ? spec_examples(rd, r->examples, s) : st;
    return st == AS_OK ? num : st;
}

static as_status spec_names(reading *rd, size_t file, const rulefile *y,
                            as_rule_file *out)
{
    as_rule_name *m = as_arena_zero(rd->arena, y->n_macros + 1u, sizeof *m);
    as_rule_name *g = as_arena_zero(rd->arena, y->n_gazetteers + 1u,
                                    sizeof *g);
    as_status st = m && g ? AS_OK : as_err_nomem(rd->err);
    for (uint32_t i = 0; st == AS_OK && i < y->n_macros; i++) {
        m[i].name = as_slice_str(y->macros[i].name);
        m[i].pattern = as_slice_str(y->macros[i].pattern);
    }
    for (uint32_t i = 0; st != AS_ENOMEM && i < y->n_gazetteers; i++) {
        g[i].name = as_slice_str(y->gazetteers[i].name);
        const as_status one = make_gaz(rd, file, i, &y->gazetteers[i],
                                       &g[i].gaz);
        st = one == AS_OK ? st : one;
    }
    out->macros = m;
    out->n_macros = y->n_macros;
    out->gazetteers = g;
    out->n_gazetteers = y->n_gazetteers;
    return st;
}

static as_status read_file(reading *rd, size_t file)
{
    as_rule_file *out = &rd->files[file];
    const rulefile *y = NULL;
    as_err why;
    as_status st = rulefile_yaml(rd->spec->paths[file], rd->texts[file],
                                 rd->arena, &y, &why);
    if (st != AS_OK) {
        tell(rd, st, false, why.msg, "");
        return st;
    }
    as_rule_spec *rules = as_arena_zero(rd->arena, y->n_rules + 1u,
                                        sizeof *rules);
    if (rules == NULL) {
        return as_err_nomem(rd->err);
    }
    out->name = as_slice_str(rd->spec->paths[file]);
    st = spec_names(rd, file, y, out);
    for (uint32_t i = 0; i < y->n_rules && st != AS_ENOMEM; i++) {
        as_status one = spec_rule(rd, file, i, &y->rules[i], &rules[i]);
        st = one == AS_OK ? st : one;
    }
    out->rules = rules;
    out->n_rules = y->n_rules;
    return st;
}

/* ---- the whole -------------------------------------------------------- */

static as_status read_all(reading *rd, as_rules **out)
{
    as_status st = AS_OK;
    for (size_t i = 0; i < rd->spec->n_paths && st != AS_ENOMEM; i++) {
        as_status one = read_file(rd, i);
        st = st == AS_OK || one == AS_ENOMEM ? one : st;
    }
    as_err why;
    if (st == AS_OK) {
        st = as_rules_new(rd->files, rd->spec->n_paths, rd->spec->origin,
                          rd->spec->env, tell_fault, rd, out, &why);
        if (st != AS_OK && st != AS_ENOMEM && rd->first == AS_OK) {
            tell(rd, st, false, why.msg, ""); /* of no part */
        }
    }
    if (st != AS_OK && rd->err != NULL) {
        rd->err->status = st; /* faults of several kinds may have been told */
    }
    return st == AS_ENOMEM ? as_err_nomem(rd->err) : st;
}

as_status rulefile_read(const as_rulefile_spec *spec, const as_slice *texts,
                        as_rules **out, as_err *err)
{
    reading rd = {.spec = spec, .texts = texts, .err = err};
    rd.arena = as_arena_new();
    rd.files = rd.arena ? as_arena_zero(rd.arena, spec->n_paths + 1,
                                        sizeof *rd.files)
                        : NULL;
    as_status st = rd.files ? read_all(&rd, out) : as_err_nomem(err);
    for (size_t i = 0; i < rd.gazes.n; i++) {
        as_gaz_unref(rd.gazes.v[i]);
    }
    as_vec_clear(&rd.gazes);
    as_arena_free(rd.arena);
    return st;
}

as_status as_rulefile_load(const as_rulefile_spec *spec, as_rules **out,
                           as_err *err)
{
    as_buf *bufs = as_mem_zero(spec->n_paths + 1, sizeof *bufs);
    as_slice *texts = as_mem_zero(spec->n_paths + 1, sizeof *texts);
    as_status st = bufs && texts ? AS_OK : as_err_nomem(err);
    for (size_t i = 0; st == AS_OK && i < spec->n_paths; i++) {
        as_err why;
        st = as_file_read(spec->paths[i], FILE_MAX, &bufs[i], &why);
        texts[i] = as_buf_slice(&bufs[i]);
        if (st != AS_OK) {
            (void)as_err_set(err, st, "%s", why.msg);
        }
        if (st != AS_OK && st != AS_ENOMEM && spec->tell != NULL) {
            const as_rulefile_problem p = {false, why.msg, ""};
            spec->tell(spec->ctx, &p);
        }
    }
    st = st == AS_OK ? rulefile_read(spec, texts, out, err) : st;
    for (size_t i = 0; bufs != NULL && i < spec->n_paths; i++) {
        as_buf_clear(&bufs[i]);
    }
    as_mem_free(bufs);
    as_mem_free(texts);
    return st;
}

void as_rulefile_place(const char *path, const char *part, size_t *line,
                       size_t *column)
{
    as_buf text = {0};
    *line = *column = 1;
    if (as_file_read(path, FILE_MAX, &text, NULL) == AS_OK) {
        rulefile_place(as_buf_slice(&text), part, NULL, line, column);
    }
    as_buf_clear(&text);
}
