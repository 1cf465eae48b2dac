/* The forms by which an officer says what happens to people and families, and the places of their
 * fields; event_web.c draws and reads them. */
#ifndef REGISTRY_EVENT_FORM_H
#define REGISTRY_EVENT_FORM_H

#include "platform/form/form.h"

enum { G_FAMILY, G_WHEN, G_NEW_HEAD, G_SOURCE, G_NOTE };
enum { C_FAMILY, C_RELATION, C_WHEN, C_SOURCE, C_NOTE };
enum { J_FAMILY, J_KK, J_RELATION, J_WHEN, J_NEW_HEAD, J_SOURCE, J_NOTE };
enum { A_FAMILY, A_NIK, A_RELATION, A_WHEN, A_SOURCE, A_NOTE };
enum { B_FAMILY, B_NAME, B_SEX, B_WHEN, B_PLACE, B_MOTHER, B_SOURCE, B_NOTE };
enum { H_FAMILY, H_WHO, H_RELATION, H_WHEN, H_SOURCE, H_NOTE };
enum { M_FAMILY, M_WHO, M_PARTNER, M_HEAD, M_KK, M_WHEN, M_NEW_HEAD, M_SOURCE, M_NOTE };
enum { HEAD_HERE, HEAD_PARTNER };
enum { S_FAMILY, S_IDS, S_KK, S_WHEN, S_NEW_HEAD, S_SOURCE, S_NOTE, S_FIRST };

extern const struct form_def gone_form, gone_plain_form, came_form, join_form, join_plain_form,
    add_form, born_form, head_form, marry_form, split_form;

/* Of a split without the members, whose fields come behind. */
extern const struct field split_fields[];

#endif
