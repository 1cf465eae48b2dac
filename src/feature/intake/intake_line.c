/* One row of a file: its cells as facts, and what is to be said about it. */
#include "feature/intake/intake_impl.h"

#include <string.h>

#include "base/str.h"
#include "platform/i18n/i18n.h"
#include "text/intake.h"

void line_note(struct ctx *cx, struct line *l, struct note note)
{
	struct note *more;

	assert(l->n_notes <= l->cap_notes);
	if (l->n_notes == l->cap_notes) {
		l->cap_notes = l->cap_notes * 2 + 4;
		more = ARENA_ARRAY(cx->arena, l->cap_notes, struct note);
		if (l->n_notes > 0)
			memcpy(more, l->note, l->n_notes * sizeof(*more));
		l->note = more;
	}
	l->note[l->n_notes++] = note;
}

void line_tell(struct ctx *cx, struct line *l, enum text what, const char *a, const char *b)
{
	line_note(cx, l,
		  (struct note){
		      .kind = NOTE_SAY, .column = -1, .field = text_key(what), .a = a, .b = b });
}

void line_say(struct ctx *cx, struct line *l, enum intake_verdict verdict, enum text why,
	      const char *value)
{
	l->verdict = verdict;
	line_tell(cx, l, why, value, NULL);
}

bool line_stops(const struct line *l)
{
	return l->verdict == INTAKE_WRONG || l->verdict == INTAKE_UNKNOWN;
}

/* ---- cells ----------------------------------------------------------------------------------- */

/* The questionnaire counts relations in an order of its own: 3 is a child, not a wife. */
static const char *relation_of_regsosek(const struct line *l, const char *written)
{
	static const char *const shdk[] = { "1", NULL, "4", "5", "6", "7", "10", "11" };
	const char *sex = facts_core(&l->person, CORE_SEX);

	if (written[0] < '1' || written[0] > '8' || written[1] != '\0')
		return written;
	if (written[0] == '2') /* husband or wife */
		return str_eq(sex, "1") ? "2" : "3";
	return shdk[written[0] - '1'];
}

static const char *field_name(struct ctx *cx, const struct fact_field *f)
{
	return arena_printf(cx->arena, "%c:%s", f->of == FACT_FAMILY ? 'f' : 'p', f->code);
}

/*
 * A spreadsheet keeps fifteen digits of a number: the sixteenth has become 0, whatever it was. It
 * is seen as long as the cell is a number, where a NIK that ends with 0 is text in any list that is
 * fine; and of a list saved as text, by its whole column.
 */
static bool lost_a_digit(const struct line *l, size_t column, const struct fact_field *field)
{
	const struct sheet_cell *cell = &l->cell[column];

	return (field->kind == FACT_NIK || field->kind == FACT_KK) && cell->size >= 16 &&
	       cell->text[15] == '0' && (cell->kind == SHEET_NUMBER || l->map->spoiled[column]);
}

static enum err read_cell(struct ctx *cx, const struct line *l, size_t column,
			  const struct fact_field *field, const char *written, const char **ret,
			  enum fact_fault *ret_fault)
{
	TRY(fact_read(cx, field, written, ret, ret_fault));
	if (*ret_fault == FACT_FINE && lost_a_digit(l, column, field))
		*ret_fault = FACT_SPOILED;
	return ERR_OK;
}

/* "1970", "Th. 1970", "00-00-1970": nobody knows the day.  The year, or NULL. */
static const char *year_alone(struct ctx *cx, const char *written)
{
	static const char *const before[] = {
		"", "th", "thn", "tahun", "lk", "kirakira", "sekitar"
	};
	size_t words = strcspn(written, "0123456789");
	const char *year = written + words, *key;

	while (year[0] == '0' && year[1] == '0' && year[2] != '\0' && strchr("-/. ", year[2]))
		year += 3;
	if (strspn(year, "0123456789") != 4 || year[4] != '\0')
		return NULL;
	key = str_squeeze(cx->arena, arena_strndup(cx->arena, written, words));
	for (size_t i = 0; i < LEN(before); i++)
		if (str_eq(key, before[i]))
			return year;
	return NULL;
}

