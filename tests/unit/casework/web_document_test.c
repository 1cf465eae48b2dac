/* Documents of a case: added from its pages, opened by who may, removed, brought back, gone. */
#include "web.h"

#include "lib/pdf.h"

#include "feature/casework/document.h"
#include "feature/casework/glass.h"
#include "feature/desk/desk_web.h"
#include "text/document.h"

#include <sodium/utils.h>

static const struct route *const routes[] = { case_act_routes,   document_routes,
					      referral_routes,   step_routes,
					      service_routes,    glass_routes,
					      desk_photo_routes, NULL };

static int setup(void **state)
{
	static struct web w;

	web_open_at(&w, routes, LEN(routes) - 1);
	casework_set_report_sealer(desk_report_seal);
	*state = &w;
	return 0;
}

static int teardown(void **state)
{
	web_close(*state);
	return 0;
}

/* A file as JSON carries it. */
static const char *file_json(struct web *w, const char *name, struct blob b)
{
	size_t n = sodium_base64_ENCODED_LEN(b.n, sodium_base64_VARIANT_ORIGINAL);
	char *data = arena_alloc(w->c.cx->arena, n);

	sodium_bin2base64(data, n, b.p, b.n, sodium_base64_VARIANT_ORIGINAL);
	return arena_printf(w->c.cx->arena, "{\"name\":\"%s\",\"type\":\"x\",\"data\":\"%s\"}",
			    name, data);
}

static struct http_answer post_json(struct web *w, const char *target, const char *fields)
{
	const char *body = arena_printf(w->c.cx->arena, "{%s,\"_csrf\":\"%s\",\"_once\":\"%032x\"}",
					fields, w->csrf, ++w->once);
	struct http_answer a;

	assert_ok(http_dispatch(&w->c.t.app, w->c.cx->arena, w->c.cx->now,
				&(struct http_message){ .method = "POST",
							.target = target,
							.cookie = w->cookie,
							.content_type = "application/json",
							.body = body,
							.body_n = strlen(body) },
				&a));
	return a;
}

/* Adds one PDF of a kind from a page of the case; returns the document. */
static int64_t add(struct web *w, const char *target, const char *kind)
{
	struct http_answer a = post_json(
	    w, target,
	    arena_printf(w->c.cx->arena,
			 "\"kind\":\"%s\",\"number\":\"445/12/RSUD\",\"title\":\"Perawatan\","
			 "\"dated\":\"2026-11-20\",\"files\":[%s]",
			 kind, file_json(w, "surat.pdf", pdf_plain(w->c.cx->arena))));

	assert_int_equal(a.status, 201);
	return city_int(&w->c, "SELECT max(id) FROM case_document", 0);
}

static int64_t case_of_desk(struct web *w)
{
	int64_t id = city_case(&w->c, NULL, 0, false);

	web_sign_in(w, CITY_FRONT);
	return id;
}

static void a_letter_stands_in_the_list_and_in_the_story_and_comes_back_as_it_was(void **state)
{
	struct web *w = *state;
	struct blob plain = pdf_plain(w->c.cx->arena);
	int64_t id = case_of_desk(w), doc = add(w, web_path(w, "/kasus/", id, "/dokumen"), "sktm");
	struct http_answer a = web_get(w, web_path(w, "/kasus/", id, ""));

	assert_true(web_holds(&a, web_path(w, "/dokumen/", doc, "\"")));
	assert_true(web_holds(&a, "445/12/RSUD"));
	assert_true(web_holds(&a, "PDF, 1 halaman"));
	assert_true(web_holds(&a, "Surat keterangan tidak mampu (SKTM) ditambahkan"));
	a = web_get(w, web_path(w, "/dokumen/", doc, ""));
	assert_int_equal(a.status, 200);
	assert_true(web_holds(&a, "Perawatan"));
	a = web_get(w, web_path(w, "/dokumen/", doc, "/berkas"));
	assert_int_equal(a.status, 200);
	assert_string_equal(a.type, "application/pdf");
	assert_true(str_starts(a.filename, "sktm-KS-"));
	assert_int_equal(a.body.n, plain.n);
	assert_memory_equal(a.body.p, plain.p, plain.n);
	assert_int_equal(
	    city_int(&w->c, "SELECT count(*) FROM disclosure WHERE what = 'document_specific'", 0),
	    1);
	/* Nobody finds it who does not see the case, and it is no photo either. */
	assert_int_equal(web_get_as(w, CITY_DOCTOR, web_path(w, "/dokumen/", doc, "")).status, 404);
	assert_int_equal(web_get(w, web_path(w, "/dokumen/", doc, "/berkas")).status, 404);
	assert_int_equal(web_post(w, web_path(w, "/dokumen/", doc, "/hapus"), "why=salah").status,
			 404);
	web_sign_in(w, CITY_FRONT);
	assert_int_equal(
	    web_get(w, web_path(w, "/foto/", city_int(&w->c, "SELECT max(id) FROM media", 0), ""))
		.status,
	    404);
}

