/* What the files of the intake share; nobody else includes it. */
#ifndef INTAKE_INTAKE_IMPL_H
#define INTAKE_INTAKE_IMPL_H

#include "base/buf.h"
#include "feature/intake/intake.h"
#include "feature/intake/intake_seen.h"
#include "feature/intake/intake_sql.h"
#include "feature/registry/registry.h"
#include "feature/verval/verval.h"
#include "platform/i18n/i18n.h"
#include "platform/sheet/sheet.h"

enum {
	INTAKE_CELLS = 256,        /* rows sealed together */
	INTAKE_SPOILED = 20,       /* numbers that end with 0, and not one that does not */
	INTAKE_SAMPLES = 3,        /* values shown of each column */
	INTAKE_COLUMNS_ALL = 1024, /* of all pages of a workbook */
	INTAKE_PAGES = 256         /* pages that are looked at; a city has some hundred RW */
};

/* ---- the file (intake_file.c) --------------------------------------------------------------- */

/* Where it lies; in the arena. */
const char *intake_path(struct ctx *cx, int64_t id);

/* ---- columns (intake_column.c) -------------------------------------------------------------- */

/* Values of a row that are no facts of a person or family. */
enum intake_value {
	VALUE_NONE,
	VALUE_DESIL,
	VALUE_DESIL_WHY,
	VALUE_DAY,      /* of the death or move */
	VALUE_PAPER,    /* number of its certificate or letter */
	VALUE_WHERETO,  /* of a move */
	VALUE_CAME,     /* the day of coming back */
	VALUE_HEAD_NIK, /* who leads the family next */
	VALUE_HEAD_NAME,
	VALUE_NEW_NIK, /* what the NIK should be */
	VALUE_NEW_NAME,
	VALUE_DTKS,     /* how far the correction has come */
	VALUE_PRESENCE, /* of the questionnaire: lives there, died, moved, not found */
	/* cells that hold two facts, or half a one */
	VALUE_BIRTH, /* place and date */
	VALUE_RT_RW, /* 003/008 */
	VALUE_MALE,  /* ticked */
	VALUE_FEMALE,
	/* of answers */
	VALUE_NUMBER,
	VALUE_REQUEST,
	VALUE_ANSWER,
	VALUE_REASON,
	VALUE_SAID_ON,
	VALUE_DTSEN,
	VALUE_AMOUNT, /* of aid, from here on */
	VALUE_GOODS,
	VALUE_PERIOD,
	VALUE_YEAR,
	VALUE_STATE,
	VALUE_PAID_ON,
	VALUE_CHANNEL,
	VALUE_PART,
	VALUE_PROOF,
	VALUE__N
};

struct meaning {
	const struct fact_field *field; /* NULL: value, or nothing */
	enum intake_value value;
};
struct meaning meaning_read(const struct fact_book *book, const char *means);
enum text value_label(enum intake_value v);
/* The field as which it is read; NULL: as it stands. */
const struct fact_field *value_like(const struct fact_book *book, enum intake_value v);

/*
 * What a heading means in files of a kind; NULL: nothing, and *ret_known says whether that is sure.
 * kk: the page has a column of KK, so an address is the family's.
 */
const char *heading_means(struct ctx *cx, const struct fact_book *book, enum intake_kind kind,
			  bool kk, const char *heading, bool *ret_known);
/* The same in a list of answers, by the set "answer_column". */
enum err answer_heading(struct ctx *cx, const struct fact_book *book, const char *heading,
			const char **ret_means, bool *ret_known) NODISCARD;
bool heading_is_kk(struct ctx *cx, const char *heading);

/*
 * Does a workbook of the kind say something else on each page?  Of others all pages that have the
 * same headings are one list.
 */
bool intake_joined(enum intake_kind kind);

