/* Passkeys: what signs in, and every way in which one does not. */
#include "lib/passkey.h"

#include "base/macros.h"
#include "platform/auth/throttle.h"

static struct auth_account account;
static struct auth_passkey kept;
static struct blob kept_credential;

static enum err by_id(struct ctx *cx, int64_t id, struct auth_account *ret, bool *found)
{
	(void)cx;
	*found = id == account.id;
	if (*found)
		*ret = account;
	return ERR_OK;
}

static enum err by_passkey(struct ctx *cx, struct blob credential, struct auth_passkey *ret,
			   bool *found)
{
	(void)cx;
	*found = credential.n == kept_credential.n &&
		 memcmp(credential.p, kept_credential.p, credential.n) == 0;
	if (*found)
		*ret = kept;
	return ERR_OK;
}

static const struct auth_source source = { .by_id = by_id, .by_passkey = by_passkey };

#define RP     "melaju.contoh.go.id"
#define ORIGIN "https://" RP ":8443"
static const struct passkey_place place = { RP, ORIGIN };

/* A person with the passkey k, made as a browser makes it. */
static void keep(struct test *t, struct made_key *k)
{
	const char *challenge = passkey_challenge(&t->cx, PASSKEY_ADD, "7");
	struct passkey_made made;

	assert_ok(passkey_take(&t->cx, &place, "7",
			       made_client(&t->cx, k, "webauthn.create", challenge),
			       made_data(&t->cx, k, true), &made));
	assert_int_equal(made.alg, k->alg);
	assert_int_equal(made.credential.n, sizeof(k->id));
	assert_memory_equal(made.credential.p, k->id, sizeof(k->id));
	kept_credential = made.credential;
	kept = (struct auth_passkey){ .id = 3,
				      .user_id = 7,
				      .alg = made.alg,
				      .key = made.key,
				      .handle = { arena_memdup(t->cx.arena, k->handle,
							       sizeof(k->handle)),
						  sizeof(k->handle) },
				      .rp = RP,
				      .count = made.count };
}

static struct made_key start(struct test *t, int alg)
{
	struct made_key k = made_key_new(alg, RP, ORIGIN);

	test_open(t);
	throttle_clear();
	auth_set_source(&source);
	t->app.https = true;
	account = (struct auth_account){ .id = 7, .login = "siti", .name = "Siti Contoh" };
	keep(t, &k);
	return k;
}

static void stop(struct test *t, struct made_key *k)
{
	made_key_free(k);
	test_close(t);
}

static const char *asked(struct test *t)
{
	return passkey_challenge(&t->cx, PASSKEY_SIGN_IN, "browser");
}

static enum err answer_as(struct test *t, const struct passkey_place *at, const char *bound,
			  const struct passkey_signed *said, struct passkey_opened *opened)
{
	static unsigned turn;
	struct auth_account a;

	err_clear(&t->cx);
	/* From another place each time: no try holds back the next. */
	turn++;
	return auth_passkey_check(&t->cx, at, bound, said,
				  arena_printf(t->cx.arena, "10.1.%u.%u", turn / 250, turn % 250),
				  &a, opened);
}

static enum err answer(struct test *t, const struct passkey_signed *said)
{
	struct passkey_opened opened;

	return answer_as(t, &place, "browser", said, &opened);
}

/* What this key says to a challenge of ours now. */
static enum err try_key(struct test *t, const struct made_key *k)
{
	struct passkey_signed said = made_signed(&t->cx, k, asked(t));

	return answer(t, &said);
}

static void a_key_of_each_kind_signs_in(void **state)
{
	static const int algs[] = { MADE_ES256, MADE_EDDSA, MADE_RS256 };

	(void)state;
	for (size_t i = 0; i < LEN(algs); i++) {
		struct passkey_opened opened;
		struct auth_account a;
		struct test t;
		struct made_key k = start(&t, algs[i]);
		struct passkey_signed said;

		k.count = 41;
		said = made_signed(&t.cx, &k, asked(&t));
		assert_ok(
		    auth_passkey_check(&t.cx, &place, "browser", &said, "10.0.0.1", &a, &opened));
		assert_int_equal(a.id, 7);
		assert_int_equal(opened.id, 3);
		assert_int_equal(opened.count, 41);
		assert_false(opened.copied);
		stop(&t, &k);
	}
}

