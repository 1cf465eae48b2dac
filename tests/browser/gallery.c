/*
 * Gallery: every component with made-up data, as HTML files in a folder, for eyes and for axe.
 * usage: ui-gallery FOLDER
 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "lib/testlib.h"
#include "platform/assets/assets.h"
#include "platform/auth/auth.h"
#include "platform/ui/ui.h"
#include "text/gallery.h"
#include "text/ui.h"

static const struct ui_nav places[] = {
	{ T_GALLERY_HOME, "/beranda", "home", PERM_SELF, false, T__NONE },
	{ T_GALLERY_DESK, "/loket", "ticket", PERM_SELF, false, T__NONE },
	{ T_GALLERY_REPORTS, "/laporan", "inbox", PERM_SELF, false, T__NONE },
	{ T_GALLERY_CASES, "/kasus", "folder", PERM_SELF, false, T__NONE },
	{ T_GALLERY_PEOPLE, "/warga", "users", PERM_SELF, false, T__NONE },
	{ T_GALLERY_LETTERS, "/surat", "mail", PERM_SELF, false, T__NONE },
	{ T_GALLERY_DATA, "/data", "chart-bar", PERM_SELF, false, T__NONE },
	{ T_GALLERY_REPORT, "/laporan/baru", "plus", PERM_SELF, true, T__NONE },
};

static const struct form_def accept = { .name = "terima", .submit = T_GALLERY_ACCEPT };

/* ---- the start page ---------------------------------------------------------------------- */

static void start_page(struct ui *u)
{
	const struct ui_task tasks[] = {
		{ "RJ-4K2M9X1B", "/rujukan/1",
		  "Rujukan dari Dinsos: lansia pulang, perlu pendampingan PSM",
		  "Rehabilitasi Sosial menyerahkan pada Sabtu 19.40", TEST_NOW + 30 * USEC_MINUTE,
		  "Terima", "/rujukan/1/terima", &accept, "Lansia telantar", UI_NEUTRAL, true },
		{ "LP-7F3K2MQ8", "/laporan/2", "Laporan warga: lansia sendirian, makan tidak tentu",
		  NULL, TEST_NOW - 3 * USEC_HOUR, "Pilah", "/laporan/2/pilah", NULL, NULL,
		  UI_NEUTRAL, false },
		{ "KS-11QX7T0C", "/kasus/3", "Kunjungan lanjutan ke-2", "Jalan Pelabuhan II, RW 04",
		  TEST_NOW + 2 * USEC_DAY, "Catat", "/kasus/3/kunjungan", NULL, NULL, UI_NEUTRAL,
		  false },
	};
	const struct ui_tile tiles[] = {
		{ "late", "Terlambat", ui_count(1), "/laporan?lambat=1", "sejak 18.40", UI_BAD },
		{ "changed", "Berubah sejak kemarin", ui_count(4), "/kasus?berubah=1", NULL,
		  UI_NEUTRAL },
		{ "mine", "Kasus yang Anda pegang", ui_count(11), "/kasus?saya=1", NULL,
		  UI_NEUTRAL },
		{ "unit", "Semua kasus unit", ui_count(37), "/kasus", NULL, UI_NEUTRAL },
	};
	ui_begin(u, &(struct ui_page){ .title = "Selamat malam, Petugas Contoh",
				       .lead = "Puskesos Kelurahan Cikole",
				       .nav = "/beranda",
				       .live = "/beranda" });
	ui_live_begin(u, "menunggu");
	ui_live_ring(u, 3);
	ui_heading(u, "Menunggu Anda: 3", NULL);
	ui_tasks(u, "waiting", tasks, LEN(tasks), NULL);
	ui_live_end(u);
	ui_heading(u, "Sekilas", NULL);
	ui_tiles(u, "counts", tiles, LEN(tiles));
}

/* ---- a new report ------------------------------------------------------------------------ */

