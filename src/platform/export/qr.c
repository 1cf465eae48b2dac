#include "platform/export/qr.h"

#include "base/buf.h"
#include "platform/export/pdf.h"

#include <errno.h>

/* The largest code has 177 modules a side; no path of runs is longer. */
#define PATH_MAX_BYTES (177 * 89 * 24)

enum err qr_make(struct ctx *cx, const char *text, QRcode **ret)
{
	QRcode *code;

	if (*text == '\0')
		return err_set(cx, ERR_INVALID, "qr: nothing to encode");
	code = QRcode_encodeString8bit(text, 0, QR_ECLEVEL_M);
	if (code == NULL)
		return err_set(cx, errno == ERANGE ? ERR_TOOBIG : ERR_IO, "qr: errno %d", errno);
	*ret = code;
	return ERR_OK;
}

int qr_run(const QRcode *code, int x, int y)
{
	const unsigned char *row = code->data + (size_t)y * (size_t)code->width;
	int end = x;

	while (end < code->width && (row[end] & 1) != 0)
		end++;
	return end - x;
}

static void add_runs(struct buf *b, const QRcode *code)
{
	int x, y, run;

	for (y = 0; y < code->width; y++) {
		for (x = 0; x < code->width; x += MAX(run, 1)) {
			run = qr_run(code, x, y);
			if (run > 0)
				buf_addf(b, "M%d %dh%dv1h-%dz", x + QR_QUIET, y + QR_QUIET, run,
					 run);
		}
	}
}

enum err qr_svg_path(struct ctx *cx, const char *text, int *ret_size, char **ret_path)
{
	CLEANUP(buf_release) struct buf b;
	QRcode *code;

	buf_init(&b, PATH_MAX_BYTES);
	TRY(qr_make(cx, text, &code));
	add_runs(&b, code);
	*ret_size = code->width + 2 * QR_QUIET;
	*ret_path = arena_strdup(cx->arena, buf_str(&b));
	QRcode_free(code);
	return ERR_OK;
}
