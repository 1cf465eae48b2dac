/* melaju link as it is typed: what it writes, and what it says to files it can't use. */
#include "cli/cli.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/str.h"

static const struct route *const no_routes[] = { NULL };
static const struct program program = { .version = "test", .routes = no_routes };
static char dir[] = "/tmp/melaju-link-XXXXXX";

static const char *path_of(struct arena *a, const char *name)
{
	return arena_printf(a, "%s/%s", dir, name);
}

static void write_file(const char *name, const char *text)
{
	struct arena *a = arena_new(0);
	FILE *f = fopen(path_of(a, name), "w");

	assert_non_null(f);
	(void)fputs(text, f);
	assert_int_equal(fclose(f), 0);
	arena_free(a);
}

/* The text of a file of the test's folder; until the next call. */
static const char *read_file(const char *name)
{
	static char text[1 << 18];
	struct arena *a = arena_new(0);
	FILE *f = fopen(path_of(a, name), "r");
	size_t n = 0;

	if (f) {
		n = fread(text, 1, sizeof(text) - 1, f);
		(void)fclose(f);
	}
	text[n] = '\0';
	arena_free(a);
	return text;
}

/* Runs "melaju link WORDS", what it complains about going to the file err. */
static int run_link(const char *words)
{
	struct arena *a = arena_new(0);
	char **word, *argv[32] = { arena_strdup(a, "melaju"), arena_strdup(a, "link") };
	int kept = dup(STDERR_FILENO), code;
	size_t n, i;

	str_split(a, words, ' ', &word, &n);
	assert_true(n + 3 < LEN(argv));
	for (i = 0; i < n; i++) {
		const char *at = strstr(word[i], "DIR/");

		argv[i + 2] = at ? arena_printf(a, "%s/%s", dir, at + 4) : word[i];
	}
	assert_non_null(freopen(path_of(a, "err"), "w", stderr));
	code = cli_run((int)n + 2, argv, &program);
	(void)fflush(stderr);
	(void)dup2(kept, STDERR_FILENO);
	(void)close(kept);
	arena_free(a);
	return code;
}

static void assert_complaint_as(int code, const char *words, const char *expected)
{
	assert_int_equal(run_link(words), code);
	if (!strstr(read_file("err"), expected))
		print_message("%s\n", read_file("err"));
	assert_non_null(strstr(read_file("err"), expected));
}

static void assert_complaint(const char *words, const char *expected)
{
	assert_complaint_as(EXIT_FAILED, words, expected);
}

static void assert_misuse(const char *words, const char *expected)
{
	assert_complaint_as(EXIT_USAGE, words, expected);
}

static void make_people(const char *heading)
{
	struct arena *a = arena_new(0);
	FILE *f = fopen(path_of(a, "people.csv"), "w");
	unsigned i;

	assert_non_null(f);
	(void)fprintf(f, "%s\n", heading);
	for (i = 0; i < 200; i++)
		(void)fprintf(f, "P%u,Orang%c%c,Marga%c,19%02u-0%u-1%u,%u\n", i,
			      (char)('a' + i / 2 % 26), (char)('a' + i / 52),
			      (char)('a' + i / 2 % 7), 20 + i / 2 % 70, 1 + i / 2 % 9, i / 2 % 10,
			      10000 + i / 2 * 37);
	(void)fclose(f);
	arena_free(a);
}

static int make(void **state)
{
	(void)state;
	return mkdtemp(dir) ? 0 : -1;
}

static int clean(void **state)
{
	char command[128];

	(void)state;
	(void)snprintf(command, sizeof(command), "rm -rf %s", dir);
	return system(command);
}

/* The same people, with a middle name that nobody has, written as it is given. */
static void make_people_without(const char *mark)
{
	struct arena *a = arena_new(0);
	FILE *f = fopen(path_of(a, "people.csv"), "w");
	unsigned i;

	assert_non_null(f);
	(void)fputs("id,First,Middle,Last,DOB,Town\n", f);
	for (i = 0; i < 300; i++)
		(void)fprintf(f, "P%u,Orang%c%c,%s,Marga%c,19%02u-0%u-1%u,%s\n", i,
			      (char)('a' + i / 2 % 26), (char)('a' + i / 52), mark,
			      (char)('a' + i / 2 % 7), 20 + i / 2 % 70, 1 + i / 2 % 9, i / 2 % 10,
			      i % 3 == 0 ? mark : "Kota");
	(void)fclose(f);
	arena_free(a);
}