/* part: what is written is not the whole cell, or not what its column says. */
static enum err read_part(struct ctx *cx, enum intake_kind kind, struct line *l, size_t column,
			  const struct fact_field *field, const char *written, bool part)
{
	struct facts *to = field->of == FACT_PERSON ? &l->person : &l->family;
	enum fact_fault fault;
	const char *value;

	if (kind == INTAKE_REGSOSEK && field->core == CORE_RELATION)
		written = relation_of_regsosek(l, written);
	if (field->of == FACT_PERSON && field->core == CORE_BIRTH_DATE &&
	    year_alone(cx, written) != NULL) {
		written = arena_strdup(cx->arena, year_alone(cx, written));
		field = l->person.book->person_core[CORE_BIRTH_YEAR];
		line_tell(cx, l, T_INTAKE_C_YEAR_ONLY, written, NULL);
	}
	TRY(read_cell(cx, l, column, field, written, &value, &fault));
	if (fault != FACT_FINE) {
		l->verdict = INTAKE_WRONG;
		line_note(cx, l,
			  (struct note){ .kind = NOTE_FAULT,
					 .column = (int)column,
					 .code = (int)fault,
					 .field = part ? field_name(cx, field) : NULL,
					 .a = part ? arena_strdup(cx->arena, written) : NULL });
		return ERR_OK;
	}
	if (value == NULL || to->value[field->at] != NULL)
		return ERR_OK;
	to->value[field->at] = value;
	if (field->of == FACT_PERSON)
		l->has_person = true;
	else if (field->core != CORE_KK)
		l->has_family = true;
	return ERR_OK;
}

static enum err read_field(struct ctx *cx, enum intake_kind kind, struct line *l, size_t column,
			   const struct fact_field *field, const char *written)
{
	return read_part(cx, kind, l, column, field, written, false);
}

/* ---- cells of two facts ---------------------------------------------------------------------- */

/* "Sukabumi, 17-08-1945": the date begins with the first digit. */
static enum err read_birth(struct ctx *cx, const struct column_map *map, struct line *l,
			   size_t column, const char *written)
{
	const char *date = written + strcspn(written, "0123456789");
	size_t n = (size_t)(date - written);

	while (n > 0 && strchr(" ,/;.-", written[n - 1]))
		n--;
	TRY(read_part(cx, map->kind, l, column, map->book->person_core[CORE_BIRTH_PLACE],
		      arena_strndup(cx->arena, written, n), true));
	return read_part(cx, map->kind, l, column, map->book->person_core[CORE_BIRTH_DATE], date,
			 true);
}

static bool has_two_numbers(const char *s)
{
	static const char digits[] = "0123456789";

	s += strcspn(s, digits);
	s += strspn(s, digits);
	return s[strcspn(s, digits)] != '\0';
}

/* "3-Jan": a spreadsheet took 3/1 for a day, and nobody can tell which was which. */
static bool became_a_date(struct ctx *cx, const struct sheet_cell *cell, const char *written)
{
	const char *word = str_squeeze(cx->arena, written);

	if (cell->kind == SHEET_DATE)
		return true;
	for (; *word != '\0'; word++) {
		if (*word >= '0' && *word <= '9')
			continue;
		if (word[0] != 'r' || (word[1] != 't' && word[1] != 'w'))
			return true;
		word++;
	}
	return false;
}

static enum err read_rt_rw(struct ctx *cx, const struct column_map *map, struct line *l,
			   size_t column, const char *written)
{
	const struct fact_field *const *core =
	    l->map->card ? map->book->family_core : map->book->person_core;
	bool wrong = l->verdict == INTAKE_WRONG;

	if (strpbrk(written, "0123456789") != NULL &&
	    became_a_date(cx, &l->cell[column], written)) {
		line_say(cx, l, INTAKE_WRONG, T_INTAKE_W_RT_RW_DATE,
			 arena_strdup(cx->arena, written));
		return ERR_OK;
	}
	TRY(read_part(cx, map->kind, l, column, core[l->map->card ? CORE_KK_RT : CORE_RT], written,
		      true));
	if (!wrong && l->verdict == INTAKE_WRONG) /* said once */
		return ERR_OK;
	return has_two_numbers(written)
		   ? read_part(cx, map->kind, l, column, core[l->map->card ? CORE_KK_RW : CORE_RW],
			       written, true)
		   : ERR_OK;
}

