/* What the columns of a file mean. */
#include "feature/intake/intake_impl.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "platform/form/form.h"
#include "platform/i18n/i18n.h"
#include "text/intake.h"

bool intake_joined(enum intake_kind kind)
{
	return kind == INTAKE_REGSOSEK;
}

/* ---- values that are no facts ---------------------------------------------------------------- */

/* Files whose rows say who somebody is. */
#define PERSONS                                                                \
	(1U << INTAKE_PEOPLE | 1U << INTAKE_REGSOSEK | 1U << INTAKE_DUKCAPIL | \
	 1U << INTAKE_DEATHS | 1U << INTAKE_MOVES | 1U << INTAKE_RECIPIENTS)

static const struct {
	const char *name;
	enum text label;
	unsigned kinds; /* bit per kind of file that has it; 0: all */
} values[VALUE__N] = {
	[VALUE_DESIL] = { "desil", T_INTAKE_V_DESIL,
			  1U << INTAKE_PEOPLE | 1U << INTAKE_DESIL | 1U << INTAKE_REGSOSEK |
			      1U << INTAKE_ANSWERS },
	[VALUE_DESIL_WHY] = { "desil_why", T_INTAKE_V_DESIL_WHY, 1U << INTAKE_DESIL },
	[VALUE_DAY] = { "day", T_INTAKE_V_DAY, 1U << INTAKE_DEATHS | 1U << INTAKE_MOVES },
	[VALUE_PAPER] = { "paper", T_INTAKE_V_PAPER, 1U << INTAKE_DEATHS | 1U << INTAKE_MOVES },
	[VALUE_WHERETO] = { "whereto", T_INTAKE_V_WHERETO, 1U << INTAKE_MOVES },
	[VALUE_CAME] = { "came", T_INTAKE_V_CAME, 1U << INTAKE_MOVES },
	[VALUE_HEAD_NIK] = { "head_nik", T_INTAKE_V_HEAD_NIK,
			     1U << INTAKE_DEATHS | 1U << INTAKE_MOVES },
	[VALUE_HEAD_NAME] = { "head_name", T_INTAKE_V_HEAD_NAME,
			      1U << INTAKE_DEATHS | 1U << INTAKE_MOVES },
	[VALUE_NEW_NIK] = { "new_nik", T_INTAKE_V_NEW_NIK, 1U << INTAKE_DTKS },
	[VALUE_NEW_NAME] = { "new_name", T_INTAKE_V_NEW_NAME, 1U << INTAKE_DTKS },
	[VALUE_DTKS] = { "dtks_status", T_INTAKE_V_DTKS, 1U << INTAKE_DTKS },
	[VALUE_PRESENCE] = { "presence", T_INTAKE_V_PRESENCE, 1U << INTAKE_REGSOSEK },
	[VALUE_BIRTH] = { "birth", T_INTAKE_V_BIRTH, PERSONS },
	[VALUE_RT_RW] = { "rt_rw", T_INTAKE_V_RT_RW, 1U << INTAKE_PEOPLE | 1U << INTAKE_REGSOSEK },
	[VALUE_MALE] = { "male", T_INTAKE_V_MALE, PERSONS },
	[VALUE_FEMALE] = { "female", T_INTAKE_V_FEMALE, PERSONS },
	[VALUE_AMOUNT] = { "amount", T_INTAKE_V_AMOUNT, 1U << INTAKE_RECIPIENTS },
	[VALUE_GOODS] = { "goods", T_INTAKE_V_GOODS, 1U << INTAKE_RECIPIENTS },
	[VALUE_PERIOD] = { "period", T_INTAKE_V_PERIOD, 1U << INTAKE_RECIPIENTS },
	[VALUE_YEAR] = { "year", T_INTAKE_V_YEAR, 1U << INTAKE_RECIPIENTS },
	[VALUE_STATE] = { "aid_state", T_INTAKE_V_AID_STATE, 1U << INTAKE_RECIPIENTS },
	[VALUE_PAID_ON] = { "paid_on", T_INTAKE_V_PAID_ON, 1U << INTAKE_RECIPIENTS },
	[VALUE_CHANNEL] = { "channel", T_INTAKE_V_CHANNEL, 1U << INTAKE_RECIPIENTS },
	[VALUE_PART] = { "part", T_INTAKE_V_PART, 1U << INTAKE_RECIPIENTS },
	[VALUE_PROOF] = { "proof", T_INTAKE_V_PROOF, 1U << INTAKE_RECIPIENTS },
	[VALUE_NUMBER] = { "number", T_INTAKE_V_NUMBER, 1U << INTAKE_ANSWERS },
	[VALUE_REQUEST] = { "request", T_INTAKE_V_REQUEST, 1U << INTAKE_ANSWERS },
	[VALUE_ANSWER] = { "answer", T_INTAKE_V_ANSWER, 1U << INTAKE_ANSWERS },
	[VALUE_REASON] = { "reason", T_INTAKE_V_REASON, 1U << INTAKE_ANSWERS },
	[VALUE_SAID_ON] = { "said_on", T_INTAKE_V_SAID_ON, 1U << INTAKE_ANSWERS },
	[VALUE_DTSEN] = { "dtsen_id", T_INTAKE_V_DTSEN, 1U << INTAKE_ANSWERS },
};