/* R writes NA, databases NULL: nothing is known there, and nobody is called so. */
static void marks_for_nothing_are_nothing(void **state)
{
	static const char *const marks[] = { "NA", "NULL", "nan", "-" };
	struct arena *a = arena_new(0);
	const char *words = "--in DIR/people.csv --out DIR/p.csv --explain", *pairs;
	size_t i;

	(void)state;
	make_people_without("");
	assert_int_equal(run_link(words), 0);
	pairs = arena_strdup(a, read_file("p.csv"));
	assert_non_null(strstr(pairs, "P6,P7,"));
	assert_non_null(strstr(read_file("err"), "First + Middle + Last"));
	for (i = 0; i < LEN(marks); i++) {
		make_people_without(marks[i]);
		assert_int_equal(run_link(words), 0);
		assert_string_equal(read_file("p.csv"), pairs);
	}
	arena_free(a);
}

/* Of P6 there is but the given name, of P7, who is the same person, but that of the family. */
static void one_part_of_a_name_says_nothing_about_another(void **state)
{
	struct arena *a = arena_new(0);
	FILE *f = fopen(path_of(a, "people.csv"), "w");
	const char *pair;
	unsigned i;

	(void)state;
	assert_non_null(f);
	(void)fputs("id,First,Last,DOB,Email\n", f);
	for (i = 0; i < 300; i++)
		(void)fprintf(f, "P%u,%s%.*s,%.*s,19%02u-0%u-1%u,orang%u@contoh.id\n", i,
			      i == 7 ? "" : "Orang", i == 7 ? 0 : 1, &"abcdefghijkl"[i / 2 % 12],
			      i == 6 ? 0 : 8, &"MargabrataMarganataMargajaya"[i / 2 % 3 * 10],
			      20 + i / 2 % 70, 1 + i / 2 % 9, i / 2 % 10, i / 2);
	(void)fclose(f);
	assert_int_equal(run_link("--in DIR/people.csv --out DIR/p.csv --explain"), 0);
	pair = strstr(read_file("p.csv"), "P6,P7,");
	assert_non_null(pair);
	assert_non_null(
	    strstr(arena_strndup(a, pair, strcspn(pair, "\n")), ",unknown,\"the same (+"));
	arena_free(a);
}

static void known_headings_need_no_options(void **state)
{
	(void)state;
	make_people("id,Nama Depan,nama_belakang,Tanggal Lahir,");
	assert_int_equal(run_link("--in DIR/people.csv --out DIR/p.csv"), 0);
	assert_non_null(strstr(read_file("err"), "5 "));
	make_people("id,Nama Depan,nama_belakang,Tanggal Lahir,cluster");
	assert_int_equal(run_link("--in DIR/people.csv --out DIR/p.csv --clusters DIR/c.csv"),
			 EXIT_OK);
	assert_non_null(strstr(read_file("err"), "name = Nama Depan + nama_belakang"));
	assert_non_null(strstr(read_file("err"), "birth_date = Tanggal Lahir"));
	assert_non_null(strstr(read_file("err"), "--column cluster:text"));
	assert_int_equal(strncmp(read_file("p.csv"), "id_a,id_b,probability,weight\n", 29), 0);
	assert_non_null(strstr(read_file("p.csv"), "P"));
	assert_non_null(strstr(read_file("c.csv"), "\nP11,P10\n"));
}

static void columns_are_mapped_declared_and_explained(void **state)
{
	(void)state;
	make_people("nomor,a,b,c,d");
	assert_int_equal(run_link("--in DIR/people.csv --out DIR/p.csv --map "
				  "id=nomor,name=a+b,birth_date=c --column d:code --explain "
				  "--save-model DIR/m.txt --threshold 0.9 --threads 1"),
			 EXIT_OK);
	assert_int_equal(
	    strncmp(read_file("p.csv"), "id_a,id_b,probability,weight,name,birth_date,d\n", 47), 0);
	assert_non_null(strstr(read_file("p.csv"), "\"the same (+"));
	assert_non_null(strstr(read_file("m.txt"), "\n# d: mistyped: "));
}

static void a_model_is_kept_and_weighs_again(void **state)
{
	char *first;

	(void)state;
	make_people("id,nama,marga,tanggal_lahir,d");
	assert_int_equal(run_link("--in DIR/people.csv --out DIR/p.csv --save-model DIR/m.txt"),
			 EXIT_OK);
	first = strdup(read_file("p.csv"));
	assert_non_null(first);
	assert_true(strlen(first) > 1000);
	assert_int_equal(run_link("--in DIR/people.csv --out DIR/q.csv --model DIR/m.txt"),
			 EXIT_OK);
	assert_string_equal(first, read_file("q.csv"));
	free(first);
	assert_complaint("--in DIR/people.csv --out DIR/q.csv --model DIR/people.csv", "line 1:");
	assert_complaint("--in DIR/people.csv --out DIR/q.csv --model DIR/none", "No such file");
	assert_complaint("--in DIR/people.csv --out DIR/q.csv --model DIR/m.txt --column d:email",
			 "does not know the column email");
}