static void what_was_signed_must_be_our_challenge_for_this_browser_and_use(void **state)
{
	struct test t;
	struct made_key k = start(&t, MADE_EDDSA);
	struct passkey_signed said;
	struct passkey_opened opened;
	unsigned char other[56];

	(void)state;
	said = made_signed(&t.cx, &k, asked(&t));
	assert_int_equal(answer_as(&t, &place, "another browser", &said, &opened), ERR_UNAUTH);
	assert_ok(answer_as(&t, &place, "browser", &said, &opened));
	said = made_signed(&t.cx, &k, passkey_challenge(&t.cx, PASSKEY_ADD, "browser"));
	assert_int_equal(answer(&t, &said), ERR_UNAUTH);
	rng_bytes(other, sizeof(other));
	said = made_signed(&t.cx, &k, base64url(t.cx.arena, other, sizeof(other)));
	assert_int_equal(answer(&t, &said), ERR_UNAUTH);
	said = made_signed(&t.cx, &k, base64url(t.cx.arena, other, 8));
	assert_int_equal(answer(&t, &said), ERR_UNAUTH);
	said = made_signed(&t.cx, &k, "");
	assert_int_equal(answer(&t, &said), ERR_UNAUTH);
	stop(&t, &k);
}

static void a_challenge_is_good_for_five_minutes_and_once(void **state)
{
	struct passkey_opened opened;
	struct passkey_signed said;
	struct test t;
	struct made_key k = start(&t, MADE_EDDSA);

	(void)state;
	said = made_signed(&t.cx, &k, asked(&t));
	t.cx.now += PASSKEY_TIME - 1;
	assert_ok(answer(&t, &said));
	t.cx.now += 1;
	assert_int_equal(answer(&t, &said), ERR_UNAUTH);
	t.cx.now -= 2 * PASSKEY_TIME; /* made in a time to come */
	assert_int_equal(answer(&t, &said), ERR_UNAUTH);
	t.cx.now += PASSKEY_TIME;
	assert_ok(answer_as(&t, &place, "browser", &said, &opened));
	stop(&t, &k);
}

struct use {
	struct blob challenge;
	bool first;
};

static enum err use_up(struct ctx *cx, void *arg)
{
	struct use *u = arg;

	return passkey_use_up(cx, u->challenge, &u->first);
}

static void an_answered_challenge_counts_once_and_is_forgotten_when_it_is_old(void **state)
{
	struct passkey_opened opened;
	struct passkey_signed said;
	struct use u;
	struct test t;
	struct made_key k = start(&t, MADE_EDDSA);

	(void)state;
	said = made_signed(&t.cx, &k, asked(&t));
	assert_ok(answer_as(&t, &place, "browser", &said, &opened));
	u.challenge = opened.challenge;
	assert_ok(test_write(&t, use_up, &u));
	assert_true(u.first);
	assert_ok(test_write(&t, use_up, &u));
	assert_false(u.first);
	t.cx.now += PASSKEY_TIME;
	assert_ok(test_write(&t, use_up, &u));
	assert_false(u.first); /* forgotten or not: it is too old */
	stop(&t, &k);
}

