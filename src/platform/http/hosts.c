#include "platform/http/hosts.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/str.h"

struct claim {
	char name[STR_HOST];
	struct app *city;
	int64_t since;
};

struct hosts {
	pthread_rwlock_t lock; /* of claims */
	struct app *house;
	struct app *cities[HOSTS_CITIES]; /* they only grow, and are read without the lock */
	atomic_size_t n_cities;
	struct claim *claims;
	size_t n_claims;
};

static const struct route *const no_routes[] = { NULL };

struct hosts *hosts_new(struct app *house, struct db_pool *pool, const char *version)
{
	struct hosts *h = memory_grown(NULL, 1, sizeof(*h));

	memset(h, 0, sizeof(*h));
	h->house = house;
	(void)pthread_rwlock_init(&h->lock, NULL);
	*house = (struct app){
		.pool = pool,
		.routes = no_routes,
		.hosts = h,
		.public_url = "",
		.version = version,
		.zone_minutes = 420,
		.city_name = "",
		.city_code = "",
	};
	return h;
}

void hosts_free(struct hosts *h)
{
	if (h == NULL)
		return;
	(void)pthread_rwlock_destroy(&h->lock);
	free(h->claims);
	free(h);
}

void hosts_add(struct hosts *h, struct app *city)
{
	assert(h->n_cities < HOSTS_CITIES);
	city->hosts = h;
	h->cities[h->n_cities] = city;
	h->n_cities++; /* whoever counts it finds it */
}

struct app *hosts_city(const struct hosts *h, size_t i)
{
	return i < h->n_cities ? h->cities[i] : NULL;
}

bool hosts_first_of_pool(const struct hosts *h, size_t i)
{
	size_t k;

	for (k = 0; k < i; k++)
		if (h->cities[k]->pool == h->cities[i]->pool)
			return false;
	return true;
}

static struct app *own(const struct hosts *h, const struct app *city)
{
	size_t i = 0;

	while (h->cities[i] != city)
		i++;
	return h->cities[i];
}

void hosts_set(struct hosts *h, const struct app *city, const struct host_name *names, size_t n)
{
	struct app *mine = own(h, city);
	size_t i, kept = 0;

	(void)pthread_rwlock_wrlock(&h->lock);
	for (i = 0; i < h->n_claims; i++)
		if (h->claims[i].city != mine)
			h->claims[kept++] = h->claims[i];
	h->claims = memory_grown(h->claims, kept + n + 1, sizeof(struct claim));
	for (i = 0; i < n; i++) {
		struct claim *c = &h->claims[kept];

		if (!str_host(names[i].name, c->name))
			continue;
		c->city = mine;
		c->since = names[i].since;
		kept++;
	}
	h->n_claims = kept;
	(void)pthread_rwlock_unlock(&h->lock);
}

/* Is a claimed before b?  In the same instant the smaller number was first. */
static bool before(const struct claim *a, const struct claim *b)
{
	return a->since != b->since ? a->since < b->since : a->city->city < b->city->city;
}

static struct app *claimed(struct hosts *h, const char *name)
{
	const struct claim *best = NULL;
	struct app *city;
	size_t i;

	(void)pthread_rwlock_rdlock(&h->lock);
	for (i = 0; i < h->n_claims; i++)
		if (strcmp(h->claims[i].name, name) == 0 &&
		    (best == NULL || before(&h->claims[i], best)))
			best = &h->claims[i];
	city = best != NULL ? best->city : NULL;
	(void)pthread_rwlock_unlock(&h->lock);
	return city;
}

struct app *hosts_find(struct hosts *h, const char *header)
{
	char name[STR_HOST];
	struct app *city;

	if (h->n_cities == 1)
		return h->cities[0];
	if (header == NULL || !str_host(header, name))
		return h->house;
	city = claimed(h, name);
	return city != NULL ? city : h->house;
}

const struct app *hosts_owner(struct hosts *h, const char *name)
{
	return claimed(h, name);
}
