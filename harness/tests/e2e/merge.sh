#!/bin/sh
# merge: four parts together are what one run would have been, but for times and the names that a run makes up.
. "$(dirname "$0")/lib.sh"

for defect in '' rename-appends; do
  set -- ${defect:+--defect "$defect"}
  expected=${defect:+1}
  run run -q "$@" --results "$work/whole.xml"
  exits "${expected:-0}" "the whole run (${defect:-no defect})"
  for i in 1 2 3 4; do
    "$EWS" run -q "$@" --shard "$i/4" --results "$work/part$i.xml" >/dev/null 2>&1
  done
  run merge "$work/part3.xml" "$work/part1.xml" "$work/part4.xml" "$work/part2.xml" --results "$work/all.xml" \
    --junit "$work/all.junit.xml"
  exits "${expected:-0}" "the parts together"
  holds "are valid" xmllint --noout --schema "$ROOT/reports/results.xsd" "$work/all.xml"
  verdicts "$work/whole.xml" >"$work/a"
  verdicts "$work/all.xml" >"$work/b"
  # how often a server that never shows a change is asked again is a matter of time, and with it what is said of it
  if [ "${expected:-0}" -ne 0 ]; then
    for side in a b; do
      grep -o '<case number="[^"]*" id="[^"]*" file="[^"]*" line="[^"]*" verdict="[^"]*"' "$work/$side" >"$work/$side.cases"
      mv "$work/$side.cases" "$work/$side"
    done
  fi
  holds "and equal to the whole run" cmp "$work/a" "$work/b"
  holds "with every case" test "$(grep -c '<case' "$work/b")" -gt 100
  holds "with one JUnit report" grep -q '<testsuites' "$work/all.junit.xml"
done

# ---- parts that take equally long ------------------------------------------------------------------------------------
total=0
for i in 1 2 3; do
  run list --shard "$i/3" --durations "$work/whole.xml"
  n=$(grep -c '^[a-z]*/' "$work/out")
  total=$((total + n))
done
holds "parts by duration have every case once" test "$total" -eq "$("$EWS" list | grep -c '^[a-z]*/')"

# ---- the environment of a CI system ---------------------------------------------------------------------------------
run list --shard 2/3
cp "$work/out" "$work/second"
CI_NODE_INDEX=2 CI_NODE_TOTAL=3 run list --shard auto
holds "GitLab counts from one" cmp "$work/out" "$work/second"
JOB_COMPLETION_INDEX=1 JOB_COMPLETIONS=3 run list --shard auto
holds "Kubernetes from zero" cmp "$work/out" "$work/second"
JOB_COMPLETION_INDEX=1 run list --shard auto --shard-total 3
holds "and is told how many there are" cmp "$work/out" "$work/second"
CI_NODE_TOTAL=1 run list --shard auto
exits 0 "a GitLab job that is not divided is one of one"
run list --shard auto
exits 3 "elsewhere it is wrong usage"
says 'CI_NODE_INDEX' "and it is said what was looked for"
CI_NODE_INDEX=2 CI_NODE_TOTAL=3 run list
holds "nothing is divided unasked" test "$(grep -c '^[a-z]*/' "$work/out")" -gt "$(grep -c '^[a-z]*/' "$work/second")"

# ---- known deviations: of the whole run, whatever each part could tell -------------------------------------------------
cat >"$work/known.xml" <<'XML'
<known xmlns="urn:ews-conform:known:1">
  <deviation requirement="R301"><reason>names get a tail</reason></deviation>
  <deviation requirement="R302"><reason>was so once</reason></deviation>
  <deviation case="rename-once" expires="2020-02-29"><reason>over</reason></deviation>
</known>
XML
known_states() { grep -o '<case number="[^"]*" id="[^"]*"\|<problem .*' "$1" | cat; grep -o ' known="[^"]*"' "$1"; }
set -- --defect rename-appends --known "$work/known.xml"
"$EWS" run -q "$@" --results "$work/whole.xml" >/dev/null 2>&1
whole_status=$?
for i in 1 2 3; do "$EWS" run -q --shard "$i/3" "$@" --results "$work/k$i.xml" >/dev/null 2>&1; done
run merge "$work"/k[123].xml --known "$work/known.xml" --results "$work/all.xml"
exits "$whole_status" "parts with known deviations end as the whole run"
known_states "$work/whole.xml" >"$work/a"
known_states "$work/all.xml" >"$work/b"
holds "the same is known, and the same told of the list" cmp "$work/a" "$work/b"
for i in 1 2 3; do "$EWS" run -q --shard "$i/3" --defect rename-appends --results "$work/k$i.xml" >/dev/null 2>&1; done
run merge "$work"/k[123].xml --known "$work/known.xml" --results "$work/all.xml"
known_states "$work/all.xml" >"$work/b"
holds "also where only merge was given the list" cmp "$work/a" "$work/b"

run merge "$work/part1.xml" "$work/part2.xml" "$work/part4.xml"
says 'part 3 of 4 is missing' "a part that is missing is named"
for i in 1 2 3; do "$EWS" run -q --shard "$i/3" --tag smoke --results "$work/k$i.xml" >/dev/null 2>&1; done
run merge "$work"/k[123].xml
exits 0 "all parts of some of the cases are well"
run merge "$work"/k[13].xml
exits 2 "a green part that is missing is an error"

# ---- what does not belong together ---------------------------------------------------------------------------------
run merge "$work/part1.xml" "$work/part1.xml"
exits 3 "a case in two parts is refused"
"$EWS" run -q --strict --shard 1/4 --results "$work/strict.xml" >/dev/null 2>&1
run merge "$work/part2.xml" "$work/strict.xml"
exits 3 "parts of different runs are refused"
done_testing
