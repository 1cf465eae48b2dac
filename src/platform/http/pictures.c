/* Pictures on their way in, from the files of a form to drafts that a commit can attach, and out.
 */
#include "platform/http/http.h"
#include "platform/media/media.h"

enum err req_pictures(struct ctx *cx, struct form *f, int field, enum text problem,
		      const struct media_draft **ret, size_t *ret_n)
{
	const struct upload *files;
	size_t n = form_files(f, field, &files), i;
	struct media_draft *drafts = ARENA_ARRAY(cx->arena, n + 1, struct media_draft);
	struct picture p;
	enum err e;

	for (i = 0; i < n; i++) {
		e = media_recode(cx, files[i].bytes, &p);
		if (e == ERR_INVALID || e == ERR_TOOBIG) {
			err_clear(cx);
			form_problem(cx, f, field, problem, files[i].name);
			form_file_bad(f, field, i);
			continue;
		}
		TRY(e);
		TRY(media_store(cx, &p, &drafts[i]));
	}
	*ret = drafts;
	*ret_n = n;
	return ERR_OK;
}

void resp_picture(struct resp *resp, struct blob jpeg, bool keep)
{
	resp->type = "image/jpeg";
	resp->cache = keep ? "private, max-age=900" : "private, no-store";
	buf_add(&resp->body, jpeg.p, jpeg.n);
}

void resp_foreign(struct resp *resp, const char *type, const char *filename, struct blob bytes)
{
	resp->type = type;
	resp->filename = filename;
	resp->foreign = true;
	resp->cache = "private, no-store";
	buf_add(&resp->body, bytes.p, bytes.n);
}
