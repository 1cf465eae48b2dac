/* What the files of this room share. */
#ifndef UI_UI_IMPL_H
#define UI_UI_IMPL_H

#include "platform/app.h"
#include "platform/auth/auth.h"
#include "platform/export/json.h"
#include "platform/ui/ui.h"
#include "ui_templates.h"

#define ONCE_SIZE 33 /* 16 random bytes in hex */

/* A form or button of the page, kept for the "actions" of the JSON. */
struct ui_act {
	const char *name, *label, *method, *href;
	const struct form_def *def;
	const struct form *form;
	struct ui_act *next;
};

/* What is said in passing, for a program in "notes". */
struct ui_said_note {
	const char *tone, *title, *text;
	struct ui_said_note *next;
};

struct ui {
	struct ctx *cx;
	struct req *req;
	struct buf *out;
	enum ui_repr repr;
	enum table_format format;
	struct ui_page page;
	struct json json;
	struct ui_act *acts, **acts_end;
	struct ui_said_note *notes, **notes_end;
	struct table_writer *writer; /* of the main table, in CSV and XLSX */
	enum err failed;             /* the first failure of a writer or of options */
	unsigned seq;                /* makes ids unique within the page */
	const char *heading;         /* the last one said: a table's caption need not repeat it */
	bool partial, summary_drawn, primary_drawn, aside_open, passkey_script;
	char csrf[AUTH_TOKEN_SIZE]; /* made when first needed */
};

/* The icons of assets/web/icons.svg. */
const char *ui_icon(struct ui *u, const char *name); /* address of the symbol, in cx->arena */
const char *ui_tone_name(enum ui_tone tone);
const char *ui_tone_icon(struct ui *u, enum ui_tone tone); /* NULL for neutral */

/* Whether this representation is drawn, and whether a component of that name is written. */
bool ui_html(const struct ui *u);
bool ui_json(const struct ui *u, const char *name);

const char *ui_csrf(struct ui *u); /* "" without a session */
const char *ui_once(struct ui *u); /* a new one-time key, in cx->arena */
void ui_hidden_keys(struct ui *u); /* both as hidden fields */

/* "f3": a new id within the page, in cx->arena. */
const char *ui_id(struct ui *u, const char *prefix);

/* Notes that the answer shows data of the subject; the router logs it before the first byte. */
void ui_disclose(struct ui *u, int64_t subject, const char *what);

/* The path with a suffix and the query: "/cases.csv?unit=3"; in cx->arena. */
const char *ui_as(struct ui *u, const char *suffix);

/* Shared pieces of markup. */
void ui_lines(struct ui *u, const char *text, bool small); /* paragraph, \n breaks */
void ui_due_html(struct ui *u, int64_t due);
void ui_when_html(struct ui *u, int64_t at);
void ui_plain_html(struct ui *u, const char *value); /* a mask is read out by its end */
void ui_rest_html(struct ui *u, const char *lines);  /* of COL_REST */
/* The value of a COL_MARKED cell. */
void ui_marked_html(struct ui *u, const char *lines);
void ui_keep_act(struct ui *u, struct ui_act act);
void ui_post_button(struct ui *u, const char *key, const struct form_def *def, const char *href,
		    const char *label, const char *of, const char *class, const char *icon);

/* The fields of a form without its frame; f NULL: empty ones. */
void ui_form_fields(struct ui *u, const struct form_def *def, const struct form *f);

/* The operation of the OpenAPI document that a method and an address lead to; NULL: none. */
const char *ui_operation(struct ui *u, const char *method, const char *href);

/* Keeps a call-out for JSON, where its place on the page means nothing. */
void ui_keep_note(struct ui *u, const char *tone, const char *title, const char *text);
void ui_notes_json(struct ui *u);

/* JSON of what is kept in acts. */
void ui_acts_json(struct ui *u);

/* Is it before the instant of the request?  No (0) is never late. */
bool ui_is_late(const struct ui *u, int64_t due);

#endif
