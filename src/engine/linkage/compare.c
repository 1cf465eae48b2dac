/* Two records, column by column: how they agree, and how rare that is. */
#include "engine/linkage/linkage_impl.h"

#include <math.h>
#include <string.h>

#define LEVEL(l) (1U << LINKAGE_##l)

unsigned kind_levels(enum linkage_kind kind)
{
	static const unsigned words = LEVEL(SAME) | LEVEL(SOUNDS) | LEVEL(TYPO) | LEVEL(INITIALS) |
				      LEVEL(CLOSE) | LEVEL(SHORTER) | LEVEL(PARTLY) |
				      LEVEL(DIFFERENT);
	static const unsigned date = LEVEL(SAME) | LEVEL(SWAPPED) | LEVEL(TYPO) | LEVEL(ONE_PART) |
				     LEVEL(YEAR) | LEVEL(DIFFERENT);
	static const unsigned text = LEVEL(SAME) | LEVEL(TYPO) | LEVEL(PARTLY) | LEVEL(DIFFERENT);
	static const unsigned levels[LINKAGE__KINDS] = {
		[LINKAGE_NAME] = words,
		[LINKAGE_MOTHER] = words,
		[LINKAGE_BIRTH_DATE] = date,
		[LINKAGE_BIRTH_PLACE] = text,
		[LINKAGE_SEX] = LEVEL(SAME) | LEVEL(DIFFERENT),
		[LINKAGE_NIK] = LEVEL(SAME) | LEVEL(TYPO) | LEVEL(SERIAL) | LEVEL(BIRTH_PART) |
				LEVEL(DIFFERENT),
		[LINKAGE_KK] = LEVEL(SAME) | LEVEL(TYPO) | LEVEL(DIFFERENT),
		[LINKAGE_PHONE] = LEVEL(SAME) | LEVEL(TYPO) | LEVEL(DIFFERENT),
		[LINKAGE_ADDRESS] = text,
		[LINKAGE_REGION] = text,
		[LINKAGE_CODE] = LEVEL(SAME) | LEVEL(TYPO) | LEVEL(DIFFERENT),
		[LINKAGE_TEXT] = text,
		[LINKAGE_EMAIL] = text,
		[LINKAGE_DATE] = date,
	};

	return levels[kind];
}

/* ---- dates -------------------------------------------------------------------------------- */

static int number_of(uint32_t digits)
{
	return (int)((digits >> 12) * 1000 + (digits >> 8 & 15) * 100 + (digits >> 4 & 15) * 10 +
		     (digits & 15));
}

static bool one_apart(uint32_t a, uint32_t b)
{
	int d = number_of(a) - number_of(b);

	return d == 1 || d == -1;
}

enum linkage_level dates_compare(uint32_t a, uint32_t b)
{
	bool year = DATE_YEAR(a) == DATE_YEAR(b), month = DATE_MONTH(a) == DATE_MONTH(b);
	bool day = DATE_DAY(a) == DATE_DAY(b);

	if (a == b)
		return LINKAGE_SAME;
	if (!DATE_MONTH(a) || !DATE_MONTH(b) || !DATE_DAY(a) || !DATE_DAY(b))
		return year ? LINKAGE_YEAR : LINKAGE_DIFFERENT;
	if (year && DATE_MONTH(a) == DATE_DAY(b) && DATE_DAY(a) == DATE_MONTH(b))
		return LINKAGE_SWAPPED;
	if (digits_slip(a, b))
		return LINKAGE_TYPO;
	if (year + month + day == 2) {
		if (one_apart(DATE_YEAR(a), DATE_YEAR(b)) ||
		    one_apart(DATE_MONTH(a), DATE_MONTH(b)) || one_apart(DATE_DAY(a), DATE_DAY(b)))
			return LINKAGE_TYPO;
		return LINKAGE_ONE_PART;
	}
	return year ? LINKAGE_YEAR : LINKAGE_DIFFERENT;
}

/* ---- NIK ---------------------------------------------------------------------------------- */

static uint64_t digits_of(uint32_t x)
{
	uint64_t digits = 0;
	unsigned at;

	for (at = 0; x > 0; at += 4, x /= 10)
		digits |= (uint64_t)(x % 10) << at;
	return digits;
}

