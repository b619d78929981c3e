/* gazfile_tsv.c - gazetteer entries, and rules of inflection, from tables.
 * Split by hand, so that a wrong cell is named by line and column. */
#include "io/gazfile_int.h"

enum { COLUMNS_MAX = 64 };

/* ---- TSV ---------------------------------------------------------------- */

typedef enum role {
    ROLE_FIELD,
    ROLE_TEXT,
    ROLE_LABEL,
    ROLE_MATCH,
    ROLE_INFLECT
} role;

static const struct {
    const char *name;
    role role;
} roles[] = {{"text", ROLE_TEXT},
             {"label", ROLE_LABEL},
             {"match", ROLE_MATCH},
             {"inflect", ROLE_INFLECT}};

static role role_of(as_slice name)
{
    for (size_t i = 0; i < sizeof roles / sizeof *roles; i++) {
        if (as_slice_eq(name, as_slice_str(roles[i].name))) {
            return roles[i].role;
        }
    }
    return ROLE_FIELD;
}

typedef struct table {
    as_slice names[COLUMNS_MAX];
    role roles[COLUMNS_MAX];
    size_t n; /* columns; 0: the header was not read yet */
    size_t line;
} table;

static as_status wrong(const gazfile_target *t, size_t line, size_t column,
                       const char *what, as_err *err)
{
    return gazfile_wrong(t->path, line, column, what, err);
}

/* Cells of `row`; more than COLUMNS_MAX are counted, not kept. */
static size_t split(as_slice row, as_slice cells[COLUMNS_MAX])
{
    size_t n = 0;
    for (;;) {
        const char *tab = row.n ? memchr(row.p, '\t', row.n) : NULL;
        const size_t len = tab ? (size_t)(tab - row.p) : row.n;
        if (n < COLUMNS_MAX) {
            cells[n] = as_slice_of(row.p, len);
        }
        n++;
        if (tab == NULL) {
            return n;
        }
        row = as_slice_of(row.p + len + 1, row.n - len - 1);
    }
}

static as_status read_head(const gazfile_target *t, as_slice row, table *tab,
                           as_err *err)
{
    bool has_text = false;
    const size_t n = split(row, tab->names);
    if (n > COLUMNS_MAX) {
        return wrong(t, tab->line, 1, "more than 64 columns", err);
    }
    for (size_t i = 0; i < n; i++) {
        const as_slice name = tab->names[i];
        const size_t column = (size_t)(name.p - row.p) + 1;
        if (name.n == 0) {
            return wrong(t, tab->line, column, "a column without a name", err);
        }
        for (size_t k = 0; k < i; k++) {
            if (as_slice_eq(tab->names[k], name)) {
                return wrong(t, tab->line, column,
                             "a column name stands twice", err);
            }
        }
        tab->roles[i] = role_of(name);
        has_text |= tab->roles[i] == ROLE_TEXT;
    }
    if (!has_text) {
        return wrong(t, tab->line, 1,
                     "no column \"text\" in the first line: name the columns "
                     "there",
                     err);
    }
    tab->n = n;
    return AS_OK;
}

/* One cell into the entry, or the fields of `t`. */
static as_status read_cell(gazfile_target *t, const table *tab, size_t i,
                           as_slice cell, size_t column, as_gaz_entry *e,
                           as_err *err)
{
    const as_value value = {.type = AS_VAL_TEXT, .text = cell};
    switch (cell.n ? tab->roles[i] : ROLE_TEXT) {
    case ROLE_TEXT:
        if (tab->roles[i] == ROLE_TEXT) {
            e->text = cell;
        }
        return AS_OK;
    case ROLE_LABEL:
        e->label = cell;
        return AS_OK;
    case ROLE_MATCH:
        return gazfile_match(cell, &e->match)
                   ? AS_OK
                   : wrong(t, tab->line, column,
                           "match must be exact, norm or lemma", err);
    case ROLE_INFLECT:
        e->no_forms = as_slice_eq(cell, AS_LIT("no"));
        return e->no_forms || as_slice_eq(cell, AS_LIT("yes"))
                   ? AS_OK
                   : wrong(t, tab->line, column, "inflect must be yes or no",
                           err);
    case ROLE_FIELD:
        break;
    }
    return gazfile_field(t, tab->names[i], value, err);
}

static as_status read_row(gazfile_target *t, as_slice row, const table *tab,
                          as_err *err)
{
    as_slice cells[COLUMNS_MAX];
    as_gaz_entry e = {.match = t->def->match};
    const size_t n = split(row, cells);
    if (n > tab->n) {
        return wrong(t, tab->line, 1, "more cells than columns", err);
    }
    t->fields.n = 0;
    as_status st = AS_OK;
    for (size_t i = 0; i < n && st == AS_OK; i++) {
        st = read_cell(t, tab, i, cells[i],
                       (size_t)(cells[i].p - row.p) + 1, &e, err);
    }
    if (st == AS_OK && e.text.n == 0) {
        return wrong(t, tab->line, 1, "the text is missing", err);
    }
    if (st == AS_OK) {
        st = gazfile_add(t, &e, err);
        if (st != AS_OK && st != AS_ENOMEM) {
            as_err_prefix(err, "%s:%zu:1: ", t->path, tab->line);
        }
    }
    return st;
}

as_status gazfile_tsv(gazfile_target *t, as_slice text, as_err *err)
{
    table tab = {0};
    as_slice row;
    size_t at = 0;
    as_status st = gazfile_text(t->path, &text, err);
    while (st == AS_OK && gazfile_line(text, &at, &row)) {
        tab.line++;
        if (row.n == 0 || row.p[0] == '#') {
            continue;
        }
        st = tab.n ? read_row(t, row, &tab, err)
                   : read_head(t, row, &tab, err);
    }
    if (st == AS_OK && tab.n == 0) {
        st = wrong(t, 1, 1, "no header line naming the columns", err);
    }
    return st;
}

/* ---- inflection --------------------------------------------------------- */

static as_status read_rule(const char *path, as_slice row, size_t line,
                           as_gaz_builder *b, as_err *err)
{
    as_slice cells[COLUMNS_MAX];
    if (split(row, cells) != 2) {
        return gazfile_wrong(path, line, 1,
                             "two cells are wanted: ending and form", err);
    }
    as_status st = as_gaz_builder_rule(b, cells[0], cells[1], err);
    if (st != AS_OK && st != AS_ENOMEM) {
        as_err_prefix(err, "%s:%zu:1: ", path, line);
    }
    return st;
}

as_status gazfile_rules(const char *path, as_slice text, as_gaz_builder *b,
                        as_err *err)
{
    as_slice row;
    size_t at = 0, line = 0;
    bool has_head = false;
    as_status st = gazfile_text(path, &text, err);
    while (st == AS_OK && gazfile_line(text, &at, &row)) {
        line++;
        if (row.n == 0 || row.p[0] == '#') {
            continue;
        }
        if (has_head) {
            st = read_rule(path, row, line, b, err);
        } else if (!as_slice_eq(row, AS_LIT("ending\tform"))) {
            st = gazfile_wrong(path, line, 1,
                               "the first line of a table of inflection is "
                               "\"ending\", a tab, \"form\"",
                               err);
        }
        has_head = true;
    }
    return st;
}
