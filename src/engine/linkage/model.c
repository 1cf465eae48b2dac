/*
 * Models: what was learnt, apart from the records it was learnt from; as text, and back.
 *
 * How common a value is must go along, because agreement on a common one says less.  Of names the
 * common words are kept one by one, of dates those that are commoner than others (1 January); of
 * the rest of a column, and of the other columns, the chance that two records agree by accident.
 */
#include "engine/linkage/model.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/str.h"

enum {
	COMMON = 20,          /* records that have a value that is kept */
	COMMON_SHARE = 10000, /* and one in so many of all */
	TEXT_MAX = 16 << 20,  /* bytes of a model */
	COMMON_MAX = 1 << 17, /* values that are kept, at most */
	COMMONER_DATE = 2,    /* bits below the date of an average person */
	LINE_WORDS = 8
};

static const char heading[] = "melaju-linkage-model 1";
static const char *const context_names[CONTEXT__MAX] = { "-", "same-date", "other-date" };
static const char *const common_names[COMMON__KINDS] = { "word", "sound", "date" };
static const char *const level_names[LINKAGE__LEVELS] = {
	[LINKAGE_UNKNOWN] = "unknown",
	[LINKAGE_SAME] = "same",
	[LINKAGE_SOUNDS] = "sounds",
	[LINKAGE_TYPO] = "typo",
	[LINKAGE_INITIALS] = "initials",
	[LINKAGE_CLOSE] = "close",
	[LINKAGE_SHORTER] = "shorter",
	[LINKAGE_PARTLY] = "partly",
	[LINKAGE_SWAPPED] = "swapped",
	[LINKAGE_ONE_PART] = "one_part",
	[LINKAGE_YEAR] = "year",
	[LINKAGE_SERIAL] = "serial",
	[LINKAGE_BIRTH_PART] = "birth_part",
	[LINKAGE_DIFFERENT] = "different",
};

const char *linkage_level_name(enum linkage_level level)
{
	assert(level < LINKAGE__LEVELS);
	return level_names[level];
}

void linkage_model_free(struct linkage_model *m)
{
	if (!m)
		return;
	free(m->common);
	free(m);
}

/* ---- from an engine ----------------------------------------------------------------------- */

/* The chance that two of the values agree, as bits: each with count - 1 others, or half a one. */
struct accident {
	uint64_t twice, values;
};

static void add_accident(struct accident *a, uint32_t count)
{
	a->twice += (uint64_t)count * (count > 1 ? 2 * (uint64_t)(count - 1) : 1);
	a->values += count;
}

static float accident_bits(const struct accident *a, uint32_t known)
{
	double agree = a->values ? (double)a->twice / 2 / (double)a->values : 0.5;

	return (float)log2((known + 1.0) / agree);
}

static bool is_common(uint32_t count, uint32_t known)
{
	return count >= COMMON && (uint64_t)count * COMMON_SHARE >= known;
}

static void add_common(struct linkage_model *m, size_t *room, struct common_value value)
{
	LINKAGE_ROOM(m->common, m->n_common, *room);
	m->common[m->n_common++] = value;
}

static struct common_value common_of(enum common_kind what, size_t column, const char *text,
				     float bits)
{
	struct common_value v = { .what = what, .column = (uint8_t)column, .bits = bits };

	memcpy(v.text, text, strnlen(text, NAME_LETTERS));
	return v;
}

static void take_names(struct linkage_model *m, size_t *room, size_t at, const struct column *c)
{
	const struct words *w = &c->values.words;
	struct accident rare = { 0 }, rare_sound = { 0 };
	bool *seen = linkage_zeroed((size_t)w->n_sounds + 1, sizeof(*seen));
	uint32_t i;

	for (i = 0; i < w->n; i++) {
		if (is_common(w->count[i], c->known))
			add_common(m, room,
				   common_of(COMMON_WORD, at, w->word[i].text, w->bits[i]));
		else
			add_accident(&rare, w->count[i]);
		if (seen[w->sound[i]])
			continue;
		seen[w->sound[i]] = true;
		if (is_common(w->sound_count[w->sound[i]], c->known))
			add_common(m, room,
				   common_of(COMMON_SOUND, at, w->word[i].sound,
					     w->sound_bits[w->sound[i]]));
		else
			add_accident(&rare_sound, w->sound_count[w->sound[i]]);
	}
	m->column[at].rest[0] = accident_bits(&rare, c->known);
	m->column[at].rest[1] = accident_bits(&rare_sound, c->known);
	free(seen);
}

