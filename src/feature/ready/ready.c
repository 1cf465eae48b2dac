#include "feature/ready/ready.h"

#include "base/str.h"
#include "feature/account/account.h"
#include "feature/directory/directory.h"
#include "feature/ready/ready_sql.h"
#include "feature/reference/reference.h"
#include "platform/audit/audit.h"
#include "platform/auth/perm.h"
#include "text/ready.h"

/* So many names are said before "and 60 more". */
enum { NAMES = 3 };

#define HEALTH "periksa_rawat"

/* What several checks ask, read once. */
struct look {
	int64_t by_role[ROLE__MAX];
	const struct ready_marks_row *marks;
	size_t n_marks;
};

/* What a check found. */
struct found {
	int64_t n;
	const char *names;
	int64_t first_id; /* of what lacks, for a way that leads straight there; 0: none */
};

struct ready_check {
	const char *code;
	enum text name, lack, why; /* lack: {0} how many, {1} their names */
	const char *href;          /* "%lld" is the first that lacks */
	const char *many;          /* where several are mended at once, or NULL */
	enum text act;
	enum err (*find)(struct ctx *cx, const struct look *look, const struct ready_check *check,
			 struct found *ret); /* NULL: marked by hand */
	bool must;
	enum role role;
	int64_t at_least; /* so many of that role */
	unsigned lacks;   /* for find: READY_UNITS_WITH_ */
	bool last_resort;
};

/* ---- names ---------------------------------------------------------------------------------- */

static void add_name(struct ctx *cx, struct found *f, const char *name)
{
	if (f->n++ < NAMES)
		f->names = str_and(cx->arena, f->names, name);
}

static void end_names(struct ctx *cx, struct found *f)
{
	if (f->n > NAMES)
		f->names =
		    text_fill(cx, T_READY_NAMES_MORE, f->names, say_number(cx, f->n - NAMES), NULL);
}

/* ---- what is counted ------------------------------------------------------------------------ */

static enum err find_role(struct ctx *cx, const struct look *look, const struct ready_check *check,
			  struct found *ret)
{
	ret->n = look->by_role[check->role] < check->at_least;
	ret->names = text_by_key(cx->lang, role_key(check->role));
	return ERR_OK;
}

/* Units of which something lacks; check->lacks says what. */
static enum err find_units(struct ctx *cx, const struct look *look, const struct ready_check *check,
			   struct found *ret)
{
	struct ready_units_row *rows;
	size_t n;

	(void)look;
	TRY(ready_units_all(
	    cx,
	    &(struct ready_units_args){ .with = check->lacks, .last_resort = check->last_resort },
	    &rows, &n));
	for (size_t i = 0; i < n; i++)
		add_name(cx, ret, rows[i].name);
	ret->first_id = n > 0 ? rows[0].id : 0;
	end_names(cx, ret);
	return ERR_OK;
}

static enum err find_desks(struct ctx *cx, const struct look *look, const struct ready_check *check,
			   struct found *ret)
{
	struct deskless *list;
	size_t n;

	(void)look;
	(void)check;
	TRY(directory_deskless(cx, &list, &n));
	for (size_t i = 0; i < n; i++)
		add_name(cx, ret, list[i].name);
	end_names(cx, ret);
	return ERR_OK;
}

/* Kelurahan where nobody of its units has the role. */
static enum err find_kelurahan(struct ctx *cx, const struct look *look,
			       const struct ready_check *check, struct found *ret)
{
	struct ready_kelurahan_row *rows;
	size_t n;

	(void)look;
	TRY(ready_kelurahan_all(cx, &(struct ready_kelurahan_args){ .role = check->role }, &rows,
				&n));
	for (size_t i = 0; i < n; i++)
		add_name(cx, ret, rows[i].name);
	ret->first_id = n > 0 ? rows[0].id : 0;
	end_names(cx, ret);
	return ERR_OK;
}

static const struct ready_offered_row *offered(const struct ready_offered_row *rows, size_t n,
					       const char *service)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(rows[i].service, service))
			return &rows[i];
	return NULL;
}

static enum err find_health(struct ctx *cx, const struct look *look,
			    const struct ready_check *check, struct found *ret)
{
	const struct ready_offered_row *health;
	struct ready_offered_row *rows;
	size_t n;

	(void)look;
	(void)check;
	TRY(ready_offered_all(cx, &rows, &n));
	health = offered(rows, n, HEALTH);
	ret->n = !health || !health->urgent;
	return ERR_OK;
}

