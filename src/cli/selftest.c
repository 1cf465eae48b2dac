/* melaju selftest */
#include "cli/cli.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/str.h"
#include "feature/casework/casework.h"
#include "feature/demo/demo.h"
#include "feature/desk/desk.h"
#include "feature/directory/directory.h"
#include "platform/audit/audit.h"
#include "platform/auth/perm.h"
#include "platform/export/pdf.h"
#include "platform/http/http.h"
#include "platform/media/media.h"

/* What the main path makes on its way. */
struct path {
	struct actor manager, receiver;
	int64_t report_id, case_id, referral_id, step_id;
	char number[NUMBER_SIZE], secret[SECRET_SIZE];
};

/* ---- the parts of the main path ----------------------------------------------------------- */

/* Officers of two units, with everything they may need. */
static enum err cast(struct ctx *cx, struct path *p)
{
	bool found;

	p->receiver = p->manager = *cx->actor;
	TRY(directory_by_code(cx, "SLRT", &p->manager.unit_id, &found));
	return directory_by_code(cx, "REHSOS", &p->receiver.unit_id, &found);
}

static enum err report(struct ctx *cx, void *arg)
{
	struct path *p = arg;
	const struct report_new n = {
		.kind = REPORT_PPKS,
		.channel = "loket",
		.holder_unit_id = p->manager.unit_id,
		.subject_kind = SUBJECT_UNKNOWN,
		.happened_at = cx->now,
		.due_at = cx->now + USEC_DAY,
	};

	cx->actor = &p->manager;
	p->report_id = id_make(&cx->app->ids, cx->now);
	return report_open(cx, p->report_id, &n, p->number, p->secret);
}

static enum err decide(struct ctx *cx, void *arg)
{
	struct path *p = arg;
	const struct step_new step = {
		.service = "asesmen",
		.limit_code = "asesmen",
		.reason = "selftest",
		.unit_id = p->receiver.unit_id,
	};
	const struct case_new n = {
		.title = "selftest",
		.subject_kind = SUBJECT_UNKNOWN,
		.decided = true,
		.steps = &step,
		.n_steps = 1,
	};

	return case_open(cx, p->report_id, 0, &n, &p->case_id);
}

static enum err accept(struct ctx *cx, void *arg)
{
	struct path *p = arg;

	TRY(demo_first_sent(cx, p->case_id, &p->referral_id, &p->step_id));
	cx->actor = &p->receiver;
	return referral_accept(cx, p->referral_id, 0, NULL, NULL);
}

static enum err finish(struct ctx *cx, void *arg)
{
	const struct path *p = arg;

	TRY(step_end(cx, p->step_id, 0, "selesai", cx->now, "selftest"));
	return case_close(cx, p->case_id, 0, "layanan_diterima", "selftest");
}

/* ---- checks ------------------------------------------------------------------------------- */

static bool say(struct cli *c, const char *what, enum err e)
{
	if (e == ERR_OK)
		printf("ok      %s\n", what);
	else
		printf("FAILED  %s: %s %s\n", what, err_name(e), c->cx.detail);
	return e == ERR_OK;
}

static enum err page(struct cli *c, const char *target, int status)
{
	struct http_answer answer;

	TRY(http_dispatch(
	    &c->app, c->cx.arena, c->cx.now,
	    &(struct http_message){
		.method = "GET", .target = target, .host = "localhost", .remote = "127.0.0.1" },
	    &answer));
	return answer.status == status
		   ? ERR_OK
		   : err_set(&c->cx, ERR_CONFLICT, "%s answered %d", target, answer.status);
}

static enum err log_holds(struct cli *c)
{
	struct audit_report r;
	int64_t size;

	TRY(audit_sequence(&c->cx, c->app.pool, &size));
	TRY(audit_verify(&c->cx, c->app.pool, NULL, &r));
	return r.fault[0] ? err_set(&c->cx, ERR_CRYPTO, "%s", r.fault) : ERR_OK;
}

static enum err sample_city(struct cli *c)
{
	const char *code;
	unsigned applied;

	TRY(cli_city_code(c, &code));
	if (!cli_make_key(c, code))
		return err_set(&c->cx, ERR_IO, "no key");
	TRY(cli_install(c, code, &applied));
	return demo_fill(&c->cx, c->app.pool, &(struct demo_size){ .reports = 0 });
}

