/* Officers' accounts from a list: its columns, and what becomes of each row. */
#include "feature/account/account_many.h"

#include "base/buf.h"
#include "base/str.h"
#include "engine/names/names.h"
#include "feature/directory/directory.h"
#include "feature/reference/reference.h"
#include "feature/region/region.h"
#include "platform/sheet/sheet.h"
#include "text/many.h"

#include <sodium/crypto_generichash.h>
#include <sodium/utils.h>
#include <string.h>

enum { C_NAME, C_LOGIN, C_ROLES, C_UNIT, C_UNIT_NAME, C_PHONE, C_EMAIL, C_UNTIL, C__COLUMNS };

/* Names of columns, apart by commas; the first is what the page calls it. */
static const enum text column_names[C__COLUMNS] = {
	[C_NAME] = T_MANY_AS_NAME,           [C_LOGIN] = T_MANY_AS_LOGIN,
	[C_ROLES] = T_MANY_AS_ROLES,         [C_UNIT] = T_MANY_AS_UNIT,
	[C_UNIT_NAME] = T_MANY_AS_UNIT_NAME, [C_PHONE] = T_MANY_AS_PHONE,
	[C_EMAIL] = T_MANY_AS_EMAIL,         [C_UNTIL] = T_MANY_AS_UNTIL,
};

/* Which field of the form a column fills; what is looked up first has none. */
static const int column_field[C__COLUMNS] = {
	[C_NAME] = A_NAME,  [C_LOGIN] = A_LOGIN, [C_ROLES] = -1,      [C_UNIT] = -1,
	[C_UNIT_NAME] = -1, [C_PHONE] = A_PHONE, [C_EMAIL] = A_EMAIL, [C_UNTIL] = A_UNTIL,
};

/* What else people call a role. */
static const enum text role_words[ROLE__MAX] = {
	[ROLE_VOLUNTEER] = T_MANY_ROLE_VOLUNTEER,
	[ROLE_FRONT] = T_MANY_ROLE_FRONT,
	[ROLE_BACK] = T_MANY_ROLE_BACK,
	[ROLE_COORDINATOR] = T_MANY_ROLE_COORDINATOR,
	[ROLE_MANAGER] = T_MANY_ROLE_MANAGER,
	[ROLE_RECEIVER] = T_MANY_ROLE_RECEIVER,
	[ROLE_HEAD] = T_MANY_ROLE_HEAD,
	[ROLE_AUDITOR] = T_MANY_ROLE_AUDITOR,
	[ROLE_DPO] = T_MANY_ROLE_DPO,
	[ROLE_ADMIN] = T_MANY_ROLE_ADMIN,
	[ROLE_OPERATOR] = T_MANY_ROLE_OPERATOR,
};

/* A list on its way through. */
struct reading {
	struct many *out;
	int column[C__COLUMNS]; /* where each stands; -1: nowhere */
	struct unit *units;
	struct account *accounts;
	size_t n_units, n_accounts;
};

/* ---- texts ---------------------------------------------------------------------------------- */

/* Is said one of the words of t, in either language, however it is written? */
static bool is_word(struct ctx *cx, enum text t, const char *said)
{
	const char *asked = str_squeeze(cx->arena, said);

	for (int lang = 0; t != T__NONE && lang < LANG__MAX; lang++) {
		char **words;
		size_t n;

		str_split(cx->arena, text_in((enum lang)lang, t), ',', &words, &n);
		for (size_t i = 0; i < n; i++)
			if (str_eq(asked, str_squeeze(cx->arena, words[i])))
				return true;
	}
	return false;
}

static bool same_words(struct ctx *cx, const char *a, const char *b)
{
	return str_eq(str_squeeze(cx->arena, a), str_squeeze(cx->arena, b));
}

/* The first of the names of a column. */
static const char *column_name(struct ctx *cx, int column)
{
	const char *all = text(cx, column_names[column]);

	return arena_strndup(cx->arena, all, strcspn(all, ","));
}

