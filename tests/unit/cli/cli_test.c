/* Commands as they are typed: what they leave behind and the code they end with. */
#include "lib/testlib.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/str.h"
#include "cli/cli.h"
#include "feature/account/account.h"

static const struct route *const no_routes[] = { NULL };
static const struct job_kind *const no_jobs[] = { NULL };
static const struct program program = { .version = "test", .routes = no_routes, .jobs = no_jobs };
static char dir[] = "/tmp/melaju-cli-XXXXXX";

/* Runs "melaju WORDS": words are split at blanks, DIR/ stands for the folder of the test. */
static int run(const char *words)
{
	struct arena *a = arena_new(0);
	char **argv, *part[24], text[64];
	size_t n, i;
	int code;

	str_split(a, words, ' ', &argv, &n);
	assert_true(n + 2 < LEN(part));
	part[0] = arena_strdup(a, "melaju");
	for (i = 0; i < n; i++) {
		const char *at = strstr(argv[i], "DIR/");

		part[i + 1] =
		    at ? arena_printf(a, "%.*s%s/%s", (int)(at - argv[i]), argv[i], dir, at + 4)
		       : argv[i];
	}
	part[n + 1] = NULL;
	(void)snprintf(text, sizeof(text), "%s/out", dir);
	(void)fflush(stdout);
	int kept = dup(STDOUT_FILENO);

	assert_non_null(freopen(text, "w", stdout));
	code = cli_run((int)n + 1, part, &program);
	(void)fflush(stdout);
	(void)dup2(kept, STDOUT_FILENO);
	(void)close(kept);
	arena_free(a);
	return code;
}

/* What the last command printed. */
static const char *output(void)
{
	static char text[65536];
	char path[64];
	size_t n = 0;
	FILE *f;

	(void)snprintf(path, sizeof(path), "%s/out", dir);
	f = fopen(path, "r");
	if (f) {
		n = fread(text, 1, sizeof(text) - 1, f);
		(void)fclose(f);
	}
	text[n] = '\0';
	return text;
}

static const char *path_of(const char *name)
{
	static char path[96];

	(void)snprintf(path, sizeof(path), "%s/%s", dir, name);
	return path;
}

static bool same_bytes(const char *a, const char *b)
{
	char x[96], y[96], p[4096], q[4096];
	size_t n, m;
	FILE *f, *g;
	bool same = true;

	(void)snprintf(x, sizeof(x), "%s/%s", dir, a);
	(void)snprintf(y, sizeof(y), "%s/%s", dir, b);
	f = fopen(x, "r");
	g = fopen(y, "r");
	assert_non_null(f);
	assert_non_null(g);
	do {
		n = fread(p, 1, sizeof(p), f);
		m = fread(q, 1, sizeof(q), g);
		same = n == m && memcmp(p, q, n) == 0;
	} while (same && n > 0);
	(void)fclose(f);
	(void)fclose(g);
	return same;
}

static int make(void **state)
{
	(void)state;
	account_register();
	assert_non_null(mkdtemp(dir));
	assert_int_equal(run("demo fill --db DIR/d.db --cases 10 --seed 5"), EXIT_OK);
	return 0;
}

static int clean(void **state)
{
	char command[128];

	(void)state;
	(void)snprintf(command, sizeof(command), "rm -rf %s", dir);
	return system(command);
}

/* ---- words -------------------------------------------------------------------------------- */

static void an_unknown_command_or_option_is_a_fault_of_use(void **state)
{
	(void)state;
	assert_int_equal(run("frobnicate"), EXIT_USAGE);
	assert_int_equal(run("serve --frobnicate"), EXIT_USAGE);
	assert_int_equal(run("backup --to"), EXIT_USAGE);
	assert_int_equal(run("help frobnicate"), EXIT_USAGE);
}

