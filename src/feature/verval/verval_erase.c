/* What is left of a request when its words go by the schedule: number, kind, days, who decided. */
#include "feature/verval/verval_impl.h"

#include "platform/media/media.h"
#include "platform/vault/vault.h"

/* Signatures too. */
static enum err forget_photos(struct ctx *cx, int64_t id)
{
	struct verval_signatures_row *signatures;
	struct verval_photos_row *photos;
	size_t n;

	TRY(verval_photos_all(cx, &(struct verval_photos_args){ .verval_id = id }, &photos, &n));
	for (size_t i = 0; i < n; i++)
		TRY(media_forget_one(cx, photos[i].media_id));
	TRY(verval_erase_photos_run(cx, &(struct verval_erase_photos_args){ .verval_id = id },
				    NULL));
	TRY(verval_signatures_all(cx, &(struct verval_signatures_args){ .verval_id = id },
				  &signatures, &n));
	for (size_t i = 0; i < n; i++)
		TRY(media_forget_one(cx, signatures[i].media_id));
	return verval_erase_signatures_run(
	    cx, &(struct verval_erase_signatures_args){ .verval_id = id }, NULL);
}

enum err verval_erase(struct ctx *cx, int64_t id)
{
	int64_t changed;

	TRY(verval_erase_root_run(cx, &(struct verval_erase_root_args){ .id = id }, &changed));
	if (changed != 1)
		return err_set(cx, ERR_CONFLICT, "request %lld has not ended, or is erased",
			       (long long)id);
	TRY(verval_erase_lines_run(cx, &(struct verval_erase_lines_args){ .verval_id = id }, NULL));
	TRY(forget_photos(cx, id));
	TRY(verval_erase_asked_run(cx, &(struct verval_erase_asked_args){ .verval_id = id }, NULL));
	TRY(verval_erase_visits_run(cx, &(struct verval_erase_visits_args){ .verval_id = id },
				    NULL));
	TRY(verval_erase_answers_run(cx, &(struct verval_erase_answers_args){ .verval_id = id },
				     NULL));
	return vault_erase(cx, id);
}
