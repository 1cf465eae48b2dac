/* See city.h. */
#include "lib/city.h"

#include "base/clock.h"
#include "base/str.h"
#include "feature/account/account.h"
#include "feature/directory/directory.h"
#include "feature/reference/reference.h"
#include "feature/region/region.h"
#include "lib/invariants.h"
#include "platform/db/db_impl.h"

#include <stdio.h>
#include <string.h>

/* Kelurahan Gunung Puyuh and Cikole. */
#define HOME  INT64_C(3272011001)
#define OTHER INT64_C(3272021001)

static const struct {
	const char *code, *kind, *name;
	enum city_unit parent; /* CITY__UNITS: none */
	int64_t region;
	bool outside, last_resort, always; /* always: open at any hour, else office hours */
	const char *services[4];
} units[CITY__UNITS] = {
	[CITY_SLRT] = { "SLRT",
			"slrt",
			"SLRT",
			CITY__UNITS,
			0,
			false,
			true,
			true,
			{ "informasi", "asesmen", "data_pengaduan" } },
	[CITY_REHAB] = { "DINSOS",
			 "dinsos_rehab",
			 "Dinsos Rehsos",
			 CITY_SLRT,
			 0,
			 false,
			 false,
			 false,
			 { "penjangkauan", "asesmen", "penelusuran", "reunifikasi" } },
	[CITY_DESK] = { "PUSK-1",
			"puskesos",
			"Puskesos Gunung Puyuh",
			CITY_SLRT,
			HOME,
			false,
			false,
			false,
			{ "asesmen", "data_pengaduan", "pendampingan" } },
	[CITY_SECOND] = { "PUSK-2",
			  "puskesos",
			  "Puskesos Cikole",
			  CITY_DESK,
			  OTHER,
			  false,
			  false,
			  false,
			  { "asesmen", "data_pengaduan" } },
	[CITY_RSUD] = { "RSUD",
			"rsud",
			"RSUD",
			CITY_SLRT,
			0,
			false,
			false,
			true,
			{ "periksa_rawat", "kedaruratan", "periksa_jiwa" } },
	[CITY_LKS] = { "LKS",
		       "lks",
		       "Panti Harapan",
		       CITY_REHAB,
		       0,
		       false,
		       false,
		       false,
		       { "tempat_sementara", "pendampingan" } },
	[CITY_FAR] = { "JAUH",
		       "luar_kota",
		       "Dinsos Kota Jauh",
		       CITY__UNITS,
		       0,
		       true,
		       false,
		       false,
		       { "pemulangan" } },
};

/* Parents before their children. */
static const enum city_unit order[CITY__UNITS] = { CITY_SLRT, CITY_REHAB, CITY_DESK, CITY_SECOND,
						   CITY_RSUD, CITY_LKS,   CITY_FAR };

static const struct {
	const char *login;
	enum city_unit unit; /* CITY__UNITS: none */
	enum role role;
} people[CITY__PEOPLE] = {
	[CITY_FRONT] = { "depan", CITY_DESK, ROLE_FRONT },
	[CITY_COORDINATOR] = { "koordinator", CITY_DESK, ROLE_COORDINATOR },
	[CITY_WORKER] = { "peksos", CITY_REHAB, ROLE_BACK },
	[CITY_SUPERVISOR] = { "supervisor", CITY_REHAB, ROLE_SUPERVISOR },
	[CITY_DOCTOR] = { "dokter", CITY_RSUD, ROLE_RECEIVER },
	[CITY_CARER] = { "pengasuh", CITY_LKS, ROLE_RECEIVER },
	[CITY_LAST] = { "sekretariat", CITY_SLRT, ROLE_BACK },
	[CITY_MANAGER] = { "manajer", CITY_SLRT, ROLE_MANAGER },
	[CITY_OTHER_FRONT] = { "cikole", CITY_SECOND, ROLE_FRONT },
	[CITY_HEAD] = { "kepala", CITY__UNITS, ROLE_HEAD },
	[CITY_DPO] = { "dpo", CITY__UNITS, ROLE_DPO },
};

