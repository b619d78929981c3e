/* rule_frame.c - a trigger and what plays a role around it, in any order.
 *
 * For a unit with a trigger, the matches of each role, and of each barrier,
 * are listed once, leftmost first and none overlapping; each trigger then
 * takes, role by role, the nearest that is free. Cost: linear for the lists;
 * for a trigger a binary search a role, and as many steps as there are
 * arguments in the way, within the role's reach. */
#include <stdlib.h>

#include "match/rule_int.h"

/* ---- lists ------------------------------------------------------------ */

/* All matches of a program in a unit; captures, with the rule's names, go to
 * r->room->found. */
static as_status list_matches(as_rule_runner *r, const rule_prog *p,
                              uint32_t beg, uint32_t end, rule_finds *out,
                              as_err *err)
{
    bool any = false;
    out->n = 0;
    if (p->prog.n_states == 0) {
        return AS_OK;
    }
    as_status st = pat_run_back(&r->room->side, &r->room->view, &p->prog, beg, end, &any,
                                err);
    for (uint32_t at = beg; st == AS_OK && any && at < end;) {
        as_match m;
        if (!pat_run_can(&r->room->side, &r->room->view, &p->prog, at)) {
            at++;
            continue;
        }
        st = pat_run_walk(&r->room->side, &r->room->view, &p->prog, at, false, &m, err);
        if (st != AS_OK || as_vec_reserve(out, 1, err) != AS_OK ||
            as_vec_reserve(&r->room->found, m.n_captures, err) != AS_OK) {
            return AS_ENOMEM;
        }
        const uint32_t from = (uint32_t)r->room->found.n;
        for (size_t i = 0; i < m.n_captures; i++) {
            as_capture *c = &r->room->found.v[r->room->found.n++];
            *c = m.captures[i];
            c->name = p->names[c->name];
        }
        out->v[out->n++] = (rule_find){m.first, m.end, from,
                                       (uint32_t)r->room->found.n};
        at = m.end;
    }
    return st;
}

static as_status list_all(as_rule_runner *r, const rule *ru, uint32_t beg,
                          uint32_t end, as_err *err)
{
    const size_t need = 2 * (size_t)ru->n_roles;
    r->room->found.n = 0;
    while (r->room->finds.n < need) {
        rule_finds *f = as_vec_push(&r->room->finds, err);
        if (f == NULL) {
            return AS_ENOMEM;
        }
        *f = (rule_finds){0};
    }
    as_status st = AS_OK;
    for (uint32_t i = 0; st == AS_OK && i < ru->n_roles; i++) {
        st = list_matches(r, &ru->roles[i].find, beg, end,
                          &r->room->finds.v[2 * i], err);
        st = st == AS_OK ? list_matches(r, &ru->roles[i].barrier, beg, end,
                                        &r->room->finds.v[2 * i + 1], err)
                         : st;
    }
    return st;
}

/* The first find that begins at or behind `at`. */
static size_t find_from(const rule_finds *f, uint32_t at)
{
    size_t lo = 0;
    size_t hi = f->n;
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        if (f->v[mid].first < at) {
            lo = mid + 1;
        } else {
            hi = mid;
        }
    }
    return lo;
}

/* ---- one trigger ------------------------------------------------------ */

typedef struct frame {
    as_rule_runner *r;
    const rule *ru;
    uint32_t first, end;              /* of the trigger */
    const rule_find *args[AS_RULE_ROLES_MAX]; /* NULL: not there */
} frame;

static bool is_taken(const frame *f, const rule_find *arg)
{
    if (arg->first < f->end && arg->end > f->first) {
        return true;
    }
    for (uint32_t i = 0; i < f->ru->n_roles; i++) {
        const rule_find *other = f->args[i];
        if (other != NULL && arg->first < other->end &&
            arg->end > other->first) {
            return true;
        }
    }
    return false;
}

static bool is_barred(const frame *f, uint32_t role, uint32_t beg,
                      uint32_t end)
{
    const rule_finds *b = &f->r->room->finds.v[2 * role + 1];
    size_t i = find_from(b, beg);
    return i < b->n && b->v[i].end <= end;
}

/* The nearest on one side, or NULL. Finds are in order and do not overlap. */
static const rule_find *nearest_left(const frame *f, uint32_t role)
{
    const rule_finds *all = &f->r->room->finds.v[2 * role];
    for (size_t i = find_from(all, f->first); i-- > 0;) {
        const rule_find *a = &all->v[i];
        if (a->end + f->ru->roles[role].within < f->first) {
            return NULL; /* so that what is taken is passed only so far */
        }
        if (!is_taken(f, a)) {
            return is_barred(f, role, a->end, f->first) ? NULL : a;
        }
    }
    return NULL;
}

