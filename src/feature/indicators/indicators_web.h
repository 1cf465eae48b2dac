/* Pages of figures: overview, needs not met, services given, who looked, the log. */
#ifndef INDICATORS_INDICATORS_WEB_H
#define INDICATORS_INDICATORS_WEB_H

#include "feature/reference/reference.h"
#include "platform/http/http.h"
#include "text/indicators.h"

extern const struct route indicators_routes[]; /* /ikhtisar, /layanan */
extern const struct route behind_routes[];     /* lists behind figures */
extern const struct route needs_routes[];      /* /kebutuhan */
extern const struct route watch_routes[];      /* /jejak, /audit */

/* Which services a page narrows to; the members stand in the order of enum service_kind. */
#define SERVICE_KIND_FIELD                                                          \
	{                                                                           \
		.name = "jenis", .kind = FIELD_ENUM, .label = T_INDICATORS_KIND_OF, \
		.members = service_kinds,                                           \
	}
extern const struct member service_kinds[];

/* What stands for "none" in an address. */
const char *indicator_key(const char *code);

/* The SPM group in words; without one that it is none of the SPM. */
const char *indicator_group_name(struct ctx *cx, const struct ref_book *groups, const char *code);

/* A tile: the figure for who may open the cases behind it, for others to the nearest five. */
struct ui_figure indicator_figure(struct ctx *cx, int64_t n);

#endif
