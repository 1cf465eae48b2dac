/* Families, and the stream of records about them. */
#include "engine/people/people_impl.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	CITY = 370096, /* people of a city: as many as Kota Sukabumi has */
	FROM_ELSEWHERE = 250,
	FAMILY_PHONE = 400,
	NEIGHBOUR_PHONE = 30,
	NEIGHBOUR_PHONES = 10,
	PHONE_AGE = 12,
	TWINS = 15
};

static int32_t years(int n)
{
	return n * 1461 / 4;
}

static int between(struct rng *r, int from, int to)
{
	int64_t n = (int64_t)to - from + 1;

	return from + (int)rng_below(r, (uint64_t)n);
}

/* ---- places and numbers ------------------------------------------------------------------- */

/* How many kelurahan each kecamatan of Kota Sukabumi has. */
static const unsigned char villages[] = { 4, 6, 5, 5, 4, 5, 4 };

static unsigned city_code(unsigned city)
{
	return city == 0 ? 3272 : (33 + (city - 1) / 29) * 100 + 1 + (city - 1) % 29;
}

struct people_place people_draw_place(const struct people_plan *plan, struct rng *r)
{
	struct people_place at = { .district = 1 };
	unsigned n = (unsigned)rng_below(r, 33);

	at.city = (unsigned)rng_below(r, 1 + (plan->count - 1) / CITY);
	for (; n >= villages[at.district - 1]; at.district++)
		n -= villages[at.district - 1];
	at.village = n + 1;
	return at;
}

/* The number of the kecamatan is raised by 90: nobody has such a NIK or KK. */
static unsigned numbers_prefix(struct people_place at)
{
	return city_code(at.city) * 100 + 90 + at.district;
}

/* Region and address; RT and RW go with the house. */
void people_settle(struct rng *r, struct people_place at, struct people_person *p)
{
	int rw = between(r, 1, 14), rt = between(r, 1, 6), house = between(r, 1, 150);

	(void)snprintf(p->region, sizeof(p->region), "%04u%02u%04u", city_code(at.city),
		       at.district, 1000 + at.village);
	(void)snprintf(p->address, sizeof(p->address), "%s %s No. %d RT %03d RW %03d",
		       people_pick(r, people_ways), people_pick_evenly(r, people_streets), house,
		       rt, rw);
}

/* The last n digits of v; printf would take longer than all the rest of a person. */
static char *put_digits(char *to, unsigned v, unsigned n)
{
	unsigned i;

	for (i = n; i-- > 0; v /= 10)
		to[i] = (char)('0' + v % 10);
	return to + n;
}

/* Sixteen digits: of a district, of a day, of a serial. */
static void write_number(char to[PEOPLE_NUMBER_SIZE], unsigned prefix, int32_t date, int day_plus,
			 int serial)
{
	struct civil c = date_civil(date);

	to = put_digits(to, prefix, 6);
	to = put_digits(to, (unsigned)(c.day + day_plus), 2);
	to = put_digits(to, (unsigned)c.month, 2);
	to = put_digits(to, (unsigned)c.year, 2);
	to = put_digits(to, (unsigned)serial, 4);
	*to = '\0';
}

void people_draw_kk(struct rng *r, struct people_place at, int32_t today, struct people_person *p)
{
	int32_t issued = today - between(r, 30, years(15));

	write_number(p->kk, numbers_prefix(at), issued, 0, between(r, 1, 9999));
}

void people_draw_phone(struct rng *r, struct people_person *p)
{
	(void)snprintf(p->phone, sizeof(p->phone), "0800%08u", (unsigned)rng_below(r, 100000000));
}

static void draw_neighbour_phone(struct rng *r, struct people_place at, struct people_person *p)
{
	unsigned n = (unsigned)rng_below(r, NEIGHBOUR_PHONES);

	(void)snprintf(p->phone, sizeof(p->phone), "0800%04u%02u%u%u", city_code(at.city),
		       at.district, at.village % 10, n);
}

static void write_nik(struct people_person *p, unsigned prefix, int serial)
{
	write_number(p->nik, prefix, p->birth, p->sex == PEOPLE_FEMALE ? 40 : 0, serial);
}

/* Most serials are low. */
static int draw_serial(struct rng *r)
{
	return 1 + between(r, 0, 9990) * between(r, 1, 100) / 100;
}

/* Place of birth, and the NIK that tells its district. */
static void draw_birth(struct rng *r, struct people_place home, struct people_person *p)
{
	unsigned prefix = numbers_prefix(home);

	(void)snprintf(p->place, sizeof(p->place), "%s", people_places.word[0]);
	if (rng_chance(r, FROM_ELSEWHERE)) {
		(void)snprintf(p->place, sizeof(p->place), "%s",
			       people_pick_evenly(r, people_places));
		prefix = (unsigned)(between(r, 31, 36) * 10000 + between(r, 1, 20) * 100 +
				    between(r, 91, 97));
	}
	write_nik(p, prefix, draw_serial(r));
}