static void take_niks(struct learnt_column *to, const struct column *c)
{
	static const uint32_t from[] = { 0, NIK_DATES_AT, NIK_SERIALS_AT, NIK_PLACES };
	size_t part, i;

	for (part = 0; part + 1 < LEN(from); part++) {
		struct accident a = { 0 };

		for (i = from[part]; i < from[part + 1]; i++)
			add_accident(&a, c->values.count[i]);
		to->rest[part] = accident_bits(&a, c->known);
	}
}

static void date_of_place(uint32_t place, char text[NAME_LETTERS])
{
	memset(text, 0, NAME_LETTERS);
	(void)snprintf(text, NAME_LETTERS, "%04u%02u%02u",
		       (DATE_FIRST_YEAR + place / DATE_YEAR_PLACES) % 10000,
		       place % DATE_YEAR_PLACES / 32, place % 32);
}

static void take_values(struct linkage_model *m, size_t *room, size_t at, const struct column *c)
{
	size_t n = column_date(c)           ? DATE_PLACES - 1
		   : c->kind == LINKAGE_SEX ? 3
					    : (size_t)c->values.n + 1;
	struct accident all = { 0 };
	char text[NAME_LETTERS];
	uint32_t i;
	float rest;

	for (i = 0; i < n; i++)
		add_accident(&all, c->values.count[i]);
	rest = m->column[at].rest[0] = accident_bits(&all, c->known);
	for (i = 0; i < n && column_date(c); i++) {
		if (c->values.count[i] < COMMON || c->values.bits[i] > rest - COMMONER_DATE)
			continue;
		date_of_place(i, text);
		add_common(m, room, common_of(COMMON_DATE, at, text, c->values.bits[i]));
	}
}

static int by_rarity(const void *a, const void *b)
{
	const struct common_value *x = a, *y = b;
	int d = (int)x->column - y->column;

	if (d == 0)
		d = (int)x->what - (int)y->what;
	if (d == 0)
		d = (x->bits > y->bits) - (x->bits < y->bits);
	return d != 0 ? d : strncmp(x->text, y->text, NAME_LETTERS);
}

struct linkage_model *linkage_model_of(const struct linkage *l)
{
	struct linkage_model *m = linkage_zeroed(1, sizeof(*m));
	size_t room = 0, i;

	m->records = (double)l->n;
	memcpy(m->share, l->model.share, sizeof(m->share));
	for (i = 0; i < l->n_columns; i++) {
		const struct column *c = &l->columns[i];
		struct learnt_column *to = &m->column[m->n_columns];

		if (c->kind == LINKAGE_VERIFIED)
			continue;
		to->kind = c->kind;
		memcpy(to->chance, l->model.chance[i], sizeof(to->chance));
		if (column_names(c))
			take_names(m, &room, m->n_columns, c);
		else if (c->kind == LINKAGE_NIK)
			take_niks(to, c);
		else
			take_values(m, &room, m->n_columns, c);
		m->n_columns++;
	}
	if (m->n_common > 0)
		qsort(m->common, m->n_common, sizeof(*m->common), by_rarity);
	return m;
}

/* ---- to an engine ------------------------------------------------------------------------- */

size_t model_column(const struct linkage_model *m, const struct linkage *l, size_t column)
{
	enum linkage_kind kind = l->columns[column].kind;
	size_t i, nth = 0;

	for (i = 0; i < column; i++)
		nth += l->columns[i].kind == kind;
	for (i = 0; i < m->n_columns; i++)
		if (m->column[i].kind == kind && nth-- == 0)
			return i;
	return MODEL_NONE;
}

bool linkage_use(struct linkage *l, const struct linkage_model *m, enum linkage_kind *ret_unknown)
{
	size_t i;

	for (i = 0; i < l->n_columns; i++)
		if (l->columns[i].kind != LINKAGE_VERIFIED && model_column(m, l, i) == MODEL_NONE) {
			*ret_unknown = l->columns[i].kind;
			return false;
		}
	for (i = 0; i < l->n_columns; i++)
		if (l->columns[i].kind != LINKAGE_VERIFIED)
			memcpy(l->model.chance[i], m->column[model_column(m, l, i)].chance,
			       sizeof(l->model.chance[i]));
	memcpy(l->model.share, m->share, sizeof(m->share));
	l->learnt_from = m->records;
	return true;
}

