/* /bantuan: what this person can do here, made from the routes and roles themselves. */
#include "feature/home/home_web.h"

#include "feature/home/home_impl.h"
#include "feature/region/region.h"
#include "platform/app.h"
#include "text/home.h"
#include "text/region.h"

#include <string.h>

struct places {
	struct ctx *cx;
	struct ui_action *links;
	size_t n, max;
};

/* A page that can be opened from anywhere: no id in its path. */
static bool is_place(const struct ctx *cx, const struct route *route)
{
	return route->method == GET && route->title != T__NONE &&
	       (route->flags & (ROUTE_NO_MENU | ROUTE_RAW)) == 0 &&
	       strchr(route->path, '{') == NULL && may(cx, route->perm);
}

static void count_place(const struct route *route, void *user)
{
	struct places *p = user;

	p->max += is_place(p->cx, route);
}

static void add_place(const struct route *route, void *user)
{
	struct places *p = user;

	if (!is_place(p->cx, route) || p->n == p->max)
		return;
	p->links[p->n++] =
	    (struct ui_action){ .label = text(p->cx, route->title), .href = route->path };
}

/* The guide of a role: catalogue key "help.volunteer" for ROLE_VOLUNTEER. */
static const char *guide(struct ctx *cx, enum role role)
{
	const char *dot = strrchr(role_key(role), '.');

	return text_by_key(cx->lang, arena_printf(cx->arena, "help%s", dot != NULL ? dot : ""));
}

static void draw_guides(struct ctx *cx, struct ui *u)
{
	for (int role = 0; role < ROLE__MAX; role++) {
		const char *words;

		if (!(cx->actor->roles & 1U << role))
			continue;
		words = guide(cx, (enum role)role);
		if (words == NULL)
			continue;
		ui_card_begin(u, text_by_key(cx->lang, role_key((enum role)role)));
		ui_text(u, words);
		ui_card_end(u);
	}
}

/* What people ask at the desk, before they come. */
static void draw_asked(struct ctx *cx, struct ui *u)
{
	static const struct {
		enum text asked, answer;
	} all[] = {
		{ T_HELP_ASKED_AID, T_HELP_ASKED_AID_TEXT },
		{ T_HELP_ASKED_WRONG, T_HELP_ASKED_WRONG_TEXT },
		{ T_HELP_ASKED_LATE, T_HELP_ASKED_LATE_TEXT },
		{ T_HELP_ASKED_FOLLOW, T_HELP_ASKED_FOLLOW_TEXT },
		{ T_HELP_ASKED_NAME, T_HELP_ASKED_NAME_TEXT },
	};

	for (size_t i = 0; i < LEN(all); i++) {
		ui_heading(u, text(cx, all[i].asked), NULL);
		ui_text(u, text(cx, all[i].answer));
	}
	ui_heading(u, text(cx, T_HELP_PLACES), NULL);
	home_draw_public_places(cx, u);
}

/* Under which names the city is found; nothing where any will do. */
static enum err draw_hosts(struct ctx *cx, struct ui *u)
{
	const struct city_host *hosts;
	struct ui_fact *facts;
	size_t n;

	TRY(region_hosts(cx, &hosts, &n));
	if (n == 0)
		return ERR_OK;
	facts = ARENA_ARRAY(cx->arena, n, struct ui_fact);
	for (size_t i = 0; i < n; i++)
		facts[i] = (struct ui_fact){ .name = hosts[i].host,
					     .label = cx->app->city_name,
					     .value = hosts[i].host };
	ui_heading(u, text(cx, T_REGION_HOSTS_TITLE), NULL);
	ui_facts(u, "hosts", facts, n);
	return ERR_OK;
}

static enum err help_page(struct ctx *cx, struct req *r, struct ui *u)
{
	struct places p = { .cx = cx };

	(void)r;
	http_each_route(cx->app, count_place, &p);
	p.links = ARENA_ARRAY(cx->arena, p.max + 1, struct ui_action);
	http_each_route(cx->app, add_place, &p);
	ui_begin(u, &(struct ui_page){
			.title = text(cx, may(cx, PERM_SELF) ? T_HELP_TITLE : T_HOME_PUBLIC_HELP),
			.lead = text(cx, may(cx, PERM_SELF) ? T_HELP_LEAD : T_HELP_PUBLIC_LEAD),
			.nav = "/bantuan",
			.bare = !may(cx, PERM_SELF) });
	if (!may(cx, PERM_SELF)) {
		draw_asked(cx, u);
		return ui_end(u);
	}
	draw_guides(cx, u);
	ui_heading(u, text(cx, T_HELP_BASICS), NULL);
	ui_text(u, text(cx, T_HELP_BASICS_TEXT));
	TRY(draw_hosts(cx, u));
	ui_heading(u, text(cx, T_HELP_PLACES), NULL);
	ui_actions(u, p.links, p.n);
	return ui_end(u);
}

const struct route help_routes[] = {
	{ GET, "/bantuan", PERM_NONE, 0, REPR_PAGE, T_HELP_TITLE, .page = help_page },
	{ .method = 0 },
};