/* ---- families ----------------------------------------------------------------------------- */

/* Drawn first, so that a family can be counted without being made. */
struct shape {
	bool man, woman, grandparent;
	unsigned children;
};

static struct shape draw_shape(struct rng *r)
{
	static const unsigned char children[] = { 35, 35, 18, 8, 4 };
	unsigned kind = (unsigned)rng_below(r, 100), at = (unsigned)rng_below(r, 100), n;
	bool man = rng_chance(r, 500);

	for (n = 0; at >= children[n]; n++)
		at -= children[n];
	if (kind < 74)
		return (struct shape){ true, true, kind >= 62, n + 1 };
	if (kind < 84)
		return (struct shape){ false, true, false, n + 1 };
	return kind < 92 ? (struct shape){ true, true, false, 0 }
			 : (struct shape){ man, !man, false, 0 };
}

static unsigned shape_size(const struct shape *s)
{
	return (unsigned)s->man + s->woman + s->grandparent + s->children;
}

static void seed_family(struct rng *r, const struct people_plan *plan, uint64_t f)
{
	rng_seed(r, plan->seed * UINT64_C(0xd1342543de82ef95) + f);
}

/* A family in the making. */
struct making {
	const struct people_plan *plan;
	struct rng r;
	struct shape shape;
	struct people_place home;
	enum people_group group;
	struct people_person house; /* what all share */
	struct people_person *member;
	unsigned n;
};

static struct people_person *add_member(struct making *m, enum people_relation relation,
					enum people_sex sex, int32_t birth, const char *father)
{
	struct people_person *p = &m->member[m->n++];
	struct people_naming how = {
		.group = m->group,
		.sex = sex,
		.year = date_civil(birth).year,
		.father = father,
	};

	*p = m->house;
	p->birth = birth;
	p->sex = (uint8_t)sex;
	p->relation = (uint8_t)(m->n == 1 ? PEOPLE_HEAD : relation);
	people_name(&m->r, &how, p->name);
	draw_birth(&m->r, m->home, p);
	return p;
}

/* The mother of a grown-up: somebody a generation older. */
static void name_mother(struct making *m, struct people_person *p,
			const struct people_person *known)
{
	struct people_naming how = {
		.group = m->group,
		.sex = PEOPLE_FEMALE,
		.year = date_civil(p->birth).year - between(&m->r, 18, 35),
	};

	if (known && known->sex == PEOPLE_FEMALE)
		(void)snprintf(p->mother, sizeof(p->mother), "%s", known->name);
	else
		people_name(&m->r, &how, p->mother);
}

static void make_twin(struct making *m, const struct people_person *father)
{
	struct people_person *first = &m->member[m->n - 1], *twin = &m->member[m->n++];
	struct people_naming how = {
		.group = m->group,
		.sex = (enum people_sex)first->sex,
		.year = date_civil(first->birth).year,
		.father = father ? father->name : NULL,
	};
	long long number;

	*twin = *first;
	people_twin(&m->r, &how, first->name, twin->name);
	number = strtoll(first->nik, NULL, 10);
	write_nik(twin, (unsigned)(number / 10000000000), (int)(number % 10000) + 1);
}

/* Children come at even distances while the mother is 17 to 40, as far as she is that old. */
static void make_children(struct making *m, const struct people_person *mother,
			  const struct people_person *father)
{
	int32_t from = mother->birth + years(17), n = (int32_t)m->shape.children, i, gap, birth;
	int32_t to = MIN(mother->birth + years(40), m->plan->today);
	bool twins = n > 1 && rng_chance(&m->r, TWINS);
	struct people_person *p;

	gap = (to - from) / n;
	for (i = 0; i < n; i++) {
		if (twins && i == 1) {
			make_twin(m, father);
			continue;
		}
		birth = from + i * gap + (int32_t)rng_below(&m->r, (uint64_t)MAX(gap - 280, 1));
		p = add_member(m, PEOPLE_CHILD,
			       rng_chance(&m->r, 510) ? PEOPLE_MALE : PEOPLE_FEMALE, birth,
			       father ? father->name : NULL);
		(void)snprintf(p->mother, sizeof(p->mother), "%s", mother->name);
	}
}

static void make_grandparent(struct making *m, struct people_person *of)
{
	enum people_sex sex = rng_chance(&m->r, 650) ? PEOPLE_FEMALE : PEOPLE_MALE;
	struct people_person *p;

	p = add_member(m, PEOPLE_PARENT, sex,
		       of->birth - years(between(&m->r, 19, 34)) - between(&m->r, 0, 364), NULL);
	name_mother(m, p, NULL);
	name_mother(m, of, p);
}

