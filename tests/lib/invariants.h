/* The invariants of the baton, read from tests/baton/invariants.sql as the test runs. */
#ifndef TESTS_INVARIANTS_H
#define TESTS_INVARIANTS_H

#include "base/ctx.h"

/*
 * The first sentence that does not hold in the open transaction of cx, NULL when all do.  The
 * sentence lives until the program ends.  A statement that fails is a sentence that does not hold.
 */
const char *invariants_broken(struct ctx *cx);

#endif
