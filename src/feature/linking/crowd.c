/* Those who come together, such as the rows of a file, compared by the process that compares
 * everybody. */
#include "feature/linking/whole_impl.h"

#include <poll.h>
#include <stdlib.h>

#include "base/log.h"
#include "base/str.h"

struct crowd {
	struct whole_task task;
	char *model;
	struct whole_link link;
	bool started, sent, lost; /* lost: the process is, and with it what it was told */
	int64_t *number;          /* of those told of, in that order */
	size_t n, cap;
};

enum err crowd_new(struct ctx *cx, int64_t most, struct crowd **ret)
{
	struct crowd *c;
	const char *model;
	size_t size;

	TRY(model_in_use(cx, &model, &size));
	c = calloc(1, sizeof(*c));
	if (c == NULL || (c->model = malloc(size)) == NULL)
		abort();
	memcpy(c->model, model, size);
	c->task = whole_task_for(most, size, true);
	c->link.fd = -1;
	*ret = c;
	return ERR_OK;
}

void crowd_free(struct crowd *c)
{
	if (c == NULL)
		return;
	whole_drop(&c->link);
	free(c->model);
	free(c->number);
	free(c);
}

/* Whoever is entered goes on without it. */
static void lose(struct ctx *cx, struct crowd *c, enum err why)
{
	LOG(err_level(why), cx->now, "crowd", LOG_NUM("people", (int64_t)c->n),
	    LOG_TEXT("detail", cx->detail));
	err_clear(cx);
	whole_drop(&c->link);
	c->lost = true;
}

static void remember(struct crowd *c, int64_t number)
{
	if (c->n == c->cap) {
		c->cap = c->cap * 2 + WHOLE_FRAME;
		c->number = realloc(c->number, c->cap * sizeof(*c->number));
		if (c->number == NULL)
			abort();
	}
	c->number[c->n++] = number;
}

static enum err record_of(struct ctx *cx, const struct newcomer *who, struct record *ret)
{
	TRY(record_said(cx, who->person, who->family, ret));
	ret->id = who->n;
	return ERR_OK;
}

static enum err tell(struct ctx *cx, struct crowd *c, const struct record *records, size_t n)
{
	if (!c->started) {
		c->started = true;
		TRY(whole_start(cx, &c->link, &c->task, c->model));
	}
	return whole_send(cx, &c->link, records, n);
}

static enum err tell_frame(struct ctx *cx, struct crowd *c, const struct newcomer *who, size_t n)
{
	struct record *records = ARENA_ARRAY(cx->arena, WHOLE_FRAME, struct record);
	enum err e;

	for (size_t i = 0; i < n; i++) {
		TRY(record_of(cx, &who[i], &records[i]));
		remember(c, who[i].n);
	}
	e = tell(cx, c, records, n);
	if (e != ERR_OK)
		lose(cx, c, e);
	return ERR_OK;
}

enum err crowd_tell(struct ctx *cx, struct crowd *c, const struct newcomer *who, size_t n)
{
	size_t frame;

	for (size_t at = 0; at < n && !c->lost; at += frame) {
		frame = MIN(n - at, (size_t)WHOLE_FRAME);
		TRY(tell_frame(cx, c, &who[at], frame));
	}
	return ERR_OK;
}

static void take_pairs(struct ctx *cx, const struct crowd *c, struct crowd_pair **ret,
		       size_t *ret_n)
{
	struct whole_answer answer;
	struct linkage_pair pair;
	const char *at = c->link.in.data + sizeof(answer);

	memcpy(&answer, c->link.in.data, sizeof(answer));
	at += answer.model_size;
	*ret = ARENA_ARRAY(cx->arena, answer.sent + 1, struct crowd_pair);
	for (*ret_n = 0; *ret_n < answer.sent && answer.records == c->n; ++*ret_n) {
		memcpy(&pair, at + *ret_n * sizeof(pair), sizeof(pair));
		if (pair.a >= c->n || pair.b >= c->n)
			break;
		(*ret)[*ret_n] = (struct crowd_pair){ c->number[pair.a], c->number[pair.b] };
	}
}

enum err crowd_pairs(struct ctx *cx, struct crowd *c, int wait_ms, struct crowd_pair **ret,
		     size_t *ret_n, bool *ret_done)
{
	struct pollfd p = { .fd = c->link.fd, .events = POLLIN };
	enum err e;

	*ret = NULL;
	*ret_n = 0;
	*ret_done = c->lost || !c->started;
	if (*ret_done)
		return ERR_OK;
	if (!c->sent)
		whole_sent(&c->link);
	c->sent = true;
	(void)poll(&p, 1, wait_ms);
	e = whole_take(cx, &c->link, ret_done);
	if (e != ERR_OK) {
		lose(cx, c, e);
		*ret_done = true;
	} else if (*ret_done) {
		take_pairs(cx, c, ret, ret_n);
	}
	return ERR_OK;
}

static bool same_nik(const struct record *a, const struct record *b)
{
	const struct linkage_cell *x = &a->cell[RECORD_NIK], *y = &b->cell[RECORD_NIK];

	return x->size > 0 && x->size == y->size && memcmp(x->text, y->text, x->size) == 0;
}

enum err crowd_weigh(struct ctx *cx, int64_t most, const struct newcomer *a,
		     const struct newcomer *b, struct alike *ret, bool *ret_likely)
{
	struct record one, other;
	struct same_near near;

	TRY(record_of(cx, a, &one));
	TRY(record_of(cx, b, &other));
	*ret_likely = false;
	if (same_nik(&one, &other))
		return ERR_OK;
	TRY(near_records(cx, (uint64_t)most, &one, &other, &near, ret_likely));
	*ret_likely = *ret_likely && !near.two_nik;
	if (*ret_likely)
		*ret = near_alike(cx, &near);
	return ERR_OK;
}
