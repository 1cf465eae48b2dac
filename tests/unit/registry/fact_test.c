/* The fields of a city, and values as people and offices write them. */
#include "lib/testlib.h"

#include "base/str.h"
#include "feature/reference/reference.h"
#include "feature/region/region.h"
#include "feature/registry/fact.h"

#include <stdio.h>
#include <string.h>

static enum err install_region(struct ctx *cx, void *arg)
{
	(void)arg;
	return region_install(cx, "3272");
}

static void filled(struct test *t)
{
	assert_ok(reference_install(&t->cx, t->app.pool, NULL));
	assert_ok(test_write(t, install_region, NULL));
}

static const struct fact_book *open_book(struct test *t)
{
	const struct fact_book *book;

	test_open_filled(t, filled);
	test_read_begin(t);
	assert_ok(fact_book(&t->cx, &book));
	return book;
}

static const struct fact_field *field_of(const struct fact_book *book, const char *code)
{
	const struct fact_field *f = fact_field(book, FACT_PERSON, code);

	if (!f)
		f = fact_field(book, FACT_FAMILY, code);
	assert_non_null(f);
	return f;
}

/* What a text is read as; "!" and the number of its fault. */
static const char *read_as(struct test *t, const struct fact_field *f, const char *written)
{
	enum fact_fault fault;
	const char *value = "unset";

	assert_ok(fact_read(&t->cx, f, written, &value, &fault));
	if (fault != FACT_FINE) {
		assert_string_equal(value, "unset");
		return arena_printf(t->cx.arena, "!%d", fault);
	}
	return value ? value : "(unknown)";
}

struct expected {
	const char *field, *written, *value;
	enum fact_fault fault;
};

static void check(struct test *t, const struct fact_book *book, const struct expected *e, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const char *got = read_as(t, field_of(book, e[i].field), e[i].written);
		const char *want =
		    e[i].fault ? arena_printf(t->cx.arena, "!%d", e[i].fault) : e[i].value;

		if (!str_eq(got, want))
			print_error("%s of '%s'\n", e[i].field, e[i].written);
		assert_string_equal(got, want);
	}
}

#define NOTHING "(unknown)"

static void every_core_field_is_in_the_book_in_both_languages(void **state)
{
	const struct fact_book *book;
	struct test t;

	(void)state;
	for (int lang = 0; lang < LANG__MAX; lang++) {
		book = open_book(&t);
		test_read_end(&t);
		t.cx.lang = (enum lang)lang;
		test_read_begin(&t);
		assert_ok(fact_book(&t.cx, &book));
		for (int core = CORE_NONE + 1; core < CORE__N; core++)
			assert_true(book->person_core[core] || book->family_core[core]);
		for (size_t i = 0; i < book->n_person; i++)
			assert_int_equal(book->person[i]->at, i);
		for (size_t i = 0; i < book->n_family; i++)
			assert_ptr_equal(fact_field(book, FACT_FAMILY, book->family[i]->code),
					 book->family[i]);
		assert_string_equal(book->person_core[CORE_NAME]->label,
				    lang == LANG_EN ? "Name" : "Nama");
		assert_int_equal(book->person_core[CORE_NIK]->class, FACT_SECRET);
		assert_int_equal(field_of(book, "chronic")->class, FACT_HEALTH);
		assert_null(fact_field(book, FACT_PERSON, "kk"));
		test_close(&t);
	}
}

static void every_entry_of_the_file_is_a_field(void **state)
{
	const struct ref_entry *e;
	const struct fact_book *book;
	struct test t;
	size_t n;

	(void)state;
	book = open_book(&t);
	assert_ok(ref_list(&t.cx, "field", ref_today(&t.cx), &e, &n));
	for (size_t i = 0; i < n; i++) {
		if (fact_doc_fault(e[i].values))
			print_error("%s: %s\n", e[i].code, fact_doc_fault(e[i].values));
		assert_null(fact_doc_fault(e[i].values));
	}
	assert_int_equal(book->n_person + book->n_family, n);
	test_close(&t);
}

