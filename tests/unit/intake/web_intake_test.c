/* The pages of imports: a file sent whole or in pieces, its columns, its rows, and who may. */
#include "unit/casework/web.h"

#include <stdio.h>
#include <xlsxwriter.h>

#include "base/buf.h"
#include "base/str.h"
#include "feature/intake/intake.h"
#include "feature/intake/intake_sql.h"
#include "feature/intake/intake_web.h"
#include "feature/registry/registry.h"
#include "platform/form/form.h"

static const struct route *const routes[] = { intake_routes,          intake_row_routes,
					      intake_doubt_routes,    intake_left_routes,
					      intake_decision_routes, NULL };

static const char csv[] = "No KK;NIK;Nama Lengkap;JK;Tanggal Lahir;SHDK\n"
			  "3272010101200001;3272010101780002;DEDI SUPRIADI;L;01-01-1978;1\n"
			  "3272010101200001;3,27201E+15;SITI AMINAH;P;05-07-1980;3\n"
			  ";;JUMLAH: 2;;;\n";

static int64_t clock_value;

static int64_t test_clock(void)
{
	return clock_value += 1000;
}

static int setup(void **state)
{
	static struct web w;

	web_open(&w);
	w.c.t.app.routes = routes;
	w.c.t.app.n_routes = LEN(routes) - 1;
	w.c.t.app.spool = arena_printf(w.c.cx->arena, "%s/import", w.c.t.dir);
	clock_value = TEST_NOW;
	web_sign_in(&w, CITY_MANAGER);
	*state = &w;
	return 0;
}

static int teardown(void **state)
{
	web_close(*state);
	return 0;
}

/* ---- helpers --------------------------------------------------------------------------------- */

static void work(struct web *w)
{
	static atomic_bool stop;
	const struct jobs_lane lane = { .clock = test_clock, .stop = &stop };
	struct ctx cx CLEANUP(ctx_release);

	ctx_init(&cx, &w->c.t.app, TEST_NOW);
	cx.city = w->c.cx->city;
	cx.actor = w->c.cx->actor;
	cx.rng = w->c.cx->rng;
	assert_ok(intake_work(&cx, w->c.t.app.pool, &lane));
}

/* A multipart form: names and values in turn, then the bytes of a file. */
static struct http_answer send(struct web *w, const char *target, const char *const *fields,
			       const char *file, const char *bytes, size_t n)
{
	const char *key = arena_printf(w->c.cx->arena, "%032x", ++w->once);
	struct http_answer a;
	struct buf b;

	buf_init(&b, 1 << 20);
	for (; fields[0] != NULL; fields += 2)
		buf_addf(&b, "--xx\r\nContent-Disposition: form-data; name=\"%s\"\r\n\r\n%s\r\n",
			 fields[0], fields[1]);
	buf_addf(&b, "--xx\r\nContent-Disposition: form-data; name=\"_csrf\"\r\n\r\n%s\r\n",
		 w->csrf);
	buf_addf(&b, "--xx\r\nContent-Disposition: form-data; name=\"_once\"\r\n\r\n%s\r\n", key);
	if (file != NULL) {
		buf_addf(&b,
			 "--xx\r\nContent-Disposition: form-data; name=\"%s\"; "
			 "filename=\"daftar.csv\"\r\nContent-Type: text/csv\r\n\r\n",
			 file);
		buf_add(&b, bytes, n);
		buf_adds(&b, "\r\n");
	}
	buf_adds(&b, "--xx--\r\n");
	assert_ok(http_dispatch(
	    &w->c.t.app, w->c.cx->arena, w->c.cx->now,
	    &(struct http_message){ .method = "POST",
				    .target = target,
				    .cookie = w->cookie,
				    .accept = "application/json",
				    .content_type = "multipart/form-data; boundary=xx",
				    .body = b.data,
				    .body_n = b.len },
	    &a));
	buf_release(&b);
	return a;
}

static const char *const whole[] = { "kind", "people", "source", "siak", NULL };

static int64_t newest(struct web *w)
{
	struct intake_list_row *rows;
	size_t n;

	assert_ok(db_read_begin(w->c.cx, w->c.t.app.pool));
	assert_ok(intake_list_all(w->c.cx, &(struct intake_list_args){ .max_n = 1 }, &rows, &n));
	db_read_end(w->c.cx, w->c.t.app.pool);
	assert_int_equal(n, 1);
	return rows[0].id;
}

