/*
 * Lists of offices in the sample city, as they come: one whose columns are to be confirmed, one
 * whose rows have their verdicts and wait for the operator, and one that was applied.  They name
 * people of the kelurahan that is shown, with the faults that such files have.
 */
#include "feature/demo/demo_impl.h"

#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "feature/demo/demo_sql.h"
#include "feature/intake/intake.h"
#include "feature/registry/registry.h"
#include "platform/app.h"

enum { NEIGHBOURS = 40, LIST_MAX = 64 << 10 };

/* Somebody of the kelurahan, as a list of the civil registry has him. */
struct entry {
	const char *kk, *nik, *name, *sex, *born_at, *born, *relation, *mother, *address, *rt, *rw;
};

/* ---- people ------------------------------------------------------------------------------- */

/* "1980-07-05" as a list has it. */
static const char *day_text(struct ctx *cx, const char *day)
{
	int32_t date;
	struct civil c;

	if (day == NULL || !date_parse(day, &date))
		return "";
	c = date_civil(date);
	return arena_printf(cx->arena, "%02d-%02d-%04d", c.day, c.month, c.year);
}

static const char *said(const struct subject *s, enum fact_core core)
{
	const char *value = facts_core(&s->facts, core);

	return value != NULL ? value : "";
}

static enum err read_entry(struct ctx *cx, const struct demo_neighbours_row *row, struct entry *ret)
{
	struct subject who, family;

	TRY(subject_get(cx, FACT_PERSON, row->id, &who));
	TRY(subject_get(cx, FACT_FAMILY, row->family_id, &family));
	*ret = (struct entry){
		.kk = said(&family, CORE_KK),
		.nik = said(&who, CORE_NIK),
		.name = said(&who, CORE_NAME),
		.sex = strcmp(said(&who, CORE_SEX), "2") == 0 ? "P" : "L",
		.born_at = said(&who, CORE_BIRTH_PLACE),
		.born = day_text(cx, facts_core(&who.facts, CORE_BIRTH_DATE)),
		.relation = said(&who, CORE_RELATION),
		.mother = said(&who, CORE_MOTHER),
		.address = said(&who, CORE_ADDRESS),
		.rt = said(&who, CORE_RT),
		.rw = said(&who, CORE_RW),
	};
	return ERR_OK;
}

static enum err read_neighbours(struct ctx *cx, int64_t region_id, struct entry **ret,
				size_t *ret_n)
{
	const struct demo_neighbours_args near = { .region_id = region_id, .n = NEIGHBOURS };
	struct demo_neighbours_row *rows;

	TRY(demo_neighbours_all(cx, &near, &rows, ret_n));
	*ret = ARENA_ARRAY(cx->arena, *ret_n + 1, struct entry);
	for (size_t i = 0; i < *ret_n; i++)
		TRY(read_entry(cx, &rows[i], &(*ret)[i]));
	return ERR_OK;
}

/* ---- lists -------------------------------------------------------------------------------- */

static const char *shortened(struct ctx *cx, const char *text)
{
	return arena_strndup(cx->arena, text, strlen(text) - 1);
}

/* A letter left out, as who types it in does. */
static const char *mistyped(struct ctx *cx, const char *name)
{
	return strlen(name) < 4 ? name : arena_printf(cx->arena, "%.2s%s", name, name + 3);
}

/* Its last two digits in the wrong order, which is nobody's number, or an unlikely one. */
static const char *swapped(struct ctx *cx, const char *nik)
{
	size_t n = strlen(nik);

	if (n < 2 || nik[n - 1] == nik[n - 2])
		return nik;
	return arena_printf(cx->arena, "%.*s%c%c", (int)n - 2, nik, nik[n - 1], nik[n - 2]);
}