static void dates_are_read_as_people_write_them(void **state)
{
	static const struct expected e[] = {
		{ "birth_date", "1945-08-17", "1945-08-17", 0 },
		{ "birth_date", "17-8-1945", "1945-08-17", 0 },
		{ "birth_date", "17/08/1945", "1945-08-17", 0 },
		{ "birth_date", "17.08.1945", "1945-08-17", 0 },
		{ "birth_date", "17 Agustus 1945", "1945-08-17", 0 },
		{ "birth_date", "Jumat, 17 Agustus 1945", "1945-08-17", 0 },
		{ "birth_date", "17-Agt-45", "1945-08-17", 0 },
		{ "birth_date", "August 17, 1945", "1945-08-17", 0 },
		{ "birth_date", "1945-08-17 00:00:00", "1945-08-17", 0 },
		{ "birth_date", "1945-08-17T00:00:00.000Z", "1945-08-17", 0 },
		{ "birth_date", "17081945", "1945-08-17", 0 },
		{ "birth_date", "19450817", "1945-08-17", 0 },
		{ "birth_date", "16666", "1945-08-17", 0 },
		{ "birth_date", "16666.0", "1945-08-17", 0 },
		{ "birth_date", "21-11-26", "2026-11-21", 0 },
		{ "birth_date", "22-11-26", "1926-11-22", 0 },
		{ "birth_date", "29-02-00", "2000-02-29", 0 },
		{ "birth_date", "0000-00-00", NOTHING, 0 },
		{ "birth_date", "29-02-1945", NULL, FACT_NOT_A_DATE },
		{ "birth_date", "08/17/1945", NULL, FACT_NOT_A_DATE },
		{ "birth_date", "31-04-1990", NULL, FACT_NOT_A_DATE },
		{ "birth_date", "1945", NULL, FACT_NOT_A_DATE },
		{ "birth_date", "17-08", NULL, FACT_NOT_A_DATE },
		{ "birth_date", "17 Foo 1945", NULL, FACT_NOT_A_DATE },
		{ "birth_date", "01-01-0945", NULL, FACT_NOT_A_DATE },
		{ "birth_date", "01-01-2030", NULL, FACT_OUT_OF_RANGE },
		{ "birth_date", "999999999999", NULL, FACT_NOT_A_DATE },
	};
	struct test t;

	(void)state;
	check(&t, open_book(&t), e, LEN(e));
	test_close(&t);
}

static void a_nik_is_cleaned_and_a_spoiled_or_impossible_one_refused(void **state)
{
	static const struct expected e[] = {
		{ "nik", "3272010101600012", "3272010101600012", 0 },
		{ "nik", "'3272010101600012", "3272010101600012", 0 },
		{ "nik", "’3272 0101 0160 0012", "3272010101600012", 0 },
		{ "nik", "=\"3272010101600012\"", "3272010101600012", 0 },
		{ "nik", "32.72.01-010160-0012", "3272010101600012", 0 },
		{ "nik", "3272010101600012.0", "3272010101600012", 0 },
		{ "nik", "3272014101600020", "3272014101600020", 0 },
		{ "nik", "0", NOTHING, 0 },
		{ "nik", "tidak ada", NOTHING, 0 },
		{ "nik", "3.27201E+15", NULL, FACT_SPOILED },
		{ "nik", "3,27E15", NULL, FACT_SPOILED },
		{ "nik", "3272010101600000", NULL, FACT_SPOILED },
		{ "nik", "3272010000000000", NULL, FACT_SPOILED },
		{ "nik", "3272013213600012", NULL, FACT_IMPOSSIBLE },
		{ "nik", "3272010113600012", NULL, FACT_IMPOSSIBLE },
		{ "nik", "3272010001600012", NULL, FACT_IMPOSSIBLE },
		{ "nik", "3272014001600012", NULL, FACT_IMPOSSIBLE },
		{ "nik", "3272017201600012", NULL, FACT_IMPOSSIBLE },
		{ "nik", "1111111111111111", NULL, FACT_IMPOSSIBLE },
		{ "nik", "327201010160001", NULL, FACT_NOT_16_DIGITS },
		{ "nik", "32720101016000123", NULL, FACT_NOT_16_DIGITS },
		{ "nik", "327201O101600012", NULL, FACT_NOT_16_DIGITS },
		{ "kk", "3272013213600012", "3272013213600012", 0 },
		{ "kk", "9999999999999999", NULL, FACT_IMPOSSIBLE },
	};
	struct test t;

	(void)state;
	check(&t, open_book(&t), e, LEN(e));
	test_close(&t);
}

static void telephones_get_one_form(void **state)
{
	static const struct expected e[] = {
		{ "phone", "0812-3456-7890", "081234567890", 0 },
		{ "phone", "+62 812 3456 7890", "081234567890", 0 },
		{ "phone", "+62 (0)812 3456 7890", "081234567890", 0 },
		{ "phone", "6281234567890", "081234567890", 0 },
		{ "phone", "81234567890", "081234567890", 0 },
		{ "phone", "(0266) 222222", "0266222222", 0 },
		{ "phone", "112", "112", 0 },
		{ "phone", "-", NOTHING, 0 },
		{ "phone", "8.12E+10", NULL, FACT_SPOILED },
		{ "phone", "0812", NULL, FACT_NOT_A_PHONE },
		{ "phone", "+1 202 555 0100", NULL, FACT_NOT_A_PHONE },
		{ "phone", "0812 3456 7890 / 0813 1111 2222", NULL, FACT_NOT_A_PHONE },
	};
	struct test t;

	(void)state;
	check(&t, open_book(&t), e, LEN(e));
	test_close(&t);
}