static void make_members(struct making *m)
{
	const struct shape *s = &m->shape;
	int age = s->children > 0 ? between(&m->r, 22, 62) : between(&m->r, 20, 80);
	int32_t birth = m->plan->today - years(age) - between(&m->r, 0, 364);
	struct people_person *man = NULL, *woman = NULL;

	if (s->man) {
		man =
		    add_member(m, PEOPLE_HEAD, PEOPLE_MALE,
			       birth - years(between(&m->r, -1, 8)) - between(&m->r, 0, 364), NULL);
		name_mother(m, man, NULL);
	}
	if (s->woman) {
		woman = add_member(m, PEOPLE_SPOUSE, PEOPLE_FEMALE, birth, NULL);
		name_mother(m, woman, NULL);
	}
	assert(woman || s->children == 0);
	if (woman && s->children > 0)
		make_children(m, woman, man);
	if (man && woman && s->grandparent)
		make_grandparent(m, rng_chance(&m->r, 500) ? man : woman);
}

/* Who has a telephone, and whose. */
static void give_phones(struct making *m)
{
	bool shared = rng_chance(&m->r, FAMILY_PHONE);
	bool neighbour = rng_chance(&m->r, NEIGHBOUR_PHONE);
	unsigned i;

	if (neighbour)
		draw_neighbour_phone(&m->r, m->home, &m->house);
	else
		people_draw_phone(&m->r, &m->house);
	for (i = 0; i < m->n; i++) {
		struct people_person *p = &m->member[i];
		bool old_enough = m->plan->today - p->birth >= years(PHONE_AGE);

		if (shared || neighbour)
			memcpy(p->phone, m->house.phone, sizeof(p->phone));
		else if (old_enough && rng_chance(&m->r, 750))
			people_draw_phone(&m->r, p);
	}
}

unsigned people_family(const struct people_plan *plan, uint64_t f,
		       struct people_person ret[PEOPLE_FAMILY])
{
	struct making m = { .plan = plan, .member = ret };

	seed_family(&m.r, plan, f);
	m.shape = draw_shape(&m.r);
	m.home = people_draw_place(plan, &m.r);
	m.group = people_draw_group(&m.r);
	people_settle(&m.r, m.home, &m.house);
	people_draw_kk(&m.r, m.home, plan->today, &m.house);
	make_members(&m);
	give_phones(&m);
	assert(m.n == shape_size(&m.shape) && m.n <= PEOPLE_FAMILY);
	return m.n;
}

/* ---- records ------------------------------------------------------------------------------ */

/* How many families it takes for that many people. */
static uint64_t families_for(const struct people_plan *plan, uint64_t people)
{
	uint64_t f = 0, n = 0;
	struct shape s;
	struct rng r;

	for (; n < people; f++) {
		seed_family(&r, plan, f);
		s = draw_shape(&r);
		n += shape_size(&s);
	}
	return f;
}

void people_begin(struct people_stream *s, const struct people_plan *plan)
{
	assert(plan->duplicates <= 90 && plan->setting < PEOPLE__SETTINGS);
	memset(s, 0, sizeof(*s));
	s->plan = *plan;
	s->seconds =
	    plan->count / 100 * plan->duplicates + plan->count % 100 * plan->duplicates / 100;
	s->firsts = plan->count - s->seconds;
	s->families = families_for(plan, s->firsts);
	rng_seed(&s->rng, ~plan->seed);
}

/* Of four further records one is about a family in twenty, but not at the easy setting. */
static uint64_t draw_family(struct people_stream *s)
{
	if (s->plan.setting != PEOPLE_EASY && rng_chance(&s->rng, 250))
		return 20 * rng_below(&s->rng, (s->families + 19) / 20);
	return rng_below(&s->rng, s->families);
}

static uint64_t entity_of(uint64_t family, unsigned member)
{
	return family * PEOPLE_FAMILY + member + 1;
}

static void make_first(struct people_stream *s, struct people_record *ret)
{
	static const unsigned parts[PEOPLE__SETTINGS] = { 0, 8, 4 };
	unsigned part = parts[s->plan.setting];

	if (s->at == s->n) {
		s->n = people_family(&s->plan, s->family++, s->member);
		s->at = 0;
	}
	ret->entity = entity_of(s->family - 1, s->at);
	ret->person = s->member[s->at++];
	ret->faults =
	    part ? people_spoil(&s->rng, &s->plan, part, s->member, s->n, &ret->person) : 0;
	s->firsts--;
}

static void make_second(struct people_stream *s, struct people_record *ret)
{
	struct people_person member[PEOPLE_FAMILY];
	uint64_t f = draw_family(s);
	unsigned n = people_family(&s->plan, f, member), i = (unsigned)rng_below(&s->rng, n);

	ret->entity = entity_of(f, i);
	ret->person = member[i];
	ret->faults = people_spoil(&s->rng, &s->plan, 1, member, n, &ret->person);
	s->seconds--;
}

bool people_next(struct people_stream *s, struct people_record *ret)
{
	uint64_t left = s->firsts + s->seconds;

	if (left == 0)
		return false;
	ret->id = ++s->made;
	if (rng_below(&s->rng, left) < s->seconds)
		make_second(s, ret);
	else
		make_first(s, ret);
	return true;
}
