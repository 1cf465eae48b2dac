/* Reports that may be about the same: for signed-in staff, within what they may see. */
#include "feature/desk/desk.h"

#include "base/clock.h"
#include "base/str.h"
#include "feature/desk/desk_sql.h"

#include <string.h>

#define SIMILAR_WINDOW (72 * USEC_HOUR)
#define WORDS_MAX      64
#define SCORE_MIN      30

static bool has_word(const char *text, const char *word, size_t n)
{
	const char *p = text;

	for (; (p = strstr(p, word)) != NULL; p++)
		if ((p == text || p[-1] == ' ') && (p[n] == ' ' || p[n] == '\0'))
			return true;
	return false;
}

/* Share (percent) of the words of a that b has too; words under four letters say nothing. */
static int shared_words(struct ctx *cx, const char *a, const char *b)
{
	char **words;
	size_t n, i, counted = 0, shared = 0;

	if (a == NULL || b == NULL)
		return 0;
	str_split(cx->arena, a, ' ', &words, &n);
	for (i = 0; i < n && counted < WORDS_MAX; i++) {
		size_t len = strlen(words[i]);

		if (len < 4)
			continue;
		counted++;
		shared += has_word(b, words[i], len);
	}
	return counted == 0 ? 0 : (int)(shared * 100 / counted);
}

static int score(struct ctx *cx, const struct desk_report *r, const char *fold,
		 const char *place_fold, const struct desk_similar_row *row)
{
	int64_t apart = (cx->now - row->recorded_at) / USEC_HOUR;
	int points = shared_words(cx, fold, row->body_fold) / 2;

	if (place_fold != NULL && row->place != NULL)
		points += shared_words(cx, place_fold, str_fold(cx->arena, row->place)) * 2 / 5;
	if (row->flags == r->flags && r->flags != 0)
		points += 10;
	if (r->sex != 0 && row->sex != 0)
		points += row->sex == r->sex ? 5 : -30;
	if (r->age_about != DB_NONE && row->age_about != DB_NONE) {
		int64_t gap = r->age_about - row->age_about;

		points += gap >= -10 && gap <= 10 ? 5 : -15;
	}
	return points + (apart < 6 ? 10 : apart < 24 ? 5 : 0);
}

enum err desk_similar_to(struct ctx *cx, int64_t id, const struct desk_report *r,
			 struct desk_similar ret[static DESK_SIMILAR_MAX], size_t *ret_n)
{
	const char *fold = r->body != NULL ? str_fold(cx->arena, r->body) : NULL;
	const char *place = r->place != NULL ? str_fold(cx->arena, r->place) : NULL;
	struct desk_similar_row *rows;
	size_t n, i, j, found = 0;

	TRY(desk_similar_all(cx,
			     &(struct desk_similar_args){ .region_id = r->region_id,
							  .from_at = cx->now - SIMILAR_WINDOW,
							  .id = id },
			     &rows, &n));
	for (i = 0; i < n; i++) {
		int points = score(cx, r, fold, place, &rows[i]);

		if (points < SCORE_MIN)
			continue;
		/* insertion into the short list, best first */
		for (j = MIN(found, (size_t)DESK_SIMILAR_MAX - 1);
		     j > 0 && ret[j - 1].score < points; j--)
			ret[j] = ret[j - 1];
		if (j == DESK_SIMILAR_MAX - 1 && found == DESK_SIMILAR_MAX &&
		    ret[j].score >= points)
			continue;
		ret[j] = (struct desk_similar){
			.id = rows[i].id,
			.number = rows[i].number,
			.state = (enum report_state)rows[i].state,
			.case_id = rows[i].case_id,
			.recorded_at = rows[i].recorded_at,
			.summary = rows[i].summary,
			.place = rows[i].place,
			.score = MIN(points, 99),
		};
		found = MIN(found + 1, (size_t)DESK_SIMILAR_MAX);
	}
	*ret_n = found;
	return ERR_OK;
}
