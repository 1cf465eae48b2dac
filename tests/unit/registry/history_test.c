/*
 * What was said, and what it comes to: every past state can be had, imports and merges are taken
 * back without a trace in the facts.
 */
#include "lib/fields.h"
#include "lib/people.h"

#include "base/str.h"
#include "feature/registry/registry.h"

#define DAY USEC_DAY

/* People are found by their occupation: what is kept for it must follow whatever is played. */
static void open_city(struct test *t)
{
	struct field_said said = { "occupation", "Pekerjaan",
				   "{\"of\":\"person\",\"kind\":\"text\",\"group\":\"work\","
				   "\"double_check\":true,\"find\":true}" };

	test_open(t);
	assert_ok(reference_install(&t->cx, t->app.pool, NULL));
	assert_ok(test_write(t, field_say, &said));
	fields_settle(t);
}

static enum err compare(struct ctx *cx, void *arg)
{
	char **faults;

	return field_tally_faults(cx, &faults, arg);
}

static void close_city(struct test *t)
{
	size_t faults = 1;

	assert_ok(test_write(t, compare, &faults));
	assert_int_equal(faults, 0);
	test_close(t);
}

/* ---- one act in a transaction of its own ----------------------------------------------------- */

struct act {
	enum fact_of of;
	int64_t id;
	const char *name, *value, *field, *source;
	int32_t valid_from;
	int64_t import_id, other;
	bool settle;
	enum fact_fate fate;
	enum err err;
};

static struct origin origin_of(const struct act *a)
{
	return (struct origin){
		.source = a->source != NULL ? a->source : "kelurahan",
		.valid_from = a->valid_from != 0 ? a->valid_from : DATE_NONE,
		.import_id = a->import_id,
		.settle = a->settle,
	};
}

static enum err make(struct ctx *cx, void *arg)
{
	struct act *a = arg;
	const struct origin o = origin_of(a);
	const struct fact_book *book;
	struct facts f;

	TRY(fact_book(cx, &book));
	f = facts_new(cx, book, FACT_PERSON);
	facts_set(&f, "name", a->name);
	facts_set(&f, "known", "1");
	facts_set(&f, "state", "1");
	if (a->field != NULL)
		facts_set(&f, a->field, a->value);
	return subject_new(cx, &f, &o, &a->id);
}

static enum err say(struct ctx *cx, void *arg)
{
	struct act *a = arg;
	const struct origin o = origin_of(a);
	const struct fact_book *book;
	struct fact_change c;

	TRY(fact_book(cx, &book));
	c = (struct fact_change){ fact_field(book, FACT_PERSON, a->field), a->value };
	assert_non_null(c.field);
	a->err = subject_change(cx, FACT_PERSON, a->id, 0, &c, 1, &o, &a->fate);
	return a->err;
}

static int64_t person(struct test *t, const char *name, const char *field, const char *value,
		      int64_t import_id)
{
	struct act a = { .name = name, .field = field, .value = value, .import_id = import_id };

	assert_ok(test_write(t, make, &a));
	return a.id;
}

static enum fact_fate tell(struct test *t, int64_t id, const char *field, const char *value,
			   const char *source, int32_t valid_from)
{
	struct act a = {
		.id = id,
		.field = field,
		.value = value,
		.source = source,
		.valid_from = valid_from,
	};

	assert_ok(test_write(t, say, &a));
	return a.fate;
}

static const char *now_is(struct test *t, int64_t id, const char *field)
{
	struct subject s;
	const char *value;

	test_read_begin(t);
	assert_ok(subject_get(&t->cx, FACT_PERSON, id, &s));
	value = facts_get(&s.facts, field);
	test_read_end(t);
	return value != NULL ? value : "";
}

static const char *was(struct test *t, int64_t id, const char *field, int32_t held_on,
		       int64_t known_at)
{
	struct facts f;
	const char *value;
	bool existed;

	test_read_begin(t);
	assert_ok(subject_as_of(&t->cx, FACT_PERSON, id, held_on, known_at, &f, &existed));
	value = existed ? facts_get(&f, field) : "-";
	test_read_end(t);
	return value != NULL ? value : "";
}

static int32_t today(const struct test *t)
{
	return clock_date(t->cx.now, t->app.zone_minutes);
}

/* ---- past states ----------------------------------------------------------------------------- */