static void what_it_says_lies_sealed(void **state)
{
	struct web *w = *state;
	int64_t id = case_of_desk(w), doc = add(w, web_path(w, "/kasus/", id, "/dokumen"), "kk");

	assert_int_equal(city_int(&w->c,
				  "SELECT count(*) FROM case_document WHERE id = %lld AND "
				  "number_sealed IS NOT NULL AND title_sealed IS NOT NULL",
				  doc),
			 1);
	assert_int_equal(
	    city_int(&w->c, "SELECT media_kind FROM media WHERE subject_id = %lld", id), MEDIA_PDF);
}

static void several_files_are_parts_of_one_document(void **state)
{
	struct web *w = *state;
	struct blob plain = pdf_plain(w->c.cx->arena);
	int64_t id = case_of_desk(w);
	struct http_answer a = post_json(
	    w, web_path(w, "/kasus/", id, "/dokumen"),
	    arena_printf(w->c.cx->arena, "\"kind\":\"ktp\",\"files\":[%s,%s]",
			 file_json(w, "depan.pdf", plain), file_json(w, "belakang.pdf", plain)));

	assert_int_equal(a.status, 201);
	a = web_get(w, web_path(w, "/kasus/", id, ""));
	assert_true(web_holds(&a, "KTP (1 dari 2)"));
	assert_true(web_holds(&a, "KTP (2 dari 2)"));
	assert_true(web_holds(&a, "KTP ditambahkan, 2 berkas"));
}

static void refused(struct web *w, int64_t id, const char *name, struct blob b, const char *words)
{
	struct http_answer a =
	    post_json(w, web_path(w, "/kasus/", id, "/dokumen"),
		      arena_printf(w->c.cx->arena, "\"kind\":\"lain\",\"files\":[%s]",
				   file_json(w, name, b)));

	assert_int_equal(a.status, 422);
	assert_true(web_holds(&a, name));
	assert_true(web_holds(&a, words));
}

static void a_hostile_file_is_refused_with_a_sentence_and_nothing_is_written(void **state)
{
	struct web *w = *state;
	struct arena *a = w->c.cx->arena;
	int64_t id = case_of_desk(w);
	struct blob cut = pdf_plain(a), big;
	char *filler;

	refused(w, id, "surat.exe", (struct blob){ "MZ", 2 }, "bukan PDF atau foto");
	refused(w, id, "skrip.pdf", pdf_script(a), "perintah yang berjalan sendiri");
	refused(w, id, "isi.pdf",
		pdf_with(a, "/Names<</EmbeddedFiles<</Names[]>>>>", "", "null", "null"),
		"membawa berkas lain");
	cut.n /= 2;
	refused(w, id, "terpotong.pdf", cut, "rusak");
	big.n = ((size_t)5 << 20) + 1;
	filler = arena_alloc(a, big.n);
	memset(filler, ' ', big.n);
	memcpy(filler, "%PDF-1.4\n", 9);
	big.p = filler;
	refused(w, id, "besar.pdf", big, "lebih besar dari 5 MB");
	assert_int_equal(city_int(&w->c, "SELECT count(*) FROM case_document", 0), 0);
	assert_int_equal(city_int(&w->c, "SELECT count(*) FROM media", 0), 0);
}

static void the_city_says_how_large_a_pdf_may_be(void **state)
{
	struct web *w = *state;
	size_t most;
	int64_t version;

	city_system(&w->c);
	assert_ok(ACT(&w->c, document_size(w->c.cx, &most)));
	assert_int_equal(most, 5 << 20);
	assert_ok(ACT(&w->c, ref_edit(w->c.cx, "document_rule", "size", 1,
				      &(struct ref_values){ .label_id = "Batas",
							    .label_en = "Limit",
							    .doc = "{\"mb\":2}",
							    .source = "uji",
							    .ordinal = 1,
							    .valid_from = ref_today(w->c.cx),
							    .valid_to = DATE_NONE },
				      "uji", &version)));
	assert_ok(ACT(&w->c, document_size(w->c.cx, &most)));
	assert_int_equal(most, 2 << 20);
}