/* ---- a file as text ------------------------------------------------------------------------- */

/* A cell without what would end it; a quote would open one where the text is read again. */
static void add_cell(struct buf *b, const char *s, size_t n, bool first)
{
	if (!first)
		buf_addc(b, '\t');
	for (size_t i = 0; i < n; i++)
		buf_addc(b, strchr("\t\r\n\"", s[i]) != NULL ? ' ' : s[i]);
}

static void add_rows(struct buf *b, const struct sheet_batch *batch)
{
	for (size_t row = 0; row < batch->n; row++) {
		buf_addc(b, '\n');
		for (size_t c = 0; c < batch->columns; c++) {
			const struct sheet_cell *cell = &batch->cells[row * batch->columns + c];

			add_cell(b, cell->text, cell->size, c == 0);
		}
	}
}

static enum err write_out(struct ctx *cx, struct sheet *s, struct buf *b, const char **ret_fault)
{
	enum sheet_fault fault;
	struct sheet_batch batch;
	enum err e;

	for (size_t i = 0; i < sheet_columns(s); i++)
		add_cell(b, sheet_column(s, i), strlen(sheet_column(s, i)), i == 0);
	sheet_batch_init(&batch, s);
	do {
		e = sheet_read(cx, s, &batch, &fault);
		if (e == ERR_OK)
			add_rows(b, &batch);
	} while (e == ERR_OK && batch.n > 0 && b->len <= MANY_TEXT);
	sheet_batch_release(&batch);
	if (e == ERR_INVALID) {
		struct sheet_place place = sheet_fault_place(s);

		*ret_fault = sheet_fault_say(cx, fault, &place);
		return ERR_OK;
	}
	if (e == ERR_OK && b->len > MANY_TEXT)
		*ret_fault = text_fill(cx, T_MANY_TOO_LONG, say_number(cx, MANY_ROWS), NULL);
	return e;
}

enum err many_text(struct ctx *cx, struct blob file, const char **ret, const char **ret_fault)
{
	struct sheet_place place = { .column = -1 };
	enum sheet_fault fault;
	struct sheet *s = NULL;
	struct buf b;
	enum err e =
	    sheet_open_as(cx, NULL, file.p, file.n, &(struct sheet_how){ 0 }, &s, &fault, &place);

	*ret = *ret_fault = NULL;
	if (e == ERR_INVALID) {
		*ret_fault = sheet_fault_say(cx, fault, &place);
		return ERR_OK;
	}
	TRY(e);
	buf_init(&b, 2 * MANY_TEXT + SHEET_ROW_MAX);
	e = write_out(cx, s, &b, ret_fault);
	sheet_free(s);
	if (e == ERR_OK && *ret_fault == NULL)
		*ret = arena_strndup(cx->arena, b.data, b.len);
	buf_release(&b);
	return e;
}

/* ---- what a cell means ---------------------------------------------------------------------- */

/* What stands in a column of a row; "" where there is none. */
static const char *cell_of(struct ctx *cx, const struct reading *r, const struct sheet_batch *b,
			   size_t row, int column)
{
	const struct sheet_cell *cell;

	if (r->column[column] < 0)
		return "";
	cell = &b->cells[row * b->columns + (size_t)r->column[column]];
	return arena_strndup(cx->arena, cell->text, cell->size);
}

static void wrong(struct many_row *row, const char *why)
{
	row->verdict = MANY_WRONG;
	row->why = why;
}

/* "Unit: ..." */
static const char *about(struct ctx *cx, int column, const char *what)
{
	return arena_printf(cx->arena, "%s: %s", column_name(cx, column), what);
}

/* By its code, or by its name where only one has it. */
static void find_unit(struct ctx *cx, const struct reading *r, const char *said,
		      struct many_row *row)
{
	const struct unit *found = NULL;
	size_t n = 0;

