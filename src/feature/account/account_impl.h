/* What the rules of account share. */
#ifndef ACCOUNT_ACCOUNT_IMPL_H
#define ACCOUNT_ACCOUNT_IMPL_H

#include "base/ctx.h"

/* One row was changed, or somebody else was faster: ERR_CONFLICT, with the sentence. */
enum err account_changed_one(struct ctx *cx, int64_t changed) NODISCARD;

/* All sessions of the acting person but this one. */
enum err account_end_other_sessions(struct ctx *cx) NODISCARD;

#endif
