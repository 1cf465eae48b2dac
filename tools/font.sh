#!/bin/sh
# Makes assets/web/inter.woff2 anew: of Inter (npm, pinned) the letters that our texts need, in one
# file for all weights.  Needs python3-fonttools and python3-brotli of Debian.  usage: font.sh
set -eu
cd "$(dirname "$0")/.."
from=node_modules/@fontsource-variable/inter/files/inter-latin-wght-normal.woff2
whole=$(mktemp)
trap 'rm -f "$whole"' EXIT
letters='U+0020-007E,U+00A0,U+00A9,U+00B0,U+00B1,U+00B7,U+00D7,U+00E8,U+00E9,U+2013,U+2014,U+2018,U+2019,U+201C,U+201D,U+2022,U+2026,U+2190,U+2192,U+2212,U+2264,U+2265'
/usr/bin/python3 -m fontTools.varLib.instancer "$from" wght=400:700 -q -o "$whole"
/usr/bin/python3 -m fontTools.subset "$whole" --unicodes="$letters" --layout-features=kern,tnum \
	--flavor=woff2 --no-hinting --desubroutinize --output-file=assets/web/inter.woff2
