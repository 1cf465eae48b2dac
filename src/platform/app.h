/*
 * The long-lived services that main.c (or a test) puts together once and everyone borrows: one app
 * for each city of the process.  Nothing that belongs to a city is kept outside its app, unless its
 * key carries the city's number.
 */
#ifndef PLATFORM_APP_H
#define PLATFORM_APP_H

#include "base/ctx.h"
#include "base/id.h"

struct db_pool;
struct vault;
struct media_store;
struct route;
struct hosts;
struct jobs_runner;

/* Who may try the sample city, as what. */
struct sample_login {
	const char *login, *what;
};

struct app {
	struct db_pool *pool;
	struct vault *vault; /* the city's key */
	struct id_maker ids;
	const struct route *const *routes; /* NULL-terminated list of route tables */
	size_t n_routes;                   /* tables in routes */
	bool demo;                         /* sample data: every page carries the word CONTOH */
	const struct sample_login *sample_logins; /* shown at sign-in of a sample city */
	size_t n_sample_logins;
	const char *sample_password;
	bool https;                         /* cookies are Secure */
	struct jobs_runner *_Atomic runner; /* its jobs; NULL: none run */
	struct hosts *hosts;                /* the other cities of the process, or NULL */
	int64_t city;                       /* whose app this is; 0: nobody's, see http/hosts.h */
	/* "https://melaju.sukabumikota.go.id", for QR codes; no slash.  It follows the host names.
	 */
	const char *_Atomic public_url;
	const char *version;
	const char *spool;     /* folder for files on their way in; NULL: none are taken */
	int zone_minutes;      /* of the city: 420 WIB, 480 WITA, 540 WIT */
	const char *city_name; /* "Kota Sukabumi" */
	const char *city_code; /* "3272"; for metrics and logs */
};

#define APP_ID(cx) id_make(&(cx)->app->ids, (cx)->now)

#endif
