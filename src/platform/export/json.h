/* JSON: a streaming writer for answers of any size.  Reading is jansson's, in platform/form. */
#ifndef EXPORT_JSON_H
#define EXPORT_JSON_H

#include "base/buf.h"

struct json {
	struct buf *out;
	unsigned depth;
	bool comma[32]; /* whether the next member at this depth needs a comma */
};

/* Writes JSON into out as it is told; open and close must pair. */
void json_init(struct json *j, struct buf *out);
void json_open(struct json *j, const char *name,
	       char bracket);                  /* '{' or '['; name NULL in arrays */
void json_close(struct json *j, char bracket); /* '}' or ']' */
void json_text(struct json *j, const char *name, const char *value); /* NULL writes null */
void json_int(struct json *j, const char *name, int64_t value);
void json_id(struct json *j, const char *name, int64_t value); /* as a string; 0 is null */
void json_bool(struct json *j, const char *name, bool value);
void json_raw(struct json *j, const char *name, const char *json); /* is JSON already */
void json_nil(struct json *j, const char *name); /* jansson owns the name json_null */

#endif
