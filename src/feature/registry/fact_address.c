/* RT and RW within the text of an address. */
#include "feature/registry/fact_impl.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "base/str.h"

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Is this word at p, not within a longer one?  A number may follow it at once. */
static bool is_word(const char *begin, const char *p, const char *word)
{
	return strncasecmp(p, word, 2) == 0 && !isalpha((unsigned char)p[2]) &&
	       (p == begin || !isalnum((unsigned char)p[-1]));
}

/* One to three digits, and nothing that makes "5A", "2021" or the "5.000" of a price of them. */
static int take_number(const char **at, const char *before)
{
	const char *p = *at + strspn(*at, before);
	size_t digits = strspn(p, "0123456789");
	int n = 0;

	if (digits == 0 || digits > 3 || isalpha((unsigned char)p[digits]) ||
	    (p[digits] == '.' && is_digit(p[digits + 1])))
		return 0;
	for (size_t i = 0; i < digits; i++)
		n = n * 10 + (p[i] - '0');
	*at = p + digits;
	return n;
}

/* Told once: the same again says nothing new, another makes it doubtful. */
static bool told(int *to, int n)
{
	if (n == 0)
		return true;
	if (*to != 0 && *to != n)
		return false;
	*to = n;
	return true;
}

/* "/05" behind the number of the RT, with blanks around the stroke. */
static int second_number(const char **at)
{
	const char *p = *at + strspn(*at, " ");
	int n;

	if (*p != '/')
		return 0;
	p++;
	n = take_number(&p, " ");
	if (n != 0)
		*at = p;
	return n;
}

/* Behind "RT": "03", "03/05", "/RW 03/05".  False: it contradicts what was told before. */
static bool take_rt(const char **at, int value[2])
{
	const char *p = *at + strspn(*at, " ./:-");
	bool both = strncasecmp(p, "rw", 2) == 0 && !isalpha((unsigned char)p[2]);
	int rt, rw;

	if (both)
		p += 2;
	else
		p = *at;
	rt = take_number(&p, " .:");
	rw = rt != 0 ? second_number(&p) : 0;
	if (both && rw == 0)
		return true;
	*at = p;
	return told(&value[0], rt) && told(&value[1], rw);
}

static const char *three_digits(struct arena *a, int n)
{
	return n != 0 ? arena_printf(a, "%03d", n) : NULL;
}

void address_rt_rw(struct arena *a, const char *address, const char **ret_rt, const char **ret_rw)
{
	int value[2] = { 0 };
	bool clear = true;

	for (const char *p = address; *p != '\0' && clear;) {
		if (is_word(address, p, "rt")) {
			p += 2;
			clear = take_rt(&p, value);
		} else if (is_word(address, p, "rw")) {
			p += 2;
			clear = told(&value[1], take_number(&p, " .:"));
		} else {
			p++;
		}
	}
	*ret_rt = clear ? three_digits(a, value[0]) : NULL;
	*ret_rw = clear ? three_digits(a, value[1]) : NULL;
}

bool address_tells(struct arena *a, const char *address, const char *rt, const char *rw)
{
	const char *own_rt, *own_rw;

	if (str_blank(address))
		return false;
	address_rt_rw(a, address, &own_rt, &own_rw);
	return (str_blank(rt) || str_eq(own_rt, rt)) && (str_blank(rw) || str_eq(own_rw, rw));
}

bool facts_rt_rw(struct arena *a, struct facts *f)
{
	static const enum fact_core cores[FACT_FAMILY + 1][3] = {
		[FACT_PERSON] = { CORE_ADDRESS, CORE_RT, CORE_RW },
		[FACT_FAMILY] = { CORE_KK_ADDRESS, CORE_KK_RT, CORE_KK_RW },
	};
	const enum fact_core *core = cores[f->of];
	/* The area of a census family is called after its RT and RW: "RT 001 RW 004". */
	const char *area = f->of == FACT_FAMILY ? facts_get(f, "sls") : NULL;
	const char *address = facts_core(f, core[0]), *rt = NULL, *rw = NULL;

	if (facts_core(f, core[1]) != NULL || facts_core(f, core[2]) != NULL)
		return false;
	if (address != NULL)
		address_rt_rw(a, address, &rt, &rw);
	if (area != NULL && rt == NULL && rw == NULL)
		address_rt_rw(a, area, &rt, &rw);
	facts_set_core(f, core[1], rt);
	facts_set_core(f, core[2], rw);
	return rt != NULL || rw != NULL;
}