static void one_removed_by_mistake_keeps_its_line_and_comes_back(void **state)
{
	struct web *w = *state;
	int64_t id = case_of_desk(w), doc = add(w, web_path(w, "/kasus/", id, "/dokumen"), "lain");
	const char *file = web_path(w, "/dokumen/", doc, "/berkas");
	struct http_answer a;

	assert_int_equal(web_post(w, web_path(w, "/dokumen/", doc, "/hapus"), "why=").status, 422);
	a = web_post(w, web_path(w, "/dokumen/", doc, "/hapus"), "why=Milik+warga+lain");
	assert_int_equal(a.status, 303);
	assert_int_equal(web_get(w, file).status, 410);
	a = web_get(w, web_path(w, "/kasus/", id, ""));
	assert_true(web_holds(&a, "Dihapus: Milik warga lain"));
	assert_true(web_holds(&a, "Dokumen lain dihapus karena salah"));
	assert_refused(&w->c, document_remove(w->c.cx, doc, "lagi"), T_DOCUMENT_REFUSE_REMOVED);
	assert_int_equal(web_post(w, web_path(w, "/dokumen/", doc, "/kembali"), "").status, 303);
	assert_int_equal(web_get(w, file).status, 200);
	assert_refused(&w->c, document_restore(w->c.cx, doc), T_DOCUMENT_REFUSE_NOT_REMOVED);
}

static void what_is_said_of_a_document_can_be_put_right(void **state)
{
	struct web *w = *state;
	int64_t id = case_of_desk(w), doc = add(w, web_path(w, "/kasus/", id, "/dokumen"), "lain");
	const char *path = web_path(w, "/dokumen/", doc, "");
	struct http_answer a = web_get(w, path);

	assert_true(web_holds(&a, "value=\"445/12/RSUD\""));
	assert_int_equal(web_post(w, path, "kind=surat_medis&number=9&dated=2031-01-01").status,
			 422);
	assert_int_equal(web_post(w, path, "kind=surat_medis&number=446%2F12").status, 303);
	a = web_get(w, web_path(w, "/kasus/", id, ""));
	assert_true(web_holds(&a, "Keterangan dokumen diperbaiki: Surat keterangan medis"));
	assert_true(web_holds(&a, "446/12"));
	/* With the kind it gets its class, and the bytes stay as they were. */
	assert_int_equal(city_int(&w->c, "SELECT specific FROM case_document WHERE id = %lld", doc),
			 1);
	assert_int_equal(web_get(w, web_path(w, "/dokumen/", doc, "/berkas")).status, 200);
	assert_ok(ACT(&w->c, document_remove(w->c.cx, doc, "salah")));
	assert_int_equal(web_post(w, path, "kind=lain").status, 409);
	assert_int_equal(web_get_as(w, CITY_DOCTOR, path).status, 404);
	assert_int_equal(web_post(w, path, "kind=lain").status, 404);
}

static void what_was_removed_long_ago_is_erased_and_its_line_stays(void **state)
{
	struct web *w = *state;
	int64_t id = case_of_desk(w), doc = add(w, web_path(w, "/kasus/", id, "/dokumen"), "lain");

	assert_ok(ACT(&w->c, document_remove(w->c.cx, doc, "Salah berkas")));
	w->c.cx->now += 29 * USEC_DAY;
	city_system(&w->c);
	assert_ok(ACT(&w->c, document_forget(w->c.cx, 0, NULL)));
	assert_int_equal(city_int(&w->c, "SELECT count(*) FROM media", 0), 1);
	w->c.cx->now += 2 * USEC_DAY;
	assert_ok(ACT(&w->c, document_forget(w->c.cx, 0, NULL)));
	assert_int_equal(city_int(&w->c, "SELECT count(*) FROM media", 0), 0);
	assert_int_equal(
	    city_int(&w->c,
		     "SELECT count(*) FROM case_document WHERE gone_at IS NOT NULL AND "
		     "number_sealed IS NULL AND why_sealed IS NULL",
		     0),
	    1);
	web_sign_in(w, CITY_FRONT);
	assert_refused(&w->c, document_restore(w->c.cx, doc), T_DOCUMENT_REFUSE_GONE);
	assert_true(web_shows(w, CITY_FRONT, web_path(w, "/kasus/", id, ""), "sudah dimusnahkan"));
	assert_int_equal(web_get(w, web_path(w, "/dokumen/", doc, "/berkas")).status, 410);
}

