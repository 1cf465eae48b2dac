# Melaju: make            build/release/melaju
#         make V=asan     the same under AddressSanitizer and UBSan (tests), V=tsan for threads
#         make test       unit, web and property tests on SQLite (DB=pg: on PostgreSQL)
#         make lint       layers, own linters, headers alone, data dictionary, tests of the tools
#         make check      lint, format, then test
#         make tidy       cppcheck, clang-tidy, gcc -fanalyzer (slow; TIDY="files" for some)
#         make dict sbom  docs/data-dictionary.md, build/sbom/
#         make deb        build/deb/melaju_VERSION_ARCH.deb
# SQLITE=system links Debian's library instead of the pinned one, for a quick build.

V ?= release
B := build/$(V)
G := build/gen
CC ?= gcc
ifneq ($(shell command -v ccache 2>/dev/null),)
  CCACHE := ccache
endif

PKGS := libmicrohttpd libpq jansson libsodium libcurl libzip expat pangocairo fontconfig cairo libqrencode libutf8proc libjpeg libpng libqpdf libseccomp libfido2 zlib
CFLAGS_PKG := $(shell pkg-config --cflags $(PKGS))
LIBS := $(shell pkg-config --libs $(PKGS)) -lxlsxwriter -lpthread -lm

WARN := -Wall -Wextra -Wshadow -Wconversion -Wcast-qual -Wformat=2 -Wmissing-prototypes \
	-Wstrict-prototypes -Wold-style-definition -Wpointer-arith -Wundef -Wvla -Wwrite-strings \
	-Wimplicit-fallthrough -Wswitch-enum -Wno-missing-field-initializers -fno-common
CI ?=
ifneq ($(CI),)
  WARN += -Werror
endif
BASE := -std=gnu17 -D_GNU_SOURCE -g -fPIE -ffp-contract=off $(WARN) -Isrc -I$(G) -I$(G)/.. $(CFLAGS_PKG)
FLAGS_release := -O2 -D_FORTIFY_SOURCE=3 -fstack-protector-strong -fstack-clash-protection -fcf-protection
FLAGS_debug := -O0
FLAGS_quick := -O1
FLAGS_asan := -O1 -fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer
FLAGS_tsan := -O1 -fsanitize=thread -fno-omit-frame-pointer
CFLAGS := $(BASE) $(FLAGS_$(V)) $(EXTRA)
# Loops over millions of records: a twentieth less time.
release_LOOPS := -O3
$(B)/src/engine/linkage/%.o $(B)/src/engine/names/%.o: CFLAGS += $($(V)_LOOPS)
# libfido2's headers declare names of OpenSSL that banned.h forbids: they are read before it.
$(B)/src/platform/auth/passkey_read.o: CFLAGS += -include fido.h -include fido/es256.h -include fido/rs256.h
LDFLAGS := -pie -Wl,-z,relro,-z,now $(filter -fsanitize%,$(FLAGS_$(V)))

# V=quick, for a first look on a bare machine: Debian's SQLite, so that npm need not be there.
ifeq ($(V),quick)
  SQLITE := system
endif
ifeq ($(SQLITE),system)
  SQLITE_OBJ :=
  SQLITE_INC :=
  LIBS += -lsqlite3
else
  SQLITE_OBJ := build/sqlite3.o
  SQLITE_DIR := node_modules/better-sqlite3/deps/sqlite3
  SQLITE_INC := -I$(SQLITE_DIR)
endif

