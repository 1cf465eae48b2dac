/* The tables that tools/mktext makes; only i18n.c and the generated file include this. */
#ifndef I18N_I18N_IMPL_H
#define I18N_I18N_IMPL_H

#include "platform/i18n/i18n.h"

extern const char *const text_keys[T__MAX];
extern const char *const text_table[LANG__MAX][T__MAX];

#endif
