/* The head of a paper that leaves the office. */
#include "feature/directory/letterhead.h"

#include <string.h>

#include "base/str.h"
#include "feature/directory/directory.h"
#include "feature/region/region.h"
#include "platform/app.h"
#include "platform/i18n/i18n.h"
#include "text/directory.h"

static void print_city(struct ctx *cx, struct pdf *p)
{
	pdf_text(p, PDF_HEAD, text_fill(cx, T_DIRECTORY_LETTERHEAD_CITY, cx->app->city_name, NULL));
}

/* Where an office is found and called, as far as the directory knows. */
static void print_reach(struct ctx *cx, struct pdf *p, const struct unit *office)
{
	const char *reach = str_blank(office->address) ? NULL : office->address;

	if (!str_blank(office->phone))
		reach = str_and(cx->arena, reach,
				text_fill(cx, T_DIRECTORY_LETTERHEAD_PHONE, office->phone, NULL));
	if (reach != NULL)
		pdf_text(p, PDF_CENTER, reach);
}

enum err letterhead_unit(struct ctx *cx, struct pdf *p, int64_t unit_id)
{
	struct unit office = { 0 };

	if (unit_id != 0)
		TRY(directory_get(cx, unit_id, &office));
	if (!office.outside)
		print_city(cx, p);
	if (office.id != 0) {
		pdf_text(p, PDF_HEAD, office.name);
		print_reach(cx, p, &office);
	}
	pdf_rule(p);
	return ERR_OK;
}

/* The office of a kelurahan: its own, or else its desk; id 0: the directory knows neither. */
static enum err office_of(struct ctx *cx, int64_t region_id, struct unit *ret)
{
	static const char *const kinds[] = { "kelurahan", "puskesos" };
	struct unit *units;
	size_t n;

	*ret = (struct unit){ 0 };
	for (size_t k = 0; k < LEN(kinds) && ret->id == 0; k++) {
		TRY(directory_list(cx, &(struct unit_filter){ .kind = kinds[k] }, &units, &n));
		for (size_t i = 0; i < n && ret->id == 0; i++)
			if (units[i].region_id == region_id)
				*ret = units[i];
	}
	return ERR_OK;
}

enum err letterhead_region(struct ctx *cx, struct pdf *p, int64_t region_id)
{
	struct region place;
	struct unit office;

	print_city(cx, p);
	if (region_id != 0) {
		TRY(region_get(cx, region_id, &place));
		TRY(office_of(cx, region_id, &office));
		pdf_text(p, PDF_HEAD,
			 text_fill(cx, T_DIRECTORY_LETTERHEAD_PLACE, place.name, place.parent_name,
				   NULL));
		print_reach(cx, p, &office);
	}
	pdf_rule(p);
	return ERR_OK;
}

/* Letters name the place, not its kind. */
static const char *place_of(const char *city)
{
	static const char *const kinds[] = { "Kota ", "Kabupaten ", "Kab. " };

	for (size_t i = 0; i < LEN(kinds); i++)
		if (str_starts(city, kinds[i]))
			return city + strlen(kinds[i]);
	return city;
}

const char *letter_place_day(struct ctx *cx, int32_t on)
{
	return arena_printf(cx->arena, "%s, %s", place_of(cx->app->city_name),
			    on > 0 ? say_date_letter(cx, on) : "....................");
}
