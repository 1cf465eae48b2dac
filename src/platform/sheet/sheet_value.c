/* Values of cells: numbers that are dates, and texts. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/clock.h"
#include "base/str.h"
#include "platform/sheet/sheet_book.h"

/* ---- number formats ------------------------------------------------------------------------- */

enum book_form book_form_of_id(unsigned id)
{
	if ((id >= 14 && id <= 17) || id == 22 || (id >= 27 && id <= 31) || id == 36 ||
	    (id >= 50 && id <= 58))
		return BOOK_DATE;
	if ((id >= 18 && id <= 21) || (id >= 32 && id <= 35) || id == 45 || id == 47)
		return BOOK_TIME;
	return BOOK_PLAIN;
}

/* Behind a part of the format that is shown as it stands, or names a colour or a language. */
static const char *skip_literal(const char *p)
{
	const char *end;

	if (*p == '"' || *p == '[') {
		end = strchr(p + 1, *p == '"' ? '"' : ']');
		return end ? end + 1 : p + strlen(p);
	}
	if (*p == '\\' || *p == '_' || *p == '*')
		return p[1] != '\0' ? p + 2 : p + 1;
	if (strncasecmp(p, "AM/PM", 5) == 0)
		return p + 5;
	return p;
}

enum book_form book_form_of_code(const char *code)
{
	bool day = false, month = false, hour = false;
	const char *p, *next;

	if (strncasecmp(code, "General", 7) == 0)
		return BOOK_PLAIN;
	for (p = code; *p != '\0' && *p != ';'; p = next) {
		next = skip_literal(p);
		if (next > p)
			continue;
		next = p + 1;
		day |= *p == 'd' || *p == 'D' || *p == 'y' || *p == 'Y';
		month |= *p == 'm' || *p == 'M';
		hour |= *p == 'h' || *p == 'H' || *p == 's' || *p == 'S';
	}
	if (day || (month && !hour))
		return BOOK_DATE;
	return hour ? BOOK_TIME : BOOK_PLAIN;
}

/* ---- numbers -------------------------------------------------------------------------------- */

/*
 * Days since 1970 of a serial day.  The calendar of 1900 has a 29 February that never was, day
 * 60; the first two months are counted around it.
 */
static bool day_of(int64_t serial, bool from_1904, int32_t *ret)
{
	if (serial < (from_1904 ? 0 : 1) || serial > (from_1904 ? 2957003 : 2958465) ||
	    (!from_1904 && serial == 60))
		return false;
	*ret = (int32_t)(serial - (from_1904 ? 24107 : serial < 60 ? 25568 : 25569));
	return true;
}

static size_t time_text(int64_t seconds, char *to, size_t room)
{
	return (size_t)snprintf(to, room, "%02d:%02d:%02d", (int)(seconds / 3600),
				(int)(seconds / 60 % 60), (int)(seconds % 60));
}

static size_t date_of(double value, enum book_form form, bool from_1904, char to[BOOK_NUMBER_SIZE])
{
	char day[DATE_TEXT_SIZE];
	int64_t seconds, serial;
	int32_t date;
	size_t n;

	if (!(value >= 0 && value < 2958466))
		return 0;
	seconds = llround(value * 86400);
	serial = seconds / 86400;
	seconds %= 86400;
	if (serial == 0 && form == BOOK_TIME)
		return time_text(seconds, to, BOOK_NUMBER_SIZE);
	if (!day_of(serial, from_1904, &date))
		return 0;
	date_text(date, day);
	n = (size_t)snprintf(to, BOOK_NUMBER_SIZE, "%s", day);
	if (seconds > 0) {
		to[n++] = 'T';
		n += time_text(seconds, to + n, BOOK_NUMBER_SIZE - n);
	}
	return n;
}

/* 0.10000000000000001 was typed as 0.1: fractions of 17 digits lose the two nobody wrote. */
static size_t rounded(const char *number, char to[BOOK_NUMBER_SIZE])
{
	double value = strtod(number, NULL);

	if (strlen(number) < 17 || !strchr(number, '.') || strpbrk(number, "eE") ||
	    fabs(value) >= 1e14 || fabs(value) < 1e-4)
		return 0;
	return (size_t)snprintf(to, BOOK_NUMBER_SIZE, "%.15g", value);
}

/* Most numbers: digits, perhaps a sign and a point, and so few that nothing is to be rounded. */
static bool is_short(const char *raw, size_t n)
{
	size_t i = n > 1 && raw[0] == '-' ? 1 : 0, points = 0;

	if (n == 0 || n > 16)
		return false;
	for (; i < n; i++) {
		if (raw[i] == '.')
			points++;
		else if (raw[i] < '0' || raw[i] > '9')
			return false;
	}
	return points < 2 && points < n;
}

struct sheet_cell book_number(const char *raw, size_t n, enum book_form form, bool from_1904,
			      char to[BOOK_NUMBER_SIZE])
{
	char number[BOOK_NUMBER_SIZE], *end;
	size_t size = 0;
	double value;

	if (form == BOOK_PLAIN && is_short(raw, n))
		return (struct sheet_cell){ raw, (uint32_t)n, SHEET_NUMBER };
	if (n == 0 || n >= sizeof(number))
		return (struct sheet_cell){ raw, (uint32_t)n, SHEET_TEXT };
	memcpy(number, raw, n);
	number[n] = '\0';
	value = strtod(number, &end);
	if (*end != '\0' || !isfinite(value))
		return (struct sheet_cell){ raw, (uint32_t)n, SHEET_TEXT };
	if (form != BOOK_PLAIN) {
		size = date_of(value, form, from_1904, to);
		if (size > 0)
			return (struct sheet_cell){ to, (uint32_t)size, SHEET_DATE };
	}
	size = rounded(number, to);
	if (size > 0)
		return (struct sheet_cell){ to, (uint32_t)size, SHEET_NUMBER };
	return (struct sheet_cell){ raw, (uint32_t)n, SHEET_NUMBER };
}

/* ---- texts ---------------------------------------------------------------------------------- */

/* _x000D_ at p, which has 7 bytes. */
static bool escaped(const char *p, uint32_t *ret)
{
	uint8_t v[2];

	if (p[0] != '_' || p[1] != 'x' || p[6] != '_' ||
	    !hex_read((char[5]){ p[2], p[3], p[4], p[5] }, v, 2))
		return false;
	*ret = (uint32_t)v[0] << 8 | v[1];
	return *ret < 0xD800 || *ret > 0xDFFF;
}

static bool is_control(uint32_t c)
{
	return (c < 0x20 && c != '\n' && c != '\t') || c == 0x7F;
}

struct sheet_cell book_text(char *p, size_t n)
{
	char *from = p, *to = p, *end = p + n;
	uint32_t c;

	while (from < end) {
		if (*from == '_' && end - from >= 7 && escaped(from, &c)) {
			from += 7;
			if (!is_control(c))
				to += sheet_put_utf8(to, c);
		} else if (*from == '\r' && (end - from < 2 || from[1] != '\n')) {
			*to++ = '\n';
			from++;
		} else if (is_control((unsigned char)*from)) {
			from++;
		} else {
			*to++ = *from++;
		}
	}
	while (p < to && (*p == ' ' || *p == '\t' || *p == '\n'))
		p++;
	while (to > p && (to[-1] == ' ' || to[-1] == '\t' || to[-1] == '\n'))
		to--;
	return (struct sheet_cell){ p, (uint32_t)(to - p), SHEET_TEXT };
}