static bool main_path(struct cli *c)
{
	static const struct {
		const char *what;
		enum err (*run)(struct ctx *cx, void *arg);
	} acts[] = {
		{ "a report is taken", report },
		{ "it becomes a case and a referral is sent", decide },
		{ "the receiver accepts and holds the case", accept },
		{ "the step ends and the case closes", finish },
	};
	struct path p = { 0 };
	enum err e = db_read_begin(&c->cx, c->app.pool);
	size_t i;

	if (e == ERR_OK) {
		e = cast(&c->cx, &p);
		db_read_end(&c->cx, c->app.pool);
	}
	if (!say(c, "two units", e))
		return false;
	for (i = 0; i < LEN(acts); i++)
		if (!say(c, acts[i].what, cli_write(c, acts[i].run, &p)))
			return false;
	c->cx.actor = &c->system;
	return true;
}

/* A PNG of one pixel. */
static const unsigned char pixel[] = {
	0x89, 'P',  'N',  'G',  '\r', '\n', 0x1a, '\n', 0,   0,    0,    13,   'I',  'H',
	'D',  'R',  0,    0,    0,    1,    0,    0,    0,   1,    8,    6,    0,    0,
	0,    0x1f, 0x15, 0xc4, 0x89, 0,    0,    0,    13,  'I',  'D',  'A',  'T',  0x78,
	0xda, 0x63, 0x64, 0xf8, 0xcf, 0x50, 0x0f, 0,    3,   0x86, 1,    0x80, 0x5a, 0x34,
	0x7d, 0x6b, 0,    0,    0,    0,    'I',  'E',  'N', 'D',  0xae, 0x42, 0x60, 0x82,
};

/* One of our own making; the other helper looks through it. */
static enum err pdf(struct cli *c)
{
	struct buf made CLEANUP(buf_release);
	enum pdf_look look;
	struct pdf *p;
	int64_t pages;

	buf_init(&made, MEDIA_MAX_PDF);
	TRY(pdf_new(&c->cx, &(struct pdf_options){ .paper = PDF_A4 }, &p));
	pdf_text(p, PDF_TITLE, "Melaju");
	TRY(pdf_end(&c->cx, p, &made));
	TRY(media_look_pdf(&c->cx, (struct blob){ made.data, made.len }, &look, &pages));
	return look == PDF_GOOD && pages == 1
		   ? ERR_OK
		   : err_set(&c->cx, ERR_INVALID, "our own PDF was refused: %d", (int)look);
}

/* Through the helper behind its walls, and into the store. */
static enum err photo(struct cli *c)
{
	struct media_draft draft;
	struct picture p;

	TRY(media_recode(&c->cx, (struct blob){ pixel, sizeof(pixel) }, &p));
	return media_store(&c->cx, &p, &draft);
}

static bool all(struct cli *c)
{
	return say(c, "a new database with a sample city", sample_city(c)) && main_path(c) &&
	       say(c, "a photo goes through the helper", photo(c)) &&
	       say(c, "a PDF is looked through", pdf(c)) &&
	       say(c, "the audit log holds", log_holds(c)) &&
	       say(c, "the routes agree", http_check_routes(&c->cx)) &&
	       say(c, "the sign-in page", page(c, "/masuk", 200)) &&
	       say(c, "a page without sign-in is refused", page(c, "/laporan.json", 401)) &&
	       say(c, "the file is whole", db_check_file(&c->cx, c->app.pool));
}

static int selftest(struct cli *c)
{
	static const char *const tails[] = { "",     ".media",     ".lock",      "-wal",
					     "-shm", ".media-wal", ".media-shm", ".key" };
	char dir[] = "/tmp/melaju-selftest-XXXXXX";
	bool ok;
	size_t i;

	if (!mkdtemp(dir))
		return cli_fail(c, "no temporary folder");
	c->n_values[OPT_DB] = c->n_values[OPT_KEY] = 1;
	c->value[OPT_DB][0] = arena_printf(c->cx.arena, "%s/t.db", dir);
	c->value[OPT_KEY][0] = arena_printf(c->cx.arena, "%s/t.db.key", dir);
	ok = cli_open(c, OPEN_CREATE) && all(c);
	if (c->app.pool)
		db_pool_close(c->app.pool);
	c->app.pool = NULL;
	for (i = 0; i < LEN(tails); i++)
		(void)unlink(arena_printf(c->cx.arena, "%s/t.db%s", dir, tails[i]));
	(void)rmdir(dir);
	printf("%s\n", ok ? "OK" : "NOT OK");
	return ok ? EXIT_OK : EXIT_FAILED;
}

const struct command command_selftest = {
	.name = "selftest",
	.brief = "try the main path on this machine, in a temporary database",
	.help =
	    "Makes a temporary database, takes a report, decides it, lets another unit accept\n"
	    "the referral, closes the case, sends a photo and a PDF through the helpers, proves\n"
	    "the audit log and asks for two pages. Ends with OK, or says what failed. Touches\n"
	    "no data of yours; takes a second. For after an installation, or when something is\n"
	    "odd.\n\n"
	    "Example:\n"
	    "  melaju selftest",
	.run = selftest,
};
