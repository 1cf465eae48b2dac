#include "platform/ui/ui.h"

#include <string.h>

#include "base/clock.h"
#include "base/rng.h"
#include "base/str.h"
#include "platform/assets/assets.h"
#include "platform/ui/ui_impl.h"
#include "text/ui.h"

/* Set once before threads start, then only read. */
static struct ui_hooks hooks;
static const struct ui_nav *nav_entries;
static size_t nav_n;

void ui_set_hooks(const struct ui_hooks *h)
{
	hooks = *h;
}

void ui_set_disclose(void (*fn)(struct req *r, int64_t subject, const char *what))
{
	hooks.disclose = fn;
}

void ui_set_nav(const struct ui_nav *entries, size_t n)
{
	nav_entries = entries;
	nav_n = n;
}

struct ui *ui_new(struct ctx *cx, struct req *r, struct buf *out, enum ui_repr repr,
		  enum table_format format)
{
	struct ui *u = ARENA_NEW(cx->arena, struct ui);
	u->cx = cx;
	u->req = r;
	u->out = out;
	u->repr = repr;
	u->format = format;
	u->acts_end = &u->acts;
	u->notes_end = &u->notes;
	u->partial = hooks.partial && r && hooks.partial(r);
	return u;
}

enum ui_repr ui_repr(const struct ui *u)
{
	return u->repr;
}

bool ui_all_rows(const struct ui *u)
{
	return u->repr == UI_TABLE;
}

/* ---- shared ------------------------------------------------------------------------------ */

bool ui_html(const struct ui *u)
{
	return u->repr == UI_HTML;
}

bool ui_json(const struct ui *u, const char *name)
{
	return u->repr == UI_JSON && name;
}

const char *ui_icon(struct ui *u, const char *name)
{
	return arena_printf(u->cx->arena, "%s#%s", asset_url("icons.svg"), name);
}

const char *ui_tone_name(enum ui_tone tone)
{
	static const char *const names[] = { "neutral", "info", "good", "warn", "bad" };
	assert((size_t)tone < LEN(names));
	return names[tone];
}

const char *ui_tone_icon(struct ui *u, enum ui_tone tone)
{
	static const char *const names[] = { NULL, "info-circle", "circle-check", "alert-triangle",
					     "alert-octagon" };
	assert((size_t)tone < LEN(names));
	return names[tone] ? ui_icon(u, names[tone]) : NULL;
}

const char *ui_csrf(struct ui *u)
{
	if (!u->csrf[0] && u->cx->actor->session_id)
		csrf_token(u->cx, u->cx->actor->session_id, u->csrf);
	return u->csrf;
}

const char *ui_once(struct ui *u)
{
	unsigned char key[16];
	char *text = arena_alloc(u->cx->arena, ONCE_SIZE);
	rng_bytes(key, sizeof(key));
	hex_text(key, sizeof(key), text);
	return text;
}

static void hidden(struct ui *u, const char *name, const char *value)
{
	tpl_hidden(u->cx, u->out, &(struct tpl_hidden){ .name = name, .value = value });
}

void ui_hidden_keys(struct ui *u)
{
	if (*ui_csrf(u))
		hidden(u, "_csrf", u->csrf);
	hidden(u, "_once", ui_once(u));
}

const char *ui_id(struct ui *u, const char *prefix)
{
	return arena_printf(u->cx->arena, "%s%u", prefix, ++u->seq);
}

void ui_disclose(struct ui *u, int64_t subject, const char *what)
{
	if (hooks.disclose && u->req && subject > 0)
		hooks.disclose(u->req, subject, what);
}

static const char *ui_path(const struct ui *u)
{
	const char *path = hooks.path && u->req ? hooks.path(u->req) : NULL;
	return path ? path : "/";
}

static const char *ui_query(const struct ui *u)
{
	const char *query = hooks.query && u->req ? hooks.query(u->req) : NULL;
	return query ? query : "";
}

