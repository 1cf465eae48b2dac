#!/bin/sh
# The bill of materials of a built program.  usage: sbom.sh PROGRAM FOLDER
# npm.json      CycloneDX of the packages whose code is compiled in
# debian.txt    each shared library, its Debian package, version and licence file
set -eu
program=$1 out=$2
mkdir -p "$out"
npm sbom --sbom-format cyclonedx --omit dev --package-lock-only >"$out/npm.json"
objdump -p "$program" | awk '$1 == "NEEDED" { print $2 }' | sort | while read -r lib; do
	path=$(ldconfig -p | awk -v l="$lib" '$1 == l { print $NF; exit }')
	package=$(dpkg -S "$(readlink -f "$path")" 2>/dev/null | cut -d: -f1 | head -1)
	[ -n "$package" ] || package=$(dpkg -S "$path" | cut -d: -f1 | head -1)
	printf '%s\t%s\t%s\t%s\n' "$lib" "$package" \
		"$(dpkg-query -W -f='${Version}' "$package")" "/usr/share/doc/$package/copyright"
done >"$out/debian.txt"
echo "$out/npm.json, $out/debian.txt ($(wc -l <"$out/debian.txt") libraries)"
