/* /jejak: who looked at personal data; /audit: the log that can't be changed unseen. */
#include "base/str.h"
#include "feature/account/account.h"
#include "feature/casework/casework.h"
#include "feature/directory/directory_shelf.h"
#include "feature/indicators/indicators_sql.h"
#include "feature/indicators/indicators_web.h"
#include "feature/reference/reference.h"
#include "platform/audit/audit.h"
#include "platform/db/db.h"
#include "text/export.h"
#include "text/indicators.h"

#include <stdlib.h>
#include <string.h>

#define PAGE_ROWS 50

/* The parameters of the two lists; the next page begins before its last id. */
enum { W_AFTER, W_PERSON, W_SUBJECT };
static const struct field look_fields[] = {
	[W_AFTER] = { .name = "sebelum", .kind = FIELD_ID, .onward = true },
	[W_PERSON] = { .name = "petugas", .kind = FIELD_ID },
	[W_SUBJECT] = { .name = "tentang", .kind = FIELD_ID },
	{ .kind = FIELD_END },
};
static const struct form_def look_form = { .name = "looks",
					   .fields = look_fields,
					   .submit = T_INDICATORS_SHOW };

static int64_t before(const struct form *f)
{
	int64_t id = form_id(f, W_AFTER);

	return id != 0 ? id : INT64_MAX;
}

static int64_t rows_wanted(const struct ui *u)
{
	return ui_all_rows(u) ? INT32_MAX : PAGE_ROWS;
}

/* What is stored are codes; one without words is shown as it is. */
static const char *saw_label(struct ctx *cx, const char *code)
{
	return text_by_key(cx->lang, arena_printf(cx->arena, "watch.saw.%s", code));
}

static const char *did_label(struct ctx *cx, const char *code)
{
	return text_by_key(cx->lang, arena_printf(cx->arena, "watch.did.%s", code));
}

/* ---- who looked -------------------------------------------------------------------------- */

#define LOOK(member) offsetof(struct indicator_looks_row, member)
static const struct column look_columns[] = {
	{ "id", T_COL_ID, COL_ID, PRIV_NONE, LOOK(id) },
	{ "at", T_WATCH_AT, COL_INSTANT, PRIV_NONE, LOOK(shown_at), .flags = COL_STRONG },
	{ "who", T_WATCH_WHO, COL_TEXT, PRIV_NONE, LOOK(who) },
	{ "unit", T_WATCH_UNIT, COL_TEXT, PRIV_NONE, LOOK(unit) },
	{ "what", T_WATCH_WHAT, COL_CODE, PRIV_NONE, LOOK(what), .label_of = saw_label },
	{ "subject", T_WATCH_SUBJECT, COL_ID, PRIV_NONE, LOOK(subject_id) },
	{ "purpose", T_WATCH_PURPOSE, COL_TEXT, PRIV_NONE, LOOK(purpose) },
	{ "path", T_WATCH_PATH, COL_TEXT, PRIV_NONE, LOOK(path), .flags = COL_WIDE_ONLY },
};
static const struct table look_table = { .name = "looks",
					 .title = T_WATCH_LOOKS,
					 .columns = look_columns,
					 .n_columns = LEN(look_columns) };

static enum err looks_page(struct ctx *cx, struct req *r, struct ui *u)
{
	struct form *f = req_form(r);
	struct indicator_looks_args a = { .after_id = before(f), .limit_n = rows_wanted(u) };
	struct ui_list list = { .total = -1, .main = true, .empty = text(cx, T_WATCH_NO_LOOKS) };
	struct indicator_looks_row *rows;
	size_t n;

	a.user_id = form_id(f, W_PERSON);
	a.subject_id = form_id(f, W_SUBJECT);
	a.with = (a.user_id != 0 ? INDICATOR_LOOKS_WITH_PERSON : 0U) |
		 (a.subject_id != 0 ? INDICATOR_LOOKS_WITH_SUBJECT : 0U);
	TRY(indicator_looks_all(cx, &a, &rows, &n));
	if (n == PAGE_ROWS)
		list.next = arena_printf(cx->arena, "/jejak?sebelum=%lld&petugas=%s&tentang=%s",
					 (long long)rows[n - 1].id, form_raw(f, W_PERSON),
					 form_raw(f, W_SUBJECT));
	if (form_id(f, W_AFTER) != 0)
		list.first = "/jejak";
	ui_begin(u, &(struct ui_page){ .title = text(cx, T_WATCH_LOOKS),
				       .lead = text(cx, T_WATCH_LOOKS_LEAD),
				       .nav = "/jejak",
				       .wide = true });
	ui_table(u, "looks", &look_table, rows, n, sizeof(*rows), &list);
	return ui_end(u);
}

