/*
 * The form of each list: a labelled field for every value its entries carry.
 *
 * The doc of an entry is JSON; people never see it.  From one table of fields a list gets the form
 * in which its values are changed, what is checked, how they are read out, and the schema in the
 * OpenAPI document.  Only the rules of triage, which have a page of their own, keep their doc as
 * text here.
 */
#ifndef REFERENCE_REFERENCE_FORM_H
#define REFERENCE_REFERENCE_FORM_H

#include "feature/reference/reference_impl.h"
#include "platform/ui/ui.h"

/* Two definitions with the same values: to change an entry, and to add one. */
struct ref_kind {
	const char *set;
	const struct form_def *edit, *add;
};

/* For the routes: each list takes its own forms, "any" the doc as text. */
extern const struct form_def ref_any_edit, ref_any_add;
extern const struct form_def ref_answer_column_edit, ref_answer_column_add;
extern const struct form_def ref_answer_kind_edit, ref_answer_kind_add;
extern const struct form_def ref_answer_word_edit, ref_answer_word_add;
extern const struct form_def ref_channel_edit, ref_channel_add;
extern const struct form_def ref_cluster_edit, ref_cluster_add;
extern const struct form_def ref_document_kind_edit, ref_document_kind_add;
extern const struct form_def ref_document_rule_edit, ref_document_rule_add;
extern const struct form_def ref_second_factor_edit, ref_second_factor_add;
extern const struct form_def ref_end_kind_edit, ref_end_kind_add;
extern const struct form_def ref_family_event_edit, ref_family_event_add;
extern const struct form_def ref_field_edit, ref_field_add;
extern const struct form_def ref_holiday_edit, ref_holiday_add;
extern const struct form_def ref_keluhan_edit, ref_keluhan_add;
extern const struct form_def ref_limit_edit, ref_limit_add;
extern const struct form_def ref_need_reason_edit, ref_need_reason_add;
extern const struct form_def ref_outcome_edit, ref_outcome_add;
extern const struct form_def ref_pas_edit, ref_pas_add;
extern const struct form_def ref_pause_reason_edit, ref_pause_reason_add;
extern const struct form_def ref_ppks_edit, ref_ppks_add;
extern const struct form_def ref_programme_edit, ref_programme_add;
extern const struct form_def ref_psks_edit, ref_psks_add;
extern const struct form_def ref_quality_rule_edit, ref_quality_rule_add;
extern const struct form_def ref_refusal_reason_edit, ref_refusal_reason_add;
extern const struct form_def ref_retention_edit, ref_retention_add;
extern const struct form_def ref_service_edit, ref_service_add;
extern const struct form_def ref_spm_group_edit, ref_spm_group_add;
extern const struct form_def ref_spm_item_edit, ref_spm_item_add;
extern const struct form_def ref_unit_kind_edit, ref_unit_kind_add;
extern const struct form_def ref_work_hour_edit, ref_work_hour_add;

/* The kinds of all lists that the program knows; ends with .set NULL. */
extern const struct ref_kind ref_kinds[];

/* The kind of a list; for one without values of its own making, the kind that shows the doc. */
const struct ref_kind *ref_kind_of(const char *set);

/* The list that a form belongs to; NULL: the one that shows the doc, of any list. */
const char *ref_kind_set(const struct form_def *def);

/* Fills the form to change an entry, as of today. */
struct form *ref_form_filled(struct ctx *cx, const struct ref_kind *kind,
			     const struct ref_entry *e);

/* An empty form to add an entry to a set, as of today; new rules begin as those that hold. */
struct form *ref_form_empty(struct ctx *cx, const struct ref_kind *kind, const char *set);

int64_t ref_form_version(const struct form *f);                  /* that the editor saw */
const char *ref_form_code(struct ctx *cx, const struct form *f); /* of a new entry, or NULL */
const char *ref_form_reason(const struct form *f);

/* What was typed; old_doc (or NULL) keeps the values that the form does not know. */
void ref_form_values(struct ctx *cx, const struct form *f, const char *old_doc,
		     struct ref_values *ret);

/* Says beside its field what ref_edit() would refuse and what would leave the city without time. */
enum err ref_form_check(struct ctx *cx, struct form *f, const char *set, const char *code,
			const char *old_doc, const struct ref_values *v) NODISCARD;
void ref_form_bad_code(struct ctx *cx, struct form *f, enum text message);

/* The values of an entry as people read them. */
enum err ref_value_facts(struct ctx *cx, const struct ref_entry *e, const struct ui_fact **ret,
			 size_t *ret_n) NODISCARD;

/* The same in one line: "3 hari kerja", "Klaster: Anak · Umur sampai: 5". */
enum err ref_value_words(struct ctx *cx, const struct ref_entry *e, const char **ret) NODISCARD;

/* What a version changed against the one before it, a line each; "" when nothing did. */
enum err ref_value_changes(struct ctx *cx, const struct ref_entry *before,
			   const struct ref_entry *after, const char **ret) NODISCARD;

#endif
