/* Melaju: the composition root.  Routes, menu, jobs and the rooms' knowledge of one another. */
#include "cli/cli.h"

#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "feature/account/account.h"
#include "feature/account/account_web.h"
#include "feature/benefit/benefit_web.h"
#include "feature/casework/case_web.h"
#include "feature/casework/casework.h"
#include "feature/casework/document.h"
#include "feature/casework/glass.h"
#include "feature/desk/desk.h"
#include "feature/desk/desk_web.h"
#include "feature/directory/directory.h"
#include "feature/directory/directory_web.h"
#include "feature/home/home_web.h"
#include "feature/indicators/indicators_web.h"
#include "feature/intake/intake.h"
#include "feature/intake/intake_web.h"
#include "feature/linking/linking.h"
#include "feature/linking/linking_web.h"
#include "feature/notice/notice.h"
#include "feature/notice/notice_web.h"
#include "feature/quality/quality.h"
#include "feature/quality/quality_web.h"
#include "feature/ready/ready_web.h"
#include "feature/reference/reference.h"
#include "feature/reference/reference_web.h"
#include "feature/region/region_web.h"
#include "feature/registry/fact.h"
#include "feature/registry/field.h"
#include "feature/registry/find_web.h"
#include "feature/registry/registry.h"
#include "feature/registry/registry_web.h"
#include "feature/registry/second.h"
#include "feature/rights/retention.h"
#include "feature/rights/rights_web.h"
#include "feature/rights/self.h"
#include "feature/verval/verval.h"
#include "feature/verval/verval_web.h"
#include "platform/audit/audit.h"
#include "platform/auth/auth.h"
#include "platform/http/http.h"
#include "platform/i18n/i18n.h"
#include "platform/jobs/jobs.h"
#include "platform/media/media.h"
#include "platform/ui/ui.h"
#include "text/benefit.h"
#include "text/cli.h"
#include "text/find.h"
#include "text/glass.h"
#include "text/indicators.h"
#include "text/intake.h"
#include "text/linking.h"
#include "text/quality.h"
#include "text/ready.h"
#include "text/retention.h"
#include "text/rights.h"
#include "text/self.h"
#include "text/verval.h"
#include "text/warga.h"

#ifndef MELAJU_VERSION
#define MELAJU_VERSION "0.1"
#endif

/* ---- pages -------------------------------------------------------------------------------- */

/* One a line, so that two people may add one each without meeting. */
/* clang-format off */
static const struct route *const routes[] = {
	account_routes,
	passkey_routes,
	account_admin_routes,
	account_many_routes,
	notice_routes,
	directory_routes,
	directory_edit_routes,
	directory_roster_routes,
	reference_routes,
	region_routes,
	desk_public_routes,
	desk_routes,
	desk_show_routes,
	desk_plan_routes,
	desk_photo_routes,
	desk_paper_routes,
	desk_rules_routes,
	desk_rule_routes,
	case_list_routes,
	case_act_routes,
	step_routes,
	case_photo_routes, document_routes, note_routes,
	service_routes,
	glass_routes,
	referral_routes,
	referral_link_routes,
	home_routes,
	ready_routes,
	search_routes,
	find_routes,
	help_routes,
	indicators_routes,
	behind_routes,
	needs_routes,
	watch_routes,
	rights_routes,
	copy_routes,
	self_routes,
	self_ask_routes,
	self_desk_routes,
	retention_routes,
	retention_review_routes,
	intake_routes,
	intake_row_routes,
	intake_doubt_routes,
	intake_left_routes,
	intake_decision_routes,
	person_routes,
	person_edit_routes,
	person_new_routes,
	family_routes,
	benefit_routes,
	benefit_record_routes,
	event_routes,
	claim_routes,
	second_routes,
	event_said_routes,
	registry_history_routes,
	merge_routes,
	quality_routes,
	linking_routes,
	linking_whole_routes,
	verval_routes,
	verval_back_routes,
	verval_new_routes,
	visit_routes,
	meeting_routes,
	paper_routes,
	verval_board_routes,
	verval_follow_routes,
	answer_routes,
	verval_decision_routes,
	NULL,
};
/* clang-format on */

