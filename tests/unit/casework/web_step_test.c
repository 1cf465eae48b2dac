/* The page of a step: a service given is recorded by sending what already stands there. */
#include "web.h"

static const struct route *const with_steps[] = { case_act_routes, step_routes, NULL };

static void the_service_of_a_step_stands_filled_in_with_item_and_quantity(void **state)
{
	struct http_answer a;
	int64_t case_id;
	struct web w;

	(void)state;
	web_open(&w);
	w.c.t.app.routes = with_steps;
	w.c.t.app.n_routes = LEN(with_steps) - 1;
	case_id = city_case(&w.c,
			    &(struct step_new){ .service = "permakanan",
						.limit_code = LIMIT_NEXT_ACT,
						.reason = "Belum makan.",
						.unit_id = w.c.unit[CITY_DESK] },
			    1, false);
	web_sign_in(&w, CITY_FRONT);
	a = web_get(&w, web_path(&w, "/langkah/", city_step(&w.c, case_id, 1), ""));
	assert_int_equal(a.status, 200);
	assert_true(web_holds(&a, "value=\"permakanan\" selected"));

	assert_true(web_holds(&a, "name=\"quantity\" type=\"text\" value=\"1\""));
	web_close(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_service_of_a_step_stands_filled_in_with_item_and_quantity),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