static void
an_address_of_march_is_known_as_it_was_known_in_march_and_as_it_is_known_now(void **state)
{
	struct test t;
	int64_t id, march, start;
	int32_t day;

	(void)state;
	open_city(&t);
	start = t.cx.now;
	day = today(&t);
	id = person(&t, "Contoh Satu", "address", "Jalan Lama 1", 0);
	t.cx.now = start + 30 * DAY;
	march = t.cx.now;
	t.cx.now = start + 90 * DAY;
	assert_int_equal(tell(&t, id, "address", "Jalan Baru 2", NULL, day + 20), FATE_TAKEN);
	assert_string_equal(now_is(&t, id, "address"), "Jalan Baru 2");
	assert_string_equal(was(&t, id, "address", day + 30, march), "Jalan Lama 1");
	assert_string_equal(was(&t, id, "address", day + 30, INT64_MAX), "Jalan Baru 2");
	assert_string_equal(was(&t, id, "address", day + 10, INT64_MAX), "Jalan Lama 1");
	assert_string_equal(was(&t, id, "address", day, start - 1), "-");
	close_city(&t);
}

static void what_held_before_what_holds_now_is_history_only(void **state)
{
	struct test t;
	int64_t id;
	int32_t day;

	(void)state;
	open_city(&t);
	day = today(&t);
	id = person(&t, "Contoh Dua", NULL, NULL, 0);
	assert_int_equal(tell(&t, id, "address", "Jalan Kini 9", NULL, day - 10), FATE_TAKEN);
	assert_int_equal(tell(&t, id, "address", "Jalan Dulu 3", NULL, day - 400), FATE_PAST);
	assert_string_equal(now_is(&t, id, "address"), "Jalan Kini 9");
	assert_string_equal(was(&t, id, "address", day - 100, INT64_MAX), "Jalan Dulu 3");
	assert_string_equal(was(&t, id, "address", day - 5, INT64_MAX), "Jalan Kini 9");
	close_city(&t);
}

static void a_name_put_right_was_right_always(void **state)
{
	struct test t;
	int64_t id, before;
	int32_t day;

	(void)state;
	open_city(&t);
	day = today(&t);
	id = person(&t, "Contoh Salh", NULL, NULL, 0);
	before = t.cx.now;
	t.cx.now += 50 * DAY;
	assert_int_equal(tell(&t, id, "name", "Contoh Salah", NULL, 0), FATE_TAKEN);
	assert_string_equal(was(&t, id, "name", day - 1000, INT64_MAX), "Contoh Salah");
	assert_string_equal(was(&t, id, "name", day, before), "Contoh Salh");
	close_city(&t);
}

/* ---- sources --------------------------------------------------------------------------------- */

struct decision {
	int64_t claim_id;
	bool take;
};

static enum err decide(struct ctx *cx, void *arg)
{
	struct decision *d = arg;

	return claim_decide(cx, d->claim_id, d->take, "diperiksa di rumah");
}

static const struct actor somebody_else = { .user_id = 77, .name = "Petugas lain" };

static void a_weaker_source_stands_beside_until_somebody_decides(void **state)
{
	struct decision d = { .take = true };
	struct claim *claims;
	struct test t;
	int64_t id;
	size_t n;

	(void)state;
	open_city(&t);
	id = person(&t, "Contoh Tiga", NULL, NULL, 0);
	assert_int_equal(tell(&t, id, "mother", "Ibu Benar", "dukcapil", 0), FATE_TAKEN);
	/* Capitals are how somebody writes, nothing that he says otherwise. */
	assert_int_equal(tell(&t, id, "mother", "IBU BENAR", "pengakuan", 0), FATE_SAME);
	assert_int_equal(tell(&t, id, "mother", "Ibu Lain", "pengakuan", 0), FATE_CLAIMED);
	assert_int_equal(tell(&t, id, "mother", "Ibu Lain", "pengakuan", 0), FATE_CLAIMED);
	assert_string_equal(now_is(&t, id, "mother"), "Ibu Benar");
	test_read_begin(&t);
	assert_ok(claims_open(&t.cx, FACT_PERSON, id, &claims, &n));
	assert_int_equal(n, 1);
	assert_string_equal(claims[0].value, "Ibu Lain");
	d.claim_id = claims[0].id;
	test_read_end(&t);
	/* A mother's name decides aid: whoever said it leaves the answer to somebody else. */
	assert_int_equal(test_write(&t, decide, &d), ERR_CONFLICT);
	t.cx.actor = &somebody_else;
	assert_ok(test_write(&t, decide, &d));
	assert_string_equal(now_is(&t, id, "mother"), "Ibu Lain");
	assert_int_equal(test_write(&t, decide, &d), ERR_CONFLICT);
	close_city(&t);
}

