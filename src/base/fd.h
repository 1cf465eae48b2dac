/* Files and pipes by their descriptors: all of it, not as much as one call happened to move. */
#ifndef BASE_FD_H
#define BASE_FD_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "base/macros.h"

/* Reads n bytes or up to the end; how many it were, or -1 with errno set when reading failed. */
ssize_t fd_read(int fd, void *p, size_t n) NODISCARD;

/* Writes all n bytes; false with errno set when some may not have been. */
bool fd_write(int fd, const void *p, size_t n) NODISCARD;

/* For CLEANUP(): closes what is open and says so. */
void close_fd(int *fd);

#endif
