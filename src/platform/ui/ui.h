/*
 * UI: the components that pages are composed of.  Markup lives here alone; a feature never writes
 * a tag.  A page function calls components one after the other; the same calls give the HTML page
 * or, when JSON was asked for, one object whose members are the named components, or, when CSV or
 * XLSX was asked for, the rows of the page's main table.
 *
 * Names (first argument after u) are the JSON members; NULL leaves the component out of the JSON.
 */
#ifndef UI_UI_H
#define UI_UI_H

#include "base/buf.h"
#include "platform/export/table.h"
#include "platform/form/form.h"

struct ui;
struct req;

enum ui_repr { UI_HTML, UI_JSON, UI_TABLE };

/* Made by the router.  out receives the page. */
struct ui *ui_new(struct ctx *cx, struct req *r, struct buf *out, enum ui_repr repr,
		  enum table_format format);
enum ui_repr ui_repr(const struct ui *u);

/*
 * What a page asks of its request.  http lies above ui, so it hands these
 * functions down once at start; without them (gallery, tests) pages still draw.
 */
struct ui_hooks {
	void (*disclose)(struct req *r, int64_t subject, const char *what);
	const char *(*path)(const struct req *r);
	const char *(*query)(const struct req *r);
	const char *(*header)(const struct req *r, const char *name); /* reads the cookie "flash" */
	int64_t (*session_expires)(const struct req *r);
	bool (*partial)(const struct req *r); /* main part only, without the frame */
	bool (*posted)(const struct req *r);  /* its path may answer to no GET */
	/* its operation in the OpenAPI document, NULL for none */
	const char *(*operation)(struct ctx *cx, const char *method, const char *href);
};
void ui_set_hooks(const struct ui_hooks *hooks);
void ui_set_disclose(void (*fn)(struct req *r, int64_t subject, const char *what));

/* True when every row is wanted (CSV, XLSX) instead of one page of the list. */
bool ui_all_rows(const struct ui *u);

struct ui_action;
struct ui_page {
	const char *title;                 /* of the page and its h1 */
	const char *lead;                  /* one or two sentences under it, or NULL */
	const char *nav;                   /* path of the menu entry that is lit, or NULL */
	const char *parent, *parent_title; /* way back, or NULL */
	bool bare;                         /* no menu: sign-in, public pages */
	bool wide;                         /* tables and boards use the whole width */
	bool wall;                         /* to be read across a room: no menu, big type */
	bool print;       /* meant for paper: no menu when printed, offers the print button */
	enum text past;   /* what an act said that is no news any more, and is not said; T__NONE */
	const char *live; /* the page refreshes its live parts from this path, or NULL */
	const struct ui_action
	    *next; /* the primary link, with an icon, beside the title; or NULL */
	/* Of a page that is open for a time without an account: its end (0: none), and the path of
	 * the button on the page that gives more time (NULL: there is no more). */
	int64_t until_at;
	const char *stay;
};

/*
 * Every page: begin, components, end.  end reports overflow of the page's cap and frees what the
 * page holds: it is called after a failed page as well.
 */
void ui_begin(struct ui *u, const struct ui_page *page);
enum err ui_end(struct ui *u) NODISCARD;

/* A whole page that belongs to no city: one sentence, no menu, nothing that leads on. */
void ui_alone(struct ctx *cx, struct buf *out, const char *title, const char *lead);

/* Menu: set once by main.c; entries without permission are left out. */
struct ui_nav {
	enum text label;
	const char *path, *icon;
	int perm;
	bool primary; /* the "Lapor" button of the bar */
	/* What it and its neighbours with the same one are called together, or T__NONE.  Who may
	 * open two of them or more sees one place, and its pages below it while he is at one of
	 * them. */
	enum text group;
	/* Where every page that asks nothing itself learns what came in meanwhile, or NULL. */
	const char *live;
};
void ui_set_nav(const struct ui_nav *entries, size_t n);

/* ---- text -------------------------------------------------------------------------------- */
void ui_heading(struct ui *u, const char *text, const char *anchor); /* h2 */
/* The same with how many there are of what stands below, apart from the words. */
void ui_heading_count(struct ui *u, const char *text, const char *count, const char *anchor);
/* The same with a link beside it that changes what stands below; the heading is read with it. */
void ui_heading_act(struct ui *u, const char *text, const char *anchor, const char *act,
		    const char *href);
void ui_text(struct ui *u, const char *text); /* paragraph; \n breaks lines */
void ui_small(struct ui *u, const char *text);

/* What is drawn between stays shut until it is opened; JSON has it all the same. */
void ui_fold_begin(struct ui *u, const char *title);
void ui_fold_end(struct ui *u);
/*
 * A reason that is read at a glance: its first clause, in a frame ("Karena: {0}", or T__NONE); the
 * whole opens below it, a sentence a line.  A short one stands as it is.
 */