static size_t open_claims(struct test *t, int64_t id)
{
	struct claim *claims;
	size_t n;

	test_read_begin(t);
	assert_ok(claims_open(&t->cx, FACT_PERSON, id, &claims, &n));
	test_read_end(t);
	return n;
}

static void what_two_sources_say_alike_is_decided_once(void **state)
{
	struct decision d = { .take = false };
	struct claim *claims;
	struct test t;
	int64_t id;
	size_t n;

	(void)state;
	open_city(&t);
	id = person(&t, "Contoh Tiga", NULL, NULL, 0);
	assert_int_equal(tell(&t, id, "mother", "Ibu Benar", "dukcapil", 0), FATE_TAKEN);
	assert_int_equal(tell(&t, id, "mother", "Ibu Lain", "pengakuan", 0), FATE_CLAIMED);
	assert_int_equal(tell(&t, id, "mother", "Ibu Lain", "regsosek", 0), FATE_CLAIMED);
	assert_int_equal(tell(&t, id, "mother", "Ibu Ketiga", "regsosek", 0), FATE_CLAIMED);
	assert_int_equal(open_claims(&t, id), 3);
	test_read_begin(&t);
	assert_ok(claims_open(&t.cx, FACT_PERSON, id, &claims, &n));
	d.claim_id = claims[0].id;
	test_read_end(&t);
	t.cx.actor = &somebody_else;
	assert_ok(test_write(&t, decide, &d));
	assert_int_equal(open_claims(&t, id), 1);
	/* What a stronger source says since is no other opinion either. */
	assert_int_equal(tell(&t, id, "mother", "Ibu Ketiga", "dukcapil", 0), FATE_TAKEN);
	assert_int_equal(open_claims(&t, id), 0);
	close_city(&t);
}

static void sealed_values_are_kept_and_changed_without_a_clear_trace(void **state)
{
	struct test t;
	int64_t id;

	(void)state;
	open_city(&t);
	id = person(&t, "Contoh Empat", "chronic", "7", 0);
	assert_string_equal(now_is(&t, id, "chronic"), "7");
	assert_int_equal(tell(&t, id, "phone", "081200000001", NULL, 0), FATE_TAKEN);
	assert_string_equal(now_is(&t, id, "phone"), "081200000001");
	assert_string_equal(was(&t, id, "phone", today(&t), t.cx.now - 1), "-");
	close_city(&t);
}

/* ---- imports --------------------------------------------------------------------------------- */

struct undo {
	int64_t import_id, at;
	size_t left;
	const char *field;
};

static enum err undo(struct ctx *cx, void *arg)
{
	struct undo *u = arg;
	struct undo_step step;

	TRY(registry_undo(cx, u->import_id, u->at, 2, &step));
	u->at = step.next_id;
	if (step.n_left > 0)
		u->field = step.left[0].field;
	u->left += step.n_left;
	return ERR_OK;
}

static size_t undo_all(struct test *t, int64_t import_id, const char **ret_field)
{
	struct undo u = { .import_id = import_id };

	do
		assert_ok(test_write(t, undo, &u));
	while (u.at != 0);
	if (ret_field != NULL)
		*ret_field = u.field;
	return u.left;
}

static enum fact_fate import(struct test *t, int64_t id, const char *field, const char *value)
{
	struct act a = {
		.id = id, .field = field, .value = value, .source = "kunjungan", .import_id = 77
	};

	assert_ok(test_write(t, say, &a));
	return a.fate;
}

static void an_import_taken_back_leaves_what_was_edited_since(void **state)
{
	const char *field = NULL;
	int64_t a, b, made;
	struct test t;

	(void)state;
	open_city(&t);
	a = person(&t, "Contoh Lima", "occupation", "Buruh", 0);
	b = person(&t, "Contoh Enam", "occupation", "Petani", 0);
	t.cx.now += DAY;
	assert_int_equal(import(&t, a, "occupation", "Guru"), FATE_TAKEN);
	assert_int_equal(import(&t, b, "occupation", "Dokter"), FATE_TAKEN);
	made = person(&t, "Contoh Tujuh", NULL, NULL, 77);
	t.cx.now += DAY;
	assert_int_equal(tell(&t, b, "occupation", "Perawat", "perbaikan", 0), FATE_TAKEN);
	assert_int_equal(undo_all(&t, 77, &field), 1);
	assert_string_equal(field, "occupation");
	assert_string_equal(now_is(&t, a, "occupation"), "Buruh");
	assert_string_equal(now_is(&t, b, "occupation"), "Perawat");
	assert_string_equal(now_is(&t, made, "state"), "9");
	assert_int_equal(undo_all(&t, 77, NULL), 0);
	close_city(&t);
}