const char *ui_operation(struct ui *u, const char *method, const char *href)
{
	return hooks.operation && u->req ? hooks.operation(u->cx, method, href) : NULL;
}

const char *ui_as(struct ui *u, const char *suffix)
{
	const char *path = ui_path(u), *query = ui_query(u);
	return arena_printf(u->cx->arena, "%s%s%s%s", path, suffix, *query ? "?" : "", query);
}

bool ui_is_late(const struct ui *u, int64_t due)
{
	return due && due < u->cx->now;
}

/* ---- the frame --------------------------------------------------------------------------- */

/*
 * The cookie "flash" of the POST before this page: "key~once", the key of the text to show (or -),
 * "key!" where it tells of no success, and the beginning of the form's one-time key.  NULL when
 * there is none.
 */
static const char *flash_cookie(struct ui *u)
{
	const char *cookie = hooks.header && u->req ? hooks.header(u->req, "Cookie") : NULL;
	while (cookie) {
		cookie += strspn(cookie, "; ");
		size_t n = strcspn(cookie, ";");
		if (n > 6 && strncmp(cookie, "flash=", 6) == 0)
			return arena_strndup(u->cx->arena, cookie + 6, n - 6);
		cookie = cookie[n] ? cookie + n : NULL;
	}
	return NULL;
}

static const char *flash(struct ui *u)
{
	const char *cookie = flash_cookie(u);
	size_t n = cookie ? strcspn(cookie, "!~") : 0;
	const char *key = n ? arena_strndup(u->cx->arena, cookie, n) : NULL;
	if (key && u->page.past != T__NONE && str_eq(key, text_key(u->page.past)))
		return NULL;
	return key ? text_by_key(u->cx->lang, key) : NULL;
}

static enum ui_tone flash_tone(struct ui *u)
{
	const char *cookie = flash_cookie(u);
	return cookie && cookie[strcspn(cookie, "!~")] == '!' ? UI_WARN : UI_GOOD;
}

/* Which form arrived: its draft may go from the device. */
static const char *flash_once(struct ui *u)
{
	const char *cookie = flash_cookie(u), *once = cookie ? strchr(cookie, '~') : NULL;
	return once && once[1] ? once + 1 : NULL;
}

static const char *say_where(const struct ctx *cx)
{
	return cx->app && cx->app->city_name ? cx->app->city_name : "";
}

static bool has_session(const struct ui *u)
{
	return u->cx->actor->session_id != 0;
}

static void draw_me(struct ui *u)
{
	struct ctx *cx = u->cx;
	const char *other = cx->lang == LANG_ID ? "en" : "id";
	const char *other_label = text(cx, T_UI_OTHER_LANG);
	if (!has_session(u)) {
		tpl_bar_sign_in(cx, u->out,
				&(struct tpl_bar_sign_in){ .back = ui_as(u, ""),
							   .other = other,
							   .other_label = other_label });
		return;
	}
	tpl_bar_me(cx, u->out,
		   &(struct tpl_bar_me){
		       .name = cx->actor->name,
		       .unit = cx->actor->unit_name,
		       .csrf = ui_csrf(u),
		       .once = ui_once(u),
		       .back = ui_path(u),
		       .sprite = ui_icon(u, "user-circle"),
		       .other = other,
		       .other_label = other_label,
		   });
}

static void draw_bar(struct ui *u)
{
	struct ctx *cx = u->cx;
	tpl_bar_begin(
	    cx, u->out,
	    &(struct tpl_bar_begin){ .city = say_where(cx),
				     .demo = cx->app && cx->app->demo,
				     .search = has_session(u) && !(u->page.bare || u->page.wall) });
	for (size_t i = 0; i < nav_n && !(u->page.bare || u->page.wall); i++) {
		const struct ui_nav *e = &nav_entries[i];
		if (e->primary && may(cx, (enum perm)e->perm))
			tpl_bar_report(cx, u->out,
				       &(struct tpl_bar_report){ .label = text(cx, e->label),
								 .href = e->path,
								 .sprite = ui_icon(u, e->icon) });
	}
	draw_me(u);
	tpl_bar_end(cx, u->out);
}

