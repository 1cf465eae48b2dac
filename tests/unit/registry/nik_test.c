/* Finding a person by NIK, also while the key of the index is changed. */
#include "lib/testlib.h"

#include "feature/reference/reference.h"
#include "feature/registry/registry.h"

static const unsigned char next_key[32] = "the key that follows, for tests";

struct people {
	int64_t id[3];
	bool left;
};

static enum err add(struct ctx *cx, void *arg)
{
	static const char *const niks[] = { "3272010101600012", "3272010101600012",
					    "3272010101700013" };
	struct people *p = arg;
	size_t i;

	for (i = 0; i < LEN(niks); i++)
		TRY(person_save(cx,
				&(struct person){ .known = true,
						  .name = "Contoh",
						  .nik = niks[i],
						  .birth_date = DB_NONE,
						  .birth_year = DB_NONE },
				"KTP", &p->id[i]));
	return ERR_OK;
}

static enum err reblind(struct ctx *cx, void *arg)
{
	struct people *p = arg;

	return person_reblind(cx, 2, &p->left);
}

static size_t found(struct test *t, const char *nik)
{
	int64_t *ids;
	size_t n;

	test_read_begin(t);
	assert_ok(person_by_nik(&t->cx, nik, &ids, &n));
	test_read_end(t);
	return n;
}

static void all_persons_with_a_nik_are_found_at_every_moment_of_a_change(void **state)
{
	struct people p = { .left = true };
	struct test t;
	bool due;

	(void)state;
	test_open(&t);
	assert_ok(reference_install(&t.cx, t.app.pool, NULL));
	assert_ok(test_write(&t, add, &p));
	assert_int_equal(found(&t, "3272010101600012"), 2);
	assert_int_equal(found(&t, "3272010101999999"), 0);
	vault_turn_for_test(t.app.vault, next_key);
	while (p.left) {
		assert_int_equal(found(&t, "3272010101600012"), 2);
		assert_int_equal(found(&t, "3272010101700013"), 1);
		assert_ok(test_write(&t, reblind, &p));
	}
	assert_int_equal(found(&t, "3272010101600012"), 2);
	assert_int_equal(found(&t, "3272010101700013"), 1);
	test_read_begin(&t);
	assert_ok(person_reblind_due(&t.cx, &due));
	test_read_end(&t);
	assert_false(due);
	test_close(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_persons_with_a_nik_are_found_at_every_moment_of_a_change),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