/* One of two columns "L" and "P" is ticked. */
static enum err read_tick(struct ctx *cx, const struct column_map *map, struct line *l,
			  size_t column, enum intake_value v, const char *written)
{
	static const char ticks[] = "|v|x|1|ya|y|l|p|lk|pr|";
	const char *word = str_squeeze(cx->arena, written);

	if (str_eq(word, "0") || str_eq(word, "tidak") || str_eq(written, "-"))
		return ERR_OK;
	if (word[0] != '\0' && strstr(ticks, arena_printf(cx->arena, "|%s|", word)) == NULL)
		return read_part(cx, map->kind, l, column, map->book->person_core[CORE_SEX],
				 written, true);
	return read_part(cx, map->kind, l, column, map->book->person_core[CORE_SEX],
			 v == VALUE_MALE ? "L" : "P", true);
}

/* A value that is none of the facts is read as the field that is like it. */
const struct fact_field *value_like(const struct fact_book *book, enum intake_value v)
{
	switch ((int)v) {
	case VALUE_NEW_NIK:
	case VALUE_HEAD_NIK:
		return book->person_core[CORE_NIK];
	case VALUE_NEW_NAME:
	case VALUE_HEAD_NAME:
		return book->person_core[CORE_NAME];
	case VALUE_DAY:
	case VALUE_CAME:
	case VALUE_PAID_ON:
	case VALUE_SAID_ON:
		return book->person_core[CORE_STATE_DATE];
	default:
		return NULL;
	}
}

static enum err read_value(struct ctx *cx, const struct column_map *map, struct line *l,
			   size_t column, enum intake_value v, const char *written)
{
	const struct fact_field *field = value_like(map->book, v);
	enum fact_fault fault = FACT_FINE;
	const char *value = written;
	enum text wrong = v >= VALUE_AMOUNT ? aid_cell_fault(cx, l, column, v, written) : T__NONE;

	if (wrong != T__NONE) {
		l->verdict = INTAKE_WRONG;
		line_note(cx, l,
			  (struct note){ .kind = NOTE_SAY,
					 .column = (int)column,
					 .field = text_key(wrong),
					 .a = l->map->heading[column],
					 .b = written });
		return ERR_OK;
	}
	if (field != NULL)
		TRY(read_cell(cx, l, column, field, written, &value, &fault));
	/* "RSUD, 2 November 2026": where it happened stands before it. */
	if ((v == VALUE_DAY || v == VALUE_CAME) && fault == FACT_NOT_A_DATE &&
	    strrchr(written, ',') != NULL)
		TRY(read_cell(cx, l, column, field, strrchr(written, ',') + 1, &value, &fault));
	if (fault != FACT_FINE) {
		l->verdict = INTAKE_WRONG;
		line_note(
		    cx, l,
		    (struct note){ .kind = NOTE_FAULT, .column = (int)column, .code = (int)fault });
		return ERR_OK;
	}
	if (l->value[v] == NULL)
		l->value[v] = value;
	else if (v == VALUE_DESIL_WHY) /* a status, and a note beside it */
		l->value[v] = arena_printf(cx->arena, "%s, %s", l->value[v], value);
	return ERR_OK;
}

/* ---- rows that are about nobody -------------------------------------------------------------- */

static size_t filled_cells(const struct line *l)
{
	size_t n = 0;

	for (size_t i = 0; i < l->n_cells; i++)
		n += l->cell[i].size > 0;
	return n;
}

/* Lists made for paper have their heading again on each page. */
static bool repeats_heading(struct ctx *cx, const struct line *l)
{
	size_t n = 0;

	for (size_t i = 0; i < l->map->n && i < l->n_cells; i++)
		n += l->cell[i].size > 0 &&
		     str_eq(str_squeeze(cx->arena,
					arena_strndup(cx->arena, l->cell[i].text, l->cell[i].size)),
			    str_squeeze(cx->arena, l->map->heading[i]));
	return n >= 2 && 2 * n >= filled_cells(l);
}

