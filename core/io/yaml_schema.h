/* yaml_schema.h - short forms of libcyaml's fields, for the files of this
 * floor that describe one of YAML's. Lists count in 32 bits. */
#ifndef AS_IO_YAML_SCHEMA_H
#define AS_IO_YAML_SCHEMA_H

#include <stdint.h>

#include "io/yaml.h"

#define OPTIONAL CYAML_FLAG_OPTIONAL

/* A string that is not empty. `member` may be one of an inner struct. */
#define TEXT(name, flags, type, member)                                       \
    {                                                                         \
        .key = (name), .data_offset = offsetof(type, member), .value = {      \
            CYAML_VALUE_STRING(CYAML_FLAG_POINTER | (flags), char, 1,         \
                               CYAML_UNLIMITED),                              \
        },                                                                    \
    }

/* A list that may be missing, and the field that counts it. */
#define LIST_OF(name, type, member, count, entry)                             \
    {                                                                         \
        .key = (name), .data_offset = offsetof(type, member),                 \
        .count_offset = offsetof(type, count),                                \
        .count_size = sizeof(uint32_t), .value = {                            \
            CYAML_VALUE_SEQUENCE(CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL,    \
                                 __typeof__(*((type *)0)->member), entry, 0,  \
                                 CYAML_UNLIMITED),                            \
        },                                                                    \
    }

/* Counted in n_MEMBER. */
#define LIST(name, type, member, entry)                                       \
    LIST_OF(name, type, member, n_##member, entry)

#define ANSWER(name, flags, type, member)                                     \
    CYAML_FIELD_ENUM(name, CYAML_FLAG_STRICT | (flags), type, member,         \
                     as_yaml_answers, AS_YAML_ANSWERS)

#endif