/* Of n times the people there are n times the pairs of a person, but n * n times all pairs. */
void shares_scale(double share[LINKAGE__RELATIONS], double learnt_from, double n)
{
	double rest = 1;
	size_t r;

	for (r = 0; r < LINKAGE_STRANGER; r++) {
		share[r] = MIN(share[r] * learnt_from / MAX(n, 2), 0.25);
		rest -= share[r];
	}
	share[LINKAGE_STRANGER] = rest;
}

/* ---- as text ------------------------------------------------------------------------------ */

static void put_levels(struct buf *b, const struct learnt_column *c)
{
	bool several = c->kind == LINKAGE_NIK || c->kind == LINKAGE_NAME;
	unsigned contexts = several ? CONTEXT__MAX : 1, x, level, r;

	for (x = 0; x < contexts; x++)
		for (level = LINKAGE_SAME; level < LINKAGE__LEVELS; level++) {
			const double *chance = c->chance[x][level];

			if (!(kind_levels(c->kind) & 1U << level))
				continue;
			buf_addf(b, "level %s %s", context_names[x], level_names[level]);
			for (r = 0; r < LINKAGE__RELATIONS; r++)
				buf_addf(b, " %.9g", chance[r]);
			buf_addc(b, '\n');
		}
}

static void put_column(struct buf *b, const struct linkage_model *m, size_t i)
{
	size_t k;

	buf_addf(b, "column %s\n", linkage_kind_name(m->column[i].kind));
	buf_adds(b, "rest");
	for (k = 0; k < LEN(m->column[i].rest); k++)
		buf_addf(b, " %.6g", (double)m->column[i].rest[k]);
	buf_addc(b, '\n');
	put_levels(b, &m->column[i]);
	for (k = 0; k < m->n_common; k++)
		if (m->common[k].column == i)
			buf_addf(b, "%s %.*s %.6g\n", common_names[m->common[k].what], NAME_LETTERS,
				 m->common[k].text, (double)m->common[k].bits);
}

char *linkage_model_text(const struct linkage_model *m)
{
	struct buf b;
	size_t i;

	buf_init(&b, TEXT_MAX);
	buf_addf(&b,
		 "%s\n"
		 "# share, level: of one person, one who moved, two of a household, strangers\n"
		 "# level: how probable it is (of strangers: times the share of the value)\n"
		 "# rest: bits that an agreement says, but for the values named\n"
		 "records %.0f\nshare",
		 heading, m->records);
	for (i = 0; i < LINKAGE__RELATIONS; i++)
		buf_addf(&b, " %.9g", m->share[i]);
	buf_addc(&b, '\n');
	for (i = 0; i < m->n_columns; i++)
		put_column(&b, m, i);
	assert(buf_ok(&b));
	return b.data;
}

/* ---- and back ----------------------------------------------------------------------------- */

/* A line of a model, and what the lines before it have made. */
struct model_reader {
	struct linkage_model *m;
	size_t room;
	char line[512];
	char *word[LINE_WORDS];
	size_t n;
	bool has_heading, has_share;
};

static void split_line(struct model_reader *r, const char *s, size_t n)
{
	char *p = r->line;

	n = MIN(n, sizeof(r->line) - 1);
	memcpy(r->line, s, n);
	r->line[n] = '\0';
	p[strcspn(p, "#\r")] = '\0';
	for (r->n = 0; *(p += strspn(p, " \t")) && r->n < LINE_WORDS; r->n++) {
		r->word[r->n] = p;
		p += strcspn(p, " \t");
		if (*p)
			*p++ = '\0';
	}
}

/* Numbers from a word on, within bounds. */
static bool read_numbers(const struct model_reader *r, size_t from, size_t n, double most,
			 double *to)
{
	size_t i;
	char *end;

	if (r->n != from + n)
		return false;
	for (i = 0; i < n; i++) {
		to[i] = strtod(r->word[from + i], &end);
		if (*end || !(to[i] >= 0) || to[i] > most)
			return false;
	}
	return true;
}

