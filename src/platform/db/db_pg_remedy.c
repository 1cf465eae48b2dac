/* A role without grants: what PostgreSQL says names a table, not what to do. */
#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "platform/db/db_impl.h"

const char *pg_remedy(const char *state, const char *text, const char *role, char room[DB_MESSAGE])
{
	bool denied = str_eq(state, "42501") && text && str_starts(text, "permission denied");

	room[0] = '\0';
	if (str_eq(state, "3F000") || (denied && strstr(text, " schema ")))
		(void)snprintf(
		    room, DB_MESSAGE,
		    "; its owner gives it to the role: GRANT USAGE ON SCHEMA public TO %s"
		    " (to the one of init and migrate: USAGE, CREATE)",
		    role);
	else if (denied)
		(void)snprintf(room, DB_MESSAGE,
			       "; the owner of the tables gives it to the role: GRANT SELECT, "
			       "INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO %s",
			       role);
	return room;
}