/* The columns as confirmed, of one page. */
struct page_map {
	unsigned page;
	const char *name;
	size_t n;
	struct meaning *column;
	const char **heading;
	bool *spoiled;       /* every number of the column has lost its end */
	bool person, family; /* it has columns of persons, of families */
	bool kk;             /* one of them is the KK */
	bool card;           /* its addresses are those of the card */
};
struct column_map {
	enum intake_kind kind;
	const struct fact_book *book;
	struct page_map *page;
	size_t n_pages;
	bool desil;
};
enum err column_map(struct ctx *cx, int64_t intake_id, enum intake_kind kind,
		    struct column_map *ret) NODISCARD;
const struct page_map *page_of(const struct column_map *map, unsigned page);

/* ---- which pages are one list (intake_page.c) ------------------------------------------------ */

/* A column as it was recognised, before it is written. */
struct column_found {
	unsigned page;
	size_t ordinal, n_samples;
	const char *page_name, *heading, *means;
	bool known, remembered;
	const char *sample[INTAKE_SAMPLES];
	/* Numbers of sixteen digits, each unlike the one before, and those that end with 0. */
	int64_t n_numbers, n_zeros;
	char number[16];
};

/* A page with a table, and its columns where they are its own. */
struct page_found {
	unsigned page, like;
	const char *name, *headings;
	struct column_found *column;
	size_t n;
	bool taken;
	int64_t rows;
};

struct pages {
	bool joined;                         /* all are read, each for itself */
	bool any;                            /* the first will do, whatever it says */
	const struct intake_pages_row *said; /* what somebody chose */
	size_t n_said;
	struct page_found *page;
	size_t n, room;
	const struct page_found *base; /* the first that is read; NULL: none so far */
};

/*
 * Is the page part of the list, and has it the columns of another one?  The first is the first that
 * names somebody.
 */
void page_judge(struct ctx *cx, struct pages *pages, struct page_found *p);
/* The pages that are not read, as people read it; NULL: none. */
const char *pages_unread(struct ctx *cx, const struct pages *pages);
/*
 * The name of the page as a column of its own, where several are read: often nothing else says
 * which kelurahan or RW it is.  false: there is no use for it.
 */
enum err page_name_column(struct ctx *cx, enum intake_kind kind, const struct pages *pages,
			  const struct page_found *p, struct column_found *ret,
			  bool *ret_use) NODISCARD;

/* ---- tables of the file (intake_table.c) ---------------------------------------------------- */

/* The table or tables of a file, one after the other. */
struct tables {
	const char *path;
	unsigned *page; /* the number of each; 0 in CSV */
	size_t n, at;   /* at: the open one */
	bool pass;      /* what can't be read is passed over */
	struct sheet *sheet;
	const char *name; /* of the page, "" in CSV */
};

/*
 * Opens the first, of those that are read (map) or, where that is not known (NULL), of all that are
 * there.  ERR_INVALID: *ret_fault says in a sentence why it cannot be read.
 */
enum err tables_open(struct ctx *cx, const struct intake_get_row *in, const struct column_map *map,
		     struct tables *ret, const char **ret_fault) NODISCARD;
/* Opens the next one; false: that was the last. */
enum err tables_next(struct ctx *cx, struct tables *t, bool *ret_more,
		     const char **ret_fault) NODISCARD;
/* The next rows of the open one; none at its end. */
enum err tables_read(struct ctx *cx, struct tables *t, struct sheet_batch *b,
		     const char **ret_fault) NODISCARD;
void tables_close(struct tables *t);

/* ---- rows (intake_line.c) ------------------------------------------------------------------- */

enum note_kind {
	NOTE_FAULT = 1, /* column, code: what is wrong with the cell */
	NOTE_CHANGE,    /* field: a before, b after; code the fate */
	NOTE_SAY,       /* field: key of a sentence, a and b fill it (kept_words()) */
	NOTE_ALIKE      /* the same; a is a name, code his day of birth, b why it may be he */
};
struct note {
	enum note_kind kind;
	int column, code;
	const char
	    *field; /* "p:CODE", "f:CODE", or the key; of a fault NULL when its column says it */
	const char *a, *b;
};