static void it_was_signed_at_this_address_and_no_other(void **state)
{
	static const char *const origins[] = {
		"http://" RP ":8443",
		"https://" RP,
		"https://" RP ":443",
		"https://" RP ":8443/",
		"https://" RP ":8443.evil.test",
		"https://www." RP ":8443",
		"https://evil.test",
		"https://MELAJU.contoh.go.id:8443",
		"",
		"null",
		"android:apk-key-hash:x",
	};
	struct test t;
	struct made_key k = start(&t, MADE_EDDSA);

	(void)state;
	for (size_t i = 0; i < LEN(origins); i++) {
		k.origin = origins[i];
		assert_int_equal(try_key(&t, &k), ERR_UNAUTH);
	}
	k.origin = ORIGIN;
	assert_ok(try_key(&t, &k));
	stop(&t, &k);
}

static void a_key_of_another_host_opens_nothing_here(void **state)
{
	static const struct passkey_place elsewhere = { "lain.contoh.go.id",
							"https://lain.contoh.go.id" };
	struct passkey_opened opened;
	struct passkey_signed said;
	struct test t;
	struct made_key k = start(&t, MADE_EDDSA);

	(void)state;
	k.rp = "lain.contoh.go.id"; /* signs for it, but says our origin */
	assert_int_equal(try_key(&t, &k), ERR_UNAUTH);
	k.origin = elsewhere.origin; /* and all of it: the key is kept for the first host */
	said = made_signed(&t.cx, &k, asked(&t));
	assert_int_equal(answer_as(&t, &elsewhere, "browser", &said, &opened), ERR_UNAUTH);
	stop(&t, &k);
}

static void the_person_was_there_and_verified(void **state)
{
	static const unsigned flags[] = { 0, MADE_PRESENT, MADE_VERIFIED };
	struct test t;
	struct made_key k = start(&t, MADE_EDDSA);

	(void)state;
	for (size_t i = 0; i < LEN(flags); i++) {
		k.flags = flags[i];
		assert_int_equal(try_key(&t, &k), ERR_UNAUTH);
	}
	stop(&t, &k);
}

static void the_browser_said_what_it_was_for(void **state)
{
	static const char *const clients[] = {
		"{\"type\":\"webauthn.create\",\"challenge\":\"%s\",\"origin\":\"" ORIGIN "\"}",
		"{\"type\":\"webauthn.get \",\"challenge\":\"%s\",\"origin\":\"" ORIGIN "\"}",
		"{\"challenge\":\"%s\",\"origin\":\"" ORIGIN "\"}",
		"{\"type\":\"webauthn.get\",\"origin\":\"" ORIGIN "\",\"x\":\"%s\"}",
		"{\"type\":\"webauthn.get\",\"challenge\":\"%s\"}",
		"{\"type\":\"webauthn.get\",\"challenge\":\"%s\",\"origin\":\"" ORIGIN
		"\",\"crossOrigin\":true}",
		"{\"type\":\"webauthn.get\",\"challenge\":\"%s\",\"origin\":\"" ORIGIN
		"\",\"topOrigin\":\"https://evil.test\"}",
		"{\"type\":\"webauthn.get\",\"challenge\":\"%s\",\"origin\":\"" ORIGIN
		"\",\"origin\":\"" ORIGIN "\"}",
		"{\"type\":[\"webauthn.get\"],\"challenge\":\"%s\",\"origin\":\"" ORIGIN "\"}",
		"[\"webauthn.get\",\"%s\",\"" ORIGIN "\"]",
		"{\"type\":\"webauthn.get\",\"challenge\":\"%s\",\"origin\":\"" ORIGIN "\"} x",
		"{\"type\":\"webauthn.get\",\"challenge\":\"%s=\",\"origin\":\"" ORIGIN "\"}",
		"{\"type\":\"webauthn.get\",\"challenge\":\" %s\",\"origin\":\"" ORIGIN "\"}",
	};
	struct test t;
	struct made_key k = start(&t, MADE_ES256);

	(void)state;
	for (size_t i = 0; i < LEN(clients); i++) {
		struct passkey_signed said = made_signed(&t.cx, &k, "");
		const char *before = clients[i], *at = strstr(before, "%s");
		char *s = arena_printf(t.cx.arena, "%.*s%s%s", (int)(at - before), before,
				       asked(&t), at + 2);

		said.client = (struct blob){ s, strlen(s) };
		said.signature = made_signature(&t.cx, &k, said.data, said.client);
		assert_int_equal(answer(&t, &said), ERR_UNAUTH);
	}
	stop(&t, &k);
}