static enum err villages(struct ctx *cx, const struct form *f, struct options *ret)
{
	static const struct option items[] = {
		{ "1", "Cikole", NULL, "Kecamatan Cikole" },
		{ "2", "Cisarua", NULL, "Kecamatan Cikole" },
		{ "3", "Gunungparang", NULL, "Kecamatan Cikole" },
		{ "4", "Kebonjati", NULL, "Kecamatan Cikole" },
		{ "5", "Selabatu", NULL, "Kecamatan Cikole" },
		{ "6", "Subangjaya", NULL, "Kecamatan Cikole" },
		{ "7", "Citamiang", NULL, "Kecamatan Citamiang" },
		{ "8", "Cikondang", NULL, "Kecamatan Citamiang" },
		{ "9", "Gedongpanjang", NULL, "Kecamatan Citamiang" },
		{ "10", "Nanggeleng", NULL, "Kecamatan Citamiang" },
		{ "11", "Tipar", NULL, "Kecamatan Citamiang" },
		{ "12", "Baros", NULL, "Kecamatan Baros" },
		{ "13", "Sudajayahilir", NULL, "Kecamatan Baros" },
		{ "14", "Jayamekar", NULL, "Kecamatan Baros" },
	};
	(void)cx;
	(void)f;
	*ret = (struct options){ items, LEN(items) };
	return ERR_OK;
}

static const struct member who[] = {
	{ "known", T_GALLERY_KNOWN, T__NONE },
	{ "unknown", T_GALLERY_UNKNOWN, T_GALLERY_UNKNOWN_HINT },
	{ "family", T_GALLERY_FAMILY, T__NONE },
	{ NULL, T__NONE, T__NONE },
};
static const struct member states[] = {
	{ "danger", T_GALLERY_DANGER, T__NONE },     { "sick", T_GALLERY_SICK, T__NONE },
	{ "hurt", T_GALLERY_HURT, T__NONE },         { "violence", T_GALLERY_VIOLENCE, T__NONE },
	{ "child", T_GALLERY_CHILD, T__NONE },       { "mind", T_GALLERY_MIND, T__NONE },
	{ "homeless", T_GALLERY_HOMELESS, T__NONE }, { NULL, T__NONE, T__NONE },
};
enum { R_WHAT, R_VILLAGE, R_MARK, R_WHO, R_AGE, R_STATES, R_NAME, R_PHONE, R_PHOTO };
static const struct field report_fields[] = {
	[R_WHAT] = { .name = "what",
		     .kind = FIELD_LONG,
		     .label = T_GALLERY_WHAT,
		     .hint = T_GALLERY_WHAT_HINT,
		     .required = true,
		     .max = 2000,
		     .keep_draft = true },
	[R_VILLAGE] = { .name = "village",
			.kind = FIELD_REF,
			.label = T_GALLERY_VILLAGE,
			.required = true,
			.options = villages,
			.section = T_GALLERY_WHERE,
			.keep_draft = true },
	[R_MARK] = { .name = "mark",
		     .kind = FIELD_TEXT,
		     .label = T_GALLERY_MARK,
		     .hint = T_GALLERY_MARK_HINT,
		     .keep_draft = true },
	[R_WHO] = { .name = "who",
		    .kind = FIELD_ENUM,
		    .label = T_GALLERY_WHO,
		    .required = true,
		    .members = who,
		    .section = T_GALLERY_PERSON },
	[R_AGE] = { .name = "age",
		    .kind = FIELD_INT,
		    .label = T_GALLERY_AGE,
		    .min_value = 0,
		    .max_value = 120 },
	[R_STATES] = { .name = "states",
		       .kind = FIELD_CHECKS,
		       .label = T_GALLERY_STATES,
		       .members = states },
	[R_NAME] = { .name = "name",
		     .kind = FIELD_TEXT,
		     .label = T_UI_NAME,
		     .autocomplete = "name",
		     .section = T_GALLERY_REPORTER },
	[R_PHONE] = { .name = "phone",
		      .kind = FIELD_PHONE,
		      .label = T_GALLERY_PHONE,
		      .autocomplete = "tel" },
	[R_PHOTO] = { .name = "photo",
		      .kind = FIELD_FILES,
		      .label = T_GALLERY_PHOTO,
		      .max = 5000000,
		      .max_value = 3 },
	{ .kind = FIELD_END },
};
static const struct form_def report_def = {
	.name = "report_new", .fields = report_fields, .submit = T_GALLERY_SEND, .multipart = true
};