static bool numbers_slip(uint32_t a, uint32_t b)
{
	return digits_slip(digits_of(a), digits_of(b));
}

/* Born on the same day in the same district, one after the other: serial numbers are near. */
enum { NEAR = 4 };

static bool are_near(uint32_t a, uint32_t b)
{
	return a != 0 && b != 0 && (a > b ? a - b : b - a) <= NEAR;
}

/*
 * By its parts: district, birth date, serial number.  Two who were born on the same day in the same
 * district differ in the serial alone, and little, so that is no slip of one person.  A serial of
 * zero is what a spreadsheet leaves of it.
 */
enum linkage_level niks_compare(uint64_t a, uint64_t b)
{
	bool region = NIK_REGION(a) == NIK_REGION(b), date = NIK_DATE(a) == NIK_DATE(b);
	uint32_t x = NIK_SERIAL(a), y = NIK_SERIAL(b);

	if (a == b)
		return LINKAGE_SAME;
	if (region && date && are_near(x, y))
		return LINKAGE_SERIAL;
	if (region && date)
		return x == 0 || y == 0 || numbers_slip(x, y) ? LINKAGE_TYPO : LINKAGE_BIRTH_PART;
	if (x == y && ((region && numbers_slip(NIK_DATE(a), NIK_DATE(b))) ||
		       (date && numbers_slip(NIK_REGION(a), NIK_REGION(b)))))
		return LINKAGE_TYPO;
	return region || date ? LINKAGE_BIRTH_PART : LINKAGE_DIFFERENT;
}

/*
 * What a birth date that almost agrees has told already when the dates of the NIK agree: of people
 * who were born on the same day, one date was mistyped.  In bits.
 */
static const unsigned char told[LINKAGE__LEVELS] = {
	[LINKAGE_TYPO] = 6,
	[LINKAGE_SWAPPED] = 9,
	[LINKAGE_ONE_PART] = 4,
	[LINKAGE_YEAR] = 2,
};

static float date_bits(float bits, enum linkage_level date)
{
	return date == LINKAGE_SAME ? 0 : MAX(bits - (float)told[date], 0);
}

void niks_agree(const struct linkage *l, const struct nik_pair *p, const struct nik_bits *rare,
		struct comparison *ret)
{
	enum linkage_level date = l->date >= 0 ? ret->level[l->date] : LINKAGE_UNKNOWN;
	uint64_t x = p->a, y = p->b;
	float bits = 0;

	ret->context = date == LINKAGE_UNKNOWN ? CONTEXT_ALONE
		       : date == LINKAGE_SAME  ? CONTEXT_SAME_DATE
					       : CONTEXT_OTHER_DATE;
	if (!x || !y)
		return;
	/* Neighbours were mostly born in one district. */
	if (NIK_REGION(x) == NIK_REGION(y))
		bits += p->one_home ? MIN(*rare->region, 1) : *rare->region;
	if (NIK_DATE(x) == NIK_DATE(y))
		bits += date_bits(*rare->date, date);
	if (NIK_SERIAL(x) == NIK_SERIAL(y))
		bits += *rare->serial;
	if (x == y)
		bits = MIN(MAX(bits, l->rarest - (date == LINKAGE_SAME ? ret->bits[l->date] : 0)),
			   p->most);
	ret->bits[l->nik] = bits;
}

void nik_in_context(const struct linkage *l, const uint32_t *a, const uint32_t *b,
		    struct comparison *ret)
{
	const struct column *c = &l->columns[l->nik];
	struct nik_pair p = { record_nik(a, c->slot), record_nik(b, c->slot), false, INFINITY };
	struct nik_bits rare = {
		.region = &c->values.bits[NIK_REGION_PLACE(p.a)],
		.date = &c->values.bits[NIK_DATE_PLACE(p.a)],
		.serial = &c->values.bits[NIK_SERIAL_PLACE(p.a)],
	};
	unsigned home;

	if (l->region >= 0) {
		home = l->columns[l->region].slot;
		p.one_home = a[home] && a[home] == b[home];
	}
	if (p.a == p.b)
		p.most = nik_most(&c->values, p.a);
	niks_agree(l, &p, &rare, ret);
}

/* ---- texts and codes ---------------------------------------------------------------------- */

