#include "platform/export/repair.h"

#include "base/str.h"

#include <string.h>

size_t utf8_point(const char *s)
{
	size_t n;

	for (n = 1; n <= 4 && strnlen(s, n) == n; n++)
		if (utf8_valid(s, n))
			return n;
	return 0;
}

const char *utf8_repair(struct arena *a, const char *s)
{
	static const char replacement[] = "\xef\xbf\xbd";
	size_t len = strlen(s), n;
	char *copy, *p;

	if (utf8_valid(s, len))
		return s;
	copy = p = arena_array(a, len + 1, sizeof(replacement) - 1);
	while (*s != '\0') {
		n = utf8_point(s);
		memcpy(p, n > 0 ? s : replacement, n > 0 ? n : sizeof(replacement) - 1);
		p += n > 0 ? n : sizeof(replacement) - 1;
		s += MAX(n, (size_t)1);
	}
	return copy;
}
