#include "lib/testlib.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/str.h"

struct sealing {
	int64_t subject;
	enum seal_kind kind;
	const char *plain;
	struct blob sealed;
};

static enum err seal(struct ctx *cx, void *arg)
{
	struct sealing *s = arg;

	return vault_seal(cx, s->subject, s->kind, s->plain, &s->sealed);
}

static enum err erase(struct ctx *cx, void *arg)
{
	return vault_erase(cx, *(const int64_t *)arg);
}

static enum err unseal(struct test *t, int64_t subject, enum seal_kind kind, struct blob sealed,
		       const char **ret)
{
	enum err e;

	err_clear(&t->cx);
	test_read_begin(t);
	e = vault_unseal(&t->cx, subject, kind, sealed, ret);
	test_read_end(t);
	return e;
}

static void a_sealed_value_opens_where_it_was_put(void **state)
{
	struct sealing s = { .subject = 7, .kind = SEAL_NIK, .plain = "3272010101800001" };
	struct test t;
	const char *plain = NULL;

	(void)state;
	test_open(&t);
	assert_ok(test_write(&t, seal, &s));
	assert_null(memmem(s.sealed.p, s.sealed.n, s.plain, strlen(s.plain)));
	assert_ok(unseal(&t, 7, SEAL_NIK, s.sealed, &plain));
	assert_string_equal(plain, "3272010101800001");
	test_close(&t);
}

static void it_does_not_open_for_another_subject_kind_or_city(void **state)
{
	struct sealing s = { .subject = 7, .kind = SEAL_NIK, .plain = "rahasia" };
	struct sealing other = { .subject = 8, .kind = SEAL_NIK, .plain = "lain" };
	const char *plain = NULL;
	struct test t;

	(void)state;
	test_open(&t);
	assert_ok(test_write(&t, seal, &s));
	assert_ok(test_write(&t, seal, &other));
	assert_int_equal(unseal(&t, 8, SEAL_NIK, s.sealed, &plain), ERR_CRYPTO);
	assert_int_equal(unseal(&t, 9, SEAL_NIK, s.sealed, &plain), ERR_CRYPTO);
	assert_int_equal(unseal(&t, 7, SEAL_PHONE, s.sealed, &plain), ERR_CRYPTO);
	t.cx.city = 2;
	assert_int_equal(unseal(&t, 7, SEAL_NIK, s.sealed, &plain), ERR_CRYPTO);
	t.cx.city = TEST_CITY;
	assert_null(plain);
	test_close(&t);
}

static void a_change_of_any_byte_is_found(void **state)
{
	struct sealing s = { .subject = 7, .kind = SEAL_HEALTH, .plain = "TB paru" };
	unsigned char copy[128];
	const char *plain = NULL;
	struct test t;
	size_t i;

	(void)state;
	test_open(&t);
	assert_ok(test_write(&t, seal, &s));
	assert_true(s.sealed.n <= sizeof(copy));
	for (i = 0; i < s.sealed.n; i++) {
		memcpy(copy, s.sealed.p, s.sealed.n);
		copy[i] ^= 1;
		assert_int_equal(
		    unseal(&t, 7, SEAL_HEALTH, (struct blob){ copy, s.sealed.n }, &plain),
		    ERR_CRYPTO);
		assert_int_equal(unseal(&t, 7, SEAL_HEALTH, (struct blob){ s.sealed.p, i }, &plain),
				 ERR_CRYPTO);
	}
	test_close(&t);
}

static void an_erased_subject_is_gone_for_good(void **state)
{
	struct sealing s = { .subject = 7, .kind = SEAL_PHONE, .plain = "081234567890" };
	struct sealing other = { .subject = 8, .kind = SEAL_PHONE, .plain = "082" };
	const char *plain = NULL;
	int64_t subject = 7;
	struct test t;

	(void)state;
	test_open(&t);
	assert_ok(test_write(&t, seal, &s));
	assert_ok(test_write(&t, seal, &other));
	assert_ok(test_write(&t, erase, &subject));
	assert_ok(test_write(&t, erase, &subject));
	assert_int_equal(unseal(&t, 7, SEAL_PHONE, s.sealed, &plain), ERR_GONE);
	assert_int_equal(test_write(&t, seal, &s), ERR_GONE);
	assert_ok(unseal(&t, 8, SEAL_PHONE, other.sealed, &plain));
	assert_string_equal(plain, "082");
	test_close(&t);
}

