#include "engine/names/names.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/rng.h"

static struct name_form form(const char *name)
{
	struct name_form f;

	name_form(name, strlen(name), &f);
	return f;
}

static void assert_form(const char *name, const char *expected)
{
	struct name_form f = form(name);
	char text[NAME_TEXT_SIZE];

	name_text(&f, text);
	assert_string_equal(text, expected);
}

static void case_marks_and_punctuation_are_folded_away(void **state)
{
	(void)state;
	assert_form("  NUR-hayati ", "nur hayati");
	assert_form("Ma'ruf", "maruf");
	assert_form("José Müller", "jose muller");
	assert_form("Søren Łukasz", "soren lukasz");
	assert_form("O’Brien", "obrien");
}

static void bytes_that_are_not_utf8_are_read_as_latin_1(void **state)
{
	(void)state;
	assert_form("Jos\xe9", "jose");
	assert_form("M\xfcller", "muller");
}

static void titles_are_dropped_wherever_they_may_stand(void **state)
{
	(void)state;
	assert_form("H. Ahmad Fauzi", "ahmad fauzi");
	assert_form("Hj. Siti Aminah, S.Pd.", "siti aminah");
	assert_form("Drs. H. Budi Santoso, M.Si", "budi santoso");
	assert_form("Dr. Ir. R. Hendra S.T., M.T.", "hendra");
	assert_form("K.H. Abdullah", "abdullah");
	assert_form("Karta (alm.)", "karta");
	assert_form("Bapak Ujang", "ujang");
	assert_form("Ust. Salman, S. Ag.", "salman");
	assert_form("br. Siregar", "siregar");
}

static void a_title_alone_is_a_name(void **state)
{
	(void)state;
	assert_form("Haji", "haji");
	assert_form("Mang", "mang");
	assert_form("", "");
	assert_form(" ., ()", "");
}

static void letters_that_may_be_titles_stay_behind_a_name(void **state)
{
	(void)state;
	assert_form("Dewi R", "dewi r");
	assert_form("Ma Ling", "ma ling");
	assert_form("Budi St", "budi st");
}

static void short_forms_of_common_words_are_written_out(void **state)
{
	(void)state;
	assert_form("M. Yusuf", "muhammad yusuf");
	assert_form("M.Yusuf", "muhammad yusuf");
	assert_form("Moh Ridwan", "muhammad ridwan");
	assert_form("St. Aminah", "siti aminah");
	assert_form("Abd. Rahman", "abdul rahman");
	assert_form("M", "m");
	assert_form("Yusuf M", "yusuf m");
}

static void common_words_say_little_only_beside_others(void **state)
{
	(void)state;
	assert_int_equal(form("Muhammad Yusuf").word[0].role, NAME_COMMON);
	assert_int_equal(form("Mochamad Yusuf").word[0].role, NAME_COMMON);
	assert_int_equal(form("Siti Aminah").word[0].role, NAME_COMMON);
	assert_int_equal(form("I Wayan Sudana").word[1].role, NAME_COMMON);
	assert_int_equal(form("Siti").word[0].role, NAME_GIVEN);
	assert_int_equal(form("Muhammad Siti").word[1].role, NAME_GIVEN);
}

static void nicknames_and_fathers_are_told_apart(void **state)
{
	struct name_form f = form("Asep (Ujang) Sunandar");

	(void)state;
	assert_int_equal(f.n, 3);
	assert_int_equal(f.n_nick, 1);
	assert_memory_equal(f.word[2].text, "ujang", 6);
	assert_int_equal(f.word[2].role, NAME_NICK);
	f = form("Asep alias Ucok");
	assert_int_equal(f.n_nick, 1);
	f = form("Ujang bin Karta");
	assert_int_equal(f.n, 2);
	assert_int_equal(f.word[1].role, NAME_FATHER);
	f = form("(Ujang)");
	assert_int_equal(f.n_nick, 0);
	assert_int_equal(f.word[0].role, NAME_GIVEN);
}

static void long_names_and_words_are_cut(void **state)
{
	struct name_form f = form("a1 a2 a3 a4 a5 a6 a7 a8 a9 a10");

	(void)state;
	assert_int_equal(f.n, NAME_WORDS);
	f = form("Nurwahidaturrohmaniyah");
	assert_int_equal(f.word[0].len, NAME_LETTERS);
	assert_memory_equal(f.word[0].text, "nurwahidaturrohm", NAME_LETTERS);
	/* Five letters of three bytes each, and no part of the sixth. */
	f = form("\xe9\x99\xb3\xe9\x99\xb3\xe9\x99\xb3\xe9\x99\xb3\xe9\x99\xb3\xe9\x99\xb3");
	assert_int_equal(f.word[0].len, 15);
}

static void assert_sounds(const char *a, const char *b, bool alike)
{
	struct name_form x = form(a), y = form(b);

	if (alike != (name_sound_key(&x.word[0]) == name_sound_key(&y.word[0])))
		fail_msg("%s (%.16s), %s (%.16s)", a, x.word[0].sound, b, y.word[0].sound);
}

