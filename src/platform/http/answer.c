/* What goes back: redirects, JSON, error pages, headers. */
#include "base/rng.h"
#include "base/str.h"
#include "platform/assets/assets.h"
#include "platform/export/json.h"
#include "platform/http/http_impl.h"
#include "platform/i18n/i18n.h"
#include "text/http.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <zlib.h>

void answer_header(struct req *r, const char *name, const char *value)
{
	assert(r->n_extra < LEN(r->extra));
	r->extra[r->n_extra++] = (struct header){ .name = name, .value = value };
}

/* Drops whatever body was begun. */
static void clear(struct req *r)
{
	buf_release(&r->resp.body);
	buf_init(&r->resp.body, HTTP_MAX_ANSWER);
	r->resp.type = NULL;
	r->resp.filename = NULL;
	r->resp.foreign = false;
}

/* ---- after a POST ------------------------------------------------------------------------ */

void resp_see(struct ctx *cx, struct resp *resp, enum text flash, const char *fmt, ...)
{
	va_list ap;
	char path[HTTP_MAX_TARGET];
	struct req *r = (struct req *)((char *)resp - offsetof(struct req, resp));
	int n;

	va_start(ap, fmt);
	n = vsnprintf(path, sizeof(path), fmt, ap);
	va_end(ap);
	assert(n > 0 && (size_t)n < sizeof(path) && path[0] == '/');
	resp->status = 303;
	resp->location = arena_strdup(cx->arena, path);
	assert(cx == &r->cx);
	r->flash = flash != T__NONE ? text_key(flash) : NULL;
	r->vain = false;
}

void resp_vain(struct resp *resp)
{
	struct req *r = (struct req *)((char *)resp - offsetof(struct req, resp));

	r->vain = true;
}

const char *cookie_name(const struct app *app)
{
	return app->https ? "__Host-melaju" : "melaju";
}

void resp_session(struct ctx *cx, struct resp *resp, const char *token)
{
	resp->cookie =
	    arena_printf(cx->arena, "%s=%s; Path=/; HttpOnly; SameSite=Lax%s%s",
			 cookie_name(cx->app), token != NULL ? token : "",
			 cx->app->https ? "; Secure" : "", token != NULL ? "" : "; Max-Age=0");
}

static void posted_json(struct req *r)
{
	struct resp *a = &r->resp;
	struct json j;

	if (a->body.len > 0)
		return;
	json_init(&j, &a->body);
	json_open(&j, NULL, '{');
	json_bool(&j, "ok", true);
	if (a->id != 0)
		json_id(&j, "id", a->id);
	if (a->number != NULL)
		json_text(&j, "number", a->number);
	if (a->secret != NULL)
		json_text(&j, "secret", a->secret);
	if (a->location != NULL)
		json_text(&j, "location", a->location);
	json_close(&j, '}');
	a->status = a->id != 0 ? 201 : 200;
}

/*
 * For the next page: what to say, and the beginning of the key of the form that arrived, by which
 * the device knows whose draft may go.
 */
static void remember(struct req *r)
{
	const char *once =
	    r->once != NULL && strspn(r->once, "0123456789abcdef") >= 8 ? r->once : "";

	if (r->flash == NULL && once[0] == '\0')
		return;
	answer_header(r, "Set-Cookie",
		      arena_printf(r->cx.arena,
				   "flash=%s%s~%.8s; Path=/; Max-Age=60; SameSite=Lax; HttpOnly",
				   r->flash != NULL ? r->flash : "-", r->vain ? "!" : "", once));
}

void answer_posted(struct req *r)
{
	struct resp *a = &r->resp;

	if (r->repr == REPR_JSON) {
		posted_json(r);
		/* The script of a page says when it goes there next; programs see no pages. */
		if (a->location != NULL && req_header(r, "X-Page-Next") != NULL)
			remember(r);
		return;
	}
	if (a->location == NULL && a->body.len == 0)
		a->location = r->path;
	if (a->location != NULL && a->status == 0)
		a->status = 303;
	if (a->status == 303)
		remember(r);
}

