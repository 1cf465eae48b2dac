/* Components as HTML, JSON and rows: the same calls, three outputs. */
#include "page.h"
#include "text/gallery.h"

struct row {
	int64_t id, due_at, cost;
	const char *number, *nik;
};
static const struct column columns[] = {
	{ .name = "id", .kind = COL_ID, .offset = offsetof(struct row, id) },
	{ .name = "number",
	  .label = T_GALLERY_NUMBER,
	  .kind = COL_TEXT,
	  .offset = offsetof(struct row, number),
	  .href = "/kasus/{id}",
	  .flags = COL_STRONG | COL_SORT },
	{ .name = "nik",
	  .label = T_GALLERY_NIK,
	  .kind = COL_MASK_NIK,
	  .privacy = PRIV_GENERAL,
	  .offset = offsetof(struct row, nik) },
	{ .name = "due",
	  .label = T_GALLERY_DUE,
	  .kind = COL_DUE,
	  .offset = offsetof(struct row, due_at) },
	{ .name = "cost",
	  .label = T_GALLERY_COST,
	  .kind = COL_MONEY,
	  .offset = offsetof(struct row, cost),
	  .flags = COL_TOTAL },
};
static const struct table table = { "cases", T_GALLERY_CASES, columns, LEN(columns), "id" };
static const struct row rows[] = {
	{ 9007199254740993, TEST_NOW - 3 * USEC_HOUR, 1250000, "KS-11QX7T0C", "3272010101100012" },
	{ 102, 0, DB_NONE, "KS-<b>&", NULL },
};
static const struct ui_list list = { .total = 37,
				     .next = "/kasus?after=102",
				     .sort = "number",
				     .sort_href = "/kasus?sort=",
				     .main = true };

static void put_table(struct ui *u)
{
	ui_table(u, "cases", &table, rows, LEN(rows), sizeof(rows[0]), &list);
}

static void a_table_is_drawn_with_links_totals_and_late_as_a_word(void **state)
{
	struct page p;
	(void)state;
	page_open(&p, UI_HTML);
	put_table(p.u);
	const char *html = page_end(&p);
	assert_holds(html, "<a href=\"/kasus/9007199254740993\" class=\"strong\">KS-11QX7T0C</a>");
	assert_holds(html, "KS-&lt;b&gt;&amp;");
	assert_holds(html, "terlambat 3 jam");
	assert_holds(html, "aria-sort=\"ascending\"");
	assert_holds(html, "href=\"/kasus?sort=-number\"");
	assert_holds(html, "2 dari 37 baris");
	assert_holds(html, "href=\"/.csv\"");
	assert_lacks(html, "3272010101100012");
	assert_well_formed(html);
	page_close(&p);
}

static void what_a_phone_leaves_out_is_left_out_of_the_totals_too(void **state)
{
	struct column wide[LEN(columns)];
	struct table narrow = table;
	struct page p;
	(void)state;
	memcpy(wide, columns, sizeof(columns));
	wide[LEN(wide) - 1].flags |= COL_WIDE_ONLY;
	narrow.columns = wide;
	page_open(&p, UI_HTML);
	ui_table(p.u, "cases", &narrow, rows, LEN(rows), sizeof(rows[0]), NULL);
	assert_holds(page_end(&p), "<td class=\"num wide-only\" data-label=");
	page_close(&p);
}

static void few_rows_within_a_page_are_not_counted_and_none_are_named(void **state)
{
	struct page p;
	(void)state;
	page_open(&p, UI_HTML);
	ui_table(p.u, "cases", &table, rows, LEN(rows), sizeof(rows[0]), NULL);
	assert_lacks(page_end(&p), "baris");
	page_close(&p);
	page_open(&p, UI_HTML);
	ui_table(p.u, "cases", &table, rows, 0, sizeof(rows[0]), NULL);
	assert_holds(page_end(&p), "<p class=\"caption\">");
	page_close(&p);
}

