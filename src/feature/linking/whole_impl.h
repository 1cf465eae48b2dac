/*
 * Between the server and the process that compares everybody.  Both are the same program, so what
 * is sent is what lies in memory.
 *
 * The server sends struct whole_task with the text of a model (none: learn one), then frames:
 * struct whole_frame and its bytes, for each record its key, the sizes of its cells (two bytes
 * each) and the cells.  When it closes its side, the process computes and answers with struct
 * whole_answer, the model that was learnt and the pairs, the most probable first.
 */
#ifndef LINKING_WHOLE_IMPL_H
#define LINKING_WHOLE_IMPL_H

#include <sys/types.h>

#include "base/buf.h"
#include "feature/linking/linking_impl.h"

enum {
	WHOLE_FRAME = 200,        /* records of one frame, which one reading transaction brings */
	WHOLE_BYTES = 1 << 20,    /* of a frame at most */
	WHOLE_PAIRS = 200 * 1000, /* that are sent back at most; a city has no time for more */
	WHOLE_LEARN = 10 * 1000,  /* people from whom on a city learns a model of its own */
};

struct whole_task {
	uint64_t memory; /* bytes it may hold */
	uint32_t threads, model_size;
};

struct whole_frame {
	uint32_t n, size;
};

struct whole_answer {
	uint64_t records, compared, pairs, sent, memory_kb, millis, model_size;
	double chance[RECORD_COLUMNS][LINKAGE__LEVELS][LINKAGE__RELATIONS];
};

/* ---- the server's side (whole_link.c) ------------------------------------------------------ */

struct whole_link {
	int fd;    /* -1: none */
	pid_t pid; /* 0: none */
	struct buf in;
	char *frame; /* room for one, wiped after each */
};

/* For so many people, by a model of so many bytes; 0: it learns one.  Somebody may wait for it. */
struct whole_task whole_task_for(int64_t people, size_t model_size, bool awaited);

/* Starts the process; model is the text that task->model_size counts.  whole_drop() in any case. */
enum err whole_start(struct ctx *cx, struct whole_link *l, const struct whole_task *task,
		     const char *model) NODISCARD;
/* Sends n records as one frame; nothing of it stays in memory. */
enum err whole_send(struct ctx *cx, struct whole_link *l, const struct record *records,
		    size_t n) NODISCARD;
/* There are no more. */
void whole_sent(struct whole_link *l);
/*
 * Takes what has come; *ret_whole: all of it, and answer, model and pairs are in l->in. ERR_TOOBIG:
 * the process ran out of its memory; ERR_IO: it ended otherwise.
 */
enum err whole_take(struct ctx *cx, struct whole_link *l, bool *ret_whole) NODISCARD;
/* Ends the process, if there is one. */
void whole_drop(struct whole_link *l);

#endif