/* Percent-encodes what a query value may not hold. */
static const char *encoded(struct arena *a, const char *s)
{
	static const char hex[] = "0123456789ABCDEF";
	char *out = arena_alloc(a, 3 * strlen(s) + 1), *p = out;

	for (; *s != '\0'; s++) {
		if (strchr("-._~/", *s) != NULL || (*s >= '0' && *s <= '9') ||
		    ((*s | 0x20) >= 'a' && (*s | 0x20) <= 'z')) {
			*p++ = *s;
			continue;
		}
		*p++ = '%';
		*p++ = hex[(unsigned char)*s >> 4];
		*p++ = hex[(unsigned char)*s & 15];
	}
	*p = '\0';
	return out;
}

static const char *login_path(struct req *r, const char *back)
{
	return arena_printf(r->cx.arena, "/masuk?kembali=%s", encoded(r->cx.arena, back));
}

void answer_login(struct req *r)
{
	const char *back = r->path;

	clear(r);
	if (r->query != NULL && r->query[0] != '\0')
		back = arena_printf(r->cx.arena, "%s?%s", r->path, r->query);
	r->resp.status = 303;
	r->resp.location = login_path(r, back);
}

/* What is owed before all else, and where it is done. */
static const struct {
	const char *path;
	enum text title, why, act;
} owed[] = {
	[AUTH_OWES_PASSWORD] = { "/sandi", T_HTTP_TITLE_PASSWORD, T_HTTP_PASSWORD,
				 T_HTTP_PASSWORD_NOW },
	[AUTH_OWES_FACTOR] = { "/saya/kode", T_HTTP_TITLE_SET_UP, T_HTTP_SET_UP,
			       T_HTTP_SET_UP_NOW },
};

/* Refused for what he owes? */
static enum auth_owed owes(const struct req *r, enum err code)
{
	return code == ERR_DENIED ? auth_owes(r->cx.actor, r->cx.now) : AUTH_OWES_NOTHING;
}

void answer_set_up(struct req *r)
{
	if (r->method == POST || r->repr == REPR_JSON || r->bearer) {
		answer_error(r, ERR_DENIED);
		return;
	}
	clear(r);
	r->resp.status = 303;
	r->resp.location = owed[auth_owes(r->cx.actor, r->cx.now)].path;
}

/* The page of this host that sent the form, as a path; NULL: unknown. */
static const char *sent_from(const struct req *r)
{
	const char *from = req_header(r, "Referer"), *host = req_header(r, "Host");
	const char *at = from != NULL ? strstr(from, "://") : NULL;
	size_t n = host != NULL ? strlen(host) : 0;

	if (at == NULL || n == 0 || strncasecmp(at + 3, host, n) != 0 || at[3 + n] != '/')
		return NULL;
	return at + 3 + n;
}

/* ---- when it did not go well ------------------------------------------------------------- */

void answer_problems(struct req *r)
{
	const struct problem *p;
	const struct form_def *def = form_def_of(r->form);
	size_t i, n = form_problems(r->form, &p);
	struct json j;

	clear(r);
	json_init(&j, &r->resp.body);
	json_open(&j, NULL, '{');
	json_bool(&j, "ok", false);
	json_text(&j, "error", err_name(ERR_INVALID));
	json_open(&j, "problems", '[');
	for (i = 0; i < n; i++) {
		json_open(&j, NULL, '{');
		json_text(&j, "field", problem_name(def, &p[i]));
		json_text(&j, "message", p[i].message);
		json_close(&j, '}');
	}
	json_close(&j, ']');
	json_close(&j, '}');
	r->resp.status = err_status(ERR_INVALID);
	r->repr = REPR_JSON;
}

/* How much would have gone, and what to do: a form of words needs another way than one of files. */
static const char *too_big(const struct req *r)
{
	size_t limit = req_body_limit(r);
	bool files = limit >= (1U << 20);
	const char *most = arena_printf(r->cx.arena, files ? "%zu MB" : "%zu kB",
					files ? limit >> 20 : limit >> 10);

	return text_fill(&r->cx, files ? T_HTTP_TOOBIG_FILES : T_HTTP_TOOBIG_WORDS, most, NULL);
}

static const char *message_of(const struct req *r, enum err code)
{
	const char *message = text_by_key(r->cx.lang, err_key(code));
	enum text why = refusal(&r->cx);

	if ((code == ERR_CONFLICT || code == ERR_GONE) && why != T__NONE)
		return text(&r->cx, why);
	if (owes(r, code) != AUTH_OWES_NOTHING)
		return text(&r->cx, owed[owes(r, code)].why);
	if (code == ERR_DENIED && req_beyond_token(r))
		return text(&r->cx, T_HTTP_SESSION_ONLY);
	if (code == ERR_TOOBIG && r->method == POST)
		return too_big(r);
	/* To load it anew sends it again as it was, files and all, also without script. */
	if (code == ERR_BUSY && r->repr != REPR_JSON)
		return text(&r->cx, r->method == POST ? T_HTTP_BUSY_AGAIN : T_HTTP_BUSY);
	return message != NULL ? message : err_name(code);
}