static void nothing_seals_to_nothing(void **state)
{
	struct sealing s = { .subject = 7, .kind = SEAL_PHONE, .plain = "" };
	const char *plain = "x";
	struct test t;

	(void)state;
	test_open(&t);
	assert_ok(test_write(&t, seal, &s));
	assert_null(s.sealed.p);
	assert_ok(unseal(&t, 7, SEAL_PHONE, s.sealed, &plain));
	assert_null(plain);
	test_close(&t);
}

static void equal_texts_have_equal_blind_indexes_in_one_city_and_kind_only(void **state)
{
	struct blob a, b, c, d, e;
	struct test t;

	(void)state;
	test_open_plain(&t);
	assert_ok(vault_blind(&t.cx, SEAL_NIK, "3272010101800001", &a));
	assert_ok(vault_blind(&t.cx, SEAL_NIK, "3272010101800001", &b));
	assert_ok(vault_blind(&t.cx, SEAL_NIK, "3272010101800002", &c));
	assert_ok(vault_blind(&t.cx, SEAL_KK, "3272010101800001", &d));
	t.cx.city = 2;
	assert_ok(vault_blind(&t.cx, SEAL_NIK, "3272010101800001", &e));
	assert_int_equal(a.n, VAULT_BLIND_SIZE);
	assert_memory_equal(a.p, b.p, a.n);
	assert_memory_not_equal(a.p, c.p, a.n);
	assert_memory_not_equal(a.p, d.p, a.n);
	assert_memory_not_equal(a.p, e.p, a.n);
	test_close(&t);
}

static void derived_secrets_differ_by_city_and_purpose(void **state)
{
	unsigned char a[32], b[32], c[32];
	struct test t;

	(void)state;
	test_open_plain(&t);
	vault_derive(t.app.vault, 1, "csrf", a);
	vault_derive(t.app.vault, 2, "csrf", b);
	vault_derive(t.app.vault, 1, "audit", c);
	assert_memory_not_equal(a, b, 32);
	assert_memory_not_equal(a, c, 32);
	test_close(&t);
}

static void same_key(struct vault *a, struct vault *b)
{
	unsigned char x[32], y[32];

	vault_derive(a, 1, "test", x);
	vault_derive(b, 1, "test", y);
	assert_memory_equal(x, y, 32);
}

static void any_two_shares_give_the_key_back(void **state)
{
	static const int pairs[][2] = {
		{ 0, 1 }, { 1, 0 }, { 0, 2 }, { 2, 0 }, { 1, 2 }, { 2, 1 }
	};
	char shares[3][VAULT_SHARE_SIZE];
	struct vault *v;
	struct test t;
	size_t i;

	(void)state;
	test_open_plain(&t);
	assert_ok(vault_split(&t.cx, t.app.vault, shares));
	for (i = 0; i < LEN(pairs); i++) {
		assert_ok(vault_join(&t.cx, shares[pairs[i][0]], shares[pairs[i][1]], &v));
		same_key(v, t.app.vault);
		vault_free(v);
	}
	test_close(&t);
}

static void a_share_may_be_typed_in_small_letters_without_dashes(void **state)
{
	char shares[3][VAULT_SHARE_SIZE], typed[2 * VAULT_SHARE_SIZE], *p = typed;
	struct vault *v;
	struct test t;
	size_t i;

	(void)state;
	test_open_plain(&t);
	assert_ok(vault_split(&t.cx, t.app.vault, shares));
	for (i = 0; shares[0][i] != '\0'; i++) {
		char c = shares[0][i];

		if (c == '-')
			continue;
		*p++ = c == '0' ? 'o' : c == '1' ? 'l' : (char)(c >= 'A' ? c + 32 : c);
		if (i % 7 == 0)
			*p++ = ' ';
	}
	*p = '\0';
	assert_ok(vault_join(&t.cx, typed, shares[2], &v));
	same_key(v, t.app.vault);
	vault_free(v);
	test_close(&t);
}

