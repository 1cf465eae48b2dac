/*
 * Power cuts: a process that takes reports and works on cases is killed at random moments, or loses
 * what was not synced; what it was told is kept is there, the baton is somewhere, and the audit log
 * holds.
 *
 *   power_test [KILLS]     40 without
 */
#include "lib/city.h"
#include "lib/invariants.h"
#include "lib/losevfs.h"

#include "base/rng.h"
#include "platform/audit/audit.h"
#include "platform/db/db_impl.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define ACKS_MAX 4096

static int kills = 40;

/* Reports that somebody was told are kept. */
struct acks {
	int64_t ids[ACKS_MAX];
	size_t n;
};

/* ---- the city's file, opened in a given way ---------------------------------------------- */

static void let_go(struct city_fixture *c)
{
	c->db->ops->close(c->db);
	db_pool_close(c->t.app.pool);
	c->t.app.pool = NULL;
}

static enum err take_up(struct city_fixture *c, const char *dir, const char *sync, const char *vfs)
{
	const struct db_options options = {
		.url = arena_printf(c->cx->arena, "%s/test.db", dir),
		.readers = 2,
		.sync = sync,
		.vfs = vfs,
	};

	err_clear(c->cx);
	TRY(db_pool_open(c->cx, &options, &c->t.app.pool));
	return db_connect(c->cx, c->t.app.pool, DB_WRITER, &c->db);
}

/* ---- the work ---------------------------------------------------------------------------- */

struct job {
	const struct city_fixture *c;
	int64_t report_id;
	bool on; /* the report becomes a case and is sent on */
};

static enum err send_on(struct ctx *cx, const struct job *j)
{
	const struct case_new n = { .title = "Laki-laki di terminal",
				    .subject_kind = SUBJECT_UNKNOWN,
				    .region_id = j->c->region,
				    .decided = true };
	const struct referral_new to = { .kind = REFERRAL_HANDOVER,
					 .to_unit_id = j->c->unit[CITY_LKS] };
	int64_t id, referral, went;

	TRY(case_open(cx, j->report_id, 0, &n, &id));
	return referral_send(cx, id, 0, &to, &referral, &went);
}

static enum err run_job(struct ctx *cx, void *arg)
{
	const struct job *j = arg;
	char number[NUMBER_SIZE], secret[SECRET_SIZE];
	const struct report_new n = {
		.kind = REPORT_PPKS,
		.channel = "loket",
		.holder_unit_id = j->c->unit[CITY_DESK],
		.region_id = j->c->region,
		.subject_kind = SUBJECT_UNKNOWN,
		.happened_at = cx->now,
		.due_at = cx->now + USEC_HOUR,
	};

	TRY(report_open(cx, j->report_id, &n, number, secret));
	return j->on ? send_on(cx, j) : ERR_OK;
}

/* One report, kept for sure when this returns ERR_OK; now and then the audit log is brought up. */
static enum err one_job(struct city_fixture *c, int i, int64_t *ret_id)
{
	struct arena_mark memory = arena_mark(c->cx->arena);
	struct job j = { .c = c,
			 .report_id = id_make(&c->t.app.ids, c->cx->now),
			 .on = i % 3 == 0 };
	int64_t size;
	enum err e = db_write(c->cx, c->t.app.pool, run_job, &j);

	*ret_id = j.report_id;
	if (e == ERR_OK && i % 10 == 9)
		(void)!audit_sequence(c->cx, c->t.app.pool, &size);
	err_clear(c->cx);
	arena_reset_to(c->cx->arena, memory);
	return e;
}

/* ---- what must be there ------------------------------------------------------------------ */

