#include "engine/names/names_impl.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "base/rng.h"

/* The definition, cell by cell. */
static unsigned slow_distance(const char *a, unsigned n, const char *b, unsigned m)
{
	unsigned d[NAME_LETTERS + 1][NAME_LETTERS + 1], i, j;

	for (i = 0; i <= n; i++)
		d[i][0] = i;
	for (j = 0; j <= m; j++)
		d[0][j] = j;
	for (i = 1; i <= n; i++)
		for (j = 1; j <= m; j++) {
			d[i][j] = d[i - 1][j - 1] + (a[i - 1] != b[j - 1]);
			d[i][j] = MIN(d[i][j], d[i - 1][j] + 1);
			d[i][j] = MIN(d[i][j], d[i][j - 1] + 1);
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
				d[i][j] = MIN(d[i][j], d[i - 2][j - 2] + 1);
		}
	return d[n][m];
}

static unsigned draw(struct rng *r, char s[NAME_LETTERS])
{
	unsigned n = (unsigned)rng_below(r, NAME_LETTERS + 1), i;

	memset(s, 0, NAME_LETTERS);
	for (i = 0; i < n; i++)
		s[i] = (char)('a' + rng_below(r, 3)); /* few letters: many swaps and repeats */
	return n;
}

static void bits_give_the_distance_of_the_definition(void **state)
{
	char a[NAME_LETTERS], b[NAME_LETTERS];
	unsigned n, m, i;
	struct rng r;

	(void)state;
	rng_seed(&r, 1);
	for (i = 0; i < 50000; i++) {
		n = draw(&r, a);
		m = draw(&r, b);
		assert_int_equal(name_distance(a, n, b, m), slow_distance(a, n, b, m));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bits_give_the_distance_of_the_definition),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
