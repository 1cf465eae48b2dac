#!/bin/sh
# A Debian package of a built program, made with dpkg-deb alone.  usage: deb.sh PROGRAM FOLDER
# The program is stripped, the manual page comes from its help texts, the dependencies from the
# libraries it is linked with.  The same tree gives the same bytes (SOURCE_DATE_EPOCH).
set -eu
program=$1 out=$2
version=$("$program" version | cut -d' ' -f2)
arch=$(dpkg --print-architecture)
: "${SOURCE_DATE_EPOCH:=$(git log -1 --format=%ct 2>/dev/null || echo 0)}"
export SOURCE_DATE_EPOCH
tree=$out/tree
doc=$tree/usr/share/doc/melaju

# Packages of the libraries, each at least as new as here.
depends() {
	objdump -p "$program" | awk '$1 == "NEEDED" { print $2 }' | while read -r lib; do
		path=$(ldconfig -p | awk -v l="$lib" '$1 == l { print $NF; exit }')
		package=$(dpkg -S "$(readlink -f "$path")" 2>/dev/null | cut -d: -f1 | head -1)
		[ -n "$package" ] || package=$(dpkg -S "$path" | cut -d: -f1 | head -1)
		printf '%s (>= %s)\n' "$package" \
			"$(dpkg-query -W -f='${Version}' "$package" | sed 's/+deb.*//; s/-[^-]*$//')"
	done | sort -u | paste -sd, | sed 's/,/, /g'
}

rm -rf "$tree"
install -d -m 755 "$tree/DEBIAN" "$tree/usr/bin" "$tree/usr/lib/systemd/system" "$doc/examples" \
	"$tree/usr/share/man/man1" "$tree/etc/melaju"
install -m 755 "$program" "$tree/usr/bin/melaju"
strip --strip-unneeded "$tree/usr/bin/melaju"
install -m 644 packaging/melaju.service "$tree/usr/lib/systemd/system/"
install -m 644 packaging/nginx/melaju.conf "$doc/examples/nginx.conf"
install -m 644 packaging/debian/melaju.conf "$tree/etc/melaju/melaju.conf"
install -m 644 packaging/debian/copyright "$doc/copyright"
install -m 644 docs/licences/inter.txt "$doc/"
for f in administrator audit threat-model; do
	install -m 644 "docs/$f.md" "$doc/"
	gzip -9n "$doc/$f.md"
done
{
	printf 'melaju (%s) stable; urgency=medium\n\n  * See docs/roadmap.md for what stands.\n\n' "$version"
	printf ' -- The Melaju contributors <melaju@localhost>  %s\n' \
		"$(LC_ALL=C date -uR -d "@$SOURCE_DATE_EPOCH")"
} | gzip -9n >"$doc/changelog.gz"
sh tools/man.sh "$program" | gzip -9n >"$tree/usr/share/man/man1/melaju.1.gz"
for f in postinst prerm postrm; do install -m 755 "packaging/debian/$f" "$tree/DEBIAN/"; done
echo /etc/melaju/melaju.conf >"$tree/DEBIAN/conffiles"
cat >"$tree/DEBIAN/control" <<CONTROL
Package: melaju
Version: $version
Architecture: $arch
Maintainer: The Melaju contributors <melaju@localhost>
Installed-Size: $(du -sk --exclude=DEBIAN "$tree" | cut -f1)
Depends: adduser, fonts-liberation | fonts-liberation2, $(depends)
Recommends: nginx
Suggests: postgresql
Section: web
Priority: optional
Description: social-welfare service of an Indonesian city
 Reports of people in need reach the right unit with a deadline, are treated,
 referred and brought to an outcome; exactly one unit holds each case at any
 moment. One program with web pages in Indonesian and English, one SQLite data
 file or a PostgreSQL database, an audit log that proves it was not changed.
CONTROL
(cd "$tree" && find usr etc -type f -print0 | LC_ALL=C sort -z | xargs -0 md5sum) >"$tree/DEBIAN/md5sums"
find "$tree" -newermt "@$SOURCE_DATE_EPOCH" -print0 | xargs -0r touch -hd "@$SOURCE_DATE_EPOCH"
dpkg-deb --root-owner-group -Zxz --build "$tree" "$out/melaju_${version}_${arch}.deb"