/* By weight: ui shows the first seven places that a person may open. */
static const struct ui_nav nav[] = {
	{ T_NAV_HOME, "/", "home", PERM_SELF, false, T__NONE, "/pemberitahuan/baru" },
	{ T_NAV_REPORTS, "/laporan", "inbox", PERM_REPORT_READ, false, T__NONE },
	{ T_NAV_CASES, "/kasus", "folder", PERM_CASE_READ, false, T_NAV_CASES },
	{ T_GLASS_TITLE, "/buka-darurat", "folder", PERM_GLASS_OPEN, false, T_NAV_CASES },
	{ T_GLASS_REVIEW, "/tinjauan-darurat", "folder", PERM_GLASS_REVIEW, false, T_NAV_CASES },
	{ T_NAV_REFERRALS, "/rujukan", "arrow-right", PERM_REFERRAL_ANSWER, false, T__NONE },
	{ T_FIND_TITLE, "/warga", "user-circle", PERM_PERSON_READ, false, T_NAV_PEOPLE },
	{ T_VERVAL_NAV, "/verval", "user-circle", PERM_VERVAL_READ, false, T_NAV_PEOPLE },
	{ T_VERVAL_NAV, "/pemeriksaan/verval", "user-circle", PERM_DECISION_READ, false,
	  T_NAV_PEOPLE },
	{ T_WARGA_WAITS, "/mata-kedua", "user-circle", PERM_PERSON_WRITE, false, T_NAV_PEOPLE },
	{ T_BENEFIT_TITLE, "/bantuan-sosial", "ticket", PERM_BENEFIT_READ, false, T_NAV_PEOPLE },
	{ T_LINKING_TITLE, "/sama", "user-circle", PERM_REGISTRY_DECIDE, false, T_NAV_PEOPLE },
	{ T_QUALITY_TITLE, "/mutu", "user-circle", PERM_QUALITY_READ, false, T_NAV_PEOPLE },
	{ T_INTAKE_TITLE, "/impor", "user-circle", PERM_REGISTRY_IMPORT, false, T_NAV_PEOPLE },
	{ T_INTAKE_TITLE, "/pemeriksaan/impor", "user-circle", PERM_DECISION_READ, false,
	  T_NAV_PEOPLE },
	{ T_NAV_DIRECTORY, "/direktori", "building", PERM_DIRECTORY_READ, false, T_NAV_BOOKS },
	{ T_NAV_REFERENCE, "/acuan", "building", PERM_REFERENCE_READ, false, T_NAV_BOOKS },
	{ T_INDICATORS_TITLE, "/ikhtisar", "chart-bar", PERM_OVERVIEW_READ, false, T_NAV_OVERVIEW },
	{ T_NEEDS_NAV, "/kebutuhan", "chart-bar", PERM_NEED_READ, false, T_NAV_OVERVIEW },
	{ T_INDICATORS_SERVICES, "/layanan", "chart-bar", PERM_COST_READ, false, T_NAV_OVERVIEW },
	{ T_WATCH_LOOKS, "/jejak", "shield-lock", PERM_DISCLOSURE_READ, false, T_NAV_PRIVACY },
	{ T_COPY_LIST, "/salinan", "shield-lock", PERM_DISCLOSURE_READ, false, T_NAV_PRIVACY },
	{ T_SELF_ASKED, "/permintaan-data", "shield-lock", PERM_ERASE, false, T_NAV_PRIVACY },
	{ T_RETENTION_TITLE, "/retensi", "shield-lock", PERM_ERASE, false, T_NAV_PRIVACY },
	{ T_RIGHTS_TITLE, "/penghapusan", "shield-lock", PERM_ERASE, false, T_NAV_PRIVACY },
	{ T_WATCH_LOG, "/audit", "shield-lock", PERM_AUDIT_READ, false, T_NAV_PRIVACY },
	{ T_NAV_ACCOUNTS, "/pengguna", "settings", PERM_USER_ADMIN, false, T_NAV_KEEPING },
	{ T_READY_TITLE, "/siap", "settings", PERM_READY_READ, false, T_NAV_KEEPING },
};

/* In the order in which the page of a person draws them. */
static struct person_part person_parts[4];

static const struct notice_page notice_pages[] = {
	{ "report", "/laporan/" },
	{ "case", "/kasus/" },
	{ "referral", "/rujukan/" },
	{ "unit", "/direktori/" },
	{ "erasure", "/penghapusan/" },
	{ "glass", "/tinjauan-darurat/" },
	{ "glass_mine", "/penilaian-darurat/" },
	{ "quality", "/mutu/temuan/" },
	{ "verval", "/verval/" },
	{ "self_request", "/permintaan-data/" },
	{ "retention", "/retensi/" },
	{ "family_event", "/peristiwa/" },
	{ "claim", "/mata-kedua?usulan=" },
	{ "benefit", "/bantuan-sosial/" },
	{ "second", "/mata-kedua?lewat=1#petugas-" },
};

/* ---- the clock ---------------------------------------------------------------------------- */

/* Objects that one transaction of the clock may touch; what is left comes with the next one. */
enum { TICK_OBJECTS = 50 };

static enum err tick_all(struct ctx *cx, void *arg)
{
	(void)arg;
	return casework_tick(cx, TICK_OBJECTS, &(unsigned){ 0 });
}

/* One that can't be done does not hold up the rest: then each by itself, and the log says so. */
static enum err tick(struct ctx *cx, int64_t object, const char *detail)
{
	unsigned done, failed;
	enum err e;

