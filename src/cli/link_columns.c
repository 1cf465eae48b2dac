/* melaju link: recognising the columns of a file. */
#include "cli/link.h"

#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "platform/i18n/i18n.h"
#include "text/link.h"

/* How a column of some name takes part. */
enum how {
	WHOLE, /* is all of it */
	PART   /* is put together with others, in the order of the list */
};

struct alias {
	const char *name; /* letters and digits of the heading, in lower case */
	enum linkage_kind kind;
	enum how how;
};

/*
 * Parts are joined in this order.  LINKAGE__KINDS is the id.  What is above wins where two columns
 * would be the same kind.
 */
static const struct alias aliases[] = {
	{ "id", LINKAGE__KINDS, WHOLE },
	{ "uniqueid", LINKAGE__KINDS, WHOLE },
	{ "recid", LINKAGE__KINDS, WHOLE },
	{ "recordid", LINKAGE__KINDS, WHOLE },
	{ "idpenduduk", LINKAGE__KINDS, WHOLE },
	{ "idwarga", LINKAGE__KINDS, WHOLE },
	{ "idart", LINKAGE__KINDS, WHOLE },
	{ "idorang", LINKAGE__KINDS, WHOLE },
	{ "personid", LINKAGE__KINDS, WHOLE },
	{ "iddtks", LINKAGE__KINDS, WHOLE },

	{ "name", LINKAGE_NAME, WHOLE },
	{ "nama", LINKAGE_NAME, WHOLE },
	{ "namalengkap", LINKAGE_NAME, WHOLE },
	{ "fullname", LINKAGE_NAME, WHOLE },
	{ "namapenduduk", LINKAGE_NAME, WHOLE },
	{ "namawarga", LINKAGE_NAME, WHOLE },
	{ "namaart", LINKAGE_NAME, WHOLE },
	{ "namapenerima", LINKAGE_NAME, WHOLE },
	{ "firstandsurname", LINKAGE_NAME, WHOLE },
	{ "givenname", LINKAGE_NAME, PART },
	{ "firstname", LINKAGE_NAME, PART },
	{ "forename", LINKAGE_NAME, PART },
	{ "givennames", LINKAGE_NAME, PART },
	{ "forenames", LINKAGE_NAME, PART },
	{ "first", LINKAGE_NAME, PART },
	{ "fname", LINKAGE_NAME, PART },
	{ "namadepan", LINKAGE_NAME, PART },
	{ "fnamec1", LINKAGE_NAME, PART },
	{ "fnamec2", LINKAGE_NAME, PART },
	{ "middlename", LINKAGE_NAME, PART },
	{ "middlenames", LINKAGE_NAME, PART },
	{ "middle", LINKAGE_NAME, PART },
	{ "mname", LINKAGE_NAME, PART },
	{ "namatengah", LINKAGE_NAME, PART },
	{ "surname", LINKAGE_NAME, PART },
	{ "lastname", LINKAGE_NAME, PART },
	{ "last", LINKAGE_NAME, PART },
	{ "lname", LINKAGE_NAME, PART },
	{ "familyname", LINKAGE_NAME, PART },
	{ "namabelakang", LINKAGE_NAME, PART },
	{ "namakeluarga", LINKAGE_NAME, PART },
	{ "lnamec1", LINKAGE_NAME, PART },
	{ "lnamec2", LINKAGE_NAME, PART },

	{ "mothername", LINKAGE_MOTHER, WHOLE },
	{ "namaibu", LINKAGE_MOTHER, WHOLE },
	{ "namaibukandung", LINKAGE_MOTHER, WHOLE },
	{ "ibukandung", LINKAGE_MOTHER, WHOLE },
	{ "ibu", LINKAGE_MOTHER, WHOLE },
	{ "mother", LINKAGE_MOTHER, WHOLE },

	{ "birthdate", LINKAGE_BIRTH_DATE, WHOLE },
	{ "dateofbirth", LINKAGE_BIRTH_DATE, WHOLE },
	{ "dob", LINKAGE_BIRTH_DATE, WHOLE },
	{ "tanggallahir", LINKAGE_BIRTH_DATE, WHOLE },
	{ "tgllahir", LINKAGE_BIRTH_DATE, WHOLE },
	{ "tgllhr", LINKAGE_BIRTH_DATE, WHOLE },
	{ "by", LINKAGE_BIRTH_DATE, PART },
	{ "birthyear", LINKAGE_BIRTH_DATE, PART },
	{ "yearofbirth", LINKAGE_BIRTH_DATE, PART },
	{ "tahunlahir", LINKAGE_BIRTH_DATE, PART },
	{ "bm", LINKAGE_BIRTH_DATE, PART },
	{ "birthmonth", LINKAGE_BIRTH_DATE, PART },
	{ "monthofbirth", LINKAGE_BIRTH_DATE, PART },
	{ "bulanlahir", LINKAGE_BIRTH_DATE, PART },
	{ "bd", LINKAGE_BIRTH_DATE, PART },
	{ "birthday", LINKAGE_BIRTH_DATE, PART },
	{ "dayofbirth", LINKAGE_BIRTH_DATE, PART },
	{ "harilahir", LINKAGE_BIRTH_DATE, PART },

	{ "birthplace", LINKAGE_BIRTH_PLACE, WHOLE },
	{ "placeofbirth", LINKAGE_BIRTH_PLACE, WHOLE },
	{ "tempatlahir", LINKAGE_BIRTH_PLACE, WHOLE },
	{ "tmplahir", LINKAGE_BIRTH_PLACE, WHOLE },
	{ "tmptlahir", LINKAGE_BIRTH_PLACE, WHOLE },

	{ "sex", LINKAGE_SEX, WHOLE },
	{ "gender", LINKAGE_SEX, WHOLE },
	{ "jeniskelamin", LINKAGE_SEX, WHOLE },
	{ "jnskelamin", LINKAGE_SEX, WHOLE },
	{ "kelamin", LINKAGE_SEX, WHOLE },
	{ "jk", LINKAGE_SEX, WHOLE },

	{ "nik", LINKAGE_NIK, WHOLE },
	{ "nonik", LINKAGE_NIK, WHOLE },
	{ "nomornik", LINKAGE_NIK, WHOLE },
	{ "noktp", LINKAGE_NIK, WHOLE },
	{ "nikverified", LINKAGE_VERIFIED, WHOLE },
	{ "nikpadan", LINKAGE_VERIFIED, WHOLE },
	{ "padan", LINKAGE_VERIFIED, WHOLE },

	{ "kk", LINKAGE_KK, WHOLE },
	{ "nokk", LINKAGE_KK, WHOLE },
	{ "nomorkk", LINKAGE_KK, WHOLE },
	{ "kartukeluarga", LINKAGE_KK, WHOLE },

	{ "phone", LINKAGE_PHONE, WHOLE },
	{ "phonenumber", LINKAGE_PHONE, WHOLE },
	{ "telephone", LINKAGE_PHONE, WHOLE },
	{ "mobile", LINKAGE_PHONE, WHOLE },
	{ "telepon", LINKAGE_PHONE, WHOLE },
	{ "notelepon", LINKAGE_PHONE, WHOLE },
	{ "telp", LINKAGE_PHONE, WHOLE },
	{ "notelp", LINKAGE_PHONE, WHOLE },
	{ "hp", LINKAGE_PHONE, WHOLE },
	{ "nohp", LINKAGE_PHONE, WHOLE },

	{ "address", LINKAGE_ADDRESS, WHOLE },
	{ "alamat", LINKAGE_ADDRESS, WHOLE },
	{ "alamatlengkap", LINKAGE_ADDRESS, WHOLE },
	{ "streetnumber", LINKAGE_ADDRESS, PART },
	{ "address1", LINKAGE_ADDRESS, PART },
	{ "street", LINKAGE_ADDRESS, PART },
	{ "jalan", LINKAGE_ADDRESS, PART },
	{ "address2", LINKAGE_ADDRESS, PART },
	{ "rt", LINKAGE_ADDRESS, PART },
	{ "rw", LINKAGE_ADDRESS, PART },

	{ "region", LINKAGE_REGION, WHOLE },
	{ "kelurahan", LINKAGE_REGION, WHOLE },
	{ "desa", LINKAGE_REGION, WHOLE },
	{ "desakelurahan", LINKAGE_REGION, WHOLE },
	{ "suburb", LINKAGE_REGION, WHOLE },
	{ "kodekelurahan", LINKAGE_REGION, WHOLE },

	{ "postcode", LINKAGE_CODE, WHOLE },
	{ "postcodefake", LINKAGE_CODE, WHOLE },
	{ "postalcode", LINKAGE_CODE, WHOLE },
	{ "zip", LINKAGE_CODE, WHOLE },
	{ "zipcode", LINKAGE_CODE, WHOLE },
	{ "kodepos", LINKAGE_CODE, WHOLE },
	{ "socsecid", LINKAGE_CODE, WHOLE },
	{ "ssn", LINKAGE_CODE, WHOLE },
	{ "passport", LINKAGE_CODE, WHOLE },
	{ "paspor", LINKAGE_CODE, WHOLE },
	{ "email", LINKAGE_EMAIL, WHOLE },
	{ "surel", LINKAGE_EMAIL, WHOLE },
	{ "city", LINKAGE_TEXT, WHOLE },
	{ "town", LINKAGE_TEXT, WHOLE },
	{ "kota", LINKAGE_TEXT, WHOLE },
	{ "state", LINKAGE_TEXT, WHOLE },
	{ "occupation", LINKAGE_TEXT, WHOLE },
	{ "pekerjaan", LINKAGE_TEXT, WHOLE },
};

