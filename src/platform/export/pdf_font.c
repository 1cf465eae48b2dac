/* The typeface of documents: carried in the program, so that it is there on every machine. */
#include "platform/export/pdf_impl.h"

#include "platform/assets/assets.h"

#include <fontconfig/fontconfig.h>
#include <pthread.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

/* Fontconfig reads files only; the one in memory stays open for as long as the program runs. */
static void add_font(const struct asset *font)
{
	int fd = memfd_create("melaju-font", MFD_CLOEXEC);
	char path[32];

	if (fd < 0)
		return;
	(void)snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	if (write(fd, font->data, font->size) != (ssize_t)font->size ||
	    !FcConfigAppFontAddFile(NULL, (const FcChar8 *)path))
		(void)close(fd);
}

/* Beside the machine's own, for letters that ours lacks. */
static void load_fonts(void)
{
	const struct asset *font;
	size_t at = 0;

	(void)FcInit();
	while ((font = asset_next("font/", &at)) != NULL)
		add_font(font);
}

void pdf_load_fonts(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	(void)pthread_once(&once, load_fonts);
}