/* A row of the file on its way. */
struct line {
	int64_t n, family_n, subject_id, family_id;
	uint32_t line;
	unsigned page;
	enum intake_verdict verdict;
	const struct page_map *map;
	const struct sheet_cell *cell;
	size_t n_cells;
	struct facts person, family;
	bool has_person, has_family;
	struct subject_ready *ready; /* who is to be new, sealed already; NULL: nobody */
	const char *value[VALUE__N];
	const char *thing; /* of aid: who gets what for when, once it is judged; two rows say it of
			      one thing when these are the same */
	/* Of a doubtful one: of a thousand, how probable it is that they are two; never joined. */
	int64_t unlike;
	bool apart;
	int64_t other_n; /* the row of the file that may be about the same person; 0: none */
	bool linked;     /* applied: another row is about the same person, as somebody decided */
	struct note *note;
	size_t n_notes, cap_notes;
};

/* The kind that a file seems to be by its headings, where that is not the one chosen; else 0. */
enum err intake_kind_seems(struct ctx *cx, const struct intake_get_row *in,
			   enum intake_kind *ret) NODISCARD;
/* While the columns wait to be confirmed: the file is read again from its beginning. */
enum err intake_read_anew(struct ctx *cx, int64_t id, enum intake_kind kind) NODISCARD;
/* Was all said of the file that such a kind needs: its programme, its day? */
bool intake_kind_ready(const struct intake_get_row *in, enum intake_kind kind);

/* May both be the name of one person?  Also where one of them is not known. */
bool names_alike(const char *a, const char *b);

/* Does it say something that enters the registry? */
bool line_taken(const struct line *l);
/* Is it wrong or about nobody, so that nothing of it is looked at any further? */
bool line_stops(const struct line *l);

struct benefit;

/*
 * What fills a sentence, to be kept in a note and told by kept_words() in the language of whoever
 * reads it (intake_words.c): a day; a programme and its period; what somebody got; what the nation
 * answered to a request (number may be NULL); the words that a set of reference data knows.
 */
const char *kept_day(struct arena *a, int32_t day);
const char *kept_due(struct arena *a, const struct benefit *b);
const char *kept_aid(struct arena *a, const struct benefit *b);
const char *kept_answer(struct arena *a, const char *number, const struct verval_answer *answer);
const char *kept_known(struct arena *a, const char *set);
/* Any other text as it is; "" for NULL. */
enum err kept_words(struct ctx *cx, const char *kept, const char **ret) NODISCARD;

/* Something about a row, which counts beside its verdict. */
void line_note(struct ctx *cx, struct line *l, struct note note);
/* A sentence about the row, beside its verdict; a and b fill it, or are NULL. */
void line_tell(struct ctx *cx, struct line *l, enum text what, const char *a, const char *b);
/* A sentence about the row; its verdict becomes verdict. */
void line_say(struct ctx *cx, struct line *l, enum intake_verdict verdict, enum text why,
	      const char *value);
/* Whom the row may be about: a name, his day of birth, and why it may be he, or NULL.  Kept so that
 * each reader gets it in his own language. */
void line_alike(struct ctx *cx, struct line *l, enum intake_verdict verdict, enum text what,
		const struct subject *s, const char *name, const char *reasons);

/* Reads the cells into facts and values; wrong cells make the verdict INTAKE_WRONG. */
enum err line_read(struct ctx *cx, const struct column_map *map, struct line *l) NODISCARD;

/* He lives where the KK says, as long as nobody has said otherwise. */
void line_live_there(struct facts *person, const struct facts *family);

/* Bytes of rows to be sealed, and back. */
void line_pack(struct buf *out, const struct line *l);
enum err lines_unpack(struct ctx *cx, struct blob bytes, struct line **ret,
		      size_t *ret_n) NODISCARD;

