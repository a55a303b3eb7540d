#!/bin/sh
# recheck: the recorded exchanges of a run, judged again without a server, give the same results.
. "$(dirname "$0")/lib.sh"

for defect in success-status-500 closes-without-answer rename-appends; do
  run run -q rename transport --defect "$defect" --results "$work/run.xml"
  exits 1 "$defect: the run fails"
  run recheck "$work/run.xml" -q --results "$work/again.xml" --junit "$work/again.junit.xml"
  exits 1 "$defect: so does the recheck"
  holds "$defect: its results are valid" xmllint --noout --schema "$ROOT/reports/results.xsd" "$work/again.xml"
  timeless "$work/run.xml" >"$work/a"
  timeless "$work/again.xml" >"$work/b"
  holds "$defect: and equal but for times" cmp "$work/a" "$work/b"
  holds "$defect: reports are written too" grep -q '<testsuites' "$work/again.junit.xml"
done

run run -q --results "$work/run.xml"
exits 0 "a conformant run"
run recheck "$work/run.xml" -q --results "$work/again.xml"
exits 0 "is conformant when it is judged again"
timeless "$work/run.xml" >"$work/a"
timeless "$work/again.xml" >"$work/b"
holds "equal but for times" cmp "$work/a" "$work/b"

# ---- the order of a shuffled run, and one of its parts ----------------------------------------------------------
run run -q --order random --seed abc --shard 2/3 --results "$work/run.xml"
exits 0 "a part of a run in random order"
run recheck "$work/run.xml" -q --results "$work/again.xml"
timeless "$work/run.xml" >"$work/a"
timeless "$work/again.xml" >"$work/b"
holds "equal but for times" cmp "$work/a" "$work/b"

# ---- a recording that somebody took names out of -----------------------------------------------------------------
run run -q rename --results "$work/run.xml"
sed -e 's/example\.org/removed.invalid/g' -e 's|<header name="Server">[^<]*|<header name="Server">[removed]|g' \
  "$work/run.xml" >"$work/redacted.xml"
run recheck "$work/redacted.xml" -q
exits 0 "a redacted recording is judged"

# ---- today's stylesheets judge -------------------------------------------------------------------------------------
mkdir "$work/data"
cp -R "$ROOT/cases" "$ROOT/xslt" "$ROOT/reports" "$work/data/"
sed -e 's|<svrl:fired-rule context="ev:response"/>|&<svrl:failed-assert id="R301" test="false()" location="/"><svrl:text>stricter than then</svrl:text></svrl:failed-assert>|' \
  "$ROOT/xslt/default.xsl" >"$work/data/xslt/default.xsl"
run run -q rename-once --results "$work/run.xml"
EWS_CONFORM_DATA="$work/data" run recheck "$work/run.xml"
exits 1 "a stylesheet that became stricter is applied"
says 'stricter than then' "and what it found is told"

# ---- known deviations are reviewed as the run did ----------------------------------------------------------------------
cat >"$work/known.xml" <<'XML'
<known xmlns="urn:ews-conform:known:1">
  <deviation requirement="R301"><reason>it was so once</reason></deviation>
</known>
XML
run run -q --known "$work/known.xml" --results "$work/run.xml"
exits 1 "an entry that is no longer true fails the whole suite"
run recheck "$work/run.xml" -q --known "$work/known.xml" --results "$work/again.xml"
exits 1 "and its recheck"
timeless "$work/run.xml" >"$work/a"
timeless "$work/again.xml" >"$work/b"
holds "equal but for times" cmp "$work/a" "$work/b"
run run -q --tag smoke --known "$work/known.xml" --results "$work/run.xml"
exits 0 "a part of the suite does not say so"
run recheck "$work/run.xml" -q --known "$work/known.xml"
exits 0 "nor does its recheck"
run run -q rename-once --results "$work/run.xml"

# ---- what cannot be judged -------------------------------------------------------------------------------------------
run recheck
exits 3 "without a file: wrong usage"
printf '<results xmlns="urn:ews-conform:results:1" complete="yes"/>' >"$work/empty.xml"
run recheck "$work/empty.xml"
exits 2 "a file that holds no run is refused"
sed -e 's|<response .*</response>||' "$work/run.xml" | awk '/<response /{skip=1} !skip{print} /<\/response>/{skip=0}' >"$work/none.xml"
run recheck "$work/none.xml" -q
exits 2 "exchanges that are missing are an error, never a pass"
done_testing