static void choices_and_sets_are_found_by_code_label_and_alias(void **state)
{
	static const struct expected e[] = {
		{ "sex", "L", "1", 0 },
		{ "sex", "PEREMPUAN", "2", 0 },
		{ "sex", "Laki - laki", "1", 0 },
		{ "sex", "1. Laki-laki", "1", 0 },
		{ "sex", "2.0", "2", 0 },
		{ "sex", "X", NULL, FACT_NOT_AN_OPTION },
		{ "relation", "Istri", "3", 0 },
		{ "relation", "04", "4", 0 },
		{ "house_status", "1 milik sendiri", "1", 0 },
		{ "wall", "Kayu/papan/gypsum/GRC", "3", 0 },
		{ "documents", "5", "1,4", 0 },
		{ "documents", "4,1", "1,4", 0 },
		{ "documents", "KTP; akta", "1,4", 0 },
		{ "documents", "tidak ada", "0", 0 },
		{ "documents", "16", NULL, FACT_NOT_AN_OPTION },
		{ "chronic", "7,2", "2,7", 0 },
		{ "ppks", "PPKS-09,Pengemis", "PPKS-09,PPKS-12", 0 },
		{ "ppks", "8", "PPKS-08", 0 },
		{ "asset_car", "Ya", "1", 0 },
		{ "asset_car", "2", "0", 0 },
		{ "asset_car", "tidak ada", "0", 0 },
		{ "asset_car", "mungkin", NULL, FACT_NOT_AN_OPTION },
	};
	struct test t;

	(void)state;
	check(&t, open_book(&t), e, LEN(e));
	test_close(&t);
}

static void a_kelurahan_is_found_by_id_code_and_name(void **state)
{
	static const struct expected e[] = {
		{ "region", "3272021001", "3272021001", 0 },
		{ "region", "32.72.02.1001", "3272021001", 0 },
		{ "region", "KEL. CIKOLE", "3272021001", 0 },
		{ "region", "Kel. Cikole, Kec. Cikole", "3272021001", 0 },
		{ "region", "kelurahan baros", "3272051001", 0 },
		{ "region", "N/A", NOTHING, 0 },
		{ "region", "Bandung", NULL, FACT_NOT_A_REGION },
		{ "region", "327202", NULL, FACT_NOT_A_REGION },
	};
	struct test t;

	(void)state;
	check(&t, open_book(&t), e, LEN(e));
	test_close(&t);
}

static void texts_and_numbers_are_cleaned(void **state)
{
	static const struct expected e[] = {
		{ "name", "  SITI \t AMINAH\n", "SITI AMINAH", 0 },
		{ "name",
		  "Siti\xc2\xa0"
		  "Aminah",
		  "Siti Aminah", 0 },
		{ "name", "-", NOTHING, 0 },
		{ "name", "NULL", NOTHING, 0 },
		{ "name", "Nunung", "Nunung", 0 },
		{ "name", "12345", NULL, FACT_NOT_A_NAME },
		{ "name", "=HYPERLINK(\"http://x\",\"SITI\")", NULL, FACT_NOT_A_NAME },
		{ "name", "@SUM(A1)", NULL, FACT_NOT_A_NAME },
		{ "name", "Si\xff", NULL, FACT_BAD_CHARACTERS },
		{ "name", "Si\x01ti", NULL, FACT_BAD_CHARACTERS },
		{ "rt", "1", "001", 0 },
		{ "rt", "RT. 01", "001", 0 },
		{ "rt", "001/002", "001", 0 },
		{ "rw", "001/002", "002", 0 },
		{ "rw", "7", "007", 0 },
		{ "rt", "0", NOTHING, 0 },
		{ "rt", "1234", NULL, FACT_NOT_A_NUMBER },
		{ "income", "Rp 1.500.000,00", "1500000", 0 },
		{ "income", "Rp1,500,000.00", "1500000", 0 },
		{ "income", "1,5 juta", "1500000", 0 },
		{ "income", "500rb", "500000", 0 },
		{ "income", "1500000.0", "1500000", 0 },
		{ "income", "-5", NULL, FACT_OUT_OF_RANGE },
		{ "income", "banyak", NULL, FACT_NOT_A_NUMBER },
		{ "floor_area", "36", "36", 0 },
		{ "floor_area", "36,5", NULL, FACT_NOT_A_NUMBER },
		{ "floor_area", "0", NULL, FACT_OUT_OF_RANGE },
		{ "birth_year", "1945", "1945", 0 },
		{ "family", "9223372036854775807", "9223372036854775807", 0 },
	};
	struct test t;

	(void)state;
	check(&t, open_book(&t), e, LEN(e));
	test_close(&t);
}

