#include "platform/ui/html.h"

#include <limits.h>
#include <string.h>
#include <strings.h>

bool html_has(const char *s)
{
	return s && *s;
}

/* A table, since every text of every page is looked through byte by byte. */
static const char *const entities[UCHAR_MAX + 1] = {
	['&'] = "&amp;", ['<'] = "&lt;", ['>'] = "&gt;", ['"'] = "&quot;", ['\''] = "&#39;",
};

void html_text(struct buf *b, const char *s)
{
	const char *from = s;

	if (!s)
		return;
	for (; *s; s++)
		if (entities[(unsigned char)*s]) {
			buf_add(b, from, (size_t)(s - from));
			buf_adds(b, entities[(unsigned char)*s]);
			from = s + 1;
		}
	buf_add(b, from, (size_t)(s - from));
}

static bool has_control(const char *s)
{
	for (; *s; s++)
		if ((unsigned char)*s < ' ' || *s == 0x7f)
			return true;
	return false;
}

/*
 * A scheme ends at the first colon before any of / ? #.  Browsers drop tabs and line ends anywhere
 * in an address, so that "/", a tab and "/other.example" is another host, and blanks before it.
 */
bool html_url_allowed(const char *s)
{
	static const char *const schemes[] = { "http", "https", "mailto", "tel" };
	size_t n;

	if (!s || has_control(s) || *s == '\\' || (s[0] == '/' && (s[1] == '/' || s[1] == '\\')))
		return false;
	for (n = 0; s[n] && !strchr(":/?#", s[n]); n++)
		if (s[n] == ' ')
			return false;
	if (s[n] != ':')
		return true;
	for (size_t i = 0; i < LEN(schemes); i++)
		if (strlen(schemes[i]) == n && strncasecmp(s, schemes[i], n) == 0)
			return true;
	return false;
}

void html_url(struct buf *b, const char *s)
{
	html_text(b, html_url_allowed(s) ? s : "#");
}

static bool unreserved(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       (c && strchr("-._~", c));
}

void html_url_part(struct buf *b, const char *s)
{
	static const char hex[] = "0123456789ABCDEF";
	for (; s && *s; s++) {
		if (unreserved(*s)) {
			buf_addc(b, *s);
			continue;
		}
		buf_addc(b, '%');
		buf_addc(b, hex[(unsigned char)*s >> 4]);
		buf_addc(b, hex[*s & 15]);
	}
}