/* ---- the log ----------------------------------------------------------------------------- */

#define EVENT(member) offsetof(struct indicator_events_row, member)
static const struct column event_columns[] = {
	{ "id", T_COL_ID, COL_ID, PRIV_NONE, EVENT(id) },
	{ "seq", T_WATCH_SEQ, COL_INT, PRIV_NONE, EVENT(seq), .href = "/audit/{id}" },
	{ "at", T_WATCH_AT, COL_INSTANT, PRIV_NONE, EVENT(at) },
	{ "event", T_WATCH_EVENT, COL_CODE, PRIV_NONE, EVENT(event), .flags = COL_STRONG,
	  .label_of = did_label },
	{ "who", T_WATCH_WHO, COL_TEXT, PRIV_NONE, EVENT(who) },
	{ "unit", T_WATCH_UNIT, COL_TEXT, PRIV_NONE, EVENT(unit), .flags = COL_WIDE_ONLY },
	{ "details", T_WATCH_DETAILS, COL_TEXT, PRIV_NONE, EVENT(details), .flags = COL_WIDE_ONLY },
	{ "device", T_WATCH_DEVICE, COL_TEXT, PRIV_NONE, EVENT(agent), .flags = COL_DATA_ONLY },
};
static const struct table event_table = { .name = "events",
					  .title = T_WATCH_LOG,
					  .columns = event_columns,
					  .n_columns = LEN(event_columns) };

static enum err draw_checkpoint(struct ctx *cx, struct ui *u)
{
	struct indicator_log_size_row size;
	char *note;
	enum err e = audit_checkpoint(cx, &note);

	if (e == ERR_NOTFOUND) {
		err_clear(cx);
		ui_note(u, UI_INFO, text(cx, T_WATCH_NO_CHECKPOINT), text(cx, T_WATCH_WHY));
		return ERR_OK;
	}
	TRY(e);
	TRY(indicator_log_size_one(cx, &size));
	ui_facts(u, "log",
		 &(struct ui_fact){ .name = "size",
				    .label = text(cx, T_WATCH_SIZE),
				    .value = say_number(cx, size.n) },
		 1);
	ui_actions(u,
		   &(struct ui_action){ .label = text(cx, T_WATCH_CHECKPOINT),
					.href = "/audit/segel",
					.primary = true,
					.icon = "file-text" },
		   1);
	ui_small(u, text(cx, T_WATCH_WHY));
	return ERR_OK;
}

/* Ids are long; a short number counts something. */
#define ID_DIGITS 12

/* The code behind a key of an event is one of a list of reference data. */
static const struct {
	const char *event, *key, *set;
} listed[] = {
	{ "casework.step_end", "kind", "end_kind" },
	{ "casework.pause", "code", "pause_reason" },
	{ "casework.service", "item", "spm_item" },
	{ "casework.service_change", "item", "spm_item" },
	{ "casework.service_undo", "item", "spm_item" },
	{ "casework.document_add", "kind", "document_kind" },
	{ "casework.document_change", "kind", "document_kind" },
};

static bool names_account(const char *key)
{
	return str_eq(key, "user") || str_eq(key, "officer");
}

static bool names_unit(const char *key)
{
	return str_eq(key, "from") || str_eq(key, "to") || str_eq(key, "unit");
}

/* A unit or an account by its name; NULL: the id is of neither, or of one that is gone. */
static enum err name_of(struct ctx *cx, const struct directory_shelf *shelf, const char *key,
			const char *value, const char **ret)
{
	struct indicator_account_name_row row;
	const struct shelf_unit *unit;
	int64_t id;
	bool found;

	*ret = NULL;
	if (strlen(value) < ID_DIGITS || !str_i64(value, &id))
		return ERR_OK;
	if (names_unit(key)) {
		unit = shelf_unit(shelf, id);
		*ret = unit ? unit->name : NULL;
		return ERR_OK;
	}
	if (!names_account(key))
		return ERR_OK;
	TRY(indicator_account_name_maybe(cx, &(struct indicator_account_name_args){ .id = id },
					 &row, &found));
	*ret = found ? row.name : NULL;
	return ERR_OK;
}

/* The accounts that the details of a page name are asked for in one. */
static enum err names_ahead(struct ctx *cx, const struct indicator_events_row *rows, size_t n)
{
	static const char *const keys[] = { "user=", "officer=" };
	struct indicator_account_name_args *args =
	    ARENA_ARRAY(cx->arena, n * LEN(keys) + 1, struct indicator_account_name_args);
	size_t hits = 0, i, k;