/* ---- names of columns --------------------------------------------------------------------- */

/* What happened to a column of the file. */
struct reading {
	struct cli *c;
	const struct sheet *sheet;
	struct link_columns *to;
	bool taken[SHEET_COLUMNS_MAX];
	const char *same_as[SHEET_COLUMNS_MAX]; /* it is left out because of this kind */
};

static const char *plain(struct cli *c, const char *heading)
{
	char *to = arena_strdup(c->cx.arena, heading), *at = to;

	for (; *heading; heading++) {
		if (*heading >= 'A' && *heading <= 'Z')
			*at++ = (char)(*heading | 0x20);
		else if ((*heading >= 'a' && *heading <= 'z') ||
			 (*heading >= '0' && *heading <= '9'))
			*at++ = *heading;
	}
	*at = '\0';
	return to;
}

static const char *all_columns(const struct reading *r)
{
	const char *list = "";
	size_t i;

	for (i = 0; i < sheet_columns(r->sheet); i++)
		list = arena_printf(r->c->cx.arena, "%s%s%s", list, i ? ", " : "",
				    sheet_column(r->sheet, i));
	return list;
}

static const char *all_kinds(const struct reading *r)
{
	const char *list = "id";
	unsigned k;

	for (k = 0; k < LINKAGE__KINDS; k++)
		list = arena_printf(r->c->cx.arena, "%s, %s", list,
				    linkage_kind_name((enum linkage_kind)k));
	return list;
}