static void an_id_given_twice_is_told_with_its_rows(void **state)
{
	(void)state;
	write_file("x.csv", "id,nama\n17,Ani Lestari\n3,Budi\n17,Ani Lestri\n");
	assert_int_equal(run_link("--in DIR/x.csv --out DIR/p.csv"), EXIT_OK);
	assert_non_null(strstr(read_file("err"), "id 17 is in rows 2 and 4"));
}

static void what_is_wrong_with_a_file_is_said_with_its_line(void **state)
{
	(void)state;
	assert_complaint("--in DIR/none.csv --out DIR/p.csv", "cannot be opened");
	write_file("x.csv", "");
	assert_complaint("--in DIR/x.csv --out DIR/p.csv", "is empty");
	write_file("x.csv", "id,nama\n1,a\n2,\"b\n");
	assert_complaint("--in DIR/x.csv --out DIR/p.csv", "line 3");
	write_file("x.csv", "id,nama\n1,a\n2,b,c,d\n");
	assert_complaint("--in DIR/x.csv --out DIR/p.csv", "line 3: 4 cells");
	write_file("x.csv", "PK\3\4");
	assert_complaint("--in DIR/x.csv --out DIR/p.csv", "damaged or cut off");
	write_file("x.csv", "id,warna\n1,a\n");
	assert_complaint("--in DIR/x.csv --out DIR/p.csv", "--map name=");
}

static void what_is_wrong_with_an_option_is_said_with_a_remedy(void **state)
{
	(void)state;
	make_people("id,a,b,c,d");
	assert_misuse("--in DIR/people.csv --out DIR/p.csv --map name=x", "There are: id, a, b");
	assert_misuse("--in DIR/people.csv --out DIR/p.csv --map nam=a", "birth_date");
	assert_misuse("--in DIR/people.csv --out DIR/p.csv --map name", "kind=column");
	assert_misuse("--in DIR/people.csv --out DIR/p.csv --map name=a,name=b",
		      "--map name=column1+column2");
	assert_misuse("--in DIR/people.csv --out DIR/p.csv --column a", "column:kind");
	assert_misuse("--in DIR/people.csv --out DIR/p.csv --map name=a --threshold 2", "0 and 1");
	assert_misuse("--in DIR/people.csv --out DIR/p.csv --map name=a --threads 0", "--threads");
	assert_complaint("--in DIR/people.csv --out DIR/none/p.csv --map name=a",
			 "can't be written");
	assert_int_equal(run_link("--out DIR/p.csv"), EXIT_USAGE);
}

/* A slip of the keys cost somebody his list of people. */
static void no_file_is_written_over_another_of_the_same_run(void **state)
{
	char *people;

	(void)state;
	make_people("id,nama,marga,tanggal_lahir,d");
	people = strdup(read_file("people.csv"));
	assert_non_null(people);
	assert_int_equal(run_link("--in DIR/people.csv --out DIR/people.csv"), EXIT_USAGE);
	assert_non_null(strstr(read_file("err"), "--in and --out name one file"));
	assert_int_equal(
	    run_link("--in DIR/people.csv --out DIR/p.csv --clusters DIR/./people.csv"),
	    EXIT_USAGE);
	assert_int_equal(run_link("--in DIR/people.csv --out DIR/new.csv --clusters DIR/new.csv"),
			 EXIT_USAGE);
	assert_string_equal(read_file("people.csv"), people);
	free(people);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_part_of_a_name_says_nothing_about_another),
		cmocka_unit_test(known_headings_need_no_options),
		cmocka_unit_test(marks_for_nothing_are_nothing),
		cmocka_unit_test(columns_are_mapped_declared_and_explained),
		cmocka_unit_test(a_model_is_kept_and_weighs_again),
		cmocka_unit_test(an_id_given_twice_is_told_with_its_rows),
		cmocka_unit_test(what_is_wrong_with_a_file_is_said_with_its_line),
		cmocka_unit_test(no_file_is_written_over_another_of_the_same_run),
		cmocka_unit_test(what_is_wrong_with_an_option_is_said_with_a_remedy),
	};

	return cmocka_run_group_tests(tests, make, clean);
}
