/* Scorers: what an agreement is worth, as this city learnt it or as the program carries it. */
#include "feature/linking/linking_impl.h"

#include <pthread.h>
#include <stdlib.h>

#include "platform/assets/assets.h"

const enum linkage_kind record_kinds[RECORD_COLUMNS] = {
	LINKAGE_NAME, LINKAGE_MOTHER, LINKAGE_BIRTH_DATE, LINKAGE_BIRTH_PLACE, LINKAGE_SEX,
	LINKAGE_NIK,  LINKAGE_KK,     LINKAGE_PHONE,      LINKAGE_ADDRESS,     LINKAGE_REGION,
};

/*
 * One for each model and fourfold of people, made when first asked for.  It is only read, so
 * threads share it; the one unused for longest makes room for the next, and goes when its last
 * reader has given it back.
 */
enum { KEPT = 16, SMALLEST = 1024, LARGEST = 1 << 30 };
struct scorer {
	int64_t city, model_id; /* 0, 0: the model the program carries */
	uint64_t population, used;
	struct linkage_one *one;
	unsigned readers;
	bool gone;
};
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct scorer *kept[KEPT];
static uint64_t uses;

static void scorer_free(struct scorer *s)
{
	linkage_one_free(s->one);
	free(s);
}

/* The caller holds the lock. */
static struct scorer *scorer_find(int64_t city, int64_t model_id, uint64_t population)
{
	for (size_t i = 0; i < KEPT; i++)
		if (kept[i] != NULL && kept[i]->city == city && kept[i]->model_id == model_id &&
		    kept[i]->population == population) {
			kept[i]->used = ++uses;
			kept[i]->readers++;
			return kept[i];
		}
	return NULL;
}

/* The caller holds the lock. */
static void scorer_keep(struct scorer *s)
{
	size_t at = 0;

	for (size_t i = 0; i < KEPT && kept[at] != NULL; i++)
		if (kept[i] == NULL || kept[i]->used < kept[at]->used)
			at = i;
	if (kept[at] != NULL) {
		kept[at]->gone = true;
		if (kept[at]->readers == 0)
			scorer_free(kept[at]);
	}
	s->used = ++uses;
	s->readers = 1;
	kept[at] = s;
}

struct linkage_one *model_scorer(const char *text, size_t n, uint64_t population)
{
	struct linkage_model *m;
	struct linkage_one *o;
	unsigned line;

	m = linkage_model_read(text, n, &line);
	if (m == NULL)
		return NULL;
	o = linkage_one_new(m, record_kinds, RECORD_COLUMNS, population);
	linkage_model_free(m);
	return o;
}

const struct asset *model_built_in(void)
{
	const struct asset *a = asset_find(LINKAGE_MODEL_BUILT_IN);

	assert(a != NULL);
	return a;
}

static enum err text_of(struct ctx *cx, int64_t model_id, const char **ret, size_t *ret_n)
{
	const struct asset *a = model_built_in();
	struct model_get_row row;

	*ret = (const char *)a->data;
	*ret_n = a->size;
	if (model_id == 0)
		return ERR_OK;
	TRY(model_get_one(cx, &(struct model_get_args){ .id = model_id }, &row));
	*ret = row.body;
	*ret_n = strlen(row.body);
	return ERR_OK;
}

static enum err scorer_make(struct ctx *cx, int64_t model_id, uint64_t population,
			    struct scorer **ret)
{
	struct scorer *s;
	struct linkage_one *one;
	const char *text;
	size_t n;

	TRY(text_of(cx, model_id, &text, &n));
	one = model_scorer(text, n, population);
	if (one == NULL)
		return err_set(cx, ERR_DB, "the learnt model %lld cannot be read",
			       (long long)model_id);
	s = calloc(1, sizeof(*s));
	if (s == NULL)
		abort();
	*s = (struct scorer){ .city = model_id != 0 ? cx->city : 0,
			      .model_id = model_id,
			      .population = population,
			      .one = one };
	(void)pthread_mutex_lock(&lock);
	scorer_keep(s);
	(void)pthread_mutex_unlock(&lock);
	*ret = s;
	return ERR_OK;
}

/* 0: the program's. */
static enum err id_in_use(struct ctx *cx, int64_t *ret)
{
	struct model_now_row model;
	bool learnt;

	TRY(model_now_maybe(cx, &model, &learnt));
	*ret = learnt && model.off == 0 ? model.id : 0;
	return ERR_OK;
}

enum err model_in_use(struct ctx *cx, const char **ret, size_t *ret_n)
{
	int64_t id;

	TRY(id_in_use(cx, &id));
	return text_of(cx, id, ret, ret_n);
}

enum err scorer_lend(struct ctx *cx, uint64_t coming, struct scorer **ret)
{
	struct link_people_row people;
	uint64_t population = SMALLEST;
	int64_t id;

	TRY(link_people_one(cx, &people));
	TRY(id_in_use(cx, &id));
	while (population < LARGEST && population < (uint64_t)people.n + coming)
		population *= 4;
	(void)pthread_mutex_lock(&lock);
	*ret = scorer_find(id != 0 ? cx->city : 0, id, population);
	(void)pthread_mutex_unlock(&lock);
	return *ret != NULL ? ERR_OK : scorer_make(cx, id, population, ret);
}

const struct linkage_one *scorer_one(const struct scorer *s)
{
	return s->one;
}

void scorer_return(struct scorer *s)
{
	(void)pthread_mutex_lock(&lock);
	s->readers--;
	if (s->gone && s->readers == 0)
		scorer_free(s);
	(void)pthread_mutex_unlock(&lock);
}