static struct http_answer page(struct web *w, int64_t id, const char *tail)
{
	return web_get(w, web_path(w, "/impor/", id, tail));
}

/* How many wait for somebody to go on with them. */
static int64_t open_ones(struct web *w)
{
	int64_t n;

	assert_ok(db_read_begin(w->c.cx, w->c.t.app.pool));
	assert_ok(intake_count_open(w->c.cx, &n));
	db_read_end(w->c.cx, w->c.t.app.pool);
	return n;
}

/* ---- tests ----------------------------------------------------------------------------------- */

static void a_file_goes_from_upload_to_its_wrong_rows(void **state)
{
	struct web *w = *state;
	struct http_answer a = send(w, "/impor", whole, "file", csv, sizeof(csv) - 1);
	int64_t id = newest(w);

	assert_int_equal(a.status, 201);
	work(w);
	a = page(w, id, "");
	assert_int_equal(a.status, 200);
	assert_true(web_holds(&a, "Nama Lengkap"));
	assert_true(web_holds(&a, "DEDI SUPRIADI"));
	assert_false(web_holds(&a, "3272010101780002")); /* a NIK is shown by its beginning */
	/* A meaning mistyped by a program is said, and does not leave the column out unseen. */
	assert_int_equal(web_post(w, web_path(w, "/impor/", id, "/kolom"), "k0=p%3Anme").status,
			 422);
	a = web_post(w, web_path(w, "/impor/", id, "/kolom"), "k9=");
	assert_int_equal(a.status, 303);
	work(w);
	a = page(w, id, "/baris?putusan=wrong");
	assert_true(web_holds(&a, "SITI AMINAH"));
	a = page(w, id, "");
	assert_true(web_holds(&a, "bukan orang"));
	a = page(w, id, "/baris?putusan=unknown");
	assert_true(web_holds(&a, "tanda tangan"));
	assert_false(web_holds(&a, "salah.xlsx"));
	a = page(w, id, "/salah.csv");
	assert_int_equal(a.status, 200);
	assert_false(web_holds(&a, "JUMLAH"));
	assert_true(web_holds(&a, "No KK"));
	assert_true(web_holds(&a, "3,27201E+15"));
	assert_true(web_holds(&a, "Alasan"));
	a = page(w, id, "/salah.xlsx");
	assert_int_equal(a.status, 200);
	assert_memory_equal(a.body.p, "PK", 2);
}

static const struct option *meaning_called(const struct options *o, const char *label)
{
	for (size_t i = 0; i < o->n; i++)
		if (str_eq(o->items[i].label, label))
			return &o->items[i];
	fail_msg("no meaning %s", label);
	return NULL;
}

/* Who looks for what a column means among a hundred and more goes by heading, then by letter. */
static void what_a_column_can_mean_stands_under_headings_by_letter(void **state)
{
	struct web *w = *state;
	struct options o;
	size_t headings = 1;

	assert_ok(db_read_begin(w->c.cx, w->c.t.app.pool));
	assert_ok(intake_meanings(w->c.cx, INTAKE_PEOPLE, &o));
	db_read_end(w->c.cx, w->c.t.app.pool);
	for (size_t i = 1; i < o.n; i++) {
		const struct option *a = &o.items[i - 1], *b = &o.items[i];

		if (str_eq(a->group, b->group)) {
			assert_true(strcmp(str_fold(w->c.cx->arena, a->label),
					   str_fold(w->c.cx->arena, b->label)) <= 0);
			continue;
		}
		headings++;
		for (size_t k = 0; k < i; k++)
			assert_string_not_equal(o.items[k].group, b->group);
	}
	assert_in_range(headings, 10, 25);
	assert_string_equal(meaning_called(&o, "Nama")->group, "Orang: Identitas");
	assert_string_equal(meaning_called(&o, "Nomor KK")->group, "Keluarga");
	assert_string_equal(o.items[0].group, "Isi berkas");
}

/* 64 columns of which three are recognised. */
static const char *wide_list(struct web *w)
{
	const char *heading = "NIK,Nama Lengkap,No KK";

	for (int i = 0; i < 61; i++)
		heading = arena_printf(w->c.cx->arena, "%s,Catatan lain %d", heading, i);
	return arena_printf(w->c.cx->arena, "%s\n3272010101780002,DEDI SUPRIADI,3272010101200001\n",
			    heading);
}

