/* See ways.h. */
#include "lib/ways.h"

#include "lib/states.h"

#include <stdlib.h>

void ways_add(struct ways *w, uint32_t from, uint32_t to, enum way_kind kind)
{
	if (w->n == w->max) {
		w->max = w->max == 0 ? 4096 : w->max * 2;
		w->at = reallocarray(w->at, w->max, sizeof(*w->at));
		if (w->at == NULL)
			abort();
	}
	w->at[w->n++] = (struct way){ from, to, kind };
}

void ways_free(struct ways *w)
{
	free(w->at);
	*w = (struct ways){ NULL, 0, 0 };
}

/* Back from the ends: ways were added in the order of breadth, so from the last one on. */
uint32_t ways_endless(const struct ways *w, bool *ended, size_t n)
{
	bool more = true;
	size_t i;

	while (more) {
		more = false;
		for (i = w->n; i-- > 0;)
			if (w->at[i].kind == WAY_NEARER && ended[w->at[i].to] &&
			    !ended[w->at[i].from])
				more = ended[w->at[i].from] = true;
	}
	for (i = 0; i < n; i++)
		if (!ended[i])
			return (uint32_t)i;
	return STATE_NONE;
}

/* Keeps the ways of time that lead elsewhere: reminders and waiting lists stay where they are. */
static uint32_t keep_time(struct ways *w)
{
	size_t i, n = 0;

	for (i = 0; i < w->n; i++) {
		if (w->at[i].kind == WAY_CLIMBS && w->at[i].from == w->at[i].to)
			return w->at[i].from;
		if (w->at[i].kind != WAY_NEARER && w->at[i].from != w->at[i].to)
			w->at[n++] = w->at[i];
	}
	w->n = n;
	return STATE_NONE;
}

/* Takes away what comes from states to which no way is left, until nothing more goes. */
uint32_t ways_circle(struct ways *w, size_t n)
{
	uint32_t *in, found = keep_time(w);
	bool more = true;
	size_t i;

	if (found != STATE_NONE)
		return found;
	in = calloc(n, sizeof(*in));
	if (in == NULL)
		abort();
	for (i = 0; i < w->n; i++)
		in[w->at[i].to]++;
	while (more) {
		more = false;
		for (i = 0; i < w->n; i++)
			if (in[w->at[i].from] == 0) {
				in[w->at[i].to]--;
				w->at[i--] = w->at[--w->n];
				more = true;
			}
	}
	free(in);
	return w->n > 0 ? w->at[0].from : STATE_NONE;
}