enum text value_label(enum intake_value v)
{
	return values[v].label;
}

static bool value_of_kind(enum intake_value v, enum intake_kind kind)
{
	return (values[v].kinds & 1U << kind) != 0;
}

struct meaning meaning_read(const struct fact_book *book, const char *means)
{
	struct meaning m = { 0 };

	if (means == NULL || strlen(means) < 3)
		return m;
	if (means[0] == 'x') {
		for (enum intake_value v = VALUE_DESIL; v < VALUE__N; v++)
			if (str_eq(values[v].name, means + 2))
				m.value = v;
		return m;
	}
	m.field = fact_field(book, means[0] == 'f' ? FACT_FAMILY : FACT_PERSON, means + 2);
	return m;
}

/* ---- headings -------------------------------------------------------------------------------- */

/* Headings as offices write them, without blanks; those of the book come on top. */
struct heading {
	const char *text; /* words in turn, with a bar between */
	enum fact_core person, family;
	enum intake_value value;
};

static const struct heading headings[] = {
	{ "|nama|namalengkap|namapenduduk|namawarga|namaart|namaanggotakeluarga|namapenerima|"
	  "namakpm|namapm|namalama|namasalah|namadtks|namasebelumnya|namaalmarhum|namaalmarhumah|"
	  "namaalm|namaygmeninggal|namayangmeninggal|"
	  "namajenazah|name|fullname|",
	  CORE_NAME, CORE_NONE, VALUE_NONE },
	{ "|nik|nonik|nomornik|nikart|nomorindukkependudukan|noktp|nikktp|niknoktp|nikpenerima|"
	  "nikjenazah|niklama|niksalah|nikasal|nikdtks|niksebelumnya|nikalmarhum|nikalm|"
	  "nikpenduduk|nikwarga|nikanggotakeluarga|nikkpm|nikpm|",
	  CORE_NIK, CORE_NONE, VALUE_NONE },
	{ "|kk|nokk|nomorkk|nokartukeluarga|nomorkartukeluarga|kartukeluarga|idkk|", CORE_NONE,
	  CORE_KK, VALUE_NONE },
	{ "|jk|jeniskelamin|kelamin|lp|sex|gender|jnskelamin|jkel|", CORE_SEX, CORE_NONE,
	  VALUE_NONE },
	{ "|tanggallahir|tgllahir|birthdate|dob|tglahir|tgllhr|kelahirantanggal|kelahirantgl|"
	  "lahirtanggal|"
	  "lahirtgl|tanggalbulandantahunlahir|tanggalbulantahunlahir|tglblnthnlahir|",
	  CORE_BIRTH_DATE, CORE_NONE, VALUE_NONE },
	{ "|tempatlahir|tmplahir|birthplace|tmptlahir|tptlahir|kelahirantempat|lahirtempat|",
	  CORE_BIRTH_PLACE, CORE_NONE, VALUE_NONE },
	{ "|namaibu|namaibukandung|ibukandung|mothername|ibu|", CORE_MOTHER, CORE_NONE,
	  VALUE_NONE },
	{ "|telepon|nohp|hp|notelepon|notelp|nomorhp|telp|phone|nomortelepon|", CORE_PHONE,
	  CORE_NONE, VALUE_NONE },
	{ "|shdk|hubungankeluarga|hubungan|hubkeluarga|hubkel|hubdlmkeluarga|statushubkeluarga|"
	  "statushubungan|statushub|statuskeluarga|statusdalamkeluarga|kedudukandalamkeluarga|"
	  "hubungankk|statusdlmkeluarga|stsdlmkeluarga|statusdlmkel|hubdlmkel|kedudukandlmkeluarga|"
	  "statusanggotakeluarga|hubungandgnkepalakeluarga|hubkk|hubdgkk|hubdengankk|"
	  "hubungandlmkeluarga|hubungandgnkk|"
	  "hubungandengankepalakeluarga|hubungandengankk|stathbkel|"
	  "statushubungankeluarga|hubungandalamkeluarga|relation|",
	  CORE_RELATION, CORE_NONE, VALUE_NONE },
	{ "|tempattanggallahir|tempattgllahir|tempatdantanggallahir|tempatdantgllahir|tempattgllhr|"
	  "tmptgllahir|tmpttgllahir|tptgllahir|ttl|tempatlahirtgllahir|tempatlahirtanggallahir|",
	  CORE_NONE, CORE_NONE, VALUE_BIRTH },
	{ "|rtrw|rtdanrw|nortrw|alamatrtrw|", CORE_NONE, CORE_NONE, VALUE_RT_RW },
	{ "|jeniskelaminl|jeniskelaminlk|jeniskelaminlakilaki|jkl|kelaminl|sexl|lpl|", CORE_NONE,
	  CORE_NONE, VALUE_MALE },
	{ "|jeniskelaminp|jeniskelaminpr|jeniskelaminperempuan|jkp|kelaminp|sexp|lpp|", CORE_NONE,
	  CORE_NONE, VALUE_FEMALE },
	{ "|alamat|alamatkk|address|alamatlengkap|jalan|", CORE_ADDRESS, CORE_KK_ADDRESS,
	  VALUE_NONE },
	{ "|kelurahan|desa|desakelurahan|kelurahandesa|keldesa|namakelurahan|daerah|region|kel|",
	  CORE_REGION, CORE_KK_REGION, VALUE_NONE },
	{ "|rt|nort|", CORE_RT, CORE_KK_RT, VALUE_NONE },
	{ "|rw|norw|", CORE_RW, CORE_KK_RW, VALUE_NONE },
	{ "|alias|panggilan|namapanggilan|", CORE_ALIAS, CORE_NONE, VALUE_NONE },
	{ "|alamatdomisili|domisili|", CORE_ADDRESS, CORE_NONE, VALUE_NONE },
	{ "|kelurahandomisili|", CORE_REGION, CORE_NONE, VALUE_NONE },
	{ "|desil|desilnasional|peringkatdesil|desildtsen|desilkesejahteraan|peringkat|", CORE_NONE,
	  CORE_NONE, VALUE_DESIL },
	{ "|keterangandesil|statusdesil|alasan|keterangan|ket|statusperingkat|status|statusdtsen|"
	  "statuspemeringkatan|statusperankingan|statusdata|statuskeaktifan|keaktifan|"
	  "statuskepesertaan|",
	  CORE_NONE, CORE_NONE, VALUE_DESIL_WHY },
	{ "|tanggalmeninggal|tglmeninggal|tanggalkematian|tanggalwafat|tglwafat|tanggalpindah|"
	  "tglpindah|tanggal|tglkematian|tanggalperistiwa|haritglmeninggal|haritanggalmeninggal|"
	  "tempattglmeninggal|tempattanggalmeninggal|tempatdantglmeninggal|haritglpindah|"
	  "haritanggalpindah|tglwafatnya|meninggaltanggal|meninggaltgl|",
	  CORE_NONE, CORE_NONE, VALUE_DAY },
	{ "|tglkembali|tanggalkembali|tgldatang|tanggaldatang|tglkedatangan|tanggalkedatangan|"
	  "tglpindahdatang|tanggalpindahdatang|tglmasuk|tanggalmasuk|datangtanggal|kembalitanggal|",
	  CORE_NONE, CORE_NONE, VALUE_CAME },
	{ "|status|statusdata|statusperbaikan|statusverifikasi|", CORE_NONE, CORE_NONE,
	  VALUE_DTKS },
	{ "|404|keberadaan|keberadaananggota|keberadaanart|keberadaananggotakeluarga|", CORE_NONE,
	  CORE_NONE, VALUE_PRESENCE },
	{ "|noakta|nomorakta|noaktakematian|nomoraktakematian|aktakematian|noaktemati|aktamati|"
	  "nosurat|nomorsurat|nosuratkematian|nomorsuratkematian|suratkematian|noskm|noskpwni|"
	  "nomorskpwni|skpwni|nosuratpindah|nomorsuratpindah|nosuratketeranganpindah|",
	  CORE_NONE, CORE_NONE, VALUE_PAPER },
	{ "|tujuan|alamattujuan|tujuanpindah|daerahtujuan|kotatujuan|pindahke|alamatpindah|",
	  CORE_NONE, CORE_NONE, VALUE_WHERETO },
	{ "|nikkepalakeluargabaru|nikkepalakeluargapengganti|nikkepalabaru|nikpengganti|"
	  "nikkepalakeluargaberikutnya|",
	  CORE_NONE, CORE_NONE, VALUE_HEAD_NIK },
	{ "|kepalakeluargabaru|namakepalakeluargabaru|kepalakeluargapengganti|pengganti|"
	  "namapengganti|kepalabaru|penggantikepalakeluarga|kepalakeluargaberikutnya|",
	  CORE_NONE, CORE_NONE, VALUE_HEAD_NAME },
	{ "|perbaikannik|nikbaru|nikperbaikan|nikbenar|", CORE_NONE, CORE_NONE, VALUE_NEW_NIK },
	{ "|perbaikannama|namabaru|namaperbaikan|namabenar|", CORE_NONE, CORE_NONE,
	  VALUE_NEW_NAME },
	{ "|nominal|nominalbantuan|nominalrp|jumlah|jumlahbantuan|jumlahrp|jumlahuang|besaran|"
	  "besaranbantuan|nilai|nilaibantuan|rupiah|amount|",
	  CORE_NONE, CORE_NONE, VALUE_AMOUNT },
	{ "|barang|jenisbarang|jumlahbarang|bentukbantuan|goods|", CORE_NONE, CORE_NONE,
	  VALUE_GOODS },
	{ "|periode|periodesalur|periodebantuan|tahap|tahapan|tahapsalur|triwulan|bulan|"
	  "bulanbantuan|bulansalur|period|",
	  CORE_NONE, CORE_NONE, VALUE_PERIOD },
	{ "|tahun|tahunanggaran|tahunsalur|year|", CORE_NONE, CORE_NONE, VALUE_YEAR },
	{ "|status|statussalur|statuspenyaluran|statusbantuan|statustransaksi|statusbayar|keadaan|"
	  "keterangansalur|",
	  CORE_NONE, CORE_NONE, VALUE_STATE },
	{ "|tanggalsalur|tglsalur|tanggaldisalurkan|tanggalpenyaluran|tanggalbayar|tglbayar|"
	  "tanggalcair|tglcair|tanggalterima|tglterima|tanggalpenerimaan|tglpenerimaan|"
	  "tanggalpengambilan|tglpengambilan|tanggalambil|tglambil|tanggaltransaksi|tgltransaksi|"
	  "tanggal|tgl|paidon|",
	  CORE_NONE, CORE_NONE, VALUE_PAID_ON },
	{ "|penyalur|bank|bankpenyalur|lembagabayar|lembagapenyalur|channel|", CORE_NONE, CORE_NONE,
	  VALUE_CHANNEL },
	{ "|komponen|kategori|kategorikomponen|kategoripenerima|", CORE_NONE, CORE_NONE,
	  VALUE_PART },
	{ "|nosk|nomorsk|nobukti|nomorbukti|", CORE_NONE, CORE_NONE, VALUE_PROOF },
};

