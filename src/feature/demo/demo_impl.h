/* What the files of the sample city share; nobody else includes it. */
#ifndef DEMO_DEMO_IMPL_H
#define DEMO_DEMO_IMPL_H

#include "base/rng.h"
#include "feature/demo/demo.h"
#include "feature/region/region.h"

/* Units, hours, rosters, accounts and PSKS; a whole transaction. */
enum err demo_install_units(struct ctx *cx) NODISCARD;
enum err demo_install_accounts(struct ctx *cx, const char *password_hash) NODISCARD;
enum err demo_install_psks(struct ctx *cx) NODISCARD;

/* Made-up names. */
const char *demo_person_name(struct ctx *cx, int sex);
const char *demo_phone(struct ctx *cx);

#endif