void ui_why(struct ui *u, enum text frame, const char *reason);
enum ui_tone { UI_NEUTRAL, UI_INFO, UI_GOOD, UI_WARN, UI_BAD };
void ui_note(struct ui *u, enum ui_tone tone, const char *title, const char *text); /* call-out */
void ui_badge(struct ui *u, enum ui_tone tone, const char *text);
/* Nothing here: what is empty, why, and the next thing to do (link may be NULL). */
void ui_empty(struct ui *u, const char *text, const char *link_label, const char *href);

/* ---- facts and lists --------------------------------------------------------------------- */

/* One row as label and value pairs, by the same columns as a table. */
void ui_record(struct ui *u, const char *name, const struct table *t, const void *row);

/* A free fact list (label, value, href) where no row struct fits. */
struct ui_fact {
	const char *name, *label, *value, *href;
	/* What a program gets instead of the value: an instant or a day as ISO 8601, a code; or
	 * NULL. */
	const char *data;
	const char *note; /* small beside the value: where it comes from; or NULL */
	/* The value is a mask, or a file that asks first: the path that posts the purpose and
	 * answers with what is behind it (NULL: only what stands here). */
	const char *reveal;
	enum ui_tone tone;
};
void ui_facts(struct ui *u, const char *name, const struct ui_fact *facts, size_t n);

/* An instant in words, and as a program reads it. */
struct ui_fact ui_fact_at(const struct ctx *cx, const char *name, enum text label, int64_t at);
/* A day likewise (DATE_NONE: nothing). */
struct ui_fact ui_fact_on(const struct ctx *cx, const char *name, enum text label, int32_t day);

struct ui_list {
	int64_t total;     /* of all pages; -1 unknown */
	const char *next;  /* href of the next page (by key), or NULL */
	const char *first; /* href of the first page when this is not it, or NULL */
	const char *empty; /* text when there are no rows */
	const char *empty_label, *empty_href;
	const char *sort; /* name of the column sorted by, or NULL */
	bool descending;
	const char *sort_href; /* "?sort=": the column's name is appended */
	const char *caption;   /* for screen readers; NULL: the table's title */
	bool main;             /* the table that CSV and XLSX carry; offers their links */
	const char *source;    /* of the main one: what those files say of their figures, or NULL */
	bool sheet;            /* after the main one: XLSX carries it on a page of its own */
	/* Check boxes before rows for acting on many; name of the field, value = column "id". */
	const char *select;
	const struct form_def *bulk; /* the form that the chosen rows are sent with */
	const char *bulk_action;
	const struct form *bulk_form; /* the one that came back with problems, or NULL */
	/* An act of one row alone, which unfolds in its first cell: a line of text for a field of
	 * bulk, with an act among its choices; sent to bulk_action.  label NULL: none. */
	struct {
		const char *label, *field, *act, *act_value;
	} one;
};
void ui_table(struct ui *u, const char *name, const struct table *t, const void *rows, size_t n,
	      size_t row_size, const struct ui_list *list);

/* Feeds a main table row by row in CSV and XLSX (after ui_table with n = 0), for long exports. */
enum err ui_table_feed(struct ui *u, const struct table *t, const void *row) NODISCARD;

/*
 * Of rows that are in memory as a whole (the first member of each: its int64_t id) one page, and in
 * *n how many it has; of CSV and XLSX all.  Says in list how many there are and where the next and
 * the first page are: path with what the filter f asks.  Its field after is the id behind which the
 * page begins.
 */
const void *ui_list_part(struct ui *u, struct ui_list *list, const char *path, const struct form *f,
			 int after, const void *rows, size_t *n, size_t row_size);

/* What waits: one card a line with the one act that moves it. */
struct ui_task {
	const char *number, *href, *text, *detail;
	int64_t due;                      /* 0: none */
	const char *act_label, *act_href; /* link, or POST when act_form is given */
	const struct form_def *act_form;
	const char *open_label; /* href as a button too, before the act; or NULL */
	const char *badge;
	const char *whom; /* of news: whom it speaks of, or NULL */
	enum ui_tone tone;
	bool urgent;
};
void ui_tasks(struct ui *u, const char *name, const struct ui_task *tasks, size_t n,
	      const char *empty);

/* What was said: one quiet line each, which opens (by act_form: and is read) as a whole. */
void ui_news(struct ui *u, const char *name, const struct ui_task *news, size_t n,
	     const char *empty);

/*
 * What a tile says: people read it as it is written here, programs get the number (whole rupiah,
 * a span of time in seconds).  Words are for what is no number, or must not be told exactly; NULL
 * is a dash and null.
 */
