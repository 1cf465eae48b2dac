/* What the page files of casework share. */
#ifndef CASEWORK_CASE_WEB_H
#define CASEWORK_CASE_WEB_H

#include "feature/casework/casework_impl.h"

#include "feature/casework/case_view_sql.h"
#include "feature/registry/registry_web.h"
#include "platform/http/http.h"

/* A case in scope with its sealed line opened; logged as a disclosure.  ERR_NOTFOUND otherwise. */
enum err case_view_open(struct ctx *cx, struct req *r, int64_t id,
			struct case_view_row *ret) NODISCARD;

/* The same opened by break-glass: only for whoever opened it, and only in its hours. */
enum err case_view_glass(struct ctx *cx, struct req *r, int64_t id, int64_t glass_id,
			 struct case_view_row *ret) NODISCARD;

/* The line of a case: the sealed one of a protected case, when the actor may see the case. */
enum err case_title_of(struct ctx *cx, int64_t id, const char *title, struct blob sealed,
		       const char **ret) NODISCARD;

/* Who told a line of the story: an officer, or whoever answered by a link, said as such since
 * anybody with the link can write any name; NULL: nobody is named. */
const char *case_event_who(struct ctx *cx, const struct case_view_events_row *e);

/* The sentence of an event with codes as words, and its text with what is sealed opened. */
enum err case_event_words(struct ctx *cx, int64_t case_id, const struct case_view_events_row *e,
			  const char **ret_title, const char **ret_body) NODISCARD;

/* Is it what a report told? */
bool case_event_told(const struct case_view_events_row *e);

/* The case as one page: holder, deadline and next act, then plan, story and acts. */
enum err case_page(struct ctx *cx, struct req *r, struct ui *u) NODISCARD;

/* The case opened by break-glass, to read: without acts, links and NIK; until says how long. */
enum err case_glass_page(struct ctx *cx, struct req *r, struct ui *u, int64_t id, int64_t glass_id,
			 int64_t until) NODISCARD;

/* The same with the NIK in clear, for a stated purpose. */
enum err case_nik_page(struct ctx *cx, struct req *r, struct ui *u) NODISCARD;

/*
 * The photos of a case and of its reports, as far as the actor may see them; those opened by
 * break-glass are all shown, on addresses of the opening.  Nothing without any.
 */
enum err case_draw_photos(struct ctx *cx, struct ui *u, int64_t case_id,
			  int64_t glass_id) NODISCARD;

/*
 * The documents of a case, or of one step, referral or service of it (0: all); those opened by
 * break-glass have addresses of the opening.  Nothing without any.
 */
struct case_papers {
	int64_t case_id, step_id, referral_id, service_id, glass_id;
	int64_t subject_id; /* who is disclosed by their numbers and titles */
};
enum err case_draw_papers(struct ctx *cx, struct ui *u, const struct case_papers *p) NODISCARD;

/* The basic needs of an assessment as its form calls them, "Makan, Tempat tinggal"; NULL: none. */
const char *case_needs_words(struct ctx *cx, int64_t bits);

/*
 * What a case asks of who takes it, in words that name nobody: kinds of need and basic needs.  Each
 * NULL where none is known or it is not for everybody's eyes.
 */
struct case_asked {
	const char *kinds, *needs;
};
enum err case_asked(struct ctx *cx, int64_t case_id, bool protected,
		    struct case_asked *ret) NODISCARD;

/* A form filled with a version, unless it is the one that came back with problems. */
struct form *case_form(struct ctx *cx, struct req *r, const struct form_def *def, int64_t version);

/* Why a clock may stand, each with how long at most; and that the day to go on is within it. */
enum err case_pause_choices(struct ctx *cx, const struct form *f, struct options *ret) NODISCARD;
enum err case_check_pause(struct ctx *cx, struct form *f, int code_at, int until_at) NODISCARD;

/* The service in a filled case_service_form. */
struct service_new case_service_of(struct ctx *cx, const struct form *f);

/* Fills a new case_service_form with what a step of that service (NULL: none) usually gives. */
enum err case_service_fill(struct ctx *cx, struct form *f, int64_t case_id,
			   const char *service) NODISCARD;

/* The name of a service in a column of a table. */
const char *case_service_label(struct ctx *cx, const char *code);

/* The label of the one tap that records the service of a step; NULL: details must be asked. */
enum err case_service_tap(struct ctx *cx, int64_t case_id, const char *service,
			  const char **ret) NODISCARD;

/* How a step stands, in words: under way, or how and when it ended. */
const char *case_step_words(struct ctx *cx, int64_t state, int64_t started_at, const char *end_kind,
			    int64_t ended_at);

/* The page of one step, which its acts come back to when something is wrong. */
enum err step_page(struct ctx *cx, struct req *r, struct ui *u) NODISCARD;

/* The facts of a service given, of which stands first whose it is. */
void case_draw_service(struct ctx *cx, struct ui *u, const struct service_get_row *s,
		       const struct ui_fact *of);

/* GET /layanan-diberikan/{id}. */
enum err service_page(struct ctx *cx, struct req *r, struct ui *u) NODISCARD;

/* The page of one referral, for its acts as well. */
enum err referral_page(struct ctx *cx, struct req *r, struct ui *u) NODISCARD;

/* "nomor 3 di daftar tunggu, sejak ...": the place counts everybody who waits there; NULL in any
 * other state. */
enum err referral_place_text(struct ctx *cx, int64_t state, int64_t to_unit_id, int64_t since_at,
			     int64_t id, const char **ret) NODISCARD;

/* The whole address that a link is sent as. */
const char *referral_link_url(struct ctx *cx, const char *token);

/* The reasons of a no to choose from, and one that speaks only with words: says so at the field. */
enum err referral_reasons(struct ctx *cx, const struct form *f, struct options *ret) NODISCARD;
enum err referral_reason_said(struct ctx *cx, struct form *f, int reason, int body) NODISCARD;

/* The whole story of a case, and the hand-over note of one referral, on paper. */
enum err case_print_story(struct ctx *cx, struct req *r, struct resp *resp) NODISCARD;
enum err case_print_handover(struct ctx *cx, struct req *r, struct resp *resp) NODISCARD;

/* Cases, services and classes of a person, for his page in the registry. */
extern const struct person_part case_person_part;

extern const struct route case_act_routes[], case_list_routes[], case_photo_routes[],
    referral_routes[], referral_link_routes[], step_routes[], service_routes[], glass_routes[],
    document_routes[], note_routes[];

/* ---- forms of the acts, drawn on the case page ------------------------------------------- */
extern const struct form_def case_note_form, case_assess_form, case_kind_form, case_unkind_form,
    case_step_form, case_refer_form, case_service_form, case_pause_form, case_terminate_form,
    case_visit_form, case_close_form, case_merge_form, case_plain_form, case_reopen_form,
    case_step_end_form, case_step_reopen_form, case_step_unit_form, case_person_form,
    case_decide_form, case_photo_form, case_document_form;

#endif