/* More is not taken in at a glance. */
#define MAX_PLACES 7

static bool may_go(const struct ui *u, const struct ui_nav *e)
{
	return !e->primary && may(u->cx, (enum perm)e->perm);
}

static bool is_here(const struct ui *u, const struct ui_nav *e)
{
	return str_eq(e->path, u->page.nav ? u->page.nav : ui_path(u));
}

static void draw_place(struct ui *u, const struct ui_nav *e, enum text label, bool here, bool below)
{
	tpl_nav_item(u->cx, u->out,
		     &(struct tpl_nav_item){ .label = text(u->cx, label),
					     .href = e->path,
					     .sprite = ui_icon(u, e->icon ? e->icon : "point"),
					     .current = here,
					     .below = below });
}

/* Where the page stands, in the word of the bar; NULL when nowhere in it. */
static const char *here_label(struct ui *u)
{
	for (size_t i = 0; i < nav_n; i++)
		if (may_go(u, &nav_entries[i]) && is_here(u, &nav_entries[i]))
			return text(u->cx, nav_entries[i].label);
	return NULL;
}

/* The places of one group, n entries from e on; how many places of the bar they take up. */
static size_t draw_group(struct ui *u, const struct ui_nav *e, size_t n)
{
	const struct ui_nav *first = NULL;
	size_t open = 0;
	bool here = false;

	for (size_t i = 0; i < n; i++) {
		if (!may_go(u, &e[i]))
			continue;
		if (!first)
			first = &e[i];
		here |= is_here(u, &e[i]);
		open++;
	}
	if (!first)
		return 0;
	draw_place(u, first, open > 1 ? e->group : first->label, here && open == 1, false);
	for (size_t i = 0; i < n && here && open > 1; i++)
		if (may_go(u, &e[i]))
			draw_place(u, &e[i], e[i].label, is_here(u, &e[i]), true);
	return 1;
}

static void draw_places(struct ui *u)
{
	size_t drawn = 0, n;

	for (size_t i = 0; i < nav_n && drawn < MAX_PLACES; i += n) {
		for (n = 1; nav_entries[i].group && i + n < nav_n; n++)
			if (nav_entries[i + n].group != nav_entries[i].group)
				break;
		drawn += draw_group(u, &nav_entries[i], n);
	}
}

static void draw_nav(struct ui *u)
{
	struct ctx *cx = u->cx;

	if ((u->page.bare || u->page.wall) || !nav_n || !has_session(u)) {
		tpl_frame_bare(cx, u->out);
		return;
	}
	tpl_nav_begin(
	    cx, u->out,
	    &(struct tpl_nav_begin){ .here = here_label(u), .sprite = ui_icon(u, "menu-2") });
	draw_places(u);
	tpl_nav_middle(cx, u->out);
	draw_places(u);
	tpl_nav_end(cx, u->out);
}

/* What the page asks by itself while it is open: its own parts, or whether something came in. */
static const char *live_of(const struct ui *u)
{
	if (u->page.live != NULL || !has_session(u) || u->page.bare || u->page.wall)
		return u->page.live;
	for (size_t i = 0; i < nav_n; i++)
		if (nav_entries[i].live != NULL && may_go(u, &nav_entries[i]))
			return nav_entries[i].live;
	return NULL;
}

