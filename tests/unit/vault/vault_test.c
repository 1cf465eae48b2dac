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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_sealed_value_opens_where_it_was_put),
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