struct ui_figure {
	enum { UI_WORDS, UI_COUNT, UI_RUPIAH, UI_SPAN } as;
	int64_t n;
	const char *words;
};
struct ui_figure ui_words(const char *words);
struct ui_figure ui_count(int64_t n);
struct ui_figure ui_rounded(const struct ctx *cx, int64_t n); /* as say_rounded() */
struct ui_figure ui_rupiah(int64_t rupiah);
struct ui_figure ui_span(int64_t usec);

/* Figures that open the list behind them. */
struct ui_tile {
	const char *name, *label;
	struct ui_figure value;
	const char *href, *note;
	enum ui_tone tone;
	const char *icon; /* of a place to go to, whose value is its name; or NULL */
};
void ui_tiles(struct ui *u, const char *name, const struct ui_tile *tiles, size_t n);

/*
 * Around components whose names come again on the same page: for a program they are members of an
 * object ('{') or of a list ('[', whose objects have no name).  A page draws nothing for it.
 */
void ui_nest(struct ui *u, const char *name, char bracket);
void ui_nest_end(struct ui *u, char bracket); /* '}' or ']' */

/* A timeline that reads like a story. */
struct ui_event {
	int64_t at, recorded_at; /* recorded_at 0 or = at: not shown apart */
	const char *who, *title, *text, *href;
	const char *kind; /* for the filter and the icon: "decision", "note", "letter", "look" */
	const int64_t *photos;
	size_t n_photos;
	enum ui_tone tone;
	bool undone; /* taken back: struck through, and who reads it aloud is told */
};
void ui_timeline(struct ui *u, const char *name, const struct ui_event *events, size_t n,
		 const char *empty);

/* The plan: ordered steps with state, unit, limit, what each waits for. */
struct ui_step {
	int64_t id;
	int ordinal;
	const char *title, *unit, *state_label, *reason, *waits; /* "menunggu 1, 2" or NULL */
	const char *phone;                                       /* of the unit, or NULL */
	enum ui_step_state { UI_STEP_WAITING, UI_STEP_ACTIVE, UI_STEP_DONE, UI_STEP_STOPPED } state;
	int64_t due;
	const char *within; /* how long it may take, shown instead of the deadline; or NULL */
	const char *href, *act_label, *act_href;
	/* What one press does, without a page between: posted to tap_href. */
	const char *tap_label, *tap_href;
	const struct form_def *tap;
};
void ui_steps(struct ui *u, const char *name, const struct ui_step *steps, size_t n,
	      const char *empty);

/* The plan in one line: number, state and title of each step, for the top of a case. */
void ui_chain(struct ui *u, const struct ui_step *steps, size_t n);

/*
 * The head of a case, which stays in view: what it is, who holds it until when, the next act.
 * holder NULL says in words that nobody holds it, unless it has ended.
 */
/* Beside a name; what calls for haste in a tone that says so. */
struct ui_badge {
	const char *text;
	enum ui_tone tone;
};

struct ui_case_head {
	int64_t id;      /* for a program, */
	enum text state; /* which gets the last word of its key, as of a column of states */
	bool ended;
	const char *number, *title;
	const struct ui_badge *badges;
	size_t n_badges;
	const char *holder;
	int64_t since, due;    /* 0: none */
	const char *next;      /* the next act in words, or NULL */
	const char *next_href; /* where it is done, "#place" on this page; or NULL */
	const struct ui_action *actions;
	size_t n_actions;
};
void ui_case_head(struct ui *u, const char *name, const struct ui_case_head *head);

/* ---- doing ------------------------------------------------------------------------------- */

/*
 * Draws a form (values and problems of f; NULL: an empty one) that posts to action.  The first
 * form with problems carries the focused error summary.  In JSON it becomes an entry of "actions":
 * method, href, fields.
 */
struct ui_form {
	const char *action;
	const struct form_def *def;
	const struct form *form;
	const char *title;  /* heading of the form, or NULL */
	const char *submit; /* NULL: the definition's */
	const char *cancel; /* href, or NULL */
	bool folded;        /* inside a disclosure that opens on demand (open with problems) */
	/* Of a folded form: an address that ends in #anchor opens it.  Of a GET form: where on the
	 * page the answer is. */
	const char *anchor;
	bool secondary;  /* not the page's one primary button */
	bool inline_row; /* filter row: fields beside one another; method GET when get */
	bool get;
	bool danger;
	/* Path that answers a POST of the fields as typed with a page that holds ui_preview_begin:
	 * its preview replaces the one on this page; NULL for none. */
	const char *preview;
	/* Path that takes the photos one by one with number and secret, after the text has been
	 * answered; NULL: they go with the form.  Without script they always do. */
	const char *photos;
	/* Path that takes the file piece by piece under PATH/{id}/bagian once the other fields were
	 * answered, and goes on after a broken line; NULL: it goes with the form.  Without script
	 * it always does. */
	const char *pieces;
	bool focus; /* the first field has the focus when the page opens */
	/* The script has a passkey fill in the fields: as the path says that is asked for a
	 * challenge, or, to make one, as this JSON says.  Where it can't the form stays hidden. */
	const char *passkey;
};
void ui_form(struct ui *u, const char *name, const struct ui_form *form);

