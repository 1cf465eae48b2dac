/* What kelurahan a form offers to whom. */
#include "lib/city.h"

#include "feature/region/region.h"

#include <string.h>

#define ALL 33

static struct options offered(struct city_fixture *c, enum city_person who,
			      enum err (*choices)(struct ctx *, const struct form *,
						  struct options *))
{
	struct options o;

	city_act_as(c, who);
	act_begin(c);
	assert_ok(act_end(c, choices(c->cx, NULL, &o)));
	return o;
}

static bool is(struct city_fixture *c, struct option o, int64_t region_id)
{
	return strcmp(o.value, arena_printf(c->cx->arena, "%lld", (long long)region_id)) == 0;
}

static void an_officer_finds_his_own_kelurahan_first_and_every_other_behind(void **state)
{
	static const enum city_person near[] = { CITY_FRONT, CITY_COORDINATOR };
	struct city_fixture c;
	struct options o;

	(void)state;
	city_open(&c);
	for (size_t i = 0; i < LEN(near); i++) {
		o = offered(&c, near[i], region_options);
		assert_int_equal(o.n, ALL);
		assert_true(is(&c, o.items[0], c.region));
		assert_string_equal(o.items[0].group, "Wilayah Anda");
		assert_string_not_equal(o.items[1].group, "Wilayah Anda");
		for (size_t k = 1; k < o.n; k++)
			assert_false(is(&c, o.items[k], c.region)); /* once only */
	}
	city_close(&c);
}

static void where_others_would_be_refused_only_his_own_are_offered(void **state)
{
	struct city_fixture c;
	struct options o;

	(void)state;
	city_open(&c);
	o = offered(&c, CITY_COORDINATOR, region_options_own);
	assert_int_equal(o.n, 1);
	assert_true(is(&c, o.items[0], c.region));
	o = offered(&c, CITY_OTHER_FRONT, region_options_own);
	assert_int_equal(o.n, 1);
	assert_false(is(&c, o.items[0], c.region));
	city_close(&c);
}

static void who_sees_the_city_or_is_nobody_has_its_order(void **state)
{
	struct city_fixture c;
	struct options o;

	(void)state;
	city_open(&c);
	for (int own = 0; own < 2; own++) {
		o = offered(&c, CITY_MANAGER, own ? region_options_own : region_options);
		assert_int_equal(o.n, ALL);
		assert_string_equal(o.items[0].group, "Kec. Baros");
	}
	c.cx->actor = &actor_anonymous;
	act_begin(&c);
	assert_ok(act_end(&c, region_options(c.cx, NULL, &o)));
	assert_int_equal(o.n, ALL);
	assert_string_equal(o.items[0].group, "Kec. Baros");
	city_close(&c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_officer_finds_his_own_kelurahan_first_and_every_other_behind),
		cmocka_unit_test(where_others_would_be_refused_only_his_own_are_offered),
		cmocka_unit_test(who_sees_the_city_or_is_nobody_has_its_order),
	};

	return cmocka_run_group_tests_name("region_reach", tests, NULL, NULL);
}