static void of_many_columns_those_recognised_are_told_and_can_be_changed(void **state)
{
	struct web *w = *state;
	const char *list = wide_list(w);
	struct http_answer a = send(w, "/impor", whole, "file", list, strlen(list));
	int64_t id = newest(w);

	assert_int_equal(a.status, 201);
	work(w);
	a = page(w, id, "");
	assert_true(web_holds(&a, "Kolom yang sudah dikenali (3)"));
	assert_true(web_holds(&a, "Nama Lengkap"));
	assert_true(web_holds(&a, "Nomor KK"));
	assert_true(web_holds(&a, "type=\"hidden\" name=\"k0\""));
	assert_true(web_holds(&a, "?semua=1"));
	a = page(w, id, "?semua=1");
	assert_true(web_holds(&a, "name=\"k0\""));
	assert_false(web_holds(&a, "type=\"hidden\" name=\"k0\""));
	assert_false(web_holds(&a, "Kolom yang sudah dikenali"));
}

static void an_auditor_reads_how_a_file_was_decided_and_none_of_its_rows(void **state)
{
	static const char *const acts[] = { "/kolom",     "/terapkan",    "/batalkan", "/buang",
					    "/tampilkan", "/sembunyikan", "/bagian" };
	static const char *const reads[] = { "", "/baris?putusan=wrong", "/salah.csv", "/sisa" };
	struct web *w = *state;
	struct http_answer a = send(w, "/impor", whole, "file", csv, sizeof(csv) - 1);
	int64_t id = newest(w);

	work(w);
	(void)web_post(w, web_path(w, "/impor/", id, "/kolom"), "k9=");
	work(w);
	city_become(&w->c, CITY_HEAD, ROLE_AUDITOR);
	web_sign_in(w, CITY_HEAD);
	a = web_get(w, "/pemeriksaan/impor");
	assert_int_equal(a.status, 200);
	assert_true(web_holds(&a, web_path(w, "/pemeriksaan/impor/", id, "")));
	assert_false(web_holds(&a, "/impor/baru"));
	a = web_get(w, web_path(w, "/pemeriksaan/impor/", id, ""));
	assert_int_equal(a.status, 200);
	assert_true(web_holds(&a, "Memastikan kolom impor"));
	assert_true(web_holds(&a, "Berkas impor dibaca"));
	assert_false(web_holds(&a, "DEDI"));
	assert_false(web_holds(&a, "action=\"/impor"));
	assert_int_equal(web_get(w, "/impor").status, 403);
	for (size_t i = 0; i < LEN(reads); i++)
		assert_int_equal(web_get(w, web_path(w, "/impor/", id, reads[i])).status, 403);
	for (size_t i = 0; i < LEN(acts); i++)
		assert_int_equal(web_post(w, web_path(w, "/impor/", id, acts[i]), "").status, 403);
	assert_int_equal(web_get_as(w, CITY_FRONT, "/pemeriksaan/impor").status, 403);
}

/* A number is not laid open because its column is another one than that of the NIK. */
static void no_sample_lays_a_number_open(void **state)
{
	static const char list[] = "NIK ART,Nama ART,Perbaikan NIK,NIK lama sekali\n"
				   "3272010101780002,DEDI,3272010101780003,3272010101780004\n";
	static const char *const fields[] = { "kind", "dtks", "source", "siak", NULL };
	struct web *w = *state;
	struct http_answer a = send(w, "/impor", fields, "file", list, sizeof(list) - 1);
	int64_t id = newest(w);

	assert_int_equal(a.status, 201);
	work(w);
	a = page(w, id, "");
	assert_true(web_holds(&a, "DEDI"));
	assert_false(web_holds(&a, "3272010101780003"));
	assert_false(web_holds(&a, "3272010101780004"));
}

static void write_line(lxw_worksheet *sheet, lxw_row_t at, const char *const *cells)
{
	for (lxw_col_t i = 0; cells[i] != NULL; i++)
		worksheet_write_string(sheet, at, i, cells[i], NULL);
}

/* Three pages of the questionnaire: on two of them one row of two is wrong.  Whose telephone it is
 * that the first names is not said, so it is nobody's. */
