#include "feature/demo/demo_impl.h"

#include "base/clock.h"
#include "base/str.h"
#include "feature/demo/demo_sql.h"
#include "feature/directory/directory.h"
#include "platform/app.h"
#include "platform/audit/audit.h"
#include "platform/auth/auth.h"

static const struct sample_login logins[] = {
	{ "admin", "mengatur satuan kerja, akun, dan acuan" },
	{ "manajer", "manajer SLRT: melihat semua, menetapkan" },
	{ "kepala", "kepala Dinas Sosial" },
	{ "supervisor.cikole", "menetapkan untuk satu kecamatan" },
	{ "lurah.cikole", "koordinator Puskesos kelurahan" },
	{ "loket.cikole", "menerima laporan di loket kelurahan" },
	{ "relawan.cikole", "fasilitator di lapangan" },
	{ "back.dinsos", "rehabilitasi sosial, menangani kasus" },
	{ "operator.data", "memasukkan daftar dan menjaga mutu data warga" },
	{ "piket.slrt", "piket 24 jam, penampung terakhir" },
	{ "rsud", "penerima rujukan di rumah sakit" },
	{ "satpolpp", "penjangkauan" },
	{ "singgah", "rumah singgah, dengan daftar tunggu" },
	{ "ppa", "kasus yang dilindungi" },
	{ "puskesmas.cikole", "penerima rujukan kesehatan" },
	{ "tagana", "bencana" },
	{ "bendahara", "biaya layanan" },
	{ "pptk", "kegiatan dan anggaran" },
	{ "auditor", "membaca saja, sampai suatu tanggal" },
	{ "dpo", "siapa melihat data pribadi siapa" },
};

const struct sample_login *demo_logins(size_t *ret_n)
{
	*ret_n = LEN(logins);
	return logins;
}

void demo_print_accounts(FILE *f)
{
	size_t i;

	(void)fprintf(f, "Akun contoh, semua dengan kata sandi %s\n", DEMO_PASSWORD);
	for (i = 0; i < LEN(logins); i++)
		(void)fprintf(f, "  %-18s %s\n", logins[i].login, logins[i].what);
}

enum err demo_check_city(struct ctx *cx, const char *code)
{
	if (str_eq(code, DEMO_CITY))
		return ERR_OK;
	return err_set(cx, ERR_INVALID,
		       "the sample is Kota Sukabumi (" DEMO_CITY
		       "); of %s there is none, begin that city with: melaju init --city %s",
		       code, code);
}

enum err demo_is(struct ctx *cx, bool *ret)
{
	struct demo_city_find_row row;

	return demo_city_find_maybe(cx, &row, ret);
}

enum err demo_first_sent(struct ctx *cx, int64_t case_id, int64_t *ret_referral_id,
			 int64_t *ret_step_id)
{
	struct demo_referrals_row *rows;
	size_t n;

	TRY(demo_referrals_all(cx, &(struct demo_referrals_args){ .case_id = case_id }, &rows, &n));
	if (n == 0)
		return err_set(cx, ERR_NOTFOUND, "case %lld has sent nothing", (long long)case_id);
	*ret_referral_id = rows[0].id;
	*ret_step_id = rows[0].step_id;
	return ERR_OK;
}

struct fill {
	const struct demo_size *size;
	const char *password_hash;
	bool fresh;
};

static enum err install(struct ctx *cx, void *arg)
{
	struct fill *f = arg;

	TRY(demo_city_put_run(cx, &(struct demo_city_put_args){ .seed = (int64_t)f->size->seed },
			      NULL));
	TRY(demo_install_units(cx));
	TRY(demo_install_accounts(cx, f->password_hash));
	TRY(demo_install_costs(cx));
	return demo_install_psks(cx);
}

/* Has the city no units yet?  A real one, with units, must not be filled. */
static enum err is_fresh(struct ctx *cx, struct db_pool *pool, bool *ret)
{
	struct unit *units;
	bool sample = false;
	size_t n;
	enum err e;

	TRY(db_read_begin(cx, pool));
	e = directory_list(cx, NULL, &units, &n);
	if (e == ERR_OK)
		e = demo_is(cx, &sample);
	db_read_end(cx, pool);
	if (e == ERR_OK && n > 0 && !sample)
		return err_set(cx, ERR_CONFLICT, "this city is not a sample");
	*ret = n == 0;
	return e;
}

/*
 * The clock of the context and of the ids goes back to the beginning, so that ids carry the time
 * at which things happened, and returns with what was given meanwhile.
 */
static enum err fill_from(struct ctx *cx, struct db_pool *pool, struct fill *f, int64_t from,
			  int64_t to)
{
	if (f->fresh) {
		cx->now = from - USEC_HOUR;
		TRY(db_write(cx, pool, install, f));
		TRY(demo_install_people(cx, pool, f->size->people, f->size->seed,
					clock_date(to, cx->app->zone_minutes)));
	}
	return demo_happen(cx, pool, f->size, from, to);
}

enum err demo_fill(struct ctx *cx, struct db_pool *pool, const struct demo_size *size)
{
	unsigned days = size->days ? size->days : DEMO_DAYS;
	uint64_t last = cx->app->ids.last;
	struct fill f = { .size = size };
	int64_t now = cx->now, leaves;
	char *hash;
	enum err e;

	rng_seed(cx->rng, size->seed);
	TRY(is_fresh(cx, pool, &f.fresh));
	if (f.fresh)
		TRY(password_hash(cx, DEMO_PASSWORD, &hash));
	f.password_hash = f.fresh ? hash : NULL;
	cx->app->ids.last = 0;
	e = fill_from(cx, pool, &f, now - days * USEC_DAY, now - USEC_MINUTE);
	cx->now = now;
	cx->app->ids.last = MAX(last, cx->app->ids.last);
	TRY(e);
	TRY(audit_sequence(cx, pool, &leaves));
	return db_measure(cx, pool);
}
