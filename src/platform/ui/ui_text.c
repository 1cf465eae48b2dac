/* Text, facts, figures, links, and the boxes that hold other components. */
#include <string.h>

#include "base/clock.h"
#include "base/str.h"
#include "platform/ui/ui_impl.h"
#include "text/ui.h"

void ui_lines(struct ui *u, const char *text, bool small)
{
	char **lines;
	size_t n;
	if (!text)
		return;
	str_split(u->cx->arena, text, '\n', &lines, &n);
	tpl_p_begin(u->cx, u->out, &(struct tpl_p_begin){ .small = small });
	for (size_t i = 0; i < n; i++) {
		if (i)
			tpl_line_break(u->cx, u->out);
		tpl_plain(u->cx, u->out, &(struct tpl_plain){ .text = lines[i] });
	}
	tpl_p_end(u->cx, u->out);
}

void ui_when_html(struct ui *u, int64_t at)
{
	tpl_when(u->cx, u->out,
		 &(struct tpl_when){ .iso = iso_instant(u->cx, at),
				     .text = say_when(u->cx, at),
				     .full = say_instant(u->cx, at) });
}

/* Late is a word (say_due begins with it) and a shape, not only a colour. */
void ui_due_html(struct ui *u, int64_t due)
{
	bool late = ui_is_late(u, due);
	bool soon = !late && due - u->cx->now < 2 * USEC_HOUR;
	tpl_due(u->cx, u->out,
		&(struct tpl_due){ .tone = late   ? "bad"
					   : soon ? "warn"
						  : "calm",
				   .sprite = late   ? ui_icon(u, "alert-octagon")
					     : soon ? ui_icon(u, "clock")
						    : NULL,
				   .text = say_due(u->cx, due),
				   .iso = iso_instant(u->cx, due),
				   .full = say_instant(u->cx, due) });
}

void ui_heading(struct ui *u, const char *text, const char *anchor)
{
	u->heading = text;
	if (ui_html(u))
		tpl_heading(u->cx, u->out, &(struct tpl_heading){ .text = text, .anchor = anchor });
}

void ui_heading_count(struct ui *u, const char *text, const char *count, const char *anchor)
{
	u->heading = text;
	if (ui_html(u))
		tpl_heading_count(
		    u->cx, u->out,
		    &(struct tpl_heading_count){ .text = text, .count = count, .anchor = anchor });
}

void ui_heading_act(struct ui *u, const char *text, const char *anchor, const char *act,
		    const char *href)
{
	u->heading = text;
	if (ui_html(u))
		tpl_heading_act(
		    u->cx, u->out,
		    &(struct tpl_heading_act){
			.text = text, .anchor = anchor, .act = act, .of = text, .href = href });
}

void ui_text(struct ui *u, const char *text)
{
	if (ui_html(u))
		ui_lines(u, text, false);
}

void ui_small(struct ui *u, const char *text)
{
	if (ui_html(u))
		ui_lines(u, text, true);
}

enum { WHY_SHORT = 80, CLAUSE_SHORT = 12 };

/* Bytes of the first clause that says something by itself. */
static size_t clause(const char *s)
{
	size_t n = CLAUSE_SHORT;
	while (s[n] && !(strchr(".,;", s[n]) && s[n + 1] == ' '))
		n++;
	return n;
}

static void why_lines(struct ui *u, const char *s)
{
	while (*s) {
		const char *end = strstr(s, ". ");
		size_t n = end ? (size_t)(end - s) + 1 : strlen(s);
		tpl_why_line(u->cx, u->out,
			     &(struct tpl_why_line){ .text = arena_strndup(u->cx->arena, s, n) });
		s += n + (end != NULL);
	}
}

void ui_why(struct ui *u, enum text frame, const char *reason)
{
	struct ctx *cx = u->cx;
	bool folds = reason && strlen(reason) > WHY_SHORT && clause(reason) < strlen(reason) - 1;
	const char *lead;
	if (!ui_html(u) || str_blank(reason))
		return;
	lead = folds ? arena_printf(cx->arena, "%.*s", (int)clause(reason), reason) : reason;
	if (frame != T__NONE)
		lead = text_fill(cx, frame, lead, (char *)NULL);
	if (!folds) {
		ui_lines(u, lead, true);
		return;
	}
	tpl_why(cx, u->out, &(struct tpl_why){ .lead = lead });
	why_lines(u, reason);
	tpl_why_end(cx, u->out);
}