static bool complain(const struct reading *r, enum text t, const char *a, const char *b)
{
	(void)cli_fail(r->c, "%s", text_fill(&r->c->cx, t, a, b, NULL));
	return false;
}

/* By the heading as it is written, otherwise by its letters. */
static bool find_column(const struct reading *r, const char *name, size_t *ret)
{
	size_t i, n = sheet_columns(r->sheet);

	for (i = 0; i < n; i++)
		if (str_eq(sheet_column(r->sheet, i), name)) {
			*ret = i;
			return true;
		}
	for (i = 0; i < n; i++)
		if (str_eq(plain(r->c, sheet_column(r->sheet, i)), plain(r->c, name))) {
			*ret = i;
			return true;
		}
	return complain(r, T_LINK_NO_COLUMN, name, all_columns(r));
}

static bool is_free(enum linkage_kind kind)
{
	return kind >= LINKAGE_CODE;
}

static struct link_column *column_of(const struct reading *r, enum linkage_kind kind)
{
	size_t i;

	for (i = 0; i < r->to->n; i++)
		if (r->to->column[i].kind == kind)
			return &r->to->column[i];
	return NULL;
}

static bool add_column(struct reading *r, struct link_column column)
{
	size_t i;

	if (!is_free(column.kind) && column_of(r, column.kind))
		return complain(r, T_LINK_TWICE, linkage_kind_name(column.kind), "");
	if (r->to->n == LINKAGE_COLUMNS)
		return complain(r, T_LINK_TOO_MANY, "", "");
	for (i = 0; i < column.n_parts; i++)
		r->taken[column.part[i]] = true;
	r->to->column[r->to->n++] = column;
	return true;
}

/* ---- what was said ------------------------------------------------------------------------ */

/* "given+surname" */
static bool read_parts(const struct reading *r, const char *s, struct link_column *ret)
{
	char **names;
	size_t n, i;

	str_split(r->c->cx.arena, s, '+', &names, &n);
	if (n > LINK_PARTS)
		return complain(r, T_LINK_BAD_MAP, s, "");
	for (i = 0; i < n; i++)
		if (!find_column(r, names[i], &ret->part[i]))
			return false;
	ret->n_parts = n;
	return true;
}

static bool take_id(struct reading *r, const struct link_column *column)
{
	r->to->has_id = true;
	r->to->id = column->part[0];
	r->taken[r->to->id] = true;
	return true;
}

/* "name=given+surname" */
static bool read_mapping(struct reading *r, const char *s)
{
	const char *equals = strchr(s, '='), *kind;
	struct link_column column = { 0 };

	if (!equals || equals == s || !equals[1])
		return complain(r, T_LINK_BAD_MAP, s, "");
	kind = arena_strndup(r->c->cx.arena, s, (size_t)(equals - s));
	if (!read_parts(r, equals + 1, &column))
		return false;
	if (str_eq(kind, "id"))
		return take_id(r, &column);
	column.kind = linkage_kind_find(kind);
	if (column.kind == LINKAGE__KINDS)
		return complain(r, T_LINK_BAD_KIND, kind, all_kinds(r));
	return add_column(r, column);
}

