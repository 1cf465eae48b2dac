/* The routes of imports, for main.c. */
#ifndef INTAKE_INTAKE_WEB_H
#define INTAKE_INTAKE_WEB_H

#include "platform/http/http.h"

extern const struct route intake_routes[];
extern const struct route intake_row_routes[];
extern const struct route intake_doubt_routes[];
extern const struct route intake_left_routes[];
extern const struct route intake_decision_routes[];

/* ---- between the files of the pages -------------------------------------------------------- */

struct intake_get_row;

/* Names of kinds, states and verdicts. */
enum text intake_kind_text(int64_t kind);
enum text intake_state_text(int64_t state);
enum text intake_verdict_text(const struct intake_get_row *in, int64_t verdict);
/* Is a row of that verdict to be put right and fed in again? */
bool intake_mended(const struct intake_get_row *in, int64_t verdict);

/* All kinds, as forms have them. */
extern const struct member intake_kinds[];
/* That a file seems to be of another kind, and the form that changes it. */
extern const struct form_def intake_kind_form;
enum err intake_draw_kind(struct ctx *cx, struct ui *u, struct req *r,
			  const struct intake_get_row *in) NODISCARD;
enum err intake_kind_commit(struct ctx *cx, struct req *r, struct resp *resp) NODISCARD;

/* The sheets of a workbook that are one list, those that are not read, and another choice. */
extern const struct form_def intake_page_form;
enum err intake_draw_pages(struct ctx *cx, struct ui *u, const struct intake_get_row *in) NODISCARD;
enum err intake_page_commit(struct ctx *cx, struct req *r, struct resp *resp) NODISCARD;

/* What the columns of a file mean, to be confirmed. */
extern const struct form_def intake_column_form, intake_look_form;
enum err intake_draw_columns(struct ctx *cx, struct ui *u, struct req *r,
			     const struct intake_get_row *in) NODISCARD;
enum err intake_column_commit(struct ctx *cx, struct req *r, struct resp *resp) NODISCARD;
/* The page of the import as it is looked at: all columns to be chosen, or the unknown ones. */
const char *intake_columns_path(struct ctx *cx, struct req *r);

/* The list of files, whose rows lead to base and an id; for who may import, with a new one. */
extern const struct form_def intake_list_form;
enum err intake_draw_list(struct ctx *cx, struct req *r, struct ui *u, const char *base) NODISCARD;

/* What a file is and where it stands; how many of its rows are what, once they are checked. */
void intake_draw_facts(struct ctx *cx, struct ui *u, const struct intake_get_row *in);
void intake_draw_tiles(struct ctx *cx, struct ui *u, const struct intake_get_row *in);

/* Where doubtful rows are decided. */
void intake_draw_doubts_link(struct ctx *cx, struct ui *u, int64_t id);

/* What to do with wrong rows, and the way to them as a spreadsheet. */
void intake_draw_wrong(struct ctx *cx, struct ui *u, int64_t id);

/* What taking an import back left alone: the first of it, with the way to all. */
enum err intake_draw_left(struct ctx *cx, struct ui *u, int64_t id) NODISCARD;

#endif