	for (size_t i = 0; i < r->n_units; i++) {
		const struct unit *u = &r->units[i];

		if (same_words(cx, u->code, said)) {
			found = u;
			n = 1;
			break;
		}
		if (same_words(cx, u->name, said)) {
			found = u;
			n++;
		}
	}
	if (n == 1) {
		form_set_text(cx, row->form, A_UNIT, str_digits(cx->arena, found->id));
		row->unit = found->name;
	} else {
		wrong(row, about(cx, C_UNIT,
				 text_fill(cx, n > 1 ? T_MANY_UNIT_TWICE : T_MANY_UNIT_UNKNOWN,
					   said, NULL)));
	}
}

static int role_of(struct ctx *cx, const char *said)
{
	for (int i = 0; i < ROLE__MAX; i++)
		if (same_words(cx, said, account_role_members[i].value) ||
		    is_word(cx, account_role_members[i].label, said) ||
		    is_word(cx, role_words[i], said))
			return i;
	return -1;
}

static void find_roles(struct ctx *cx, const char *said, struct many_row *row)
{
	uint64_t bits = 0;
	char **words;
	size_t n;

	str_split(cx->arena, said, ',', &words, &n);
	for (size_t i = 0; i < n; i++) {
		int role = str_blank(words[i]) ? -1 : role_of(cx, words[i]);

		if (role >= 0)
			bits |= UINT64_C(1) << role;
		else if (!str_blank(words[i]))
			wrong(row, about(cx, C_ROLES,
					 text_fill(cx, T_MANY_ROLE_UNKNOWN, words[i], NULL)));
	}
	if (row->verdict == MANY_WRONG)
		return;
	if (bits == 0)
		wrong(row, about(cx, C_ROLES, text(cx, T_MANY_ROLE_NONE)));
	form_set_checks(row->form, A_ROLES, bits);
}

/* Whoever acts for part of the city sees nothing without a unit. */
static void ask_unit(struct ctx *cx, struct many_row *row)
{
	uint64_t bits = form_checks(row->form, A_ROLES);

	if (form_text(row->form, A_UNIT) != NULL)
		return;
	for (int i = 0; i < ROLE__MAX; i++)
		if ((bits & UINT64_C(1) << i) && role_reach((enum role)i) != REACH_CITY) {
			wrong(row, about(cx, C_UNIT,
					 text_fill(cx, T_MANY_UNIT_NEEDED,
						   text(cx, account_role_members[i].label), NULL)));
			return;
		}
}

/* ---- the name to sign in with ---------------------------------------------------------------- */

static const struct account *by_login(const struct reading *r, const char *login)
{
	for (size_t i = 0; i < r->n_accounts; i++)
		if (str_eq(r->accounts[i].login, login))
			return &r->accounts[i];
	return NULL;
}

/* The row before this one that signs in so; NULL: none. */
static const struct many_row *row_of_login(const struct reading *r, const char *login)
{
	for (size_t i = 0; i < r->out->n; i++)
		if (r->out->rows[i].verdict == MANY_NEW && str_eq(r->out->rows[i].login, login))
			return &r->out->rows[i];
	return NULL;
}

/* What he is called by: the first word of his name that not everybody has. */
static const char *call_name(struct ctx *cx, const char *name)
{
	struct name_form words;

	name_form(name, strlen(name), &words);
	for (size_t i = 0; i < words.n; i++)
		if (words.word[i].role == NAME_GIVEN)
			return arena_strndup(cx->arena, words.word[i].text, words.word[i].len);
	return words.n > 0 ? arena_strndup(cx->arena, words.word[0].text, words.word[0].len) : "";
}