struct piece value_text(const struct values *v, uint32_t value, char room[SHAPE_DIGITS])
{
	const struct shape *s = shape_of(v, value);
	uint64_t digits = s->digits;
	size_t i;

	if (!s->is_number)
		return (struct piece){ v->text + s->at, s->size };
	for (i = s->size; i-- > 0; digits >>= 4)
		room[i] = (char)('0' + (digits & 15));
	return (struct piece){ room, s->size };
}

static enum linkage_level compare_codes(const struct values *v, uint32_t a, uint32_t b)
{
	const struct shape *s = shape_of(v, a), *t = shape_of(v, b);
	unsigned len = MAX(s->size, t->size), allowed = len >= 10 ? 2 : 1;
	char of_a[SHAPE_DIGITS], of_b[SHAPE_DIGITS];
	struct piece x, y;

	if (len < 4)
		return LINKAGE_DIFFERENT;
	if (s->is_number && t->is_number && s->size == t->size)
		return digits_slip(s->digits, t->digits) ? LINKAGE_TYPO : LINKAGE_DIFFERENT;
	if (s->size > t->size + allowed || t->size > s->size + allowed ||
	    shapes_differ(s, t, allowed))
		return LINKAGE_DIFFERENT;
	x = value_text(v, a, of_a);
	y = value_text(v, b, of_b);
	return text_distance(x.text, x.size, y.text, y.size) <= allowed ? LINKAGE_TYPO
									: LINKAGE_DIFFERENT;
}

static size_t local_part(struct piece x)
{
	const char *at = memchr(x.text, '@', x.size);

	return at ? (size_t)(at - x.text) : x.size;
}

static enum linkage_level compare_emails(const struct values *v, uint32_t a, uint32_t b)
{
	char of_a[SHAPE_DIGITS], of_b[SHAPE_DIGITS];
	struct piece x = value_text(v, a, of_a), y = value_text(v, b, of_b);
	size_t n = local_part(x), m = local_part(y);

	if (n == m && n >= 4 && memcmp(x.text, y.text, n) == 0)
		return LINKAGE_PARTLY;
	if (!shapes_differ(shape_of(v, a), shape_of(v, b), 4) &&
	    text_distance(x.text, n, y.text, m) <= MAX(n, m) / 5 + 1 &&
	    text_distance(x.text, x.size, y.text, y.size) <= MAX(x.size, y.size) / 6 + 1)
		return LINKAGE_TYPO;
	return LINKAGE_DIFFERENT;
}

static enum linkage_level compare_texts(const struct values *v, uint32_t a, uint32_t b)
{
	const struct shape *s = shape_of(v, a), *t = shape_of(v, b);
	char of_a[SHAPE_DIGITS], of_b[SHAPE_DIGITS];
	size_t len = MAX(s->size, t->size);
	unsigned allowed = (unsigned)((len + 2) / 6) + 1;
	struct piece x, y;

	if (s->is_number && t->is_number)
		return compare_codes(v, a, b);
	x = value_text(v, a, of_a);
	y = value_text(v, b, of_b);
	/* Of several words some are always written alike. */
	if (MIN(s->n_words, t->n_words) > 2 && !shapes_share(s, t))
		return LINKAGE_DIFFERENT;
	if (len >= 4 && !shapes_differ(s, t, allowed) &&
	    text_distance(x.text, x.size, y.text, y.size) <= allowed)
		return LINKAGE_TYPO;
	if (MIN(x.size, y.size) >= 3 && memcmp(x.text, y.text, MIN(x.size, y.size)) == 0)
		return LINKAGE_PARTLY;
	return shapes_share(s, t) ? LINKAGE_PARTLY : LINKAGE_DIFFERENT;
}