/* Reading a value in its canonical form changes nothing, whatever the field. */
static void canonical_values_are_read_as_they_are(void **state)
{
	static const char *const values[FACT__KINDS] = {
		[FACT_TEXT] = "Jl. Ahmad Yani 5", [FACT_NAME] = "Siti Aminah",
		[FACT_DATE] = "1945-08-17",       [FACT_NUMBER] = NULL,
		[FACT_MONEY] = "1500000",         [FACT_FLAG] = "1",
		[FACT_REGION] = "3272021001",     [FACT_NIK] = "3272010101600012",
		[FACT_KK] = "3272010101600012",   [FACT_PHONE] = "081234567890",
	};
	const struct fact_book *book;
	struct test t;

	(void)state;
	book = open_book(&t);
	for (int of = FACT_PERSON; of <= FACT_FAMILY; of++) {
		const struct fact_field *const *fields;
		size_t n = fact_fields(book, (enum fact_of)of, &fields);

		for (size_t i = 0; i < n; i++) {
			const struct fact_field *f = fields[i];
			const char *v = values[f->kind], *all = NULL;

			if (f->kind == FACT_NUMBER)
				v = str_digits(t.cx.arena, f->min);
			if (f->kind == FACT_TEXT && f->max == 3)
				v = "001";
			if (v)
				assert_string_equal(read_as(&t, f, v), v);
			for (size_t o = 0; o < f->n_options; o++) {
				const char *code = f->option[o].code;

				assert_string_equal(read_as(&t, f, code), code);
				assert_string_equal(read_as(&t, f, f->option[o].label), code);
				all = all ? arena_printf(t.cx.arena, "%s,%s", all, code) : code;
			}
			if (f->kind == FACT_SET)
				assert_string_equal(read_as(&t, f, all), all);
		}
	}
	test_close(&t);
}

static void values_are_shown_in_words_and_secrets_masked(void **state)
{
	static const struct {
		const char *field, *value, *shown, *masked;
	} e[] = {
		{ "birth_date", "1945-08-17", "17 Agustus 1945", "17 Agustus 1945" },
		{ "birth_year", "1945", "1945", "1945" },
		{ "income", "1500000", "Rp1.500.000", "Rp1.500.000" },
		{ "documents", "1,4", "Akta kelahiran, KTP", "Akta kelahiran, KTP" },
		{ "documents", "1,77", "Akta kelahiran, 77", "Akta kelahiran, 77" },
		{ "region", "3272021001", "Kel. Cikole, Kec. Cikole", "Kel. Cikole, Kec. Cikole" },
		{ "nik", "3272010101600012", "3272010101600012", "3272 ·· ···· 0012" },
		{ "chronic", "12", "HIV/AIDS", "····" },
		{ "asset_car", "0", "tidak", "tidak" },
		{ "name", NULL, "", "" },
	};
	const struct fact_book *book;
	const char *shown;
	struct test t;

	(void)state;
	book = open_book(&t);
	for (size_t i = 0; i < LEN(e); i++) {
		const struct fact_field *f = field_of(book, e[i].field);

		assert_ok(fact_show(&t.cx, f, e[i].value, &shown));
		assert_string_equal(shown, e[i].shown);
		assert_ok(fact_show_masked(&t.cx, f, e[i].value, &shown));
		assert_string_equal(shown, e[i].masked);
	}
	test_close(&t);
}

static void a_fault_names_the_field_and_never_a_whole_number_of_somebody(void **state)
{
	const struct fact_book *book;
	const char *said;
	struct test t;

	(void)state;
	book = open_book(&t);
	for (int fault = FACT_FINE + 1; fault < FACT__FAULTS; fault++) {
		static const char *const fields[] = { "nik", "birth_date", "income", "sex" };

		for (size_t i = 0; i < LEN(fields); i++) {
			said = fact_fault_text(&t.cx, field_of(book, fields[i]),
					       "32720101016000123", (enum fact_fault)fault);
			assert_non_null(strstr(said, field_of(book, fields[i])->label));
			assert_null(strstr(said, "32720"));
			assert_null(strchr(said, '{'));
		}
	}
	said = fact_fault_text(&t.cx, field_of(book, "sex"), "X", FACT_NOT_AN_OPTION);
	assert_string_equal(said, "Jenis kelamin: \"X\" tidak ada dalam pilihan. Pilihannya: "
				  "Laki-laki, Perempuan.");
	test_close(&t);
}