void ui_rest_html(struct ui *u, const char *lines)
{
	char **line;
	size_t n;

	str_split(u->cx->arena, lines, '\n', &line, &n);
	tpl_rest(u->cx, u->out, &(struct tpl_rest){ .lead = line[0] });
	for (size_t i = 1; i < n; i++)
		tpl_why_line(u->cx, u->out, &(struct tpl_why_line){ .text = line[i] });
	tpl_why_end(u->cx, u->out);
}

/* A line in pieces: every other one lies between the signs. */
static void marked_line(struct ui *u, char *line)
{
	for (char *end; (end = strpbrk(line, (const char[]){ COL_MARK, COL_MARK_END, '\0' }));
	     line = end + 1) {
		bool marked = *end == COL_MARK_END;

		*end = '\0';
		if (marked)
			tpl_marked(u->cx, u->out, &(struct tpl_marked){ .text = line });
		else
			ui_plain_html(u, line);
	}
	ui_plain_html(u, line);
}

void ui_marked_html(struct ui *u, const char *lines)
{
	char **line;
	size_t n;

	str_split(u->cx->arena, lines, '\n', &line, &n);
	tpl_marked_begin(u->cx, u->out);
	for (size_t i = 0; i < n; i++) {
		if (i > 0)
			tpl_line_break(u->cx, u->out);
		marked_line(u, line[i]);
	}
	tpl_marked_end(u->cx, u->out);
}

void ui_note(struct ui *u, enum ui_tone tone, const char *title, const char *text)
{
	ui_keep_note(u, ui_tone_name(tone), title, text);
	if (!ui_html(u))
		return;
	const char *icon = ui_tone_icon(u, tone);
	tpl_note_begin(u->cx, u->out,
		       &(struct tpl_note_begin){ .tone = ui_tone_name(tone),
						 .sprite = icon ? icon : ui_icon(u, "info-circle"),
						 .title = title });
	ui_lines(u, text, false);
	tpl_note_end(u->cx, u->out);
}

void ui_badge(struct ui *u, enum ui_tone tone, const char *text)
{
	if (ui_html(u))
		tpl_badge(u->cx, u->out,
			  &(struct tpl_badge){ .tone = ui_tone_name(tone),
					       .sprite = ui_tone_icon(u, tone),
					       .text = text });
}

void ui_empty(struct ui *u, const char *text, const char *link_label, const char *href)
{
	ui_keep_note(u, ui_tone_name(UI_NEUTRAL), NULL, text);
	if (ui_html(u))
		tpl_empty(u->cx, u->out,
			  &(struct tpl_empty){ .text = text, .label = link_label, .href = href });
}

void ui_plain_html(struct ui *u, const char *value)
{
	const char *spoken = mask_said(u->cx, value);

	if (spoken)
		tpl_fact_mask(u->cx, u->out,
			      &(struct tpl_fact_mask){ .masked = value, .spoken = spoken });
	else
		tpl_plain(u->cx, u->out, &(struct tpl_plain){ .text = value });
}

/* The form that asks what for, under a mask. */
static void fact_reveal(struct ui *u, const struct ui_fact *f)
{
	if (html_has(f->value) && f->reveal)
		tpl_masked_form(u->cx, u->out,
				&(struct tpl_masked_form){ .action = f->reveal,
							   .id = ui_id(u, "p"),
							   .csrf = ui_csrf(u),
							   .once = ui_once(u),
							   .of = f->label });
}

static void fact_html(struct ui *u, const struct ui_fact *f)
{
	tpl_fact_begin(u->cx, u->out, &(struct tpl_fact_begin){ .label = f->label });
	if (!html_has(f->value))
		tpl_none(u->cx, u->out);
	else if (f->href)
		tpl_link(u->cx, u->out, &(struct tpl_link){ .href = f->href, .text = f->value });
	else if (f->tone != UI_NEUTRAL)
		tpl_tone(u->cx, u->out,
			 &(struct tpl_tone){ .tone = ui_tone_name(f->tone),
					     .sprite = ui_tone_icon(u, f->tone),
					     .text = f->value });
	else
		ui_plain_html(u, f->value);
	if (html_has(f->note))
		tpl_fact_note(u->cx, u->out, &(struct tpl_fact_note){ .text = f->note });
	fact_reveal(u, f);
	tpl_fact_end(u->cx, u->out);
}

