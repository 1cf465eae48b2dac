/*
 * Intake: files of offices on their way into the registry, and answers on their way to requests.
 *
 * A file arrives in pieces, is read, and its columns are recognised and confirmed.  Then every row
 * gets a verdict (new, changed, same, doubtful, wrong, about nobody) before anything is written.
 * Applied, its rows enter the registry family by family with the import's id on all they write; a
 * desil release is switched on by its pointer.  The whole can be taken back later, except what
 * somebody has edited since.
 *
 * The long parts are done by intake_work() in small writes that let the desk pass between them.
 * Where they stand is in the row of the import, written together with what they did: after a
 * crash they go on from there.
 *
 * The file itself lies in app->spool until its rows are checked; from then on its cells are in the
 * database, sealed for the import.
 */
#ifndef INTAKE_INTAKE_H
#define INTAKE_INTAKE_H

#include "base/ctx.h"
#include "platform/db/db.h"
#include "platform/jobs/jobs.h"

enum intake_kind {
	INTAKE_PEOPLE = 1, /* people and families, with desil or without */
	INTAKE_DESIL,      /* a national release: desil by KK or NIK */
	INTAKE_DUKCAPIL,   /* results of the match with Dukcapil */
	INTAKE_DEATHS,
	INTAKE_MOVES,      /* out of the city */
	INTAKE_RECIPIENTS, /* who gets a programme */
	INTAKE_DTKS,       /* correction list: NIK and names put right */
	INTAKE_REGSOSEK,   /* workbook of several pages, joined by KK */
	INTAKE_ANSWERS,    /* what the nation answers to requests that were entered there */
	INTAKE__KINDS
};

enum intake_state {
	INTAKE_UPLOADING = 1,
	INTAKE_READING,
	INTAKE_COLUMNS,
	INTAKE_CHECKING,
	INTAKE_CHECKED,
	INTAKE_APPLYING,
	INTAKE_APPLIED,
	INTAKE_UNDOING,
	INTAKE_UNDONE,
	INTAKE_UNREADABLE,
	INTAKE_DROPPED
};

enum intake_verdict {
	INTAKE_NEW = 1,
	INTAKE_CHANGED,
	INTAKE_SAME,
	INTAKE_DOUBTFUL,
	INTAKE_WRONG,
	INTAKE_UNKNOWN, /* an answer to a request nobody handed over; a row of a list about no
			   person */
	INTAKE__VERDICTS
};

/* Bytes of a file at most, of one piece of it, and rows. */
#define INTAKE_FILE_MAX  (INT64_C(1) << 30)
#define INTAKE_PIECE_MAX (1 << 20)

/* ---- a file arrives ----------------------------------------------------------------------- */

struct intake_offer {
	int64_t id; /* 0: made */
	bool whole; /* all its bytes lie under that id already, see intake_keep() */
	enum intake_kind kind;
	const char *file_name, *source;
	/* Of lists of recipients: the programme, and what rows that say nothing else mean. */
	const char *programme, *period; /* or NULL */
	int64_t aid_state;              /* 0: decided, or paid where a day stands */
	int32_t valid_from;             /* or DATE_NONE */
	int64_t size;
};
enum err intake_offer(struct ctx *cx, const struct intake_offer *offer, int64_t *ret_id) NODISCARD;

/* Keeps bytes for an import that is about to be offered; outside any transaction. */
enum err intake_keep(struct ctx *cx, int64_t id, int64_t offset, struct blob bytes) NODISCARD;

/*
 * Puts bytes at their place in the file, outside any transaction; the same piece again changes
 * nothing.  Then, in a write transaction, intake_took() counts it, when nothing is missing before
 * it.  ERR_TOOBIG: beyond the size that was offered; ERR_CONFLICT: it arrives no more.
 */
enum err intake_put(struct ctx *cx, int64_t id, int64_t offset, struct blob piece) NODISCARD;
enum err intake_took(struct ctx *cx, int64_t id, int64_t offset, int64_t upto) NODISCARD;

/* All is there: it will be read.  ERR_CONFLICT: bytes are missing. */
enum err intake_arrived(struct ctx *cx, int64_t id) NODISCARD;