/* Columns that say nothing about anybody. */
static const char nothing[] = "|no|nomor|nourut|id|nomorurut|idart|iddtks|status|namakrt|kecamatan|"
			      "kabupaten|kota|provinsi|kabupatenkota|alasanmelaju|reasonmelaju|"
			      "barisasalmelaju|originalrowmelaju|"
			      ""
			      "namakepalakeluarga|namakk|umur|usia|kodepos|tandatangan|ttd|paraf|";

static bool listed(struct ctx *cx, const char *list, const char *key)
{
	return key[0] != '\0' && strstr(list, arena_printf(cx->arena, "|%s|", key)) != NULL;
}

static const char *means_field(struct ctx *cx, const struct fact_field *f)
{
	if (f == NULL || f->internal)
		return NULL;
	return arena_printf(cx->arena, "%c:%s", f->of == FACT_FAMILY ? 'f' : 'p', f->code);
}

static bool field_is(struct ctx *cx, const struct fact_field *f, const char *key)
{
	if (f->internal)
		return false;
	if (str_eq(str_squeeze(cx->arena, f->code), key) ||
	    str_eq(str_squeeze(cx->arena, f->label), key))
		return true;
	for (size_t i = 0; i < f->n_aliases; i++)
		if (str_eq(str_squeeze(cx->arena, f->alias[i]), key))
			return true;
	return false;
}