/* Ids of the filled database: the same in each copy. */
static struct {
	int64_t unit[CITY__UNITS], person[CITY__PEOPLE];
} made;

/* ---- filling ----------------------------------------------------------------------------- */

static enum err add_hours(struct ctx *cx, int64_t unit_id, bool always)
{
	struct unit_hour hours[8];
	size_t n = 0;
	int day;

	for (day = always ? 0 : 1; day <= (always ? UNIT_HOLIDAY : 5); day++)
		hours[n++] = (struct unit_hour){ .weekday = day,
						 .from_min = always ? 0 : 480,
						 .to_min = always ? 1440 : 960 };
	return directory_set_hours(cx, unit_id, 2, hours, n);
}

static enum err add_unit(struct ctx *cx, enum city_unit i)
{
	struct unit_offer offers[LEN(units[i].services)];
	size_t n = 0;

	TRY(directory_create(
	    cx,
	    &(struct unit){
		.code = units[i].code,
		.kind = units[i].kind,
		.name = units[i].name,
		.parent_id = units[i].parent == CITY__UNITS ? 0 : made.unit[units[i].parent],
		.region_id = units[i].region,
		.phone = "0266-1",
		.lat_e6 = DB_NONE,
		.lng_e6 = DB_NONE,
		.outside = units[i].outside,
		.has_account = !units[i].outside,
		.last_resort = units[i].last_resort,
	    },
	    &made.unit[i]));
	for (; n < LEN(units[i].services) && units[i].services[n] != NULL; n++)
		offers[n] = (struct unit_offer){ .service = units[i].services[n],
						 .urgent = units[i].always,
						 .capacity = i == CITY_LKS ? 2 : DB_NONE };
	TRY(directory_set_services(cx, made.unit[i], 1, offers, n));
	TRY(add_hours(cx, made.unit[i], units[i].always));
	if (units[i].region == 0)
		return ERR_OK;
	return directory_set_coverage(cx, made.unit[i], 3, &units[i].region, 1);
}

static enum err add_person(struct ctx *cx, enum city_person i)
{
	int64_t unit = people[i].unit == CITY__UNITS ? 0 : made.unit[people[i].unit];

	TRY(account_create(
	    cx,
	    &(struct account){ .login = people[i].login, .name = people[i].login, .unit_id = unit },
	    "x", &made.person[i]));
	return account_set_roles(cx, made.person[i], 1,
				 &(struct account_role){ .role = people[i].role }, 1, NULL, 0);
}

static enum err add_all(struct ctx *cx, void *arg)
{
	size_t i;

	(void)arg;
	TRY(region_install(cx, "3272"));
	for (i = 0; i < LEN(order); i++)
		TRY(add_unit(cx, order[i]));
	for (i = 0; i < CITY__PEOPLE; i++)
		TRY(add_person(cx, (enum city_person)i));
	return ERR_OK;
}

static void fill(struct test *t)
{
	enum err e;

	assert_ok(reference_install(&t->cx, t->app.pool, NULL));
	e = test_write(t, add_all, NULL);
	if (e != ERR_OK)
		fail_msg("city: %s: %s", err_name(e), t->cx.detail);
}

/* ---- opening ----------------------------------------------------------------------------- */

void city_open(struct city_fixture *c)
{
	directory_set_holder_check(casework_held);
	test_open_filled(&c->t, fill);
	c->cx = &c->t.cx;
	c->region = HOME;
	memcpy(c->unit, made.unit, sizeof(c->unit));
	memcpy(c->person, made.person, sizeof(c->person));
	assert_ok(db_connect(c->cx, c->t.app.pool, DB_WRITER, &c->db));
}