static void a_bit_turned_anywhere_is_noticed(void **state)
{
	static const int algs[] = { MADE_ES256, MADE_EDDSA, MADE_RS256 };

	(void)state;
	for (size_t a = 0; a < LEN(algs); a++) {
		struct test t;
		struct made_key k = start(&t, algs[a]);
		const struct passkey_signed good = made_signed(&t.cx, &k, asked(&t));
		const struct blob *const parts[] = { &good.credential, &good.handle, &good.client,
						     &good.data, &good.signature };

		assert_ok(answer(&t, &good));
		for (size_t p = 0; p < LEN(parts); p++)
			for (size_t at = 0; at < parts[p]->n; at += 1 + parts[p]->n / 12) {
				struct passkey_signed bad = good;
				struct blob *of =
				    (struct blob *)((char *)&bad +
						    ((const char *)parts[p] - (const char *)&good));
				unsigned char *copy =
				    arena_memdup(t.cx.arena, parts[p]->p, parts[p]->n);

				copy[at] ^= 1;
				of->p = copy;
				assert_int_equal(answer(&t, &bad), ERR_UNAUTH);
			}
		stop(&t, &k);
	}
}

static void what_is_cut_short_too_long_or_nonsense_is_refused(void **state)
{
	static unsigned char junk[PASSKEY_DATA_MAX + 1];
	struct test t;
	struct made_key k = start(&t, MADE_ES256);
	const struct passkey_signed good = made_signed(&t.cx, &k, asked(&t));
	struct passkey_signed bad;

	(void)state;
	for (size_t n = 0; n < good.data.n; n++) {
		bad = good;
		bad.data = (struct blob){ arena_memdup(t.cx.arena, good.data.p, n + 1), n };
		assert_int_equal(answer(&t, &bad), ERR_UNAUTH);
	}
	for (size_t n = 0; n < good.client.n; n += 7) {
		bad = good;
		bad.client.n = n;
		assert_int_equal(answer(&t, &bad), ERR_UNAUTH);
	}
	for (size_t n = 0; n < good.signature.n; n += 5) {
		bad = good;
		bad.signature.n = n;
		assert_int_equal(answer(&t, &bad), ERR_UNAUTH);
	}
	rng_bytes(junk, sizeof(junk));
	for (size_t n = 1; n <= sizeof(junk); n = n * 2 + 1) {
		bad = good;
		bad.client = bad.data = bad.signature = (struct blob){ junk, n };
		assert_int_equal(answer(&t, &bad), ERR_UNAUTH);
	}
	stop(&t, &k);
}

static void a_form_carries_bytes_as_base64url_and_no_more_than_it_may(void **state)
{
	struct blob b;
	struct test t;

	(void)state;
	test_open_plain(&t);
	assert_true(passkey_bytes(&t.cx, "AQID", 3, &b));
	assert_int_equal(b.n, 3);
	assert_true(passkey_bytes(&t.cx, "_-8", 2, &b));
	assert_memory_equal(b.p, "\xff\xef", 2);
	assert_false(passkey_bytes(&t.cx, "AQIDBA", 3, &b));
	assert_false(passkey_bytes(&t.cx, "AQI=", 3, &b));
	assert_false(passkey_bytes(&t.cx, "AQ+/", 3, &b));
	assert_false(passkey_bytes(&t.cx, "A", 3, &b));
	assert_false(passkey_bytes(&t.cx, "", 3, &b));
	assert_false(passkey_bytes(&t.cx, NULL, 3, &b));
	test_close(&t);
}

