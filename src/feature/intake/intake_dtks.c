/* Correction lists of DTKS: how far a correction has come says whether it counts. */
#include "feature/intake/intake_impl.h"

#include <string.h>

#include "base/str.h"
#include "text/intake.h"

/* As the lists number them. */
enum dtks_status {
	DTKS_UNKNOWN,
	DTKS_VALID,   /* what stands in the list is right */
	DTKS_CORRECT, /* asked to be put right, and here it is */
	DTKS_WAITING, /* nobody has looked at the correction yet */
	DTKS_CONSOLIDATING
};

static enum dtks_status status_read(struct ctx *cx, const char *written)
{
	static const struct {
		const char *part;
		enum dtks_status status;
	} words[] = {
		{ "konsolidasi", DTKS_CONSOLIDATING },
		{ "menunggu", DTKS_WAITING },
		{ "belum dicek", DTKS_WAITING },
		{ "perbaikan", DTKS_CORRECT },
		{ "tidak valid", DTKS_CORRECT },
		{ "invalid", DTKS_CORRECT },
		{ "valid", DTKS_VALID },
	};
	const char *fold = str_fold(cx->arena, written);

	if (fold[0] >= '1' && fold[0] <= '4' && (fold[1] == '\0' || fold[1] == ' '))
		return (enum dtks_status)(fold[0] - '0');
	for (size_t i = 0; i < LEN(words); i++)
		if (strstr(fold, words[i].part) != NULL)
			return words[i].status;
	return DTKS_UNKNOWN;
}

static enum text why_not_yet(enum dtks_status status)
{
	switch (status) {
	case DTKS_VALID:
		return T_INTAKE_D_DTKS_VALID;
	case DTKS_WAITING:
		return T_INTAKE_D_DTKS_WAITING;
	case DTKS_CONSOLIDATING:
		return T_INTAKE_D_DTKS_CONSOLIDATING;
	case DTKS_UNKNOWN:
	case DTKS_CORRECT:
		break;
	}
	return T__NONE;
}

void judge_dtks(struct ctx *cx, struct line *l)
{
	const char *written = l->value[VALUE_DTKS];
	enum dtks_status status;

	if (l->verdict != INTAKE_CHANGED || str_blank(written) ||
	    (l->value[VALUE_NEW_NIK] == NULL && l->value[VALUE_NEW_NAME] == NULL))
		return;
	status = status_read(cx, written);
	if (status == DTKS_UNKNOWN)
		line_say(cx, l, INTAKE_WRONG, T_INTAKE_W_DTKS, written);
	else if (status != DTKS_CORRECT)
		line_say(cx, l, INTAKE_DOUBTFUL, why_not_yet(status), NULL);
}

bool asks_of_correction(const struct line *l)
{
	static const enum text whys[] = { T_INTAKE_D_DTKS_VALID, T_INTAKE_D_DTKS_WAITING,
					  T_INTAKE_D_DTKS_CONSOLIDATING };

	for (size_t i = 0; i < l->n_notes; i++)
		for (size_t k = 0; k < LEN(whys); k++)
			if (str_eq(l->note[i].field, text_key(whys[k])))
				return true;
	return false;
}