static void documents_go_when_the_case_is_erased(void **state)
{
	struct web *w = *state;
	int64_t id = case_of_desk(w), doc = add(w, web_path(w, "/kasus/", id, "/dokumen"), "kk");

	city_system(&w->c);
	assert_ok(ACT(&w->c, case_erase(w->c.cx, id)));
	assert_int_equal(city_int(&w->c, "SELECT count(*) FROM media", 0), 0);
	assert_true(web_shows(w, CITY_FRONT, web_path(w, "/kasus/", id, ""), "Kartu keluarga"));
	assert_int_equal(web_get(w, web_path(w, "/dokumen/", doc, "")).status, 200);
	assert_int_equal(web_get(w, web_path(w, "/dokumen/", doc, "/berkas")).status, 410);
}

static void a_document_belongs_to_the_referral_it_was_added_to(void **state)
{
	struct web *w = *state;
	int64_t id, referral = web_handover(w, CITY_RSUD, &id), doc;

	web_sign_in(w, CITY_FRONT);
	(void)add(w, web_path(w, "/kasus/", id, "/dokumen"), "kk");
	doc = add(w, web_path(w, "/rujukan/", referral, "/dokumen"), "surat_rujukan");
	/* Whoever is asked reads it before he answers, and nothing else of the case's. */
	web_sign_in(w, CITY_DOCTOR);
	{
		struct http_answer a = web_get(w, web_path(w, "/rujukan/", referral, ""));

		assert_true(web_holds(&a, web_path(w, "/dokumen/", doc, "\"")));
		assert_false(web_holds(&a, "Kartu keluarga (KK)</a>"));
		a = web_get(w, web_path(w, "/dokumen/", doc, ""));
		assert_true(web_holds(&a, web_path(w, "/rujukan/", referral, "\"")));
	}
	assert_int_equal(web_get(w, web_path(w, "/dokumen/", doc, "/berkas")).status, 200);
	web_sign_in(w, CITY_CARER);
	assert_int_equal(post_json(w, web_path(w, "/rujukan/", referral, "/dokumen"),
				   arena_printf(w->c.cx->arena, "\"kind\":\"kk\",\"files\":[%s]",
						file_json(w, "a.pdf", pdf_plain(w->c.cx->arena))))
			     .status,
			 404);
}

static void a_document_belongs_to_the_step_it_was_added_to(void **state)
{
	const struct step_new steps[] = {
		{ .service = "asesmen", .limit_code = "asesmen", .reason = "Belum dinilai." }
	};
	struct web *w = *state;
	int64_t id = city_case(&w->c, steps, 1, false), step = city_step(&w->c, id, 1), doc;

	web_sign_in(w, CITY_FRONT);
	doc = add(w, web_path(w, "/langkah/", step, "/dokumen"), "hasil_asesmen");
	{
		struct http_answer a = web_get(w, web_path(w, "/langkah/", step, ""));

		assert_true(web_holds(&a, web_path(w, "/dokumen/", doc, "\"")));
		a = web_get(w, web_path(w, "/kasus/", id, ""));
		assert_true(web_holds(&a, web_path(w, "/dokumen/", doc, "\"")));
	}
}

/* Adds a paper of a kind to a service given; returns it. */
static int64_t prove(struct web *w, int64_t given, const char *kind)
{
	return add(w, web_path(w, "/layanan-diberikan/", given, "/dokumen"), kind);
}

