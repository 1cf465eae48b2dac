/*
 * Helpers: this very program started anew with one hidden word, so that it holds no key, no lock,
 * no connection and no memory of the server.
 */
#ifndef BASE_HELPER_H
#define BASE_HELPER_H

#include <sys/types.h>

#include "base/macros.h"

/* Starts it without environment, in and out as its input and output.  -1: it could not be. */
pid_t helper_start(const char *name, int in, int out);

/* Waits for its end, which is near: its output was closed, or it was killed.  What waitpid says. */
int helper_end(pid_t pid);

#endif