SRC := $(shell find src -name '*.c' | LC_ALL=C sort)
GENIN := $(shell find src -name '*.sql' -o -name '*.html') $(wildcard migrations/*.sql) \
	$(shell find assets -type f 2>/dev/null) $(wildcard tools/mk*.mjs tools/catalogue.mjs tools/sqlparse.mjs tools/gen.sh)
TESTSRC := $(shell find tests -name '*_test.c' | LC_ALL=C sort)
TESTLIB := $(wildcard tests/lib/*.c)

.PHONY: all gen bench tests test check clean fmt fmt-check layers hdr-check lint checkc dict dict-check parts parts-check tidy sbom deb
all: $(B)/melaju

# Everything generated, remade together when any source of it changes; make then starts over.  What
# comes out as it was keeps its time, so that only who includes something new is compiled again.
$(G)/files.mk: $(GENIN)
	@sh tools/gen.sh $(G)
gen: $(G)/files.mk
ifneq ($(filter clean fmt fmt-check layers checkc dict dict-check,$(MAKECMDGOALS)),$(MAKECMDGOALS))
-include $(G)/files.mk
else ifeq ($(MAKECMDGOALS),)
-include $(G)/files.mk
endif

OBJ := $(SRC:%.c=$(B)/%.o) $(GENSRC:$(G)/%.c=$(B)/gen/%.o) $(GENASM:$(G)/%.S=$(B)/gen/%.S.o)
LIBOBJ := $(filter-out $(B)/src/main.o,$(OBJ))

$(B)/src/%.o: src/%.c | $(G)/files.mk
	@mkdir -p $(@D)
	$(CCACHE) $(CC) $(CFLAGS) $(SQLITE_INC) -include src/base/banned.h -MMD -MP -c $< -o $@
$(B)/gen/%.o: $(G)/%.c | $(G)/files.mk
	@mkdir -p $(@D)
	$(CCACHE) $(CC) $(CFLAGS) -MMD -MP -c $< -o $@
$(B)/gen/%.S.o: $(G)/%.S | $(G)/files.mk
	@mkdir -p $(@D)
	$(CC) -c $< -o $@
$(B)/tests/%.o: tests/%.c | $(G)/files.mk
	@mkdir -p $(@D)
	$(CCACHE) $(CC) $(CFLAGS) -Itests $(SQLITE_INC) -MMD -MP -c $< -o $@

# The pinned SQLite, one object for all variants.  Double-quoted strings are off.
build/sqlite3.o: node_modules/better-sqlite3/deps/sqlite3/sqlite3.c
	@mkdir -p $(@D)
	$(CCACHE) $(CC) -O2 -g -fPIE -DSQLITE_DQS=0 -DSQLITE_THREADSAFE=2 -DSQLITE_DEFAULT_MEMSTATUS=0 \
	  -DSQLITE_ENABLE_FTS5 -DSQLITE_ENABLE_MATH_FUNCTIONS -DSQLITE_ENABLE_COLUMN_METADATA \
	  -DSQLITE_LIKE_DOESNT_MATCH_BLOBS -DSQLITE_OMIT_DEPRECATED -DSQLITE_OMIT_SHARED_CACHE \
	  -DSQLITE_USE_ALLOCA -DSQLITE_MAX_EXPR_DEPTH=0 -c $< -o $@
# A linked node_modules is somebody else's: npm would empty what it points to.
node_modules/better-sqlite3/deps/sqlite3/sqlite3.c: | package-lock.json
	@test ! -L node_modules || { echo "node_modules is a link without packages: npm ci there" >&2; exit 1; }
	npm ci --omit=dev --ignore-scripts --no-audit --no-fund --silent

$(B)/libmelaju.a: $(LIBOBJ)
	@rm -f $@
	ar rcs $@ $(LIBOBJ)
$(B)/melaju: $(B)/src/main.o $(B)/libmelaju.a $(SQLITE_OBJ)
	$(CC) $(LDFLAGS) $^ $(LIBS) -o $@

TESTBIN := $(TESTSRC:tests/%.c=$(B)/tests/%)
TESTLIBOBJ := $(TESTLIB:%.c=$(B)/%.o)
$(TESTBIN): $(B)/tests/%: $(B)/tests/%.o $(TESTLIBOBJ) $(B)/libmelaju.a $(SQLITE_OBJ)
	$(CC) $(LDFLAGS) $^ $(LIBS) -lcmocka -loath -o $@
# Every component of the pages with made-up data, as HTML files: build/V/ui-gallery FOLDER
$(B)/ui-gallery: $(B)/tests/browser/gallery.o $(TESTLIBOBJ) $(B)/libmelaju.a $(SQLITE_OBJ)
	$(CC) $(LDFLAGS) $^ $(LIBS) -lcmocka -o $@
# bench/desk, bench/fill and bench/names use them.
$(B)/bench/hand: bench/hand.c $(B)/libmelaju.a $(SQLITE_OBJ)
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $(SQLITE_INC) $(LDFLAGS) $^ $(LIBS) -o $@
# bench/names uses it.
$(B)/bench/find: bench/find.c $(B)/libmelaju.a $(SQLITE_OBJ)
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $(SQLITE_INC) $(LDFLAGS) $^ $(LIBS) -o $@
# The index of people alone; bench/search asks for them through whole requests.
$(B)/bench/seek: bench/seek.c $(B)/libmelaju.a $(SQLITE_OBJ)
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $(SQLITE_INC) $(LDFLAGS) $^ $(LIBS) -o $@
# Who may be somebody that is entered.
$(B)/bench/entry: bench/entry.c $(B)/libmelaju.a $(SQLITE_OBJ)
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $(SQLITE_INC) $(LDFLAGS) $^ $(LIBS) -o $@
$(B)/bench/agree: bench/agree.c $(B)/libmelaju.a $(SQLITE_OBJ)
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $(SQLITE_INC) $(LDFLAGS) $^ $(LIBS) -o $@
# bench/sheet uses it.
$(B)/bench/table: bench/table.c $(B)/libmelaju.a $(SQLITE_OBJ)
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $(SQLITE_INC) $(LDFLAGS) $^ $(LIBS) -o $@
# bench/registry uses it.
$(B)/bench/copy: bench/copy.c $(SQLITE_OBJ)
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $(SQLITE_INC) $(LDFLAGS) $^ $(LIBS) -o $@
$(B)/bench/load: bench/load.c
	@mkdir -p $(@D)
	$(CC) -O2 -D_GNU_SOURCE -Wall -Wextra $< -lmicrohttpd -lpthread -o $@
$(B)/bench/slowsync.so: bench/slowsync.c
	@mkdir -p $(@D)
	$(CC) -O2 -Wall -shared -fPIC $< -ldl -o $@
bench: $(B)/melaju $(B)/bench/hand $(B)/bench/find $(B)/bench/seek $(B)/bench/entry $(B)/bench/agree $(B)/bench/table $(B)/bench/copy $(B)/bench/load $(B)/bench/slowsync.so
tests: $(TESTBIN)
test: $(TESTBIN)
	@sh tools/run-tests.sh $(TESTBIN)

CFILES = $(shell find src tests bench -name '*.[ch]' 2>/dev/null | LC_ALL=C sort)
CLANG_FORMAT := $(firstword $(shell command -v clang-format-14 clang-format))
fmt:
	$(CLANG_FORMAT) -i $(CFILES)
fmt-check:
	@$(CLANG_FORMAT) --dry-run -Werror $(CFILES)
layers:
	@awk -f tools/layers.awk src/layers.txt $(shell find src -name '*.[ch]')
hdr-check: $(G)/files.mk
	@for h in $$(find src -name '*.h'); do \
	  echo "#include \"$${h#src/}\"" | $(CC) $(CFLAGS) $(SQLITE_INC) -Wno-unused-macros -fsyntax-only -x c - || exit 1; \
	done
checkc:
	@node tools/checkc.mjs
dict:
	@node tools/mkdict.mjs
# What each page gives a program, for /openapi.json: found in the calls that draw it.
parts: $(G)/files.mk
	@node tools/mkparts.mjs
parts-check: $(G)/files.mk
	@node tools/mkparts.mjs --check
dict-check:
	@node tools/mkdict.mjs --check
lint: layers checkc dict-check parts-check hdr-check
	@node tools/citus-check.mjs
	@node tools/unused.mjs
	@node --test tests/tools >$(G)/tools-test.log 2>&1 || { cat $(G)/tools-test.log; exit 1; }
check: lint fmt-check
	@$(MAKE) --no-print-directory test

# Second opinions, one file a process: clang-tidy 14 invents findings when it sees several.
TIDY ?= $(shell find src/base src/platform src/engine src/cli src/feature -name '*.c' | LC_ALL=C sort)
tidy: $(G)/files.mk
	@sh tools/tidy.sh "$(CC)" '$(filter-out -Wno-%,$(CFLAGS)) $(SQLITE_INC)' $(TIDY)

# What is inside: npm packages that are compiled in, and Debian's libraries that are linked.
sbom: $(B)/melaju
	@sh tools/sbom.sh $(B)/melaju build/sbom

# A package for Debian: program, unit, manual page, settings file, user.
deb: $(B)/melaju
	@mkdir -p build/deb
	@sh tools/deb.sh $(B)/melaju build/deb

clean:
	rm -rf build/release build/debug build/quick build/asan build/tsan build/gen

-include $(shell find $(B) -name '*.d' 2>/dev/null)
.SECONDARY:
