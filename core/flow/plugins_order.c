/* plugins_order.c - which plugins go together, and in which order.
 *
 * What a plugin requires must be there, in a version that it can use, and
 * what it conflicts with must not; one that lacks something is left out, and
 * so, in the next round, is what requires that one.
 * Sorting places, again and again, the first plugin all of whose
 * predecessors stand already: deterministic, and quadratic in the number of
 * plugins, of which there are dozens. A predecessor is a plugin named in
 * `requires` or `after`, or any that `provides` a kind named in `after`; and
 * those that run before the stage `actors` precede all others that run. */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "flow/plugins_int.h"
#include "io/version.h"

const as_plugin *plugins_find(const as_plugins *set, const char *name)
{
    for (size_t i = 0; i < set->list.n; i++) {
        if (strcmp(set->list.v[i].manifest->name, name) == 0) {
            return &set->list.v[i];
        }
    }
    return NULL;
}

void plugins_leave_out(as_plugins *set, size_t i)
{
    plugins_clear_one(&set->list.v[i]);
    set->list.n--;
    memmove(&set->list.v[i], &set->list.v[i + 1],
            (set->list.n - i) * sizeof *set->list.v);
}

/* ---- which ------------------------------------------------------------ */

static bool is_in(const as_manifest_need *need, const as_plugin *p)
{
    bool fits = true;
    return need->range == NULL ||
           !as_version_in(need->range, p->manifest->version, &fits) || fits;
}

/* What keeps plugin `p` from being used, in `err`; false if nothing does. */
static bool is_wanting(const as_plugins *set, const as_plugin *p, as_err *err)
{
    const as_manifest *m = p->manifest;
    for (uint32_t i = 0; i < m->n_requires; i++) {
        const as_manifest_need *need = &m->requires[i];
        const as_plugin *have = plugins_find(set, need->name);
        if (have == NULL) {
            as_err_set(err, AS_EINVAL,
                       "%s/plugin.yaml: requires the plugin \"%s\", which is "
                       "not there", p->dir, need->name);
            return true;
        }
        if (!is_in(need, have)) {
            as_err_set(err, AS_EINVAL,
                       "%s/plugin.yaml: requires %s %s, and this is %s %s: "
                       "get another version of one of them",
                       p->dir, need->name, need->range, need->name,
                       have->manifest->version);
            return true;
        }
    }
    for (uint32_t i = 0; i < m->n_conflicts; i++) {
        const as_plugin *have = plugins_find(set, m->conflicts[i].name);
        if (have != NULL && is_in(&m->conflicts[i], have)) {
            as_err_set(err, AS_EINVAL,
                       "%s/plugin.yaml: cannot be used together with %s %s: "
                       "disable one of them", p->dir, have->manifest->name,
                       have->manifest->version);
            return true;
        }
    }
    return false;
}

void plugins_drop_wanting(as_plugins *set, as_plugins_problem problem,
                          void *ctx)
{
    for (size_t i = 0; i < set->list.n; i++) {
        as_err err;
        if (is_wanting(set, &set->list.v[i], &err)) {
            problem(ctx, &err);
            plugins_leave_out(set, i);
            i = SIZE_MAX; /* from the start */
        }
    }
}

/* ---- order ------------------------------------------------------------ */

static bool lists(char *const *list, uint32_t n, const char *name)
{
    for (uint32_t i = 0; i < n; i++) {
        if (strcmp(list[i], name) == 0) {
            return true;
        }
    }
    return false;
}

static bool needs(const as_manifest_need *list, uint32_t n, const char *name)
{
    for (uint32_t i = 0; i < n; i++) {
        if (strcmp(list[i].name, name) == 0) {
            return true;
        }
    }
    return false;
}

/* Does it do more than hold lists and models? */
static bool runs(const as_plugin *p)
{
    return p->main != NULL || p->manifest->n_rules > 0;
}

static bool goes_before(const as_plugin *first, const as_plugin *then)
{
    const as_manifest *a = first->manifest, *b = then->manifest;
    if (needs(b->requires, b->n_requires, a->name) ||
        lists(b->after, b->n_after, a->name) ||
        (a->n_before > 0 && b->n_before == 0 && runs(then))) {
        return true;
    }
    for (uint32_t i = 0; i < b->n_after; i++) {
        if (lists(a->provides, a->n_provides, b->after[i])) {
            return true;
        }
    }
    return false;
}

/* The first plugin at or behind `from` that no other there goes before. */
static size_t first_free(const as_plugins *set, size_t from)
{
    for (size_t i = from; i < set->list.n; i++) {
        bool held = false;
        for (size_t k = from; k < set->list.n && !held; k++) {
            held = k != i && goes_before(&set->list.v[k], &set->list.v[i]);
        }
        if (!held) {
            return i;
        }
    }
    return set->list.n;
}

/* A plugin at or behind `from` that goes before `then`. When none is free
 * each has one. */
static size_t before(const as_plugins *set, size_t from, size_t then)
{
    size_t i = from;
    while (i == then || !goes_before(&set->list.v[i], &set->list.v[then])) {
        i++;
    }
    return i;
}

/* From any plugin that waits, the way back along those it waits for ends in
 * a ring: as many steps as there are plugins lead into it for certain. */
static as_status cycle(const as_plugins *set, size_t from, as_err *err)
{
    size_t at = from;
    for (size_t i = from; i < set->list.n; i++) {
        at = before(set, from, at);
    }
    as_buf ring = {0};
    const size_t start = at;
    as_status st =
        as_buf_printf(&ring, err, "%s", set->list.v[at].manifest->name);
    do {
        at = before(set, from, at);
        if (st == AS_OK) {
            st = as_buf_printf(&ring, err, " waits for %s",
                               set->list.v[at].manifest->name);
        }
        if (st == AS_OK && at != start) {
            st = as_buf_add_slice(&ring, AS_LIT(", which"), err);
        }
    } while (at != start);
    if (st == AS_OK) {
        st = as_err_set(err, AS_EINVAL,
                        "plugins in a ring: %.*s: mend their \"after\" or "
                        "\"requires\"",
                        (int)ring.n, ring.p);
    }
    as_buf_clear(&ring);
    return st;
}

static int by_name(const void *a, const void *b)
{
    const as_plugin *p = a, *q = b;
    return strcmp(p->manifest->name, q->manifest->name);
}

as_status plugins_sort(as_plugins *set, as_err *err)
{
    if (set->list.n > 0) {
        qsort(set->list.v, set->list.n, sizeof *set->list.v, by_name);
    }
    for (size_t at = 0; at < set->list.n; at++) {
        const size_t next = first_free(set, at);
        if (next == set->list.n) {
            return cycle(set, at, err);
        }
        const as_plugin p = set->list.v[next];
        memmove(&set->list.v[at + 1], &set->list.v[at],
                (next - at) * sizeof p);
        set->list.v[at] = p;
    }
    return AS_OK;
}
