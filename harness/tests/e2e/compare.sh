#!/bin/sh
# compare: regressions, fixes, new and gone cases, clearly slower steps.
. "$(dirname "$0")/lib.sh"

"$EWS" run -q rename --results "$work/good.xml" >/dev/null 2>&1
"$EWS" run -q rename --defect rename-appends --results "$work/bad.xml" >/dev/null 2>&1

run compare "$work/good.xml" "$work/good.xml"
exits 0 "a run compared with itself"
says '^0 regressions, 0 fixed' "has nothing to tell"
says_not 'Slower steps' "not even slower steps"

run compare "$work/good.xml" "$work/bad.xml"
exits 1 "a regression fails"
says '^Regressions' "it is named"
says 'rename/rename-once  pass -> fail: R[0-9]+, step' "with the case and why"

run compare "$work/bad.xml" "$work/good.xml"
exits 0 "a fix does not"
says '^Fixed' "it is named"

"$EWS" run -q rename-once --results "$work/one.xml" >/dev/null 2>&1
run compare "$work/good.xml" "$work/one.xml"
exits 0 "cases that are gone are no regression"
says '^Gone cases' "but told"
run compare "$work/one.xml" "$work/good.xml"
says '^New cases' "and so are new ones"

# ---- times -----------------------------------------------------------------------------------------------------------
awk '/<step id="rename" kind="step"/ && !done {in_step=1} in_step && /<response /{sub(/elapsed-ms="[^"]*"/,"elapsed-ms=\"900.000\""); in_step=0; done=1} {print}' \
  "$work/good.xml" >"$work/slow.xml"
run compare "$work/good.xml" "$work/slow.xml"
exits 0 "a slower step alone is no regression"
says 'Slower steps' "but told"
says 'step rename: .* -> 900 ms' "with its times"
sed -E 's/elapsed-ms="([0-9]+)\./elapsed-ms="\13./' "$work/good.xml" >"$work/all-slow.xml"
run compare "$work/good.xml" "$work/all-slow.xml"
says_not '^Slower steps' "a run that is slower as a whole names no single step"

# ---- what fails further, and what is known --------------------------------------------------------------------------
cat >"$work/known.xml" <<'XML'
<known xmlns="urn:ews-conform:known:1">
  <deviation case="rename-once"><reason>it is being worked on</reason></deviation>
</known>
XML
"$EWS" run -q rename-once --defect rename-appends --known "$work/known.xml" --results "$work/known-bad.xml" >/dev/null 2>&1
run compare "$work/one.xml" "$work/known-bad.xml"
exits 0 "a deviation that is known is no regression"
run compare "$work/known-bad.xml" "$work/bad.xml"
exits 1 "one that is no longer said to be known is"
# ---- several runs beside each other --------------------------------------------------------------------------------------
run report "$work/good.xml" "$work/bad.xml" "$work/one.xml" --html "$work/matrix.html"
exits 0 "a report of three runs"
holds "has a column for each" test "$(xmllint --html --xpath 'count((//table)[last()]//tr[1]/*)' "$work/matrix.html" 2>/dev/null)" -ge 4
holds "is a whole page" grep -q '<title>' "$work/matrix.html"
run report "$work/good.xml" "$work/bad.xml" --junit "$work/j.xml"
exits 3 "a report of one run can't tell two"
says 'report of one run' "in words"

run compare "$work/good.xml"
exits 3 "one file is wrong usage"
run compare "$work/good.xml" "$work/none.xml"
exits 2 "a file that is not there is an error"
done_testing