enum linkage_level values_compare(enum linkage_kind kind, const struct values *v, uint32_t a,
				  uint32_t b)
{
	switch (kind) {
	case LINKAGE_KK:
	case LINKAGE_PHONE:
	case LINKAGE_CODE:
		return compare_codes(v, a, b);
	case LINKAGE_EMAIL:
		return compare_emails(v, a, b);
	case LINKAGE_REGION:
		/* The next number is another place. */
		if (shape_of(v, a)->is_number && shape_of(v, b)->is_number)
			return LINKAGE_DIFFERENT;
		return compare_texts(v, a, b);
	case LINKAGE_BIRTH_PLACE:
	case LINKAGE_ADDRESS:
	case LINKAGE_TEXT:
		return compare_texts(v, a, b);
	case LINKAGE_NAME:
	case LINKAGE_MOTHER:
	case LINKAGE_BIRTH_DATE:
	case LINKAGE_SEX:
	case LINKAGE_NIK:
	case LINKAGE_VERIFIED:
	case LINKAGE_DATE:
	case LINKAGE__KINDS:
		break;
	}
	assert(!"a kind without texts");
	return LINKAGE_UNKNOWN;
}

/* ---- columns ------------------------------------------------------------------------------ */

static enum linkage_level compare_nik_column(const struct column *c, const uint32_t *a,
					     const uint32_t *b)
{
	uint64_t x = record_nik(a, c->slot), y = record_nik(b, c->slot);

	if (!x || !y)
		return LINKAGE_UNKNOWN;
	return niks_compare(x, y);
}

enum linkage_level column_compare(const struct linkage *l, size_t column, const uint32_t *a,
				  const uint32_t *b, float *ret_bits)
{
	const struct column *c = &l->columns[column];
	uint32_t x = a[c->slot], y = b[c->slot];

	*ret_bits = 0;
	if (c->kind == LINKAGE_NIK)
		return compare_nik_column(c, a, b);
	if (!x || !y || c->kind == LINKAGE_VERIFIED)
		return LINKAGE_UNKNOWN;
	if (c->kind == LINKAGE_NAME || c->kind == LINKAGE_MOTHER)
		return names_compare(&c->values, x, y, ret_bits);
	if (x == y) {
		*ret_bits = c->values.bits[column_date(c) ? date_place(x) : x];
		return LINKAGE_SAME;
	}
	if (column_date(c))
		return dates_compare(x, y);
	if (c->kind == LINKAGE_SEX)
		return LINKAGE_DIFFERENT;
	return values_compare(c->kind, &c->values, x, y);
}

void column_fetch(const struct column *c, uint32_t x, uint32_t y)
{
	if (!x || !y)
		return;
	if (column_names(c)) {
		__builtin_prefetch(card_of(&c->values, x));
		__builtin_prefetch(card_of(&c->values, y));
	} else if (c->values.shape) {
		__builtin_prefetch(shape_of(&c->values, x));
		__builtin_prefetch(shape_of(&c->values, y));
	}
}

static void fetch_all(const struct linkage *l, uint64_t pair)
{
	const uint32_t *x = record_at(l, (uint32_t)(pair >> 32)), *y = record_at(l, (uint32_t)pair);
	size_t i;

	for (i = 0; i < l->n_columns; i++)
		column_fetch(&l->columns[i], x[l->columns[i].slot], y[l->columns[i].slot]);
}

void linkage_compare_all(const struct linkage *l, const uint64_t *pairs, size_t n,
			 struct comparison *ret)
{
	enum { AHEAD = 8 /* pairs */ };
	size_t i;

	for (i = 0; i < n + 2 * AHEAD; i++) {
		if (i < n) {
			__builtin_prefetch(record_at(l, (uint32_t)(pairs[i] >> 32)));
			__builtin_prefetch(record_at(l, (uint32_t)pairs[i]));
		}
		if (i >= AHEAD && i - AHEAD < n)
			fetch_all(l, pairs[i - AHEAD]);
		if (i >= 2 * AHEAD)
			linkage_compare(l, (uint32_t)(pairs[i - 2 * AHEAD] >> 32),
					(uint32_t)pairs[i - 2 * AHEAD], &ret[i - 2 * AHEAD]);
	}
}

void linkage_compare(const struct linkage *l, uint32_t a, uint32_t b, struct comparison *ret)
{
	const uint32_t *x = record_at(l, a), *y = record_at(l, b);
	size_t i;

	memset(ret, 0, sizeof(*ret));
	for (i = 0; i < l->n_columns; i++)
		ret->level[i] = (uint8_t)column_compare(l, i, x, y, &ret->bits[i]);
	if (l->nik >= 0)
		nik_in_context(l, x, y, ret);
}
