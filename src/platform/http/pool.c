/*
 * Workers: a few threads that take whole requests from two queues.  Reports (CSV, XLSX, PDF) may
 * hold at most some of them, so that pages go on.
 */
#include "platform/http/http_impl.h"

#include <pthread.h>
#include <stdlib.h>

struct queue {
	struct job *first, **last;
	unsigned n;
};

struct pool {
	pthread_mutex_t lock;
	pthread_cond_t wake;
	struct queue pages, reports;
	unsigned report_workers, running_reports, running;
	bool stopping;
	unsigned n_threads;
	pthread_t threads[];
};

static void queue_push(struct queue *q, struct job *j)
{
	j->next = NULL;
	*q->last = j;
	q->last = &j->next;
	q->n++;
}

static struct job *queue_pop(struct queue *q)
{
	struct job *j = q->first;

	q->first = j->next;
	if (q->first == NULL)
		q->last = &q->first;
	q->n--;
	return j;
}

/* The next job this worker may run, NULL for none; pages first. */
static struct job *take(struct pool *p)
{
	if (p->pages.first != NULL)
		return queue_pop(&p->pages);
	if (p->reports.first != NULL && p->running_reports < p->report_workers)
		return queue_pop(&p->reports);
	return NULL;
}

static void *work(void *arg)
{
	struct pool *p = arg;
	struct job *j;
	bool report;

	pthread_mutex_lock(&p->lock);
	for (;;) {
		j = take(p);
		if (j == NULL) {
			if (p->stopping && p->reports.first == NULL)
				break;
			pthread_cond_wait(&p->wake, &p->lock);
			continue;
		}
		report = j->report;
		p->running++;
		p->running_reports += report;
		pthread_mutex_unlock(&p->lock);
		/* The job may be gone when run returns. */
		j->run(j);
		pthread_mutex_lock(&p->lock);
		p->running--;
		p->running_reports -= report;
		if (report)
			pthread_cond_broadcast(&p->wake);
	}
	pthread_mutex_unlock(&p->lock);
	return NULL;
}

struct pool *pool_new(unsigned workers, unsigned report_workers)
{
	struct pool *p = calloc(1, sizeof(*p) + workers * sizeof(p->threads[0]));

	if (p == NULL)
		abort();
	pthread_mutex_init(&p->lock, NULL);
	pthread_cond_init(&p->wake, NULL);
	p->pages.last = &p->pages.first;
	p->reports.last = &p->reports.first;
	p->report_workers = report_workers;
	while (p->n_threads < workers &&
	       pthread_create(&p->threads[p->n_threads], NULL, work, p) == 0)
		p->n_threads++;
	assert(p->n_threads > 0);
	return p;
}

void pool_free(struct pool *p)
{
	unsigned i;

	if (p == NULL)
		return;
	pthread_mutex_lock(&p->lock);
	p->stopping = true;
	pthread_cond_broadcast(&p->wake);
	pthread_mutex_unlock(&p->lock);
	for (i = 0; i < p->n_threads; i++)
		pthread_join(p->threads[i], NULL);
	pthread_cond_destroy(&p->wake);
	pthread_mutex_destroy(&p->lock);
	free(p);
}

void pool_add(struct pool *p, struct job *j)
{
	pthread_mutex_lock(&p->lock);
	queue_push(j->report ? &p->reports : &p->pages, j);
	pthread_cond_signal(&p->wake);
	pthread_mutex_unlock(&p->lock);
}

struct pool_stats pool_stats(struct pool *p)
{
	struct pool_stats s = { 0 };

	if (p == NULL)
		return s;
	pthread_mutex_lock(&p->lock);
	s.waiting = p->pages.n;
	s.waiting_reports = p->reports.n;
	s.running = p->running;
	pthread_mutex_unlock(&p->lock);
	return s;
}