static enum err add_field(struct ctx *cx, void *arg)
{
	const char *const *entry = arg;
	const struct ref_values v = {
		.label_id = "Nomor kartu kota",
		.label_en = "City card",
		.doc = entry[1],
		.ordinal = 1000,
		.valid_from = 0,
		.valid_to = DATE_NONE,
	};
	int64_t version;

	return ref_edit(cx, "field", entry[0], 0, &v, "", &version);
}

static void a_city_adds_a_field_and_sees_it_at_once(void **state)
{
	const char *good[] = { "city_card", "{\"of\":\"person\",\"kind\":\"number\",\"max\":99}" };
	const struct fact_book *book;
	struct facts f, copy;
	struct test t;

	(void)state;
	book = open_book(&t);
	assert_null(fact_field(book, FACT_PERSON, "city_card"));
	test_read_end(&t);
	assert_ok(test_write(&t, add_field, good));
	test_read_begin(&t);
	assert_ok(fact_book(&t.cx, &book));
	assert_string_equal(read_as(&t, field_of(book, "city_card"), "77"), "77");
	f = facts_new(&t.cx, book, FACT_PERSON);
	facts_set(&f, "city_card", "77");
	facts_set(&f, "unheard_of", "77");
	facts_set_core(&f, CORE_NAME, "Siti");
	copy = facts_copy(&t.cx, &f);
	facts_set_core(&f, CORE_NAME, NULL);
	assert_string_equal(facts_get(&copy, "city_card"), "77");
	assert_string_equal(facts_core(&copy, CORE_NAME), "Siti");
	assert_null(facts_core(&f, CORE_NAME));
	assert_null(facts_get(&f, "unheard_of"));
	assert_null(facts_core(&f, CORE_KK));
	test_close(&t);
}

static void a_field_of_an_unknown_kind_or_with_bad_options_is_refused(void **state)
{
	static const char *const bad[] = {
		"{\"of\":\"person\",\"kind\":\"colour\"}",
		"{\"of\":\"house\",\"kind\":\"text\"}",
		"{\"of\":\"person\",\"kind\":\"choice\"}",
		"{\"of\":\"person\",\"kind\":\"text\",\"class\":\"loud\"}",
		"{\"of\":\"person\",\"kind\":\"number\",\"min\":5,\"max\":1}",
		"{\"of\":\"person\",\"kind\":\"text\",\"core\":\"nik\"}",
		"{\"of\":\"person\",\"kind\":\"set\",\"options\":[{\"code\":\"a,b\"}]}",
		"{\"of\":\"person\",\"kind\":\"set\",\"options\":[{\"code\":\"a\"},{\"code\":\"a\"}"
		"]}",
	};
	struct test t;

	(void)state;
	ref_set_check("field", fact_doc_fault);
	test_open_filled(&t, filled);
	for (size_t i = 0; i < LEN(bad); i++) {
		const char *entry[] = { "city_card", bad[i] };

		assert_int_equal(test_write(&t, add_field, entry), ERR_INVALID);
	}
	test_close(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_core_field_is_in_the_book_in_both_languages),
		cmocka_unit_test(every_entry_of_the_file_is_a_field),
		cmocka_unit_test(dates_are_read_as_people_write_them),
		cmocka_unit_test(a_nik_is_cleaned_and_a_spoiled_or_impossible_one_refused),
		cmocka_unit_test(telephones_get_one_form),
		cmocka_unit_test(choices_and_sets_are_found_by_code_label_and_alias),
		cmocka_unit_test(a_kelurahan_is_found_by_id_code_and_name),
		cmocka_unit_test(texts_and_numbers_are_cleaned),
		cmocka_unit_test(canonical_values_are_read_as_they_are),
		cmocka_unit_test(values_are_shown_in_words_and_secrets_masked),
		cmocka_unit_test(a_fault_names_the_field_and_never_a_whole_number_of_somebody),
		cmocka_unit_test(a_city_adds_a_field_and_sees_it_at_once),
		cmocka_unit_test(a_field_of_an_unknown_kind_or_with_bad_options_is_refused),
	};

	return cmocka_run_group_tests_name("fact", tests, NULL, NULL);
}
