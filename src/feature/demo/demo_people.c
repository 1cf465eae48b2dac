/* The registry of the sample city: families that do not exist, with homes, desil and a past. */
#include "feature/demo/demo_impl.h"

#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "engine/people/people.h"
#include "feature/benefit/benefit.h"
#include "feature/registry/registry.h"
#include "platform/app.h"

enum {
	BATCH = 250,    /* families a transaction */
	TWICE = 60,     /* one in so many is in another list too, a little different */
	ELSEWHERE = 25, /* one family in so many lives elsewhere than its card says */
	UNRANKED = 80   /* families in a thousand without desil */
};

struct town {
	struct people_plan plan;
	const struct fact_book *book;
	const struct region *regions;
	size_t n_regions;
	int64_t release[2]; /* desil before and now */
	uint64_t family;    /* the next one */
	unsigned made, wanted;
	struct rng rng; /* for what the generator does not say */
	struct rng aid_rng;
	struct benefit_sums *sums; /* of a batch */
};

/* ---- words ---------------------------------------------------------------------------------- */

static const char *const occupations[] = {
	"Buruh harian lepas",    "Pedagang",   "Karyawan swasta",
	"Mengurus rumah tangga", "Wiraswasta", "Sopir",
	"Buruh bangunan",        "Penjahit",   "Petani/pekebun",
	"Pegawai negeri",        "Guru",       "Tukang cuci",
};

static const char *pick(struct rng *r, const char *const *of, size_t n)
{
	return of[rng_below(r, n)];
}

static const char *digit(struct ctx *cx, int64_t v)
{
	return str_digits(cx->arena, v);
}

static bool chance(struct town *t, unsigned in)
{
	return rng_below(&t->rng, in) == 0;
}

/* One of 1 to n, the first likelier the poorer (desil 1) somebody is. */
static const char *by_wealth(struct ctx *cx, struct town *t, int desil, int n)
{
	int middle = 1 + (10 - desil) * (n - 1) / 9;
	int v = middle + (int)rng_below(&t->rng, 3) - 1;

	return digit(cx, v < 1 ? 1 : v > n ? n : v);
}

/* ---- where they live ------------------------------------------------------------------------- */

/* The generator knows the kelurahan of Kota Sukabumi; in another city any will do. */
static int64_t region_of(const struct town *t, const struct people_person *p)
{
	int64_t id;

	if (str_i64(p->region, &id))
		for (size_t i = 0; i < t->n_regions; i++)
			if (t->regions[i].id == id)
				return id;
	return t->regions[t->family % t->n_regions].id;
}

struct home {
	const char *region, *rt, *rw, *address;
};

/* "Jalan Melati No. 7 RT 003 RW 012" in its parts. */
static struct home home_of(struct ctx *cx, const struct town *t, const struct people_person *p)
{
	struct home h = { .region = digit(cx, region_of(t, p)) };
	const char *rt = strstr(p->address, " RT "), *rw = strstr(p->address, " RW ");

	if (rt == NULL || rw == NULL) {
		h.address = arena_strdup(cx->arena, p->address);
		return h;
	}
	h.address = arena_strndup(cx->arena, p->address, (size_t)(rt - p->address));
	h.rt = arena_strndup(cx->arena, rt + 4, 3);
	h.rw = arena_strndup(cx->arena, rw + 4, 3);
	return h;
}

/* ---- a family -------------------------------------------------------------------------------- */

static void house_facts(struct ctx *cx, struct town *t, int desil, struct facts *f)
{
	facts_set(f, "house_status", chance(t, 3) ? "2" : "1");
	facts_set(f, "floor_area", digit(cx, 18 + desil * 6 + (int64_t)rng_below(&t->rng, 30)));
	facts_set(f, "floor", by_wealth(cx, t, desil, 8));
	facts_set(f, "wall", by_wealth(cx, t, desil, 6));
	facts_set(f, "roof", by_wealth(cx, t, desil, 7));
	facts_set(f, "power", digit(cx, desil < 3 ? 1 : desil < 6 ? 2 : desil < 9 ? 3 : 4));
	facts_set(f, "toilet", by_wealth(cx, t, desil, 4));
	facts_set(f, "asset_motorcycle", desil > 3 || chance(t, 3) ? "1" : "0");
	facts_set(f, "asset_fridge", desil > 4 || chance(t, 4) ? "1" : "0");
	facts_set(f, "asset_car", desil > 8 ? "1" : "0");
}

static const char *relation_of(const struct people_person *p)
{
	switch ((enum people_relation)p->relation) {
	case PEOPLE_HEAD:
		return "1";
	case PEOPLE_SPOUSE:
		return p->sex == PEOPLE_MALE ? "2" : "3";
	case PEOPLE_CHILD:
		return "4";
	case PEOPLE_PARENT:
		return "7";
	}
	return "11";
}

static const char *said(struct ctx *cx, const char *s)
{
	return s[0] != '\0' ? arena_strdup(cx->arena, s) : NULL;
}

