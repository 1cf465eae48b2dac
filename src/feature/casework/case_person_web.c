/* What casework knows of a person, on his page in the registry. */
#include "feature/casework/case_web.h"

#include "base/str.h"
#include "feature/reference/reference.h"
#include "platform/vault/vault.h"
#include "text/case_web.h"
#include "text/export.h"

/* ---- cases ------------------------------------------------------------------------------- */

#define ROW(member) offsetof(struct case_of_person_row, member)
static const struct column case_columns[] = {
	{ "id", T_COL_ID, COL_ID, PRIV_NONE, ROW(id) },
	{ "number", T_COL_NUMBER, COL_TEXT, PRIV_NONE, ROW(number), .href = "/kasus/{id}",
	  .flags = COL_STRONG },
	{ "title", T_CASE_OF_PERSON_TITLE, COL_TEXT, PRIV_NONE, ROW(title) },
	{ "state", T_COL_STATE, COL_ENUM, PRIV_NONE, ROW(state), .member = case_state_text,
	  .flags = COL_BADGE },
	{ "holder", T_CASE_OF_PERSON_HOLDER, COL_TEXT, PRIV_NONE, ROW(holder) },
	{ "due", T_CASE_OF_PERSON_DUE, COL_DUE, PRIV_NONE, ROW(due_at) },
};
static const struct table case_table = { .name = "person_cases",
					 .title = T_CASE_OF_PERSON,
					 .columns = case_columns,
					 .n_columns = LEN(case_columns) };
#undef ROW

static enum err draw_cases(struct ctx *cx, struct ui *u, const int64_t *ids, size_t n)
{
	struct case_of_person_row *rows, *all = NULL;
	size_t n_rows, n_all = 0;

	for (size_t i = 0; i < n; i++) {
		TRY(case_of_person_all(cx, &(struct case_of_person_args){ .person_id = ids[i] },
				       &rows, &n_rows));
		struct case_of_person_row *more =
		    ARENA_ARRAY(cx->arena, n_all + n_rows + 1, struct case_of_person_row);
		for (size_t k = 0; k < n_all; k++)
			more[k] = all[k];
		for (size_t k = 0; k < n_rows; k++) {
			TRY(case_title_of(cx, rows[k].id, rows[k].title, rows[k].title_sealed,
					  &rows[k].title));
			more[n_all++] = rows[k];
		}
		all = more;
	}
	if (n_all == 0)
		return ERR_OK;
	ui_heading(u, text(cx, T_CASE_OF_PERSON), "kasus");
	ui_table(u, "cases", &case_table, all, n_all, sizeof(*all),
		 &(struct ui_list){ .total = (int64_t)n_all });
	return ERR_OK;
}

/* ---- what was given ---------------------------------------------------------------------- */

#define ROW(member) offsetof(struct case_of_person_given_row, member)
static const struct column given_columns[] = {
	{ "case", T_COL_ID, COL_ID, PRIV_NONE, ROW(case_id) },
	{ "item", T_CASE_F_ITEM, COL_TEXT, PRIV_NONE, ROW(item), .href = "/kasus/{case}",
	  .flags = COL_STRONG },
	{ "given_on", T_CASE_F_GIVEN_ON, COL_DATE, PRIV_NONE, ROW(given_on) },
	{ "unit", T_CASE_OF_PERSON_UNIT, COL_TEXT, PRIV_NONE, ROW(unit) },
	{ "quantity", T_CASE_F_QUANTITY, COL_INT, PRIV_NONE, ROW(quantity) },
	{ "cost", T_CASE_F_COST, COL_MONEY, PRIV_NONE, ROW(cost), .flags = COL_TOTAL },
};
static const struct table given_table = { .name = "person_given",
					  .title = T_CASE_OF_PERSON_GIVEN,
					  .columns = given_columns,
					  .n_columns = LEN(given_columns) };
#undef ROW

static enum err draw_given(struct ctx *cx, struct ui *u, const int64_t *ids, size_t n)
{
	struct case_of_person_given_row *rows;
	const struct ref_book *items;
	size_t n_rows;

