/* Host names of the city. */
#include "feature/region/region.h"

#include <string.h>

#include "base/str.h"
#include "feature/region/region_sql.h"
#include "platform/app.h"
#include "platform/audit/audit.h"

enum err region_hosts(struct ctx *cx, const struct city_host **ret, size_t *ret_n)
{
	struct region_hosts_row *rows;
	struct city_host *list;

	TRY(region_hosts_all(cx, &rows, ret_n));
	list = ARENA_ARRAY(cx->arena, *ret_n, struct city_host);
	for (size_t i = 0; i < *ret_n; i++)
		list[i] = (struct city_host){ .host = rows[i].host, .since_at = rows[i].since_at };
	*ret = list;
	return ERR_OK;
}

static bool listed(const char *const *names, size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(names[i], name))
			return true;
	return false;
}

static enum err drop_others(struct ctx *cx, const char *const *names, size_t n)
{
	struct region_hosts_row *rows;
	size_t rows_n;

	TRY(region_hosts_all(cx, &rows, &rows_n));
	for (size_t i = 0; i < rows_n; i++)
		if (!listed(names, n, rows[i].host))
			TRY(region_host_drop_run(
			    cx, &(struct region_host_drop_args){ .id = rows[i].id }, NULL));
	return ERR_OK;
}

enum err region_hosts_set(struct ctx *cx, const char *const *names, size_t n)
{
	const char *all = "";
	char clean[STR_HOST];

	if (n > REGION_HOSTS)
		return err_set(cx, ERR_INVALID, "%zu host names", n);
	for (size_t i = 0; i < n; i++) {
		if (!str_host(names[i], clean) || !str_eq(clean, names[i]) ||
		    listed(names, i, names[i]))
			return err_set(cx, ERR_INVALID, "host name %zu", i + 1);
		all = arena_printf(cx->arena, "%s%s%s", all, i ? "," : "", names[i]);
	}
	TRY(drop_others(cx, names, n));
	for (size_t i = 0; i < n; i++)
		TRY(region_host_add_run(cx,
					&(struct region_host_add_args){ .id = APP_ID(cx),
									.host = names[i],
									.ordinal = (int64_t)i },
					NULL));
	return audit_leaf(cx, "region.hosts", cx->city, arena_printf(cx->arena, "hosts=%s", all));
}
