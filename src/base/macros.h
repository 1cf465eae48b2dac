/* Attributes and small macros that the whole house uses. */
#ifndef BASE_MACROS_H
#define BASE_MACROS_H

#include <assert.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define NODISCARD          __attribute__((warn_unused_result))
#define PRINTF(fmt, first) __attribute__((format(printf, fmt, first)))
#define CLEANUP(fn)        __attribute__((cleanup(fn)))
#define UNUSED             __attribute__((unused))
#define NORETURN           __attribute__((noreturn))

/* Number of elements of a true array; a pointer does not compile. */
#define LEN(a)                                                                                     \
	(sizeof(a) / sizeof((a)[0]) +                                                              \
	 0 * sizeof(struct {                                                                       \
		 int not_an_array[__builtin_types_compatible_p(__typeof__(a), __typeof__(&(a)[0])) \
				      ? -1                                                         \
				      : 1];                                                        \
	 }))

#define MIN(a, b) ((a) < (b) ? (a) : (b))
#define MAX(a, b) ((a) > (b) ? (a) : (b))

#endif
