/* floor: io
 * fuzz_manifest.c - plugin.yaml, plugins.lock and entries of indexes of any
 * bytes: a plugin's author, an index's keeper or an editor wrote them. The
 * first byte chooses which. What is refused says so in one line with a place;
 * a lock that is read is written, and read again it is the same. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "io/indexfile.h"
#include "io/lockfile.h"
#include "io/manifest.h"
#include "io/version.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds)
{
    if (!holds) {
        abort();
    }
}

static void refused(as_status st, const as_err *err)
{
    must(st == AS_ESYNTAX && err->status == st);
    must(strncmp(err->msg, "f:", 2) == 0 && strchr(err->msg, '\n') == NULL);
}

static void manifest(as_slice text)
{
    as_manifest *m = NULL;
    as_err err = {AS_OK, ""};
    bool fits = false;
    const as_status st = as_manifest_read("f", text, &m, &err);
    if (st != AS_OK) {
        must(m == NULL);
        refused(st, &err);
        return;
    }
    must(as_plugin_name_ok(m->name) && as_version_ok(m->version));
    must(as_version_in(m->api, AS_VERSION, &fits) && fits);
    for (uint32_t i = 0; i < m->n_requires; i++) {
        must(as_plugin_name_ok(m->requires[i].name));
    }
    for (uint32_t i = 0; i < m->n_config; i++) {
        must(m->config[i].value == NULL ||
             as_manifest_value_ok(&m->config[i], m->config[i].value));
    }
    as_manifest_free(m);
}

static void lock(as_slice text)
{
    as_lock *l = NULL, *again = NULL;
    as_buf out = {0}, twice = {0};
    as_err err = {AS_OK, ""};
    const as_status st = as_lock_read("f", text, &l, &err);
    if (st != AS_OK) {
        must(l == NULL);
        refused(st, &err);
        return;
    }
    must(as_lock_write(l, &out, NULL) == AS_OK);
    must(as_lock_read("f", as_buf_slice(&out), &again, NULL) == AS_OK);
    must(as_lock_write(again, &twice, NULL) == AS_OK);
    must(out.n == twice.n && memcmp(out.p, twice.p, out.n) == 0);
    as_lock_free(l);
    as_lock_free(again);
    as_buf_clear(&out);
    as_buf_clear(&twice);
}

static void entry(as_slice text)
{
    as_index_entry *e = NULL;
    as_err err = {AS_OK, ""};
    const as_status st = as_index_entry_read("f", text, &e, &err);
    if (st != AS_OK) {
        must(e == NULL);
        refused(st, &err);
        return;
    }
    for (uint32_t i = 0; i < e->n_releases; i++) {
        must(as_version_ok(e->releases[i].version));
    }
    as_index_entry_free(e);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0 || size > 8192) {
        return 0;
    }
    const as_slice text = {(const char *)data + 1, size - 1};
    switch (data[0]) {
    case 'm':
        manifest(text);
        break;
    case 'l':
        lock(text);
        break;
    default:
        entry(text);
    }
    return 0;
}
