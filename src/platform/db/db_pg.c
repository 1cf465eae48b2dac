#include "platform/db/db_impl.h"

const struct db_ops db_pg_ops;
