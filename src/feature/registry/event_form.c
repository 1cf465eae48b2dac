/* The forms by which an officer says what happens to people and families. */
#include "feature/registry/event_form.h"

#include "feature/registry/event.h"
#include "feature/registry/event_choice.h"
#include "feature/registry/page_impl.h"

#include "base/str.h"
#include "text/warga.h"

#include <string.h>

/* ---- fields that events share ---------------------------------------------------------------- */

#define FIELD_FAMILY_                                                         \
	{                                                                     \
		.name = "keluarga", .kind = FIELD_ID, .label = T_WARGA_FAMILY \
	}
#define FIELD_WHEN_                                                             \
	{                                                                       \
		.name = "tanggal", .kind = FIELD_DATE, .label = T_WARGA_E_WHEN, \
		.hint = T_WARGA_E_WHEN_HINT                                     \
	}
#define FIELD_NEW_HEAD_                                                                \
	{                                                                              \
		.name = "kepala_baru", .kind = FIELD_REF, .label = T_WARGA_E_NEW_HEAD, \
		.hint = T_WARGA_E_NEW_HEAD_HINT, .options = heir_choices               \
	}
#define FIELD_SOURCE_                                                                             \
	{                                                                                         \
		.name = "sumber", .kind = FIELD_REF, .label = T_WARGA_E_SOURCE, .required = true, \
		.options = fact_source_choices                                                    \
	}
#define FIELD_NOTE_                                                                \
	{                                                                          \
		.name = "keterangan", .kind = FIELD_TEXT, .label = T_WARGA_E_NOTE, \
		.hint = T_WARGA_E_NOTE_HINT, .max = 200                            \
	}
#define FIELD_RELATION_                                                             \
	{                                                                           \
		.name = "hubungan", .kind = FIELD_REF, .label = T_WARGA_E_RELATION, \
		.required = true, .options = relation_choices                       \
	}
#define FIELD_KK_                                                                               \
	{                                                                                       \
		.name = "kk", .kind = FIELD_TEXT, .label = T_WARGA_KK, .hint = T_WARGA_KK_HINT, \
		.max = 40, .privacy = FIELD_SPECIFIC_DATA                                       \
	}

#define FIELD_JOINED_KK_                                                                        \
	{                                                                                       \
		.name = "kk", .kind = FIELD_TEXT, .label = T_WARGA_E_JOIN_KK, .required = true, \
		.max = 40, .privacy = FIELD_SPECIFIC_DATA                                       \
	}

/* Dies, moves away, leaves. */
static const struct field gone_fields[] = {
	[G_FAMILY] = FIELD_FAMILY_, [G_WHEN] = FIELD_WHEN_, [G_NEW_HEAD] = FIELD_NEW_HEAD_,
	[G_SOURCE] = FIELD_SOURCE_, [G_NOTE] = FIELD_NOTE_, { .kind = FIELD_END }
};
/* The same of somebody who is not the head. */
static const struct field gone_plain_fields[] = {
	FIELD_FAMILY_, FIELD_WHEN_, FIELD_SOURCE_, FIELD_NOTE_, { .kind = FIELD_END }
};

/* Lives here again, with those whom he left or alone. */
static const struct field came_fields[] = {
	[C_FAMILY] = FIELD_FAMILY_,
	[C_RELATION] = { .name = "hubungan",
			 .kind = FIELD_REF,
			 .label = T_WARGA_E_CAME_FAMILY,
			 .hint = T_WARGA_E_CAME_HINT,
			 .options = relation_choices },
	[C_WHEN] = FIELD_WHEN_,
	[C_SOURCE] = FIELD_SOURCE_,
	[C_NOTE] = FIELD_NOTE_,
	{ .kind = FIELD_END },
};

/* Joins a family that is known by its card. */
static const struct field join_fields[] = {
	[J_FAMILY] = FIELD_FAMILY_, [J_KK] = FIELD_JOINED_KK_,      [J_RELATION] = FIELD_RELATION_,
	[J_WHEN] = FIELD_WHEN_,     [J_NEW_HEAD] = FIELD_NEW_HEAD_, [J_SOURCE] = FIELD_SOURCE_,
	[J_NOTE] = FIELD_NOTE_,     { .kind = FIELD_END },
};
static const struct field join_plain_fields[] = {
	FIELD_FAMILY_, FIELD_JOINED_KK_, FIELD_RELATION_,       FIELD_WHEN_,
	FIELD_SOURCE_, FIELD_NOTE_,      { .kind = FIELD_END },
};

/* Somebody on record joins this family. */
static const struct field add_fields[] = {
	[A_FAMILY] = FIELD_FAMILY_,
	[A_NIK] = { .name = "nik",
		    .kind = FIELD_NIK,
		    .label = T_WARGA_E_NIK,
		    .required = true,
		    .privacy = FIELD_SPECIFIC_DATA },
	[A_RELATION] = FIELD_RELATION_,
	[A_WHEN] = FIELD_WHEN_,
	[A_SOURCE] = FIELD_SOURCE_,
	[A_NOTE] = FIELD_NOTE_,
	{ .kind = FIELD_END },
};