static void a_table_in_json_has_typed_members_and_masks(void **state)
{
	struct page p;
	(void)state;
	page_open(&p, UI_JSON);
	put_table(p.u);
	const char *json = page_end(&p);
	assert_holds(json, "\"title\":\"Judul\"");
	assert_holds(json, "\"cases\":{\"total\":37,\"next\":\"/kasus?after=102\",\"rows\":[");
	assert_holds(json, "\"id\":\"9007199254740993\"");
	assert_holds(json, "\"cost\":1250000");
	assert_holds(json, "\"cost\":null");
	assert_holds(json, "\"due\":null");
	assert_lacks(json, "3272010101100012");
	page_close(&p);
}

static void the_main_table_alone_becomes_rows(void **state)
{
	struct page p;
	static const struct ui_list side = { .total = -1 };
	(void)state;
	page_open(&p, UI_TABLE);
	ui_table(p.u, "side", &table, rows, 1, sizeof(rows[0]), &side);
	assert_int_equal(p.out.len, 0);
	put_table(p.u);
	assert_ok(ui_table_feed(p.u, &table, &rows[1]));
	const char *csv = page_end(&p);
	assert_holds(csv, "KS-11QX7T0C");
	const char *fed = strstr(csv, "KS-<b>&");
	assert_non_null(fed);
	assert_holds(fed + 1, "KS-<b>&");
	page_close(&p);
}

static int64_t told[8];
static size_t n_told;
static void tell(struct req *r, int64_t subject, const char *what)
{
	(void)r;
	assert_string_equal(what, "cases");
	told[n_told++] = subject;
}

static void each_person_of_a_table_is_disclosed(void **state)
{
	struct page p;
	(void)state;
	n_told = 0;
	ui_set_disclose(tell);
	page_open(&p, UI_JSON);
	p.u = ui_new(&p.t.cx, (struct req *)&p, &p.out, UI_JSON, TABLE_CSV);
	ui_begin(p.u, &(struct ui_page){ .title = "Judul" });
	put_table(p.u);
	(void)page_end(&p);
	ui_set_disclose(NULL);
	assert_int_equal(n_told, 2);
	assert_int_equal(told[0], 9007199254740993);
	page_close(&p);
}

/* People read a figure as it is written here, a program gets the number. */
static void a_figure_is_written_for_people_and_counted_for_programs(void **state)
{
	const struct ui_tile tiles[] = {
		{ "open", "Berjalan", ui_count(29299) },
		{ "cost", "Biaya", ui_rupiah(8937000) },
		{ "median", "Tindakan pertama", ui_span(3 * USEC_HOUR) },
		{ "few", "Dilindungi", ui_words("kurang dari 5") },
		{ "none", "Hasil", ui_words(NULL) },
	};
	struct page p;
	const char *page;
	(void)state;
	page_open(&p, UI_JSON);
	ui_begin(p.u, &(struct ui_page){ .title = "Judul" });
	ui_tiles(p.u, "totals", tiles, LEN(tiles));
	page = page_end(&p);
	assert_holds(page, "\"value\":29299,");
	assert_holds(page, "\"value\":8937000,");
	assert_holds(page, "\"value\":10800,");
	assert_holds(page, "\"value\":\"kurang dari 5\",");
	assert_holds(page, "\"value\":null,");
	page_close(&p);

	page_open(&p, UI_HTML);
	ui_begin(p.u, &(struct ui_page){ .title = "Judul" });
	ui_tiles(p.u, "totals", tiles, LEN(tiles));
	page = page_end(&p);
	assert_holds(page, ">29.299<");
	assert_holds(page, ">Rp8.937.000<");
	assert_holds(page, ">3 jam<");
	assert_holds(page, ">kurang dari 5<");
	assert_holds(page, ">–<");
	page_close(&p);
}