static const char *by_book(struct ctx *cx, const struct fact_book *book, bool kk, const char *key)
{
	for (int turn = 0; turn < 2; turn++) {
		enum fact_of of = (turn == 0) == kk ? FACT_FAMILY : FACT_PERSON;
		const struct fact_field *const *fields;
		size_t n = fact_fields(book, of, &fields);

		for (size_t i = 0; i < n; i++)
			if (field_is(cx, fields[i], key))
				return means_field(cx, fields[i]);
	}
	return NULL;
}

static const char *by_list(struct ctx *cx, const struct fact_book *book, enum intake_kind kind,
			   bool kk, const char *key)
{
	for (size_t i = 0; i < LEN(headings); i++) {
		const struct heading *h = &headings[i];

		if (!listed(cx, h->text, key))
			continue;
		if (h->value != VALUE_NONE) {
			if (!value_of_kind(h->value, kind))
				continue;
			return arena_printf(cx->arena, "x:%s", values[h->value].name);
		}
		if (h->person == CORE_NONE || (kk && h->family != CORE_NONE))
			return means_field(cx, book->family_core[h->family]);
		return means_field(cx, book->person_core[h->person]);
	}
	return NULL;
}

/* The heading without a number of the questionnaire before it: "402 Nama", "301a. Status". */
static const char *unnumbered(const char *heading)
{
	const char *at = heading + strspn(heading, " ");

	if (!isdigit((unsigned char)*at))
		return heading;
	at += strcspn(at, " .)");
	at += strspn(at, " .)");
	return *at != '\0' ? at : heading;
}