/* The sealed rows that begin with first_n, opened. */
enum err lines_open(struct ctx *cx, int64_t intake_id, int64_t first_n, struct line **ret,
		    size_t *ret_n) NODISCARD;
int64_t lines_first(int64_t n);

/* Rows as they are kept: packed and sealed.  ERR_TOOBIG: they are too long. */
enum err lines_seal(struct ctx *cx, int64_t intake_id, const struct line *lines, size_t n,
		    struct blob *ret) NODISCARD;

/* Says more of a row that is kept already, where the other reasons are; in a write transaction. */
enum err line_note_kept(struct ctx *cx, int64_t intake_id, int64_t n,
			const struct note *note) NODISCARD;

/* ---- who is it, and what is new (intake_judge.c) -------------------------------------------- */

struct judge {
	const struct intake_get_row *in;
	const struct column_map *map;
	const struct source_book *sources;
	struct origin origin;
	/* of the KK asked for last, in the arena of those rows */
	char kk[20];
	int64_t family_id;
	bool family_read;
	struct subject family;
};
struct origin intake_origin(const struct intake_get_row *in);
enum err judge_line(struct ctx *cx, struct judge *j, struct line *l) NODISCARD;

/* Before judge_line() of each: what all of them will ask (intake_ahead.c). */
enum err judge_ahead(struct ctx *cx, const struct judge *j, const struct line *lines,
		     size_t n) NODISCARD;

/* Rows of people nobody has a number or date of, and who of those who are there they may be. */
struct alikes {
	struct alike_ask *ask;
	struct line **line;
	size_t n;
};

/* Compares them (person_alike), after judge_line() of each; in the arena of cx. */
enum err judge_alike(struct ctx *cx, const struct judge *j, struct line *lines, size_t n,
		     struct alikes *ret) NODISCARD;

/*
 * What they are then: who is nearly certainly somebody is that one, who may be is asked about.  In
 * the order of the file, of which met remembers the people whom rows were found to be about.
 */
enum err judge_met(struct ctx *cx, struct judge *j, struct seen *met, struct line *lines, size_t n,
		   const struct alikes *alikes) NODISCARD;

/* What is known of who is new once he is entered: where he lives, and with whom. */
const struct facts *line_as_entered(struct ctx *cx, const struct line *l);

/* After a restart: whom the rows checked before were about.  In a reading transaction. */
enum err judge_resume(struct ctx *cx, const struct judge *j, struct seen *met) NODISCARD;

/* Who a row is about: sure, in doubt (its verdict says so), or nobody (subject_id 0). */
enum err judge_find(struct ctx *cx, struct line *l, struct subject *s, bool *ret_found) NODISCARD;

/* Does the civil registry know them under two NIK?  They are never joined. */
bool two_confirmed(const struct facts *a, const struct facts *b);

/* Of a row that is about nobody here: by a NIK that nobody has, or without one. */
void judge_nobody(struct ctx *cx, struct line *l);

/* As the verdict of a person who is there. */
enum err judge_known(struct ctx *cx, struct judge *j, struct line *l,
		     const struct subject *s) NODISCARD;

/* What a row says about a person or family that is there, without what only finds him. */
size_t line_changes(struct ctx *cx, enum intake_kind kind, const struct line *l, enum fact_of of,
		    struct fact_change **ret);

/* The family that one KK names today; 0: none. */
enum err family_of_kk(struct ctx *cx, const char *kk, int64_t *ret) NODISCARD;
enum err person_of_nik(struct ctx *cx, const char *nik, int64_t *ret) NODISCARD;

/* 1 to 10, or a reason for none; false: neither. */
/* Is a file of desil a release of the city, or a list of some families beside it? */
enum err intake_whole_release(struct ctx *cx, const struct intake_get_row *in, bool *ret) NODISCARD;
enum err release_before(struct ctx *cx, const struct intake_get_row *in, int64_t *ret) NODISCARD;
bool desil_read(struct ctx *cx, const struct line *l, int64_t *ret_desil, const char **ret_why);
bool intake_creates(enum intake_kind kind);