/* Where he works in a word: its kelurahan, or its code. */
static enum err call_unit(struct ctx *cx, const struct reading *r, int64_t unit_id,
			  const char **ret)
{
	struct region region;

	*ret = "";
	for (size_t i = 0; i < r->n_units; i++) {
		if (r->units[i].id != unit_id)
			continue;
		*ret = r->units[i].code;
		if (r->units[i].region_id != 0) {
			TRY(region_get(cx, r->units[i].region_id, &region));
			*ret = region.name;
		}
	}
	*ret = str_squeeze(cx->arena, *ret);
	return ERR_OK;
}

static enum err propose_login(struct ctx *cx, const struct reading *r, struct many_row *row)
{
	const char *name = call_name(cx, row->name), *place, *login;

	TRY(call_unit(cx, r, account_form_id(row->form, A_UNIT), &place));
	name = arena_printf(cx->arena, "%s%s%.20s", name, *place != '\0' ? "." : "", place);
	login = name;
	for (int i = 2; by_login(r, login) != NULL || row_of_login(r, login) != NULL; i++)
		login = arena_printf(cx->arena, "%s%d", name, i);
	row->login = login;
	form_set_text(cx, row->form, A_LOGIN, login);
	if (!account_login_valid(login))
		wrong(row, about(cx, C_LOGIN, text(cx, T_MANY_LOGIN_NONE)));
	return ERR_OK;
}

/* ---- is he there already? -------------------------------------------------------------------- */

static void is_there(struct ctx *cx, struct many_row *row, const struct account *a)
{
	row->verdict = MANY_THERE;
	row->login = a->login;
	row->why = text(cx, a->disabled ? T_MANY_WHY_DISABLED : T_MANY_WHY_THERE);
}

static void look_for_login(struct ctx *cx, const struct reading *r, struct many_row *row)
{
	const struct account *a = by_login(r, row->login);
	const struct many_row *before = row_of_login(r, row->login);

	if (a != NULL && same_words(cx, a->name, row->name))
		is_there(cx, row, a);
	else if (a != NULL)
		wrong(row, about(cx, C_LOGIN,
				 text_fill(cx, T_MANY_LOGIN_OTHER, row->login, a->name, NULL)));
	else if (before != NULL)
		wrong(row, about(cx, C_LOGIN,
				 text_fill(cx, T_MANY_LOGIN_TWICE, row->login,
					   say_number(cx, before->line), NULL)));
}

/* Without a name to sign in with people are told apart by name and unit. */
static void look_for_name(struct ctx *cx, const struct reading *r, struct many_row *row)
{
	int64_t unit_id = account_form_id(row->form, A_UNIT);

	for (size_t i = 0; i < r->n_accounts; i++)
		if (r->accounts[i].unit_id == unit_id &&
		    same_words(cx, r->accounts[i].name, row->name)) {
			is_there(cx, row, &r->accounts[i]);
			return;
		}
	for (size_t i = 0; i < r->out->n; i++) {
		const struct many_row *other = &r->out->rows[i];

		if (other->verdict == MANY_NEW && account_form_id(other->form, A_UNIT) == unit_id &&
		    same_words(cx, other->name, row->name)) {
			wrong(row, about(cx, C_NAME,
					 text_fill(cx, T_MANY_NAME_TWICE,
						   say_number(cx, other->line), NULL)));
			return;
		}
	}
}

/* ---- a row ---------------------------------------------------------------------------------- */

/* What the form of one account says of it. */
static enum err check_form(struct ctx *cx, struct many_row *row)
{
	const struct problem *problems;
	size_t n;

	TRY(form_validate(cx, row->form));
	n = form_problems(row->form, &problems);
	if (n > 0)
		wrong(row, problems[0].message);
	return ERR_OK;
}