static void report_page(struct ui *u, struct ctx *cx, struct form *f)
{
	const struct ui_step will[] = {
		{ 1, 1, "Periksa dan rawat", "RSUD R. Syamsudin SH", "Pertama",
		  "karena: sakit, kesehatan dahulu", NULL, UI_STEP_ACTIVE, TEST_NOW + USEC_HOUR,
		  NULL, NULL, NULL },
		{ 2, 2, "Asesmen", "Dinsos, Rehabilitasi Sosial", NULL, NULL, "menunggu 1",
		  UI_STEP_WAITING, 0, NULL, NULL, NULL },
	};
	(void)cx;
	ui_begin(u, &(struct ui_page){ .title = "Laporan baru",
				       .nav = "/laporan",
				       .parent = "/laporan",
				       .parent_title = "Laporan" });
	ui_columns_begin(u);
	ui_form(u, "report",
		&(struct ui_form){ .action = "/laporan/baru",
				   .def = &report_def,
				   .form = f,
				   .cancel = "/laporan",
				   .preview = "/laporan/pratinjau" });
	ui_columns_aside(u);
	ui_preview_begin(u, "Yang akan terjadi");
	ui_steps(u, "plan", will, LEN(will), NULL);
	ui_text(u, "Mirip: LP-7F2A, 40 menit lalu, Pasar Pelita");
	ui_preview_end(u);
	ui_columns_end(u);
}

static void report_empty(struct ui *u, struct ctx *cx)
{
	report_page(u, cx, NULL);
}

static void report_wrong(struct ui *u, struct ctx *cx)
{
	struct form *f = form_new(cx, &report_def);
	form_set_text(cx, f, R_WHAT, "Laki-laki tua terbaring di los ikan <sejak sore>");
	form_set_checks(f, R_STATES, 2 | 64);
	form_set_text(cx, f, R_AGE, "tua");
	form_problem(cx, f, R_VILLAGE, T_GALLERY_PROBLEM_VILLAGE, NULL);
	form_problem(cx, f, R_WHO, T_GALLERY_PROBLEM_WHO, NULL);
	form_problem(cx, f, R_AGE, T_GALLERY_PROBLEM_AGE, NULL);
	report_page(u, cx, f);
}

/* ---- a case ------------------------------------------------------------------------------ */

static void case_page(struct ui *u, struct ctx *cx)
{
	static const struct ui_badge badges[] = { { "Lansia telantar", UI_NEUTRAL },
						  { "Darurat", UI_BAD } };
	const struct ui_action acts[] = {
		{ "Catat", "/kasus/3/catat", NULL, true, false, "pencil" },
		{ "Serahkan", "/kasus/3/serahkan", NULL, false, false, NULL },
	};
	const struct ui_step plan[] = {
		{ 1, 1, "Rawat", "RSUD R. Syamsudin SH", NULL, "Sakit; kesehatan dahulu", NULL,
		  UI_STEP_ACTIVE, TEST_NOW + 14 * USEC_HOUR, "/langkah/1", "Nyatakan selesai",
		  "/langkah/1/selesai" },
		{ 2, 2, "Tempat tinggal sementara", "Rumah Singgah", NULL, NULL, "menunggu 1",
		  UI_STEP_WAITING, 0, "/langkah/2", NULL, NULL },
		{ 3, 3, "Telusur keluarga", "Dinsos", NULL, NULL, NULL, UI_STEP_DONE, 0, NULL, NULL,
		  NULL },
		{ 4, 4, "Pemulangan", "Dinsos", NULL, "Keluarga datang sendiri", NULL,
		  UI_STEP_STOPPED, 0, NULL, NULL, NULL },
	};
	static const int64_t photos[] = { 11, 12 };
	const struct ui_event story[] = {
		{ TEST_NOW - 20 * USEC_MINUTE, 0, "RSUD R. Syamsudin SH", "Diterima di IGD",
		  "Tekanan darah rendah, sadar, diberi cairan.", NULL, "note", NULL, 0, UI_GOOD },
		{ TEST_NOW - 2 * USEC_HOUR, 0, "Dinsos, Rehabilitasi Sosial",
		  "Diputuskan: rawat dahulu, lalu rumah singgah", NULL, "/keputusan/1", "decision",
		  NULL, 0, UI_INFO },
		{ TEST_NOW - 3 * USEC_HOUR, TEST_NOW - 2 * USEC_HOUR, "Puskesos Cikole",
		  "Dilaporkan pedagang Pasar Pelita",
		  "Terbaring di los ikan sejak sore.\nTidak membawa identitas.", NULL, "report",
		  photos, 2, UI_NEUTRAL },
	};
	const struct ui_tab tabs[] = {
		{ "Cerita", "/kasus/3", "3", true },
		{ "Orang", "/kasus/3/orang", "2", false },
		{ "Surat", "/kasus/3/surat", NULL, false },
		{ "Siapa melihat", "/kasus/3/dilihat", NULL, false },
	};
	(void)cx;
	ui_begin(u, &(struct ui_page){ .title = "Laki-laki ± 60 tahun, tanpa identitas",
				       .nav = "/kasus",
				       .parent = "/kasus",
				       .parent_title = "Kasus",
				       .print = true });
	ui_case_head(u, "case",
		     &(struct ui_case_head){ .number = "KS-11QX7T0C",
					     .title = "Laki-laki ± 60 tahun",
					     .badges = badges,
					     .n_badges = LEN(badges),
					     .holder = "RSUD R. Syamsudin SH",
					     .since = TEST_NOW - 20 * USEC_MINUTE,
					     .due = TEST_NOW + 14 * USEC_HOUR,
					     .next = "Nyatakan pulih atau perpanjang rawat",
					     .actions = acts,
					     .n_actions = LEN(acts) });
	ui_chain(u, plan, LEN(plan));
	ui_tabs(u, tabs, LEN(tabs));
	ui_columns_begin(u);
	ui_timeline(u, "story", story, LEN(story), NULL);
	ui_columns_aside(u);
	ui_heading(u, "Rencana", "rencana");
	ui_steps(u, "plan", plan, LEN(plan), NULL);
	ui_columns_end(u);
}