	TRY(ref_book(cx, "spm_item", &items));
	for (size_t i = 0; i < n; i++) {
		TRY(case_of_person_given_all(
		    cx, &(struct case_of_person_given_args){ .person_id = ids[i] }, &rows,
		    &n_rows));
		if (n_rows == 0)
			continue;
		for (size_t k = 0; k < n_rows; k++)
			rows[k].item = rows[k].item != NULL
					   ? ref_book_label(items, rows[k].item)
					   : ref_label(cx, "service", rows[k].service);
		ui_table(u, i == 0 ? "given" : NULL, &given_table, rows, n_rows, sizeof(*rows),
			 &(struct ui_list){ .total = (int64_t)n_rows });
	}
	return ERR_OK;
}

/* ---- classes ----------------------------------------------------------------------------- */

enum { KINDS_MAX = 26 };

/* Codes, each once. */
struct codes {
	const char *code[KINDS_MAX];
	size_t n;
};

static void add_code(struct codes *to, const char *code)
{
	for (size_t i = 0; i < to->n; i++)
		if (str_eq(to->code[i], code))
			return;
	if (code != NULL && to->n < KINDS_MAX)
		to->code[to->n++] = code;
}

static enum err kinds_of(struct ctx *cx, const int64_t *ids, size_t n, struct codes *to)
{
	struct case_of_person_kinds_row *rows;
	size_t n_rows;

	for (size_t i = 0; i < n; i++) {
		TRY(case_of_person_kinds_all(
		    cx, &(struct case_of_person_kinds_args){ .person_id = ids[i] }, &rows,
		    &n_rows));
		for (size_t k = 0; k < n_rows; k++) {
			if (rows[k].code == NULL)
				TRY(vault_unseal(cx, rows[k].case_id, SEAL_CLASS,
						 rows[k].code_sealed, &rows[k].code));
			add_code(to, rows[k].code);
		}
	}
	return ERR_OK;
}

static struct ui_fact codes_fact(struct ctx *cx, const char *name, const char *set, enum text label,
				 const struct codes *codes)
{
	const char *all = NULL;

	for (size_t i = 0; i < codes->n; i++)
		all = str_and(cx->arena, all, ref_label(cx, set, codes->code[i]));
	return (struct ui_fact){ .name = name, .label = text(cx, label), .value = all };
}

/* The 26 kinds of his cases, and the clusters and the 12 PAS that they count among. */
static enum err classes(struct ctx *cx, struct ui *u, const int64_t *ids, size_t n)
{
	struct codes kinds = { 0 }, clusters = { 0 }, pas = { 0 };
	const struct ref_entry *entry;
	const struct ref_book *book;
	struct ui_fact facts[3];

	TRY(kinds_of(cx, ids, n, &kinds));
	TRY(ref_book(cx, "ppks", &book));
	for (size_t i = 0; i < kinds.n; i++) {
		entry = ref_book_entry(book, kinds.code[i]);
		if (entry == NULL)
			continue;
		add_code(&clusters, ref_doc_text(cx, entry, "cluster"));
		add_code(&pas, ref_doc_text(cx, entry, "pas"));
	}
	if (kinds.n == 0)
		return ERR_OK;
	ui_heading(u, text(cx, T_CASE_OF_PERSON_CLASSES), "klasifikasi");
	facts[0] = codes_fact(cx, "ppks", "ppks", T_CASE_OF_PERSON_PPKS, &kinds);
	facts[1] = codes_fact(cx, "cluster", "cluster", T_CASE_OF_PERSON_CLUSTER, &clusters);
	facts[2] = codes_fact(cx, "pas", "pas", T_CASE_OF_PERSON_PAS, &pas);
	ui_facts(u, "classes", facts, LEN(facts));
	return ERR_OK;
}

static enum err draw(struct ctx *cx, struct ui *u, const int64_t *ids, size_t n)
{
	if (!may(cx, PERM_CASE_READ))
		return ERR_OK;
	TRY(draw_cases(cx, u, ids, n));
	TRY(draw_given(cx, u, ids, n));
	return classes(cx, u, ids, n);
}

const struct person_part case_person_part = { draw };
