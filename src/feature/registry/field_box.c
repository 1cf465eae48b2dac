/* What is typed into the one box and is no name: numbers and words that the city's own fields say.
 */
#include <string.h>

#include "base/str.h"
#include "feature/registry/field.h"
#include "feature/registry/field_sql.h"
#include "feature/registry/find_impl.h"
#include "feature/registry/find_sql.h"

/*
 * The box is asked at every key, so it looks into the table a bounded number of times and reads a
 * bounded number of rows each; what more people share says nothing about one of them, and is asked
 * under "more details" instead.
 */
enum {
	LOOKS_MOST = 24,    /* into the index of values */
	COMMON = 200,       /* more values are too many */
	REGIONS_MOST = 8,   /* whoever sees more kelurahan sees too much for what is common */
	FAMILIES_MOST = 48, /* whose members are read */
	MEANT_MOST = 512,   /* people */
	LABEL_LEAST = 4,    /* letters by which a choice may begin */
	WHOLE = 950,        /* the whole value is what was typed */
	WORD = 800,         /* it stands in the value, to the end of a word */
	BEGUN = 600         /* a word of it begins so */
};

struct box {
	struct ctx *cx;
	struct find_ask *ask;
	const struct find_reach *reach;
	struct find_meant *list; /* room for MEANT_MOST */
	size_t n;
	int looks;
	struct field_filter *filter; /* room for LOOKS_MOST: what was found points to them */
	const char *label_words;     /* of the fields in which a number was found, folded */
};

/* What is looked for, and what it is worth when it is found: 0: as far as the value agrees. */
struct sought {
	const struct field_filter *by;
	bool code; /* a number besides the name; otherwise all that was typed */
	int worth;
};

/* ---- who is meant ---------------------------------------------------------------------------- */

static int worth_of(const struct sought *s, const struct field_holders_row *row)
{
	size_t n = strlen(s->by->from);

	if (s->worth != 0 || strcmp(s->by->from, s->by->to) == 0)
		return s->worth != 0 ? s->worth : WHOLE;
	if (row->sought[n] == '\0')
		return row->part == 0 ? WHOLE : WORD;
	return row->sought[n] == ' ' ? WORD : BEGUN;
}

/* Of several things said of him the strongest. */
static void mean(struct box *b, const struct sought *s, int64_t person_id, int worth)
{
	struct find_meant *m = b->list;
	size_t i;

	for (i = 0; i < b->n && m[i].id != person_id; i++)
		continue;
	if (i == MEANT_MOST)
		return;
	if (i == b->n)
		m[b->n++] = (struct find_meant){ .id = person_id };
	if (worth > MAX(m[i].code, m[i].worded))
		m[i].by = s->by;
	if (s->code)
		m[i].code = (uint16_t)MAX(worth, m[i].code);
	else
		m[i].worded = (uint16_t)MAX(worth, m[i].worded);
}

/* The members of some families, FIND_BATCH at most. */
static enum err mean_members(struct box *b, const struct sought *s, const int64_t *families,
			     const int *worth, size_t n)
{
	struct find_relatives_args a = { 0 };
	struct find_relatives_row *rows;
	size_t n_rows, at;

	FIND_IDS(&a, families, n);
	TRY(find_relatives_all(b->cx, &a, &rows, &n_rows));
	for (size_t i = 0; i < n_rows; i++) {
		for (at = 0; at < n && families[at] != rows[i].family_id; at++)
			continue;
		if (at < n)
			mean(b, s, rows[i].id, worth[at]);
	}
	return ERR_OK;
}

static enum err mean_families(struct box *b, const struct sought *s,
			      const struct field_holders_row *rows, size_t n)
{
	int64_t families[FIND_BATCH];
	int worth[FIND_BATCH];
	size_t some = 0;

	if (n > FAMILIES_MOST)
		return ERR_OK;
	for (size_t i = 0; i < n; i++) {
		families[some] = rows[i].subject_id;
		worth[some++] = worth_of(s, &rows[i]);
		if (some < FIND_BATCH && i + 1 < n)
			continue;
		TRY(mean_members(b, s, families, worth, some));
		some = 0;
	}
	return ERR_OK;
}

/* ---- looking --------------------------------------------------------------------------------- */

/* The words by which people call a field, behind those of the others. */
static void note_label(struct box *b, const struct fact_field *field)
{
	struct arena *a = b->cx->arena;

	b->label_words = arena_printf(a, "%s %s ", b->label_words, str_fold(a, field->label));
	for (size_t i = 0; i < field->n_aliases; i++)
		b->label_words = arena_printf(a, "%s%s ", b->label_words, field->alias[i]);
}

static enum err take_rows(struct box *b, const struct sought *s,
			  const struct field_holders_row *rows, size_t n)
{
	if (n > 0 && s->code) {
		b->ask->coded = true;
		note_label(b, s->by->field);
	}
	if (s->by->field->of == FACT_FAMILY)
		return mean_families(b, s, rows, n);
	for (size_t i = 0; i < n; i++)
		mean(b, s, rows[i].subject_id, worth_of(s, &rows[i]));
	return ERR_OK;
}

/* What is common in the city may say something in a kelurahan: home_id, or 0 for all. */
static enum err look_in(struct box *b, const struct sought *s, int64_t home_id, bool *ret_common)
{
	const struct field_holders_args a = { .field = s->by->field->code,
					      .sought_from = s->by->from,
					      .sought_to = s->by->to,
					      .home_id = home_id,
					      .most = COMMON + 1,
					      .with = home_id != 0 ? FIELD_HOLDERS_WITH_HOME : 0U };
	struct field_holders_row *rows;
	size_t n;