/* Something stands where a NIK or KK belongs, right or wrong. */
static bool has_number(const struct line *l)
{
	for (size_t i = 0; i < l->map->n && i < l->n_cells; i++) {
		const struct fact_field *f = l->map->column[i].field;

		if (f != NULL && l->cell[i].size > 0 && (f->kind == FACT_NIK || f->kind == FACT_KK))
			return true;
	}
	return false;
}

static bool begins_with_one_of(struct ctx *cx, const char *cell, const char *const *words, size_t n)
{
	const char *key;

	cell += strspn(cell, " ");
	key = str_squeeze(cx->arena, arena_strndup(cx->arena, cell, strcspn(cell, " :,.")));
	for (size_t i = 0; i < n; i++)
		if (str_eq(key, words[i]))
			return true;
	return false;
}

/* "JUMLAH", "Total: ...", in the first cell that has something, whatever its column means. */
static bool begins_as_sum(struct ctx *cx, const struct line *l)
{
	static const char *const sums[] = { "jumlah", "jml",        "total",
					    "rekap",  "keterangan", "catatan" };
	size_t at = 0;

	while (at < l->n_cells && l->cell[at].size == 0)
		at++;
	return at < l->n_cells &&
	       begins_with_one_of(cx, arena_strndup(cx->arena, l->cell[at].text, l->cell[at].size),
				  sums, LEN(sums));
}

/* Of all columns that mean something the name alone is filled, in a list that has others. */
static bool only_a_name(const struct line *l)
{
	size_t filled = 0, meant = 0;

	for (size_t i = 0; i < l->map->n; i++) {
		const struct meaning *m = &l->map->column[i];

		if (m->field == NULL && m->value == VALUE_NONE)
			continue;
		meant++;
		filled += i < l->n_cells && l->cell[i].size > 0;
	}
	return meant > 2 && filled == 1 && facts_core(&l->person, CORE_NAME) != NULL;
}

/* "Sukabumi, 1 November 2026", "Lurah Cikole,", "NIP. 1970...", where the column of names is. */
static bool signs(struct ctx *cx, const struct line *l)
{
	static const char *const words[] = { "mengetahui", "menyetujui", "dibuat", "nip",
					     "lurah",      "camat",      "kepala", "ketua",
					     "sekretaris", "petugas",    "plt" };
	const char *name = facts_core(&l->person, CORE_NAME);

	return only_a_name(l) && (strpbrk(name, "0123456789") != NULL ||
				  begins_with_one_of(cx, name, words, LEN(words)));
}

/* A sum, a note or a signature below the table: a cell or two, and nothing that a person has. */
static bool closes_table(struct ctx *cx, const struct line *l)
{
	if (facts_core(&l->family, CORE_KK) != NULL || facts_core(&l->person, CORE_NIK) != NULL ||
	    facts_core(&l->person, CORE_BIRTH_DATE) != NULL)
		return false;
	if (begins_as_sum(cx, l) || signs(cx, l))
		return true;
	if (l->value[VALUE_NUMBER] != NULL || l->value[VALUE_ANSWER] != NULL)
		return false;
	return l->map->person && facts_core(&l->person, CORE_NAME) == NULL &&
	       filled_cells(l) <= 2 && !has_number(l);
}

/* A member of a family whose KK stands in a merged cell of the row above. */
static bool lost_its_kk(enum intake_kind kind, const struct line *l)
{
	const char *relation = facts_core(&l->person, CORE_RELATION);

	if (!l->map->kk || facts_core(&l->family, CORE_KK) != NULL)
		return false;
	if (kind == INTAKE_REGSOSEK) /* its pages are joined by nothing else */
		return l->map->person;
	return kind == INTAKE_PEOPLE && relation != NULL && !str_eq(relation, "1");
}