static struct blob workbook(struct web *w)
{
	const char *path = arena_printf(w->c.cx->arena, "%s/regsosek.xlsx", w->c.t.dir);
	lxw_workbook *book = workbook_new(path);
	lxw_worksheet *place = workbook_add_worksheet(book, "Tempat");
	lxw_worksheet *home = workbook_add_worksheet(book, "Perumahan");
	lxw_worksheet *people = workbook_add_worksheet(book, "Anggota");
	char *bytes = arena_alloc(w->c.cx->arena, 1 << 20);
	size_t n;
	FILE *f;

	write_line(place, 0,
		   (const char *const[]){ "No KK", "Alamat", "Nama Responden", "No HP", NULL });
	write_line(
	    place, 1,
	    (const char *const[]){ "3272010101200001", "JL MELATI 3", "RUDI", "08xx", NULL });
	write_line(home, 0, (const char *const[]){ "No KK", "302 luas lantai", NULL });
	write_line(home, 1, (const char *const[]){ "3272010101200001", "36", NULL });
	write_line(home, 2, (const char *const[]){ "3272010101200002", "luas sekali", NULL });
	write_line(people, 0, (const char *const[]){ "No KK", "402 Nama", "403 NIK", NULL });
	write_line(
	    people, 1,
	    (const char *const[]){ "3272010101200001", "RUDI CONTOH", "3272010203050003", NULL });
	write_line(people, 2,
		   (const char *const[]){ "3272010101200001", "RINI CONTOH", "3.27E+15", NULL });
	assert_int_equal(workbook_close(book), LXW_NO_ERROR);
	f = fopen(path, "rb");
	assert_non_null(f);
	n = fread(bytes, 1, 1 << 20, f);
	(void)fclose(f);
	return (struct blob){ bytes, n };
}

/* Sent and checked with the columns as recognised. */
static int64_t send_book(struct web *w, struct blob book)
{
	static const char *const fields[] = { "kind", "regsosek", "source", "regsosek", NULL };
	struct http_answer a = send(w, "/impor", fields, "file", book.p, book.n);
	int64_t id = newest(w);

	assert_int_equal(a.status, 201);
	work(w);
	a = web_post(w, web_path(w, "/impor/", id, "/kolom"), "k99=");
	assert_int_equal(a.status, 303);
	work(w);
	return id;
}

static void wrong_rows_of_all_pages_go_out_as_such_a_workbook_and_come_back(void **state)
{
	struct web *w = *state;
	int64_t first = send_book(w, workbook(w)), again;
	struct http_answer a = page(w, first, "/baris?putusan=wrong");

	assert_true(web_holds(&a, "Perumahan, baris 3"));
	assert_true(web_holds(&a, "Anggota, baris 3"));
	assert_true(web_holds(&a, "KK 3272"));
	assert_false(web_holds(&a, "3272010101200002"));
	a = page(w, first, "/salah.csv");
	assert_int_equal(a.status, 409);
	a = page(w, first, "/salah.xlsx");
	assert_int_equal(a.status, 200);
	/* Fed in as it is: the same two rows on the same two pages, and nothing besides. */
	again = send_book(w, (struct blob){ a.body.p, a.body.n });
	a = page(w, again, "/baris?putusan=wrong");
	assert_true(web_holds(&a, "Perumahan, baris 2"));
	assert_true(web_holds(&a, "Anggota, baris 2"));
	assert_true(web_holds(&a, "RINI CONTOH"));
	assert_int_equal(city_int(&w->c, "SELECT row_n FROM intake WHERE id = %lld", again), 2);
	assert_int_equal(city_int(&w->c, "SELECT wrong_n FROM intake WHERE id = %lld", again), 2);
	assert_int_equal(city_int(&w->c,
				  "SELECT count(*) FROM intake_column WHERE intake_id = %lld AND "
				  "heading LIKE 'Alasan%%'",
				  again),
			 2);
}