/* Runs a command that fails, and says what it complained of. */
static const char *complaint(const char *words)
{
	char text[96];
	int kept = dup(STDERR_FILENO);

	(void)snprintf(text, sizeof(text), "%s/err", dir);
	(void)fflush(stderr);
	assert_non_null(freopen(text, "w", stderr));
	int code = run(words);

	(void)fflush(stderr);
	(void)dup2(kept, STDERR_FILENO);
	(void)close(kept);
	assert_int_not_equal(code, EXIT_OK);
	(void)snprintf(text, sizeof(text), "cp %s/err %s/out", dir, dir);
	assert_int_equal(system(text), 0);
	return output();
}

static void a_mistaken_word_is_named_with_the_way_out(void **state)
{
	FILE *f;

	(void)state;
	assert_non_null(strstr(complaint("serve --db DIR/none.db"), "melaju init"));
	assert_int_not_equal(access(path_of("none.db.lock"), F_OK), 0);
	assert_non_null(strstr(complaint("user list --db DIR/none/d.db"), "there is no folder"));
	assert_non_null(strstr(complaint("user list --db mysql://host/kota"), "postgres://"));
	assert_non_null(strstr(complaint("user list --db /tmp"), "is a folder"));
	assert_non_null(strstr(complaint("init --db DIR/x.db demo"), "does not take \"demo\""));
	assert_non_null(strstr(complaint("serve -p 80"), "does not take \"-p\""));
	assert_non_null(strstr(complaint("serve --db DIR/x.db --demo=much"), "--demo=much"));
	assert_int_not_equal(access(path_of("x.db"), F_OK), 0);
	assert_non_null(
	    strstr(complaint("serve --db DIR/x.db --demo --listen 127.0.0.1:99999"), "HOST:PORT"));
	assert_non_null(strstr(complaint("serve --db DIR/x.db --demo --listen no.such.host.:80"),
			       "no such host"));
	assert_int_not_equal(access(path_of("x.db"), F_OK), 0);
	f = fopen(path_of("typo.conf"), "w");
	assert_non_null(f);
	(void)fputs("# ours\nlistn = 1\n", f);
	(void)fclose(f);
	assert_non_null(strstr(complaint("serve --config DIR/typo.conf"), "line 2"));
	assert_non_null(strstr(output(), "listen"));
	assert_non_null(strstr(complaint("user frobnicate"), "no command user frobnicate"));
	assert_non_null(strstr(complaint("cities --db DIR/d.db --city 1111"), "no such city"));
	assert_non_null(
	    strstr(complaint("serve --db DIR/d.db --public-url ftp://kota"), "--public-url"));
	assert_non_null(
	    strstr(complaint("serve --db DIR/d.db --public-url melaju.kota"), "--public-url"));
}

static void a_file_of_another_kind_is_left_alone(void **state)
{
	(void)state;
	assert_non_null(strstr(complaint("serve --db DIR/typo.conf"), "no data file of melaju"));
	assert_int_not_equal(access(path_of("typo.conf.lock"), F_OK), 0);
}

static void what_accounts_refuse_is_said_in_words(void **state)
{
	(void)state;
	assert_int_equal(run("user add siti --db DIR/d.db --role front"), EXIT_OK);
	assert_non_null(strstr(complaint("user add siti --db DIR/d.db"), "of that name already"));
	assert_non_null(strstr(complaint("user disable admin --db DIR/d.db"), "administrator"));
}

static void roles_are_not_taken_away_by_forgetting_to_name_one(void **state)
{
	(void)state;
	assert_int_equal(run("user add wati --db DIR/d.db --role front"), EXIT_OK);
	assert_non_null(strstr(complaint("user role wati --db DIR/d.db"), "--role"));
	assert_int_equal(run("user list --db DIR/d.db"), EXIT_OK);
	assert_non_null(strstr(strstr(output(), "wati"), "FRONT"));
	assert_int_equal(run("user role wati --db DIR/d.db --role none"), EXIT_OK);
}

static void a_backup_never_takes_the_place_of_the_data(void **state)
{
	struct stat before, after;

	(void)state;
	assert_int_equal(stat(path_of("d.db"), &before), 0);
	assert_non_null(strstr(complaint("backup --db DIR/d.db --to DIR/d.db"), "in use"));
	assert_non_null(
	    strstr(complaint("backup --db DIR/d.db --to DIR/nowhere/d.db"), "the folder"));
	assert_int_equal(stat(path_of("d.db"), &after), 0);
	assert_int_equal(before.st_ino, after.st_ino);
}

