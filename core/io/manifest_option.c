/* manifest_option.c - options of plugins: which types there are, and what
 * is a value of each. */
#include <stdlib.h>
#include <string.h>

#include "io/manifest.h"

as_option_type as_manifest_type(const char *type)
{
    static const struct {
        const char *name;
        as_option_type type;
    } types[] = {{"text", AS_OPTION_TEXT},
                 {"number", AS_OPTION_NUMBER},
                 {"boolean", AS_OPTION_BOOLEAN}};
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        if (strcmp(types[i].name, type) == 0) {
            return types[i].type;
        }
    }
    return AS_OPTION_NONE;
}

/* Digits, a sign, a full stop, an exponent; no blanks, no "inf", no 0x. */
static bool is_number(const char *s)
{
    char *end;
    if (*s == '\0' || s[strspn(s, "+-.eE0123456789")] != '\0') {
        return false;
    }
    (void)strtod(s, &end);
    return *end == '\0';
}

bool as_manifest_value_ok(const as_manifest_option *option, const char *value)
{
    switch (as_manifest_type(option->type)) {
    case AS_OPTION_TEXT:
        return true;
    case AS_OPTION_NUMBER:
        return is_number(value);
    case AS_OPTION_BOOLEAN:
        return strcmp(value, "true") == 0 || strcmp(value, "false") == 0;
    case AS_OPTION_NONE:
        break;
    }
    return false;
}
