#include "platform/assets/assets.h"

#include "assets_gen.h"
#include "base/str.h"

#include <stdlib.h>
#include <string.h>

static int compare(const void *name, const void *asset)
{
	return strcmp(name, ((const struct asset *)asset)->name);
}

const struct asset *asset_find(const char *name)
{
	return bsearch(name, assets_all, assets_n, sizeof(assets_all[0]), compare);
}

const struct asset *asset_by_url(const char *url)
{
	size_t i;

	for (i = 0; i < assets_n; i++)
		if (assets_all[i].url != NULL && strcmp(assets_all[i].url, url) == 0)
			return &assets_all[i];
	return NULL;
}

const char *asset_url(const char *name)
{
	const struct asset *a = asset_find(name);

	assert(a != NULL && a->url != NULL);
	return a->url;
}

const struct asset *asset_next(const char *prefix, size_t *at)
{
	for (; *at < assets_n; (*at)++)
		if (str_starts(assets_all[*at].name, prefix))
			return &assets_all[(*at)++];
	return NULL;
}
