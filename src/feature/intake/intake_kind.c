/* Of which kind a file seems to be, by columns that only such files have; and changing the kind. */
#include "feature/intake/intake_impl.h"

#include <string.h>

#include "base/str.h"
#include "platform/audit/audit.h"
#include "platform/i18n/i18n.h"
#include "text/intake.h"

/* ---- what is typical ------------------------------------------------------------------------- */

static bool says_one_of(const char *key, const char *const *words, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (strstr(key, words[i]) != NULL)
			return true;
	return false;
}

static bool of_event(enum intake_value v)
{
	return v == VALUE_DAY || v == VALUE_PAPER || v == VALUE_WHERETO || v == VALUE_CAME;
}

static bool core_is(struct meaning m, enum fact_core core)
{
	return m.field != NULL && m.field->of == FACT_PERSON && m.field->core == core;
}

/* Does a column that means this say by itself that the file is of that kind? */
static bool typical(enum intake_kind kind, struct meaning m, const char *key)
{
	static const char *const death[] = { "ninggal", "mati", "wafat", "jenazah" };
	static const char *const move[] = { "pindah", "tujuan", "skpwni", "datang" };

	switch (kind) {
	case INTAKE_PEOPLE:
		return core_is(m, CORE_RELATION) || core_is(m, CORE_MOTHER);
	case INTAKE_DESIL:
		return m.value == VALUE_DESIL;
	case INTAKE_DUKCAPIL:
		return m.field != NULL && str_eq(m.field->code, "dukcapil_match");
	case INTAKE_DEATHS:
		return of_event(m.value) && says_one_of(key, death, LEN(death));
	case INTAKE_MOVES:
		return of_event(m.value) && says_one_of(key, move, LEN(move));
	case INTAKE_RECIPIENTS:
		return m.value == VALUE_AMOUNT || m.value == VALUE_GOODS ||
		       m.value == VALUE_PERIOD || m.value == VALUE_CHANNEL;
	case INTAKE_DTKS:
		return m.value == VALUE_NEW_NIK || m.value == VALUE_NEW_NAME;
	case INTAKE_ANSWERS:
		return m.value == VALUE_NUMBER || m.value == VALUE_REQUEST;
	case INTAKE_REGSOSEK:
		return m.value == VALUE_PRESENCE;
	case INTAKE__KINDS:
		break;
	}
	return false;
}

/* Does it fit into a file of the kind that was chosen, where it says something of its own? */
static bool usual(enum intake_kind kind, struct meaning m, const char *key)
{
	if (typical(kind, m, key))
		return true;
	if (kind == INTAKE_PEOPLE)
		return m.value == VALUE_BIRTH || core_is(m, CORE_BIRTH_DATE) ||
		       core_is(m, CORE_SEX) || core_is(m, CORE_ADDRESS);
	return kind != INTAKE_DESIL && m.value != VALUE_NONE && m.value != VALUE_BIRTH &&
	       m.value != VALUE_MALE && m.value != VALUE_FEMALE;
}

/* ---- how a file looks ------------------------------------------------------------------------ */

struct look {
	const struct fact_book *book;
	const struct intake_columns_row *column;
	size_t n;
	bool kk;
};

static enum err count(struct ctx *cx, const struct look *f, enum intake_kind kind,
		      bool (*counts)(enum intake_kind, struct meaning, const char *), size_t *ret)
{
	const char *means;
	bool known;

	*ret = 0;
	for (size_t i = 0; i < f->n; i++) {
		const char *heading = f->column[i].heading;

		if (kind == INTAKE_ANSWERS)
			TRY(answer_heading(cx, f->book, heading, &means, &known));
		else
			means = heading_means(cx, f->book, kind, f->kk, heading, &known);
		*ret += counts(kind, meaning_read(f->book, means), str_squeeze(cx->arena, heading));
	}
	return ERR_OK;
}

enum err intake_kind_seems(struct ctx *cx, const struct intake_get_row *in, enum intake_kind *ret)
{
	enum intake_kind chosen = (enum intake_kind)in->kind;
	size_t own, n, most = 0;
	struct intake_columns_row *columns;
	struct look f = { 0 };

	*ret = 0;
	TRY(fact_book(cx, &f.book));
	TRY(intake_columns_all(cx, &(struct intake_columns_args){ .intake_id = in->id }, &columns,
			       &f.n));
	f.column = columns;
	for (size_t i = 0; i < f.n; i++)
		f.kk = f.kk || heading_is_kk(cx, columns[i].heading);
	TRY(count(cx, &f, chosen, usual, &own));
	/* A list of people may have anything else beside; any other kind has a column of its own.
	 */
	if (own > 0 && chosen != INTAKE_PEOPLE)
		return ERR_OK;
	for (enum intake_kind k = INTAKE_PEOPLE; k < INTAKE__KINDS; k++) {
		TRY(count(cx, &f, k, typical, &n));
		if (k != chosen && n > own && n > most) {
			most = n;
			*ret = k;
		}
	}
	return ERR_OK;
}

/* ---- changing it ----------------------------------------------------------------------------- */

bool intake_kind_ready(const struct intake_get_row *in, enum intake_kind kind)
{
	if (kind == INTAKE_RECIPIENTS)
		return in->programme != NULL;
	return (kind != INTAKE_DESIL && kind != INTAKE_ANSWERS) || in->valid_from != DB_NONE;
}

enum err intake_read_anew(struct ctx *cx, int64_t id, enum intake_kind kind)
{
	const struct intake_spoiled_drop_args spoiled = { .intake_id = id };
	int64_t changed;

	TRY(intake_set_kind_run(cx, &(struct intake_set_kind_args){ .id = id, .kind = kind },
				&changed));
	if (changed == 0)
		return refuse(cx, T_INTAKE_NOT_NOW);
	TRY(intake_spoiled_drop_run(cx, &spoiled, NULL));
	return intake_columns_drop_run(cx, &(struct intake_columns_drop_args){ .intake_id = id },
				       NULL);
}

enum err intake_change_kind(struct ctx *cx, int64_t id, enum intake_kind kind)
{
	TRY(intake_read_anew(cx, id, kind));
	TRY(intake_pages_drop_run(cx, &(struct intake_pages_drop_args){ .intake_id = id }, NULL));
	return audit_leaf(cx, "intake.kind", id, arena_printf(cx->arena, "kind=%d", (int)kind));
}
