/*
 * Structured log: one JSON object a line on stderr.  Only http/, jobs/ and main.c log; domain code
 * never does.  Keys are literals; values are numbers, codes and ids, never personal data.
 */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include "base/err.h"

struct log_field {
	const char *key;
	const char *text; /* used when not NULL, otherwise number */
	int64_t number;
};

#define LOG_TEXT(k, v) ((struct log_field){ .key = (k), .text = (v) })
#define LOG_NUM(k, v)  ((struct log_field){ .key = (k), .number = (v) })

/* Writes {"t":...,"level":...,"event":event,...}.  event is a short literal such as "http". */
void log_event(enum log_level level, int64_t now, const char *event, const struct log_field *fields,
	       size_t n);

#define LOG(level, now, event, ...)                                             \
	log_event(level, now, event, (const struct log_field[]){ __VA_ARGS__ }, \
		  sizeof((const struct log_field[]){ __VA_ARGS__ }) / sizeof(struct log_field))

/* Turns the log off (tests) or on. */
void log_enable(bool on);

#endif