static void fill_cells(struct ctx *cx, const struct reading *r, const struct sheet_batch *b,
		       size_t at, struct many_row *row)
{
	for (int c = 0; c < C__COLUMNS; c++) {
		const char *said = cell_of(cx, r, b, at, c);

		if (column_field[c] >= 0 && !str_blank(said))
			form_set_text(cx, row->form, column_field[c], said);
	}
	row->name = cell_of(cx, r, b, at, C_NAME);
	row->login = str_clean(cx->arena, form_raw(row->form, A_LOGIN),
			       strlen(form_raw(row->form, A_LOGIN)));
	row->unit = cell_of(cx, r, b, at, C_UNIT);
	if (str_blank(row->unit))
		row->unit = cell_of(cx, r, b, at, C_UNIT_NAME);
	row->roles = cell_of(cx, r, b, at, C_ROLES);
	row->phone = cell_of(cx, r, b, at, C_PHONE);
}

static enum err judge(struct ctx *cx, const struct reading *r, struct many_row *row)
{
	char password[ACCOUNT_PASSWORD_SIZE];

	if (str_blank(row->name)) {
		row->verdict = MANY_LATER;
		row->why = text(cx, T_MANY_WHY_LATER);
		return ERR_OK;
	}
	if (!str_blank(row->unit))
		find_unit(cx, r, row->unit, row);
	if (row->verdict == MANY_NEW)
		find_roles(cx, row->roles, row);
	if (row->verdict == MANY_NEW)
		ask_unit(cx, row);
	if (row->verdict == MANY_NEW)
		(str_blank(row->login) ? look_for_name : look_for_login)(cx, r, row);
	if (row->verdict == MANY_NEW && str_blank(row->login)) {
		TRY(propose_login(cx, r, row));
		if (row->verdict == MANY_NEW)
			row->why = text(cx, T_MANY_WHY_PROPOSED);
	}
	if (row->verdict != MANY_NEW)
		return ERR_OK;
	account_one_time_password(password); /* the form wants one: his comes with the slip */
	form_set_text(cx, row->form, A_PASSWORD, password);
	return check_form(cx, row);
}

static enum err take_rows(struct ctx *cx, struct reading *r, const struct sheet_batch *b)
{
	for (size_t i = 0; i < b->n; i++) {
		struct many_row *row = &r->out->rows[r->out->n];

		if (r->out->n == MANY_ROWS) {
			r->out->fault =
			    text_fill(cx, T_MANY_TOO_LONG, say_number(cx, MANY_ROWS), NULL);
			return ERR_OK;
		}
		*row = (struct many_row){ .line = b->line[i],
					  .why = "",
					  .form = form_new(cx, &account_new_form) };
		fill_cells(cx, r, b, i, row);
		TRY(judge(cx, r, row));
		r->out->by[row->verdict]++;
		r->out->n++;
	}
	return ERR_OK;
}

/* ---- the whole list -------------------------------------------------------------------------- */

static void find_columns(struct ctx *cx, struct reading *r, const struct sheet *s)
{
	for (int c = 0; c < C__COLUMNS; c++) {
		r->column[c] = -1;
		for (size_t i = sheet_columns(s); i-- > 0;)
			if (is_word(cx, column_names[c], sheet_column(s, i)))
				r->column[c] = (int)i;
	}
	for (int c = C_NAME; c <= C_ROLES; c++)
		if (r->column[c] < 0 && c != C_LOGIN && r->out->fault == NULL)
			r->out->fault = text_fill(cx, T_MANY_NO_COLUMN, column_name(cx, c), NULL);
}

static enum err read_sheet(struct ctx *cx, struct reading *r, struct sheet *s)
{
	enum sheet_fault fault;
	struct sheet_batch b;
	enum err e = ERR_OK;

	find_columns(cx, r, s);
	sheet_batch_init(&b, s);
	do {
		if (r->out->fault != NULL)
			break;
		e = sheet_read(cx, s, &b, &fault);
		if (e == ERR_OK)
			e = take_rows(cx, r, &b);
	} while (e == ERR_OK && b.n > 0);
	sheet_batch_release(&b);
	if (e == ERR_INVALID) {
		struct sheet_place place = sheet_fault_place(s);

		r->out->fault = sheet_fault_say(cx, fault, &place);
		return ERR_OK;
	}
	return e;
}

