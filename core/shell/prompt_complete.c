/* prompt_complete.c - names of Lua for TAB, and readline's own file names
 * within quotes; none that could command the terminal, to which readline
 * writes them as they are. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <readline/readline.h>

#include "shell/prompt_int.h"
#include "text/escape.h"

/* Everything that is no part of a Lua name. */
#define BREAKS " \t\n\"\\'`@$><=;|&{}()[]+-*/%^#~!?,.:"

/* A name as readline wants it: standing for line[start..], while the library
 * means line[from..]. malloc, because readline frees it. */
static char *fit_name(const char *name, size_t from, size_t start)
{
    size_t n = strlen(name);
    if (from < start) {
        size_t cut = start - from < n ? start - from : n;
        return strdup(name + cut);
    }
    char *fit = malloc(from - start + n + 1);
    if (fit) {
        memcpy(fit, rl_line_buffer + start, from - start);
        memcpy(fit + (from - start), name, n + 1);
    }
    return fit;
}

typedef struct names {
    as_lua_names list;
    size_t from, start, next;
} names;

static names found;

/* Readline's generator: a name a call. */
static char *next_name(const char *text, int state)
{
    if (state == 0) {
        found.next = 0;
    }
    size_t n = strlen(text);
    while (found.next < found.list.n) {
        char *name =
            fit_name(found.list.v[found.next++], found.from, found.start);
        if (name && strncmp(name, text, n) == 0) {
            return name;
        }
        free(name);
    }
    return NULL;
}

/* The names for what ends at `end` of the line; lines of the open block before
 * it belong to the call. None for a string that began in one of them. */
static as_status ask(size_t end)
{
    const prompt *p = prompt_here;
    const as_slice line = as_slice_of(rl_line_buffer, (size_t)rl_end);
    as_buf all = {0};
    as_status st = as_buf_add_slice(&all, as_buf_slice(&p->entry), NULL);
    if (st == AS_OK) {
        st = as_buf_add_slice(&all, line, NULL);
    }
    if (st == AS_OK) {
        st = as_lua_complete(p->session->lua, as_buf_slice(&all),
                             p->entry.n + end, &found.from, &found.list, NULL);
    }
    as_buf_clear(&all);
    if (st == AS_OK && found.from < p->entry.n) {
        as_lua_names_free(&found.list);
        found.from = p->entry.n;
    }
    found.from -= st == AS_OK ? p->entry.n : 0;
    return st;
}

/* Names of Lua; inside quotes what the parameter takes. NULL where there are
 * none: readline's own file names follow, if it may name a file. */
static char **complete(const char *text, int start, int end)
{
    const bool quoted = rl_completion_quote_character != 0;
    rl_attempted_completion_over = !quoted;
    rl_completion_append_character = '\0';
    found = (names){.start = (size_t)start};
    if (ask((size_t)end) != AS_OK) {
        return NULL;
    }
    if (quoted && (found.list.n > 0 || !found.list.paths)) {
        rl_attempted_completion_over = 1;
    }
    char **matches = rl_completion_matches(text, next_name);
    as_lua_names_free(&found.list);
    return matches;
}

static bool is_safe(const char *name)
{
    as_buf kept = {0};
    size_t n_left_out = 1;
    const as_status st = as_escape_strip(as_slice_str(name), false, &kept,
                                         &n_left_out, NULL);
    as_buf_clear(&kept);
    return st == AS_OK && n_left_out == 0;
}

/* Leave out of readline's list what is not safe. Behind what all of them begin
 * with there are the names, unless there is only one. */
static int leave_out_unsafe(char **list)
{
    size_t n = 1;
    for (size_t i = 1; list[i]; i++) {
        if (is_safe(list[i])) {
            list[n++] = list[i];
        } else {
            free(list[i]);
        }
    }
    const bool had_more = list[1] != NULL;
    list[n] = NULL;
    if (had_more ? n == 1 : !is_safe(list[0])) {
        free(list[0]);
        list[0] = NULL;
    }
    return 0;
}

/* Is byte `at` within quotes? Readline would take the slash that a path begins
 * with for the end of a word. */
static int is_quoted(char *line, int at)
{
    char quote = '\0';
    for (int i = 0; i < at && line[i] != '\0'; i++) {
        if (line[i] == '\\' && line[i + 1] != '\0') {
            i++;
        } else if (quote != '\0') {
            quote = line[i] == quote ? '\0' : quote;
        } else if (line[i] == '"' || line[i] == '\'') {
            quote = line[i];
        }
    }
    return quote != '\0';
}

void prompt_complete_start(void)
{
    rl_char_is_quoted_p = is_quoted;
    rl_ignore_some_completions_function = leave_out_unsafe;
    rl_attempted_completion_function = complete;
    /* Lua knows no `~': what stands in the line is the path itself. */
    (void)rl_variable_bind("expand-tilde", "on");
    rl_completer_quote_characters = "\"'";
    rl_basic_word_break_characters = BREAKS;
    rl_completer_word_break_characters = BREAKS;
}