/* Who died, moved away or was not found is no member any more. */
static bool is_absent(struct ctx *cx, const struct line *l)
{
	const char *written = l->value[VALUE_PRESENCE], *fold;

	if (written == NULL)
		return false;
	fold = str_fold(cx->arena, written);
	return (fold[0] >= '2' && fold[0] <= '4') || fold[0] == '6' ||
	       strstr(fold, "meninggal") != NULL || strstr(fold, "pindah") != NULL ||
	       strstr(fold, "tidak ditemukan") != NULL;
}

static void say_alone(struct ctx *cx, struct line *l, enum text why)
{
	l->n_notes = 0;
	line_say(cx, l, INTAKE_UNKNOWN, why, NULL);
}

/* What is wrong with the row as a whole, where its cells alone would say something else. */
static void see_row(struct ctx *cx, enum intake_kind kind, struct line *l)
{
	/* What an answer says is read later, with its words. */
	bool wrong = l->verdict == INTAKE_WRONG || kind == INTAKE_ANSWERS;

	if (closes_table(cx, l))
		say_alone(cx, l, T_INTAKE_W_CLOSING);
	else if (wrong && repeats_heading(cx, l))
		say_alone(cx, l, T_INTAKE_W_HEADING);
	else if (l->verdict != INTAKE_WRONG && intake_creates(kind) && only_a_name(l))
		line_say(cx, l, INTAKE_WRONG, T_INTAKE_W_ONLY_NAME, NULL);
	else if (l->verdict != INTAKE_WRONG && lost_its_kk(kind, l))
		line_say(cx, l, INTAKE_WRONG, T_INTAKE_W_LOST_KK, NULL);
	else if (l->verdict != INTAKE_WRONG && is_absent(cx, l))
		line_say(cx, l, INTAKE_WRONG, T_INTAKE_W_ABSENT, l->value[VALUE_PRESENCE]);
}

/* Only finds whom the row is about, in files that do not say who people are. */
static bool only_finds(enum intake_kind kind, enum fact_core core)
{
	switch ((int)kind) {
	case INTAKE_PEOPLE:
	case INTAKE_REGSOSEK:
		return false;
	case INTAKE_DTKS:
		return core == CORE_NIK || core == CORE_NAME || core == CORE_ADDRESS ||
		       core == CORE_KK || core == CORE_KK_ADDRESS;
	default:
		return core != CORE_NONE;
	}
}

static const char *said_or_dash(const char *s)
{
	return s != NULL ? s : "–";
}

/* Within the address stands what its own columns do not say. */
static void read_address(struct ctx *cx, struct line *l, struct facts *f)
{
	enum fact_core rt = f->of == FACT_PERSON ? CORE_RT : CORE_KK_RT;
	enum fact_core rw = f->of == FACT_PERSON ? CORE_RW : CORE_KK_RW;

	if (facts_rt_rw(cx->arena, f))
		line_tell(cx, l, T_INTAKE_C_RT_RW, said_or_dash(facts_core(f, rt)),
			  said_or_dash(facts_core(f, rw)));
}

/* "sda", "idem", two strokes: the same as above, which a row by itself can't say. */
static bool is_ditto(struct ctx *cx, const char *written)
{
	static const char *const words[] = { "sda",         "idem",
					     "ditto",       "sdaatas",
					     "samadgatas",  "samadenganatas",
					     "samadgnatas", "samadengandiatas",
					     "samadiatas",  "sepertidiatas" };
	static const char *const marks[] = { "\"", "''", "”", "“", "〃" };
	const char *key;
	size_t n;

	if (strlen(written) > 24)
		return false;
	written += strspn(written, " -");
	n = strcspn(written, " -");
	for (size_t i = 0; i < LEN(marks); i++)
		if (n == strlen(marks[i]) && strncmp(written, marks[i], n) == 0 &&
		    written[n + strspn(written + n, " -")] == '\0')
			return true;
	if (strchr("sSiIdD", *written) == NULL) /* every cell comes here: most leave at once */
		return false;
	key = str_squeeze(cx->arena, written);
	for (size_t i = 0; i < LEN(words); i++)
		if (str_eq(key, words[i]))
			return true;
	return false;
}