/* "postcode:code" */
static bool read_declared(struct reading *r, const char *s)
{
	const char *colon = strrchr(s, ':');
	struct link_column column = { .n_parts = 1 };

	if (!colon || colon == s || !colon[1])
		return complain(r, T_LINK_BAD_COLUMN, s, "");
	column.kind = linkage_kind_find(colon + 1);
	if (column.kind == LINKAGE__KINDS)
		return complain(r, T_LINK_BAD_KIND, colon + 1, all_kinds(r));
	return find_column(r, arena_strndup(r->c->cx.arena, s, (size_t)(colon - s)),
			   &column.part[0]) &&
	       add_column(r, column);
}

static bool read_option(struct reading *r, enum opt id,
			bool (*read)(struct reading *, const char *))
{
	char **pieces;
	size_t n, i;
	unsigned k;

	for (k = 0; k < r->c->n_values[id]; k++) {
		str_split(r->c->cx.arena, r->c->value[id][k], ',', &pieces, &n);
		for (i = 0; i < n; i++)
			if (!read(r, pieces[i]))
				return false;
	}
	return true;
}

/* ---- what is recognised ------------------------------------------------------------------- */

/* The column of the file that an alias names and that nothing has taken. */
static bool find_alias(const struct reading *r, const struct alias *a, size_t *ret)
{
	size_t i;

	for (i = 0; i < sheet_columns(r->sheet); i++)
		if (!r->taken[i] && str_eq(plain(r->c, sheet_column(r->sheet, i)), a->name)) {
			*ret = i;
			return true;
		}
	return false;
}

/* Further parts join the column that the first one began, unless that was a whole. */
static bool take_alias(struct reading *r, const struct alias *a, size_t column, bool *begun)
{
	struct link_column *there = column_of(r, a->kind);

	if (a->how == PART && there && begun[a->kind] && there->n_parts < LINK_PARTS) {
		there->part[there->n_parts++] = column;
		r->taken[column] = true;
		return true;
	}
	if (there && !is_free(a->kind)) {
		r->same_as[column] = linkage_kind_name(a->kind);
		return true;
	}
	begun[a->kind] = a->how == PART;
	return add_column(r, (struct link_column){ a->kind, { column }, 1 });
}

static bool recognise(struct reading *r)
{
	bool begun[LINKAGE__KINDS] = { false };
	size_t i, column;

	for (i = 0; i < LEN(aliases); i++) {
		const struct alias *a = &aliases[i];

		if (!find_alias(r, a, &column))
			continue;
		if (a->kind == LINKAGE__KINDS) {
			if (!r->to->has_id)
				(void)take_id(r, &(struct link_column){ .part = { column } });
		} else if (!take_alias(r, a, column, begun)) {
			return false;
		}
	}
	return true;
}

/* ---- telling ------------------------------------------------------------------------------ */

static const char *parts_text(const struct reading *r, const struct link_column *column)
{
	const char *list = "";
	size_t i;

	for (i = 0; i < column->n_parts; i++)
		list = arena_printf(r->c->cx.arena, "%s%s%s", list, i ? " + " : "",
				    sheet_column(r->sheet, column->part[i]));
	return list;
}

static void say(const struct reading *r, enum text t, const char *a, const char *b)
{
	(void)fprintf(stderr, "%s\n", text_fill(&r->c->cx, t, a, b, NULL));
}

static void tell(const struct reading *r)
{
	size_t i;

	if (!r->to->has_id)
		say(r, T_LINK_NO_ID, "", "");
	for (i = 0; i < r->to->n; i++)
		say(r, T_LINK_USED, linkage_kind_name(r->to->column[i].kind),
		    parts_text(r, &r->to->column[i]));
	for (i = 0; i < sheet_columns(r->sheet); i++) {
		if (r->taken[i])
			continue;
		if (r->same_as[i])
			say(r, T_LINK_REDUNDANT, sheet_column(r->sheet, i), r->same_as[i]);
		else if (str_blank(sheet_column(r->sheet, i)))
			say(r, T_LINK_NAMELESS, arena_printf(r->c->cx.arena, "%zu", i + 1), "");
		else
			say(r, T_LINK_UNUSED, sheet_column(r->sheet, i), "");
	}
}

int link_columns(struct cli *c, const struct sheet *s, struct link_columns *ret)
{
	struct reading r = { .c = c, .sheet = s, .to = ret };

	*ret = (struct link_columns){ 0 };
	if (!read_option(&r, OPT_MAP, read_mapping) || !read_option(&r, OPT_COLUMN, read_declared))
		return EXIT_USAGE;
	if (!recognise(&r))
		return EXIT_FAILED;
	if (ret->n == 0 || (ret->n == 1 && ret->column[0].kind == LINKAGE_VERIFIED)) {
		(void)complain(&r, T_LINK_NOTHING, "", "");
		return EXIT_FAILED;
	}
	tell(&r);
	return EXIT_OK;
}