static void wrong_shares_are_refused(void **state)
{
	char a[3][VAULT_SHARE_SIZE], b[3][VAULT_SHARE_SIZE], bad[VAULT_SHARE_SIZE];
	struct vault *v = NULL;
	struct test t;
	size_t i;

	(void)state;
	test_open_plain(&t);
	assert_ok(vault_split(&t.cx, t.app.vault, a));
	assert_ok(vault_split(&t.cx, t.app.vault, b));
	assert_int_equal(vault_join(&t.cx, a[0], a[0], &v), ERR_INVALID);
	assert_int_equal(vault_join(&t.cx, a[0], b[1], &v), ERR_INVALID);
	assert_int_equal(vault_join(&t.cx, "", a[1], &v), ERR_INVALID);
	assert_int_equal(vault_join(&t.cx, NULL, a[1], &v), ERR_INVALID);
	for (i = 0; a[0][i] != '\0'; i++) {
		if (a[0][i] == '-')
			continue;
		memcpy(bad, a[0], sizeof(bad));
		bad[i] = bad[i] == '2' ? '3' : '2';
		assert_int_equal(vault_join(&t.cx, bad, a[1], &v), ERR_INVALID);
	}
	assert_null(v);
	test_close(&t);
}

static void one_share_says_nothing_about_the_key(void **state)
{
	char a[3][VAULT_SHARE_SIZE], b[3][VAULT_SHARE_SIZE];
	struct test t;
	int i;

	(void)state;
	test_open_plain(&t);
	assert_ok(vault_split(&t.cx, t.app.vault, a));
	assert_ok(vault_split(&t.cx, t.app.vault, b));
	for (i = 0; i < 3; i++)
		assert_string_not_equal(a[i], b[i]);
	test_close(&t);
}

static void a_key_file_is_private_and_never_overwritten(void **state)
{
	char path[128], dir[] = "/tmp/melaju-vault-XXXXXX";
	struct vault *made, *opened;
	struct test t;
	struct stat st;

	(void)state;
	test_open_plain(&t);
	assert_non_null(mkdtemp(dir));
	(void)snprintf(path, sizeof(path), "%s/key", dir);
	assert_int_equal(vault_open(&t.cx, path, &opened), ERR_NOTFOUND);
	assert_ok(vault_create(&t.cx, path, &made));
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	assert_ok(vault_open(&t.cx, path, &opened));
	same_key(made, opened);
	vault_free(opened);
	assert_int_equal(vault_create(&t.cx, path, &opened), ERR_CONFLICT);
	assert_int_equal(chmod(path, 0640), 0);
	assert_int_equal(vault_open(&t.cx, path, &opened), ERR_CRYPTO);
	assert_int_equal(chmod(path, 0600), 0);
	assert_int_equal(truncate(path, 40), 0);
	assert_int_equal(vault_open(&t.cx, path, &opened), ERR_CRYPTO);
	vault_free(made);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(rmdir(dir), 0);
	test_close(&t);
}

/* ---- changing the city's key --------------------------------------------------------------- */

static const unsigned char next_key[32] = "the key that follows, for tests";

struct batch {
	unsigned max;
	bool left;
};

static enum err rewrap(struct ctx *cx, void *arg)
{
	struct batch *b = arg;

	return vault_rewrap(cx, b->max, &b->left);
}

static int64_t old_keys(struct test *t)
{
	struct vault_state s;

	test_read_begin(t);
	assert_ok(vault_state(&t->cx, &s));
	test_read_end(t);
	return s.old_keys;
}

static void assert_opens(struct test *t, const struct sealing *s)
{
	const char *plain = NULL;

	assert_ok(unseal(t, s->subject, s->kind, s->sealed, &plain));
	assert_string_equal(plain, s->plain);
}

static void both_keys_open_while_the_citys_key_changes(void **state)
{
	struct sealing s[5], late = { .subject = 90, .kind = SEAL_NIK, .plain = "baru" };
	struct batch b = { .max = 2 };
	struct test t;
	size_t i, k;

	(void)state;
	test_open(&t);
	for (i = 0; i < LEN(s); i++) {
		s[i] = (struct sealing){ .subject = (int64_t)i + 1,
					 .kind = SEAL_NIK,
					 .plain = "lama" };
		assert_ok(test_write(&t, seal, &s[i]));
	}
	vault_turn_for_test(t.app.vault, next_key);
	assert_ok(test_write(&t, seal, &late));
	assert_int_equal(old_keys(&t), 5);
	for (k = 0; k < 3; k++) {
		for (i = 0; i < LEN(s); i++)
			assert_opens(&t, &s[i]);
		assert_opens(&t, &late);
		assert_ok(test_write(&t, rewrap, &b));
		assert_int_equal(b.left, k < 2);
	}
	assert_int_equal(old_keys(&t), 0);
	for (i = 0; i < LEN(s); i++)
		assert_opens(&t, &s[i]);
	test_close(&t);
}

