/* need.c - see need.h. */
#include "io/need.h"

#include <string.h>

#include "io/version.h"

enum { NAME_LEN_MAX = 64 };

/* Bytes of the name that `text` begins with; 0 for none. */
static size_t name_of(const char *text)
{
    const size_t n =
        strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789-");
    return *text >= 'a' && *text <= 'z' && n <= NAME_LEN_MAX ? n : 0;
}

bool as_plugin_name_ok(const char *name)
{
    const size_t n = name_of(name);
    return n > 0 && name[n] == '\0';
}

bool as_need_parse(char *text, as_manifest_need *out)
{
    bool fits;
    const size_t n = name_of(text);
    char *range = text + n;
    range += strspn(range, " ");
    if (n == 0 || (text[n] != '\0' && text[n] != ' ') ||
        (*range != '\0' && !as_version_in(range, "0.0.0", &fits))) {
        return false;
    }
    text[n] = '\0';
    *out = (as_manifest_need){text, *range != '\0' ? range : NULL};
    return true;
}