static void put_everything(struct ui *u)
{
	static const struct form_def act = { .name = "terima", .submit = T_GALLERY_ACCEPT };
	const struct ui_task task = { .number = "RJ-1",
				      .text = "Rujukan",
				      .href = "/r/1",
				      .due = TEST_NOW - USEC_HOUR,
				      .act_label = "Terima",
				      .act_href = "/r/1/terima",
				      .act_form = &act,
				      .urgent = true };
	const struct ui_tile tile = { "late", "Terlambat", ui_count(1), "/kasus", NULL, UI_BAD };
	const struct ui_event event = { .at = TEST_NOW,
					.recorded_at = TEST_NOW + USEC_HOUR,
					.kind = "note",
					.title = "Catatan",
					.text = "Satu\ndua" };
	const struct ui_step step = { .id = 5,
				      .ordinal = 1,
				      .title = "Rawat",
				      .state = UI_STEP_ACTIVE,
				      .due = TEST_NOW + USEC_DAY };
	const struct ui_fact fact = { "address", "Alamat", "Cikole", NULL, UI_NEUTRAL };
	const struct ui_bar bar = { "Cikole", "/d", 12, 3 };
	const struct ui_spot spot = { "Cikole", "/d", -6.9, 106.9, 12 };
	const struct ui_action action = { "Buka", "/buka", NULL, true, false, NULL };
	const struct ui_badge badge = { "Lansia", UI_BAD };
	ui_tasks(u, "waiting", &task, 1, NULL);
	ui_tiles(u, "counts", &tile, 1);
	ui_timeline(u, "story", &event, 1, NULL);
	ui_steps(u, "plan", &step, 1, NULL);
	ui_chain(u, &step, 1);
	ui_facts(u, "facts", &fact, 1);
	ui_record(u, "record", &table, &rows[0]);
	ui_bars(u, "bars", "Batang", "Kasus", &bar, 1);
	ui_map(u, "map", "Peta", &spot, 1);
	ui_code(u, "secret", "Kode", "9TXB64ME");
	ui_masked(u, "nik", "NIK", "3272 ·· ···· 0012", "/nik");
	ui_note(u, UI_WARN, "Awas", "Perhatikan");
	ui_empty(u, "Kosong", "Buka", "/buka");
	ui_case_head(u, "case",
		     &(struct ui_case_head){ .number = "KS-1",
					     .title = "Orang",
					     .badges = &badge,
					     .n_badges = 1,
					     .due = TEST_NOW + USEC_DAY,
					     .actions = &action,
					     .n_actions = 1 });
	ui_columns_begin(u);
	ui_columns_aside(u);
	ui_preview_begin(u, "Yang akan terjadi");
	ui_preview_end(u);
	ui_columns_end(u);
	ui_live_begin(u, "hidup");
	ui_live_ring(u, 4);
	ui_live_end(u);
	ui_card_begin(u, NULL);
	ui_card_end(u);
	ui_tabs(u, &(struct ui_tab){ "Cerita", "/c", "3", true }, 1);
}

static void every_component_is_well_formed(void **state)
{
	struct page p;
	(void)state;
	page_open(&p, UI_HTML);
	put_everything(p.u);
	const char *html = page_end(&p);
	assert_well_formed(html);
	assert_holds(html, "Belum ada yang memegang");
	assert_holds(html, "Satu<br>dua");
	page_close(&p);
}

/* What an officer reads of a step at a glance; the rest is one tap away, and nothing is cut. */
static void a_long_reason_shows_its_first_clause_and_folds_the_whole(void **state)
{
	struct ui_step step = { .ordinal = 1,
				.title = "Rawat",
				.unit = "RSUD",
				.phone = "0266-5550111",
				.reason =
				    "Sakit, jadi diperiksa di rumah sakit paling lama satu jam "
				    "sesudah dilaporkan. Dinas Sosial menyusul setelah pulih." };
	struct page p;
	const char *html;

	(void)state;
	page_open(&p, UI_HTML);
	ui_steps(p.u, "plan", &step, 1, NULL);
	step.reason = "Sakit, buka sekarang";
	step.phone = NULL;
	ui_steps(p.u, "short", &step, 1, NULL);
	html = page_end(&p);
	assert_well_formed(html);
	assert_non_null(strstr(html, "<details class=\"why small\"><summary>Sakit, jadi"));
	assert_non_null(strstr(html, "<p>Dinas Sosial menyusul setelah pulih.</p>"));
	assert_non_null(strstr(html, "href=\"tel:0266-5550111\">0266-5550111</a>"));
	assert_non_null(strstr(html, "<p class=\"small\">Sakit, buka sekarang</p>"));
	page_close(&p);
}