static void error_json(struct req *r, enum err code)
{
	struct json j;

	json_init(&j, &r->resp.body);
	json_open(&j, NULL, '{');
	json_bool(&j, "ok", false);
	json_text(&j, "error", err_name(code));
	json_text(&j, "message", message_of(r, code));
	if (owes(r, code) != AUTH_OWES_NOTHING)
		json_text(&j, "location", owed[owes(r, code)].path);
	json_close(&j, '}');
}

static enum text title_of(const struct req *r, enum err code)
{
	if (owes(r, code) != AUTH_OWES_NOTHING)
		return owed[owes(r, code)].title;
	switch (err_status(code)) {
	case 401:
		return T_HTTP_TITLE_UNAUTH;
	case 403:
		return T_HTTP_TITLE_DENIED;
	case 404:
		return T_HTTP_TITLE_NOTFOUND;
	case 410:
		return T_HTTP_TITLE_GONE;
	case 409:
		return T_HTTP_TITLE_CONFLICT;
	case 413:
		return T_HTTP_TITLE_TOOBIG;
	case 421:
		return T_HTTP_TITLE_HOST;
	case 429:
	case 503:
		return T_HTTP_TITLE_BUSY;
	case 500:
	case 507:
		return T_HTTP_TITLE_INTERNAL;
	default:
		return T_HTTP_TITLE_INVALID;
	}
}

/* The way on from an error: sign in, or the page that posted, or the front page. */
static struct ui_action way_on(struct req *r, enum err code)
{
	/* Back to the form: what was typed is still on the device, and is put into it there. */
	if (code == ERR_UNAUTH)
		return (struct ui_action){
			.label = text(&r->cx, T_HTTP_SIGN_IN),
			.href = sent_from(r) ? login_path(r, sent_from(r)) : "/masuk",
			.primary = true,
		};
	if (owes(r, code) != AUTH_OWES_NOTHING)
		return (struct ui_action){ .label = text(&r->cx, owed[owes(r, code)].act),
					   .href = owed[owes(r, code)].path,
					   .primary = true };
	if (r->route != NULL && r->route->method == POST && r->route->page != NULL)
		return (struct ui_action){ .label = text(&r->cx, T_HTTP_BACK),
					   .href = sent_from(r) != NULL ? sent_from(r) : r->path,
					   .primary = true };
	return (
	    struct ui_action){ .label = text(&r->cx, T_HTTP_HOME), .href = "/", .primary = true };
}

/* Is the same form ever taken?  What is gone or not his stays so. */
static bool may_send_again(enum err code)
{
	return code != ERR_DENIED && code != ERR_TOKEN && code != ERR_NOTFOUND && code != ERR_GONE;
}

/* The error as a page; what was typed comes along, so that nothing has to be written twice. */
static enum err error_page(struct req *r, enum err code)
{
	struct ctx *cx = &r->cx;
	struct ui_action on = way_on(r, code);
	struct ui *u;

	if (r->app->city == 0) {
		ui_alone(cx, &r->resp.body, text(cx, title_of(r, code)), message_of(r, code));
		return buf_ok(&r->resp.body) ? ERR_OK : ERR_TOOBIG;
	}
	u = ui_new(cx, r, &r->resp.body, UI_HTML, TABLE_CSV);

	ui_begin(u, &(struct ui_page){ .title = text(cx, title_of(r, code)),
				       .lead = message_of(r, code),
				       .bare = cx->actor->session_id == 0 });
	if (r->form != NULL && r->method == POST && may_send_again(code))
		ui_form(u, NULL,
			&(struct ui_form){
			    .action = r->path, .def = form_def_of(r->form), .form = r->form });
	if (code == ERR_UNAUTH && r->method == POST)
		ui_waits(u);
	ui_actions(u, &on, 1);
	return ui_end(u);
}

