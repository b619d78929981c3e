/* manifest.h - plugin.yaml: what a plugin says of itself. */
#ifndef AS_IO_MANIFEST_H
#define AS_IO_MANIFEST_H

#include <stdint.h>

#include "base/err.h"
#include "io/need.h"
#include "match/gaz.h"

/* A gazetteer of the plugin. Paths are relative to the plugin's folder. */
typedef struct as_manifest_gaz {
    char *name;
    char **files;
    uint32_t n_files;
    char *kind;  /* layer that hits go to, "_x" one without records; NULL:
                  * none, only for lookup */
    char *label; /* default label; may be NULL */
    as_gaz_match match; /* default: norm */
    bool overlaps;      /* every hit, not only the longest */
    char *inflect;      /* a table of rules (gazfile.h); may be NULL */
} as_manifest_gaz;

/* A kind of record that the plugin brings. */
typedef struct as_manifest_kind {
    char *name;
    char **fields;
    uint32_t n_fields;
} as_manifest_kind;

typedef struct as_manifest_cap {
    char *name;   /* read or write: files beneath a folder */
    char *reason; /* shown to the user who is asked */
    char *folder; /* one that the author suggests; may be NULL */
} as_manifest_cap;

enum { AS_LIMIT_MEMORY_MB = 4096, AS_LIMIT_SECONDS = 600 };

typedef struct as_manifest_limits {
    uint32_t memory_mb; /* 0: the default; at most AS_LIMIT_MEMORY_MB */
    uint32_t seconds;   /* a document, or a MiB of it; 0: the default; at most
                         * AS_LIMIT_SECONDS */
} as_manifest_limits;

typedef enum as_option_type {
    AS_OPTION_NONE, /* no type at all */
    AS_OPTION_TEXT,
    AS_OPTION_NUMBER,
    AS_OPTION_BOOLEAN
} as_option_type;

/* What the user may set. */
typedef struct as_manifest_option {
    char *name;
    char *type;  /* text, number or boolean */
    char *value; /* the default; may be NULL */
    char *doc;   /* may be NULL */
} as_manifest_option;

typedef struct as_manifest {
    char *name;    /* [a-z][a-z0-9-]*, the folder's name */
    char *version; /* semantic version */
    char *api;     /* range of API versions */
    char *summary, *license, *homepage;
    char **authors, **categories, **provides, **after;
    char **before; /* stages of the program itself: actors */
    uint32_t n_authors, n_categories, n_provides, n_after, n_before;
    as_manifest_need *requires; /* must be there, and run before */
    as_manifest_need *conflicts; /* must not be there */
    uint32_t n_requires, n_conflicts;
    char **modules; /* Lua modules that plugins that require it may use */
    uint32_t n_modules;
    as_manifest_gaz *gazetteers;
    uint32_t n_gazetteers;
    char **models; /* files of tag/model.h, relative to the folder */
    uint32_t n_models;
    char **rules; /* files of io/rulefile.h, relative to the folder */
    uint32_t n_rules;
    as_manifest_kind *kinds;
    uint32_t n_kinds;
    as_manifest_cap *capabilities;
    uint32_t n_capabilities;
    as_manifest_limits *limits; /* may be NULL */
    as_manifest_option *config;
    uint32_t n_config;
} as_manifest;

enum { AS_MANIFEST_MAX = 1 << 20 }; /* bytes of a plugin.yaml */

/* Read and check `path`. Errors: AS_EIO, AS_ENOMEM, AS_ESYNTAX with
 * `path:line:column: what, what to do` (unknown key, wrong type, bad name or
 * version, a folder that is not called as the plugin is ...). */
as_status as_manifest_load(const char *path, as_manifest **out, as_err *err);

/* The same of text that is in memory, whatever its folder is called; `path`
 * is for messages. */
as_status as_manifest_read(const char *path, as_slice text, as_manifest **out,
                           as_err *err);
void as_manifest_free(as_manifest *m); /* accepts NULL */

as_option_type as_manifest_type(const char *type);

/* Is `value` of the option's type? */
bool as_manifest_value_ok(const as_manifest_option *option,
                          const char *value);

#endif
