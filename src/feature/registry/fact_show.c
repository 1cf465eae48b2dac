/* Values and faults in words for people. */
#include "feature/registry/fact_impl.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/str.h"
#include "engine/names/names.h"
#include "platform/i18n/i18n.h"
#include "text/fact.h"
#include "text/i18n.h"
#include "text/region.h"

#define MASK "····"

/* ---- values ------------------------------------------------------------------------------- */

/* "17 Agustus 1945": the weekday says nothing of a birthday. */
static const char *show_date(struct ctx *cx, const char *value)
{
	static const enum text months[12] = {
		T_TIME_MONTH_01, T_TIME_MONTH_02, T_TIME_MONTH_03, T_TIME_MONTH_04,
		T_TIME_MONTH_05, T_TIME_MONTH_06, T_TIME_MONTH_07, T_TIME_MONTH_08,
		T_TIME_MONTH_09, T_TIME_MONTH_10, T_TIME_MONTH_11, T_TIME_MONTH_12,
	};
	struct civil c;
	int32_t date;

	if (!date_parse(value, &date))
		return value;
	c = date_civil(date);
	return text_fill(cx, T_TIME_DATE_SHORT, str_digits(cx->arena, c.day),
			 text(cx, months[c.month - 1]), str_digits(cx->arena, c.year),
			 (char *)NULL);
}

/* Years and ids are no amounts: their digits are not grouped. */
static bool is_amount(const struct fact_field *f)
{
	return f->core == CORE_NONE && !f->internal && !(f->min >= 1000 && f->max <= 9999);
}

static const char *show_number(struct ctx *cx, const struct fact_field *f, const char *value)
{
	int64_t v;

	if (!str_i64(value, &v))
		return value;
	if (f->kind == FACT_MONEY)
		return say_money(cx, v);
	return is_amount(f) ? say_number(cx, v) : value;
}

/* The label of a code; the code itself when its option has ended. */
static const char *label_of(struct ctx *cx, const struct fact_field *f, const char *code, size_t n)
{
	int32_t at = names_find(&f->index->options, code, n);

	if (at >= 0 && strncmp(f->option[at].code, code, n) == 0 && f->option[at].code[n] == '\0')
		return f->option[at].label;
	return arena_strndup(cx->arena, code, n);
}

static const char *show_set(struct ctx *cx, const struct fact_field *f, const char *value)
{
	const char *shown = NULL;

	for (const char *p = value; *p;) {
		size_t n = strcspn(p, ",");

		shown = str_and(cx->arena, shown, label_of(cx, f, p, n));
		p += n + (p[n] == ',');
	}
	return shown ? shown : "";
}

static int by_id(const void *a, const void *b)
{
	const int64_t *id = a;
	const struct region *r = b;

	return *id < r->id ? -1 : *id > r->id;
}

static enum err show_region(struct ctx *cx, const struct fact_field *f, const char *value,
			    const char **ret)
{
	const struct fact_regions *regions = f->index->regions;
	const struct region *r = NULL;
	int64_t id;

	*ret = value;
	if (!str_i64(value, &id))
		return ERR_OK;
	if (regions->n > 0)
		r = bsearch(&id, regions->list, regions->n, sizeof(*r), by_id);
	if (!r)
		return region_name(cx, id, ret);
	*ret = text_fill(cx, T_REGION_KELURAHAN_NAME, r->name, r->parent_name, (char *)NULL);
	return ERR_OK;
}

enum err fact_show(struct ctx *cx, const struct fact_field *field, const char *value,
		   const char **ret)
{
	enum fact_kind kind = field->kind;

	if (!value)
		*ret = "";
	else if (kind == FACT_REGION)
		return show_region(cx, field, value, ret);
	else if (kind == FACT_DATE)
		*ret = show_date(cx, value);
	else if (kind == FACT_NUMBER || kind == FACT_MONEY)
		*ret = show_number(cx, field, value);
	else if (kind == FACT_FLAG)
		*ret = text(cx, str_eq(value, "1") ? T_VALUE_YES : T_VALUE_NO);
	else if (kind == FACT_CHOICE)
		*ret = label_of(cx, field, value, strlen(value));
	else if (kind == FACT_SET)
		*ret = show_set(cx, field, value);
	else
		*ret = arena_strdup(cx->arena, value);
	return ERR_OK;
}

enum err fact_show_masked(struct ctx *cx, const struct fact_field *field, const char *value,
			  const char **ret)
{
	if (!value)
		*ret = "";
	else if (field->kind == FACT_NIK || field->kind == FACT_KK)
		*ret = mask_nik(cx, value);
	else if (field->kind == FACT_PHONE)
		*ret = mask_phone(cx, value);
	else if (field->class == FACT_SECRET || field->class == FACT_HEALTH)
		*ret = MASK;
	else
		return fact_show(cx, field, value, ret);
	return ERR_OK;
}

const char *fact_group_label(struct ctx *cx, const char *group)
{
	const char *label = text_by_key(cx->lang, arena_printf(cx->arena, "fact.group.%s", group));

	return label ? label : arena_strdup(cx->arena, group);
}

/* ---- faults ------------------------------------------------------------------------------- */

#define SHAPE_MAX 40

/*
 * What stands there, so that it can be found in the list, but not to be read by others: at most
 * SHAPE_MAX bytes, from the fifth digit on no digit of what may be a NIK or a telephone number.
 */
