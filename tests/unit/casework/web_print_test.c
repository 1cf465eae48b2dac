/* The story and the hand-over note on paper, read back with pdftotext. */
#include "web.h"

/* Words of a PDF, lines joined. */
static const char *words_of(struct web *w, const struct http_answer *a)
{
	const char *path = arena_printf(w->c.cx->arena, "%s/story.pdf", w->c.t.dir);
	char *words = arena_alloc(w->c.cx->arena, 1 << 16);
	FILE *f = fopen(path, "wb");
	size_t n, i;

	assert_non_null(f);
	assert_int_equal(fwrite(a->body.p, 1, a->body.n, f), a->body.n);
	assert_int_equal(fclose(f), 0);
	f = popen(arena_printf(w->c.cx->arena, "pdftotext '%s' -", path), "r");
	assert_non_null(f);
	n = fread(words, 1, (1 << 16) - 1, f);
	assert_int_equal(pclose(f), 0);
	for (i = 0; i < n; i++)
		if (words[i] == '\n')
			words[i] = ' ';
	return words;
}

static void the_story_on_paper_says_what_happened_and_who_looked_is_kept(void **state)
{
	int64_t case_id, seen;
	struct http_answer a;
	const char *words;
	struct web w;

	(void)state;
	web_open(&w);
	(void)web_handover(&w, CITY_RSUD, &case_id);
	assert_ok(ACT(&w.c, case_note(w.c.cx, case_id, TEST_NOW - 2 * USEC_HOUR,
				      "Keluarganya di Cianjur sudah dihubungi.", NULL)));
	web_sign_in(&w, CITY_FRONT);
	seen = city_int(&w.c, "SELECT count(*) FROM disclosure", 0);
	a = web_get(&w, web_path(&w, "/kasus/", case_id, "/cerita.pdf"));
	assert_int_equal(a.status, 200);
	assert_string_equal(a.type, "application/pdf");
	words = words_of(&w, &a);
	assert_non_null(strstr(words, "Laki-laki di terminal"));
	assert_non_null(strstr(words, "Keluarganya di Cianjur sudah dihubungi."));
	assert_non_null(strstr(words, "Diserahkan dalam keadaan sadar."));
	assert_non_null(strstr(words, "Dirujuk ke RSUD"));
	assert_non_null(strstr(words, "dicatat Sabtu, 21 November 2026 21.40"));
	assert_null(strstr(words, "CONTOH"));
	assert_true(city_int(&w.c, "SELECT count(*) FROM disclosure", 0) > seen);
	web_close(&w);
}

/* The word runs aslant over the page, so it comes back letter by letter. */
static void a_sample_city_prints_contoh(void **state)
{
	struct http_answer plain, sample;
	int64_t case_id;
	struct web w;

	(void)state;
	web_open(&w);
	case_id = city_case(&w.c, NULL, 0, false);
	web_sign_in(&w, CITY_FRONT);
	plain = web_get(&w, web_path(&w, "/kasus/", case_id, "/cerita.pdf"));
	w.c.t.app.demo = true;
	sample = web_get(&w, web_path(&w, "/kasus/", case_id, "/cerita.pdf"));
	assert_int_equal(sample.status, 200);
	assert_string_not_equal(words_of(&w, &sample), words_of(&w, &plain));
	web_close(&w);
}

static void the_hand_over_note_names_both_sides(void **state)
{
	int64_t case_id, id;
	struct http_answer a;
	const char *words;
	struct web w;

	(void)state;
	web_open(&w);
	id = web_handover(&w, CITY_RSUD, &case_id);
	web_sign_in(&w, CITY_DOCTOR);
	a = web_get(&w, web_path(&w, "/rujukan/", id, "/berita-acara.pdf"));
	assert_int_equal(a.status, 200);
	words = words_of(&w, &a);
	assert_non_null(strstr(words, "Yang menyerahkan"));
	/* The letterhead is of who hands over. */
	assert_int_equal(strncmp(words, "Pemerintah Kota Sukabumi Puskesos Gunung Puyuh ", 47), 0);
	assert_non_null(strstr(words, "Diserahkan dalam keadaan sadar."));
	web_sign_in(&w, CITY_CARER);
	assert_int_equal(web_get(&w, web_path(&w, "/rujukan/", id, "/berita-acara.pdf")).status,
			 404);
	assert_int_equal(web_get(&w, web_path(&w, "/kasus/", case_id, "/cerita.pdf")).status, 404);
	web_close(&w);
}

/* Pango keeps the fonts it loaded; the leak checker is to see only what we forgot. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
	return "leak:libfontconfig\nleak:libpango\n";
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_story_on_paper_says_what_happened_and_who_looked_is_kept),
		cmocka_unit_test(a_sample_city_prints_contoh),
		cmocka_unit_test(the_hand_over_note_names_both_sides),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