struct ui_fact ui_fact_at(const struct ctx *cx, const char *name, enum text label, int64_t at)
{
	return (struct ui_fact){ .name = name,
				 .label = text(cx, label),
				 .value = say_instant(cx, at),
				 .data = iso_instant(cx, at) };
}

struct ui_fact ui_fact_on(const struct ctx *cx, const char *name, enum text label, int32_t day)
{
	bool known = day != DATE_NONE;
	return (struct ui_fact){ .name = name,
				 .label = text(cx, label),
				 .value = known ? say_date(cx, day) : NULL,
				 .data = known ? date_iso(cx->arena, day) : NULL };
}

/* What posts the purpose and answers with what is behind a mask; a page draws it under the mask. */
static void keep_reveal(struct ui *u, const char *name, const char *label, const char *href)
{
	static const struct field fields[] = { { .name = "_purpose",
						 .kind = FIELD_TEXT,
						 .label = T_UI_PURPOSE,
						 .required = true,
						 .max = 200 },
					       { .kind = FIELD_END } };
	static const struct form_def def = { .name = "reveal", .fields = fields };
	if (href)
		ui_keep_act(u, (struct ui_act){ .name = arena_printf(u->cx->arena, "reveal_%s",
								     name ? name : ""),
						.label = label,
						.method = "POST",
						.href = href,
						.def = &def });
}

void ui_facts(struct ui *u, const char *name, const struct ui_fact *facts, size_t n)
{
	if (ui_json(u, name)) {
		json_open(&u->json, name, '{');
		for (size_t i = 0; i < n; i++) {
			if (facts[i].name)
				json_text(&u->json, facts[i].name,
					  facts[i].data ? facts[i].data : facts[i].value);
			if (facts[i].name && facts[i].note)
				json_text(&u->json,
					  arena_printf(u->cx->arena, "%s_note", facts[i].name),
					  facts[i].note);
		}
		json_close(&u->json, '}');
	}
	for (size_t i = 0; i < n; i++)
		if (html_has(facts[i].value))
			keep_reveal(u, facts[i].name, facts[i].label, facts[i].reveal);
	if (!ui_html(u))
		return;
	tpl_facts_begin(u->cx, u->out);
	for (size_t i = 0; i < n; i++)
		fact_html(u, &facts[i]);
	tpl_facts_end(u->cx, u->out);
}

struct ui_figure ui_words(const char *words)
{
	return (struct ui_figure){ .as = UI_WORDS, .words = words };
}

struct ui_figure ui_count(int64_t n)
{
	return (struct ui_figure){ .as = UI_COUNT, .n = n };
}

struct ui_figure ui_rounded(const struct ctx *cx, int64_t n)
{
	const int64_t near = say_near(n);

	return near == SAY_HIDDEN ? ui_words(say_few(cx)) : ui_count(near);
}

struct ui_figure ui_rupiah(int64_t rupiah)
{
	return (struct ui_figure){ .as = UI_RUPIAH, .n = rupiah };
}

struct ui_figure ui_span(int64_t usec)
{
	return (struct ui_figure){ .as = UI_SPAN, .n = usec };
}

static const char *figure_said(struct ctx *cx, const struct ui_figure *f)
{
	switch (f->as) {
	case UI_COUNT:
		return say_number(cx, f->n);
	case UI_RUPIAH:
		return say_money(cx, f->n);
	case UI_SPAN:
		return say_duration(cx, f->n);
	case UI_WORDS:
		break;
	}
	return f->words ? f->words : "–";
}

static void figure_json(struct json *j, const char *name, const struct ui_figure *f)
{
	if (f->as == UI_WORDS)
		json_text(j, name, f->words);
	else
		json_int(j, name, f->as == UI_SPAN ? f->n / USEC_SECOND : f->n);
}