/* The treasurer opens what proves a service and says what for; nothing else of the case opens. */
static void who_accounts_for_the_money_opens_the_proof_of_a_service(void **state)
{
	struct web *w = *state;
	const struct service_new gift = { .item = "permakanan",
					  .group = "lansia",
					  .given_on = ref_today(w->c.cx),
					  .quantity = 1,
					  .cost = 45000 };
	const struct service_new other_gift = { .service = "bantuan_insidentil",
						.given_on = gift.given_on,
						.quantity = 1,
						.cost = 250000 };
	int64_t id = case_of_desk(w), given, receipt, health, other;
	const char *page, *file;
	struct http_answer a;

	city_act_as(&w->c, CITY_FRONT);
	assert_ok(ACT(&w->c, service_give(w->c.cx, id, 0, &gift, &given)));
	receipt = prove(w, given, "tanda_terima");
	health = prove(w, given, "surat_medis");
	other = add(w, web_path(w, "/kasus/", id, "/dokumen"), "kk");
	page = web_path(w, "/layanan-diberikan/", given, "");
	assert_true(web_shows(w, CITY_FRONT, page, web_path(w, "/dokumen/", receipt, "\"")));
	assert_false(web_shows(w, CITY_FRONT, page, web_path(w, "/dokumen/", other, "\"")));
	assert_true(web_shows(w, CITY_FRONT, web_path(w, "/dokumen/", receipt, ""), page));

	city_become(&w->c, CITY_DPO, ROLE_TREASURER);
	web_sign_in(w, CITY_DPO);
	assert_int_equal(web_get(w, page).status, 403);
	a = web_get(w, web_path(w, "/layanan-diberikan/", given, "/bukti"));
	assert_int_equal(a.status, 200);
	assert_true(web_holds(&a, "Tanda terima bantuan"));
	assert_true(web_holds(&a, "data spesifik"));
	file = arena_printf(w->c.cx->arena, "/layanan-diberikan/%lld/bukti/%lld", (long long)given,
			    (long long)receipt);
	assert_int_equal(web_post(w, file, "_purpose=x").status, 303);
	assert_int_equal(web_post(w, file, "_purpose=Pertanggungjawaban+belanja").status, 200);
	assert_int_equal(city_int(&w->c,
				  "SELECT count(*) FROM disclosure WHERE what = 'document_proof' "
				  "AND purpose = 'Pertanggungjawaban belanja'",
				  0),
			 1);
	for (size_t i = 0; i < 2; i++)
		assert_int_equal(
		    web_post(w,
			     arena_printf(w->c.cx->arena, "/layanan-diberikan/%lld/bukti/%lld",
					  (long long)given, (long long)(i == 0 ? health : other)),
			     "_purpose=Pertanggungjawaban+belanja")
			.status,
		    404);
	/* What is no item of the SPM has a cost to prove as well. */
	city_act_as(&w->c, CITY_FRONT);
	assert_ok(ACT(&w->c, service_give(w->c.cx, id, 0, &other_gift, &given)));
	assert_true(web_shows(w, CITY_DPO, web_path(w, "/layanan-diberikan/", given, "/bukti"),
			      "Bantuan sosial insidentil"));
	/* Removed by mistake or on purpose: it proves nothing any more. */
	city_act_as(&w->c, CITY_FRONT);
	assert_ok(ACT(&w->c, document_remove(w->c.cx, receipt, "Salah unggah")));
	assert_int_equal(web_post(w, file, "_purpose=Pertanggungjawaban+belanja").status, 404);
	city_become(&w->c, CITY_DPO, ROLE_DPO);
}

static void the_proof_of_a_protected_case_stays_shut(void **state)
{
	struct web *w = *state;
	const struct service_new gift = { .item = "permakanan",
					  .group = "lansia",
					  .given_on = ref_today(w->c.cx),
					  .quantity = 1,
					  .cost = DB_NONE };
	int64_t id = city_case(&w->c, NULL, 0, true), given;

	city_act_as(&w->c, CITY_FRONT);
	assert_ok(ACT(&w->c, service_give(w->c.cx, id, 0, &gift, &given)));
	web_sign_in(w, CITY_HEAD);
	assert_int_equal(web_get(w, web_path(w, "/layanan-diberikan/", given, "/bukti")).status,
			 404);
}

