/* Whoever has a partner in common is compared. */
#include "engine/linkage/linkage_impl.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "base/rng.h"
#include "unit/linkage/people.h"

static bool is_found(const struct linkage *l, uint64_t key)
{
	size_t low = 0, high = l->n_pairs, middle;

	while (low < high) {
		middle = (low + high) / 2;
		if (pair_key(l->pairs[middle].a, l->pairs[middle].b) < key)
			low = middle + 1;
		else
			high = middle;
	}
	return low < l->n_pairs && pair_key(l->pairs[low].a, l->pairs[low].b) == key;
}

static bool is_match(const struct linkage *l, uint64_t key)
{
	struct comparison c;

	linkage_compare_all(l, &key, 1, &c);
	return model_weight(l, &c) > 0.01F;
}

/* Pairs with a partner in common that were left out though they match. */
static size_t left_out(const struct linkage *l)
{
	struct keyed *keys;
	struct partners p;
	size_t n, i, out = 0;

	partners_make(&p, l);
	n = partners_pairs(&p, 0, l->n, NULL);
	keys = linkage_blank(n, sizeof(*keys));
	assert_int_equal(partners_pairs(&p, 0, l->n, keys), n);
	for (i = 0; i < n; i++)
		out += !is_found(l, keys[i].key) && is_match(l, keys[i].key);
	linkage_return(keys);
	partners_release(&p);
	return out;
}

/* No key of a pass is common to all of one person: his name, home and number change in turn. */
static void who_has_a_partner_in_common_is_compared(void **state)
{
	const unsigned columns = 1 << 0 | 1 << 4 | 1 << 7 | 1 << 8 | 1 << 9;
	struct rows *rows = rows_new(9000, 3);
	struct linkage *l = rows_link(rows, NULL, columns, 2);

	(void)state;
	assert_true(l->n_pairs > 500);
	assert_true(left_out(l) * 100 < l->n_pairs);
	linkage_free(l);
	rows_free(rows);
}

/* Of a record with more partners than count, the nearest do, in whatever order pairs come. */
static void only_the_nearest_partners_count(void **state)
{
	enum { N = 60, COUNT = 24 };
	struct linkage_pair pairs[N - 1], back[N - 1];
	struct linkage l = { .n = N, .pairs = pairs, .n_pairs = N - 1 }, m = l;
	struct partners p, q;
	uint32_t i;

	(void)state;
	m.pairs = back;
	for (i = 1; i < N; i++) {
		pairs[i - 1] = (struct linkage_pair){ 0, i, (float)(i % 7) - 1 };
		back[N - 1 - i] = pairs[i - 1];
	}
	partners_make(&p, &l);
	partners_make(&q, &m);
	assert_int_equal(p.n[0], COUNT);
	for (i = 0; i < p.n[0]; i++) {
		assert_true(p.of[p.begin[0] + i].weight >= 3);
		assert_int_equal(p.of[p.begin[0] + i].record, q.of[q.begin[0] + i].record);
	}
	assert_int_equal(p.n[6], 1); /* 6 % 7 - 1 is 5 */
	assert_int_equal(p.n[7], 0); /* and of 7 less than nothing */
	assert_int_equal(partners_pairs(&p, 0, 1, NULL), COUNT * (COUNT - 1) / 2);
	assert_int_equal(partners_pairs(&p, 1, N, NULL), 0);
	partners_release(&p);
	partners_release(&q);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(who_has_a_partner_in_common_is_compared),
		cmocka_unit_test(only_the_nearest_partners_count),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
