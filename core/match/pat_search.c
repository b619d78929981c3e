/* pat_search.c - the public face of one pattern: compile, open, search.
 *
 * A search goes through the units of its range (sentences, paragraphs or
 * all of it), runs the program backwards over one at a time, and gives the
 * matches of it one by one. Cost: see pat_run.c. */
#include "match/pat_run.h"

/* ---- patterns ----------------------------------------------------------- */

void as_pattern_free(as_pattern *p)
{
    if (p != NULL) {
        pat_tests_free(p->tests);
        as_arena_free(p->arena);
        as_mem_free(p);
    }
}

as_status as_pattern_compile(as_slice name, as_slice source,
                             const as_pattern_env *env, as_pattern_lint lint,
                             void *lint_ctx, as_pattern **out,
                             as_pattern_place *place, as_err *err)
{
    as_pattern *p = as_mem_zero(1, sizeof *p);
    if (p == NULL) {
        return as_err_nomem(err);
    }
    p->arena = as_arena_new();
    as_status st = p->arena ? pat_tests_new(&p->tests, err)
                            : as_err_nomem(err);
    pat_source src = {name, source, env, lint, lint_ctx, place};
    st = st == AS_OK ? pat_make(&src, p->tests, p->arena, &p->prog, p->needs, err) : st;
    if (st != AS_OK) {
        as_pattern_free(p);
        return st;
    }
    *out = p;
    return AS_OK;
}

size_t as_pattern_size(const as_pattern *p)
{
    return sizeof *p + as_arena_size(p->arena) + pat_tests_size(p->tests);
}

/* The core, capture 0, is not shown. */
size_t as_pattern_capture_count(const as_pattern *p)
{
    return p->prog.n_captures - 1;
}

as_slice as_pattern_capture_name(const as_pattern *p, size_t i)
{
    return p->prog.captures[i + 1];
}

/* ---- searches ----------------------------------------------------------- */

as_status as_search_new(as_search **out, as_err *err)
{
    as_search *s = as_mem_zero(1, sizeof *s);
    if (s == NULL) {
        return as_err_nomem(err);
    }
    *out = s;
    return AS_OK;
}

void as_search_free(as_search *s)
{
    if (s != NULL) {
        pat_view_clear(&s->view);
        pat_run_clear(&s->run);
        as_mem_free(s);
    }
}

void as_search_cancel(as_search *s, const as_cancel *cancel)
{
    s->run.cancel = cancel;
}

as_status as_search_open(as_search *s, const as_pattern *p, as_doc *doc,
                         as_err *err)
{
    s->pattern = NULL; /* until all went well */
    s->next = s->end = s->unit_end = 0;
    as_status st = pat_view_open(&s->view, p->tests, doc, err);
    if (st == AS_OK) {
        s->pattern = p;
    }
    return st;
}

as_status as_search_range(as_search *s, uint32_t first, uint32_t end,
                          as_scope scope, as_match_mode mode, as_err *err)
{
    if (s->pattern == NULL) {
        return as_err_set(err, AS_EINVAL, "no pattern is open");
    }
    if (first > end || end > s->view.n_tokens) {
        return as_err_set(err, AS_ERANGE, "bad token range %u..%u", first,
                          end);
    }
    s->next = first;
    s->end = end;
    s->unit_end = first;
    s->scope = scope;
    s->mode = mode;
    return AS_OK;
}

/* Run over the unit that holds `next`, from its beginning, where a left
 * context may be; go behind it if nothing is there. */
static as_status open_unit(as_search *s, as_err *err)
{
    uint32_t beg = 0;
    uint32_t end = 0;
    bool any = false;
    pat_unit(&s->view, s->scope, s->next, &beg, &end);
    end = end < s->end ? end : s->end;
    as_status st = pat_run_back(&s->run, &s->view, &s->pattern->prog, beg,
                                end, &any, err);
    if (st == AS_OK) {
        s->unit_end = end;
        s->next = any ? s->next : end;
    }
    return st;
}

as_status as_search_next(as_search *s, as_match *match, as_err *err)
{
    const pat_prog *prog = s->pattern ? &s->pattern->prog : NULL;
    while (s->next < s->end) {
        if (s->next >= s->unit_end) {
            as_status st = open_unit(s, err);
            if (st != AS_OK) {
                return st;
            }
            continue;
        }
        if (!pat_run_can(&s->run, &s->view, prog, s->next)) {
            s->next++;
            continue;
        }
        as_status st = pat_run_walk(&s->run, &s->view, prog, s->next,
                                    s->mode == AS_MATCH_LONGEST, match, err);
        if (st == AS_OK) {
            s->next = s->mode == AS_MATCH_ALL ? s->next + 1 : match->end;
        }
        return st;
    }
    return AS_EOF;
}

uint64_t as_search_steps(const as_search *s)
{
    return s->run.steps;
}
