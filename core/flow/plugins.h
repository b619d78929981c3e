/* plugins.h - the plugins that are there: manifests read, gazetteers and
 * rules compiled, models loaded, sorted so that each comes behind what it
 * `requires` and what it says it runs `after`. Made once, then never changed:
 * share it between threads. Knows no Lua: main.lua is only a path here. */
#ifndef AS_FLOW_PLUGINS_H
#define AS_FLOW_PLUGINS_H

#include "io/kinds.h"
#include "io/lockfile.h"
#include "io/manifest.h"
#include "match/rules.h"
#include "tag/model.h"

/* How far a plugin is trusted: what decides on isolation (shell/). */
typedef enum as_trust {
    AS_TRUST_BUNDLED, /* came with the program */
    AS_TRUST_KNOWN,   /* signed by a key that the user knows */
    AS_TRUST_UNKNOWN
} as_trust;

/* A plugin that another requires; the fields are those of as_plugin. */
typedef struct as_plugin_needed {
    const as_manifest *manifest;
    const char *dir;
    const struct as_plugin_needed *needed;
    const as_lock_pair *config;
    size_t n_config;
} as_plugin_needed;

typedef struct as_plugin {
    const as_manifest *manifest;
    const char *dir;
    const char *main; /* path of main.lua; NULL if there is none */
    as_trust trust;
    const as_lock_grant *grants; /* capabilities that the user granted */
    size_t n_grants;
    const as_lock_pair *config;  /* options that the user set */
    size_t n_config;
    const as_plugin_needed *needed; /* one for each of manifest->requires */
    as_gaz *const *gazetteers; /* one for each of manifest->gazetteers */
    as_model *const *models;   /* one for each of manifest->models */
    as_rules *rules;           /* of all its files; NULL: it has none */
    const char *const *rule_files; /* paths, one for each of manifest->rules */
    const char *rule_stage;    /* "NAME/rules" */
} as_plugin;

typedef struct as_plugins as_plugins;

/* A plugin that does not load is told here, and left out. */
typedef void (*as_plugins_problem)(void *ctx, const as_err *err);

/* Where plugins are: a folder that holds folders of plugins, taken in name
 * order, or (`one`) the folder of a single one. */
typedef struct as_plugin_source {
    const char *dir;
    bool one;
    as_trust trust;
    const as_lock_entry *entry; /* of one that was installed; or NULL */
} as_plugin_source;

typedef struct as_plugins_spec {
    const as_plugin_source *sources;
    size_t n_sources;
    const as_lock *lock; /* what is switched off in it stays out; or NULL */
    /* For who is about to mend a plugin: one whose rules have faults stays,
     * without rules, and nothing is told. Else it is left out. */
    bool lenient;
    as_plugins_problem problem;
    void *ctx;
} as_plugins_spec;

/* Load the plugins of all sources; of two with one name the first wins. A
 * folder that is not there is passed over. Nothing of `spec` is needed
 * afterwards. Errors: AS_ENOMEM; AS_EINVAL (a cycle, naming it). */
as_status as_plugins_load(const as_plugins_spec *spec, as_plugins **out,
                          as_err *err);

as_plugins *as_plugins_ref(as_plugins *plugins);
void as_plugins_unref(as_plugins *plugins); /* accepts NULL */

/* In running order. */
size_t as_plugins_count(const as_plugins *plugins);
const as_plugin *as_plugins_get(const as_plugins *plugins, size_t i);

/* Leave plugins out after all, before anybody shares the set: those that
 * `drop` says, and those that require one of them, which is told. Other
 * plugins' rules may still use their gazetteers. */
void as_plugins_drop(as_plugins *plugins,
                     bool (*drop)(void *ctx, const as_plugin *plugin),
                     void *drop_ctx, as_plugins_problem problem, void *ctx);

/* Built-in kinds and those of the plugins. */
const as_kinds *as_plugins_kinds(const as_plugins *plugins);

#endif
