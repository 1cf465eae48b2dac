#!/bin/sh
# cppcheck, clang-tidy and gcc -fanalyzer over C files, one file a process; ends red on a finding.
# usage: tidy.sh CC "CFLAGS" FILES
# The analyzer looks at what reads foreign bytes; elsewhere it costs more than it finds.
# Not asked: NULL as the last of a list of arguments (a pointer in every C library we build with), and the
# order of members in tables written once.  What clang says of "garbage" behind a TRY() of another file is to
# be read, not believed: it can't know that ret_x is set whenever ERR_OK comes back.
cc=$1 flags=$2
shift 2
checks='-*,clang-analyzer-*,bugprone-*,cert-err33-c,cert-err34-c,cert-str34-c,misc-redundant-expression,misc-unused-parameters,readability-non-const-parameter,readability-inconsistent-declaration-parameter-name,-bugprone-easily-swappable-parameters,-bugprone-reserved-identifier,-clang-analyzer-optin.performance.Padding,-clang-analyzer-security.insecureAPI.DeprecatedOrUnsafeBufferHandling,-bugprone-narrowing-conversions,-bugprone-assignment-in-if-condition,-bugprone-macro-parentheses,-bugprone-integer-division,-bugprone-implicit-widening-of-multiplication-result'
parsers=' form_parse form_multipart form_read target request str image helper vault_file share triage option sheet_scan sheet_row sheet_bytes sheet_value passkey_read '
bad=0
for f in "$@"; do
	cppcheck -q --std=c11 --inline-suppr --enable=warning,performance,portability \
		--suppress=missingIncludeSystem --suppress=internalAstError --suppress=varFuncNullUB \
		--error-exitcode=1 -Isrc -Ibuild/gen "$f" || bad=1
	# shellcheck disable=SC2086
	out=$(clang-tidy -quiet -checks="$checks" "$f" -- $flags 2>/dev/null)
	if [ -n "$out" ]; then
		printf '%s\n' "$out"
		bad=1
	fi
	name=$(basename "$f" .c)
	case $parsers in
	*" $name "*)
		# shellcheck disable=SC2086
		out=$($cc $flags -fanalyzer -O1 -w -c "$f" -o /dev/null 2>&1)
		if [ -n "$out" ]; then
			printf '%s\n' "$out"
			bad=1
		fi
		;;
	esac
done
[ $bad -eq 0 ] && echo "tidy: $# files, nothing found"
exit $bad
