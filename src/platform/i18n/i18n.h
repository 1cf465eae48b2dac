/*
 * Texts, dates, durations and money as people write them.
 *
 * Catalogues are assets/text/id/NAME.txt and assets/text/en/NAME.txt, lines of "key = text" with
 * {0} to {9} for values; tools/mktext makes of each a header "text/NAME.h" with the names of its
 * keys (key "case.title" becomes T_CASE_TITLE) and fails the build when a key is missing in a
 * language or its values differ.  "\n" is a line break; lines that begin with # are comments.  Who
 * says a text includes the header of its catalogue, so that a new key compiles only those again.
 */
#ifndef I18N_I18N_H
#define I18N_I18N_H

#include "base/ctx.h"

/* A text: the names are in text/NAME.h, as enum text, numbered by catalogue and not all used. */
enum text {
	T__NONE, /* the empty text */
	T__MAX = 64 * 1024
};

/* The text in the language of cx.  Static memory. */
const char *text(const struct ctx *cx, enum text t);
const char *text_in(enum lang lang, enum text t);

/* The text with {0}, {1}... replaced by the given strings (NULL-terminated list); in cx->arena. */
const char *text_fill(const struct ctx *cx, enum text t, ...) __attribute__((sentinel));

/* The text for a key known only at run time (error keys, reference data); NULL when unknown. */
const char *text_by_key(enum lang lang, const char *key);

/* The enum for a key, T__NONE when unknown. */
enum text text_find(const char *key);

/* The whole key, "case.title": what is stored of a text, to be found again by text_find(). */
const char *text_key(enum text t);

/* The last part of a text's key, "sent" of "referral.state.sent": the word for machines. */
const char *text_name(enum text t);

/*
 * An act that the rules do not allow now: ERR_CONFLICT with a sentence that says why and what to
 * do. The router shows it on the form, with what was typed, and in JSON.
 */
enum err refuse(struct ctx *cx, enum text why) NODISCARD;

/* The same of what was once good and never is again: ERR_GONE with a sentence. */
enum err refuse_gone(struct ctx *cx, enum text why) NODISCARD;

/* The sentence of the last refusal in cx; T__NONE when the failure was of another kind. */
enum text refusal(const struct ctx *cx);

/* The zone in which cx sees time, in minutes east of UTC: the city's, WIB where there is none. */
int zone_of(const struct ctx *cx);

/*
 * "Sabtu, 21 November 2026 21.40"; "21 Nov 2026 21.40"; "Sabtu, 21 November 2026"; "21 Nov 2026".
 * In cx->arena.
 */
const char *say_instant(const struct ctx *cx, int64_t instant);
const char *say_instant_short(const struct ctx *cx, int64_t instant);
const char *say_clock(const struct ctx *cx, int64_t instant); /* "21.40" */
const char *say_date(const struct ctx *cx, int32_t date);
const char *say_date_short(const struct ctx *cx, int32_t date);
const char *say_date_letter(const struct ctx *cx, int32_t date); /* "4 November 2026" */

/* "2026-11-21T21:40:00+07:00" for JSON, <time datetime> and exports. */
const char *iso_instant(const struct ctx *cx, int64_t instant);

/* Length in words: "3 jam", "2 hari".  The largest unit only, rounded down; "kurang dari semenit".
 */
const char *say_duration(const struct ctx *cx, int64_t usec);

/* A period as it was agreed, by the calendar: "2 tahun 6 bulan"; without any part "0 hari". */
struct span {
	int64_t years, months, days;
};
const char *say_period(const struct ctx *cx, const struct span *p);

/*
 * A deadline seen from cx->now: "2 hari lagi", "terlambat 3 jam", "sekarang".  To the nearest
 * minute up to six hours ("2 jam 59 menit lagi"), to the nearest hour up to two days, then day.
 */
const char *say_due(const struct ctx *cx, int64_t due);

/* An instant seen from cx->now: "3 jam lalu", "kemarin 21.40", "Sabtu 21.40", or the short date. */
const char *say_when(const struct ctx *cx, int64_t instant);

/* "Rp1.000.000"; "1.000.000"; "12,5 %" from a permille. */
const char *say_money(const struct ctx *cx, int64_t rupiah);
const char *say_number(const struct ctx *cx, int64_t n);
/*
 * For who sees totals but no people: to the nearest five, and below five "kurang dari 5", so that
 * no difference of two figures tells of one family.  A program or a spreadsheet (data) gets digits:
 * "1.935" would be less than two to it.
 */
#define SAY_LEAST 5
const char *say_few(const struct ctx *cx);
const char *say_rounded(const struct ctx *cx, int64_t n, bool data);
enum { SAY_HIDDEN = -1 };
int64_t say_near(int64_t n); /* the figure that say_rounded() says; SAY_HIDDEN: few */
const char *say_permille(const struct ctx *cx, int64_t permille);

/* "3272 ·· ···· 0012" from sixteen digits; NULL in, NULL out. */
const char *mask_nik(const struct ctx *cx, const char *nik);
/* "08·· ···· 789". */
const char *mask_phone(const struct ctx *cx, const char *phone);
/* What a screen reader says of either: "berakhir 0012"; NULL when the text is no mask. */
const char *mask_said(const struct ctx *cx, const char *shown);

#endif
