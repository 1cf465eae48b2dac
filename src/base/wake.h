/*
 * Waiting for a while: condition variables that go by the monotonic clock, so that who rests for
 * some milliseconds does not rest for an hour when the wall clock is put right.
 */
#ifndef BASE_WAKE_H
#define BASE_WAKE_H

#include <pthread.h>
#include <time.h>

/* As pthread_cond_init(), for pthread_cond_timedwait() with wake_after(). */
void wake_init(pthread_cond_t *c);

/* So many milliseconds from now. */
struct timespec wake_after(long millis);

#endif