static void the_counter_goes_forward_or_stays_at_nought(void **state)
{
	struct passkey_opened opened;
	struct passkey_signed said;
	struct test t;
	struct made_key k = start(&t, MADE_EDDSA);

	(void)state;
	assert_ok(try_key(&t, &k)); /* 0 after 0: it does not count */
	kept.count = 5;
	k.count = 6;
	assert_ok(try_key(&t, &k));
	for (k.count = 0; k.count <= 5; k.count++) {
		said = made_signed(&t.cx, &k, asked(&t));
		assert_int_equal(answer_as(&t, &place, "browser", &said, &opened), ERR_UNAUTH);
		assert_true(opened.copied);
		assert_int_equal(opened.id, 3);
	}
	k.count = UINT32_MAX;
	assert_ok(try_key(&t, &k));
	kept.copied = true;
	said = made_signed(&t.cx, &k, asked(&t));
	assert_int_equal(answer_as(&t, &place, "browser", &said, &opened), ERR_UNAUTH);
	assert_false(opened.copied); /* known since before: nothing is to be written */
	stop(&t, &k);
}

static void a_counter_that_is_not_signed_says_nothing_of_a_copy(void **state)
{
	struct passkey_opened opened;
	struct passkey_signed said;
	struct test t;
	struct made_key k = start(&t, MADE_EDDSA);

	(void)state;
	kept.count = 5;
	said = made_signed(&t.cx, &k, asked(&t));
	((unsigned char *)(uintptr_t)said.signature.p)[3] ^= 1;
	assert_int_equal(answer_as(&t, &place, "browser", &said, &opened), ERR_UNAUTH);
	assert_false(opened.copied); /* so nobody can have a passkey of others refused */
	stop(&t, &k);
}

static void a_closed_account_and_a_removed_passkey_do_not_open(void **state)
{
	struct test t;
	struct made_key k = start(&t, MADE_EDDSA);

	(void)state;
	account.disabled = true;
	assert_int_equal(try_key(&t, &k), ERR_UNAUTH);
	account.disabled = false;
	account.valid_until = t.cx.now;
	assert_int_equal(try_key(&t, &k), ERR_UNAUTH);
	account.valid_until = 0;
	assert_ok(try_key(&t, &k));
	kept_credential.n--;
	assert_int_equal(try_key(&t, &k), ERR_UNAUTH);
	stop(&t, &k);
}

static void another_citys_challenge_is_no_challenge_here(void **state)
{
	struct passkey_signed said;
	struct test t;
	struct made_key k = start(&t, MADE_EDDSA);

	(void)state;
	t.cx.city = 2;
	said = made_signed(&t.cx, &k, asked(&t));
	t.cx.city = TEST_CITY;
	assert_int_equal(answer(&t, &said), ERR_UNAUTH);
	stop(&t, &k);
}

static void a_challenge_outlives_one_change_of_the_citys_key(void **state)
{
	static const unsigned char next[32] = "the next key";
	struct passkey_signed said;
	struct test t;
	struct made_key k = start(&t, MADE_EDDSA);

	(void)state;
	said = made_signed(&t.cx, &k, asked(&t));
	vault_turn_for_test(t.app.vault, next);
	assert_ok(answer(&t, &said));
	stop(&t, &k);
}

static void tries_from_one_place_are_slowed_there_and_nowhere_else(void **state)
{
	struct passkey_opened opened;
	struct passkey_signed bad, good;
	struct auth_account a;
	struct test t;
	struct made_key k = start(&t, MADE_EDDSA);
	enum err e = ERR_OK;

	(void)state;
	good = made_signed(&t.cx, &k, asked(&t));
	bad = good;
	bad.signature.n--;
	for (int i = 0; i < 30 && e != ERR_LIMIT; i++) {
		err_clear(&t.cx);
		e = auth_passkey_check(&t.cx, &place, "browser", &bad, "203.0.113.7", &a, &opened);
	}
	assert_int_equal(e, ERR_LIMIT);
	err_clear(&t.cx);
	assert_int_equal(
	    auth_passkey_check(&t.cx, &place, "browser", &good, "203.0.113.7", &a, &opened),
	    ERR_LIMIT);
	err_clear(&t.cx);
	assert_ok(auth_passkey_check(&t.cx, &place, "browser", &good, "10.0.0.1", &a, &opened));
	stop(&t, &k);
}

