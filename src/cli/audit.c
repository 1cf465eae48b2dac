/* melaju audit verify, checkpoint, prove */
#include "cli/cli.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "feature/region/region.h"
#include "platform/audit/audit.h"

#define NOTE_MAX ((size_t)16 << 10)

bool cli_read_text(struct cli *c, const char *path, size_t max, char **ret)
{
	FILE *f = fopen(path, "r");
	char *text = arena_alloc(c->cx.arena, max);
	size_t n;

	if (!f) {
		(void)cli_fail(c, "%s: %s", path, strerror(errno));
		return false;
	}
	n = fread(text, 1, max - 1, f);
	(void)fclose(f);
	text[n] = '\0';
	*ret = text;
	return true;
}

static int verify_city(struct cli *c, const struct city *city, const char *note)
{
	struct audit_report report;
	enum err e = cli_take_city(c, city);

	if (e == ERR_OK && !cli_open_key(c))
		return EXIT_FAILED;
	if (e == ERR_OK)
		e = audit_verify(&c->cx, c->app.pool, note, &report);
	if (e != ERR_OK)
		return cli_failed(c, e, "audit");
	printf("%s: %lld leaves, %lld checkpoints, %lld not yet in the tree\n", c->app.city_name,
	       (long long)report.leaves, (long long)report.checkpoints,
	       (long long)report.unsequenced);
	if (report.fault[0])
		return cli_fail(c, "the log does not hold: %s", report.fault);
	/* The making of a city writes the first lines, in one transaction with the city. */
	if (report.leaves + report.unsequenced == 0)
		return cli_fail(c, "the log does not hold: it is empty, which no city begins with");
	printf("The whole log holds.\n");
	return EXIT_OK;
}

/* A fault in the log of one city does not keep the others from being read. */
static int verify(struct cli *c)
{
	const struct city *cities;
	char *note = NULL;
	int code = EXIT_OK;
	size_t n, i;
	enum err e;

	if (!cli_open(c, OPEN_SCHEMA))
		return EXIT_FAILED;
	if (option(c, OPT_CHECKPOINT) &&
	    !cli_read_text(c, option(c, OPT_CHECKPOINT), NOTE_MAX, &note))
		return EXIT_FAILED;
	e = cli_cities(c, &cities, &n);
	if (e != ERR_OK)
		return cli_failed(c, e, "audit");
	if (n == 0 || (n > 1 && note))
		return cli_fail(c, n == 0 ? "no such city in this database"
					  : "say with --city whose checkpoint it is");
	for (i = 0; i < n; i++)
		if (verify_city(c, &cities[i], note) != EXIT_OK)
			code = EXIT_FAILED;
	return code;
}

#define AUDIT_OPTIONS \
	(OPT_BIT(DB) | OPT_BIT(KEY) | OPT_BIT(CITY) | OPT_BIT(CITY_DB) | OPT_BIT(CONFIG))

const struct command command_audit_verify = {
	.name = "audit verify",
	.options = AUDIT_OPTIONS | OPT_BIT(CHECKPOINT),
	.brief = "prove that no line of the log was dropped or changed",
	.help =
	    "Reads the whole log with code of its own: every leaf, every commitment, the tree, "
	    "the\n"
	    "signed checkpoints one after the other. With --checkpoint it also proves that the "
	    "log\n"
	    "extends a checkpoint kept elsewhere, so that even whoever holds the machine and the\n"
	    "key can't have rewritten what lies before it. Exit code 0 only if all of it holds. "
	    "It\n"
	    "may run while the server serves. Of a database with several cities it reads the log\n"
	    "of each.\n\n"
	    "Examples:\n"
	    "  melaju audit verify --db kota.db\n"
	    "  melaju audit verify --db kota.db --checkpoint inspektorat-2026-10.txt",
	.run = verify,
};

static int checkpoint(struct cli *c)
{
	char *note = NULL;
	enum err e;

	if (!cli_open(c, OPEN_ALL))
		return EXIT_FAILED;
	e = db_read_begin(&c->cx, c->app.pool);
	if (e == ERR_OK) {
		e = audit_checkpoint(&c->cx, &note);
		db_read_end(&c->cx, c->app.pool);
	}
	if (e != ERR_OK)
		return cli_failed(c, e, "checkpoint");
	(void)fputs(note, stdout);
	return EXIT_OK;
}

const struct command command_audit_checkpoint = {
	.name = "audit checkpoint",
	.options = AUDIT_OPTIONS,
	.brief = "print the newest signed checkpoint, to keep elsewhere",
	.help =
	    "A checkpoint is a few lines: size and head of the log, signed. Give it to somebody\n"
	    "independent every month (Inspektorat, a notary, a printed page); melaju audit verify\n"
	    "--checkpoint proves against it later.\n\n"
	    "Example:\n"
	    "  melaju audit checkpoint --db kota.db > inspektorat-2026-11.txt",
	.run = checkpoint,
};

static int prove(struct cli *c)
{
	struct buf out;
	int64_t id;
	enum err e;

	if (c->n_args != 1 || !str_i64(c->args[0], &id))
		return cli_fail(c, "say the id of a leaf: melaju audit prove ID");
	if (!cli_open(c, OPEN_ALL))
		return EXIT_FAILED;
	buf_init(&out, NOTE_MAX);
	e = db_read_begin(&c->cx, c->app.pool);
	if (e == ERR_OK) {
		e = audit_prove(&c->cx, id, &out);
		db_read_end(&c->cx, c->app.pool);
	}
	if (e == ERR_OK)
		printf("%s\n", buf_str(&out));
	buf_release(&out);
	if (e == ERR_NOTFOUND)
		return cli_fail(c, "no line of the log has the id %s; the page /audit shows them",
				c->args[0]);
	return e == ERR_OK ? EXIT_OK : cli_failed(c, e, c->args[0]);
}

const struct command command_audit_prove = {
	.name = "audit prove",
	.options = AUDIT_OPTIONS,
	.args = "ID",
	.brief = "print the proof that one line is in the log",
	.help =
	    "Prints place, size of the tree and sibling hashes of one leaf as JSON (RFC 9162):\n"
	    "together with a checkpoint it convinces somebody who does not have the log. The\n"
	    "number of a line stands on its page under Catatan audit.\n\n"
	    "Example:\n"
	    "  melaju audit prove 383055965081051139 --db kota.db > bukti.json",
	.run = prove,
};