void answer_error(struct req *r, enum err code)
{
	clear(r);
	r->result = code;
	r->resp.status = err_status(code);
	r->resp.location = r->resp.cookie = r->resp.etag = r->resp.cache = NULL;
	r->n_disclosed = 0;
	if (code == ERR_BUSY || code == ERR_LIMIT)
		answer_header(r, "Retry-After", "2");
	r->repr = r->repr == REPR_JSON || req_by_program(r) ? REPR_JSON : REPR_HTML;
	if (r->repr == REPR_JSON) {
		error_json(r, code);
		return;
	}
	if (error_page(r, code) == ERR_OK)
		return;
	clear(r);
	r->resp.type = "text/plain; charset=utf-8";
	buf_adds(&r->resp.body, message_of(r, code));
	buf_addc(&r->resp.body, '\n');
}

/* ---- the last touch ---------------------------------------------------------------------- */

const char *repr_type(unsigned repr)
{
	switch (repr) {
	case REPR_JSON:
		return "application/json";
	case REPR_CSV:
		return "text/csv; charset=utf-8";
	case REPR_XLSX:
		return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
	case REPR_PDF:
		return "application/pdf";
	default:
		return "text/html; charset=utf-8";
	}
}

static const char *ending_of(unsigned repr)
{
	return repr == REPR_CSV ? "csv" : repr == REPR_XLSX ? "xlsx" : NULL;
}

static bool compressible(const char *type)
{
	return str_starts(type, "text/") || strcmp(type, "application/json") == 0;
}

/*
 * A page holds the form token beside text from the address, and its length after compression says
 * something about both (BREACH).  A comment of random length, which does not compress, blurs it;
 * the one-time keys drawn into each form do the same.
 */
static void blur_length(struct buf *b)
{
	static const char digits[] = "0123456789abcdef";
	unsigned char noise[65];
	size_t i, n;

	rng_bytes(noise, sizeof(noise));
	n = 1 + noise[64] % 64;
	buf_adds(b, "<!-- ");
	for (i = 0; i < n; i++)
		buf_addc(b, digits[noise[i] & 15]);
	buf_adds(b, " -->\n");
}