static const rule_find *nearest_right(const frame *f, uint32_t role)
{
    const rule_finds *all = &f->r->room->finds.v[2 * role];
    for (size_t i = find_from(all, f->end); i < all->n; i++) {
        const rule_find *a = &all->v[i];
        if (a->first - f->end > f->ru->roles[role].within) {
            return NULL;
        }
        if (!is_taken(f, a)) {
            return is_barred(f, role, f->end, a->first) ? NULL : a;
        }
    }
    return NULL;
}

static const rule_find *nearest(const frame *f, uint32_t role)
{
    const as_rule_side side = f->ru->roles[role].side;
    const rule_find *l = side == AS_SIDE_RIGHT ? NULL : nearest_left(f, role);
    const rule_find *r = side == AS_SIDE_LEFT ? NULL : nearest_right(f, role);
    if (l == NULL || r == NULL) {
        return l ? l : r;
    }
    return r->first - f->end < f->first - l->end ? r : l;
}

/* False if a required role stays empty. */
static bool fill(frame *f)
{
    for (uint32_t i = 0; i < f->ru->n_roles; i++) {
        f->args[i] = nearest(f, i);
        if (f->args[i] == NULL && f->ru->roles[i].required) {
            return false;
        }
    }
    return true;
}

static int by_first(const void *a, const void *b)
{
    const as_capture *x = a;
    const as_capture *y = b;
    if (x->first != y->first) {
        return x->first < y->first ? -1 : 1;
    }
    return (x->name > y->name) - (x->name < y->name);
}

/* The trigger, the arguments, and what both captured. */
static as_status gather(const frame *f, const as_match *m, uint32_t *first,
                        uint32_t *end, as_err *err)
{
    as_rule_runner *r = f->r;
    const rule *ru = f->ru;
    r->room->args.n = 0;
    if (as_vec_reserve(&r->room->args, m->n_captures + 1, err) != AS_OK) {
        return AS_ENOMEM;
    }
    r->room->args.v[r->room->args.n++] = (as_capture){ru->trigger, m->first, m->end};
    for (size_t i = 0; i < m->n_captures; i++) {
        as_capture c = m->captures[i];
        c.name = ru->main.names[c.name];
        r->room->args.v[r->room->args.n++] = c;
    }
    for (uint32_t i = 0; i < ru->n_roles; i++) {
        const rule_find *a = f->args[i];
        if (a == NULL) {
            continue;
        }
        const size_t n = a->to - a->from;
        if (as_vec_reserve(&r->room->args, n + 1, err) != AS_OK) {
            return AS_ENOMEM;
        }
        r->room->args.v[r->room->args.n++] = (as_capture){ru->roles[i].capture, a->first,
                                              a->end};
        if (n > 0) {
            memcpy(r->room->args.v + r->room->args.n, r->room->found.v + a->from,
                   n * sizeof *r->room->args.v);
        }
        r->room->args.n += n;
        *first = a->first < *first ? a->first : *first;
        *end = a->end > *end ? a->end : *end;
    }
    qsort(r->room->args.v, r->room->args.n, sizeof *r->room->args.v, by_first);
    return AS_OK;
}

as_status rule_frame_unit(as_rule_runner *r, uint32_t rule_id, uint32_t beg,
                          uint32_t end, as_err *err)
{
    const rule *ru = &r->set->rules[rule_id];
    const pat_prog *g = &ru->main.prog;
    bool any = false;
    as_status st = pat_run_back(&r->room->run, &r->room->view, g, beg, end, &any, err);
    bool listed = false;
    for (uint32_t at = beg; st == AS_OK && any && at < end;) {
        as_match m;
        if (!pat_run_can(&r->room->run, &r->room->view, g, at)) {
            at++;
            continue;
        }
        st = listed ? AS_OK : list_all(r, ru, beg, end, err);
        listed = true;
        st = st == AS_OK ? pat_run_walk(&r->room->run, &r->room->view, g, at,
                                        ru->mode == AS_MATCH_LONGEST, &m, err)
                         : st;
        if (st != AS_OK) {
            return st;
        }
        frame f = {.r = r, .ru = ru, .first = m.first, .end = m.end};
        if (fill(&f)) {
            uint32_t from = m.first;
            uint32_t to = m.end;
            st = gather(&f, &m, &from, &to, err);
            st = st == AS_OK ? rule_cand_add(r, rule_id, from, to, r->room->args.v,
                                             r->room->args.n, err)
                             : st;
        }
        at = ru->mode == AS_MATCH_ALL ? at + 1 : m.end;
    }
    return st;
}