static const char *shape_of(struct ctx *cx, const char *written)
{
	const char *clean = fact_clean(cx, written), *p;
	char *shape = arena_alloc(cx->arena, SHAPE_MAX * 2 + 8), *at = shape;
	size_t digits = 0, seen = 0;

	if (!clean)
		return "?";
	for (p = clean; *p; p++)
		digits += *p >= '0' && *p <= '9';
	for (p = clean; *p && p < clean + SHAPE_MAX; p++) {
		bool digit = *p >= '0' && *p <= '9';

		seen += digit;
		if (digit && digits > 8 && seen > 4)
			at = stpcpy(at, "·");
		else
			*at++ = *p;
	}
	/* Not in the middle of a letter. */
	while (*p && at > shape && ((unsigned char)*p & 0xc0) == 0x80) {
		p--;
		at--;
	}
	(void)stpcpy(at, *p ? "…" : "");
	return shape;
}

static const char *digit_count(struct ctx *cx, const char *written)
{
	int64_t n = 0;

	for (; *written; written++)
		n += *written >= '0' && *written <= '9';
	return str_digits(cx->arena, n);
}

/* The options by their labels; of many the first. */
static const char *some_options(struct ctx *cx, const struct fact_field *f)
{
	const size_t most = 12;
	const char *list = "";

	if (f->kind == FACT_FLAG)
		return str_and(cx->arena, text(cx, T_VALUE_YES), text(cx, T_VALUE_NO));
	for (size_t i = 0; i < f->n_options && i < most; i++)
		list = str_and(cx->arena, list, f->option[i].label);
	return f->n_options > most ? arena_printf(cx->arena, "%s, …", list) : list;
}

static const char *range_text(struct ctx *cx, const struct fact_field *f, const char *shape)
{
	if (f->kind == FACT_DATE)
		return text_fill(cx, T_FACT_FAULT_NOT_YET, f->label, shape, (char *)NULL);
	return text_fill(cx, T_FACT_FAULT_OUT_OF_RANGE, f->label, shape,
			 show_number(cx, f, str_digits(cx->arena, f->min)),
			 show_number(cx, f, str_digits(cx->arena, f->max)), (char *)NULL);
}

static const char *number_text(struct ctx *cx, const struct fact_field *f, const char *shape)
{
	enum text t = f->kind == FACT_MONEY  ? T_FACT_FAULT_NOT_AN_AMOUNT
		      : f->kind == FACT_TEXT ? T_FACT_FAULT_NOT_AN_RT
					     : T_FACT_FAULT_NOT_A_NUMBER;

	return text_fill(cx, t, f->label, shape, (char *)NULL);
}

/* Names no more alike than this are of two places. */
#define REGION_ALIKE 699

/* The kelurahan that is probably meant, with its kecamatan; NULL: none. */
static const char *region_like(struct ctx *cx, const struct fact_field *f, const char *written)
{
	const struct fact_regions *regions = f->index->regions;
	struct name_form asked, form;
	const char *folded = str_fold(cx->arena, written), *best = NULL;
	unsigned score = REGION_ALIKE;

	for (size_t i = 0; i < 2; i++) /* "kel ", "kelurahan " */
		if (str_starts(folded, i == 0 ? "kel " : "kelurahan "))
			folded += i == 0 ? 4 : 10;
	name_form(folded, strlen(folded), &asked);
	for (size_t i = 0; i < regions->n; i++) {
		const struct region *r = &regions->list[i];
		unsigned got;

		name_form(r->name, strlen(r->name), &form);
		got = (unsigned)name_compare(&asked, &form).score;
		if (got <= score)
			continue;
		score = got;
		best =
		    text_fill(cx, T_REGION_KELURAHAN_NAME, r->name, r->parent_name, (char *)NULL);
	}
	return best;
}

static const char *region_text(struct ctx *cx, const struct fact_field *f, const char *written,
			       const char *shape)
{
	const char *like = region_like(cx, f, written);

	if (like != NULL)
		return text_fill(cx, T_FACT_FAULT_REGION_LIKE, f->label, shape, like, (char *)NULL);
	return text_fill(cx, T_FACT_FAULT_NOT_A_REGION, f->label, shape, (char *)NULL);
}

const char *fact_fault_text(struct ctx *cx, const struct fact_field *field, const char *written,
			    enum fact_fault fault)
{
	static const enum text plain[FACT__FAULTS] = {
		[FACT_NOT_A_DATE] = T_FACT_FAULT_NOT_A_DATE,
		[FACT_SPOILED] = T_FACT_FAULT_SPOILED,
		[FACT_IMPOSSIBLE] = T_FACT_FAULT_IMPOSSIBLE,
		[FACT_NOT_A_PHONE] = T_FACT_FAULT_NOT_A_PHONE,
		[FACT_BAD_CHARACTERS] = T_FACT_FAULT_BAD_CHARACTERS,
		[FACT_NOT_A_NAME] = T_FACT_FAULT_NOT_A_NAME,
	};
	const char *shape = shape_of(cx, written ? written : "");

	if (fault == FACT_FINE)
		return "";
	if (fault == FACT_NOT_A_NUMBER)
		return number_text(cx, field, shape);
	if (fault == FACT_OUT_OF_RANGE)
		return range_text(cx, field, shape);
	if (fault == FACT_NOT_A_REGION)
		return region_text(cx, field, written ? written : "", shape);
	if (fault == FACT_TOO_LONG)
		return text_fill(cx, T_FACT_FAULT_TOO_LONG, field->label,
				 str_digits(cx->arena, field->max), (char *)NULL);
	if (fault == FACT_NOT_AN_OPTION)
		return text_fill(cx, T_FACT_FAULT_NOT_AN_OPTION, field->label, shape,
				 some_options(cx, field), (char *)NULL);
	if (fault == FACT_NOT_16_DIGITS)
		return text_fill(cx, T_FACT_FAULT_NOT_16_DIGITS, field->label, shape,
				 digit_count(cx, written ? written : ""), (char *)NULL);
	return text_fill(cx, plain[fault], field->label, shape, (char *)NULL);
}