/* Replaces the body by its gzip form; leaves it alone when that fails. */
static void gzip(struct req *r)
{
	struct buf *b = &r->resp.body, out;
	z_stream z = { 0 };
	unsigned char *room;
	uLong bound;

	if (deflateInit2(&z, 5, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK)
		return;
	bound = deflateBound(&z, (uLong)b->len);
	room = arena_alloc(r->cx.arena, bound);
	z.next_in = (unsigned char *)b->data;
	z.avail_in = (unsigned)b->len;
	z.next_out = room;
	z.avail_out = (unsigned)bound;
	if (deflate(&z, Z_FINISH) == Z_STREAM_END) {
		buf_init(&out, HTTP_MAX_ANSWER);
		buf_add(&out, room, z.total_out);
		buf_release(b);
		*b = out;
		r->encoding = "gzip";
	}
	deflateEnd(&z);
}

/* True when Accept-Encoding names coding without refusing it by q=0. */
static bool accepts_coding(const struct req *r, const char *coding)
{
	const char *header = req_header(r, "Accept-Encoding");
	const char *hit = header != NULL ? strcasestr(header, coding) : NULL;
	const char *q;

	if (hit == NULL)
		return false;
	q = hit + strlen(coding) + strspn(hit + strlen(coding), " ");
	return strncmp(q, ";q=0", 4) != 0 ||
	       (q[4] == '.' && strspn(q + 5, "0") != strcspn(q + 5, ","));
}

static void choose_variant(struct req *r)
{
	const struct asset *a = r->asset;

	r->asset_body = a->data;
	if (str_eq(req_header(r, "If-None-Match"), r->resp.etag)) {
		r->status = 304;
		return;
	}
	r->asset_body_n = a->size;
	if (a->br != NULL && accepts_coding(r, "br")) {
		r->asset_body = a->br;
		r->asset_body_n = a->br_size;
		r->encoding = "br";
	} else if (a->gz != NULL && accepts_coding(r, "gzip")) {
		r->asset_body = a->gz;
		r->asset_body_n = a->gz_size;
		r->encoding = "gzip";
	}
}

/* The name of a downloaded list: the path's last word and the suffix. */
static const char *list_name(struct req *r)
{
	const char *ending = ending_of(r->repr);
	const char *word = r->n_parts > 0 ? r->parts[r->n_parts - 1] : "melaju";

	if (ending == NULL || r->resp.status != 200)
		return NULL;
	if (strspn(word, "abcdefghijklmnopqrstuvwxyz0123456789-_") != strlen(word))
		word = "melaju";
	return arena_printf(r->cx.arena, "%s.%s", word, ending);
}

/* The message of the last POST is on this page: the next one must not show it again. */
static void forget_flash(struct req *r)
{
	if (r->repr != REPR_HTML || r->status == 303 || r->resp.type != NULL || req_partial(r) ||
	    http_cookie(r->cx.arena, req_header(r, "Cookie"), "flash") == NULL)
		return;
	answer_header(r, "Set-Cookie", "flash=; Path=/; Max-Age=0; SameSite=Lax; HttpOnly");
}

void answer_finish(struct req *r)
{
	struct resp *a = &r->resp;

	if (a->status == 0)
		a->status = err_status(r->result);
	r->status = a->status;
	forget_flash(r);
	if (r->asset != NULL) {
		choose_variant(r);
		return;
	}
	if (!buf_ok(&a->body) && r->result == ERR_OK) {
		answer_error(r, ERR_TOOBIG);
		r->status = a->status;
	}
	if (a->type == NULL)
		a->type = repr_type(r->repr);
	if (a->filename == NULL)
		a->filename = list_name(r);
	if (a->body.len < HTTP_COMPRESS_FROM || !compressible(a->type) ||
	    !accepts_coding(r, "gzip"))
		return;
	if (str_starts(a->type, "text/html"))
		blur_length(&a->body);
	gzip(r);
}

static const char page_policy[] =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'";
/* A picture or a script has nothing to fetch; short, since a first view pays for each header. */
static const char asset_policy[] = "default-src 'none'";
static const char foreign_policy[] = "default-src 'none'; frame-ancestors 'none'; sandbox";

static const struct header always[] = {
	{ "X-Content-Type-Options", "nosniff" },
	{ "Cross-Origin-Resource-Policy", "same-origin" },
};

static const struct header of_pages[] = {
	{ "Referrer-Policy", "same-origin" },
	{ "Permissions-Policy", "camera=(self), geolocation=(self), microphone=(), payment=()" },
	{ "Cross-Origin-Opener-Policy", "same-origin" },
	{ "X-Robots-Tag", "noindex, nofollow" },
};

static const char *policy_of(const struct req *r)
{
	return r->asset != NULL ? asset_policy : r->resp.foreign ? foreign_policy : page_policy;
}

const char *answer_form_token(struct req *r)
{
	char *token;

	if (!r->has_session || r->repr != REPR_JSON)
		return NULL;
	token = arena_alloc(r->cx.arena, AUTH_TOKEN_SIZE);
	csrf_token(&r->cx, r->actor.session_id, token);
	return token;
}

size_t answer_headers(struct req *r, struct header *out, size_t max)
{
	const struct resp *a = &r->resp;
	struct arena *arena = r->cx.arena;
	size_t n = 0, i;

#define PUT(key, text)                                                                \
	do {                                                                          \
		if ((text) != NULL && n < max)                                        \
			out[n++] = (struct header){ .name = (key), .value = (text) }; \
	} while (0)
	PUT("Content-Security-Policy", policy_of(r));
	for (i = 0; i < LEN(always); i++)
		PUT(always[i].name, always[i].value);
	for (i = 0; i < LEN(of_pages) && r->asset == NULL; i++)
		PUT(of_pages[i].name, of_pages[i].value);
	PUT("Content-Type", r->asset != NULL ? r->asset->type : a->type);
	PUT("Location", a->location);
	PUT("Set-Cookie", a->cookie);
	PUT("X-CSRF-Token", answer_form_token(r));
	PUT("ETag", a->etag);
	PUT("Content-Encoding", r->encoding);
	PUT("Vary", r->asset != NULL ? "Accept-Encoding" : "Accept, Accept-Encoding, Cookie");
	PUT("Cache-Control", a->cache != NULL ? a->cache : "no-store");
	if (a->filename != NULL)
		PUT("Content-Disposition",
		    arena_printf(arena, "%s; filename=\"%s\"",
				 a->foreign || ending_of(r->repr) != NULL ? "attachment" : "inline",
				 a->filename));
	for (i = 0; i < r->n_extra; i++)
		PUT(r->extra[i].name, r->extra[i].value);
#undef PUT
	return n;
}