/* That number alone ("404", "301b"), or NULL: in a workbook of the questionnaire it says what the
 * question is, however somebody worded it. */
static const char *number_of(struct ctx *cx, const char *heading)
{
	const char *rest = unnumbered(heading);

	return rest != heading ? str_squeeze(cx->arena, arena_strndup(cx->arena, heading,
								      (size_t)(rest - heading)))
			       : NULL;
}

static const char *means_of(struct ctx *cx, const struct fact_book *book, enum intake_kind kind,
			    bool kk, const char *heading, bool *ret_known)
{
	const char *whole = str_squeeze(cx->arena, heading),
		   *key = str_squeeze(cx->arena, unnumbered(heading));
	const char *number = intake_joined(kind) ? number_of(cx, heading) : NULL;
	const char *means = by_list(cx, book, kind, kk, key);

	if (means == NULL)
		means = by_book(cx, book, kk, whole);
	if (means == NULL)
		means = by_book(cx, book, kk, key);
	if (means == NULL && number != NULL && !listed(cx, nothing, key))
		means = by_list(cx, book, kind, kk, number);
	if (means == NULL && number != NULL && !listed(cx, nothing, key))
		means = by_book(cx, book, kk, number);
	*ret_known = means != NULL || listed(cx, nothing, key);
	return means;
}

/*
 * As it stands; of a heading of two lines ("Kelahiran: Tgl Lahir", "Alamat: Jalan") the lower name
 * alone, then the upper one; and without what follows in brackets.
 */
const char *heading_means(struct ctx *cx, const struct fact_book *book, enum intake_kind kind,
			  bool kk, const char *heading, bool *ret_known)
{
	const char *means = means_of(cx, book, kind, kk, heading, ret_known);
	size_t cut = strcspn(heading, ":"), bracket = strcspn(heading, "(");

	if (!*ret_known && heading[cut] == ':') {
		means = means_of(cx, book, kind, kk, heading + cut + 1, ret_known);
		if (!*ret_known)
			means = means_of(cx, book, kind, kk, arena_strndup(cx->arena, heading, cut),
					 ret_known);
	}
	if (!*ret_known && heading[bracket] == '(' && bracket > 0)
		means = means_of(cx, book, kind, kk, arena_strndup(cx->arena, heading, bracket),
				 ret_known);
	return means;
}

bool heading_is_kk(struct ctx *cx, const char *heading)
{
	const char *key = str_squeeze(cx->arena, unnumbered(heading));

	for (size_t i = 0; i < LEN(headings); i++)
		if (headings[i].family == CORE_KK)
			return listed(cx, headings[i].text, key);
	return false;
}