/* The manager sees every case of the city, but his unit takes no part in this one. */
static void who_takes_no_part_says_what_for_before_specific_data(void **state)
{
	struct web *w = *state;
	int64_t id = case_of_desk(w);
	int64_t health = add(w, web_path(w, "/kasus/", id, "/dokumen"), "surat_medis");
	int64_t card = add(w, web_path(w, "/kasus/", id, "/dokumen"), "kartu_bantuan");
	const char *file = web_path(w, "/dokumen/", health, "/berkas");

	web_sign_in(w, CITY_HEAD);
	assert_int_equal(web_get(w, web_path(w, "/dokumen/", card, "/berkas")).status, 200);
	assert_int_equal(web_get(w, file).status, 303);
	assert_int_equal(web_post(w, file, "_purpose=x").status, 303);
	assert_int_equal(web_post(w, file, "_purpose=Surat+ombudsman").status, 200);
	assert_int_equal(
	    city_int(&w->c,
		     "SELECT count(*) FROM disclosure WHERE what = 'document_specific' "
		     "AND purpose = 'Surat ombudsman'",
		     0),
	    1);
}

static void break_glass_opens_the_documents_for_its_hours(void **state)
{
	struct web *w = *state;
	int64_t id = case_of_desk(w), other = city_case(&w->c, NULL, 0, false);
	int64_t doc, foreign;
	const char *opened, *path;
	struct http_answer a;

	web_sign_in(w, CITY_FRONT);
	doc = add(w, web_path(w, "/kasus/", id, "/dokumen"), "surat_medis");
	foreign = add(w, web_path(w, "/kasus/", other, "/dokumen"), "surat_medis");
	web_sign_in(w, CITY_DOCTOR);
	a = web_post(
	    w, "/buka-darurat",
	    arena_printf(w->c.cx->arena,
			 "wanted=%s&words=Pasien+tidak+sadar+di+IGD&reason=treatment",
			 city_text(&w->c, "SELECT number FROM casefile WHERE id = %lld", id)));
	assert_int_equal(a.status, 303);
	opened = arena_strndup(w->c.cx->arena, a.location, strcspn(a.location, "?"));
	path = arena_printf(w->c.cx->arena, "%s/dokumen/%lld", opened, (long long)doc);
	a = web_get(w, opened);
	assert_true(web_holds(&a, path));
	assert_int_equal(web_get(w, path).status, 200);
	path = arena_printf(w->c.cx->arena, "%s/dokumen/%lld", opened, (long long)foreign);
	assert_int_equal(web_get(w, path).status, 404);
	assert_int_equal(web_get(w, web_path(w, "/dokumen/", doc, "/berkas")).status, 404);
	w->c.cx->now += GLASS_HOURS * USEC_HOUR + USEC_SECOND;
	path = arena_printf(w->c.cx->arena, "%s/dokumen/%lld", opened, (long long)doc);
	assert_int_equal(web_get_as(w, CITY_DOCTOR, path).status, 404);
}

static void the_story_of_a_protected_case_keeps_its_words_sealed(void **state)
{
	struct web *w = *state;
	int64_t id = city_case(&w->c, NULL, 0, true);

	web_sign_in(w, CITY_FRONT);
	(void)add(w, web_path(w, "/kasus/", id, "/dokumen"), "laporan_polisi");
	assert_int_equal(
	    city_int(&w->c,
		     "SELECT count(*) FROM case_event WHERE what = "
		     "'event.document_added' AND body IS NULL AND body_sealed IS NOT NULL",
		     0),
	    1);
	assert_true(web_shows(w, CITY_FRONT, web_path(w, "/kasus/", id, ""), "no. 445/12/RSUD"));
}

static void a_case_takes_so_many_documents_and_no_more(void **state)
{
	struct web *w = *state;
	int64_t id = case_of_desk(w), doc;
	struct document_file files[CASE_DOCUMENTS_MAX + 1];
	const struct document_new n = { .code = "lain", .dated_on = DB_NONE };
	size_t i;

	for (i = 0; i < LEN(files); i++)
		assert_ok(media_store_pdf(w->c.cx, (struct blob){ "%PDF", 4 }, &files[i].draft));
	assert_refused(&w->c, document_add(w->c.cx, id, &n, files, LEN(files), &doc),
		       T_DOCUMENT_REFUSE_FULL);
	for (i = 0; i < LEN(files); i++)
		files[i].pages = 1;
	assert_ok(ACT(&w->c, document_add(w->c.cx, id, &n, files, LEN(files) - 1, &doc)));
	/* What was removed makes room, and needs it again to come back. */
	assert_ok(ACT(&w->c, document_remove(w->c.cx, doc, "salah")));
	assert_ok(ACT(&w->c, document_add(w->c.cx, id, &n, &files[CASE_DOCUMENTS_MAX], 1, &doc)));
	assert_refused(
	    &w->c,
	    document_restore(w->c.cx, city_int(&w->c,
					       "SELECT id FROM case_document WHERE removed_at IS "
					       "NOT NULL",
					       0)),
	    T_DOCUMENT_REFUSE_FULL);
}