static void a_long_label_of_the_map_is_broken_where_its_words_part(void **state)
{
	const struct ui_spot spots[] = { { "Bojong Pondok Terong", "/d", -6.4, 106.8, 1 },
					 { "Beji Timur", "/d", -6.3, 106.8, 1 } };
	struct page p;
	const char *html;

	(void)state;
	page_open(&p, UI_HTML);
	ui_map(p.u, "map", "Peta", spots, LEN(spots));
	html = page_end(&p);
	assert_well_formed(html);
	assert_non_null(strstr(html, ">Bojong Pondok</text>"));
	assert_non_null(strstr(html, ">Terong</text>"));
	assert_non_null(strstr(html, ">Beji Timur</text>"));
	page_close(&p);
}

static void the_head_of_a_case_does_not_repeat_the_number_of_the_page(void **state)
{
	const struct ui_case_head other = { .number = "KS-1", .title = "Orang", .ended = true };
	const struct ui_case_head same = { .number = "Judul", .title = "Orang", .ended = true };
	struct page p;

	(void)state;
	page_open(&p, UI_HTML);
	ui_case_head(p.u, "case", &other);
	assert_non_null(strstr(page_end(&p), "<span class=\"number\">KS-1</span>"));
	page_close(&p);
	page_open(&p, UI_HTML);
	ui_case_head(p.u, "case", &same);
	assert_null(strstr(page_end(&p), "class=\"number\""));
	page_close(&p);
}

static void every_named_component_is_a_member(void **state)
{
	struct page p;
	(void)state;
	page_open(&p, UI_JSON);
	put_everything(p.u);
	const char *json = page_end(&p);
	assert_holds(json, "\"waiting\":[{\"number\":\"RJ-1\"");
	assert_holds(json, "\"late\":true,\"urgent\":true,\"act\":{\"label\":\"Terima\","
			   "\"method\":\"POST\",\"href\":\"/r/1/terima\"}");
	assert_holds(json, "\"counts\":[{\"name\":\"late\"");
	assert_holds(json, "\"story\":[{\"at\":\"2026-11-2");
	assert_holds(json, "\"plan\":[{\"id\":\"5\",\"ordinal\":1");
	assert_holds(json, "\"facts\":{\"address\":\"Cikole\"}");
	assert_holds(json, "\"bars\":[{\"label\":\"Cikole\",\"value\":12,\"part\":3");
	assert_holds(json, "\"map\":[{\"label\":\"Cikole\"");
	assert_holds(json, "\"secret\":\"9TXB64ME\"");
	assert_holds(json, "\"case\":{\"id\":null,\"number\":\"KS-1\"");
	assert_holds(json, "\"holder\":null");
	/* What stands under a mask has its act, and what is said in passing is said. */
	assert_holds(json, "{\"name\":\"reveal_nik\",\"label\":\"NIK\",\"method\":\"POST\"");
	assert_holds(json, "\"notes\":[{\"tone\":\"warn\",\"title\":\"Awas\"");
	assert_holds(json, "{\"name\":null,\"label\":\"Buka\",\"method\":\"GET\"");
	page_close(&p);
}

static void a_page_over_its_cap_is_an_error(void **state)
{
	struct page p;
	(void)state;
	page_open(&p, UI_HTML);
	for (int i = 0; i < 100000; i++)
		ui_text(p.u, "Panjang sekali");
	assert_int_equal(ui_end(p.u), ERR_TOOBIG);
	page_close(&p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_table_is_drawn_with_links_totals_and_late_as_a_word),
		cmocka_unit_test(what_a_phone_leaves_out_is_left_out_of_the_totals_too),
		cmocka_unit_test(few_rows_within_a_page_are_not_counted_and_none_are_named),
		cmocka_unit_test(a_table_in_json_has_typed_members_and_masks),
		cmocka_unit_test(the_main_table_alone_becomes_rows),
		cmocka_unit_test(each_person_of_a_table_is_disclosed),
		cmocka_unit_test(a_figure_is_written_for_people_and_counted_for_programs),
		cmocka_unit_test(every_component_is_well_formed),
		cmocka_unit_test(a_long_reason_shows_its_first_clause_and_folds_the_whole),
		cmocka_unit_test(a_long_label_of_the_map_is_broken_where_its_words_part),
		cmocka_unit_test(the_head_of_a_case_does_not_repeat_the_number_of_the_page),
		cmocka_unit_test(every_named_component_is_a_member),
		cmocka_unit_test(a_page_over_its_cap_is_an_error),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
