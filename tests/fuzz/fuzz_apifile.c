/* floor: io
 * fuzz_apifile.c - a description of the API of any bytes: what is refused
 * says so in one line with a place; what is read has what every entry has. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "io/apifile.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds)
{
    if (!holds) {
        abort();
    }
}

static void check_values(const as_api_value *v, uint32_t n, bool named)
{
    for (uint32_t i = 0; i < n; i++) {
        must(v[i].type != NULL && (!named || v[i].name != NULL));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    as_api_file *f = NULL;
    as_err err = {AS_OK, ""};
    if (size > 8192) {
        return 0;
    }
    const as_slice text = {(const char *)data, size};
    const as_status st = as_api_file_read("f", text, &f, &err);
    if (st != AS_OK) {
        must(f == NULL && st == AS_ESYNTAX && err.status == st);
        must(strncmp(err.msg, "f:", 2) == 0 && strchr(err.msg, '\n') == NULL);
        return 0;
    }
    for (uint32_t i = 0; i < f->n_entries; i++) {
        const as_api_entry *e = &f->entries[i];
        must(e->name[0] != '\0' && strchr(e->summary, '\n') == NULL);
        must(as_api_kind_name(e->kind)[0] != '\0');
        check_values(e->params, e->n_params, true);
        check_values(e->returns, e->n_returns, false);
        check_values(e->fields, e->n_fields, true);
    }
    as_api_file_free(f);
    return 0;
}