/* ---- corrections (intake_dtks.c) ------------------------------------------------------------- */

/* A correction that is not through yet is asked about instead of taken. */
void judge_dtks(struct ctx *cx, struct line *l);
/* Is that what a doubtful row asks, and not whether he is the one? */
bool asks_of_correction(const struct line *l);

/* ---- deaths and moves (intake_event.c) ------------------------------------------------------- */

/* Its verdict, which also says who leads the family next. */
enum err judge_event(struct ctx *cx, struct judge *j, struct line *l) NODISCARD;
/* All of whom a list of deaths or moves says that they go, by their ids. */
struct goers {
	const struct intake_goers_row *row;
	size_t n;
};
bool intake_takes_away(enum intake_kind kind);
enum err goers_read(struct ctx *cx, int64_t intake_id, struct goers *ret) NODISCARD;
/*
 * The last part of checking such a list: who leads a family next is somebody who stays.
 */
struct work;
enum err work_see_goers(struct ctx *cx, struct work *w, const struct column_map *map,
			int64_t rows) NODISCARD;
/*
 * Writes them, with the number of their papers in the history.  ERR_INVALID: a row names somebody
 * as the next head who does not belong to the family any more.
 */
enum err put_events(struct ctx *cx, const struct intake_get_row *in, const struct origin *origin,
		    const struct goers *goers, const struct line *line, size_t n) NODISCARD;

/* Who leads a family; 0: nobody. */
enum err family_head(struct ctx *cx, int64_t family_id, int64_t *ret) NODISCARD;
/* Has he died or moved out of the city?  What a list says of his family is of before. */
bool state_gone(int64_t state);

/*
 * Who leads a family when its head goes: husband or wife, otherwise the eldest; 0: it is not he
 * who leads it, or nobody is left.
 */
enum err family_successor(struct ctx *cx, int64_t family_id, int64_t person_id,
			  int64_t *ret) NODISCARD;
/* Says who leads the family that the row takes its head away from. */
enum err judge_left_behind(struct ctx *cx, struct line *l, int64_t family_id) NODISCARD;

/* ---- lists of recipients (intake_aid.c) ------------------------------------------------------ */

/* What is wrong with a cell of aid, as a text of {0} heading {1} cell; T__NONE: nothing. */
enum text aid_cell_fault(struct ctx *cx, const struct line *l, size_t column, enum intake_value v,
			 const char *written);

/* What a row says of aid to whom it was found to be about.  T__NONE, or why it says nothing. */
enum text aid_of_line(struct ctx *cx, const struct intake_get_row *in, const struct line *l,
		      struct benefit *ret);

/* The verdict of a row whose person or family (l->subject_id) is found. */
enum err judge_aid(struct ctx *cx, struct judge *j, struct line *l) NODISCARD;

/* ---- answers (intake_answer.c) --------------------------------------------------------------- */

/* What a row answers, and to what; false: a cell is wrong or missing, and the row says so. */
struct answer_row {
	struct answer_key key;
	struct verval_answer answer;
};
enum err answer_row_read(struct ctx *cx, const struct intake_get_row *in, struct line *l,
			 struct answer_row *ret, bool *ret_fine) NODISCARD;
enum err judge_answer(struct ctx *cx, const struct intake_get_row *in, struct line *l) NODISCARD;
/* A key and a value of it, for comparing the rows of a file; NULL: the row answers nothing. */
const char *answer_same_key(struct ctx *cx, const struct intake_get_row *in, struct line *l,
			    const char **ret_whole);
enum err put_answer(struct ctx *cx, const struct intake_get_row *in, int64_t release_id,
		    struct line *l) NODISCARD;