static void the_first_word_of_several_commands_names_them(void **state)
{
	(void)state;
	assert_int_equal(run("help user"), EXIT_OK);
	assert_non_null(strstr(output(), "user reset"));
	assert_null(strstr(output(), "audit verify"));
	assert_int_equal(run("audit --help"), EXIT_OK);
	assert_non_null(strstr(output(), "audit verify"));
	assert_int_equal(run("audit"), EXIT_USAGE);
	assert_int_equal(run("help use"), EXIT_USAGE);
}

/* Lists of commands begin their lines with two spaces and the name, in 18 columns. */
static void every_command_explains_itself_with_an_example(void **state)
{
	char words[64], name[20], *list, *line;
	int n = 0;

	(void)state;
	assert_int_equal(run("help"), EXIT_OK);
	list = strdup(output());
	for (char *rest = list; (line = strsep(&rest, "\n")) != NULL;) {
		if (strncmp(line, "  ", 2) != 0)
			continue;
		(void)snprintf(name, sizeof(name), "%.18s", line + 2);
		while (name[strlen(name) - 1] == ' ')
			name[strlen(name) - 1] = '\0';
		(void)snprintf(words, sizeof(words), "help %s", name);
		assert_int_equal(run(words), EXIT_OK);
		(void)snprintf(words, sizeof(words), "melaju %s", name);
		assert_non_null(strstr(strstr(output(), "\n\n"), words));
		n++;
	}
	assert_true(n > 20);
	free(list);
}

static void the_help_on_roles_names_each(void **state)
{
	char name[40];

	(void)state;
	assert_int_equal(run("help user role"), EXIT_OK);
	for (unsigned i = 0; i < ROLE__MAX; i++) {
		size_t k = 0;

		for (const char *c = role_name((enum role)i); *c != '\0'; c++)
			name[k++] = (char)tolower(*c);
		name[k] = '\0';
		assert_non_null(strstr(output(), name));
	}
}

static void the_command_line_overrules_the_environment_and_that_the_file(void **state)
{
	FILE *f = fopen(path_of("melaju.conf"), "w");

	(void)state;
	assert_non_null(f);
	(void)fprintf(f, "# of the test\ndb = %s/no-such-1.db\n", dir);
	(void)fclose(f);
	assert_int_equal(setenv("MELAJU_DB", path_of("no-such-2.db"), 1), 0);
	assert_int_equal(run("user list --config DIR/melaju.conf"), EXIT_FAILED);
	assert_int_equal(run("user list --config DIR/melaju.conf --db DIR/d.db"), EXIT_OK);
	assert_int_equal(setenv("MELAJU_DB", path_of("d.db"), 1), 0);
	assert_int_equal(run("user list --config DIR/melaju.conf"), EXIT_OK);
	assert_int_equal(unsetenv("MELAJU_DB"), 0);
	assert_int_equal(run("user list --config DIR/melaju.conf"), EXIT_FAILED);
}

/* ---- a new city --------------------------------------------------------------------------- */

