/* The normal forms by which the values of searchable fields are kept and looked for. */
#include "feature/registry/field.h"

#include <jansson.h>
#include <string.h>

#include "base/str.h"

enum {
	WORDS_MOST = 12, /* of a text: people are found by each of its first words */
	KEY_MOST = 80    /* bytes of a normal form of text; what two share is not told apart */
};

enum field_refusal field_refusal(enum fact_kind kind, enum fact_class class, bool core)
{
	if (class >= FACT_SECRET)
		return FIELD_IS_SEALED;
	if (kind == FACT_NIK || kind == FACT_KK || kind == FACT_PHONE)
		return FIELD_IS_NUMBER;
	return core ? FIELD_IS_CORE : FIELD_MAY;
}

/* ---- one value ------------------------------------------------------------------------------- */

/* At most KEY_MOST bytes, and whole characters. */
static const char *cut(struct arena *a, const char *folded)
{
	size_t n = strlen(folded);

	if (n <= KEY_MOST)
		return folded;
	n = KEY_MOST;
	while (n > 0 && ((unsigned char)folded[n] & 0xc0) == 0x80)
		n--;
	return arena_strndup(a, folded, n);
}

/* Twenty digits that sort as the numbers do, those below zero too. */
static const char *number_key(struct arena *a, const char *value)
{
	uint64_t from_least = (uint64_t)fact_int(value, 0) ^ UINT64_C(1) << 63;

	return arena_printf(a, "%020llu", (unsigned long long)from_least);
}

static bool is_words(enum fact_kind kind)
{
	return kind == FACT_TEXT || kind == FACT_NAME;
}

static size_t text_parts(struct arena *a, const char *value, const char *part[FIELD_PARTS])
{
	const char *at = str_fold(a, value);
	size_t n = 0;

	while (at != NULL && *at != '\0' && n < WORDS_MOST) {
		part[n++] = cut(a, at);
		at = strchr(at, ' ');
		at += at != NULL;
	}
	return n;
}

static size_t set_parts(struct arena *a, const char *value, const char *part[FIELD_PARTS])
{
	size_t n = 0, len;

	for (const char *at = value; *at != '\0' && n < FIELD_PARTS; at += len + (at[len] != 0)) {
		len = strcspn(at, ",");
		part[n++] = arena_strndup(a, at, len);
	}
	return n;
}

size_t field_parts(struct arena *a, const struct fact_field *field, const char *value,
		   const char *part[FIELD_PARTS])
{
	if (value == NULL)
		return 0;
	if (is_words(field->kind))
		return text_parts(a, value, part);
	if (field->kind == FACT_SET)
		return set_parts(a, value, part);
	part[0] =
	    field->kind == FACT_NUMBER || field->kind == FACT_MONEY ? number_key(a, value) : value;
	return 1;
}

const char *field_value_in(struct arena *a, const char *more, const char *code)
{
	json_t *root =
	    more != NULL && strstr(more, code) != NULL ? json_loads(more, 0, NULL) : NULL;
	const char *value = json_string_value(json_object_get(root, code));
	const char *kept = value != NULL ? arena_strdup(a, value) : NULL;

	json_decref(root);
	return kept;
}

/* ---- what is looked for ---------------------------------------------------------------------- */

bool field_filter_words(struct arena *a, const struct fact_field *field, const char *words,
			struct field_filter *ret)
{
	const char *folded = cut(a, str_fold(a, words != NULL ? words : ""));

	*ret = (struct field_filter){ field, folded, arena_printf(a, "%s\x7f", folded) };
	return *folded != '\0';
}

bool field_filter_between(struct arena *a, const struct fact_field *field, const char *from,
			  const char *to, struct field_filter *ret)
{
	const char *part[FIELD_PARTS];

	*ret = (struct field_filter){ field, "", "\x7f" };
	if (field_parts(a, field, from, part) > 0)
		ret->from = part[0];
	if (field_parts(a, field, to, part) > 0)
		ret->to = part[0];
	return from != NULL || to != NULL;
}