static void tiles_json(struct ui *u, const char *name, const struct ui_tile *tiles, size_t n)
{
	json_open(&u->json, name, '[');
	for (size_t i = 0; i < n; i++) {
		json_open(&u->json, NULL, '{');
		json_text(&u->json, "name", tiles[i].name);
		json_text(&u->json, "label", tiles[i].label);
		figure_json(&u->json, "value", &tiles[i].value);
		json_text(&u->json, "note", tiles[i].note);
		json_text(&u->json, "href", tiles[i].href);
		json_close(&u->json, '}');
	}
	json_close(&u->json, ']');
}

void ui_nest(struct ui *u, const char *name, char bracket)
{
	if (u->repr == UI_JSON)
		json_open(&u->json, name, bracket);
}

void ui_nest_end(struct ui *u, char bracket)
{
	if (u->repr == UI_JSON)
		json_close(&u->json, bracket);
}

void ui_fold_begin(struct ui *u, const char *title)
{
	if (ui_html(u))
		tpl_fold_begin(u->cx, u->out, &(struct tpl_fold_begin){ .title = title });
}

void ui_fold_end(struct ui *u)
{
	if (ui_html(u))
		tpl_fold_end(u->cx, u->out);
}

/* Characters that stand beside another tile on a telephone: "Rp7.964.000" does in smaller ones. */
#define TILE_FITS 8

static void tile_html(struct ui *u, const struct ui_tile *t)
{
	const char *value = figure_said(u->cx, &t->value);

	if (t->icon)
		tpl_tile_place(u->cx, u->out,
			       &(struct tpl_tile_place){ .title = value,
							 .href = t->href,
							 .note = t->note,
							 .sprite = ui_icon(u, t->icon) });
	else
		tpl_tile(u->cx, u->out,
			 &(struct tpl_tile){ .label = t->label,
					     .value = value,
					     .wide = strlen(value) > TILE_FITS,
					     .href = t->href,
					     .note = t->note,
					     .tone = ui_tone_name(t->tone),
					     .sprite = ui_tone_icon(u, t->tone) });
}

void ui_tiles(struct ui *u, const char *name, const struct ui_tile *tiles, size_t n)
{
	if (ui_json(u, name))
		tiles_json(u, name, tiles, n);
	if (!ui_html(u))
		return;
	tpl_tiles_begin(u->cx, u->out);
	for (size_t i = 0; i < n; i++)
		tile_html(u, &tiles[i]);
	tpl_ul_end(u->cx, u->out);
}

void ui_value(struct ui *u, const char *name, const char *value)
{
	if (ui_json(u, name))
		json_text(&u->json, name, value);
}

void ui_code(struct ui *u, const char *name, const char *label, const char *value)
{
	if (ui_json(u, name))
		json_text(&u->json, name, value);
	if (ui_html(u))
		tpl_code(u->cx, u->out, &(struct tpl_code){ .label = label, .value = value });
}

void ui_masked(struct ui *u, const char *name, const char *label, const char *masked,
	       const char *reveal_action)
{
	if (ui_json(u, name))
		json_text(&u->json, name, masked);
	keep_reveal(u, name, label, reveal_action);
	if (!ui_html(u))
		return;
	tpl_masked_begin(u->cx, u->out,
			 &(struct tpl_masked_begin){ .label = label,
						     .spoken = mask_said(u->cx, masked),
						     .masked = masked });
	if (reveal_action)
		tpl_masked_form(u->cx, u->out,
				&(struct tpl_masked_form){ .action = reveal_action,
							   .id = ui_id(u, "p"),
							   .csrf = ui_csrf(u),
							   .once = ui_once(u) });
	tpl_div_end(u->cx, u->out);
}

/* ---- doing ------------------------------------------------------------------------------- */

void ui_post_button(struct ui *u, const char *key, const struct form_def *def, const char *href,
		    const char *label, const char *of, const char *class, const char *icon)
{
	tpl_post_begin(u->cx, u->out, &(struct tpl_post_begin){ .action = href, .key = key });
	ui_hidden_keys(u);
	tpl_post_end(u->cx, u->out,
		     &(struct tpl_post_end){ .label = label ? label : text(u->cx, def->submit),
					     .of = of,
					     .class = class,
					     .sprite = icon ? ui_icon(u, icon) : NULL });
}

/* One primary button a page: the first asks, later ones are drawn as plain buttons. */
static const char *action_class(struct ui *u, const struct ui_action *a)
{
	if (a->danger)
		return "danger";
	if (!a->primary || u->primary_drawn)
		return "";
	u->primary_drawn = true;
	return "primary";
}

void ui_actions(struct ui *u, const struct ui_action *actions, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (*actions[i].href != '#') /* a place on the page is no act */
			ui_keep_act(u, (struct ui_act){
					   .name = actions[i].post ? actions[i].post->name : NULL,
					   .label = actions[i].label,
					   .method = actions[i].post ? "POST" : "GET",
					   .href = actions[i].href,
					   .def = actions[i].post });
	if (!ui_html(u) || !n)
		return;
	tpl_actions_begin(u->cx, u->out);
	for (size_t i = 0; i < n; i++) {
		const struct ui_action *a = &actions[i];
		const char *class = action_class(u, a);
		if (a->post)
			ui_post_button(u, a->key, a->post, a->href, a->label, NULL, class, a->icon);
		else
			tpl_action_link(u->cx, u->out,
					&(struct tpl_action_link){
					    .label = a->label,
					    .href = a->href,
					    .class = class,
					    .sprite = a->icon ? ui_icon(u, a->icon) : NULL });
	}
	tpl_div_end(u->cx, u->out);
}

void ui_tabs(struct ui *u, const struct ui_tab *tabs, size_t n)
{
	if (!ui_html(u))
		return;
	tpl_tabs_begin(u->cx, u->out);
	for (size_t i = 0; i < n; i++)
		tpl_tab(u->cx, u->out,
			&(struct tpl_tab){ .label = tabs[i].label,
					   .href = tabs[i].href,
					   .count = tabs[i].count,
					   .current = tabs[i].current });
	tpl_tabs_end(u->cx, u->out);
}

/* ---- boxes ------------------------------------------------------------------------------- */

void ui_live_begin(struct ui *u, const char *id)
{
	if (ui_html(u))
		tpl_live_begin(u->cx, u->out, &(struct tpl_live_begin){ .id = id });
}

void ui_live_ring(struct ui *u, int64_t newest)
{
	if (ui_html(u))
		tpl_ring(u->cx, u->out, &(struct tpl_ring){ .newest = newest });
}

void ui_live_end(struct ui *u)
{
	if (ui_html(u))
		tpl_div_end(u->cx, u->out);
}

void ui_preview_begin(struct ui *u, const char *title)
{
	u->heading = title;
	if (ui_html(u))
		tpl_preview_begin(u->cx, u->out, &(struct tpl_preview_begin){ .title = title });
}

void ui_said(struct ui *u, const char *words)
{
	if (ui_html(u))
		tpl_said(u->cx, u->out, &(struct tpl_said){ .text = words });
}

void ui_preview_end(struct ui *u)
{
	if (ui_html(u))
		tpl_card_end(u->cx, u->out);
}

void ui_columns_begin(struct ui *u)
{
	if (ui_html(u))
		tpl_columns_begin(u->cx, u->out);
}

void ui_columns_aside(struct ui *u)
{
	if (ui_html(u))
		tpl_columns_aside(u->cx, u->out);
}

void ui_columns_end(struct ui *u)
{
	if (ui_html(u))
		tpl_columns_end(u->cx, u->out);
}

void ui_grid_begin(struct ui *u)
{
	if (ui_html(u))
		html_lit(u->out, "<div class=\"grid\">");
}

void ui_grid_end(struct ui *u)
{
	if (ui_html(u))
		html_lit(u->out, "</div>");
}

void ui_slips_begin(struct ui *u)
{
	if (ui_html(u))
		html_lit(u->out, "<div class=\"grid slips\">");
}

void ui_slips_end(struct ui *u)
{
	ui_grid_end(u);
}

void ui_card_begin(struct ui *u, const char *title)
{
	if (ui_html(u))
		tpl_card_begin(u->cx, u->out, &(struct tpl_card_begin){ .title = title });
}

void ui_card_end(struct ui *u)
{
	if (ui_html(u))
		tpl_card_end(u->cx, u->out);
}