/* Fields that find whom an answer is about; a list of answers says nothing else of people. */
static const struct {
	const char *column;
	enum fact_core person, family;
} answer_finds[] = {
	{ "nik", CORE_NIK, CORE_NONE },
	{ "name", CORE_NAME, CORE_NONE },
	{ "kk", CORE_NONE, CORE_KK },
};

static const struct fact_field *answer_field(const struct fact_book *book, size_t i)
{
	return answer_finds[i].person != CORE_NONE ? book->person_core[answer_finds[i].person]
						   : book->family_core[answer_finds[i].family];
}

enum err answer_heading(struct ctx *cx, const struct fact_book *book, const char *heading,
			const char **ret_means, bool *ret_known)
{
	const char *column;

	TRY(answer_column_read(cx, heading, &column));
	*ret_means = NULL;
	*ret_known = column != NULL || listed(cx, nothing, str_squeeze(cx->arena, heading));
	if (column == NULL)
		return ERR_OK;
	for (size_t i = 0; i < LEN(answer_finds); i++)
		if (str_eq(answer_finds[i].column, column))
			*ret_means = means_field(cx, answer_field(book, i));
	for (enum intake_value v = VALUE_DESIL; v < VALUE__N; v++)
		if (value_of_kind(v, INTAKE_ANSWERS) && str_eq(values[v].name, column))
			*ret_means = arena_printf(cx->arena, "x:%s", column);
	return ERR_OK;
}

/* ---- choices --------------------------------------------------------------------------------- */

/* A choice, and where its heading stands among the headings. */
struct ranked {
	struct option option;
	size_t rank;
	const char *folded;
};

struct ranking {
	struct ranked *item;
	size_t n;
};

static void rank_option(struct ctx *cx, struct ranking *r, const char *value, const char *label,
			const char *group)
{
	size_t rank = r->n;

	for (size_t i = 0; i < r->n && rank == r->n; i++)
		if (str_eq(r->item[i].option.group, group))
			rank = r->item[i].rank;
	r->item[r->n++] = (struct ranked){ { .value = value, .label = label, .group = group },
					   rank,
					   str_fold(cx->arena, label) };
}

/* Headings in the order of the book, below each by what the officer reads. */
static int by_heading(const void *left, const void *right)
{
	const struct ranked *a = left, *b = right;

	if (a->rank != b->rank)
		return a->rank < b->rank ? -1 : 1;
	return strcmp(a->folded, b->folded);
}

/* "Orang: Alamat" and "Keluarga: Alamat"; "Keluarga" needs no "Keluarga" before it. */
static const char *heading_of(struct ctx *cx, const struct fact_field *f)
{
	const char *whose =
	    text(cx, f->of == FACT_PERSON ? T_INTAKE_OF_PERSON : T_INTAKE_OF_FAMILY);
	const char *group = fact_group_label(cx, f->group);

	return str_eq(whose, group) ? group : text_fill(cx, T_INTAKE_OF_GROUP, whose, group, NULL);
}

static void rank_field(struct ctx *cx, struct ranking *r, const struct fact_field *f)
{
	if (!f->internal)
		rank_option(cx, r, means_field(cx, f), f->label, heading_of(cx, f));
}

enum err intake_meanings(struct ctx *cx, enum intake_kind kind, struct options *ret)
{
	const struct fact_field *const *fields;
	const struct fact_book *book;
	struct ranking r = { 0 };
	struct option *list;

	TRY(fact_book(cx, &book));
	r.item =
	    ARENA_ARRAY(cx->arena, book->n_person + book->n_family + VALUE__N + LEN(answer_finds),
			struct ranked);
	for (enum intake_value v = VALUE_DESIL; v < VALUE__N; v++)
		if (value_of_kind(v, kind))
			rank_option(cx, &r, arena_printf(cx->arena, "x:%s", values[v].name),
				    text(cx, values[v].label), text(cx, T_INTAKE_OF_FILE));
	for (size_t i = 0; kind == INTAKE_ANSWERS && i < LEN(answer_finds); i++)
		rank_field(cx, &r, answer_field(book, i));
	for (enum fact_of of = FACT_PERSON; kind != INTAKE_ANSWERS && of <= FACT_FAMILY; of++) {
		size_t n_fields = fact_fields(book, of, &fields);

		for (size_t i = 0; i < n_fields; i++)
			rank_field(cx, &r, fields[i]);
	}
	qsort(r.item, r.n, sizeof(*r.item), by_heading);
	list = ARENA_ARRAY(cx->arena, r.n, struct option);
	for (size_t i = 0; i < r.n; i++)
		list[i] = r.item[i].option;
	*ret = (struct options){ .items = list, .n = r.n };
	return ERR_OK;
}