static enum err find_services(struct ctx *cx, const struct look *look,
			      const struct ready_check *check, struct found *ret)
{
	const struct ref_entry *services;
	struct ready_offered_row *rows;
	size_t n, n_services;

	(void)look;
	(void)check;
	TRY(ready_offered_all(cx, &rows, &n));
	TRY(ref_list(cx, "service", ref_today(cx), &services, &n_services));
	for (size_t i = 0; i < n_services; i++)
		if (!offered(rows, n, services[i].code))
			add_name(cx, ret, services[i].label);
	end_names(cx, ret);
	return ERR_OK;
}

/* Those who see accounts, looks or money of the whole city. */
static enum err find_factor(struct ctx *cx, const struct look *look,
			    const struct ready_check *check, struct found *ret)
{
	static const enum role first[] = { ROLE_ADMIN, ROLE_DPO, ROLE_TREASURER };
	const struct account_factor_rule *rule;

	(void)look;
	(void)check;
	TRY(account_factor_rule(cx, &rule));
	for (size_t i = 0; i < LEN(first); i++)
		if (rule->from[first[i]] == 0)
			add_name(cx, ret, text_by_key(cx->lang, role_key(first[i])));
	return ERR_OK;
}

static enum err find_psks(struct ctx *cx, const struct look *look, const struct ready_check *check,
			  struct found *ret)
{
	struct psks *list;
	size_t n;

	(void)look;
	(void)check;
	TRY(psks_find(cx, &(struct psks_filter){ .ended = false }, &list, &n));
	ret->n = n == 0;
	return ERR_OK;
}

/* ---- the checks ----------------------------------------------------------------------------- */

#define WORDS(name_) \
	.name = T_READY_##name_, .lack = T_READY_##name_##_LACK, .why = T_READY_##name_##_WHY
#define WHO(role_)                                                                        \
	.name = T_READY_##role_, .lack = T_READY_ROLE_LACK, .why = T_READY_##role_##_WHY, \
	.find = find_role, .role = ROLE_##role_, .at_least = 1,                           \
	.href = "/pengguna/baru?roles=" #role_, .act = T_READY_ACT_ACCOUNT

/* In the order in which a city is set up.  A new one is a line here and three texts. */
static const struct ready_check checks[] = {
	{ "shares", WORDS(SHARES), .must = true },
	{ "backup", WORDS(BACKUP), .must = true },
	{ "last_resort", WORDS(LAST_RESORT), .must = true, .find = find_units,
	  .lacks = READY_UNITS_WITH_SILENT, .last_resort = true,
	  .href = "/pengguna/baru?unit=%lld&roles=FRONT", .act = T_READY_ACT_ACCOUNT },
	{ "manager", WHO(MANAGER), .must = true },
	{ "dpo", WHO(DPO), .must = true },
	{ "health", WORDS(HEALTH), .must = true, .find = find_health,
	  .href = "/direktori/baru?kind=rsud", .act = T_READY_ACT_UNIT },
	{ "phones", WORDS(PHONES), .find = find_units, .lacks = READY_UNITS_WITH_MUTE,
	  .href = "/direktori/%lld/ubah", .act = T_READY_ACT_FILL },
	{ "desks", WORDS(DESKS), .find = find_desks, .href = "/direktori/puskesos",
	  .act = T_READY_ACT_DESKS },
	{ "coordinators", WORDS(COORDINATORS), .find = find_kelurahan, .role = ROLE_COORDINATOR,
	  .href = "/pengguna/baru?roles=COORDINATOR", .many = "/pengguna/daftar",
	  .act = T_READY_ACT_ACCOUNT },
	{ "officers", WORDS(OFFICERS), .find = find_units, .lacks = READY_UNITS_WITH_SILENT,
	  .href = "/pengguna/baru?unit=%lld", .many = "/pengguna/daftar",
	  .act = T_READY_ACT_ACCOUNT },
	{ "services", WORDS(SERVICES), .find = find_services, .href = "/direktori",
	  .act = T_READY_ACT_DIRECTORY },
	{ "hours", WORDS(HOURS), .find = find_units, .lacks = READY_UNITS_WITH_HOURS,
	  .href = "/direktori/%lld/ubah", .act = T_READY_ACT_FILL },
	{ "nights", WORDS(NIGHTS), .find = find_units, .lacks = READY_UNITS_WITH_NIGHT,
	  .href = "/direktori/%lld/ubah", .act = T_READY_ACT_FILL },
	{ "admin", WORDS(ADMIN), .find = find_role, .role = ROLE_ADMIN, .at_least = 2,
	  .href = "/pengguna/baru?roles=ADMIN", .act = T_READY_ACT_ACCOUNT },
	{ "supervisor", WHO(SUPERVISOR) },
	{ "head", WHO(HEAD) },
	{ "operator", WHO(OPERATOR) },
	{ "treasurer", WHO(TREASURER) },
	{ "factor", WORDS(FACTOR), .find = find_factor, .href = "/acuan/second_factor",
	  .act = T_READY_ACT_OPEN },
	{ "limit", WORDS(LIMIT), .href = "/acuan/limit", .act = T_READY_ACT_OPEN },
	{ "work_hour", WORDS(WORK_HOUR), .href = "/acuan/work_hour", .act = T_READY_ACT_OPEN },
	{ "holiday", WORDS(HOLIDAY), .href = "/acuan/holiday", .act = T_READY_ACT_OPEN },
	{ "triage", WORDS(TRIAGE), .href = "/laporan/aturan", .act = T_READY_ACT_OPEN },
	{ "retention", WORDS(RETENTION), .href = "/acuan/retention", .act = T_READY_ACT_OPEN },
	{ "psks", WORDS(PSKS), .find = find_psks, .href = "/direktori/psks/baru",
	  .act = T_READY_ACT_PSKS },
};