void city_close(struct city_fixture *c)
{
	c->db->ops->close(c->db);
	test_close(&c->t);
}

static enum err holds(struct ctx *cx)
{
	const char *broken = invariants_broken(cx);

	return broken == NULL ? ERR_OK : err_set(cx, ERR_DB, "%s", broken);
}

void city_close_whole(struct city_fixture *c)
{
	if (ACT(c, holds(c->cx)) != ERR_OK)
		fail_msg("%s", c->cx->detail);
	city_close(c);
}

void city_act_as(struct city_fixture *c, enum city_person who)
{
	unsigned roles = 1U << people[who].role;

	c->t.actor = (struct actor){
		.user_id = c->person[who],
		.unit_id = people[who].unit == CITY__UNITS ? 0 : c->unit[people[who].unit],
		.roles = roles,
		.perms = role_perms(roles),
		.name = people[who].login,
	};
}

void city_system(struct city_fixture *c)
{
	c->t.actor =
	    (struct actor){ .user_id = ACTOR_SYSTEM, .perms = ~(permset)0, .name = "sistem" };
}

void city_become(struct city_fixture *c, enum city_person who, enum role role)
{
	struct account a;

	city_system(c);
	assert_ok(ACT(c, account_get(c->cx, c->person[who], &a)));
	if (role == ROLE_AUDITOR) { /* has a last day */
		a.valid_until = c->cx->now + 30 * USEC_DAY;
		assert_ok(ACT(c, account_update(c->cx, &a)));
		assert_ok(ACT(c, account_get(c->cx, c->person[who], &a)));
	}
	assert_ok(ACT(c, account_set_roles(c->cx, a.id, a.version,
					   &(struct account_role){ .role = role }, 1, NULL, 0)));
}

/* ---- acting ------------------------------------------------------------------------------ */

void act_begin(struct city_fixture *c)
{
	struct ctx *cx = c->cx;

	assert_null(cx->db);
	err_clear(cx);
	assert_ok(c->db->ops->begin(c->db, cx->city));
	c->db->failed = ERR_OK;
	cx->db = c->db;
	cx->in_write = true;
}

enum err act_end(struct city_fixture *c, enum err result)
{
	struct ctx *cx = c->cx;

	if (result == ERR_OK)
		result = c->db->failed;
	if (result == ERR_OK)
		result = c->db->ops->commit(c->db);
	if (result != ERR_OK)
		c->db->ops->rollback(c->db);
	cx->db = NULL;
	cx->in_write = false;
	return result;
}

/* ---- looking ----------------------------------------------------------------------------- */

enum err city_query(struct ctx *cx, const char *sql, bool text, int64_t *ret_int,
		    const char **ret_text)
{
	static unsigned variant; /* each text is its own statement */
	const struct db_query q = { .key = &variant, .variant = ++variant, .text = sql };
	struct db_value v = { .kind = DB_NULL };
	struct db_cursor cursor;
	bool row = false;

	TRY(db_query(cx, &q, &cursor));
	TRY(cx->db->ops->next(&cursor, &row));
	if (row)
		TRY(cx->db->ops->column(&cursor, 0, text ? DB_TEXT : DB_INT, cx->arena, &v));
	if (text)
		*ret_text = v.kind == DB_NULL ? NULL : arena_strdup(cx->arena, v.p);
	else
		*ret_int = v.kind == DB_NULL ? DB_NONE : v.i;
	(void)cx->db->ops->finish(&cursor);
	return ERR_OK;
}

/* Puts id in the place of %lld. */
static const char *filled(struct ctx *cx, const char *sql, int64_t id)
{
	const char *at = strstr(sql, "%lld");

	if (at == NULL)
		return sql;
	return arena_printf(cx->arena, "%.*s%lld%s", (int)(at - sql), sql, (long long)id, at + 4);
}

