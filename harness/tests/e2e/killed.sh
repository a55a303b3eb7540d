#!/bin/sh
# kill -9 at random moments: what was written by then can be reported, and is said to be incomplete.
#   killed.sh [SEED] [KILLS]
. "$(dirname "$0")/lib.sh"
seed=${1:-$(date +%s)}
wanted=${2:-50}
echo "seed $seed"

# A moment is told by how much was written, not by the clock: machines and their load differ.
"$EWS" run --results "$work/r.xml" -j 4 >"$work/run.out" 2>&1 || { cat "$work/run.out"; exit 1; }
whole_bytes=$(stat -c %s "$work/r.xml")

# moment N: the bytes that the N-th run may write, from 1 to nearly all
moment() {
  awk -v seed="$seed" -v n="$1" -v most="$whole_bytes" 'BEGIN { srand(seed * 1000 + n); rand(); printf "%d", 1 + rand() * 0.9 * most }'
}

# wait_for_bytes N: until the results have as many, or are whole
wait_for_bytes() {
  tries=0
  while [ ! -e "$work/r.xml" ] && [ $tries -lt 5000 ]; do
    [ "$(stat -c %s "$work/r.xml.partial" 2>/dev/null || echo 0)" -lt "$1" ] || return
    tries=$((tries + 1))
    sleep 0.002
  done
}

# check_report N: the reports of what the N-th killed run left; the slower ones of each tenth
check_report() {
  others=
  if [ $(($1 % 10)) -eq 0 ]; then others="--html $work/h.html --report tap=$work/t.tap"; fi
  # shellcheck disable=SC2086 # several words
  run report "$work/r.xml.partial" --junit "$work/j.xml" $others
  if [ "$status" -ne 2 ] || ! grep -q 'the run did not end' "$work/out" || ! grep -q 'The run did not end' "$work/j.xml" ||
    ! xmllint --noout --schema "$ROOT/harness/tests/data/junit.xsd" "$work/j.xml" 2>>"$work/out" ||
    { [ -n "$others" ] && { ! grep -q 'broken off' "$work/h.html" || ! grep -q '^Bail out!' "$work/t.tap"; }; }; then
    not_ok "kill $1 of seed $seed leaves a readable report (exit status $status)"
    return
  fi
  whole=$(grep -ac '^</case>$' "$work/r.xml.partial")
  cases=$(grep -c '<testcase ' "$work/j.xml")
  if [ "$cases" -lt "$whole" ]; then
    not_ok "kill $1 of seed $seed: $whole cases had ended, $cases are reported"
  else
    passed=$((passed + 1))
  fi
}

kills=0
rounds=0
while [ $kills -lt "$wanted" ] && [ $rounds -lt $((wanted * 4)) ]; do
  rounds=$((rounds + 1))
  rm -f "$work"/r.xml*
  "$EWS" run --results "$work/r.xml" -j 4 >"$work/run.out" 2>&1 &
  pid=$!
  wait_for_bytes "$(moment $rounds)"
  kill -9 $pid 2>/dev/null
  wait $pid 2>/dev/null
  if [ -s "$work/r.xml.partial" ] && [ ! -e "$work/r.xml" ]; then
    kills=$((kills + 1))
    check_report $kills
  elif ! xmllint --noout --schema "$ROOT/reports/results.xsd" "$work/r.xml" 2>"$work/out"; then
    not_ok "a file that is there is whole (round $rounds of seed $seed)"
  fi
done
echo "$rounds runs"
holds "there were $wanted kills" test $kills -eq "$wanted"

# One of them is put to every other use.
rm -f "$work"/r.xml*
"$EWS" run --results "$work/r.xml" --variant slow -j 4 >"$work/run.out" 2>&1 &
pid=$!
wait_for_bytes $((whole_bytes / 2))
kill -9 $pid
wait $pid 2>/dev/null
run recheck "$work/r.xml.partial" --results "$work/again.xml"
exits 2 "recheck judges what had ended, and says that it is not all"
says 'the run did not end' "and why"
holds "its results are valid" xmllint --noout --schema "$ROOT/reports/results.xsd" "$work/again.xml"
holds "and incomplete" grep -q '<results [^>]*complete="no"' "$work/again.xml"
run merge "$work/r.xml.partial" --results "$work/merged.xml"
exits 2 "merge takes it as a part"
holds "and is incomplete" grep -q 'complete="no"' "$work/merged.xml"
run compare "$work/again.xml" "$work/r.xml.partial"
exits 2 "compare finds no regression, and says that there may be more"
says 'broken off' "in so many words"
run report "$work/r.xml" --junit "$work/j.xml"
exits 2 "the file that was asked for is not there"
says 'r.xml.partial is there' "and the one that is there is named"
printf '<?xml version="1.0" encoding="UTF-8"?>\n<results xmlns="urn:ews-conform:results:1" complete="no">\n' >"$work/begin.partial"
run report "$work/begin.partial" --junit "$work/j.xml"
exits 2 "a run that was killed before its first case has nothing to report"
says 'ended before its first case' "and that is said"
done_testing
