/* The names of browsers. */
#include "feature/account/account.h"

#include <string.h>

#include "base/arena.h"

const char *browser_words(struct arena *a, const char *agent)
{
	/* The first word that fits counts: most call themselves by several names. */
	static const char *const browsers[][2] = {
		{ "Edg", "Edge" },         { "OPR/", "Opera" },     { "SamsungBrowser", "Samsung" },
		{ "Firefox/", "Firefox" }, { "Chrome/", "Chrome" }, { "Safari/", "Safari" },
	};
	static const char *const systems[][2] = {
		{ "Android", "Android" }, { "iPhone", "iPhone" }, { "iPad", "iPad" },
		{ "Windows", "Windows" }, { "Mac OS", "macOS" },  { "Linux", "Linux" },
	};
	const char *browser = NULL, *system = NULL;

	for (size_t i = 0; agent != NULL && i < LEN(browsers) && browser == NULL; i++)
		if (strstr(agent, browsers[i][0]) != NULL)
			browser = browsers[i][1];
	for (size_t i = 0; agent != NULL && i < LEN(systems) && system == NULL; i++)
		if (strstr(agent, systems[i][0]) != NULL)
			system = systems[i][1];
	return browser != NULL && system != NULL ? arena_printf(a, "%s, %s", browser, system)
						 : agent;
}