static void init_makes_a_city_once_and_shows_the_shares_once(void **state)
{
	struct stat st;

	(void)state;
	assert_int_equal(run("init --db DIR/k.db --city 3272"), EXIT_OK);
	assert_non_null(strstr(output(), "one-time password"));
	assert_non_null(strstr(output(), "  3  "));
	assert_int_equal(stat(path_of("k.db.key"), &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	assert_int_equal(stat(path_of("k.db"), &st), 0);
	assert_int_equal(st.st_mode & 077, 0);
	assert_int_equal(run("init --db DIR/k.db --city 3272"), EXIT_FAILED);
	assert_int_equal(run("migrate --db DIR/k.db"), EXIT_OK);
	assert_int_equal(run("demo fill --db DIR/k.db"), EXIT_FAILED); /* a real city */
}

static void accounts_are_added_changed_and_closed(void **state)
{
	(void)state;
	assert_int_equal(run("user add ani --db DIR/d.db --role front --unit SLRT"), EXIT_OK);
	assert_int_equal(run("user add ani --db DIR/d.db --role front"), EXIT_FAILED);
	assert_int_equal(run("user add budi --db DIR/d.db --role king"), EXIT_FAILED);
	assert_int_equal(run("user role ani --db DIR/d.db --role back --role front"), EXIT_OK);
	assert_int_equal(run("user disable ani --db DIR/d.db"), EXIT_OK);
	assert_int_equal(run("user disable ani --db DIR/d.db"), EXIT_OK); /* it stays so */
	assert_non_null(strstr(output(), "already"));
	assert_int_equal(run("user reset nobody --db DIR/d.db"), EXIT_FAILED);
	assert_int_equal(run("user list --db DIR/d.db"), EXIT_OK);
	assert_non_null(strstr(output(), "FRONT BACK (disabled)"));
	assert_int_equal(run("user enable ani --db DIR/d.db"), EXIT_OK);
	assert_int_equal(run("user list --db DIR/d.db"), EXIT_OK);
	assert_null(strstr(output(), "FRONT BACK (disabled)"));
}

/* ---- several cities ----------------------------------------------------------------------- */

static void a_second_city_gets_a_key_and_names_of_its_own(void **state)
{
	(void)state;
	assert_int_equal(run("init --db DIR/s.db --city 3272 --host sukabumi.test"), EXIT_OK);
	assert_int_equal(run("init --db DIR/s.db --city 3276 --host DEPOK.test --host d.test"),
			 EXIT_OK);
	assert_null(strstr(output(), "has no host name"));
	assert_false(same_bytes("s.db.key", "s.db.key.3276"));
	assert_int_equal(run("init --db DIR/s.db --city 3276"), EXIT_FAILED);
	assert_int_equal(run("cities --db DIR/s.db"), EXIT_OK);
	assert_non_null(strstr(output(), " sukabumi.test"));
	assert_non_null(strstr(output(), " depok.test d.test"));
	assert_int_equal(run("cities --db DIR/s.db --host x.test"), EXIT_FAILED); /* whose? */
	assert_int_equal(run("cities --db DIR/s.db --city 3276 --host https://x"), EXIT_FAILED);
	assert_int_equal(run("cities --db DIR/s.db --city 3276 --host new.test"), EXIT_OK);
	assert_null(strstr(output(), "depok.test"));
}

static void commands_for_one_city_ask_which_and_the_others_do_all(void **state)
{
	(void)state;
	assert_int_equal(run("user list --db DIR/s.db"), EXIT_FAILED);
	assert_int_equal(run("user list --db DIR/s.db --city 3276"), EXIT_OK);
	assert_int_equal(run("user list --city 3276 --city-db 3276=DIR/s.db"), EXIT_OK);
	assert_int_equal(run("user add ani --db DIR/s.db --city 3276 --role head"), EXIT_OK);
	assert_int_equal(run("user reset ani --db DIR/s.db --city 3272"), EXIT_FAILED);
	assert_int_equal(run("user list --db DIR/s.db --city 3276"), EXIT_OK);
	assert_non_null(strstr(output(), "HEAD (no second factor)"));
	assert_int_equal(run("user factor ani --db DIR/s.db --city 3276"), EXIT_OK);
	assert_int_equal(run("user factor nobody --db DIR/s.db --city 3276"), EXIT_FAILED);
	assert_int_equal(run("migrate --db DIR/s.db"), EXIT_OK);
	assert_non_null(strstr(output(), "Kota Sukabumi"));
	assert_non_null(strstr(output(), "Kota Depok"));
	assert_int_equal(run("demo fill --db DIR/s.db --city 3276"), EXIT_FAILED);
}

static void the_key_of_one_city_does_not_pass_for_another(void **state)
{
	char kept[96];

	(void)state;
	/* A sample has sealed values of its own, so its key can be told from others. */
	assert_int_equal(run("init --db DIR/d.db --city 3276"), EXIT_OK);
	assert_non_null(strstr(output(), "Kota Sukabumi has no host name"));
	assert_int_equal(run("audit verify --db DIR/d.db"), EXIT_OK);
	assert_non_null(strstr(output(), "Kota Sukabumi"));
	assert_non_null(strstr(output(), "Kota Depok"));
	assert_int_equal(run("audit verify --db DIR/d.db --key 3272=DIR/d.db.key.3276"),
			 EXIT_FAILED);
	assert_int_equal(run("user list --db DIR/d.db --city 3272 --key DIR/s.db.key"),
			 EXIT_FAILED);
	(void)snprintf(kept, sizeof(kept), "%s/d.db.key.3276", dir);
	assert_int_equal(rename(kept, path_of("kept")), 0);
	assert_int_equal(run("audit verify --db DIR/d.db --key DIR/d.db.key --key 3276=DIR/kept"),
			 EXIT_OK);
	assert_int_equal(rename(path_of("kept"), kept), 0);
}

static void a_backup_of_several_cities_comes_back_with_all_keys(void **state)
{
	(void)state;
	assert_int_equal(run("backup --db DIR/d.db --to DIR/both.db"), EXIT_OK);
	assert_int_equal(run("restore --drill --from DIR/both.db --key DIR/d.db.key"), EXIT_OK);
	assert_non_null(strstr(output(), "Kota Sukabumi: the key fits"));
	/* Nothing is sealed there yet, and a drill does not say what it can't know. */
	assert_non_null(strstr(output(), "Kota Depok: whether this is its key could not be told"));
	assert_int_equal(run("restore --drill --from DIR/both.db --key 3272=DIR/d.db.key"),
			 EXIT_FAILED);
}

static void a_city_moves_out_of_a_database_of_several_and_back_in(void **state)
{
	(void)state;
	assert_int_equal(run("export --db DIR/d.db --to DIR/no-city"), EXIT_FAILED);
	assert_int_equal(run("export --db DIR/d.db --city 3276 --to DIR/depok"), EXIT_OK);
	assert_int_equal(run("init --db DIR/i.db --city 3271"), EXIT_FAILED); /* no such city */
	assert_int_equal(run("init --db DIR/i.db --city 7271"), EXIT_OK);
	assert_int_equal(run("import --db DIR/i.db --from DIR/depok"), EXIT_OK);
	assert_non_null(strstr(output(), "i.db.key.3276"));
	assert_int_equal(run("import --db DIR/i.db --from DIR/depok"), EXIT_FAILED);
	assert_int_equal(run("audit verify --db DIR/i.db --key 3276=DIR/d.db.key.3276"), EXIT_OK);
}

/* ---- copies ------------------------------------------------------------------------------- */

static void a_backup_comes_back_with_its_key_and_not_with_another(void **state)
{
	(void)state;
	assert_int_equal(run("backup --db DIR/d.db --to DIR/copy.db"), EXIT_OK);
	assert_int_equal(run("init --db DIR/other.db"), EXIT_OK);
	assert_int_equal(run("restore --from DIR/copy.db --db DIR/r.db"), EXIT_FAILED);
	assert_int_equal(run("restore --from DIR/copy.db --db DIR/r.db --key DIR/other.db.key"),
			 EXIT_FAILED);
	assert_int_not_equal(access(path_of("r.db"), F_OK), 0);
	assert_int_equal(run("restore --drill --from DIR/copy.db --key DIR/d.db.key"), EXIT_OK);
	assert_non_null(strstr(output(), "Drill passed"));
	assert_non_null(strstr(complaint("restore --from DIR/copy.db --key DIR/d.db.key --db "
					 "postgres://nobody@nowhere/x"),
			       "melaju import"));
	assert_int_equal(run("restore --from DIR/copy.db --db DIR/r.db --key DIR/d.db.key"),
			 EXIT_OK);
	assert_int_equal(run("restore --from DIR/copy.db --db DIR/r.db --key DIR/d.db.key"),
			 EXIT_FAILED); /* writes over nothing */
	assert_int_equal(run("audit verify --db DIR/r.db --key DIR/d.db.key"), EXIT_OK);
}

static void a_restore_without_a_list_of_the_erased_says_so(void **state)
{
	(void)state;
	assert_int_equal(mkdir(path_of("alone"), 0700), 0);
	assert_int_equal(run("init --db DIR/rot.db"), EXIT_OK);
	assert_int_equal(run("backup --db DIR/rot.db --to DIR/alone/x.db"), EXIT_OK);
	assert_int_equal(run("restore --drill --from DIR/alone/x.db --key DIR/rot.db.key"),
			 EXIT_OK);
	/* A city in which nothing happened yet: no key is wrong. */
	assert_non_null(strstr(output(), "could not be told"));
	assert_null(strstr(output(), "no list of the erased"));
	assert_int_equal(unlink(path_of("alone/x.db.erased")), 0);
	assert_int_equal(run("restore --drill --from DIR/alone/x.db --key DIR/rot.db.key"),
			 EXIT_OK);
	assert_non_null(strstr(output(), "no list of the erased"));
	assert_int_equal(run("erasures --db DIR/rot.db"), EXIT_OK);
	assert_string_equal(output(), "");
	(void)unlink(path_of("alone/x.db"));
	(void)unlink(path_of("alone/x.db.media"));
	(void)rmdir(path_of("alone"));
}

static void a_key_is_changed_once_at_a_time_and_not_finished_too_early(void **state)
{
	(void)state;
	assert_int_equal(run("key status --db DIR/rot.db"), EXIT_OK);
	assert_non_null(strstr(output(), "key 1;"));
	assert_int_equal(run("key rotate --db DIR/rot.db"), EXIT_OK);
	assert_non_null(strstr(output(), "New recovery shares"));
	assert_int_equal(run("key rotate --db DIR/rot.db"), EXIT_FAILED);
	assert_int_equal(run("key status --db DIR/rot.db"), EXIT_OK);
	assert_non_null(strstr(output(), "key 2;"));
	assert_int_equal(run("key finish --db DIR/rot.db"), EXIT_FAILED);
	assert_int_equal(run("audit verify --db DIR/rot.db"), EXIT_OK);
}

static void a_city_moves_and_is_the_same_to_the_byte(void **state)
{
	(void)state;
	assert_int_equal(run("export --db DIR/d.db --to DIR/one"), EXIT_OK);
	assert_int_equal(run("import --db DIR/m.db --from DIR/one"), EXIT_OK);
	assert_int_equal(run("export --db DIR/m.db --to DIR/two"), EXIT_OK);
	assert_true(same_bytes("one", "two"));
	assert_int_equal(run("audit verify --db DIR/m.db --key DIR/d.db.key"), EXIT_OK);
	assert_int_equal(run("import --db DIR/m.db --from DIR/one"), EXIT_FAILED);
}

static void a_damaged_file_is_refused_and_leaves_nothing(void **state)
{
	FILE *f;

	(void)state;
	assert_int_equal(run("export --db DIR/d.db --to DIR/bad"), EXIT_OK);
	f = fopen(path_of("bad"), "r+");
	assert_non_null(f);
	assert_int_equal(fseek(f, 30000, SEEK_SET), 0);
	assert_int_equal(fputc(0x7e, f), 0x7e);
	assert_int_equal(fputc(0x7e, f), 0x7e);
	(void)fclose(f);
	assert_int_equal(run("import --db DIR/b.db --from DIR/bad"), EXIT_FAILED);
	assert_int_not_equal(access(path_of("b.db"), F_OK), 0);
	assert_int_not_equal(access(path_of("b.db.media"), F_OK), 0);
	/* A database that was there stays, as it was. */
	assert_int_equal(run("import --db DIR/d.db --from DIR/bad"), EXIT_FAILED);
	assert_int_equal(run("user list --db DIR/d.db"), EXIT_OK);
}

static void a_city_nobody_knows_is_answered_with_those_there_are(void **state)
{
	const char *said;

	(void)state;
	said = complaint("init --db DIR/none.db --city 9999");
	assert_non_null(strstr(said, "no city 9999"));
	assert_non_null(strstr(said, "3272 Kota Sukabumi"));
	assert_int_not_equal(access(path_of("none.db"), F_OK), 0);
}

/* Nothing is begun that could not be finished: the city is not there, half made, afterwards. */
static void a_sample_of_another_city_is_refused_before_it_is_begun(void **state)
{
	const char *said;

	(void)state;
	said = complaint("serve --db DIR/depok.db --demo --city 3276");
	assert_non_null(strstr(said, "melaju init --city 3276"));
	assert_int_equal(run("user list --db DIR/depok.db --city 3276"), EXIT_FAILED);
	assert_non_null(strstr(complaint("demo fill --db DIR/depok.db --city 3276"), "3272"));
	assert_int_equal(run("init --db DIR/depok.db --city 3276"), EXIT_OK);
}

static void an_older_backup_stays_unless_it_may_go(void **state)
{
	struct stat before, after;

	(void)state;
	assert_int_equal(run("backup --db DIR/d.db --to DIR/kept.db"), EXIT_OK);
	assert_int_equal(stat(path_of("kept.db"), &before), 0);
	assert_non_null(strstr(complaint("backup --db DIR/d.db --to DIR/kept.db"), "--replace"));
	assert_int_equal(stat(path_of("kept.db"), &after), 0);
	assert_int_equal(before.st_ino, after.st_ino);
	assert_int_equal(run("backup --db DIR/d.db --to DIR/kept.db --replace"), EXIT_OK);
	assert_int_equal(stat(path_of("kept.db"), &after), 0);
	assert_int_not_equal(before.st_ino, after.st_ino);
}

static void a_checkpoint_kept_elsewhere_is_proven(void **state)
{
	char kept[96];

	(void)state;
	assert_int_equal(run("audit checkpoint --db DIR/d.db"), EXIT_OK);
	assert_non_null(strstr(output(), "melaju/1"));
	(void)snprintf(kept, sizeof(kept), "%s/kept", dir);
	assert_int_equal(rename(path_of("out"), kept), 0);
	assert_int_equal(run("audit verify --db DIR/d.db --checkpoint DIR/kept"), EXIT_OK);
	assert_int_equal(run("audit verify --db DIR/k.db --checkpoint DIR/kept"), EXIT_FAILED);
}

/* A log without a line is no log that holds: a city begins with some. */
static void an_emptied_log_does_not_hold(void **state)
{
	char text[160];

	(void)state;
	assert_int_equal(run("init --db DIR/empty.db"), EXIT_OK);
	assert_int_equal(run("audit verify --db DIR/empty.db"), EXIT_OK);
	(void)snprintf(text, sizeof(text), "sqlite3 %s/empty.db 'DELETE FROM audit_leaf'", dir);
	assert_int_equal(system(text), 0);
	assert_non_null(strstr(complaint("audit verify --db DIR/empty.db"), "empty"));
}

/* Lines of a file of the test that have a text in them. */
static size_t lines_with(const char *name, const char *text)
{
	FILE *f = fopen(path_of(name), "r");
	char line[512];
	size_t n = 0;

	assert_non_null(f);
	while (fgets(line, sizeof(line), f))
		n += strstr(line, text) != NULL;
	(void)fclose(f);
	return n;
}

static void made_up_people_come_with_the_truth(void **state)
{
	(void)state;
	assert_int_equal(run("demo people --count 500 --seed 3 --out DIR/p.csv --truth DIR/t.csv"),
			 EXIT_OK);
	assert_int_equal(lines_with("p.csv", "id,name,birth_date"), 1);
	assert_int_equal(lines_with("p.csv", ","), 501);
	assert_int_equal(lines_with("t.csv", "id,entity,faults"), 1);
	assert_int_equal(lines_with("t.csv", ","), 501);
	assert_int_equal(run("demo people --count 500 --seed 3"), EXIT_OK);
	assert_int_equal(lines_with("out", ","), 501);
	assert_int_equal(run("demo people --setting worst"), EXIT_USAGE);
	assert_int_equal(run("demo people --count 0"), EXIT_USAGE);
	assert_int_equal(run("demo people --count 5 --out DIR/none/p.csv"), EXIT_FAILED);
}

static void the_password_in_an_address_is_not_shown(void **state)
{
	static const struct {
		const char *said, *shown;
	} lines[] = {
		{ "postgres://m:rahasia@host/db: no", "postgres://m:***@host/db: no" },
		{ "postgres://m:a@b@host/db", "postgres://m:***@host/db" },
		{ "postgres://m@host/db?password=x&user=y",
		  "postgres://m@host/db?password=***&user=y" },
		{ "postgres://m:a@h/d and postgres://n:b@h/d",
		  "postgres://m:***@h/d and postgres://n:***@h/d" },
		{ "host=h password=x dbname=d", "host=h password=*** dbname=d" },
		{ "postgres://m@host:5432/db", "postgres://m@host:5432/db" },
		{ "http://127.0.0.1:8080/", "http://127.0.0.1:8080/" },
		{ "melaju.db", "melaju.db" },
	};
	char *text;
	size_t size;
	FILE *f;

	(void)state;
	for (size_t i = 0; i < LEN(lines); i++) {
		f = open_memstream(&text, &size);
		assert_non_null(f);
		cli_say(f, lines[i].said);
		(void)fclose(f);
		assert_string_equal(text, lines[i].shown);
		free(text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_unknown_command_or_option_is_a_fault_of_use),
		cmocka_unit_test(a_mistaken_word_is_named_with_the_way_out),
		cmocka_unit_test(a_file_of_another_kind_is_left_alone),
		cmocka_unit_test(what_accounts_refuse_is_said_in_words),
		cmocka_unit_test(the_password_in_an_address_is_not_shown),
		cmocka_unit_test(roles_are_not_taken_away_by_forgetting_to_name_one),
		cmocka_unit_test(a_backup_never_takes_the_place_of_the_data),
		cmocka_unit_test(the_first_word_of_several_commands_names_them),
		cmocka_unit_test(every_command_explains_itself_with_an_example),
		cmocka_unit_test(the_help_on_roles_names_each),
		cmocka_unit_test(the_command_line_overrules_the_environment_and_that_the_file),
		cmocka_unit_test(init_makes_a_city_once_and_shows_the_shares_once),
		cmocka_unit_test(accounts_are_added_changed_and_closed),
		cmocka_unit_test(a_backup_comes_back_with_its_key_and_not_with_another),
		cmocka_unit_test(a_restore_without_a_list_of_the_erased_says_so),
		cmocka_unit_test(a_key_is_changed_once_at_a_time_and_not_finished_too_early),
		cmocka_unit_test(a_city_moves_and_is_the_same_to_the_byte),
		cmocka_unit_test(a_damaged_file_is_refused_and_leaves_nothing),
		cmocka_unit_test(a_city_nobody_knows_is_answered_with_those_there_are),
		cmocka_unit_test(an_older_backup_stays_unless_it_may_go),
		cmocka_unit_test(a_checkpoint_kept_elsewhere_is_proven),
		cmocka_unit_test(an_emptied_log_does_not_hold),
		cmocka_unit_test(a_sample_of_another_city_is_refused_before_it_is_begun),
		cmocka_unit_test(made_up_people_come_with_the_truth),
		cmocka_unit_test(a_second_city_gets_a_key_and_names_of_its_own),
		cmocka_unit_test(commands_for_one_city_ask_which_and_the_others_do_all),
		cmocka_unit_test(the_key_of_one_city_does_not_pass_for_another),
		cmocka_unit_test(a_backup_of_several_cities_comes_back_with_all_keys),
		cmocka_unit_test(a_city_moves_out_of_a_database_of_several_and_back_in),
	};

	return cmocka_run_group_tests(tests, make, clean);
}
