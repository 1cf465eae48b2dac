/* Models, as model.c and one.c share them; nobody else includes it. */
#ifndef LINKAGE_MODEL_H
#define LINKAGE_MODEL_H

#include "engine/linkage/linkage_impl.h"
#include "engine/linkage/linkage_one.h"

enum common_kind { COMMON_WORD, COMMON_SOUND, COMMON_DATE, COMMON__KINDS };

/* A value that is commoner than the rest of its column. */
struct common_value {
	char text[NAME_LETTERS]; /* zeros behind */
	float bits;
	enum common_kind what;
	uint8_t column;
};

struct learnt_column {
	enum linkage_kind kind;
	/* Bits of values not named: of words and their sounds, of the parts of an NIK, or one. */
	float rest[3];
	double chance[CONTEXT__MAX][LINKAGE__LEVELS][LINKAGE__RELATIONS];
};

struct linkage_model {
	double records; /* it was learnt from */
	double share[LINKAGE__RELATIONS];
	struct learnt_column column[LINKAGE_COLUMNS];
	size_t n_columns;
	struct common_value *common;
	size_t n_common;
};

/* The model's column for one of an engine: the nth of its kind; MODEL_NONE when there is none. */
#define MODEL_NONE SIZE_MAX
size_t model_column(const struct linkage_model *m, const struct linkage *l, size_t column);

#endif