/* Acknowledged reports that are missing; -1 when the file, the baton or the log is broken. */
static int lost(struct city_fixture *c, const struct acks *acks)
{
	struct audit_report report;
	const char *broken;
	int64_t size;
	int n = 0;
	size_t i;

	if (db_check_file(c->cx, c->t.app.pool) != ERR_OK) {
		print_message("file: %s\n", c->cx->detail);
		return -1;
	}
	act_begin(c);
	broken = invariants_broken(c->cx);
	for (i = 0; i < acks->n && broken == NULL; i++)
		n += city_int(c, "SELECT id FROM report WHERE id = %lld", acks->ids[i]) == DB_NONE;
	assert_ok(act_end(c, ERR_OK));
	if (broken != NULL) {
		print_message("%s\n", broken);
		return -1;
	}
	if (audit_sequence(c->cx, c->t.app.pool, &size) != ERR_OK ||
	    audit_verify(c->cx, c->t.app.pool, NULL, &report) != ERR_OK ||
	    report.fault[0] != '\0') {
		print_message("audit: %s\n", report.fault);
		return -1;
	}
	return n;
}

/* ---- kill -9 ----------------------------------------------------------------------------- */

static void NORETURN work_until_killed(struct city_fixture *c, int to_parent)
{
	int64_t id;
	int i;

	if (take_up(c, c->t.dir, "full", NULL) != ERR_OK)
		_exit(1);
	for (i = 0;; i++)
		if (one_job(c, i, &id) == ERR_OK && write(to_parent, &id, sizeof(id)) != sizeof(id))
			_exit(2);
}

/* Lets a child work for a while after its first report, and kills it. */
static void one_kill(struct city_fixture *c, struct acks *acks, int round)
{
	int ends[2], status;
	int64_t id;
	pid_t child;

	id_maker_init(&c->t.app.ids, (unsigned)round % 1000 + 2);
	assert_int_equal(pipe(ends), 0);
	child = fork();
	if (child == 0)
		work_until_killed(c, ends[1]);
	assert_true(child > 0);
	(void)close(ends[1]);
	if (read(ends[0], &id, sizeof(id)) == sizeof(id) && acks->n < ACKS_MAX)
		acks->ids[acks->n++] = id;
	(void)usleep((useconds_t)rng_below(c->cx->rng, 40000));
	(void)kill(child, SIGKILL);
	while (read(ends[0], &id, sizeof(id)) == sizeof(id))
		if (acks->n < ACKS_MAX)
			acks->ids[acks->n++] = id;
	(void)close(ends[0]);
	(void)waitpid(child, &status, 0);
	assert_true(WIFSIGNALED(status));
}

static void whatever_was_acknowledged_survives_kill_9(void **state)
{
	static struct acks acks;
	struct city_fixture c;
	int round;

	(void)state;
	if (test_on_pg())
		skip(); /* its durability is the server's */
	city_open(&c);
	city_act_as(&c, CITY_COORDINATOR);
	let_go(&c);
	for (round = 0; round < kills; round++) {
		one_kill(&c, &acks, round);
		assert_ok(take_up(&c, c.t.dir, "full", NULL));
		assert_int_equal(lost(&c, &acks), 0);
		let_go(&c);
	}
	print_message("%d kills, %zu reports acknowledged, none lost\n", kills, acks.n);
	assert_true(acks.n >= (size_t)kills);
	assert_ok(take_up(&c, c.t.dir, "full", NULL));
	city_close(&c);
}

/* ---- power ------------------------------------------------------------------------------- */

/* Works, loses the power, looks; how many of the seeds lost something. */
static int losses(const char *sync, uint64_t seeds)
{
	static struct acks acks;
	struct city_fixture c;
	int64_t id, i;
	int n = 0;

	losevfs_register(0);
	for (uint64_t seed = 1; seed <= seeds; seed++) {
		city_open(&c);
		city_act_as(&c, CITY_COORDINATOR);
		let_go(&c);
		assert_ok(take_up(&c, c.t.dir, sync, LOSEVFS));
		for (acks.n = 0, i = 0; i < 30; i++) {
			assert_ok(one_job(&c, (int)i, &id));
			acks.ids[acks.n++] = id;
		}
		losevfs_crash(seed);
		let_go(&c);
		losevfs_restart();
		if (take_up(&c, c.t.dir, "full", LOSEVFS) == ERR_OK) {
			n += lost(&c, &acks) != 0;
			city_close(&c);
		} else {
			n++;
			test_close(&c.t);
		}
	}
	return n;
}

