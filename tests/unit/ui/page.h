/* A page drawn into memory, and a small check that its markup is well formed. */
#ifndef TESTS_UNIT_UI_PAGE_H
#define TESTS_UNIT_UI_PAGE_H

#include "lib/testlib.h"

#include <stdio.h>
#include <string.h>

#include "platform/ui/ui.h"

struct page {
	struct test t;
	struct buf out;
	struct ui *u;
};

/* Opens a page without session (forms carry no CSRF token, so no key is needed). */
static inline void page_open(struct page *p, enum ui_repr repr)
{
	test_open_plain(&p->t);
	p->t.actor.session_id = 0;
	buf_init(&p->out, 1 << 20);
	p->u = ui_new(&p->t.cx, NULL, &p->out, repr, TABLE_CSV);
	ui_begin(p->u, &(struct ui_page){ .title = "Judul" });
}

static inline const char *page_end(struct page *p)
{
	assert_ok(ui_end(p->u));
	return buf_str(&p->out);
}

static inline void page_close(struct page *p)
{
	buf_release(&p->out);
	test_close(&p->t);
}

static inline bool page_is_void(const char *name)
{
	static const char *const names[] = { "meta", "link", "input", "br", "img" };
	for (size_t i = 0; i < LEN(names); i++)
		if (strcmp(names[i], name) == 0)
			return true;
	return false;
}

/* The end of a tag, past quoted attributes. */
static inline const char *page_tag_end(const char *s)
{
	bool quoted = false;
	for (; *s && (quoted || *s != '>'); s++)
		if (*s == '"')
			quoted = !quoted;
	return s;
}

/* Every tag is closed in the order it was opened; the first one out of place is named. */
static inline void assert_well_formed(const char *html)
{
	char open[64][16];
	size_t depth = 0;
	for (const char *s = strchr(html, '<'); s; s = strchr(s, '<')) {
		char name[16] = "";
		bool closing = s[1] == '/';
		const char *end = page_tag_end(s);
		(void)sscanf(s + 1 + closing, "%15[a-zA-Z0-9]", name);
		if (closing) {
			assert_true(depth > 0);
			assert_string_equal(open[--depth], name);
		} else if (*name && end[-1] != '/' && !page_is_void(name)) {
			assert_true(depth < LEN(open));
			memcpy(open[depth++], name, sizeof(name));
		}
		s = end;
	}
	assert_int_equal(depth, 0);
}

#define assert_holds(text, part)                                         \
	do {                                                             \
		if (!strstr((text), (part)))                             \
			fail_msg("missing: %s\nin: %s", (part), (text)); \
	} while (0)
#define assert_lacks(text, part) assert_null(strstr((text), (part)))

#endif