/* ---- lists ------------------------------------------------------------------------------- */

struct case_row {
	int64_t id, due_at, opened_at, state, cost, visits;
	const char *number, *title, *unit, *nik;
};
static enum text state_text(int64_t v)
{
	return v ? T_GALLERY_OPEN : T_GALLERY_NEW;
}
static const struct column case_columns[] = {
	{ "id", T__NONE, COL_ID, PRIV_NONE, offsetof(struct case_row, id), NULL, NULL, NULL, 0 },
	{ "number", T_GALLERY_NUMBER, COL_TEXT, PRIV_NONE, offsetof(struct case_row, number), NULL,
	  NULL, "/kasus/{id}", COL_STRONG | COL_SORT },
	{ "title", T_GALLERY_TITLE, COL_TEXT, PRIV_GENERAL, offsetof(struct case_row, title), NULL,
	  NULL, NULL, 0 },
	{ "nik", T_GALLERY_NIK, COL_MASK_NIK, PRIV_GENERAL, offsetof(struct case_row, nik), NULL,
	  NULL, NULL, 0 },
	{ "unit", T_GALLERY_UNIT, COL_TEXT, PRIV_NONE, offsetof(struct case_row, unit), NULL, NULL,
	  NULL, 0 },
	{ "state", T_GALLERY_STATE, COL_ENUM, PRIV_NONE, offsetof(struct case_row, state),
	  state_text, NULL, NULL, COL_BADGE },
	{ "due", T_GALLERY_DUE, COL_DUE, PRIV_NONE, offsetof(struct case_row, due_at), NULL, NULL,
	  NULL, COL_SORT },
	{ "visits", T_GALLERY_VISITS, COL_INT, PRIV_NONE, offsetof(struct case_row, visits), NULL,
	  NULL, NULL, COL_TOTAL },
	{ "cost", T_GALLERY_COST, COL_MONEY, PRIV_NONE, offsetof(struct case_row, cost), NULL, NULL,
	  NULL, COL_TOTAL | COL_SORT },
};
static const struct table case_table = { "cases", T_GALLERY_CASES, case_columns, LEN(case_columns),
					 "id" };
static const struct case_row case_rows[] = {
	{ 101, TEST_NOW + 14 * USEC_HOUR, TEST_NOW, 1, 1250000, 2, "KS-11QX7T0C",
	  "Laki-laki ± 60 tahun, tanpa identitas", "RSUD R. Syamsudin SH", NULL },
	{ 102, TEST_NOW - 3 * USEC_HOUR, TEST_NOW, 1, 0, 5, "KS-2M8V4D9A",
	  "Anak putus sekolah, ibu sakit", "Puskesos Cikole", "3272010101100012" },
	{ 103, 0, TEST_NOW, 0, 600000, 0, "KS-9T3B6H2E", "Permohonan kursi roda",
	  "Dinsos, Rehabilitasi Sosial", "3272014505600003" },
};