/* What is wrong with some rows of nearly every list, and what has changed since. */
static struct entry spoiled(struct ctx *cx, struct entry e, size_t i)
{
	switch (i) {
	case 3:
		e.nik = "3,27202E+15"; /* a spreadsheet's */
		break;
	case 7:
		e.nik = shortened(cx, e.nik);
		break;
	case 11:
		e.born = "31-02-1990";
		break;
	case 15:
		e.sex = "X";
		break;
	case 5:
		e.name = demo_person_name(cx, 2); /* whose number is it? */
		break;
	case 13:
	case 35:
		e.nik = swapped(cx, e.nik);
		break;
	case 9:
	case 27:
	case 33:
		e.name = mistyped(cx, e.name);
		e.kk = e.nik = "";
		break;
	case 19:
	case 37:
		e.kk = e.nik = ""; /* who is it? */
		break;
	case 21:
	case 22:
	case 31:
		e.address = "Jl. Pelda Suryanta No. 12";
		break;
	default:
		break;
	}
	return e;
}

/* A family that the registry has not met. */
static void put_newcomers(struct ctx *cx, struct buf *b, size_t no)
{
	static const struct {
		const char *nik, *sex, *born, *relation;
	} who[] = {
		{ "3272011205889001", "L", "12-05-1988", "1" },
		{ "3272014309909002", "P", "03-09-1990", "3" },
		{ "3272012101169003", "L", "21-01-2016", "4" },
	};
	const char *mother = demo_person_name(cx, 2);

	for (size_t i = 0; i < LEN(who); i++)
		buf_addf(b,
			 "%zu;3272011511260001;%s;%s;%s;Sukabumi;%s;%s;%s;Gg. Melati No. 3;004;"
			 "002\r\n",
			 no + i, who[i].nik, demo_person_name(cx, who[i].sex[0] == 'P' ? 2 : 1),
			 who[i].sex, who[i].born, who[i].relation, mother);
}

static void list_people(struct ctx *cx, struct buf *b, const struct entry *all, size_t n)
{
	buf_adds(b, "DATA PENDUDUK PER KELURAHAN (CONTOH)\r\n\r\n"
		    "No;No KK;NIK;Nama Lengkap;JK;Tempat Lahir;Tanggal Lahir;SHDK;Nama Ibu;Alamat;"
		    "RT;RW\r\n");
	for (size_t i = 0; i < n; i++) {
		struct entry e = spoiled(cx, all[i], i);

		buf_addf(b, "%zu;%s;%s;%s;%s;%s;%s;%s;%s;%s;%s;%s\r\n", i + 1, e.kk, e.nik, e.name,
			 e.sex, e.born_at, e.born, e.relation, e.mother, e.address, e.rt, e.rw);
	}
	put_newcomers(cx, b, n + 1);
}

/* A programme pays a family once: a row for each, and one that is typed wrong. */
static void list_recipients(struct ctx *cx, struct buf *b, const struct entry *all, size_t n)
{
	const char *last = "";
	size_t no = 0;

	(void)cx;
	buf_adds(b, "No,No KK,Nama,Triwulan,Tahun,Nominal,Tanggal Salur\r\n");
	for (size_t i = 0; i < n; i++) {
		if (strcmp(all[i].relation, "1") != 0 || strcmp(all[i].kk, last) == 0)
			continue;
		last = all[i].kk;
		no++;
		buf_addf(b, "%zu,%s,%s,III,2026,\"Rp 600.000\",15/09/2026\r\n", no,
			 no == 4 ? "327201" : last, all[i].name);
	}
}

static void list_matches(struct ctx *cx, struct buf *b, const struct entry *all, size_t n)
{
	(void)cx;
	buf_adds(b, "No;NIK;Nama;Hasil Padan;Catatan Petugas\r\n");
	for (size_t i = 0; i < n; i += 2)
		buf_addf(b, "%zu;%s;%s;%s;\r\n", i / 2 + 1, all[i].nik, all[i].name,
			 i % 6 == 4 ? "tidak padan" : "padan");
}

/* ---- their way ---------------------------------------------------------------------------- */

enum far { TO_COLUMNS, TO_VERDICTS, TO_REGISTRY };

