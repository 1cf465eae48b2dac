#!/bin/sh
# Takes one guard at a time out of a copy of casework and expects the explorer to notice; the one that
# matters only to two at once is for the races, when MELAJU_TEST_PG names a cluster (tools/pg.sh).  What
# reaches from one report to another is for those beside each other.
#   mutants.sh [SECONDS]    for each; prints a table, fails when one lives
set -eu
cd "$(dirname "$0")/../.."
seconds=${1:-20}
v=${V:-release}
out=${TMPDIR:-/tmp}/melaju-mutants
rm -rf "$out"
mkdir -p "$out"
lived=0
room=src/feature/casework

# The compiler's line, as make would run it, and the linker's of a test program.
flags=$(make -n V="$v" -W src/feature/casework/case.c build/"$v"/src/feature/casework/case.o | grep -- ' -c ' | tail -1 |
	sed 's/ -MMD.*//; s/^ccache //')
caught_by() { # name of the program; what it is called with
	program=build/$v/tests/baton/$1
	shift
	args=$*
	libs=$(make -n V="$v" -W "tests/baton/${program##*/}.c" "$program" | grep -- "-o $program\$" | tail -1)
}

mutant() { # name, file, sed expression
	cp "$room/$2" "$out/$2"
	sed -i "$3" "$out/$2"
	if cmp -s "$room/$2" "$out/$2"; then
		echo "the patch '$1' changes nothing" >&2
		exit 1
	fi
	$flags -c "$out/$2" -o "$out/mutant.o" 2>/dev/null
	# The mutant comes before the library, whose object is then not taken.
	link=$(echo "$libs" | sed "s|$program.o|& $out/mutant.o|; s|-o $program|-o $out/mutated|")
	$link
	# shellcheck disable=SC2086
	if "$out/mutated" $args >"$out/log" 2>&1; then
		verdict=LIVES
		lived=1
	else
		verdict=caught
	fi
	printf '%-44s %-7s %s\n' "$1" "$verdict" "$(grep -o 'ERROR: .*\|Assertion.*' "$out/log" | head -1 | sed 's/ERROR: //' | cut -c1-150)"
}

export MELAJU_EXPLORE="$seconds"
caught_by explore_test
mutant "a closed unit may hold" casework.c 's/if (!found || unit.closed_at != 0)/if (!found)/'
mutant "a unit outside gets hand-overs" referral.c 's/^\tif (unit.outside)$/\tif (false)/'
mutant "two hand-overs at once" referral.c 's/^\t\tif (found)$/\t\tif (false)/'
mutant "the last resort may refuse" referral.c 's/^\tif (unit.last_resort)$/\tif (false)/'
mutant "the last resort has to be asked" referral.c 's/if (to.urgent \&\& to.kind == REFERRAL_HANDOVER \&\& unit.last_resort)/if (false)/'
mutant "strangers answer" referral.c 's/return refuse(cx, T_CASEWORK_REFUSE_NOT_RECEIVER);/return ERR_OK;/'
mutant "strangers act for the holder" casework.c 's/return refuse(cx, T_CASEWORK_REFUSE_NOT_HOLDER);/return ERR_OK;/'
mutant "who has begun waits for a step opened again" step.c 's/^\tTRY(step_wait_over_run(.*$//'
mutant "waiting steps are not begun" step.c '/^enum err step_end/,/^}/s/^\tTRY(plan_advance(cx, \&c));//'
mutant "an emergency is over for ever" emergency.c 's/if (open.n > 0)/if (false)/'
mutant "an emergency never ends" emergency.c 's/return c->urgent ? set_urgent(cx, c, false) : ERR_OK;/return ERR_OK;/'
mutant "death leaves requests open" step.c 's/^\tTRY(referrals_end(cx, c));//'
mutant "a case closes over open steps" case.c 's/if (steps.n > 0)/if (false)/'
mutant "a merge leaves the plan running" case.c '/case_id = from_id, .end_kind/s/from_id/0/'
mutant "ends are not logged" casework.c '/\.id = c->id, .*state = state/!s/TRY(baton_log(cx, BATON_CASE, c->id, c->holder_unit_id, \&none));//'
mutant "unanswered for ever" tick.c 's/if (c.unanswered >= UNANSWERED_MAX)/if (false)/'
mutant "deadlines only remind" tick.c 's/b.level >= LEVEL_PASS/false/'
mutant "an urgent case may be given back" referral.c 's/if (unit.last_resort \&\& r.kind == REFERRAL_HANDOVER)/if (false)/'

caught_by beside_test 300
room=build/gen/feature/casework
mutant "another's hand-over counts as one's own" casework_sql.c 's/AND case_id = $2 AND kind = 1 AND state IN/AND (case_id = $2 OR id > 0) AND kind = 1 AND state IN/'
mutant "the plans of all end with one" casework_sql.c 's/end_kind = $2 WHERE city = $3 AND case_id = $4 AND state < 2/end_kind = $2 WHERE city = $3 AND (case_id = $4 OR id > 0) AND state < 2/'
mutant "the units of all let go with one" casework_sql.c 's/UPDATE case_unit SET open = $1 WHERE city = $2 AND case_id = $3/UPDATE case_unit SET open = $1 WHERE city = $2 AND (case_id = $3 OR case_id > 0)/'
room=src/feature/casework

if [ -n "${MELAJU_TEST_PG:-}" ]; then
	export DB=pg
	caught_by race_test
	mutant "a unit is not held while it gets a baton" casework.c '/^enum err unit_hold/,/^}/s/casework_unit_hold/casework_unit/g'
fi
exit $lived
