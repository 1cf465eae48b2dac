/*
 * Reader of places: decimal degrees, degrees with minutes and seconds, and links to a map that
 * carry either.  Decimals may be written with a comma, as Indonesian telephones and GPS devices do.
 */
#include "base/str.h"
#include "platform/db/db.h"
#include "platform/form/form_impl.h"
#include "text/form.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

enum { MICRO = 1000000 };

/* One of the two numbers of a place. */
struct angle {
	int64_t micro; /* degrees times a million */
	char axis;     /* 'N' latitude, 'E' longitude, 0 not said */
};

struct mark {
	const char *text;
	char value;
};

/* Which way an angle counts: Lintang Utara and Selatan, Bujur Timur and Barat, or in English. */
static const struct mark sides[] = {
	{ "LU", 'N' }, { "LS", 'S' }, { "BT", 'E' }, { "BB", 'W' },
	{ "N", 'N' },  { "S", 'S' },  { "E", 'E' },  { "W", 'W' },
};

/* Signs of degrees, minutes and seconds as keyboards, devices and maps write them. */
static const struct mark signs[] = {
	{ "\xc2\xb0", 'd' },     { "\xc2\xba", 'd' },     { "\xcb\x9a", 'd' },
	{ "\xe2\x80\xb2", 'm' }, { "\xe2\x80\xb3", 's' }, { "\xe2\x80\x99", 'm' },
	{ "\xe2\x80\x9d", 's' }, { "''", 's' },           { "'", 'm' },
	{ "\"", 's' },
};

/* The mark that stands there, passed over; 0 for none. */
static char take_mark(const char **s, const struct mark *marks, size_t n)
{
	size_t i, len;

	for (i = 0; i < n; i++) {
		len = strlen(marks[i].text);
		if (strncasecmp(*s, marks[i].text, len) == 0) {
			*s += len;
			return marks[i].value;
		}
	}
	return 0;
}

static void skip_blanks(const char **s)
{
	while (**s == ' ')
		(*s)++;
}

/* A number without sign as millionths.  No strtod: it knows hexadecimal, infinity, the locale. */
static bool read_number(const char **s, char comma, int64_t *ret)
{
	int64_t v = 0, scale = MICRO;
	int digits = 0;

	for (; isdigit((unsigned char)**s) && digits < 4; (*s)++, digits++)
		v = v * 10 + (**s - '0');
	if (digits == 0 || digits == 4)
		return false;
	v *= MICRO;
	if ((**s == '.' || **s == comma) && (**s == '.' || isdigit((unsigned char)(*s)[1])))
		for ((*s)++; isdigit((unsigned char)**s); (*s)++) {
			scale /= 10;
			v += (**s - '0') * scale;
		}
	*ret = v;
	return true;
}

/* A part of a degree with its sign, where one follows: "55' ".  Nothing is taken otherwise. */
static bool read_part(const char **s, char comma, char sign, int64_t *ret)
{
	const char *p = *s;
	int64_t v;

	skip_blanks(&p);
	if (!read_number(&p, comma, &v) || v >= 60LL * MICRO)
		return false;
	skip_blanks(&p);
	if (take_mark(&p, signs, LEN(signs)) != sign)
		return false;
	*ret = v;
	*s = p;
	return true;
}

static void set_side(struct angle *a, char side)
{
	a->axis = side == 'N' || side == 'S' ? 'N' : 'E';
	if (side == 'S' || side == 'W')
		a->micro = -a->micro;
}

/* "-6.9277", "6,9277 LS", "6°55'39.7\"S", "S 6.9277". */
static bool read_angle(const char **s, char comma, struct angle *ret)
{
	const char *after;
	char side, behind = 0;
	bool minus;
	int64_t minutes = 0, seconds = 0;

	*ret = (struct angle){ 0 };
	side = take_mark(s, sides, LEN(sides));
	skip_blanks(s);
	minus = **s == '-';
	if (minus || **s == '+')
		(*s)++;
	if (!read_number(s, comma, &ret->micro))
		return false;
	after = *s;
	skip_blanks(&after);
	if (take_mark(&after, signs, LEN(signs)) == 'd') {
		*s = after;
		if (read_part(s, comma, 'm', &minutes))
			(void)read_part(s, comma, 's', &seconds); /* may be left away */
		ret->micro += (minutes * 60 + seconds + 1800) / 3600;
	}
	if (minus)
		ret->micro = -ret->micro;
	after = *s;
	skip_blanks(&after);
	if (side == 0 && (behind = take_mark(&after, sides, LEN(sides))) != 0)
		*s = after;
	if (side != 0 || behind != 0)
		set_side(ret, side != 0 ? side : behind);
	return true;
}

struct point {
	int64_t lat, lng;
};

