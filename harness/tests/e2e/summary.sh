#!/bin/sh
# Markdown on the summary page of a GitHub step.
. "$(dirname "$0")/lib.sh"

echo 'what an earlier command wrote' >"$work/page"
GITHUB_STEP_SUMMARY="$work/page" run run -q rename-once --defect rename-appends
exits 1 "a run in a GitHub step"
holds "what stood on the page stays" grep -q '^what an earlier command wrote' "$work/page"
holds "the report is added" grep -q 'rename-once' "$work/page"
lines=$(wc -l <"$work/page")
GITHUB_STEP_SUMMARY="$work/page" run run -q rename-once --report "markdown=$work/page"
exits 0 "a report that is asked for by name"
holds "is added too, once" test "$(wc -l <"$work/page")" -gt "$lines" -a "$(grep -c '^# \|^## ' "$work/page")" -le 4
GITHUB_STEP_SUMMARY="$work/no/such/folder" run run -q rename-once
exits 2 "a page that cannot be written is an error"
: >"$work/page2"
run run -q rename-once --results "$work/r.xml"
holds "elsewhere nothing is written" test ! -s "$work/page2"
GITHUB_STEP_SUMMARY="$work/page2" run merge "$work/r.xml"
holds "merge writes it as well" grep -q 'conform' "$work/page2"
done_testing