static void who(struct ctx *cx, const struct people_person *p, struct facts *f)
{
	facts_set(f, "name", said(cx, p->name));
	facts_set(f, "known", "1");
	facts_set(f, "state", "1");
	facts_set(f, "sex", p->sex == PEOPLE_SEX_UNKNOWN ? NULL : digit(cx, p->sex));
	if (p->birth != DATE_NONE)
		facts_set(f, "birth_date", date_iso(cx->arena, p->birth));
	facts_set(f, "birth_place", said(cx, p->place));
	facts_set(f, "mother", said(cx, p->mother));
	facts_set(f, "nik", said(cx, p->nik));
	facts_set(f, "phone", said(cx, p->phone));
}

/* School and work, by age. */
static void what(struct ctx *cx, struct town *t, const struct people_person *p, int desil,
		 struct facts *f)
{
	int age = date_age(p->birth, t->plan.today);

	facts_set(f, "education",
		  digit(cx, age < 7    ? 1
			    : age < 13 ? 2
			    : age < 16 ? 3
				       : 3 + (int64_t)rng_below(&t->rng, desil > 6 ? 6 : 3)));
	if (age >= 7 && age < 19)
		facts_set(f, "schooling", desil <= 2 && chance(t, 6) ? "3" : "2");
	if (age >= 19 && age < 65)
		facts_set(f, "occupation", pick(&t->rng, occupations, LEN(occupations)));
	if (age >= 17)
		facts_set(f, "marital", p->relation == PEOPLE_CHILD ? "1" : "2");
	if (age > 70 && chance(t, 5))
		facts_set(f, "difficulty_walk", "2");
	if (desil <= 4)
		facts_set(f, "insurance", "1");
}

static enum err desils(struct ctx *cx, struct town *t, int64_t family, int desil)
{
	int before = desil + (int)rng_below(&t->rng, 3) - 1;
	bool none = rng_below(&t->rng, 1000) < UNRANKED;

	TRY(desil_put(cx, t->release[0], family, before < 1 ? 1 : before > 10 ? 10 : before, NULL));
	return desil_put(cx, t->release[1], family, none ? 0 : desil,
			 none ? "belum_diperingkat" : NULL);
}

/* ---- aid ------------------------------------------------------------------------------------- */

static int64_t region_id(const struct home *h)
{
	int64_t id = 0;

	(void)str_i64(h->region, &id);
	return id;
}

/* Most is paid some days after its period begins; some could not be, some is not paid yet. */
static enum err given(struct ctx *cx, struct town *t, struct benefit *b)
{
	int32_t known = clock_date(cx->now, zone_of(cx)); /* nothing is told before it was */
	uint64_t luck = rng_below(&t->aid_rng, 100);

	b->part = "";
	b->period_on = benefit_period_on(b->period);
	b->quantity = DB_NONE;
	b->paid_on = DATE_NONE;
	b->source = "demo";
	b->since = b->period_on + 20 + (int32_t)rng_below(&t->aid_rng, 40);
	if (b->since > known)
		b->since = known;
	b->state = luck < 92 ? BENEFIT_PAID : luck < 96 ? BENEFIT_FAILED : BENEFIT_DECIDED;
	if (b->state == BENEFIT_PAID)
		b->paid_on = b->since;
	return benefit_first(cx, b, t->sums);
}

/* The contribution of a year, for one person. */
static enum err insured(struct ctx *cx, struct town *t, int64_t person, int64_t family,
			int64_t region)
{
	struct benefit b = {
		.unit = FACT_PERSON,
		.person_id = person,
		.family_id = family,
		.programme = "pbi_jk",
		.period = arena_printf(cx->arena, "%d", date_civil(t->plan.today).year),
		.amount = DB_NONE,
		.region_id = region,
	};

	return given(cx, t, &b);
}

/* The poorest get PKH by quarter, they and those above them food aid by month. */
static enum err aid(struct ctx *cx, struct town *t, int64_t family, int64_t head, int desil,
		    int64_t region)
{
	static const int64_t amounts[] = { 225000, 375000, 500000, 600000, 725000, 750000 };
	const struct benefit first = {
		.unit = FACT_FAMILY, .person_id = head, .family_id = family, .region_id = region
	};
	int64_t pkh = amounts[rng_below(&t->aid_rng, LEN(amounts))];

	for (int back = 1; back <= 2; back++) {
		struct civil q = date_civil(t->plan.today - 91 * back);
		struct civil m = date_civil(t->plan.today - 30 * back);
		struct benefit b = first;

		b.programme = "pkh";
		b.period = arena_printf(cx->arena, "%d-TW%d", q.year, (q.month + 2) / 3);
		b.amount = pkh;
		b.channel = "BNI";
		if (desil <= 2)
			TRY(given(cx, t, &b));
		b = first;
		b.programme = "bpnt";
		b.period = arena_printf(cx->arena, "%d-%02d", m.year, m.month);
		b.amount = 200000;
		b.channel = "PT Pos";
		if (desil <= 4)
			TRY(given(cx, t, &b));
	}
	return ERR_OK;
}