/* ---- a new one ----------------------------------------------------------------------------- */

static enum err take(struct test *t, const struct made_key *k, const char *bound,
		     struct blob client, struct blob data)
{
	struct passkey_made made;

	(void)k;
	err_clear(&t->cx);
	return passkey_take(&t->cx, &place, bound, client, data, &made);
}

static void a_new_one_is_taken_for_our_challenge_here_of_a_verified_person(void **state)
{
	struct test t;
	struct made_key k = start(&t, MADE_ES256);
	const char *challenge = passkey_challenge(&t.cx, PASSKEY_ADD, "7");
	struct blob client = made_client(&t.cx, &k, "webauthn.create", challenge),
		    data = made_data(&t.cx, &k, true);

	(void)state;
	assert_ok(take(&t, &k, "7", client, data));
	assert_int_equal(take(&t, &k, "8", client, data), ERR_INVALID);
	assert_int_equal(take(&t, &k, "7", made_client(&t.cx, &k, "webauthn.get", challenge), data),
			 ERR_INVALID);
	assert_int_equal(take(&t, &k, "7",
			      made_client(&t.cx, &k, "webauthn.create",
					  passkey_challenge(&t.cx, PASSKEY_SIGN_IN, "7")),
			      data),
			 ERR_INVALID);
	k.flags = MADE_PRESENT;
	assert_int_equal(take(&t, &k, "7", client, made_data(&t.cx, &k, true)), ERR_INVALID);
	k.flags |= MADE_VERIFIED;
	assert_int_equal(take(&t, &k, "7", client, made_data(&t.cx, &k, false)), ERR_INVALID);
	k.rp = "evil.test";
	assert_int_equal(take(&t, &k, "7", client, made_data(&t.cx, &k, true)), ERR_INVALID);
	k.origin = "https://evil.test";
	assert_int_equal(
	    take(&t, &k, "7", made_client(&t.cx, &k, "webauthn.create", challenge), data),
	    ERR_INVALID);
	t.cx.now += PASSKEY_TIME;
	assert_int_equal(take(&t, &k, "7", client, data), ERR_INVALID);
	stop(&t, &k);
}

static void data_of_a_new_one_that_is_cut_short_or_turned_is_refused_without_harm(void **state)
{
	static const int algs[] = { MADE_ES256, MADE_EDDSA, MADE_RS256 };

	(void)state;
	for (size_t a = 0; a < LEN(algs); a++) {
		struct test t;
		struct made_key k = start(&t, algs[a]);
		struct blob client = made_client(&t.cx, &k, "webauthn.create",
						 passkey_challenge(&t.cx, PASSKEY_ADD, "7")),
			    data = made_data(&t.cx, &k, true);

		for (size_t n = 0; n < data.n; n++) {
			struct blob cut = { arena_memdup(t.cx.arena, data.p, n + 1), n };

			assert_int_equal(take(&t, &k, "7", client, cut), ERR_INVALID);
		}
		for (size_t at = 37; at < data.n; at++) {
			unsigned char *turned = arena_memdup(t.cx.arena, data.p, data.n);

			turned[at] ^= 0x80;
			/* Of a bit in id or key nobody can tell: then it is another key. */
			(void)take(&t, &k, "7", client, (struct blob){ turned, data.n });
		}
		stop(&t, &k);
	}
}