enum err many_read(struct ctx *cx, const char *list, struct many *ret)
{
	struct reading r = { .out = ret };
	struct sheet_place place = { .column = -1 };
	enum sheet_fault fault;
	struct sheet *s = NULL;
	enum err e;

	*ret = (struct many){ .rows = ARENA_ARRAY(cx->arena, MANY_ROWS, struct many_row) };
	TRY(directory_list(cx, NULL, &r.units, &r.n_units));
	TRY(account_list(cx, &(struct account_filter){ .disabled = true }, &r.accounts,
			 &r.n_accounts));
	e = sheet_open_as(cx, NULL, list, strlen(list), &(struct sheet_how){ 0 }, &s, &fault,
			  &place);
	if (e == ERR_INVALID) {
		ret->fault = fault == SHEET_EMPTY ? text(cx, T_MANY_NO_HEADING)
						  : sheet_fault_say(cx, fault, &place);
		return ERR_OK;
	}
	TRY(e);
	e = read_sheet(cx, &r, s);
	sheet_free(s);
	if (e == ERR_OK && ret->fault == NULL && ret->n == 0)
		ret->fault = text(cx, T_MANY_NO_ROWS);
	return e;
}

/* ---- passwords ------------------------------------------------------------------------------ */

void many_password(const unsigned char seed[static MANY_SEED], const char *login,
		   char password[ACCOUNT_PASSWORD_SIZE])
{
	unsigned char stream[crypto_generichash_BYTES_MAX];

	crypto_generichash(stream, sizeof(stream), (const unsigned char *)login, strlen(login),
			   seed, MANY_SEED);
	account_password_of(stream, sizeof(stream), password);
	sodium_memzero(stream, sizeof(stream));
}

/* ---- an empty list --------------------------------------------------------------------------- */

/* The roles that a unit needs somebody for. */
static enum err roles_of_unit(struct ctx *cx, const struct unit *u, enum role ret[static 2],
			      size_t *ret_n)
{
	struct ref_entry kind;
	bool found;

	TRY(ref_maybe(cx, "unit_kind", u->kind, &kind, &found));
	*ret_n = 2;
	ret[0] = ROLE_FRONT;
	ret[1] = u->last_resort ? ROLE_SUPERVISOR : ROLE_COORDINATOR;
	if (!u->last_resort && !(found && str_eq(ref_doc_text(cx, &kind, "area"), "kelurahan"))) {
		*ret_n = 1;
		ret[0] = ROLE_RECEIVER;
	}
	return ERR_OK;
}

static bool has_role(const struct account *list, size_t n, int64_t unit_id, enum role role)
{
	for (size_t i = 0; i < n; i++)
		if (list[i].unit_id == unit_id && (list[i].roles & 1U << role))
			return true;
	return false;
}

enum err many_places(struct ctx *cx, struct many_place **ret, size_t *ret_n)
{
	struct account *accounts;
	struct unit *units;
	size_t n_units, n_accounts, n, roles_n;
	enum role roles[2];

	TRY(directory_list(cx, NULL, &units, &n_units));
	TRY(account_list(cx, &(struct account_filter){ 0 }, &accounts, &n_accounts));
	*ret = ARENA_ARRAY(cx->arena, 2 * n_units, struct many_place);
	n = 0;
	for (size_t i = 0; i < n_units; i++) {
		if (units[i].outside || !units[i].has_account)
			continue;
		TRY(roles_of_unit(cx, &units[i], roles, &roles_n));
		for (size_t j = 0; j < roles_n; j++)
			if (!has_role(accounts, n_accounts, units[i].id, roles[j]))
				(*ret)[n++] = (struct many_place){
					.name = "",
					.login = "",
					.roles = text(cx, account_role_members[roles[j]].label),
					.code = units[i].code,
					.unit = units[i].name,
					.phone = "",
					.email = "",
				};
	}
	*ret_n = n;
	return ERR_OK;
}