static void pieces_may_come_twice_and_go_on_after_a_break(void **state)
{
	struct web *w = *state;
	static const char *const offered[] = { "kind",      "people", "source", "siak", "name",
					       "besar.csv", "size",   "200",    NULL };
	static const char *const first[] = { "offset", "0", NULL };
	static const char *const second[] = { "offset", "100", NULL };
	static const char *const beyond[] = { "offset", "180", NULL };
	char bytes[200];
	struct http_answer a;
	int64_t id;

	memset(bytes, 'x', sizeof(bytes));
	memcpy(bytes, csv, sizeof(csv) - 1 < 200 ? sizeof(csv) - 1 : 200);
	a = send(w, "/impor", offered, NULL, NULL, 0);
	assert_int_equal(a.status, 201);
	id = newest(w);
	a = send(w, web_path(w, "/impor/", id, "/bagian"), second, "piece", bytes + 100, 50);
	assert_int_equal(a.status, 200);
	/* Whoever comes back to it later reads how to go on, and not that it goes on by itself. */
	a = page(w, id, "");
	assert_true(web_holds(&a, "pilih berkas yang sama"));
	assert_true(web_holds(&a, "/impor/baru"));
	a = send(w, web_path(w, "/impor/", id, "/bagian"), beyond, "piece", bytes, 50);
	assert_int_equal(a.status, 413);
	a = send(w, web_path(w, "/impor/", id, "/bagian"), first, "piece", bytes, 100);
	assert_int_equal(a.status, 200);
	a = send(w, web_path(w, "/impor/", id, "/bagian"), second, "piece", bytes + 100, 100);
	assert_int_equal(a.status, 200);
	work(w);
	a = page(w, id, "");
	assert_true(web_holds(&a, "besar.csv"));
	assert_true(web_holds(&a, "Nama Lengkap"));
	a = send(w, web_path(w, "/impor/", id, "/bagian"), second, "piece", bytes, 10);
	assert_int_equal(a.status, 409);
}

static void what_is_missing_is_said_on_the_form(void **state)
{
	struct web *w = *state;
	static const char *const none[] = { "kind", "recipients", "source", "dtsen", NULL };
	struct http_answer a = send(w, "/impor", none, NULL, NULL, 0);

	assert_int_equal(a.status, 422);
	assert_true(web_holds(&a, "programme"));
	assert_true(web_holds(&a, "file"));
}

static void only_who_may_import_gets_there(void **state)
{
	struct web *w = *state;

	web_sign_in(w, CITY_FRONT);
	assert_int_equal(web_get(w, "/impor").status, 403);
	assert_int_equal(send(w, "/impor", whole, "file", csv, 10).status, 403);
}

static void looking_at_rows_is_written_down(void **state)
{
	struct web *w = *state;
	int64_t id;
	uint64_t before;

	(void)send(w, "/impor", whole, "file", csv, sizeof(csv) - 1);
	id = newest(w);
	work(w);
	before = test_digest(w->c.cx, w->c.t.app.pool);
	assert_int_equal(page(w, id, "").status, 200);
	assert_true(before != test_digest(w->c.cx, w->c.t.app.pool));
}

static enum err call_by_phone(struct ctx *cx, int64_t person_id)
{
	const struct origin o = { .source = "kelurahan", .valid_from = DATE_NONE };
	struct fact_change c = { .value = "081200000001" };
	const struct fact_book *book;

	TRY(fact_book(cx, &book));
	c.field = fact_field(book, FACT_PERSON, "phone");
	return subject_change(cx, FACT_PERSON, person_id, 0, &c, 1, &o, NULL);
}

static void what_an_undoing_left_is_listed_by_name_and_as_a_list_of_its_own(void **state)
{
	struct web *w = *state;
	struct http_answer a;
	int64_t id, person;

	(void)send(w, "/impor", whole, "file", csv, sizeof(csv) - 1);
	id = newest(w);
	work(w);
	assert_int_equal(open_ones(w), 1);
	assert_int_equal(web_post(w, web_path(w, "/impor/", id, "/kolom"), "k9=").status, 303);
	work(w);
	assert_int_equal(open_ones(w), 1);
	assert_int_equal(web_post(w, web_path(w, "/impor/", id, "/terapkan"), "").status, 303);
	work(w);
	assert_int_equal(open_ones(w), 0);
	person = city_int(&w->c, "SELECT max(id) FROM person WHERE name = 'DEDI SUPRIADI'", 0);
	assert_ok(ACT(&w->c, call_by_phone(w->c.cx, person)));
	assert_int_equal(web_post(w, web_path(w, "/impor/", id, "/batalkan"), "").status, 303);
	work(w);
	a = page(w, id, "");
	assert_true(web_holds(&a, "0 dari 2 perubahan dikembalikan."));
	assert_true(web_holds(&a, "Yang tidak dibatalkan"));
	assert_true(web_holds(&a, "DEDI SUPRIADI"));
	assert_true(web_holds(&a, "seluruh catatannya: diubah sesudahnya, "));
	assert_false(web_holds(&a, "sudah dipakai: "));
	a = page(w, id, "/sisa.json");
	assert_int_equal(a.status, 200);
	assert_true(web_holds(&a, "DEDI SUPRIADI"));
	assert_true(web_holds(&a, "\"total\":1"));
	web_sign_in(w, CITY_FRONT);
	assert_int_equal(page(w, id, "/sisa").status, 403);
}

