/* Who was shown: written before the first byte of the page leaves. */
#include "base/str.h"
#include "platform/http/http_impl.h"
#include "platform/http/http_sql.h"

/* The ids of all subjects shown under the same name, as a JSON array. */
static char *subjects_json(const struct req *r, const char *what)
{
	struct arena *a = r->cx.arena;
	struct buf b;
	char *copy;
	size_t i;

	buf_init(&b, HTTP_MAX_ANSWER);
	for (i = 0; i < r->n_disclosed; i++) {
		if (!str_eq(r->disclosed[i].what, what))
			continue;
		buf_adds(&b, b.len == 0 ? "[\"" : ",\"");
		buf_addi(&b, r->disclosed[i].subject);
		buf_addc(&b, '"');
	}
	buf_addc(&b, ']');
	copy = buf_ok(&b) ? arena_strdup(a, buf_str(&b)) : NULL;
	buf_release(&b);
	return copy;
}

/* One row for all that was shown under the same name as the first of them, at index first. */
static enum err write_group(struct req *r, size_t first)
{
	const struct disclosed *d = &r->disclosed[first];
	struct disclosure_add_args args = { .id = APP_ID(&r->cx),
					    .unit_id = r->cx.actor->unit_id,
					    .subject_id = d->subject,
					    .what = d->what,
					    .purpose = r->cx.actor->purpose,
					    .path = r->path };
	size_t i;

	for (i = first + 1; i < r->n_disclosed; i++) {
		if (!str_eq(r->disclosed[i].what, d->what))
			continue;
		args.subject_id = 0;
		args.subjects = subjects_json(r, d->what);
		if (args.subjects == NULL)
			return err_set(&r->cx, ERR_TOOBIG, "too many subjects on one page");
		break;
	}
	return disclosure_add_run(&r->cx, &args, NULL);
}

static bool seen_before(const struct req *r, size_t i)
{
	size_t k;

	for (k = 0; k < i; k++)
		if (str_eq(r->disclosed[k].what, r->disclosed[i].what))
			return true;
	return false;
}

enum err disclose_write(struct ctx *cx, void *req)
{
	struct req *r = req;
	size_t i;

	(void)cx;
	for (i = 0; i < r->n_disclosed; i++)
		if (!seen_before(r, i))
			TRY(write_group(r, i));
	return ERR_OK;
}

enum err http_forget_looks(struct ctx *cx, int64_t before_id, int64_t max, int64_t *ret_gone)
{
	return disclosure_forget_run(
	    cx, &(struct disclosure_forget_args){ .before_id = before_id, .max_n = max }, ret_gone);
}