static enum err look_around(struct ctx *cx, struct look *ret)
{
	struct ready_roles_row *roles;
	struct ready_marks_row *marks;
	size_t n;

	TRY(ready_roles_all(cx, &roles, &n));
	for (size_t i = 0; i < n; i++)
		if (roles[i].role >= 0 && roles[i].role < ROLE__MAX)
			ret->by_role[roles[i].role] = roles[i].n;
	TRY(ready_marks_all(cx, &marks, &ret->n_marks));
	ret->marks = marks;
	return ERR_OK;
}

static void take_mark(const struct look *look, struct ready_item *it)
{
	it->missing = 1;
	for (size_t i = 0; i < look->n_marks; i++) {
		if (!str_eq(look->marks[i].code, it->code))
			continue;
		it->missing = 0;
		it->marked_at = look->marks[i].marked_at;
		it->marked_by = look->marks[i].by_name;
	}
}

/* href with the first that lacks: the addresses of the list hold one %lld at most. */
static const char *way_to(struct ctx *cx, const char *href, int64_t first_id)
{
	const char *at = href ? strstr(href, "%lld") : NULL;

	if (!at)
		return href;
	return arena_printf(cx->arena, "%.*s%lld%s", (int)(at - href), href, (long long)first_id,
			    at + 4);
}

static enum err item_of(struct ctx *cx, const struct look *look, const struct ready_check *check,
			struct ready_item *ret)
{
	struct found f = { .n = 0 };

	*ret = (struct ready_item){ .check = check,
				    .code = check->code,
				    .must = check->must,
				    .by_hand = !check->find,
				    .name = check->name,
				    .why = check->why,
				    .act = check->act };
	if (check->find) {
		TRY(check->find(cx, look, check, &f));
		ret->missing = f.n;
	} else {
		take_mark(look, ret);
	}
	ret->lack =
	    text_fill(cx, check->lack, say_number(cx, ret->missing), f.names ? f.names : "", NULL);
	ret->href =
	    check->many && ret->missing > NAMES ? check->many : way_to(cx, check->href, f.first_id);
	return ERR_OK;
}

enum err ready_list(struct ctx *cx, struct ready_item **ret, size_t *ret_n)
{
	struct ready_item *items = ARENA_ARRAY(cx->arena, LEN(checks), struct ready_item);
	struct look look = { .n_marks = 0 };

	TRY(look_around(cx, &look));
	for (size_t i = 0; i < LEN(checks); i++)
		TRY(item_of(cx, &look, &checks[i], &items[i]));
	*ret = items;
	*ret_n = LEN(checks);
	return ERR_OK;
}

enum err ready_mark(struct ctx *cx, const char *code, bool done)
{
	int64_t changed;
	size_t i = 0;

	while (i < LEN(checks) && !(str_eq(checks[i].code, code) && !checks[i].find))
		i++;
	if (i == LEN(checks))
		return err_set(cx, ERR_NOTFOUND, "nothing to mark: %s", code);
	if (done)
		TRY(ready_mark_put_run(cx, &(struct ready_mark_put_args){ .code = code },
				       &changed));
	else
		TRY(ready_mark_drop_run(cx, &(struct ready_mark_drop_args){ .code = code },
					&changed));
	if (changed == 0)
		return ERR_OK;
	return audit_leaf(cx, done ? "ready.mark" : "ready.unmark", 0,
			  arena_printf(cx->arena, "check=%s", code));
}