static const struct field born_fields[] = {
	[B_FAMILY] = FIELD_FAMILY_,
	[B_NAME] = { .name = "nama",
		     .kind = FIELD_TEXT,
		     .label = T_WARGA_E_BORN_NAME,
		     .required = true,
		     .max = 120,
		     .privacy = FIELD_PERSONAL },
	[B_SEX] = { .name = "jk",
		    .kind = FIELD_REF,
		    .label = T_WARGA_E_BORN_SEX,
		    .required = true,
		    .options = sex_choices },
	[B_WHEN] = { .name = "tanggal",
		     .kind = FIELD_DATE,
		     .label = T_WARGA_E_BORN_DATE,
		     .required = true },
	[B_PLACE] = { .name = "tempat",
		      .kind = FIELD_TEXT,
		      .label = T_WARGA_E_BORN_PLACE,
		      .max = 80 },
	[B_MOTHER] = { .name = "ibu",
		       .kind = FIELD_REF,
		       .label = T_WARGA_E_BORN_MOTHER,
		       .options = mother_choices },
	[B_SOURCE] = FIELD_SOURCE_,
	[B_NOTE] = FIELD_NOTE_,
	{ .kind = FIELD_END },
};

static const struct field head_fields[] = {
	[H_FAMILY] = FIELD_FAMILY_,
	[H_WHO] = { .name = "kepala",
		    .kind = FIELD_REF,
		    .label = T_WARGA_E_HEAD_NEW,
		    .required = true,
		    .options = heir_choices },
	[H_RELATION] = { .name = "hubungan_lama",
			 .kind = FIELD_REF,
			 .label = T_WARGA_E_HEAD_OLD,
			 .required = true,
			 .options = relation_choices },
	[H_WHEN] = FIELD_WHEN_,
	[H_SOURCE] = FIELD_SOURCE_,
	[H_NOTE] = FIELD_NOTE_,
	{ .kind = FIELD_END },
};

static const struct member couple_heads[] = {
	[HEAD_HERE] = { "sini", T_WARGA_E_MARRY_HEAD_HERE, T__NONE },
	[HEAD_PARTNER] = { "pasangan", T_WARGA_E_MARRY_HEAD_PARTNER, T__NONE },
	{ .value = NULL },
};
static const struct field marry_fields[] = {
	[M_FAMILY] = FIELD_FAMILY_,
	[M_WHO] = { .name = "siapa",
		    .kind = FIELD_REF,
		    .label = T_WARGA_E_MARRY_WHO,
		    .required = true,
		    .options = couple_choices },
	[M_PARTNER] = { .name = "nik",
			.kind = FIELD_NIK,
			.label = T_WARGA_E_MARRY_PARTNER,
			.required = true,
			.privacy = FIELD_SPECIFIC_DATA },
	[M_HEAD] = { .name = "kepala",
		     .kind = FIELD_ENUM,
		     .label = T_WARGA_E_MARRY_HEAD,
		     .required = true,
		     .members = couple_heads },
	[M_KK] = FIELD_KK_,
	[M_WHEN] = FIELD_WHEN_,
	[M_NEW_HEAD] = FIELD_NEW_HEAD_,
	[M_SOURCE] = FIELD_SOURCE_,
	[M_NOTE] = FIELD_NOTE_,
	{ .kind = FIELD_END },
};

/* Members by their place in the list of ids that the page was drawn with. */
const struct field split_fields[] = {
	[S_FAMILY] = FIELD_FAMILY_,
	[S_IDS] = { .name = "anggota", .kind = FIELD_HIDDEN, .label = T_WARGA_MEMBERS, .max = 500 },
	[S_KK] = FIELD_KK_,
	[S_WHEN] = FIELD_WHEN_,
	[S_NEW_HEAD] = FIELD_NEW_HEAD_,
	[S_SOURCE] = FIELD_SOURCE_,
	[S_NOTE] = FIELD_NOTE_,
	{ .kind = FIELD_END },
};

/* With one field for the relation of each member, as many as a family may have. */
static enum err split_now(struct ctx *cx, const struct form_def *def, const struct form_def **ret)
{
	struct form_def *made = arena_memdup(cx->arena, def, sizeof(*def));
	struct field *fields = ARENA_ARRAY(cx->arena, S_FIRST + EVENT_PARTS + 1, struct field);

	memcpy(fields, split_fields, S_FIRST * sizeof(*fields));
	for (size_t i = 0; i < EVENT_PARTS; i++)
		fields[S_FIRST + i] = (struct field){
			.name = arena_printf(cx->arena, "ikut%zu", i + 1),
			.kind = FIELD_REF,
			.said = text_fill(cx, T_WARGA_E_SPLIT_WHO,
					  str_digits(cx->arena, (int64_t)i + 1), NULL),
			.options = relation_choices,
		};
	fields[S_FIRST + EVENT_PARTS] = (struct field){ .kind = FIELD_END };
	made->fields = fields;
	*ret = made;
	return ERR_OK;
}

const struct form_def
    gone_form = { .name = "event_gone", .fields = gone_fields, .submit = T_WARGA_EDIT_SAVE },
    gone_plain_form = { .name = "event_gone_plain",
			.fields = gone_plain_fields,
			.submit = T_WARGA_EDIT_SAVE },
    came_form = { .name = "event_came", .fields = came_fields, .submit = T_WARGA_EDIT_SAVE },
    join_form = { .name = "event_join", .fields = join_fields, .submit = T_WARGA_EDIT_SAVE },
    join_plain_form = { .name = "event_join_plain",
			.fields = join_plain_fields,
			.submit = T_WARGA_EDIT_SAVE },
    add_form = { .name = "event_add", .fields = add_fields, .submit = T_WARGA_EDIT_SAVE },
    born_form = { .name = "event_born", .fields = born_fields, .submit = T_WARGA_EDIT_SAVE },
    head_form = { .name = "event_head", .fields = head_fields, .submit = T_WARGA_EDIT_SAVE },
    marry_form = { .name = "event_marry", .fields = marry_fields, .submit = T_WARGA_EDIT_SAVE },
    split_form = { .name = "event_split",
		   .fields = split_fields,
		   .now = split_now,
		   .submit = T_WARGA_EDIT_SAVE };