/* libcbor would take the memory that a head promises: sixty gigabytes. */
static void what_promises_more_than_it_holds_is_refused_before_it_is_read(void **state)
{
#define PROMISE "\xbb\x00\x00\x00\x0e\x34\x10\x24\x10"
	static const char zeros[90];
	static const struct {
		const char *p;
		size_t n;
	} more[] = { { PROMISE, 9 },
		     { "\xbf" PROMISE, 10 }, /* a map without a length */
		     { "\x9f" PROMISE, 10 },
		     { "\xc1" PROMISE, 10 }, /* tagged */
		     { "\xa1\x01" PROMISE, 11 },
		     { "\x9b" PROMISE, 10 } };
	struct test t;
	struct made_key k = start(&t, MADE_EDDSA);

	(void)state;
	k.flags |= 0x80; /* something follows */
	for (size_t i = 0; i < 2 * LEN(more); i++) {
		struct passkey_signed said = made_signed(&t.cx, &k, asked(&t));
		struct buf b;

		buf_init(&b, 4096);
		buf_add(&b, said.data.p, said.data.n);
		buf_add(&b, more[i / 2].p, more[i / 2].n);
		buf_add(&b, zeros, i % 2 * sizeof(zeros));
		said.data = made_kept(&t.cx, &b);
		said.signature = made_signature(&t.cx, &k, said.data, said.client);
		assert_int_equal(answer(&t, &said), ERR_UNAUTH);
	}
	stop(&t, &k);
}

static void only_an_address_that_is_a_name_has_passkeys(void **state)
{
	static const char *const none[] = { "127.0.0.1:8080", "10.0.0.1", "[::1]:80", "", "a b",
					    "x:http" };
	struct passkey_place p;
	struct test t;

	(void)state;
	test_open_plain(&t);
	for (size_t i = 0; i < LEN(none); i++)
		assert_false(passkey_place(&t.cx, none[i], &p));
	assert_false(passkey_place(&t.cx, NULL, &p));
	assert_true(passkey_place(&t.cx, "localhost:8110", &p));
	assert_string_equal(p.rp, "localhost");
	assert_string_equal(p.origin, "http://localhost:8110");
	t.app.https = true;
	assert_true(passkey_place(&t.cx, "Melaju.Contoh.go.id", &p));
	assert_string_equal(p.rp, "melaju.contoh.go.id");
	assert_string_equal(p.origin, "https://melaju.contoh.go.id");
	test_close(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_key_of_each_kind_signs_in),
		cmocka_unit_test(what_was_signed_must_be_our_challenge_for_this_browser_and_use),
		cmocka_unit_test(a_challenge_is_good_for_five_minutes_and_once),
		cmocka_unit_test(an_answered_challenge_counts_once_and_is_forgotten_when_it_is_old),
		cmocka_unit_test(it_was_signed_at_this_address_and_no_other),
		cmocka_unit_test(a_key_of_another_host_opens_nothing_here),
		cmocka_unit_test(the_person_was_there_and_verified),
		cmocka_unit_test(the_browser_said_what_it_was_for),
		cmocka_unit_test(a_bit_turned_anywhere_is_noticed),
		cmocka_unit_test(what_is_cut_short_too_long_or_nonsense_is_refused),
		cmocka_unit_test(a_form_carries_bytes_as_base64url_and_no_more_than_it_may),
		cmocka_unit_test(the_counter_goes_forward_or_stays_at_nought),
		cmocka_unit_test(a_counter_that_is_not_signed_says_nothing_of_a_copy),
		cmocka_unit_test(a_closed_account_and_a_removed_passkey_do_not_open),
		cmocka_unit_test(another_citys_challenge_is_no_challenge_here),
		cmocka_unit_test(a_challenge_outlives_one_change_of_the_citys_key),
		cmocka_unit_test(tries_from_one_place_are_slowed_there_and_nowhere_else),
		cmocka_unit_test(a_new_one_is_taken_for_our_challenge_here_of_a_verified_person),
		cmocka_unit_test(
		    data_of_a_new_one_that_is_cut_short_or_turned_is_refused_without_harm),
		cmocka_unit_test(what_promises_more_than_it_holds_is_refused_before_it_is_read),
		cmocka_unit_test(only_an_address_that_is_a_name_has_passkeys),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
