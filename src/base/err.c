#include "base/err.h"

#include "base/ctx.h"

#include <stdarg.h>
#include <stdio.h>

static const struct {
	int status;
	enum log_level level;
	const char *key, *name;
} errs[ERR__MAX] = {
#define ERR(code, status, level, key) [ERR_##code] = { status, (enum log_level)level, key, #code },
#include "base/err.def"
#undef ERR
};

int err_status(enum err code)
{
	assert(code < ERR__MAX);
	return errs[code].status;
}

enum log_level err_level(enum err code)
{
	assert(code < ERR__MAX);
	return errs[code].level;
}

const char *err_key(enum err code)
{
	assert(code < ERR__MAX);
	return errs[code].key;
}

const char *err_name(enum err code)
{
	assert(code < ERR__MAX);
	return errs[code].name;
}

enum err err_set(struct ctx *cx, enum err code, const char *fmt, ...)
{
	va_list ap;

	if (cx->detail[0] == '\0') {
		cx->detail_code = code;
		va_start(ap, fmt);
		(void)vsnprintf(cx->detail, sizeof(cx->detail), fmt, ap);
		va_end(ap);
	}
	return code;
}

void err_clear(struct ctx *cx)
{
	cx->detail[0] = '\0';
	cx->detail_code = ERR_OK;
}