/* A family as a list brings it: the head, and others by their relation to him. */
struct brought {
	int64_t family, head, wife, child;
};

static enum err bring(struct ctx *cx, void *arg)
{
	struct brought *b = arg;
	const char *const card[] = { "kk", "3272010101200009", NULL };
	const char *home;

	TRY(people_add(cx, FACT_FAMILY, card, 77, &b->family));
	home = str_digits(cx->arena, b->family);
#define MEMBER(born, relation_)                                                      \
	(const char *const[]){                                                       \
		"name", "Contoh", "known", "1",        "state",   "1", "birth_date", \
		born,   "family", home,    "relation", relation_, NULL               \
	}
	TRY(people_add(cx, FACT_PERSON, MEMBER("1970-01-01", "1"), 77, &b->head));
	TRY(people_add(cx, FACT_PERSON, MEMBER("1995-01-01", "4"), 77, &b->child));
	return people_add(cx, FACT_PERSON, MEMBER("1998-01-01", "3"), 77, &b->wife);
#undef MEMBER
}

static void a_family_that_stays_after_an_import_is_taken_back_has_a_head(void **state)
{
	struct brought b;
	struct test t;

	(void)state;
	open_city(&t);
	assert_ok(test_write(&t, bring, &b));
	t.cx.now += DAY;
	assert_int_equal(tell(&t, b.wife, "phone", "081200000001", NULL, 0), FATE_TAKEN);
	assert_int_equal(tell(&t, b.child, "phone", "081200000002", NULL, 0), FATE_TAKEN);
	t.cx.now += DAY;
	assert_int_equal(undo_all(&t, 77, NULL), 2);
	assert_string_equal(now_is(&t, b.head, "state"), "9");
	assert_string_equal(now_is(&t, b.wife, "relation"), "1");
	assert_string_equal(now_is(&t, b.child, "relation"), "4");
	assert_int_equal(undo_all(&t, 77, NULL), 2);
	close_city(&t);
}

/* All facts of a person, and where each is from, as one text. */
static const char *facts_text(struct test *t, int64_t id)
{
	const struct fact_field *const *fields;
	const char *text = "";
	struct fact_mark mark;
	struct subject s;
	size_t n;

	test_read_begin(t);
	assert_ok(subject_get(&t->cx, FACT_PERSON, id, &s));
	n = fact_fields(s.facts.book, FACT_PERSON, &fields);
	for (size_t i = 0; i < n; i++) {
		if (s.facts.value[i] == NULL)
			continue;
		mark = subject_mark(&s, fields[i]->code);
		text = arena_printf(t->cx.arena, "%s%s=%s (%s %d %lld)\n", text, fields[i]->code,
				    s.facts.value[i], mark.source, (int)mark.valid_from,
				    (long long)mark.recorded_at);
	}
	test_read_end(t);
	return text;
}

static const char *const played[] = { "name", "address", "mother", "occupation", "phone", "rt" };
static const char *const sources[] = { "siak", "kelurahan", "dukcapil", "pengakuan" };

/* Something is said about a person at random; true when it entered the row or its history. */
static bool random_word(struct test *t, int64_t id, int64_t import_id)
{
	const char *field = played[rng_below(&t->rng, LEN(played))];
	struct act a = {
		.id = id,
		.field = field,
		.value =
		    str_eq(field, "phone")
			? arena_printf(t->cx.arena, "08120000%04d", (int)rng_below(&t->rng, 50))
			: arena_printf(t->cx.arena, "%03d", (int)rng_below(&t->rng, 50)),
		.source = sources[rng_below(&t->rng, LEN(sources))],
		.valid_from =
		    rng_below(&t->rng, 2) == 0 ? 0 : today(t) - (int32_t)rng_below(&t->rng, 60),
		.import_id = import_id,
		.settle = rng_below(&t->rng, 4) == 0,
	};

	t->cx.now += (int64_t)rng_below(&t->rng, 5) * DAY + 1;
	assert_ok(test_write(t, say, &a));
	return a.fate != FATE_SAME && a.fate != FATE_CLAIMED;
}

