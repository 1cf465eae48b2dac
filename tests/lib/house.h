/*
 * The small city behind its request handlers: whole requests in this process, with session, form
 * token, one-time key and permission, and an own connection that looks at what was committed.
 *
 * Opened in memory (SQLite only), all of it can be put back to what it was at a mark.
 */
#ifndef TESTS_HOUSE_H
#define TESTS_HOUSE_H

#include "lib/city.h"
#include "lib/pagevfs.h"
#include "platform/auth/auth.h"
#include "platform/http/http.h"

/* Accounts besides those of the city. */
enum {
	HOUSE_COORDINATOR2 = CITY__PEOPLE, /* decides at the second desk */
	HOUSE_STRANGER, /* sees all cases of the desk's kelurahan, has a part in none: hospital */
	HOUSE__PEOPLE
};

/* Somebody's open browser. */
struct seat {
	char cookie[80], csrf[AUTH_TOKEN_SIZE];
	int64_t since; /* 0: not signed in */
};

struct house {
	struct city_fixture c;
	struct app *app; /* &c.t.app, or that of the host */
	struct db *eye;  /* own connection, reads only */
	int64_t person[HOUSE__PEOPLE];
	struct seat seats[HOUSE__PEOPLE];
	unsigned once;    /* one-time keys given out */
	unsigned node;    /* makes the keys of two houses differ */
	unsigned again;   /* the key that the next request repeats, 0: a new one */
	int status;       /* of the last answer */
	int64_t made;     /* the id it names, 0 without */
	char answer[400]; /* its beginning */
};

void house_open(struct house *h);
/* Its database in memory: before anything else of the program uses SQLite. */
void house_open_in_memory(struct house *h);
void house_close(struct house *h);

/* Lets the database go, its files stay; and takes it up again. */
void house_leave(struct house *h);
enum err house_return(struct house *h, const char *url) NODISCARD;

/* A further person at the host's database, on a thread of its own: own context and connection. */
void house_join(struct house *h, struct house *host, unsigned node);
void house_part(struct house *h);

/*
 * Posts a form as who (index of h->person); fields like printf, without token and key.  What the
 * handler said becomes an error: 409 ERR_CONFLICT, 422 ERR_INVALID, 404 ERR_NOTFOUND, 403
 * ERR_DENIED, 503 ERR_BUSY, 507 ERR_FULL, anything else not in 2xx or 3xx ERR_DB.
 */
enum err house_post(struct house *h, unsigned who, const char *path, const char *fields, ...)
    PRINTF(4, 5) NODISCARD;

/* Was the last conflict one of tables only, without a sentence that says why? */
bool house_unexplained(struct house *h);

/* Signs in, unless signed in a moment ago. */
void house_seat(struct house *h, unsigned who);

/* Everybody signs in now, so that a mark has them signed in. */
void house_seat_all(struct house *h);

/* The instant as a form carries it. */
const char *house_when(struct house *h, int64_t at);

/* Looking: everything between is one snapshot of the own connection. */
void house_look(struct house *h);
void house_look_end(struct house *h);

/* The first sentence of tests/baton/invariants.sql that does not hold, by the own connection. */
const char *house_broken(struct house *h);

/* A state to come back to; zeroed before its first use. */
struct house_mark {
	struct image image;
	struct seat seats[HOUSE__PEOPLE];
	int64_t now;
};
void house_mark(struct house *h, struct house_mark *ret);
void house_back(struct house *h, const struct house_mark *m);

#endif