static const struct list {
	const char *file_name, *source, *programme;
	enum intake_kind kind;
	enum far far;
	int days; /* before today */
	void (*write)(struct ctx *cx, struct buf *b, const struct entry *all, size_t n);
} lists[] = {
	{ "Penerima sembako triwulan III 2026.csv", "impor", "bpnt", INTAKE_RECIPIENTS, TO_REGISTRY,
	  12, list_recipients },
	{ "Data penduduk per kelurahan.csv", "siak", NULL, INTAKE_PEOPLE, TO_VERDICTS, 1,
	  list_people },
	{ "Hasil pemadanan NIK November.csv", "dukcapil", NULL, INTAKE_DUKCAPIL, TO_COLUMNS, 0,
	  list_matches },
};

/* One on its way; the lane asks for the time without saying for whom. */
struct arrival {
	struct intake_offer offer;
	int64_t id;
};
static int64_t lane_now;

static int64_t lane_clock(void)
{
	return lane_now;
}

static enum err offer(struct ctx *cx, void *arg)
{
	struct arrival *a = arg;

	return intake_offer(cx, &a->offer, &a->id);
}

static enum err confirm(struct ctx *cx, void *arg)
{
	return intake_confirm(cx, ((struct arrival *)arg)->id, NULL, 0);
}

static enum err apply(struct ctx *cx, void *arg)
{
	return intake_apply(cx, ((struct arrival *)arg)->id);
}

/* The operator's act, and then what the program does about it. */
static enum err act(struct ctx *cx, struct db_pool *pool, const struct actor *clerk,
		    enum err (*run)(struct ctx *cx, void *arg), struct arrival *a)
{
	const struct jobs_lane lane = { .clock = lane_clock };
	const struct actor *system = cx->actor;
	enum err e;

	cx->actor = clerk;
	e = db_write(cx, pool, run, a);
	cx->actor = system;
	lane_now = cx->now;
	return e == ERR_OK ? intake_work(cx, pool, &lane) : e;
}

static enum err arrive(struct ctx *cx, struct db_pool *pool, const struct sim *s,
		       const struct list *l, const struct entry *all, size_t n)
{
	struct arrival a = { .id = APP_ID(cx) };
	struct buf b;
	enum err e;

	buf_init(&b, LIST_MAX);
	l->write(cx, &b, all, n);
	a.offer = (struct intake_offer){
		.id = a.id,
		.whole = true,
		.kind = l->kind,
		.file_name = l->file_name,
		.source = l->source,
		.programme = l->programme,
		.valid_from = clock_date(cx->now, cx->app->zone_minutes) - 1,
		.size = (int64_t)b.len,
	};
	e = intake_keep(cx, a.id, 0, (struct blob){ b.data, b.len });
	buf_release(&b);
	TRY(e);
	TRY(act(cx, pool, &s->actor, offer, &a));
	if (l->far >= TO_VERDICTS)
		TRY(act(cx, pool, &s->actor, confirm, &a));
	return l->far >= TO_REGISTRY ? act(cx, pool, &s->actor, apply, &a) : ERR_OK;
}

enum err demo_lists_arrive(struct ctx *cx, struct db_pool *pool, struct sim *s)
{
	const int64_t now = cx->now;
	const struct demo_officer *clerk = NULL;
	const struct actor *system = cx->actor;
	struct entry *all;
	enum err e;
	size_t n;

	for (size_t i = 0; i < s->n_officers; i++)
		if (s->officers[i].roles & 1U << ROLE_OPERATOR)
			clerk = &s->officers[i];
	if (clerk == NULL || cx->app->spool == NULL)
		return ERR_OK;
	TRY(db_read_begin(cx, pool));
	e = read_neighbours(cx, s->shown->id, &all, &n);
	db_read_end(cx, pool);
	demo_act_as(cx, s, clerk);
	cx->actor = system;
	for (size_t i = 0; i < LEN(lists) && e == ERR_OK && n > 0; i++) {
		cx->now = now - lists[i].days * USEC_DAY;
		e = arrive(cx, pool, s, &lists[i], all, n);
	}
	cx->now = now;
	return e;
}
