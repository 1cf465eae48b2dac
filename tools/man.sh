#!/bin/sh
# The manual page, from the help texts of a built program.  usage: man.sh PROGRAM >melaju.1
set -eu
program=$1
version=$("$program" version | cut -d' ' -f2)

# Text as it stands: no line of it may be taken for a request.
literal() {
	sed -e 's/\\/\\e/g' -e 's/-/\\-/g' -e "s/^\\([.']\\)/\\\\\\&\\1/"
}

# "  user add           make an account" on a line of its own is a command.
commands=$("$program" help | sed -n 's/^  \([a-z][a-z ]*[a-z]\)  *  .*/\1/p')

printf '.TH MELAJU 1 "" "melaju %s" "Melaju"\n' "$version"
printf '.SH NAME\nmelaju \\- the social\\-welfare service of a city\n'
printf '.SH SYNOPSIS\n.B melaju\n.I COMMAND\n.RI [ OPTIONS ]\n.RI [ ARGUMENTS ]\n'
printf '.SH DESCRIPTION\nOne program and one data file (or a PostgreSQL database) run the social\\-welfare service\n'
printf 'of an Indonesian city: reports, cases, referrals, deadlines, and who may see what.\n.PP\n.nf\n'
"$program" help | sed -n '/^  /p' | literal
printf '.fi\n.SH COMMANDS\n'
echo "$commands" | while read -r command; do
	printf '.SS melaju %s\n.nf\n' "$command"
	# shellcheck disable=SC2086
	"$program" help $command | literal
	printf '.fi\n'
done
printf '.SH FILES\n.TP\n.I /etc/melaju/melaju.conf\nsettings of the service\n.TP\n.I /var/lib/melaju\n'
printf 'data file, media file, and by default the key of the city\n'
printf '.SH SEE ALSO\n.I /usr/share/doc/melaju/administrator.md.gz\n'