/* Two angles in their order, or in that which their letters say; between: what parts them. */
static bool read_pair(const char **s, char comma, const char *between, struct point *ret)
{
	struct angle a, b;
	size_t n = strlen(between);

	if (!read_angle(s, comma, &a))
		return false;
	if (n > 0 && strncmp(*s, between, n) != 0)
		return false;
	if (n == 0 && strspn(*s, " ,;") == 0)
		return false;
	*s += n > 0 ? n : strspn(*s, " ,;");
	if (!read_angle(s, comma, &b))
		return false;
	if (a.axis != 0 && a.axis == b.axis)
		return false;
	*ret = a.axis == 'E' || b.axis == 'N' ? (struct point){ b.micro, a.micro }
					      : (struct point){ a.micro, b.micro };
	return true;
}

/* From Rote to Weh, from Weh to Merauke, with some sea around. */
static bool inside(const struct point *p)
{
	return p->lat >= -11500000 && p->lat <= 6500000 && p->lng >= 94500000 &&
	       p->lng <= 141500000;
}

/* Both ways to read a comma; the one that lies in Indonesia counts. */
static bool read_typed(const char *s, struct point *ret)
{
	static const char commas[] = { '.', ',' };
	struct point p;
	bool found = false;
	size_t i;

	for (i = 0; i < LEN(commas); i++) {
		const char *at = s;

		if (!read_pair(&at, commas[i], "", &p) || *at != '\0')
			continue;
		if (!found || inside(&p))
			*ret = p;
		found = true;
		if (inside(&p))
			break;
	}
	return found;
}

/* ---- links ------------------------------------------------------------------------------- */

/*
 * Where maps put the place in a link, what was pinned or asked for before where the view stands.
 * zoom: a number and a slash lie before it.
 */
static const struct {
	const char *before, *between;
	bool zoom;
} spots[] = {
	{ "!3d", "!4d", false },  { "mlat=", "&mlon=", false }, { "q=loc:", ",", false },
	{ "q=", ",", false },     { "query=", ",", false },     { "destination=", ",", false },
	{ "daddr=", ",", false }, { "ll=", ",", false },        { "center=", ",", false },
	{ "/place/", "", false }, { "/search/", ",", false },   { "/dir/", ",", false },
	{ "#map=", "/", true },   { "@", ",", false },          { "geo:", ",", false },
};

static bool read_spot(const char *link, size_t k, struct point *ret)
{
	const char *s = link, *at;

	while ((s = strstr(s, spots[k].before)) != NULL) {
		s += strlen(spots[k].before);
		at = s;
		if (spots[k].zoom)
			at += strcspn(at, "/") + (strchr(at, '/') != NULL);
		while (*at == '/' || *at == ' ')
			at++;
		if (read_pair(&at, '.', spots[k].between, ret) && inside(ret))
			return true;
	}
	return false;
}

/* As a reader sees it: "%2C" a comma, "+" a blank. */
static const char *plain_link(struct ctx *cx, const char *s)
{
	char *out = arena_strdup(cx->arena, s), *p = out;

	for (; *s != '\0'; s++) {
		if (*s == '%' && hex_digit(s[1]) >= 0 && hex_digit(s[2]) >= 0) {
			*p++ = (char)(hex_digit(s[1]) * 16 + hex_digit(s[2]));
			s += 2;
		} else {
			*p++ = *s == '+' ? ' ' : *s;
		}
	}
	*p = '\0';
	return out;
}

/* "www.openstreetmap.org/#map=..." is one too: who copies an address often loses its beginning. */
static bool is_link(const char *s)
{
	return strstr(s, "://") != NULL || strncasecmp(s, "geo:", 4) == 0 ||
	       strncasecmp(s, "www.", 4) == 0 || strstr(s, "maps.") != NULL ||
	       strstr(s, "goo.gl/") != NULL;
}

static bool read_link(struct ctx *cx, const char *s, struct point *ret)
{
	const char *link = plain_link(cx, s);
	size_t k;

	for (k = 0; k < LEN(spots); k++)
		if (read_spot(link, k, ret))
			return true;
	return false;
}

void form_point(const struct form *f, int field, int64_t *lat_e6, int64_t *lng_e6)
{
	const char *s = form_text(f, field);
	struct point p;

	*lat_e6 = *lng_e6 = DB_NONE;
	if (s == NULL || !read_pair(&s, '.', ",", &p))
		return;
	*lat_e6 = p.lat;
	*lng_e6 = p.lng;
}

static const char *degrees_text(struct ctx *cx, int64_t v)
{
	int64_t size = v < 0 ? -v : v;

	return arena_printf(cx->arena, "%s%lld.%06lld", v < 0 ? "-" : "", (long long)(size / MICRO),
			    (long long)(size % MICRO));
}

enum text form_read_coord(struct ctx *cx, const char *s, const char **ret)
{
	struct point p;

	skip_blanks(&s);
	if (is_link(s)) {
		if (!read_link(cx, s, &p))
			return T_FORM_COORD_LINK;
	} else if (!read_typed(s, &p)) {
		return T_FORM_COORD;
	}
	if (!inside(&p))
		return T_FORM_COORD_OUTSIDE;
	*ret = arena_printf(cx->arena, "%s,%s", degrees_text(cx, p.lat), degrees_text(cx, p.lng));
	return T__NONE;
}