static const struct field filter_fields[] = {
	{ .name = "village", .kind = FIELD_REF, .label = T_GALLERY_VILLAGE, .options = villages },
	{ .name = "from", .kind = FIELD_DATE, .label = T_GALLERY_SINCE },
	{ .name = "late", .kind = FIELD_BOOL, .label = T_GALLERY_LATE_ONLY },
	{ .kind = FIELD_END },
};
static const struct form_def filter_def = { .name = "filter",
					    .fields = filter_fields,
					    .submit = T_UI_FILTER };
static const struct field bulk_fields[] = {
	{ .name = "unit", .kind = FIELD_REF, .label = T_GALLERY_UNIT, .options = villages },
	{ .kind = FIELD_END },
};
static const struct form_def bulk_def = { .name = "hand_over",
					  .fields = bulk_fields,
					  .submit = T_GALLERY_HAND_OVER };

static void list_page(struct ui *u, struct ctx *cx)
{
	const struct ui_action acts[] = { { "Buka kasus", "/kasus/baru", NULL, true, false,
					    "plus" } };
	(void)cx;
	ui_begin(u, &(struct ui_page){ .title = "Kasus",
				       .lead = "Semua kasus yang dipegang unit Anda.",
				       .nav = "/kasus",
				       .wide = true });
	ui_form(u, NULL,
		&(struct ui_form){
		    .action = "/kasus", .def = &filter_def, .inline_row = true, .get = true });
	ui_table(u, "cases", &case_table, case_rows, LEN(case_rows), sizeof(case_rows[0]),
		 &(struct ui_list){ .total = 37,
				    .next = "/kasus?after=103",
				    .sort = "due",
				    .sort_href = "/kasus?sort=",
				    .main = true,
				    .select = "id",
				    .bulk = &bulk_def,
				    .bulk_action = "/kasus/serahkan" });
	ui_actions(u, acts, LEN(acts));
	ui_heading(u, "Kosong", NULL);
	ui_table(u, NULL, &case_table, NULL, 0, 0,
		 &(struct ui_list){ .empty = "Tidak ada yang menunggu. Kasus unit Anda: 37",
				    .empty_label = "Lihat semua kasus",
				    .empty_href = "/kasus" });
}

/* ---- a person, pictures, a public page --------------------------------------------------- */

static void person_page(struct ui *u, struct ctx *cx)
{
	const struct ui_fact facts[] = {
		{ "address", "Alamat", "Jalan Contoh 12, RT 02 RW 04, Cikole", NULL, UI_NEUTRAL },
		{ "family", "Keluarga", "Keluarga Contoh, 4 orang", "/keluarga/1", UI_NEUTRAL },
		{ "decile", "Desil", "2 (rilis Triwulan III 2026)", NULL, UI_NEUTRAL },
		{ "insurance", "Jaminan kesehatan", "PBI, aktif", NULL, UI_GOOD },
		{ "disability", "Disabilitas", NULL, NULL, UI_NEUTRAL },
	};
	(void)cx;
	ui_begin(u, &(struct ui_page){ .title = "Warga Contoh",
				       .lead = "Perempuan, 66 tahun, Kelurahan Cikole",
				       .nav = "/warga" });
	ui_note(u, UI_WARN, "Data berbeda", "Alamat di DTSEN tidak sama dengan alamat di KK.");
	ui_masked(u, "nik", "NIK", "3272 ·· ···· 0012", "/warga/1/nik");
	ui_facts(u, "facts", facts, LEN(facts));
	ui_heading(u, "Kasus", NULL);
	ui_record(u, "record", &case_table, &case_rows[1]);
	ui_note(u, UI_INFO, NULL, "Angka ini disalin pada Sabtu, 21 November 2026.");
	ui_note(u, UI_BAD, "Tidak dapat dihubungi", "Nomor telepon sudah tidak aktif.");
	ui_note(u, UI_GOOD, NULL, "Bantuan bulan ini sudah diterima.");
	ui_badge(u, UI_BAD, "Dilindungi");
}