/* ---- doubtful rows (intake_doubt.c) ---------------------------------------------------------- */

/* Keeps why a row is in doubt, when its verdict is written. */
enum err doubt_add(struct ctx *cx, int64_t intake_id, const struct line *l) NODISCARD;

/* ---- rows about one person (intake_crowd.c) -------------------------------------------------- */

struct crowd;
struct work;

/* The crowd (linking.h) is told of those rows of a step that are new. */
enum err rows_tell(struct ctx *cx, struct crowd *c, const struct alikes *alikes) NODISCARD;

/*
 * After a restart: which of the first so many rows it is to be told of again, 1 for each of them;
 * in a reading transaction.  And telling it of one, read anew.
 */
enum err rows_told(struct ctx *cx, int64_t intake_id, int64_t rows, uint8_t **ret) NODISCARD;
enum err row_tell(struct ctx *cx, struct crowd *c, const struct line *l) NODISCARD;

/*
 * The last part of checking but one: of two rows that may be about one person the later one becomes
 * doubtful, with the other.
 */
enum err work_see_rows(struct ctx *cx, struct work *w, struct crowd *c) NODISCARD;

/* ---- rows on a page (intake_show.c) ---------------------------------------------------------- */

/* The rows of an import as they are shown; cells of those that follow one another open once. */
struct rows_shown {
	struct intake_get_row in;
	struct column_map map;
	struct line *line;
	int64_t first;
	size_t n;
};
enum err rows_show(struct ctx *cx, int64_t id, struct rows_shown *ret) NODISCARD;
enum err rows_open(struct ctx *cx, struct rows_shown *s, int64_t n, struct line **ret) NODISCARD;
/* The row as it is read today, in *ret, without what was said of it; it itself stays as it was
 * kept. */
enum err line_read_again(struct ctx *cx, const struct column_map *map, const struct line *l,
			 struct line *ret) NODISCARD;
/* "12", or "Anggota 12" in a workbook. */
const char *line_place(struct ctx *cx, const struct column_map *map, const struct line *l);
/* Fills what the numbers of a row (n, subject_id) leave open. */
struct intake_line;
enum err row_shown(struct ctx *cx, struct rows_shown *s, enum intake_verdict verdict,
		   struct intake_line *to) NODISCARD;

/* ---- long work ------------------------------------------------------------------------------- */

/* One import in the hands of this process. */
struct work {
	struct db_pool *pool;
	const struct jobs_lane *lane;
	struct intake_get_row in;
	int64_t lease;
	bool failed;
};

/*
 * Renewed by every batch, of which none takes seconds.  On PostgreSQL an import whose process died
 * goes on when it is over; one that was only slow finds its lease gone and writes nothing more.
 */
#define INTAKE_LEASE (30 * USEC_SECOND)

/* Has the lane been told to stop? */
bool work_stopped(const struct work *w);
/* The clock of the lane becomes that of cx; the lease is good for a while from then on. */
int64_t work_tick(struct ctx *cx, const struct work *w);
/* In a write transaction: held for a while more.  ERR_CONFLICT: the import is in other hands. */
enum err work_hold(struct ctx *cx, const struct work *w) NODISCARD;

/*
 * One of the long parts, from where the row of the import says it stands, to its end or to a stop.
 * ERR_CONFLICT: another process has it in hand.
 */
enum err work_read(struct ctx *cx, struct work *w) NODISCARD;
enum err work_check(struct ctx *cx, struct work *w) NODISCARD;
enum err work_apply(struct ctx *cx, struct work *w) NODISCARD;

/*
 * The last part of checking a workbook, whose families and members stand on pages of their own:
 * families of which no member can come in become wrong rows before they are applied.
 */
enum err work_see_empty(struct ctx *cx, struct work *w, const struct column_map *map,
			int64_t *ret_rows) NODISCARD;
enum err work_undo(struct ctx *cx, struct work *w) NODISCARD;

#endif