static void draw_head(struct ui *u)
{
	struct ctx *cx = u->cx;
	int64_t expires = 0;
	if (u->page.until_at)
		expires = u->page.until_at - cx->now;
	else if (hooks.session_expires && u->req && has_session(u))
		expires = hooks.session_expires(u->req) - cx->now;
	tpl_page_head(cx, u->out,
		      &(struct tpl_page_head){ .lang = cx->lang == LANG_EN ? "en" : "id",
					       .title = u->page.title,
					       .city = say_where(cx),
					       .css = asset_url("melaju.css"),
					       .js = asset_url("melaju.js"),
					       .left = expires > 0 ? expires / USEC_SECOND : 0,
					       .stay = u->page.stay,
					       .sent = flash_once(u),
					       .icon = asset_url("mark.svg"),
					       .print = u->page.print,
					       .live = live_of(u) });
	draw_bar(u);
	draw_nav(u);
}

static void begin_html(struct ui *u)
{
	const struct ui_page *p = &u->page;
	if (u->partial)
		return;
	enum ui_tone tone = flash_tone(u);
	draw_head(u);
	u->primary_drawn = p->next != NULL;
	tpl_main_begin(
	    u->cx, u->out,
	    &(struct tpl_main_begin){ .title = p->title,
				      .next = p->next ? p->next->label : NULL,
				      .next_href = p->next ? p->next->href : NULL,
				      .next_sprite = p->next ? ui_icon(u, p->next->icon) : NULL,
				      .lead = p->lead,
				      .parent = p->parent,
				      .parent_title = p->parent_title,
				      .flash = flash(u),
				      .tone = ui_tone_name(tone),
				      .wide = p->wide,
				      .wall = p->wall,
				      .print = p->print ? ui_icon(u, "printer") : NULL,
				      .sprite = ui_tone_icon(u, tone) });
}

void ui_begin(struct ui *u, const struct ui_page *page)
{
	u->page = *page;
	u->heading = page->title;
	if (page->next)
		ui_keep_act(u, (struct ui_act){ .label = page->next->label,
						.method = "GET",
						.href = page->next->href });
	if (u->repr == UI_HTML) {
		begin_html(u);
	} else if (u->repr == UI_JSON) {
		json_init(&u->json, u->out);
		json_open(&u->json, NULL, '{');
		json_text(&u->json, "title", page->title);
		if (u->cx->app && u->cx->app->demo)
			json_bool(&u->json, "sample", true);
	}
}

/*
 * Who has no account is not offered what only programs read; it answers all the same.  A page drawn
 * after a POST stands at the path of an act, where nothing can be opened.
 */
static bool offers_json(const struct ui *u)
{
	if (hooks.posted && u->req && hooks.posted(u->req))
		return false;
	return may(u->cx, PERM_SELF) && strcmp(ui_path(u), "/") != 0;
}

static void end_html(struct ui *u)
{
	if (u->partial)
		return;
	struct ctx *cx = u->cx;
	tpl_main_end(cx, u->out);
	tpl_foot(cx, u->out,
		 &(struct tpl_foot){ .version = cx->app ? cx->app->version : "",
				     .city = say_where(cx),
				     .json = offers_json(u) ? ui_as(u, ".json") : NULL,
				     .demo = cx->app && cx->app->demo });
}

void ui_alone(struct ctx *cx, struct buf *out, const char *title, const char *lead)
{
	tpl_page_alone(cx, out,
		       &(struct tpl_page_alone){ .lang = cx->lang == LANG_EN ? "en" : "id",
						 .title = title,
						 .lead = lead,
						 .css = asset_url("melaju.css") });
}

enum err ui_end(struct ui *u)
{
	enum err err = u->failed;
	if (u->repr == UI_HTML) {
		end_html(u);
	} else if (u->repr == UI_JSON) {
		ui_notes_json(u);
		ui_acts_json(u);
		json_close(&u->json, '}');
		if (err == ERR_OK)
			err = u->failed;
	}
	if (u->writer) {
		enum err ended = table_end(u->cx, u->writer);
		u->writer = NULL;
		if (err == ERR_OK)
			err = ended;
	}
	if (err == ERR_OK && !buf_ok(u->out))
		return err_set(u->cx, ERR_TOOBIG, "page over its cap of %zu bytes", u->out->max);
	return err;
}
