#!/bin/sh
# Known deviations: they do not fail a run; entries that are no longer true do.
. "$(dirname "$0")/lib.sh"

run run -q rename-once --defect rename-appends --results "$work/bad.xml"
exits 1 "the defect fails the run"

run known --from "$work/bad.xml" -o "$work/known.xml"
exits 0 "a first list is written"
holds "it is valid" xmllint --noout --schema "$ROOT/cases/known.xsd" "$work/known.xml"
holds "it names the case" grep -q 'case="rename-once" requirement="R' "$work/known.xml"
run known --from "$work/bad.xml"
holds "without -o it is printed" cmp "$work/out" "$work/known.xml"

run run rename-once --defect rename-appends --known "$work/known.xml" --results "$work/known-run.xml" --junit "$work/j.xml"
exits 0 "known failures do not fail the run"
says '^known rename/rename-once' "they are shown as what they are"
says '1 known deviation' "and counted"
holds "results say so" grep -q '<case number="1" id="rename-once"[^>]* verdict="fail" known="TODO' "$work/known-run.xml"
holds "results are valid" xmllint --noout --schema "$ROOT/reports/results.xsd" "$work/known-run.xml"
holds "the requirement is known" grep -q '<requirement [^>]*verdict="fail" known=' "$work/known-run.xml"
holds "the finding is known" grep -q '<finding [^>]* known=' "$work/known-run.xml"
holds "a JUnit reader sees no failure" grep -q 'failures="0"' "$work/j.xml"
run recheck "$work/known-run.xml" --known "$work/known.xml" -q --results "$work/again.xml"
exits 0 "a recheck knows them too"
holds "with equal results" cmp "$work/known-run.xml" "$work/again.xml"

run run rename-once --known "$work/known.xml"
exits 1 "an entry that passes now fails the run"
says 'rename-once.*keeps the rule now' "and is named"

cat >"$work/expired.xml" <<'XML'
<known xmlns="urn:ews-conform:known:1">
  <deviation case="rename-once" expires="2020-02-29"><reason>until it is mended</reason><link>https://example.org/issue/7</link></deviation>
</known>
XML
run run rename-once --defect rename-appends --known "$work/expired.xml" --results "$work/r.xml"
exits 1 "an expired entry fails the run"
says 'expired.xml:2: until it is mended .https://example.org/issue/7.*2020-02-29' "and is named with its place, link and day"
holds "the failure counts again" grep -q '<summary cases="1" pass="0" fail="1"' "$work/r.xml"

cat >"$work/other.xml" <<'XML'
<known xmlns="urn:ews-conform:known:1">
  <deviation case="rename-once" target="https://*.example.org/*"><reason>of another server</reason></deviation>
  <deviation case="rename-once" profile="exchange20??"><reason>of another profile</reason></deviation>
</known>
XML
run run -q rename-once --defect rename-appends --known "$work/other.xml"
exits 1 "entries of other servers and profiles do not count"
run run -q rename-once --known "$work/other.xml"
exits 0 "and are not told as gone"

cat >"$work/requirement.xml" <<'XML'
<known xmlns="urn:ews-conform:known:1">
  <deviation requirement="R301"><reason>names are wrong everywhere</reason></deviation>
</known>
XML
run run -q rename-once --known "$work/requirement.xml"
exits 0 "part of a suite does not say that a requirement is kept everywhere"
run run -q --known "$work/requirement.xml"
exits 1 "the whole suite does"

# ---- lists with mistakes ------------------------------------------------------------------------------------------------
cat >"$work/typo.xml" <<'XML'
<known xmlns="urn:ews-conform:known:1">
  <deviation case="rename-onec"><reason>a typing error</reason></deviation>
</known>
XML
run run -q --known "$work/typo.xml"
exits 2 "a case that there is none of is an error"
says 'rename-onec' "and named"
printf '<known xmlns="urn:ews-conform:known:1">\n<deviation><reason>of what?</reason></deviation></known>' >"$work/bad.xml"
run run -q rename-once --known "$work/bad.xml"
exits 3 "an entry for nothing is refused"
says 'bad.xml:2' "with its line"
printf '<known xmlns="urn:ews-conform:known:1">\n<deviation requirement="R9999"><reason>of what?</reason></deviation></known>' >"$work/bad.xml"
run run -q rename-once --known "$work/bad.xml"
exits 3 "a requirement that there is none of is refused"
done_testing