static void spellings_of_one_sound_sound_the_same(void **state)
{
	static const char *const alike[][2] = {
		{ "Soekarno", "Sukarno" },  { "Tjahjono", "Cahyono" }, { "Djoko", "Joko" },
		{ "Njoman", "Nyoman" },     { "Sjarif", "Syarif" },    { "Joesoef", "Yusup" },
		{ "Muhammad", "Mochamat" }, { "Khoirul", "Choirul" },  { "Ridho", "Rido" },
		{ "Fatimah", "Patima" },    { "Novi", "Nopi" },        { "Zaenal", "Sainal" },
		{ "Qodir", "Kodir" },       { "Alex", "Aleks" },       { "Thohir", "Tohir" },
		{ "Ahmad", "Amat" },        { "Yayan", "Iaian" },      { "Annisa", "Anisa" },
		{ "Aisyah", "Aisha" },      { "Philip", "Filip" },     { "Christina", "Kristina" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < LEN(alike); i++)
		assert_sounds(alike[i][0], alike[i][1], true);
}

static void different_names_sound_different(void **state)
{
	static const char *const unlike[][2] = {
		{ "Rahmat", "Rohmat" }, { "Dini", "Deni" },     { "Jana", "Sana" },
		{ "Yanti", "Yati" },    { "Asep", "Usep" },     { "Tan", "Lim" },
		{ "Wati", "Yati" },     { "Suhana", "Juhana" }, { "Harun", "Karun" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < LEN(unlike); i++)
		assert_sounds(unlike[i][0], unlike[i][1], false);
}

/* A form's text is a name whose form has that text: normalising twice changes nothing. */
static void the_normal_form_of_plain_words_is_normal(void **state)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz";
	char name[64], text[NAME_TEXT_SIZE], again[NAME_TEXT_SIZE];
	struct name_form f;
	struct rng r;
	size_t i, k, n;

	(void)state;
	rng_seed(&r, 4);
	for (i = 0; i < 5000; i++) {
		n = 4 + rng_below(&r, 40);
		for (k = 0; k < n; k++)
			name[k] = k % 7 == 6 ? ' ' : letters[rng_below(&r, 26)];
		name_form(name, n, &f);
		name_text(&f, text);
		name_form(text, strlen(text), &f);
		name_text(&f, again);
		assert_string_equal(text, again);
	}
}

static void assert_same_word(const struct name_word *a, const struct name_word *b)
{
	assert_memory_equal(a->text, b->text, sizeof(a->text));
	assert_memory_equal(a->sound, b->sound, sizeof(a->sound));
	assert_int_equal(a->letters, b->letters);
	assert_int_equal(a->len, b->len);
	assert_int_equal(a->sounds, b->sounds);
	assert_int_equal(a->role, b->role);
}

static void words_met_before_change_no_form(void **state)
{
	static const char *const parts[] = { "M.",
					     "st",
					     "Siti",
					     "H.",
					     "alm.",
					     "bin",
					     "alias",
					     "Moehammadiyah",
					     "S.Pd.",
					     "Djoko",
					     "(Asep)",
					     ",",
					     "Al-Muqtadirbillahirrahman" };
	struct name_memo *memo = name_memo_new();
	struct name_form met, own;
	char name[200];
	struct rng r;
	size_t i, k, n;

	(void)state;
	rng_seed(&r, 9);
	for (i = 0; i < 20000; i++) { /* with words enough that they take each other's place */
		n = (size_t)snprintf(name, sizeof(name), "w%u", (unsigned)rng_below(&r, 30000));
		for (k = 0; k < 4; k++)
			n += (size_t)snprintf(name + n, sizeof(name) - n, " %s",
					      parts[rng_below(&r, LEN(parts))]);
		name_form(name + i % 2 * (n / 2), n - i % 2 * (n / 2), &own);
		name_form_with(memo, name + i % 2 * (n / 2), n - i % 2 * (n / 2), &met);
		assert_int_equal(met.n, own.n);
		assert_int_equal(met.n_nick, own.n_nick);
		for (k = 0; k < own.n; k++)
			assert_same_word(&met.word[k], &own.word[k]);
	}
	name_memo_free(memo);
}

static void names_read_together_are_as_if_read_alone(void **state)
{
	static const char *const names[] = {
		"M. Yusuf", "", "SITI (Asep) binti Djoko", "H.", "Drs. H. Ujang Suryana, S.Pd.",
		"\xff\xfe"
	};
	enum { MANY = 45 };
	struct name_memo *memo = name_memo_new();
	struct name_form together[MANY], alone, *forms[MANY];
	struct name_cell cells[MANY];
	size_t i, k;

	(void)state;
	for (i = 0; i < MANY; i++) {
		const char *name = names[i % LEN(names)];

		cells[i] = (struct name_cell){ name, strlen(name) };
		forms[i] = &together[i];
	}
	name_forms_with(memo, cells, MANY, forms);
	for (i = 0; i < MANY; i++) {
		name_form(cells[i].text, cells[i].size, &alone);
		assert_int_equal(together[i].n, alone.n);
		assert_int_equal(together[i].n_nick, alone.n_nick);
		for (k = 0; k < alone.n; k++)
			assert_same_word(&together[i].word[k], &alone.word[k]);
	}
	name_memo_free(memo);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(case_marks_and_punctuation_are_folded_away),
		cmocka_unit_test(bytes_that_are_not_utf8_are_read_as_latin_1),
		cmocka_unit_test(titles_are_dropped_wherever_they_may_stand),
		cmocka_unit_test(a_title_alone_is_a_name),
		cmocka_unit_test(letters_that_may_be_titles_stay_behind_a_name),
		cmocka_unit_test(short_forms_of_common_words_are_written_out),
		cmocka_unit_test(common_words_say_little_only_beside_others),
		cmocka_unit_test(nicknames_and_fathers_are_told_apart),
		cmocka_unit_test(long_names_and_words_are_cut),
		cmocka_unit_test(spellings_of_one_sound_sound_the_same),
		cmocka_unit_test(different_names_sound_different),
		cmocka_unit_test(the_normal_form_of_plain_words_is_normal),
		cmocka_unit_test(words_met_before_change_no_form),
		cmocka_unit_test(names_read_together_are_as_if_read_alone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