static void a_kind_of_need_is_ended_by_form_and_by_json(void **state)
{
	struct web *w = *state;
	int64_t id = case_of_desk(w), kind;
	struct http_answer a;

	assert_ok(
	    ACT(&w->c, case_classify(w->c.cx, id, 0, "PPKS-12", ref_today(w->c.cx) - 3, NULL)));
	kind = city_int(&w->c, "SELECT max(id) FROM case_kind", 0);
	a = web_get(w, web_path(w, "/kasus/", id, ""));
	assert_true(web_holds(&a, "/jenis-akhir\""));
	assert_int_equal(web_post(w, web_path(w, "/kasus/", id, "/jenis-akhir"),
				  arena_printf(w->c.cx->arena, "case=%lld&kind=%lld&how=ended",
					       (long long)id, (long long)kind))
			     .status,
			 422);
	a = post_json(w, web_path(w, "/kasus/", id, "/jenis-akhir"),
		      arena_printf(w->c.cx->arena,
				   "\"case\":\"%lld\",\"kind\":\"%lld\",\"how\":\"withdrawn\","
				   "\"why\":\"Salah kasus\"",
				   (long long)id, (long long)kind));
	assert_int_equal(a.status, 200);
	a = web_get(w, web_path(w, "/kasus/", id, ""));
	assert_true(web_holds(&a, "ditarik kembali"));
	assert_true(web_holds(&a, "Salah kasus"));
	/* Nothing is left that could end. */
	assert_false(web_holds(&a, "/jenis-akhir\""));
}

/* Does the answer name the id that the statement gives? */
static bool names(struct web *w, const struct http_answer *a, const char *sql)
{
	return web_holds(
	    a, arena_printf(w->c.cx->arena, "\"id\":\"%lld\"", (long long)city_int(&w->c, sql, 0)));
}

/* A program goes on with what it made: it takes a note back by the id that came with the answer. */
static void what_was_kept_of_a_case_is_named_to_programs(void **state)
{
	struct web *w = *state;
	int64_t id = case_of_desk(w);
	struct http_answer a =
	    post_json(w, web_path(w, "/kasus/", id, "/catat"), "\"body\":\"Sudah makan\"");

	assert_int_equal(a.status, 201);
	assert_true(names(w, &a, "SELECT max(id) FROM case_event"));
	a = post_json(w, web_path(w, "/kasus/", id, "/asesmen"), "\"body\":\"Dinilai di tempat\"");
	assert_int_equal(a.status, 201);
	assert_true(names(w, &a, "SELECT max(id) FROM assessment"));
	a = post_json(w, web_path(w, "/kasus/", id, "/jenis"), "\"code\":\"PPKS-12\"");
	assert_int_equal(a.status, 201);
	assert_true(names(w, &a, "SELECT max(id) FROM case_kind"));
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		T(what_was_kept_of_a_case_is_named_to_programs),
		T(a_letter_stands_in_the_list_and_in_the_story_and_comes_back_as_it_was),
		T(what_it_says_lies_sealed),
		T(several_files_are_parts_of_one_document),
		T(a_hostile_file_is_refused_with_a_sentence_and_nothing_is_written),
		T(the_city_says_how_large_a_pdf_may_be),
		T(one_removed_by_mistake_keeps_its_line_and_comes_back),
		T(what_is_said_of_a_document_can_be_put_right),
		T(what_was_removed_long_ago_is_erased_and_its_line_stays),
		T(documents_go_when_the_case_is_erased),
		T(a_document_belongs_to_the_referral_it_was_added_to),
		T(a_document_belongs_to_the_step_it_was_added_to),
		T(who_accounts_for_the_money_opens_the_proof_of_a_service),
		T(the_proof_of_a_protected_case_stays_shut),
		T(who_takes_no_part_says_what_for_before_specific_data),
		T(break_glass_opens_the_documents_for_its_hours),
		T(the_story_of_a_protected_case_keeps_its_words_sealed),
		T(a_case_takes_so_many_documents_and_no_more),
		T(a_kind_of_need_is_ended_by_form_and_by_json),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
