/* QR codes as runs of dark modules; only src/platform/export includes this. */
#ifndef EXPORT_QR_H
#define EXPORT_QR_H

#include "base/ctx.h"

#include <qrencode.h>

/* Light modules that the standard asks for on every side. */
#define QR_QUIET 4

/* The code of a text at error correction M; free with QRcode_free(). */
enum err qr_make(struct ctx *cx, const char *text, QRcode **ret) NODISCARD;

/* Length of the run of dark modules that begins at (x, y), 0 when that one is light. */
int qr_run(const QRcode *code, int x, int y);

#endif