static size_t find_name(const char *const *names, size_t n, const char *name)
{
	size_t i = 0;

	while (i < n && !str_eq(names[i], name))
		i++;
	return i;
}

static bool read_column(struct model_reader *r)
{
	enum linkage_kind kind = r->n == 2 ? linkage_kind_find(r->word[1]) : LINKAGE__KINDS;

	if (kind == LINKAGE__KINDS || kind == LINKAGE_VERIFIED ||
	    r->m->n_columns == LINKAGE_COLUMNS)
		return false;
	r->m->column[r->m->n_columns++].kind = kind;
	return true;
}

static bool read_level(const struct model_reader *r, struct learnt_column *c)
{
	size_t x, level;

	if (r->n < 3)
		return false;
	x = find_name(context_names, CONTEXT__MAX, r->word[1]);
	level = find_name(level_names, LINKAGE__LEVELS, r->word[2]);
	return x < CONTEXT__MAX && level < LINKAGE__LEVELS && kind_levels(c->kind) & 1U << level &&
	       read_numbers(r, 3, LINKAGE__RELATIONS, 1e3, c->chance[x][level]);
}

static bool read_common(struct model_reader *r)
{
	size_t what = find_name(common_names, COMMON__KINDS, r->word[0]);
	double bits;

	if (what == COMMON__KINDS || r->m->n_common == COMMON_MAX ||
	    !read_numbers(r, 2, 1, 64, &bits) || strlen(r->word[1]) > NAME_LETTERS)
		return false;
	add_common(r->m, &r->room,
		   common_of((enum common_kind)what, r->m->n_columns - 1, r->word[1], (float)bits));
	return true;
}

static bool read_line(struct model_reader *r)
{
	struct linkage_model *m = r->m;
	struct learnt_column *c = m->n_columns ? &m->column[m->n_columns - 1] : NULL;
	double rest[3];
	size_t i;

	if (!r->has_heading)
		return r->has_heading = r->n == 2 && str_starts(heading, r->word[0]) &&
					str_ends(heading, r->word[1]);
	if (str_eq(r->word[0], "records"))
		return read_numbers(r, 1, 1, 1e12, &m->records) && m->records >= 2;
	if (str_eq(r->word[0], "share"))
		return r->has_share = read_numbers(r, 1, LINKAGE__RELATIONS, 1, m->share);
	if (str_eq(r->word[0], "column"))
		return read_column(r);
	if (!c)
		return false;
	if (str_eq(r->word[0], "level"))
		return read_level(r, c);
	if (!str_eq(r->word[0], "rest"))
		return read_common(r);
	if (!read_numbers(r, 1, LEN(rest), 64, rest))
		return false;
	for (i = 0; i < LEN(rest); i++)
		c->rest[i] = (float)rest[i];
	return true;
}

/* Models learnt before there was a level for one word that is alike call it partly the same. */
static void know_close(struct linkage_model *m)
{
	size_t i, x;

	for (i = 0; i < m->n_columns; i++)
		for (x = 0; x < CONTEXT__MAX; x++) {
			double(*chance)[LINKAGE__RELATIONS] = m->column[i].chance[x];

			if (kind_levels(m->column[i].kind) & 1U << LINKAGE_CLOSE &&
			    chance[LINKAGE_CLOSE][LINKAGE_STRANGER] <= 0)
				memcpy(chance[LINKAGE_CLOSE], chance[LINKAGE_PARTLY],
				       sizeof(chance[LINKAGE_CLOSE]));
		}
}

struct linkage_model *linkage_model_read(const char *text, size_t n, unsigned *ret_line)
{
	struct model_reader r = { .m = linkage_zeroed(1, sizeof(*r.m)) };
	const char *end = text + n, *stop;
	bool fine = true;

	for (*ret_line = 1; fine && text < end; text = stop + 1, ++*ret_line) {
		stop = memchr(text, '\n', (size_t)(end - text));
		stop = stop ? stop : end;
		split_line(&r, text, (size_t)(stop - text));
		fine = r.n == 0 || read_line(&r);
	}
	*ret_line -= !fine;
	if (fine && r.has_share && r.m->records > 0 && r.m->n_columns > 0) {
		know_close(r.m);
		return r.m;
	}
	linkage_model_free(r.m);
	return NULL;
}
