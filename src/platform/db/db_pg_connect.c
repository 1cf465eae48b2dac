#include "platform/db/db_pg_connect.h"

PGconn *pg_connect(const char *url)
{
	static const char *const names[] = {
		"connect_timeout",
		"keepalives_idle",
		"keepalives_interval",
		"keepalives_count",
		"tcp_user_timeout",
		"fallback_application_name",
		"dbname",
		NULL,
	};
	const char *const values[] = { "10", "30", "10", "3", "60000", "melaju", url, NULL };

	return PQconnectdbParams(names, values, 1);
}
