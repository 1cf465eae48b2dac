#include <ctype.h>
#include <pthread.h>
#include <semaphore.h>
#include <sodium/crypto_pwhash.h>
#include <sodium/utils.h>
#include <stdlib.h>
#include <string.h>

#include "base/rng.h"
#include "base/str.h"
#include "platform/auth/auth.h"

/* 32 ms and 19 MiB on the reference machine; two at once keep a rush at eight o'clock in bounds. */
#define MEMORY  ((size_t)19 << 20)
#define PASSES  2
#define AT_ONCE 2

#define MIN_LENGTH 10
#define MAX_BYTES  200

/* Words of a name or login shorter than this are allowed inside a password. */
#define OWN_WORD 4

static pthread_once_t once = PTHREAD_ONCE_INIT;
static sem_t slots;
static char dummy[crypto_pwhash_STRBYTES];

static enum err hash_into(const char *password, char hash[crypto_pwhash_STRBYTES])
{
	return crypto_pwhash_str(hash, password, strlen(password), PASSES, MEMORY) == 0 ? ERR_OK
											: ERR_BUSY;
}

/* The hash that a password for an unknown name is compared with. */
static void start(void)
{
	char password[2 * 16 + 1];
	unsigned char raw[16];

	if (sem_init(&slots, 0, AT_ONCE) != 0)
		abort();
	rng_bytes(raw, sizeof(raw));
	hex_text(raw, sizeof(raw), password);
	if (hash_into(password, dummy) != ERR_OK)
		abort();
}

static void slot_take(void)
{
	(void)pthread_once(&once, start);
	while (sem_wait(&slots) != 0)
		continue; /* interrupted by a signal */
}

static void slot_give(void)
{
	(void)sem_post(&slots);
}

enum err password_hash(struct ctx *cx, const char *password, char **ret_hash)
{
	char hash[crypto_pwhash_STRBYTES];
	enum err e;

	slot_take();
	e = hash_into(password, hash);
	slot_give();
	if (e != ERR_OK)
		return err_set(cx, e, "no memory to hash a password");
	*ret_hash = arena_strdup(cx->arena, hash);
	return ERR_OK;
}

bool password_check(const char *hash, const char *password)
{
	bool right;

	slot_take();
	right =
	    crypto_pwhash_str_verify(hash != NULL ? hash : dummy, password, strlen(password)) == 0;
	slot_give();
	return right && hash != NULL;
}

/* ---- passwords that are too easy ----------------------------------------------------------- */

static const char *const common[] = {
#include "platform/auth/common.def"
};

static bool common_word(const char *s, size_t n)
{
	size_t i;

	for (i = 0; i < LEN(common); i++)
		if (strlen(common[i]) == n && memcmp(common[i], s, n) == 0)
			return true;
	return false;
}

/* A letter for a digit or sign that people write instead of it. */
static char unmask(char c)
{
	static const char from[] = "0134578@$!", to[] = "oieastbasi";
	const char *at = strchr(from, c);

	return at != NULL && c != '\0' ? to[at - from] : c;
}

/*
 * What is left of a password when figures and signs around it are dropped and those inside are
 * read as letters: "P@ssw0rd2026!" gives "password".
 */
static size_t core(const char *password, char out[MAX_BYTES + 1])
{
	size_t first = 0, last = strlen(password), n = 0;

	while (first < last && !isalpha((unsigned char)password[first]))
		first++;
	while (last > first && !isalpha((unsigned char)password[last - 1]))
		last--;
	for (; first < last; first++)
		out[n++] = unmask((char)tolower((unsigned char)password[first]));
	out[n] = '\0';
	return n;
}

/* One common word, or two of them in a row ("adminsukabumi", "bandungbandung"). */
static bool common_core(const char *s, size_t n)
{
	size_t i;

	if (common_word(s, n))
		return true;
	for (i = 1; i < n; i++)
		if (common_word(s, i) && common_word(s + i, n - i))
			return true;
	return false;
}

/* Fewer than five different characters, or a run such as 1234567890 or abcdefghij. */
static bool monotonous(const char *s)
{
	bool seen[256] = { false }, run = true;
	unsigned different = 0;
	size_t i;

	for (i = 0; s[i] != '\0'; i++) {
		different += !seen[(unsigned char)s[i]];
		seen[(unsigned char)s[i]] = true;
		/* 9 is followed by 0 on the keyboard */
		if (i > 0 && s[i] - s[i - 1] != 1 && s[i] - s[i - 1] != -1 &&
		    s[i] - s[i - 1] != -9 && s[i] - s[i - 1] != 9)
			run = false;
	}
	return different < 5 || run;
}

/* Does the password hold one of the words of text (a login or a name)? */
static bool holds_word(const char *password, const char *text)
{
	char word[MAX_BYTES + 1];
	size_t n;

	for (; text != NULL && *text != '\0'; text += n + (text[n] != '\0')) {
		n = strcspn(text, " .,_-@'");
		if (n < OWN_WORD || n > MAX_BYTES)
			continue;
		memcpy(word, text, n);
		word[n] = '\0';
		if (strcasestr(password, word) != NULL)
			return true;
	}
	return false;
}

const char *password_fault(const char *password, const char *login, const char *name)
{
	char letters[MAX_BYTES + 1];
	const char *fault = NULL;
	size_t n = strlen(password);

	if (n > MAX_BYTES)
		return "password.long";
	if (!utf8_valid(password, n) || utf8_length(password) < MIN_LENGTH)
		return "password.short";
	if (holds_word(password, login) || holds_word(password, name))
		return "password.own";
	if (monotonous(password) || common_core(letters, core(password, letters)))
		fault = "password.common";
	explicit_bzero(letters, sizeof(letters));
	return fault;
}