static void whatever_was_acknowledged_survives_a_power_cut(void **state)
{
	(void)state;
	if (test_on_pg())
		skip();
	assert_int_equal(losses("full", 6), 0);
}

static void without_sync_the_same_test_notices_the_loss(void **state)
{
	(void)state;
	if (test_on_pg())
		skip();
	assert_true(losses("off", 6) > 0);
}

/* ---- a full disk ------------------------------------------------------------------------- */

static void copy_file(const char *from, const char *to)
{
	char bytes[65536];
	FILE *in = fopen(from, "rb"), *out = fopen(to, "wb");
	size_t n;

	assert_non_null(in);
	assert_non_null(out);
	while ((n = fread(bytes, 1, sizeof(bytes), in)) > 0)
		assert_int_equal(fwrite(bytes, 1, n, out), n);
	(void)fclose(in);
	assert_int_equal(fclose(out), 0);
}

/* Works until the disk is full and a little further; everybody is told how it went. */
static void fill_disk(struct city_fixture *c, struct acks *acks)
{
	int i, told = 0;
	int64_t id;
	enum err e;

	for (i = 0; i < ACKS_MAX && told < 5; i++) {
		e = one_job(c, i, &id);
		if (e == ERR_OK)
			acks->ids[acks->n++] = id;
		else
			told++;
		assert_true(e == ERR_OK || e == ERR_FULL);
	}
	assert_int_equal(told, 5);
}

static void on_a_full_disk_the_acknowledged_is_kept_and_others_are_told(void **state)
{
	static struct acks acks;
	struct city_fixture c;
	const char *dir;

	(void)state;
	if (test_on_pg())
		skip();
	city_open(&c);
	city_act_as(&c, CITY_COORDINATOR);
	let_go(&c);
	dir = arena_printf(c.cx->arena, "%s/full", c.t.dir);
	assert_int_equal(mkdir(dir, 0700), 0);
	if (mount("tmpfs", dir, "tmpfs", 0, "size=8m") != 0) {
		(void)rmdir(dir);
		assert_ok(take_up(&c, c.t.dir, "full", NULL));
		city_close(&c);
		skip(); /* not ours to mount */
	}
	copy_file(arena_printf(c.cx->arena, "%s/test.db", c.t.dir),
		  arena_printf(c.cx->arena, "%s/test.db", dir));
	copy_file(arena_printf(c.cx->arena, "%s/test.db.media", c.t.dir),
		  arena_printf(c.cx->arena, "%s/test.db.media", dir));
	assert_ok(take_up(&c, dir, "full", NULL));
	fill_disk(&c, &acks);
	print_message("%zu reports until the disk was full\n", acks.n);
	let_go(&c);
	/* Room again. */
	assert_int_equal(mount("tmpfs", dir, "tmpfs", MS_REMOUNT, "size=32m"), 0);
	assert_ok(take_up(&c, dir, "full", NULL));
	assert_int_equal(lost(&c, &acks), 0);
	let_go(&c);
	assert_int_equal(umount(dir), 0);
	(void)rmdir(dir);
	assert_ok(take_up(&c, c.t.dir, "full", NULL));
	city_close(&c);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(whatever_was_acknowledged_survives_kill_9),
		cmocka_unit_test(whatever_was_acknowledged_survives_a_power_cut),
		cmocka_unit_test(without_sync_the_same_test_notices_the_loss),
		cmocka_unit_test(on_a_full_disk_the_acknowledged_is_kept_and_others_are_told),
	};

	if (argc > 1)
		kills = atoi(argv[1]);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