/* Within an act its own transaction, else one for the question. */
static enum err query(struct city_fixture *c, const char *sql, bool text, int64_t *ret_int,
		      const char **ret_text)
{
	if (c->cx->db != NULL)
		return city_query(c->cx, sql, text, ret_int, ret_text);
	return ACT(c, city_query(c->cx, sql, text, ret_int, ret_text));
}

int64_t city_int(struct city_fixture *c, const char *sql, int64_t id)
{
	int64_t value = DB_NONE;
	enum err e = query(c, filled(c->cx, sql, id), false, &value, NULL);

	if (e != ERR_OK)
		fail_msg("%s: %s", sql, c->cx->detail);
	return value;
}

const char *city_text(struct city_fixture *c, const char *sql, int64_t id)
{
	const char *value = NULL;
	enum err e = query(c, filled(c->cx, sql, id), true, NULL, &value);

	if (e != ERR_OK)
		fail_msg("%s: %s", sql, c->cx->detail);
	return value;
}

uint64_t city_digest(struct city_fixture *c)
{
	return test_digest(c->cx, c->t.app.pool);
}

bool city_next_deadline(struct city_fixture *c)
{
	struct actor was = c->t.actor;
	unsigned done = 0;
	int64_t due =
	    city_int(c,
		     "SELECT min(d) FROM (SELECT min(due_at) AS d FROM report UNION ALL "
		     "SELECT min(due_at) FROM casefile UNION ALL SELECT min(answer_due_at) "
		     "FROM referral WHERE state IN (1, 2, 3)) x",
		     0);

	if (due == DB_NONE)
		return false;
	c->cx->now = MAX(c->cx->now, due);
	city_system(c);
	do {
		assert_ok(ACT(c, casework_tick(c->cx, 50, &done)));
	} while (done > 0);
	c->t.actor = was;
	return true;
}

/* ---- made things ------------------------------------------------------------------------- */

int64_t city_report(struct city_fixture *c)
{
	int64_t id = id_make(&c->t.app.ids, c->cx->now);
	char number[NUMBER_SIZE], secret[SECRET_SIZE];
	struct report_new n = {
		.kind = REPORT_PPKS,
		.channel = "loket",
		.holder_unit_id = c->unit[CITY_DESK],
		.region_id = c->region,
		.subject_kind = SUBJECT_UNKNOWN,
		.happened_at = c->cx->now,
		.due_at = c->cx->now + USEC_HOUR * 4,
	};

	city_act_as(c, CITY_FRONT);
	assert_ok(ACT(c, report_open(c->cx, id, &n, number, secret)));
	return id;
}

int64_t city_case(struct city_fixture *c, const struct step_new *steps, size_t n, bool protected)
{
	int64_t report = city_report(c), id = 0;
	struct case_new new = {
		.title = "Laki-laki di terminal",
		.subject_kind = SUBJECT_UNKNOWN,
		.region_id = c->region,
		.protected = protected,
		.decided = true,
		.steps = steps,
		.n_steps = n,
	};
	enum err e;

	city_act_as(c, CITY_COORDINATOR);
	e = ACT(c, case_open(c->cx, report, 0, &new, &id));
	if (e != ERR_OK)
		fail_msg("case_open: %s: %s", err_name(e), c->cx->detail);
	return id;
}

int64_t city_step(struct city_fixture *c, int64_t case_id, int ordinal)
{
	return city_int(c,
			arena_printf(c->cx->arena,
				     "SELECT id FROM step WHERE case_id = %lld AND ordinal = %d",
				     (long long)case_id, ordinal),
			0);
}

int64_t city_handover(struct city_fixture *c, int64_t case_id)
{
	return city_int(c,
			"SELECT id FROM referral WHERE case_id = %lld AND kind = 1 AND state IN "
			"(1, 2, 3)",
			case_id);
}

int64_t city_holder(struct city_fixture *c, int64_t case_id)
{
	return city_int(c, "SELECT holder_unit_id FROM casefile WHERE id = %lld", case_id);
}
