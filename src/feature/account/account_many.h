/*
 * Many: officers' accounts from one list, as an office has it in a spreadsheet.
 *
 * A list is text: what was pasted, or a file written out as text, so that it can come back and be
 * put right where it stands.  Each row becomes the form of one account and is checked as that one
 * is; nothing is written before every row is right, there already, or left for later.
 *
 * First passwords come from one seed and the sign-in name, so that the slips can be shown without
 * a password being kept anywhere: whoever has the seed, and nobody else, can tell them.
 */
#ifndef ACCOUNT_ACCOUNT_MANY_H
#define ACCOUNT_ACCOUNT_MANY_H

#include "feature/account/account_form.h"

enum { MANY_ROWS = 200, MANY_TEXT = 60000, MANY_SEED = 16 };

enum many_verdict {
	MANY_NEW,
	MANY_THERE, /* he has an account already */
	MANY_LATER, /* a row without a name: it is left out */
	MANY_WRONG,
	MANY__VERDICTS
};

struct many_row {
	int64_t line;    /* in the text, from 1 */
	int64_t verdict; /* enum many_verdict */
	const char *name, *login, *unit, *roles, *phone;
	const char *why;   /* what to do, or what was chosen for him; "" */
	struct form *form; /* of account_new_form */
};

struct many {
	struct many_row *rows;
	size_t n, by[MANY__VERDICTS];
	const char *fault; /* the list as a whole can't be read: why, in words; NULL */
};

/* The text of a file (CSV, XLSX): its rows, cells with tabs between.  NULL and *ret_fault: none. */
enum err many_text(struct ctx *cx, struct blob file, const char **ret,
		   const char **ret_fault) NODISCARD;

/* Every row with its verdict. */
enum err many_read(struct ctx *cx, const char *list, struct many *ret) NODISCARD;

/* The first password of a sign-in name. */
void many_password(const unsigned char seed[static MANY_SEED], const char *login,
		   char password[ACCOUNT_PASSWORD_SIZE]);

/* A place that lacks somebody: the rows of an empty list, unit by unit. */
struct many_place {
	const char *name, *login; /* to be filled in: "" */
	const char *roles, *code, *unit, *phone, *email;
};
enum err many_places(struct ctx *cx, struct many_place **ret, size_t *ret_n) NODISCARD;

#endif