static void picture_page(struct ui *u, struct ctx *cx)
{
	const struct ui_bar bars[] = {
		{ "Cikole", "/data?kec=1", 128, 12 },   { "Citamiang", "/data?kec=2", 96, 4 },
		{ "Warudoyong", "/data?kec=3", 88, 0 }, { "Gunungpuyuh", "/data?kec=4", 71, 9 },
		{ "Baros", "/data?kec=5", 40, 1 },      { "Cibeureum", "/data?kec=6", 22, 0 },
	};
	const struct ui_spot spots[] = {
		{ "Cikole", "/data?kec=1", -6.9189, 106.9335, 128 },
		{ "Citamiang", "/data?kec=2", -6.9330, 106.9290, 96 },
		{ "Warudoyong", "/data?kec=3", -6.9300, 106.9120, 88 },
		{ "Gunungpuyuh", "/data?kec=4", -6.9120, 106.9170, 71 },
		{ "Baros", "/data?kec=5", -6.9610, 106.9390, 40 },
		{ "Cibeureum", "/data?kec=6", -6.9480, 106.9600, 22 },
		{ "Lembursitu", "/data?kec=7", -6.9700, 106.9080, 18 },
	};
	(void)cx;
	ui_begin(u, &(struct ui_page){ .title = "Data", .nav = "/data" });
	ui_bars(u, "by_district", "Kasus terbuka menurut kecamatan", "Kasus", bars, LEN(bars));
	ui_map(u, "map", "Kasus terbuka di peta", spots, LEN(spots));
	ui_qr(u, "https://melaju.example/s/1", "Periksa keaslian surat");
}

static void public_page(struct ui *u, struct ctx *cx)
{
	const struct ui_action acts[] = { { "Lacak laporan ini", "/lacak", NULL, true, false,
					    NULL } };
	(void)cx;
	ui_begin(u, &(struct ui_page){ .title = "Laporan Anda sudah kami terima",
				       .lead = "Simpan dua kode ini. Dengan keduanya Anda dapat "
					       "melihat apa yang terjadi, tanpa akun.",
				       .bare = true });
	ui_code(u, "number", "Nomor laporan", "LP-7F3K2MQ8");
	ui_code(u, "secret", "Kode rahasia", "9TXB 64ME");
	ui_note(u, UI_INFO, "Sesudah ini",
		"Petugas Puskesos Cikole membaca laporan Anda sebelum pukul 22.00.");
	ui_actions(u, acts, LEN(acts));
}

static void start(struct ui *u, struct ctx *cx)
{
	(void)cx;
	start_page(u);
}

static const struct {
	const char *name;
	void (*draw)(struct ui *, struct ctx *);
	bool visitor;
} pages[] = {
	{ "beranda", start, false },
	{ "laporan-baru", report_empty, false },
	{ "laporan-salah", report_wrong, false },
	{ "kasus", case_page, false },
	{ "daftar", list_page, false },
	{ "warga", person_page, false },
	{ "data", picture_page, false },
	{ "publik", public_page, true },
};

static int write_file(const char *folder, const char *name, const void *p, size_t n)
{
	char path[512];
	(void)snprintf(path, sizeof(path), "%s/%s", folder, name);
	FILE *file = fopen(path, "wb");
	if (!file)
		return 1;
	size_t written = fwrite(p, 1, n, file);
	return fclose(file) != 0 || written != n;
}

static int write_page(struct test *t, const char *folder, size_t i)
{
	char name[64];
	struct buf out;
	t->actor.session_id = pages[i].visitor ? 0 : 7;
	buf_init(&out, 1 << 20);
	struct ui *u = ui_new(&t->cx, NULL, &out, UI_HTML, TABLE_CSV);
	pages[i].draw(u, &t->cx);
	int failed = ui_end(u) != ERR_OK;
	(void)snprintf(name, sizeof(name), "%s.html", pages[i].name);
	failed |= write_file(folder, name, out.data, out.len);
	buf_release(&out);
	return failed;
}

int main(int argc, char **argv)
{
	struct test t;
	int failed = 0;
	if (argc != 2)
		return 2;
	test_open_plain(&t);
	t.app.demo = true;
	t.app.version = "1.0";
	t.actor.name = "Petugas Contoh";
	ui_set_nav(places, LEN(places));
	for (size_t i = 0; i < LEN(pages); i++)
		failed |= write_page(&t, argv[1], i);
	for (size_t at = 0;;) {
		const struct asset *a = asset_next("", &at);
		if (!a)
			break;
		if (a->url)
			failed |= write_file(argv[1], strrchr(a->url, '/') + 1, a->data, a->size);
	}
	test_close(&t);
	return failed;
}