/* The page of an import as whoever pressed the button is led to it. */
static struct http_answer page_after(struct web *w, int64_t id, const char *said)
{
	char cookie[sizeof(w->cookie)];
	struct http_answer a;

	memcpy(cookie, w->cookie, sizeof(cookie));
	(void)snprintf(w->cookie, sizeof(w->cookie), "%.100s; flash=%.40s", cookie, said);
	a = page(w, id, "");
	memcpy(w->cookie, cookie, sizeof(cookie));
	return a;
}

/* The list, checked, and begun to be applied. */
static int64_t begun(struct web *w)
{
	int64_t id;

	(void)send(w, "/impor", whole, "file", csv, sizeof(csv) - 1);
	id = newest(w);
	work(w);
	assert_int_equal(web_post(w, web_path(w, "/impor/", id, "/kolom"), "k9=").status, 303);
	work(w);
	assert_int_equal(web_post(w, web_path(w, "/impor/", id, "/terapkan"), "").status, 303);
	return id;
}

/* "It begins" over what has ended is no news. */
static void what_began_is_not_said_of_what_is_over(void **state)
{
	struct web *w = *state;
	struct http_answer a;
	int64_t id;

	id = begun(w);
	a = page_after(w, id, "intake.applying~");
	assert_true(web_holds(&a, "Penerapan dimulai."));
	work(w);
	a = page_after(w, id, "intake.applying~");
	assert_false(web_holds(&a, "Penerapan dimulai."));
	a = page_after(w, id, "intake.shown~");
	assert_true(web_holds(&a, "Desil ditampilkan."));
}

static void of_rows_that_were_erased_the_page_says_so_and_offers_none(void **state)
{
	struct web *w = *state;
	struct http_answer a;
	bool left = true;
	int64_t id;

	id = begun(w);
	work(w);
	a = page(w, id, "");
	assert_true(web_holds(&a, "salah.xlsx"));
	city_act_as(&w->c, CITY_HEAD);
	while (left)
		assert_ok(ACT(&w->c, intake_erase(w->c.cx, id, 100, &left)));
	a = page(w, id, "");
	assert_true(web_holds(&a, "Baris berkas ini sudah dihapus"));
	assert_false(web_holds(&a, "salah.xlsx"));
	assert_false(web_holds(&a, "baris?putusan="));
	assert_true(web_holds(&a, "Batalkan impor ini"));
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

static void made_up_data_are_a_source_of_a_sample_city_alone(void **state)
{
	struct web *w = *state;

	assert_false(web_shows(w, CITY_MANAGER, "/impor/baru", "Data contoh"));
	w->c.t.app.demo = true;
	assert_true(web_shows(w, CITY_MANAGER, "/impor/baru", "Data contoh"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_file_goes_from_upload_to_its_wrong_rows),
		TEST(of_many_columns_those_recognised_are_told_and_can_be_changed),
		TEST(no_sample_lays_a_number_open),
		TEST(what_a_column_can_mean_stands_under_headings_by_letter),
		TEST(an_auditor_reads_how_a_file_was_decided_and_none_of_its_rows),
		TEST(wrong_rows_of_all_pages_go_out_as_such_a_workbook_and_come_back),
		TEST(pieces_may_come_twice_and_go_on_after_a_break),
		TEST(what_is_missing_is_said_on_the_form),
		TEST(made_up_data_are_a_source_of_a_sample_city_alone),
		TEST(only_who_may_import_gets_there),
		TEST(looking_at_rows_is_written_down),
		TEST(what_began_is_not_said_of_what_is_over),
		TEST(of_rows_that_were_erased_the_page_says_so_and_offers_none),
		TEST(what_an_undoing_left_is_listed_by_name_and_as_a_list_of_its_own),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
