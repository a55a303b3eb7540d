#!/bin/sh
# --repeat and --order random: cases that do not always end alike are named; an order can be had again.
. "$(dirname "$0")/../lib.sh"

run run rename-once --repeat 3 --results "$work/r.xml"
exits 0 "a case that always passes"
holds "is recorded once" grep -q ' id="rename-once"[^>]* verdict="pass"[^>]* attempts="1"' "$work/r.xml"
says_not 'flaky' "and is not flaky"
holds "how often it ran is in the results" grep -q '<fact name="repeat" value="3"' "$work/r.xml"

# the third rename is lost: of three attempts with one rename each the third fails
run run rename-once --jobs 1 --repeat 3 --defect third-rename-lost --results "$work/r.xml"
exits 1 "the worst attempt counts"
says 'The case "rename-once" is flaky: of 3 attempts 2 passed, 1 failed' "the flaky case is named"
holds "results are valid" xmllint --noout --schema "$ROOT/reports/results.xsd" "$work/r.xml"
holds "earlier attempts are recorded" test "$(grep -c '<attempt number=' "$work/r.xml")" -eq 2
run recheck "$work/r.xml" -q --results "$work/again.xml"
exits 1 "a recheck judges the worst"

run run -q rename --order random --seed seven --results "$work/r.xml"
exits 0 "a random order"
says '^random order: --seed seven' "its seed is on the console"
holds "and in the results" grep -q '<fact name="seed" value="seven"' "$work/r.xml"
run run -q rename --order random
says '^random order: --seed [a-z0-9]+' "a seed that was not given too"
"$EWS" run -q rename --order random --seed seven --results "$work/s.xml" >/dev/null 2>&1
sed -n 's/^<case number="\([0-9]*\)" id="\([^"]*\)".*/\1 \2/p' "$work/r.xml" >"$work/a"
sed -n 's/^<case number="\([0-9]*\)" id="\([^"]*\)".*/\1 \2/p' "$work/s.xml" >"$work/b"
holds "the same seed gives the same order" cmp "$work/a" "$work/b"
done_testing
