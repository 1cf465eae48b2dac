#!/bin/sh
# Runs test programs, as many at a time as there are processors (JOBS: another number), TAP-quiet, and
# ends with "N passed, N failed".  What one says comes in one piece when it ends.
# On PostgreSQL one runs at a time on a cluster, since a transaction of any database holds back how far
# a feed of another may be read; MELAJU_TEST_PG_LANES names the clusters there are, else it is one.
# A program that runs no test counts as failed; a test that is skipped (of the other engine) does not.
if [ "${1:-}" = --one ]; then
	t=$2
	if [ "${DB:-}" = pg ]; then
		# shellcheck disable=SC2086
		set -- ${MELAJU_TEST_PG_LANES:-$MELAJU_TEST_PG}
		shift "$LANE"
		export MELAJU_TEST_PG="$1"
	fi
	log=$(mktemp)
	began=$(date +%s)
	CMOCKA_MESSAGE_OUTPUT=TAP "$t" >"$log" 2>&1
	rc=$?
	took=$(($(date +%s) - began))
	ok=$(grep -c '^ok ' "$log")
	bad=$(grep '^not ok ' "$log" | grep -vc '# SKIP')
	[ "$rc" -eq 0 ] || [ "$bad" -gt 0 ] || bad=1
	[ "$ok" -gt 0 ] || [ "$bad" -gt 0 ] || bad=1
	if [ "$bad" -gt 0 ]; then
		echo "FAIL $t (exit $rc): $ok passed, $bad failed"
		grep -v '^ok ' "$log" | tail -60
	else
		echo "ok   $t ($ok, $took s)"
	fi >"$log.said"
	cat "$log.said"
	echo "$ok $bad" >>"$COUNTS"
	rm -f "$log" "$log.said"
	exit 0
fi
export LSAN_OPTIONS="suppressions=$(dirname "$0")/lsan.supp:print_suppressions=0${LSAN_OPTIONS:+:$LSAN_OPTIONS}"
export TSAN_OPTIONS="suppressions=$(dirname "$0")/tsan.supp${TSAN_OPTIONS:+:$TSAN_OPTIONS}"
COUNTS=$(mktemp)
export COUNTS
jobs=${JOBS:-$(nproc)}
[ "${DB:-}" != pg ] || jobs=$(echo "${MELAJU_TEST_PG_LANES:-one}" | wc -w)
printf '%s\n' "$@" | xargs -P "$jobs" --process-slot-var=LANE -n 1 sh "$0" --one
awk -v wanted=$# '{ passed += $1; failed += $2 }
END {
	if (NR < wanted) failed += wanted - NR
	printf "%d passed, %d failed\n", passed, failed
	exit failed > 0
}' "$COUNTS"
rc=$?
rm -f "$COUNTS"
exit $rc
