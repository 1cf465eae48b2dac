/*
 * Reading a table: bench/sheet runs it.  rows FILE reads all cells, late FILE goes to row 100,000
 * and reads a batch, bytes FILE reads only its bytes (of a workbook: unpacks its first page),
 * make KIND ROWS COLUMNS FILE writes one.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>
#include <xlsxwriter.h>
#include <zip.h>

#include "base/ctx.h"
#include "platform/sheet/sheet.h"

static double seconds(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void report(const char *what, double s, double rows, double bytes)
{
	struct rusage u;

	(void)getrusage(RUSAGE_SELF, &u);
	printf("%s: %.3f s of processor, %.0f rows/s, %.0f MB/s, %ld MB at most\n", what, s,
	       rows / s, bytes / s / 1e6, u.ru_maxrss / 1024);
}

static int rows(const char *path)
{
	double began = seconds(), n = 0, bytes = 0;
	struct sheet_batch b;
	struct sheet *s;
	enum sheet_fault f;
	struct ctx cx;
	size_t i;

	ctx_init(&cx, NULL, 0);
	if (sheet_open(&cx, path, &s, &f) != ERR_OK)
		return EXIT_FAILURE;
	sheet_batch_init(&b, s);
	while (sheet_read(&cx, s, &b, &f) == ERR_OK && b.n > 0) {
		n += (double)b.n;
		for (i = 0; i < b.n * b.columns; i++)
			bytes += b.cells[i].size;
	}
	report("rows", seconds() - began, n, bytes);
	sheet_batch_release(&b);
	sheet_free(s);
	ctx_release(&cx);
	return f == SHEET_FINE ? EXIT_SUCCESS : EXIT_FAILURE;
}

static int late(const char *path)
{
	double began = seconds();
	struct sheet_batch b;
	struct sheet *s;
	enum sheet_fault f;
	struct ctx cx;
	bool fine;

	ctx_init(&cx, NULL, 0);
	if (sheet_open(&cx, path, &s, &f) != ERR_OK)
		return EXIT_FAILURE;
	sheet_batch_init(&b, s);
	fine = sheet_seek(&cx, s, 100000, &f) == ERR_OK && sheet_read(&cx, s, &b, &f) == ERR_OK &&
	       b.n > 0 && b.line[0] == 100000;
	report("late", seconds() - began, 100000, 0);
	sheet_batch_release(&b);
	sheet_free(s);
	ctx_release(&cx);
	return fine ? EXIT_SUCCESS : EXIT_FAILURE;
}

static char block[1 << 20];

/* What the bytes cost alone, read as they lie or unpacked. */
static int bytes(const char *path)
{
	double began = seconds(), sum = 0;
	zip_t *zip = zip_open(path, ZIP_RDONLY, NULL);
	zip_file_t *page = zip ? zip_fopen(zip, "xl/worksheets/sheet1.xml", 0) : NULL;
	int fd = zip ? -1 : open(path, O_RDONLY);
	ssize_t got;

	do {
		got = zip ? zip_fread(page, block, sizeof(block)) : read(fd, block, sizeof(block));
		sum += (double)got;
	} while (got > 0);
	report("bytes", seconds() - began, 0, sum);
	return got == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

/* Numbers of sixteen digits as text, names, dates, small numbers: as lists of people are. */
static void cell_text(char to[64], int row, int column)
{
	int mixed = (int)((unsigned)row * 2654435761U >> 12);

	if (column % 5 == 0)
		(void)snprintf(to, 64, "3272%012d", mixed);
	else if (column % 5 == 1)
		(void)snprintf(to, 64, "Nama %d Warga %d", mixed % 5000, mixed % 97);
	else if (column % 5 == 2)
		(void)snprintf(to, 64, "%04d-%02d-%02d", 1940 + mixed % 80, 1 + mixed % 12,
			       1 + mixed % 28);
	else
		(void)snprintf(to, 64, "%d", mixed % 1000);
}

static int make_csv(int rows_n, int columns, const char *path)
{
	FILE *f = fopen(path, "w");
	char text[64];
	int r, c;

	for (r = -1; f && r < rows_n; r++)
		for (c = 0; c < columns; c++) {
			(void)snprintf(text, sizeof(text), "kolom_%d", c);
			if (r >= 0)
				cell_text(text, r, c);
			(void)fprintf(f, "%s%s", text, c + 1 < columns ? "," : "\n");
		}
	return f && fclose(f) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

/* shared: texts in the list of all, as spreadsheets write them; otherwise within their cells. */
static int make_xlsx(int rows_n, int columns, const char *path, bool shared)
{
	lxw_workbook_options options = { .constant_memory = !shared };
	lxw_workbook *book = workbook_new_opt(path, &options);
	lxw_worksheet *s = workbook_add_worksheet(book, NULL);
	char text[64];
	int r, c;

	for (r = -1; r < rows_n; r++)
		for (c = 0; c < columns; c++) {
			(void)snprintf(text, sizeof(text), "kolom_%d", c);
			if (r >= 0)
				cell_text(text, r, c);
			if (r >= 0 && c % 5 > 2)
				worksheet_write_number(s, (lxw_row_t)(r + 1), (lxw_col_t)c,
						       strtod(text, NULL), NULL);
			else
				worksheet_write_string(s, (lxw_row_t)(r + 1), (lxw_col_t)c, text,
						       NULL);
		}
	return workbook_close(book) == LXW_NO_ERROR ? EXIT_SUCCESS : EXIT_FAILURE;
}

int main(int argc, char **argv)
{
	int n, columns;

	if (argc == 3 && strcmp(argv[1], "late") == 0)
		return late(argv[2]);
	if (argc == 3)
		return strcmp(argv[1], "rows") == 0 ? rows(argv[2]) : bytes(argv[2]);
	if (argc != 6)
		return EXIT_FAILURE;
	n = (int)strtol(argv[3], NULL, 10);
	columns = (int)strtol(argv[4], NULL, 10);
	if (strcmp(argv[2], "csv") == 0)
		return make_csv(n, columns, argv[5]);
	return make_xlsx(n, columns, argv[5], strcmp(argv[2], "shared") == 0);
}
