/* The tables that tools/mktext makes; only i18n.c, the generated file and tests include this. */
#ifndef I18N_I18N_IMPL_H
#define I18N_I18N_IMPL_H

#include "platform/i18n/i18n.h"

#define TEXT_KEYS_MAX 1024U /* of a catalogue; tools/catalogue.mjs says it too */

/* The texts T to T + n - 1, T being the place of the catalogue times TEXT_KEYS_MAX. */
struct catalogue {
	size_t n;
	const char *const *keys;
	const char *const *texts[LANG__MAX];
};

/* At 0 the one that holds T__NONE. */
extern const struct catalogue text_catalogues[];
extern const size_t text_n_catalogues;

/* All but T__NONE in the order of their keys, for text_find(). */
extern const enum text text_sorted[];
extern const size_t text_n_sorted;

#endif