/* The process ends between two batches; the next one has only what file and database hold. */
static void a_change_that_was_interrupted_goes_on_after_a_start(void **state)
{
	struct sealing a = { .subject = 1, .kind = SEAL_NIK, .plain = "satu" };
	struct sealing b = { .subject = 2, .kind = SEAL_NIK, .plain = "dua" };
	struct batch one = { .max = 1 };
	struct vault *given;
	const char *path;
	struct test t;
	bool sure;

	(void)state;
	test_open(&t);
	given = t.app.vault;
	path = arena_printf(t.cx.arena, "%s/k.key", t.dir);
	assert_ok(vault_create(&t.cx, path, &t.app.vault));
	assert_ok(test_write(&t, seal, &a));
	assert_ok(test_write(&t, seal, &b));
	assert_ok(vault_rotate(&t.cx, path));
	assert_int_equal(vault_rotate(&t.cx, path), ERR_CONFLICT);
	assert_int_equal(vault_epoch(t.app.vault), 1);
	assert_true(vault_refresh(t.app.vault));
	assert_int_equal(vault_epoch(t.app.vault), 2);
	assert_ok(test_write(&t, rewrap, &one));
	assert_int_equal(old_keys(&t), 1);
	vault_free(t.app.vault);
	assert_ok(vault_open(&t.cx, path, &t.app.vault));
	assert_int_equal(vault_epoch(t.app.vault), 2);
	assert_opens(&t, &a);
	assert_opens(&t, &b);
	do
		assert_ok(test_write(&t, rewrap, &one));
	while (one.left);
	assert_int_equal(old_keys(&t), 0);
	/* From now on the newest key alone is enough: it opens the older one. */
	assert_ok(vault_finish(&t.cx, t.app.vault, path));
	vault_free(t.app.vault);
	assert_ok(vault_open(&t.cx, path, &t.app.vault));
	test_read_begin(&t);
	assert_ok(vault_check(&t.cx, &sure));
	assert_true(sure);
	test_read_end(&t);
	assert_opens(&t, &a);
	assert_opens(&t, &b);
	assert_ok(vault_rotate(&t.cx, path));
	(void)unlink(path);
	vault_free(t.app.vault);
	t.app.vault = given;
	test_close(&t);
}

/* Another process has turned first: what it wrapped sends us to the file. */
static void a_newer_key_is_fetched_from_the_file_when_it_is_met(void **state)
{
	struct sealing s = { .subject = 1, .kind = SEAL_NIK, .plain = "satu" };
	struct vault *given, *mine, *other;
	const char *path;
	struct test t;

	(void)state;
	test_open(&t);
	given = t.app.vault;
	path = arena_printf(t.cx.arena, "%s/k.key", t.dir);
	assert_ok(vault_create(&t.cx, path, &mine));
	assert_ok(vault_rotate(&t.cx, path));
	assert_ok(vault_open(&t.cx, path, &other));
	t.app.vault = other;
	assert_ok(test_write(&t, seal, &s));
	t.app.vault = mine;
	assert_int_equal(vault_epoch(mine), 1);
	assert_opens(&t, &s);
	assert_int_equal(vault_epoch(mine), 2);
	(void)unlink(path);
	vault_free(mine);
	vault_free(other);
	t.app.vault = given;
	test_close(&t);
}

static void shares_of_the_newest_key_open_what_older_ones_sealed(void **state)
{
	struct sealing s = { .subject = 1, .kind = SEAL_NIK, .plain = "satu" };
	char shares[3][VAULT_SHARE_SIZE];
	struct batch all = { .max = 100 };
	struct vault *given, *joined;
	struct test t;
	bool sure;

	(void)state;
	test_open(&t);
	given = t.app.vault;
	assert_ok(test_write(&t, seal, &s));
	vault_turn_for_test(given, next_key);
	assert_ok(test_write(&t, rewrap, &all));
	assert_ok(vault_split(&t.cx, given, shares));
	assert_ok(vault_join(&t.cx, shares[0], shares[2], &joined));
	t.app.vault = joined;
	test_read_begin(&t);
	assert_ok(vault_check(&t.cx, &sure));
	assert_true(sure);
	test_read_end(&t);
	assert_int_equal(vault_epoch(joined), 2);
	assert_opens(&t, &s);
	vault_free(joined);
	t.app.vault = given;
	test_close(&t);
}

