/*
 * Hosts: the cities of one process, and which host names lead to each.
 *
 * Every city has an app of its own (key, ids, zone, pool); a request belongs to the city that its
 * Host header names, before anything else about it is looked at.  With one city every host name
 * leads to it.  With several, an unknown one leads to the house: an app without city or pages,
 * which answers what is about the process (health, metrics, styles) and nothing else.
 *
 * X-Forwarded-Host is not read: a proxy passes the Host header on.
 */
#ifndef HTTP_HOSTS_H
#define HTTP_HOSTS_H

#include "platform/app.h"

struct hosts;

/* house is filled: an app of no city over the given pool. */
struct hosts *hosts_new(struct app *house, struct db_pool *pool, const char *version);
void hosts_free(struct hosts *h); /* NULL-safe */

/* Cities that one process may serve: all of Indonesia's and room. */
enum { HOSTS_CITIES = 600 };

/* Adds a city, at most HOSTS_CITIES; sets app->hosts.  From one thread at a time; requests may come
 * meanwhile. */
void hosts_add(struct hosts *h, struct app *city);

/* The cities in the order in which they came; NULL behind the last. */
struct app *hosts_city(const struct hosts *h, size_t i);

/* Does no city before this one use its database?  So that each is asked once. */
bool hosts_first_of_pool(const struct hosts *h, size_t i);

/* One name of a city, clean (str_host()).  Of two cities that claim it, the earlier one has it. */
struct host_name {
	const char *name;
	int64_t since;
};

/* The city has these names and no others.  At any time, from any thread. */
void hosts_set(struct hosts *h, const struct app *city, const struct host_name *names, size_t n);

/* The app that a Host header (or NULL) leads to, never NULL. */
struct app *hosts_find(struct hosts *h, const char *header);

/* The city that has the clean name, NULL for none. */
const struct app *hosts_owner(struct hosts *h, const char *name);

#endif
