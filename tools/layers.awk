# Checks every #include "x/y.h" against src/layers.txt.  usage: awk -f tools/layers.awk src/layers.txt FILES
FNR == NR {
	if ($0 ~ /^#/ || NF == 0) next
	folder = $1; sub(/:$/, "", folder)
	for (i = 2; i <= NF; i++) allow[folder, $i] = 1
	known[folder] = 1
	next
}
/^#include "/ {
	split($0, q, "\"")
	from = FILENAME; sub(/\/[^\/]*$/, "", from)
	if (q[2] !~ /\// || q[2] ~ /^text\//) next  # generated: desk_sql.h, text/desk.h
	to = "src/" q[2]; sub(/\/[^\/]*$/, "", to)
	if (from == to || from == "src" || to == "src/base" || from !~ /^src\//) next
	if (allow[from, to]) next
	if (allow[from, "*"] && (to ~ /^src\/platform/ || to ~ /^src\/engine/)) next
	printf "%s:%d: %s may not include %s (src/layers.txt)\n", FILENAME, FNR, from, to
	bad = 1
}
END { exit bad }
