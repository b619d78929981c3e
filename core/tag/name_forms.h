/* name_forms.h - words that a reader has met, each looked at once. Private to
 * core/tag. One thread. */
#ifndef AS_TAG_NAME_FORMS_H
#define AS_TAG_NAME_FORMS_H

#include "tag/name_word.h"

/* Forms that are kept at least, and those that a caller may ask for on top
 * of them before it has to call as_name_forms_trim. */
enum { AS_NAME_FORMS_KEPT = 1 << 15, AS_NAME_FORMS_MORE = 1 << 10 };

typedef struct as_name_forms as_name_forms;

/* `lists` are borrowed. Errors: AS_ENOMEM. */
as_status as_name_forms_new(const as_name_lists *lists, as_name_forms **out,
                            as_err *err);
void as_name_forms_free(as_name_forms *forms); /* accepts NULL */

/* The id of `text`, whose norm is `norm`: below AS_NAME_FORMS_KEPT +
 * AS_NAME_FORMS_MORE, and valid as its form until as_name_forms_trim. */
uint32_t as_name_forms_id(as_name_forms *forms, as_slice text, as_slice norm);
const as_name_form *as_name_forms_at(const as_name_forms *forms, uint32_t id);

/* Forget everything if there is too much of it; true if that was done. */
bool as_name_forms_trim(as_name_forms *forms);

/* How often everything was forgotten: until it changes, ids stay. */
uint64_t as_name_forms_epoch(const as_name_forms *forms);

#endif