static void an_erased_subject_is_not_wrapped_anew(void **state)
{
	struct sealing s = { .subject = 1, .kind = SEAL_NIK, .plain = "satu" };
	struct batch all = { .max = 100 };
	const char *plain = NULL;
	struct test t;

	(void)state;
	test_open(&t);
	assert_ok(test_write(&t, seal, &s));
	assert_ok(test_write(&t, erase, &s.subject));
	vault_turn_for_test(t.app.vault, next_key);
	assert_ok(test_write(&t, rewrap, &all));
	assert_int_equal(unseal(&t, 1, SEAL_NIK, s.sealed, &plain), ERR_GONE);
	test_close(&t);
}

static void blind_indexes_of_both_keys_are_found_and_checked(void **state)
{
	struct blob before, *both;
	struct test t;
	bool fits;
	size_t n;

	(void)state;
	test_open_plain(&t);
	assert_ok(vault_blind(&t.cx, SEAL_NIK, "3272", &before));
	vault_turn_for_test(t.app.vault, next_key);
	assert_ok(vault_blinds(&t.cx, SEAL_NIK, "3272", &both, &n));
	assert_int_equal(n, 2);
	assert_memory_equal(both[1].p, before.p, VAULT_BLIND_SIZE);
	assert_memory_not_equal(both[0].p, before.p, VAULT_BLIND_SIZE);
	assert_ok(vault_blind_fits(&t.cx, SEAL_NIK, "3272", before, &fits));
	assert_true(fits);
	assert_ok(vault_blind_fits(&t.cx, SEAL_NIK, "3273", before, &fits));
	assert_false(fits);
	test_close(&t);
}

struct ahead {
	struct vault_item item;
	struct vault_fresh key;
};

static enum err put_ahead(struct ctx *cx, void *arg)
{
	return vault_key_put(cx, 9, &((struct ahead *)arg)->key);
}

static void what_is_sealed_ahead_opens_once_its_key_is_there(void **state)
{
	struct ahead a = { .item = { .kind = SEAL_NIK, .plain = "3272010101800001" } }, old;
	const char *plain = NULL;
	struct test t;

	(void)state;
	test_open(&t);
	assert_ok(vault_seal_fresh(&t.cx, 9, &a.item, 1, &a.key));
	assert_null(memmem(a.item.sealed.p, a.item.sealed.n, a.item.plain, strlen(a.item.plain)));
	assert_int_equal(unseal(&t, 9, SEAL_NIK, a.item.sealed, &plain), ERR_CRYPTO);
	assert_ok(test_write(&t, put_ahead, &a));
	assert_ok(unseal(&t, 9, SEAL_NIK, a.item.sealed, &plain));
	assert_string_equal(plain, "3272010101800001");
	old = a;
	assert_true(vault_fresh_fits(&t.cx, &old.key));
	vault_turn_for_test(t.app.vault, next_key);
	assert_false(vault_fresh_fits(&t.cx, &old.key));
	a.item.plain = "";
	assert_ok(vault_seal_fresh(&t.cx, 10, &a.item, 1, &a.key));
	assert_null(a.item.sealed.p);
	assert_null(a.key.wrapped.p);
	test_close(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(both_keys_open_while_the_citys_key_changes),
		cmocka_unit_test(a_change_that_was_interrupted_goes_on_after_a_start),
		cmocka_unit_test(a_newer_key_is_fetched_from_the_file_when_it_is_met),
		cmocka_unit_test(shares_of_the_newest_key_open_what_older_ones_sealed),
		cmocka_unit_test(an_erased_subject_is_not_wrapped_anew),
		cmocka_unit_test(blind_indexes_of_both_keys_are_found_and_checked),
		cmocka_unit_test(a_sealed_value_opens_where_it_was_put),
		cmocka_unit_test(what_is_sealed_ahead_opens_once_its_key_is_there),
		cmocka_unit_test(it_does_not_open_for_another_subject_kind_or_city),
		cmocka_unit_test(a_change_of_any_byte_is_found),
		cmocka_unit_test(an_erased_subject_is_gone_for_good),
		cmocka_unit_test(nothing_seals_to_nothing),
		cmocka_unit_test(equal_texts_have_equal_blind_indexes_in_one_city_and_kind_only),
		cmocka_unit_test(derived_secrets_differ_by_city_and_purpose),
		cmocka_unit_test(any_two_shares_give_the_key_back),
		cmocka_unit_test(a_share_may_be_typed_in_small_letters_without_dashes),
		cmocka_unit_test(wrong_shares_are_refused),
		cmocka_unit_test(one_share_says_nothing_about_the_key),
		cmocka_unit_test(a_key_file_is_private_and_never_overwritten),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