	TRY(field_holders_all(b->cx, &a, &rows, &n));
	b->looks++;
	*ret_common = n > COMMON;
	return *ret_common ? ERR_OK : take_rows(b, s, rows, n);
}

static enum err look(struct box *b, const struct sought *s)
{
	const struct find_reach *r = b->reach;
	bool common;

	TRY(look_in(b, s, 0, &common));
	if (!common || r->city || r->n_regions > REGIONS_MOST)
		return ERR_OK;
	for (size_t i = 0; i < r->n_regions && b->looks < LOOKS_MOST; i++)
		TRY(look_in(b, s, r->region[i], &common));
	return ERR_OK;
}

/* A filter that stays, since what is found by it points to it; NULL: enough was asked. */
static struct field_filter *next_filter(const struct box *b)
{
	return b->looks < LOOKS_MOST ? &b->filter[b->looks] : NULL;
}

/* ---- what may be meant ----------------------------------------------------------------------- */

static bool is_text(const struct fact_field *field)
{
	return field->kind == FACT_TEXT || field->kind == FACT_NAME;
}

static bool is_number(const struct fact_field *field)
{
	return field->kind == FACT_NUMBER || field->kind == FACT_MONEY;
}

/* Words of a text, or the digits of a number. */
static enum err look_for(struct box *b, const struct fact_field *field, const char *words,
			 bool code)
{
	struct field_filter *f = next_filter(b);
	const struct sought s = { .by = f, .code = code };
	bool digits = words[strspn(words, "0123456789")] == '\0' && strlen(words) <= 18;

	if (f == NULL || (is_number(field) && !digits))
		return ERR_OK;
	if (!(is_text(field) ? field_filter_words(b->cx->arena, field, words, f)
			     : field_filter_between(b->cx->arena, field, words, words, f)))
		return ERR_OK;
	return look(b, &s);
}

static enum err look_for_choice(struct box *b, const struct fact_field *field, const char *words)
{
	size_t n = strlen(words);

	for (size_t i = 0; i < field->n_options; i++) {
		const char *label = str_fold(b->cx->arena, field->option[i].label);
		const char *code = field->option[i].code;
		struct field_filter *f = next_filter(b);
		const struct sought s = { .by = f, .worth = label[n] == '\0' ? WORD : BEGUN };

		if (f == NULL || !str_starts(label, words) || (label[n] != '\0' && n < LABEL_LEAST))
			continue;
		if (field_filter_between(b->cx->arena, field, code, code, f))
			TRY(look(b, &s));
	}
	return ERR_OK;
}

/* What follows the name of the field: "nomor kartu 12" asks for 12; NULL: it is not named. */
static const char *behind(const char *phrase, const char *name)
{
	size_t n = strlen(name);

	return n > 0 && str_starts(phrase, name) && phrase[n] == ' ' ? phrase + n + 1 : NULL;
}

static const char *behind_label(const struct box *b, const struct fact_field *field)
{
	const char *rest = behind(b->ask->phrase, str_fold(b->cx->arena, field->label));

	for (size_t i = 0; rest == NULL && i < field->n_aliases; i++)
		rest = behind(b->ask->phrase, field->alias[i]);
	return rest;
}

static enum err ask_field(struct box *b, const struct fact_field *field)
{
	const struct find_ask *ask = b->ask;
	const char *rest = ask->phrase != NULL ? behind_label(b, field) : NULL;
	const char *words = rest != NULL ? rest : ask->phrase;

	for (size_t i = 0; i < ask->n_codes && (is_text(field) || is_number(field)); i++)
		TRY(look_for(b, field, ask->code[i], true));
	if (words == NULL || (ask->n_codes > 0 && str_eq(words, ask->code[0])))
		return ERR_OK;
	if (field->kind == FACT_CHOICE || field->kind == FACT_SET)
		return look_for_choice(b, field, words);
	return is_text(field) || (is_number(field) && rest != NULL)
		   ? look_for(b, field, words, false)
		   : ERR_OK;
}

/* ---- the name that is left ------------------------------------------------------------------- */

/* Beside a number that was found, neither it nor the name of its field is somebody's name. */
static void leave_name(struct box *b)
{
	struct arena *a = b->cx->arena;
	const char *at = b->ask->bare != NULL ? b->ask->bare : "", *left = "";

	while (*at != '\0') {
		size_t n = strcspn(at, " ");
		const char *word = arena_strndup(a, at, n);
		const char *of_label = arena_printf(a, " %s ", str_fold(a, word));

		if (strstr(b->label_words, of_label) == NULL)
			left = arena_printf(a, "%s%s ", left, word);
		at += n + (at[n] != '\0');
	}
	name_form(left, strlen(left), &b->ask->name);
}

enum err find_box(struct ctx *cx, struct find_ask *ask, const struct find_reach *reach)
{
	struct box b = { .cx = cx, .ask = ask, .reach = reach, .label_words = " " };
	const struct fact_book *book;

	TRY(fact_book(cx, &book));
	if (book->n_find[FACT_PERSON] + book->n_find[FACT_FAMILY] == 0 ||
	    (ask->phrase == NULL && ask->n_codes == 0))
		return ERR_OK;
	b.list = ARENA_ARRAY(cx->arena, MEANT_MOST, struct find_meant);
	b.filter = ARENA_ARRAY(cx->arena, LOOKS_MOST, struct field_filter);
	for (int of = FACT_PERSON; of <= FACT_FAMILY; of++)
		for (size_t i = 0; i < book->n_find[of]; i++)
			TRY(ask_field(&b, book->find[of][i]));
	ask->meant = b.list;
	ask->n_meant = b.n;
	if (ask->coded)
		leave_name(&b);
	return ERR_OK;
}