/* The same person as another office wrote him down, without family. */
static enum err again(struct ctx *cx, struct town *t, const struct people_person *p,
		      const struct home *h)
{
	struct origin o = { .source = "kelurahan", .valid_from = t->plan.today - 90 };
	struct facts f = facts_new(cx, t->book, FACT_PERSON);
	struct people_person other = *p;
	int64_t id;

	if (!people_misspell(&t->rng, other.name, sizeof(other.name)))
		(void)people_mistype(&t->rng, other.name, sizeof(other.name));
	if (chance(t, 2))
		other.nik[0] = '\0';
	other.phone[0] = '\0';
	who(cx, &other, &f);
	facts_set(&f, "region", h->region);
	facts_set(&f, "rw", h->rw);
	return subject_new(cx, &f, &o, &id);
}

static enum err member(struct ctx *cx, struct town *t, const struct people_person *p,
		       int64_t family, int desil, const struct home *h, int64_t *ret_head)
{
	struct origin o = { .source = "siak", .valid_from = DATE_NONE };
	struct facts f = facts_new(cx, t->book, FACT_PERSON);
	int64_t id;

	who(cx, p, &f);
	what(cx, t, p, desil, &f);
	facts_set(&f, "region", h->region);
	facts_set(&f, "rt", h->rt);
	facts_set(&f, "rw", h->rw);
	facts_set(&f, "address", h->address);
	facts_set(&f, "family", digit(cx, family));
	facts_set(&f, "relation", relation_of(p));
	TRY(subject_new(cx, &f, &o, &id));
	t->made++;
	if (*ret_head == 0)
		*ret_head = id;
	if (desil <= 2)
		TRY(insured(cx, t, id, family, region_id(h)));
	return chance(t, TWICE) ? again(cx, t, p, h) : ERR_OK;
}

static enum err family(struct ctx *cx, struct town *t)
{
	struct origin o = { .source = "siak", .valid_from = DATE_NONE };
	struct people_person p[PEOPLE_FAMILY];
	unsigned n = people_family(&t->plan, t->family, p);
	int desil = 1 + (int)rng_below(&t->rng, 10);
	struct facts f = facts_new(cx, t->book, FACT_FAMILY);
	struct home h = home_of(cx, t, &p[0]);
	int64_t id, head = 0, card_region = region_id(&h);

	facts_set(&f, "kk", said(cx, p[0].kk));
	facts_set(&f, "kk_region", h.region);
	facts_set(&f, "kk_rt", h.rt);
	facts_set(&f, "kk_rw", h.rw);
	facts_set(&f, "kk_address", h.address);
	house_facts(cx, t, desil, &f);
	TRY(subject_new(cx, &f, &o, &id));
	if (chance(t, ELSEWHERE))
		h.region = digit(cx, t->regions[rng_below(&t->rng, t->n_regions)].id);
	for (unsigned i = 0; i < n; i++)
		TRY(member(cx, t, &p[i], id, desil, &h, &head));
	TRY(aid(cx, t, id, head, desil, card_region));
	TRY(desils(cx, t, id, desil));
	t->family++;
	return ERR_OK;
}

static enum err batch(struct ctx *cx, void *arg)
{
	struct town *town = arg, t = *town; /* so that it can be run again */

	TRY(fact_book(cx, &t.book));
	t.sums = benefit_sums_new(cx);
	for (unsigned i = 0; i < BATCH && t.made < t.wanted; i++)
		TRY(family(cx, &t));
	TRY(benefit_sums_write(cx, t.sums));
	*town = t;
	return ERR_OK;
}

static enum err releases(struct ctx *cx, void *arg)
{
	struct town *t = arg;

	TRY(region_list(cx, REGION_KELURAHAN, 0, &t->regions, &t->n_regions));
	TRY(desil_release_new(cx, "DTSEN triwulan II 2026", date_from_ymd(2026, 6, 30), 0,
			      &t->release[0]));
	return desil_release_new(cx, "DTSEN triwulan III 2026", date_from_ymd(2026, 9, 30), 0,
				 &t->release[1]);
}

static enum err show(struct ctx *cx, void *arg)
{
	const struct town *t = arg;

	TRY(desil_show(cx, t->release[0]));
	return desil_show(cx, t->release[1]);
}

enum err demo_install_people(struct ctx *cx, struct db_pool *pool, unsigned people, uint64_t seed,
			     int32_t today)
{
	struct arena_mark mark;
	struct town t = {
		.plan = { .seed = seed + 1, .count = people, .today = today },
		.wanted = people,
	};
	enum err e = ERR_OK;

	if (people == 0)
		return ERR_OK;
	rng_seed(&t.rng, seed + 2);
	rng_seed(&t.aid_rng, seed + 3);
	TRY(db_write(cx, pool, releases, &t));
	while (e == ERR_OK && t.made < t.wanted) {
		mark = arena_mark(cx->arena);
		e = db_write(cx, pool, batch, &t);
		arena_reset_to(cx->arena, mark);
	}
	return e == ERR_OK ? db_write(cx, pool, show, &t) : e;
}
