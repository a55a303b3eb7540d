#!/bin/sh
# Servers that are busy, silent or gone: who is waited for, who is not, and how a run ends at them.
. "$(dirname "$0")/lib.sh"

# took_less SECONDS WHAT: since $begun
took_less() {
  took=$(($(date +%s) - begun))
  holds "$2 ($took s)" test "$took" -lt "$1"
}

start_server

# ---- busy, and well again ---------------------------------------------------------------------------------------
start_gate every=5 retry-after=0 log="$work/log"
begun=$(date +%s)
run run --target "$gate_url" --tag smoke --settle 50 --results "$work/r.xml"
exits 0 "a server that is busy at every fifth request gets its verdict"
took_less 20 "Retry-After: 0 is not waited for"
holds "it was busy indeed" grep -q ' 503 ' "$work/log"
holds "it is said once" test "$(grep -c '^note .*throttles' "$work/out")" -eq 1
says '[0-9]+ of them asked to come back later' "and counted on the console"
holds "and in the results" grep -q '<fact name="throttled-requests" value="[1-9]' "$work/r.xml"
holds "which are valid" xmllint --noout --schema "$ROOT/reports/results.xsd" "$work/r.xml"

start_gate refuse=RemoveImGroup retry-after=100
run run --target "$gate_url" rename-once -j 1 --max-backoff 1
says 'its throttling policy does not admit|could not be removed' "what is asked for longer than --max-backoff is not waited for"

# ---- gone since an error ----------------------------------------------------------------------------------------
start_server
start_gate after-error=503
begun=$(date +%s)
run run --target "$gate_url" --max-backoff 2 --settle 50 --results "$work/gone.xml"
exits 1 "a server that answers only HTTP 503 since an error has failed"
took_less 30 "and the run ends soon"
says 'R410 MUST' "for R410"
says 'since it answered [A-Za-z]' "and the error is named"
says '^ERROR The server answers nothing but HTTP 503' "the rest is not run"
holds "which the results say" grep -q 'not run: the server answers nothing but HTTP 503' "$work/gone.xml"
holds "and they are valid" xmllint --noout --schema "$ROOT/reports/results.xsd" "$work/gone.xml"
failed_then=$(sed -n 's/.*<summary .*fail="\([0-9]*\)".*/\1/p' "$work/gone.xml" | head -n 1)
run recheck "$work/gone.xml"
exits 1 "judged again it is the same"
says "$failed_then failed" "with as many failures"

start_server
start_gate after-error=503 retry-after=3600
begun=$(date +%s)
run run --target "$gate_url" --settle 50
exits 2 "a server that asks to come back in an hour is an error of the surroundings"
says 'throttling policy' "which is named"
took_less 30 "and the run ends soon as well"

start_server
start_gate refuse=ReallyNobodySendsThis every=1
run run --target "$gate_url" --max-backoff 1 --settle 50
exits 2 "a server that never answered anything else has not failed"
says 'Nothing could be run' "and that is said once"

# ---- silent since an error ----------------------------------------------------------------------------------------
start_server
start_gate after-error=hang
begun=$(date +%s)
run run --target "$gate_url" --timeout 2 --settle 50 -j 4 --results "$work/silent.xml"
exits 1 "a server that is silent since an error has failed"
took_less 60 "and the run ends soon"
says '^ERROR The server left [0-9]+ requests in a row without an answer' "the end is explained"
holds "and the rest not run" grep -q 'not run: the server stopped answering' "$work/silent.xml"

start_server
start_gate hang-on=m:SetImGroup
begun=$(date +%s)
run run --target "$gate_url" --timeout 1 --settle 50 -j 4 --max-timeouts 3
exits 1 "a server that is silent to SetImGroup alone has failed"
says 'without an answer, all of them SetImGroup' "and the run ends at these"
took_less 60 "soon"

# ---- the pace -------------------------------------------------------------------------------------------------------
start_server
start_gate log="$work/pace"
run run --target "$gate_url" rename-once duplicate-name -j 2 --rate 20/s --settle 50
exits 0 "a run with --rate passes"
holds "and requests are as far apart as it says" awk '{ n++; if (n == 1) first = $1; last = $1 } END { exit !((last - first) >= (n - 1) * 50 - 60) }' "$work/pace"
for rate in 0/s fast 5/h; do
  run run --rate $rate
  exits 3 "--rate $rate is wrong usage"
done

done_testing