enum err line_read(struct ctx *cx, const struct column_map *map, struct line *l)
{
	const struct meaning *m;
	char small[256];
	const char *written;
	bool ditto = false; /* said once */

	l->person = facts_new(cx, map->book, FACT_PERSON);
	l->family = facts_new(cx, map->book, FACT_FAMILY);
	for (size_t i = 0; i < l->map->n && i < l->n_cells; i++) {
		m = &l->map->column[i];
		if (l->cell[i].size == 0 || (m->field == NULL && m->value == VALUE_NONE))
			continue;
		if (l->cell[i].size < sizeof(small)) {
			memcpy(small, l->cell[i].text, l->cell[i].size);
			small[l->cell[i].size] = '\0';
			written = small;
		} else {
			written = arena_strndup(cx->arena, l->cell[i].text, l->cell[i].size);
		}
		if (is_ditto(cx, written)) {
			if (!ditto)
				line_say(cx, l, INTAKE_WRONG, T_INTAKE_W_DITTO,
					 arena_strdup(cx->arena, written));
			ditto = true;
		} else if (m->field != NULL)
			TRY(read_field(cx, map->kind, l, i, m->field, written));
		else if (m->value == VALUE_BIRTH)
			TRY(read_birth(cx, map, l, i, written));
		else if (m->value == VALUE_RT_RW)
			TRY(read_rt_rw(cx, map, l, i, written));
		else if (m->value == VALUE_MALE || m->value == VALUE_FEMALE)
			TRY(read_tick(cx, map, l, i, m->value, written));
		else
			TRY(read_value(cx, map, l, i, m->value, arena_strdup(cx->arena, written)));
	}
	if (!only_finds(map->kind, CORE_RT)) {
		read_address(cx, l, &l->person);
		read_address(cx, l, &l->family);
	}
	see_row(cx, map->kind, l);
	return ERR_OK;
}

/* ---- where he lives -------------------------------------------------------------------------- */

void line_live_there(struct facts *person, const struct facts *family)
{
	static const enum fact_core from[] = { CORE_KK_REGION, CORE_KK_RT, CORE_KK_RW,
					       CORE_KK_ADDRESS };
	static const enum fact_core to[] = { CORE_REGION, CORE_RT, CORE_RW, CORE_ADDRESS };

	for (size_t i = 0; i < LEN(to); i++)
		if (facts_core(person, to[i]) == NULL)
			facts_set_core(person, to[i], facts_core(family, from[i]));
}

/* ---- what it changes ------------------------------------------------------------------------- */

static bool event_field(enum fact_core core)
{
	return core == CORE_FAMILY || core == CORE_HEAD || core == CORE_STATE ||
	       core == CORE_STATE_DATE || core == CORE_KNOWN;
}

static void add_new(const struct line *l, enum intake_value v, enum fact_core core,
		    struct fact_change *list, size_t *n)
{
	if (l->value[v] != NULL)
		list[(*n)++] =
		    (struct fact_change){ l->person.book->person_core[core], l->value[v] };
}

size_t line_changes(struct ctx *cx, enum intake_kind kind, const struct line *l, enum fact_of of,
		    struct fact_change **ret)
{
	const struct facts *f = of == FACT_PERSON ? &l->person : &l->family;
	const struct fact_field *const *fields;
	size_t n_fields = fact_fields(f->book, of, &fields), n = 0;
	struct fact_change *list = ARENA_ARRAY(cx->arena, n_fields + 2, struct fact_change);

	for (size_t i = 0; i < n_fields; i++) {
		enum fact_core core = fields[i]->core;

		if (f->value[i] == NULL || fields[i]->internal || event_field(core) ||
		    only_finds(kind, core) || core == CORE_KK)
			continue;
		/* Who is head is an event of its own. */
		if (core == CORE_RELATION && str_eq(f->value[i], "1"))
			continue;
		list[n++] = (struct fact_change){ fields[i], f->value[i] };
	}
	if (of == FACT_PERSON) {
		add_new(l, VALUE_NEW_NIK, CORE_NIK, list, &n);
		add_new(l, VALUE_NEW_NAME, CORE_NAME, list, &n);
	}
	*ret = list;
	return n;
}
