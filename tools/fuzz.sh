#!/bin/sh
# Builds one fuzz target with libFuzzer and runs it for some seconds on a copy of its corpus.
# usage: tools/fuzz.sh urlencoded|multipart|json|cookie|path|name|sheet|book|passkey [seconds]
# What it finds goes to build/fuzz; add a file that broke something to tests/fuzz/corpus/TARGET.
set -e
target=$1 seconds=${2:-15}
make -s gen
mkdir -p "build/fuzz/$target"
packages="jansson libutf8proc libsodium libzip expat libfido2"
${FUZZ_CC:-clang-14} -std=gnu17 -D_GNU_SOURCE -g -O1 -w -fsanitize=fuzzer,address,undefined \
	-Isrc -Ibuild/gen -Itests $(pkg-config --cflags $packages libpq) \
	tests/fuzz/fuzz.c "tests/fuzz/${target}_fuzz.c" src/base/*.c src/platform/form/*.c \
	src/platform/i18n/*.c src/platform/http/target.c src/engine/names/*.c src/platform/sheet/*.c src/platform/auth/passkey_read.c build/gen/i18n_text.c \
	$(pkg-config --libs $packages) -lpthread -lm -o "build/fuzz/${target}_fuzz"
"build/fuzz/${target}_fuzz" -max_total_time="$seconds" -max_len=4096 -print_final_stats=1 \
	"build/fuzz/$target" "tests/fuzz/corpus/$target"
