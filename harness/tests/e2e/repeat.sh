#!/bin/sh
# --repeat and --order random: cases that do not always end alike are named; an order can be had again.
. "$(dirname "$0")/lib.sh"

run run rename-once --repeat 3 --results "$work/r.xml"
exits 0 "a case that always passes"
holds "is recorded once" grep -q ' id="rename-once"[^>]* verdict="pass"[^>]* attempts="1"' "$work/r.xml"
says_not 'flaky' "and is not flaky"
holds "how often it ran is in the results" grep -q '<fact name="repeat" value="3"' "$work/r.xml"

# a server that answers nothing but errors after the first one: the first attempt passes, the others fail
mkdir "$work/own"
cat >"$work/own/rename-then-error.xml" <<'XML'
<case xmlns="urn:ews-conform:case:1" id="rename-then-error"
      xmlns:m="http://schemas.microsoft.com/exchange/services/2006/messages">
  <title>A rename succeeds, and one of an unknown group is an error</title>
  <covers requirement="R301" level="MUST"/>
  <given><group as="group"/></given>
  <step id="rename">
    <send><m:SetImGroup><m:GroupId Id="${group.id}"/><m:NewDisplayName>${unique.name}</m:NewDisplayName></m:SetImGroup></send>
    <expect response-class="Success"/>
  </step>
  <step id="unknown">
    <send><m:SetImGroup><m:GroupId Id="AAAA"/><m:NewDisplayName>${unique.name}</m:NewDisplayName></m:SetImGroup></send>
    <expect response-class="Error"/>
  </step>
</case>
XML
run run "$work/own" --repeat 3 --defect stuck-after-error --results "$work/r.xml"
exits 1 "the worst attempt counts"
says 'The case "rename-then-error" is flaky: of 3 attempts 1 passed, 2 failed' "the flaky case is named"
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
