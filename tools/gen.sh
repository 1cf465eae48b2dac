#!/bin/sh
# Runs every generator and writes the list of what they made; called by the Makefile.
set -e
out=$1
mkdir -p "$out"
node tools/mksql.mjs "$out"
node tools/mktext.mjs "$out"
[ ! -f tools/mkui.mjs ] || node tools/mkui.mjs "$out"
[ ! -f tools/mkassets.mjs ] || node tools/mkassets.mjs "$out"
{
	printf 'GENSRC :='
	{ sed "s|^|$out/|" "$out/mksql.list"; ls "$out"/*.c | grep -v -e sql_all.c -e db_tables.c -e db_migrations.c; } |
		LC_ALL=C sort -u | tr '\n' ' '
	printf '\nGENASM := '
	ls "$out"/*.S 2>/dev/null | tr '\n' ' ' || true
	printf '\n'
} > "$out/files.mk.new"
mv "$out/files.mk.new" "$out/files.mk"
