/* Made-up names and telephone numbers. */
#include "feature/demo/demo_impl.h"

#define PICK(cx, list) ((list)[rng_below((cx)->rng, LEN(list))])

static const char *const men[] = { "Asep",   "Dadang", "Ujang", "Cecep",  "Agus",
				   "Iwan",   "Yayan",  "Dede",  "Rahmat", "Hendra",
				   "Jajang", "Wawan",  "Oman",  "Engkus", "Sutisna",
				   "Marno",  "Sugeng", "Budi",  "Karta",  "Didin" };
static const char *const women[] = { "Siti",  "Euis",  "Neneng", "Imas",   "Yati", "Ai",   "Lilis",
				     "Nurul", "Iis",   "Rohmah", "Kokom",  "Wati", "Sri",  "Entin",
				     "Mimin", "Ratna", "Dewi",   "Aminah", "Ikah", "Titin" };
static const char *const family[] = { "Contoh",  "Permisal", "Umpama",   "Sampel", "Rekaan",
				      "Andaian", "Misalnya", "Gambaran", "Tiruan", "Cuplikan" };

const char *demo_person_name(struct ctx *cx, int sex)
{
	bool man = sex == 1 || (sex == 0 && rng_chance(cx->rng, 500));
	const char *first = man ? PICK(cx, men) : PICK(cx, women);

	return arena_printf(cx->arena, "%s %s", first, PICK(cx, family));
}

const char *demo_phone(struct ctx *cx)
{
	return arena_printf(cx->arena, "0800-%04u-%03u", (unsigned)rng_below(cx->rng, 10000),
			    (unsigned)rng_below(cx->rng, 1000));
}