/* A form of one button, under its definition's name: what was seen (version, in that field) goes
 * with it. */
void ui_button(struct ui *u, const struct form_def *def, const char *action, int field,
	       int64_t version, bool danger);

/* Said where the browser can't have passkeys. */
void ui_passkey_none(struct ui *u, const char *text);

/* Says that what was typed waits on this device; seen only where the script finds that it does. */
void ui_waits(struct ui *u);

/* Buttons and links: the first primary one is the page's next thing to do. */
struct ui_action {
	const char *label, *href;
	const struct form_def *post; /* a POST without fields to fill; NULL: a link */
	bool primary, danger;
	const char *icon;
	const char *key; /* of a POST: the letter that presses it where nobody types; or NULL */
};
void ui_actions(struct ui *u, const struct ui_action *actions, size_t n);

/* Tabs within a page: links; the current one is marked. */
struct ui_tab {
	const char *label, *href, *count;
	bool current;
};
void ui_tabs(struct ui *u, const struct ui_tab *tabs, size_t n);

/* A part that refreshes itself (server-sent hint or poll) and is announced politely. */
void ui_live_begin(struct ui *u, const char *id);
void ui_live_end(struct ui *u);

/* Within a live part: a short tone when newest (an instant or id) has grown since the last look. */
void ui_live_ring(struct ui *u, int64_t newest);

/* What will happen, redrawn while a form with .preview is filled in: a card with that title, or
 * without one (NULL) a plain part of the page.  One a page. */
void ui_preview_begin(struct ui *u, const char *title);
void ui_preview_end(struct ui *u);

/* Within a preview: what a screen reader says once it has changed; several are said in turn. */
void ui_said(struct ui *u, const char *words);

/* Two columns from tablet width up: main, then aside. */
void ui_columns_begin(struct ui *u);
void ui_columns_aside(struct ui *u);
void ui_columns_end(struct ui *u);
void ui_card_begin(struct ui *u, const char *title);
void ui_card_end(struct ui *u);

/* Cards side by side where there is room. */
void ui_grid_begin(struct ui *u);
void ui_grid_end(struct ui *u);

/* The same, of cards that are cut apart on paper and handed out. */
void ui_slips_begin(struct ui *u);
void ui_slips_end(struct ui *u);

/* ---- pictures ---------------------------------------------------------------------------- */
struct ui_bar {
	const char *label, *href;
	int64_t value, part; /* part: the marked share of value (late ones), 0 none */
};
void ui_bars(struct ui *u, const char *name, const char *title, const char *unit,
	     const struct ui_bar *bars, size_t n); /* a table whose rows carry a bar */

/* A course over time: a line from 0 to top, with the table behind it.  A page shows none of a
 * single day. */
struct ui_point {
	const char *label, *shown; /* shown: the value in words */
	int64_t value;
};
void ui_line(struct ui *u, const char *name, const char *title, const char *unit,
	     const struct ui_point *points, size_t n, int64_t top);

enum { UI_NO_FIGURE = -1 };
struct ui_spot {
	const char *label, *href;
	double lat, lng;
	int64_t value; /* UI_NO_FIGURE for all: where they lie, and no table behind it */
};
void ui_map(struct ui *u, const char *name, const char *title, const struct ui_spot *spots,
	    size_t n); /* schematic from centroids, with the table behind it */

/* QR code as a picture, with the text it stands for beside it. */
void ui_qr(struct ui *u, const char *text, const char *caption);
void ui_photos(struct ui *u, const char *name, const int64_t *media, size_t n);
/* Those that another room shows: PATH/{id} and PATH/{id}/kecil. */
void ui_photos_at(struct ui *u, const char *name, const char *path, const int64_t *media, size_t n);
/* A value that the page says by other means; in JSON only. */
void ui_value(struct ui *u, const char *name, const char *value);
/* A big code to read out or copy: number and secret of a report. */
void ui_code(struct ui *u, const char *name, const char *label, const char *value);

/* A value masked until asked for: draws the mask and a button that posts the purpose. */
void ui_masked(struct ui *u, const char *name, const char *label, const char *masked,
	       const char *reveal_action);

#endif