	(void)object;
	(void)detail;
	TRY(db_part(cx, tick_all, NULL, &e));
	if (e == ERR_OK)
		return ERR_OK;
	TRY(casework_tick_apart(cx, TICK_OBJECTS, &done, &failed));
	if (failed > 0)
		LOG(LOG_WARN, cx->now, "tick", LOG_NUM("city", cx->city), LOG_NUM("done", done),
		    LOG_NUM("failed", failed), LOG_TEXT("detail", cx->detail));
	return ERR_OK;
}

static enum err verval_clock(struct ctx *cx, int64_t object, const char *detail)
{
	unsigned done;

	(void)object;
	(void)detail;
	return verval_tick(cx, TICK_OBJECTS, &done);
}

static enum err second_clock(struct ctx *cx, int64_t object, const char *detail)
{
	(void)object;
	(void)detail;
	return second_tick(cx);
}

static enum err sequence(struct ctx *cx, struct db_pool *pool)
{
	int64_t size;

	return audit_sequence(cx, pool, &size);
}

static const struct job_kind job_tick = {
	.name = "casework.tick",
	.run = tick,
	.every = 10 * USEC_SECOND,
};
static const struct job_kind job_verval = {
	.name = "verval.tick",
	.run = verval_clock,
	.every = 10 * USEC_MINUTE,
};
static const struct job_kind job_second = {
	.name = "registry.second",
	.run = second_clock,
	.every = 10 * USEC_MINUTE,
};
static const struct job_kind job_sessions = {
	.name = "auth.sweep",
	.run = session_sweep,
	.every = USEC_DAY,
};
static const struct job_kind job_self = {
	.name = "rights.self_sweep",
	.run = self_sweep,
	.every = USEC_DAY,
};
static const struct job_kind job_retention = {
	.name = "retention.find",
	.run = retention_daily,
	.every = USEC_DAY,
};
static const struct job_kind job_destroy = {
	.name = "retention.work",
	.run = retention_work,
	.every = 10 * USEC_SECOND,
};
static const struct job_kind job_media = {
	.name = "media.sweep",
	.run = media_sweep,
	.every = USEC_DAY,
};
static const struct job_kind job_documents = {
	.name = "casework.forget_documents",
	.run = document_forget,
	.every = USEC_HOUR,
};
static const struct job_kind job_intake = {
	.name = "intake.sweep",
	.run = intake_sweep,
	.every = USEC_DAY,
};
static const struct job_kind *const jobs[] = {
	&job_tick,        &job_verval,     &job_sessions, &job_media,     &job_intake,
	&http_job_forget, &glass_job_call, &job_self,     &job_retention, &job_destroy,
	&job_documents,   &job_second,     NULL,
};

/* Of any day: what was asked, and what was given. */
static enum err draw_day(struct ctx *cx, struct ui *u, const struct day_part *part)
{
	TRY(verval_draw_family(cx, u, part));
	return benefit_draw(cx, u, part);
}

static void wire(void)
{
	account_register();
	directory_set_holder_check(casework_held);
	casework_set_report_sealer(desk_report_seal);
	ref_set_check("field", fact_doc_fault);
	ref_set_among("field", fact_among);
	ref_set_check("quality_rule", quality_rule_fault);
	ref_set_among("quality_rule", quality_rule_among);
	ref_set_check("verval_flow", verval_flow_fault);
	ref_set_check("verval_calendar", verval_calendar_fault);
	ref_set_check("answer_word", answer_word_fault);
	ref_set_check("retention", retention_fault);
	ref_set_among("retention", retention_among);
	person_parts[0] = case_person_part;
	person_parts[1] = verval_person_part;
	person_parts[2] = self_person_part;
	person_parts[3] = copy_person_part;
	person_page_parts(person_parts, LEN(person_parts));
	subject_page_part(draw_day);
	person_alike_by(same_candidates, same_words);
	person_unmerged_by(link_separated);
	notice_set_pages(notice_pages, LEN(notice_pages));
	ui_set_nav(nav, LEN(nav));
	jobs_long(field_work);
	jobs_long(intake_work);
	jobs_long(quality_work);
	jobs_long(linking_work);
	jobs_tick(sequence, 5 * USEC_SECOND);
	jobs_tick(field_notice, 2 * USEC_SECOND);
	jobs_tick(cli_key_turn, 20 * USEC_SECOND);
}

int main(int argc, char **argv)
{
	static const struct program program = {
		.version = MELAJU_VERSION,
		.routes = routes,
		.n_routes = LEN(routes) - 1,
		.wire = wire,
		.jobs = jobs,
	};

	if (argc == 2 && strcmp(argv[1], "media-helper") == 0)
		media_helper_main();
	if (argc == 2 && strcmp(argv[1], "pdf-helper") == 0)
		media_pdf_helper_main();
	if (argc == 2 && strcmp(argv[1], LINKING_HELPER) == 0)
		linking_helper_main();
	return cli_run(argc, argv, &program);
}