/* ---- acts of a person, each in a write transaction ------------------------------------------ */

/* One column's meaning: "p:CODE", "f:CODE", "x:NAME", NULL to leave it out. */
struct intake_choice {
	int64_t page, ordinal;
	const char *means;
};
/* Confirms what the columns mean, remembers it, and has the rows checked. */
enum err intake_confirm(struct ctx *cx, int64_t id, const struct intake_choice *choices,
			size_t n) NODISCARD;

/* While the columns wait to be confirmed: it was another kind of file.  They are read again. */
enum err intake_change_kind(struct ctx *cx, int64_t id, enum intake_kind kind) NODISCARD;

/* While the columns wait to be confirmed: which pages of a workbook are the list. */
enum err intake_choose_pages(struct ctx *cx, int64_t id, const int64_t *pages, size_t n) NODISCARD;

/* ERR_CONFLICT: it is not in the state for it. */
enum err intake_apply(struct ctx *cx, int64_t id) NODISCARD;
enum err intake_undo(struct ctx *cx, int64_t id) NODISCARD;
enum err intake_drop(struct ctx *cx, int64_t id) NODISCARD;

/*
 * Forgets the rows of an import whose time of keeping is over, at most max of them at a time; what
 * they became stays, and the import with its totals.  The first time makes all unreadable.
 */
enum err intake_erase(struct ctx *cx, int64_t id, int64_t max, bool *ret_left) NODISCARD;

/* Takes what is kept of a dropped file off the disk; outside any transaction. */
void intake_forget_file(struct ctx *cx, int64_t id);

/* A doubtful row is the person it may be, or another one. */
enum err intake_decide(struct ctx *cx, int64_t id, int64_t family_n, int64_t n,
		       bool same) NODISCARD;

/* A doubtful answer is for that request, one of those it fits; 0: for none of them. */
enum err intake_decide_request(struct ctx *cx, int64_t id, int64_t family_n, int64_t n,
			       int64_t request_id) NODISCARD;

/* Shows the desil release of an applied import, or no longer: the one shown before it returns. */
enum err intake_show_release(struct ctx *cx, int64_t id, bool show) NODISCARD;

/* ---- looking -------------------------------------------------------------------------------- */

/* What a column can mean, for a select: value and label, by groups. */
struct options;
enum err intake_meanings(struct ctx *cx, enum intake_kind kind, struct options *ret) NODISCARD;

/* A row with its verdict in words. */
struct answer_request;
struct intake_line {
	int64_t n, family_n, subject_id;
	const char *place; /* "12", or "Anggota 12" in a workbook */
	const char *name;  /* as the file has it, or NULL */
	const char *why;   /* what is new, changed, in doubt or wrong; secret values masked */
	const char *href;  /* to whom it is about */
	bool correction;   /* doubtful is whether it counts yet, not whom it is about */
	const char *const *cells;
	size_t n_cells;
	unsigned page;
	const struct answer_request *request; /* of a doubtful answer: those it fits */
	size_t n_requests;
};
/* The rows of a verdict after a number, in the order of the file. */
enum err intake_lines(struct ctx *cx, int64_t id, enum intake_verdict verdict, int64_t after_n,
		      size_t max, struct intake_line **ret, size_t *ret_n) NODISCARD;

/* How many files wait for somebody: their columns to be confirmed, or their rows to be applied. */
enum err intake_count_open(struct ctx *cx, int64_t *ret) NODISCARD;

/* ---- long work ------------------------------------------------------------------------------ */

/* Daily: files that nobody waits for go, and so do those that never arrived. */
enum err intake_sweep(struct ctx *cx, int64_t object, const char *detail) NODISCARD;

/* The lane of jobs: reads, checks, applies and undoes whatever waits for it. */
enum err intake_work(struct ctx *cx, struct db_pool *pool, const struct jobs_lane *lane) NODISCARD;

/* What people call an import: its file and the day it came; or_else when there is none of that id.
 */
enum err intake_called(struct ctx *cx, int64_t id, const char *or_else, const char **ret) NODISCARD;

#endif
