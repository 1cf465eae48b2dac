#include "base/crew.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>

struct crew {
	pthread_mutex_t lock;
	pthread_cond_t given, done;
	struct crew_task *first, **last;
	bool ending;
	unsigned n;
	pthread_t thread[];
};

static void *crew_main(void *arg)
{
	struct crew *c = arg;
	struct crew_task *t;

	(void)pthread_mutex_lock(&c->lock);
	for (;;) {
		t = c->first;
		if (t == NULL && c->ending)
			break;
		if (t == NULL) {
			(void)pthread_cond_wait(&c->given, &c->lock);
			continue;
		}
		c->first = t->next;
		if (c->first == NULL)
			c->last = &c->first;
		(void)pthread_mutex_unlock(&c->lock);
		t->run(t);
		(void)pthread_mutex_lock(&c->lock);
		t->done = true;
		(void)pthread_cond_broadcast(&c->done);
	}
	(void)pthread_mutex_unlock(&c->lock);
	return NULL;
}

struct crew *crew_new(unsigned threads)
{
	struct crew *c = calloc(1, sizeof(*c) + threads * sizeof(c->thread[0]));

	if (c == NULL)
		abort();
	(void)pthread_mutex_init(&c->lock, NULL);
	(void)pthread_cond_init(&c->given, NULL);
	(void)pthread_cond_init(&c->done, NULL);
	c->last = &c->first;
	while (c->n < threads && pthread_create(&c->thread[c->n], NULL, crew_main, c) == 0)
		c->n++;
	return c;
}

void crew_give(struct crew *c, struct crew_task *t)
{
	t->next = NULL;
	t->done = false;
	if (c->n == 0) {
		t->run(t);
		t->done = true;
		return;
	}
	(void)pthread_mutex_lock(&c->lock);
	*c->last = t;
	c->last = &t->next;
	(void)pthread_cond_signal(&c->given);
	(void)pthread_mutex_unlock(&c->lock);
}

void crew_wait(struct crew *c, const struct crew_task *t)
{
	(void)pthread_mutex_lock(&c->lock);
	while (!t->done)
		(void)pthread_cond_wait(&c->done, &c->lock);
	(void)pthread_mutex_unlock(&c->lock);
}

void crew_free(struct crew *c)
{
	if (c == NULL)
		return;
	(void)pthread_mutex_lock(&c->lock);
	c->ending = true;
	(void)pthread_cond_broadcast(&c->given);
	(void)pthread_mutex_unlock(&c->lock);
	for (unsigned i = 0; i < c->n; i++)
		(void)pthread_join(c->thread[i], NULL);
	(void)pthread_cond_destroy(&c->done);
	(void)pthread_cond_destroy(&c->given);
	(void)pthread_mutex_destroy(&c->lock);
	free(c);
}