/* ---- as confirmed ---------------------------------------------------------------------------- */

static void map_column(struct column_map *map, struct page_map *page,
		       const struct intake_columns_row *c)
{
	struct meaning m = meaning_read(map->book, c->means);

	page->heading[page->n] = c->heading;
	page->spoiled[page->n] = c->spoiled_n > 0;
	page->column[page->n++] = m;
	if (m.field != NULL && m.field->of == FACT_PERSON)
		page->person = true;
	if (m.field != NULL && m.field->of == FACT_FAMILY)
		page->family = true;
	if (m.value == VALUE_DESIL)
		map->desil = true;
	if (m.value == VALUE_BIRTH || m.value == VALUE_MALE || m.value == VALUE_FEMALE)
		page->person = true;
}

static bool has_core(const struct page_map *page, enum fact_of of, enum fact_core core)
{
	for (size_t i = 0; i < page->n; i++)
		if (page->column[i].field != NULL && page->column[i].field->of == of &&
		    page->column[i].field->core == core)
			return true;
	return false;
}

/* An address beside a KK is the card's, unless another column says where he lives. */
static void see_page(struct page_map *page)
{
	page->kk = has_core(page, FACT_FAMILY, CORE_KK);
	page->card = has_core(page, FACT_FAMILY, CORE_KK_ADDRESS) ||
		     has_core(page, FACT_FAMILY, CORE_KK_REGION) ||
		     (page->kk && !has_core(page, FACT_PERSON, CORE_ADDRESS) &&
		      !has_core(page, FACT_PERSON, CORE_REGION));
}

/* Pages that have the columns of another one. */
static void map_like(struct column_map *map, const struct intake_pages_row *p, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const struct page_map *like = page_of(map, (unsigned)p[i].like_page);

		if (p[i].taken == 0 || p[i].like_page == p[i].page || like == NULL)
			continue;
		map->page[map->n_pages] = *like;
		map->page[map->n_pages].page = (unsigned)p[i].page;
		map->page[map->n_pages++].name = p[i].name;
	}
}

static int by_page(const void *a, const void *b)
{
	const struct page_map *x = a, *y = b;

	return x->page < y->page ? -1 : x->page > y->page;
}

enum err column_map(struct ctx *cx, int64_t intake_id, enum intake_kind kind,
		    struct column_map *ret)
{
	struct intake_pages_row *like;
	size_t n_like;

	struct intake_columns_row *columns;
	struct page_map *page = NULL;
	size_t n;

	*ret = (struct column_map){ .kind = kind };
	TRY(fact_book(cx, &ret->book));
	TRY(intake_columns_all(cx, &(struct intake_columns_args){ .intake_id = intake_id },
			       &columns, &n));
	TRY(intake_pages_all(cx, &(struct intake_pages_args){ .intake_id = intake_id }, &like,
			     &n_like));
	ret->page = ARENA_ARRAY(cx->arena, n + n_like + 1, struct page_map);
	for (size_t i = 0; i < n; i++) {
		if (page == NULL || page->page != (unsigned)columns[i].page) {
			page = &ret->page[ret->n_pages++];
			page->page = (unsigned)columns[i].page;
			page->name = columns[i].page_name;
			page->column = ARENA_ARRAY(cx->arena, n - i, struct meaning);
			page->heading = ARENA_ARRAY(cx->arena, n - i, const char *);
			page->spoiled = ARENA_ARRAY(cx->arena, n - i, bool);
		}
		map_column(ret, page, &columns[i]);
	}
	for (size_t i = 0; i < ret->n_pages; i++)
		see_page(&ret->page[i]);
	map_like(ret, like, n_like);
	qsort(ret->page, ret->n_pages, sizeof(*ret->page), by_page);
	return ERR_OK;
}

const struct page_map *page_of(const struct column_map *map, unsigned page)
{
	for (size_t i = 0; i < map->n_pages; i++)
		if (map->page[i].page == page)
			return &map->page[i];
	return NULL;
}
