/*
 * The process that compares everybody.  What it is sent in clear (NIK, KK, telephone) is in its
 * memory alone, which the system wipes when it ends; it writes no file, and no dump is made of it.
 * It gives way to everything else, and may be killed at any moment.
 */
#include "feature/linking/whole_impl.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/fd.h"
#include "base/str.h"

/* Sanitizers reserve terabytes. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SANITIZED 1
#else
#define SANITIZED 0
#endif

static bool limit(__rlimit_resource_t what, rlim_t most)
{
	return setrlimit(what, &(struct rlimit){ most, most }) == 0;
}

static bool wall_in(void)
{
	return close_range(3, ~0U, 0) == 0 && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
	       prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0 && prctl(PR_SET_PDEATHSIG, SIGKILL) == 0 &&
	       limit(RLIMIT_CORE, 0) && limit(RLIMIT_NOFILE, 3) && limit(RLIMIT_FSIZE, 0);
}

/* False at the end of what is sent, and when it breaks off. */
static bool take(void *to, size_t n)
{
	return fd_read(STDIN_FILENO, to, n) == (ssize_t)n;
}

static void give(const void *from, size_t n)
{
	if (!fd_write(STDOUT_FILENO, from, n))
		_exit(EXIT_FAILURE);
}

/* Like what is sent: as much as the system lets a process keep out of the swap. */
static void keep_in_memory(void)
{
	struct rlimit may;

	if (getrlimit(RLIMIT_MEMLOCK, &may) == 0 && may.rlim_cur == RLIM_INFINITY)
		(void)mlockall(MCL_CURRENT | MCL_FUTURE);
}

static void use_model(struct linkage *l, const char *text, size_t n)
{
	enum linkage_kind unknown;
	struct linkage_model *m;
	unsigned line;

	m = linkage_model_read(text, n, &line);
	if (m == NULL || !linkage_use(l, m, &unknown))
		_exit(EXIT_FAILURE);
	linkage_model_free(m);
}

/* Adds the records of a frame; false when it is not one. */
static bool add_frame(struct linkage *l, const char *p, const struct whole_frame *f)
{
	static struct linkage_cell cells[WHOLE_FRAME * RECORD_COLUMNS];
	static uint64_t key[WHOLE_FRAME];
	uint16_t size[RECORD_COLUMNS];
	const char *end = p + f->size;

	for (size_t r = 0; r < f->n; r++) {
		if ((size_t)(end - p) < sizeof(key[r]) + sizeof(size))
			return false;
		memcpy(&key[r], p, sizeof(key[r]));
		memcpy(size, p + sizeof(key[r]), sizeof(size));
		p += sizeof(key[r]) + sizeof(size);
		for (size_t c = 0; c < RECORD_COLUMNS; c++) {
			if ((size_t)(end - p) < size[c])
				return false;
			cells[r * RECORD_COLUMNS + c] = (struct linkage_cell){ p, size[c] };
			p += size[c];
		}
	}
	linkage_add(l, cells, key, f->n);
	return true;
}

static void add_records(struct linkage *l)
{
	char *p = malloc(WHOLE_BYTES);
	struct whole_frame f;

	if (p == NULL)
		abort();
	while (take(&f, sizeof(f)))
		if (f.n > WHOLE_FRAME || f.size > WHOLE_BYTES || !take(p, f.size) ||
		    !add_frame(l, p, &f))
			_exit(EXIT_FAILURE);
	free(p);
}

static void chances_of(const struct linkage *l, struct whole_answer *a)
{
	for (size_t c = 0; c < RECORD_COLUMNS; c++)
		for (int level = 0; level < LINKAGE__LEVELS; level++)
			for (int r = 0; r < LINKAGE__RELATIONS; r++)
				a->chance[c][level][r] = linkage_chance(
				    l, c, (enum linkage_level)level, (enum linkage_relation)r);
}

static void answer(const struct linkage *l, bool learnt, int64_t began)
{
	struct whole_answer a = { 0 };
	const struct linkage_pair *pairs;
	struct linkage_counts counts;
	struct linkage_model *m = learnt ? linkage_model_of(l) : NULL;
	char *text = m != NULL ? linkage_model_text(m) : NULL;
	struct rusage used;
	size_t n;

	linkage_counts(l, &counts);
	pairs = linkage_pairs(l, &n);
	(void)getrusage(RUSAGE_SELF, &used);
	a.records = counts.records;
	a.compared = counts.compared;
	a.pairs = n;
	a.sent = MIN(n, (size_t)WHOLE_PAIRS);
	a.memory_kb = (uint64_t)used.ru_maxrss;
	a.millis = (uint64_t)(clock_mono() - began) / 1000000;
	a.model_size = text != NULL ? strlen(text) : 0;
	chances_of(l, &a);
	give(&a, sizeof(a));
	give(text, a.model_size);
	give(pairs, a.sent * sizeof(*pairs));
}

int linking_helper_main(void)
{
	struct whole_task task;
	struct linkage *l;
	char *model;
	int64_t began;

	if (!wall_in() || !take(&task, sizeof(task)))
		_exit(EXIT_FAILURE);
	if (!SANITIZED && !limit(RLIMIT_AS, task.memory))
		_exit(EXIT_FAILURE);
	(void)setpriority(PRIO_PROCESS, 0, 19);
	keep_in_memory();
	l = linkage_new(record_kinds, RECORD_COLUMNS,
			&(struct linkage_options){ .threads = task.threads });
	model = malloc((size_t)task.model_size + 1);
	if (model == NULL || !take(model, task.model_size))
		_exit(EXIT_FAILURE);
	if (task.model_size > 0)
		use_model(l, model, task.model_size);
	free(model);
	add_records(l);
	began = clock_mono();
	linkage_run(l);
	answer(l, task.model_size == 0, began);
	_exit(EXIT_SUCCESS);
}