	for (i = 0; i < n; i++)
		for (k = 0; k < LEN(keys) && rows[i].details != NULL; k++) {
			const char *at = strstr(rows[i].details, keys[k]);

			if (at)
				args[hits++].id = strtoll(at + strlen(keys[k]), NULL, 10);
		}
	return indicator_account_name_ahead(cx, args, hits);
}

/* What stands behind a key, in words; NULL: it is a number, or a code without words. */
static enum err value_words(struct ctx *cx, const struct directory_shelf *shelf, const char *event,
			    const char *key, const char *value, const char **ret)
{
	int64_t state;

	for (size_t i = 0; i < LEN(listed); i++)
		if (str_eq(event, listed[i].event) && str_eq(key, listed[i].key)) {
			*ret = ref_label(cx, listed[i].set, value);
			return ERR_OK;
		}
	if (str_eq(key, "reason")) {
		*ret = text_by_key(cx->lang, arena_printf(cx->arena, "watch.reason.%s", value));
		return ERR_OK;
	}
	if (str_eq(event, "casework.referral") && str_eq(key, "state") && str_i64(value, &state)) {
		*ret = text(cx, referral_state_text(state));
		return ERR_OK;
	}
	return name_of(cx, shelf, key, value, ret);
}

static const char *key_words(struct ctx *cx, const char *event, const char *key)
{
	const char *own =
	    text_by_key(cx->lang, arena_printf(cx->arena, "watch.key.%s.%s", event, key));

	return own ? own : text_by_key(cx->lang, arena_printf(cx->arena, "watch.key.%s", key));
}

/* "to=3702;reason=opened" as "ke Puskesos Cikole; karena laporan masuk"; 0 is nobody. */
static enum err in_words(struct ctx *cx, const struct directory_shelf *shelf, const char *event,
			 const char *details, const char **ret)
{
	const char *all = NULL, *key, *word, *value, *said;
	char *rest = details ? arena_strdup(cx->arena, details) : NULL, *part, *equals;

	*ret = details;
	while (rest && (part = strsep(&rest, ";")) != NULL) {
		equals = strchr(part, '=');
		if (!equals)
			return ERR_OK;
		*equals = '\0';
		key = part;
		value = equals + 1;
		if (names_unit(key) && str_eq(value, "0"))
			continue;
		word = key_words(cx, event, key);
		TRY(value_words(cx, shelf, event, key, value, &said));
		part = word ? arena_printf(cx->arena, "%s %s", word, said ? said : value)
			    : arena_printf(cx->arena, "%s=%s", key, said ? said : value);
		all = all ? arena_printf(cx->arena, "%s; %s", all, part) : part;
	}
	*ret = all;
	return ERR_OK;
}

/* Of a session: with what it was opened, and when; its number tells a reader nothing. */
static const char *session_words(struct ctx *cx, const struct indicator_events_row *e)
{
	return text_fill(cx, T_WATCH_SESSION, e->agent, say_instant_short(cx, e->opened_at), NULL);
}

/* Who, with what and the details, in words where people read them. */
static enum err say_events(struct ctx *cx, struct ui *u, struct indicator_events_row *rows,
			   size_t n)
{
	const struct directory_shelf *shelf;

	TRY(directory_shelf(cx, &shelf));
	if (ui_repr(u) == UI_HTML)
		TRY(names_ahead(cx, rows, n));
	for (size_t i = 0; i < n; i++) {
		if (rows[i].who == NULL && rows[i].actor_id == ACTOR_SYSTEM)
			rows[i].who = text(cx, T_WATCH_BY_ITSELF);
		if (rows[i].agent != NULL)
			rows[i].agent = browser_words(cx->arena, rows[i].agent);
		if (ui_repr(u) != UI_HTML)
			continue;
		if (rows[i].agent != NULL)
			rows[i].details = session_words(cx, &rows[i]);
		else
			TRY(in_words(cx, shelf, rows[i].event, rows[i].details, &rows[i].details));
	}
	return ERR_OK;
}

static enum err audit_page(struct ctx *cx, struct req *r, struct ui *u)
{
	struct form *f = req_form(r);
	struct ui_list list = { .total = -1, .main = true, .empty = text(cx, T_WATCH_NO_EVENTS) };
	struct indicator_events_row *rows;
	size_t n;

	TRY(indicator_events_all(
	    cx, &(struct indicator_events_args){ .after_id = before(f), .limit_n = rows_wanted(u) },
	    &rows, &n));
	TRY(say_events(cx, u, rows, n));
	if (n == PAGE_ROWS)
		list.next =
		    arena_printf(cx->arena, "/audit?sebelum=%lld", (long long)rows[n - 1].id);
	if (form_id(f, W_AFTER) != 0)
		list.first = "/audit";
	ui_begin(u, &(struct ui_page){ .title = text(cx, T_WATCH_LOG),
				       .lead = text(cx, T_WATCH_LOG_LEAD),
				       .nav = "/audit",
				       .wide = true });
	TRY(draw_checkpoint(cx, u));
	list.caption = text(cx, T_WATCH_EVENTS);
	ui_heading(u, list.caption, NULL);
	ui_table(u, "events", &event_table, rows, n, sizeof(*rows), &list);
	return ui_end(u);
}