static void whatever_was_said_today_is_what_all_of_it_comes_to(void **state)
{
	struct test t;
	int64_t id;

	(void)state;
	open_city(&t);
	id = person(&t, "Contoh Acak", NULL, NULL, 0);
	for (int i = 0; i < 150; i++) {
		random_word(&t, id, 0);
		for (size_t k = 0; k < LEN(played); k++)
			assert_string_equal(was(&t, id, played[k], today(&t), INT64_MAX),
					    now_is(&t, id, played[k]));
	}
	close_city(&t);
}

static void what_was_known_at_each_moment_can_be_had_later(void **state)
{
	enum { STEPS = 60 };
	const char *then[STEPS];
	int64_t id, at[STEPS];
	int32_t day[STEPS];
	struct test t;

	(void)state;
	open_city(&t);
	id = person(&t, "Contoh Lampau", NULL, NULL, 0);
	for (int i = 0; i < STEPS; i++) {
		random_word(&t, id, 0);
		at[i] = t.cx.now;
		day[i] = today(&t);
		then[i] = arena_strdup(t.cx.arena, now_is(&t, id, "address"));
	}
	for (int i = 0; i < STEPS; i++)
		assert_string_equal(was(&t, id, "address", day[i], at[i]), then[i]);
	close_city(&t);
}

static void an_import_taken_back_leaves_the_same_facts_to_the_byte(void **state)
{
	const char *before;
	struct test t;
	int64_t id;

	(void)state;
	open_city(&t);
	for (int round = 0; round < 12; round++) {
		id = person(&t, "Contoh Impor", NULL, NULL, 0);
		for (int i = 0; i < 5; i++)
			random_word(&t, id, 0);
		before = facts_text(&t, id);
		for (int i = 0; i < 6; i++)
			random_word(&t, id, 900 + round);
		undo_all(&t, 900 + round, NULL);
		assert_string_equal(facts_text(&t, id), before);
	}
	close_city(&t);
}

/* ---- merges ---------------------------------------------------------------------------------- */

static enum err merge(struct ctx *cx, void *arg)
{
	struct act *a = arg;

	return person_merge(cx, a->id, a->other, "orang yang sama");
}

static enum err unmerge(struct ctx *cx, void *arg)
{
	struct act *a = arg;

	return person_unmerge(cx, a->id, "ternyata adiknya");
}

static void a_merge_is_taken_back_after_edits_and_nothing_has_moved(void **state)
{
	const char *lost, *kept;
	int64_t present, *rows;
	struct act a = { 0 };
	struct test t;
	size_t n;

	(void)state;
	open_city(&t);
	a.id = person(&t, "Contoh Kembar A", "occupation", "Buruh", 0);
	a.other = person(&t, "Contoh Kembar B", "occupation", "Petani", 0);
	lost = facts_text(&t, a.id);
	assert_ok(test_write(&t, merge, &a));
	assert_int_equal(test_write(&t, merge, &a), ERR_CONFLICT);
	for (int i = 0; i < 3; i++)
		random_word(&t, a.other, 0);
	kept = facts_text(&t, a.other);
	test_read_begin(&t);
	assert_ok(person_present(&t.cx, a.id, &present));
	assert_int_equal(present, a.other);
	assert_ok(person_rows(&t.cx, a.other, &rows, &n));
	assert_int_equal(n, 2);
	test_read_end(&t);
	assert_ok(test_write(&t, unmerge, &a));
	assert_string_equal(facts_text(&t, a.id), lost);
	assert_string_equal(facts_text(&t, a.other), kept);
	assert_int_equal(test_write(&t, unmerge, &a), ERR_CONFLICT);
	close_city(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    an_address_of_march_is_known_as_it_was_known_in_march_and_as_it_is_known_now),
		cmocka_unit_test(what_held_before_what_holds_now_is_history_only),
		cmocka_unit_test(a_name_put_right_was_right_always),
		cmocka_unit_test(a_weaker_source_stands_beside_until_somebody_decides),
		cmocka_unit_test(what_two_sources_say_alike_is_decided_once),
		cmocka_unit_test(sealed_values_are_kept_and_changed_without_a_clear_trace),
		cmocka_unit_test(an_import_taken_back_leaves_what_was_edited_since),
		cmocka_unit_test(a_family_that_stays_after_an_import_is_taken_back_has_a_head),
		cmocka_unit_test(whatever_was_said_today_is_what_all_of_it_comes_to),
		cmocka_unit_test(what_was_known_at_each_moment_can_be_had_later),
		cmocka_unit_test(an_import_taken_back_leaves_the_same_facts_to_the_byte),
		cmocka_unit_test(a_merge_is_taken_back_after_edits_and_nothing_has_moved),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
