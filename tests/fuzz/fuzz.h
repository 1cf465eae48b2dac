/*
 * Fuzz targets: one parser of foreign bytes each.  tests/unit/form/corpus_test.c replays the saved
 * corpus through the same functions; tools/fuzz.sh builds them with libFuzzer.
 */
#ifndef TESTS_FUZZ_H
#define TESTS_FUZZ_H

#include "base/ctx.h"
#include "platform/form/form.h"

/* A form with a field of every kind. */
extern const struct form_def fuzz_form;

/* Each takes any bytes and asserts what must hold of them. */
void fuzz_urlencoded(const uint8_t *p, size_t n);
void fuzz_multipart(const uint8_t *p, size_t n);
void fuzz_json(const uint8_t *p, size_t n);
void fuzz_cookie(const uint8_t *p, size_t n);
void fuzz_path(const uint8_t *p, size_t n);
void fuzz_sheet(const uint8_t *p, size_t n);
void fuzz_book(const uint8_t *p, size_t n);
void fuzz_passkey(const uint8_t *p, size_t n);
void fuzz_name(const uint8_t *p, size_t n);

#endif