/* A line that has no place yet gets one within seconds. */
static enum err place_words(struct ctx *cx, const struct indicator_events_row *e, const char **ret)
{
	struct indicator_log_size_row size;

	TRY(indicator_log_size_one(cx, &size));
	*ret = e->seq == DB_NONE ? text(cx, T_WATCH_NO_PLACE)
				 : text_fill(cx, T_WATCH_PLACE, say_number(cx, e->seq),
					     say_number(cx, size.n), NULL);
	return ERR_OK;
}

static enum err event_page(struct ctx *cx, struct req *r, struct ui *u)
{
	struct indicator_events_row *e;
	const char *place, *did;
	size_t n;

	TRY(indicator_events_all(cx,
				 &(struct indicator_events_args){ .with = INDICATOR_EVENTS_WITH_ONE,
								  .after_id = INT64_MAX,
								  .id = req_id(r),
								  .limit_n = 1 },
				 &e, &n));
	if (n == 0)
		return err_set(cx, ERR_NOTFOUND, "no line %lld", (long long)req_id(r));
	TRY(say_events(cx, u, e, n));
	TRY(place_words(cx, e, &place));
	did = did_label(cx, e->event);
	ui_begin(u, &(struct ui_page){ .title = did ? did : e->event,
				       .nav = "/audit",
				       .parent = "/audit",
				       .parent_title = text(cx, T_WATCH_LOG) });
	ui_facts(u, "event",
		 (struct ui_fact[]){ ui_fact_at(cx, "at", T_WATCH_AT, e->at),
				     { "who", text(cx, T_WATCH_WHO), e->who },
				     { "unit", text(cx, T_WATCH_UNIT), e->unit },
				     { "details", text(cx, T_WATCH_DETAILS), e->details },
				     { "event", text(cx, T_WATCH_CODE), e->event },
				     { "place", text(cx, T_WATCH_SEQ), place },
				     { "id", text(cx, T_COL_ID),
				       arena_printf(cx->arena, "%lld", (long long)e->id) } },
		 7);
	if (e->seq != DB_NONE)
		ui_actions(u,
			   &(struct ui_action){ .label = text(cx, T_WATCH_PROOF),
						.href = arena_printf(cx->arena, "/audit/%lld/bukti",
								     (long long)e->id),
						.icon = "file-text" },
			   1);
	ui_small(u, text(cx, T_WATCH_PROOF_WHY));
	return ui_end(u);
}

/* The newest checkpoint as a file to keep elsewhere: saved, so that the page stays where it is. */
static enum err checkpoint_file(struct ctx *cx, struct req *r, struct resp *resp)
{
	char *note;

	(void)r;
	TRY(audit_checkpoint(cx, &note));
	resp->type = "text/plain; charset=utf-8";
	resp->filename = "segel-audit.txt";
	resp->foreign = true;
	buf_adds(&resp->body, note);
	return ERR_OK;
}

/* The proof that a line is in the log, for whoever keeps a checkpoint. */
static enum err proof_page(struct ctx *cx, struct req *r, struct resp *resp)
{
	resp->type = "application/json";
	resp->filename = arena_printf(cx->arena, "bukti-%lld.json", (long long)req_id(r));
	resp->foreign = true;
	return audit_prove(cx, req_id(r), &resp->body);
}

const struct route watch_routes[] = {
	{ GET, "/jejak", PERM_DISCLOSURE_READ, 0, REPR_LIST, T_WATCH_LOOKS, .form = &look_form,
	  .page = looks_page },
	{ GET, "/audit", PERM_AUDIT_READ, 0, REPR_LIST, T_WATCH_LOG, .form = &look_form,
	  .page = audit_page },
	{ GET, "/audit/segel", PERM_AUDIT_READ, ROUTE_RAW | ROUTE_NO_MENU, REPR_HTML,
	  T_WATCH_CHECKPOINT, .raw = checkpoint_file },
	{ GET, "/audit/{id}", PERM_AUDIT_READ, ROUTE_NO_MENU, REPR_PAGE, T_WATCH_EVENT,
	  .page = event_page },
	{ GET, "/audit/{id}/bukti", PERM_AUDIT_READ, ROUTE_RAW | ROUTE_NO_MENU, REPR_JSON,
	  T_WATCH_PROOF, .raw = proof_page },
	{ .method = 0 },
};
