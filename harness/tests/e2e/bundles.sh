#!/bin/sh
# --bundles: what a failed case leaves shows the failure again by curl and xsltproc alone.
. "$(dirname "$0")/lib.sh"

# shows DEFECT CASE EXPECTED-STATUS WHAT: runs a case's script against a new server with that defect
shows() {
  if [ -n "$1" ]; then start_server --defect "$1"; else start_server; fi
  timeout 120 env PATH="$tools" "$tools/sh" "$work/bundles/$2/repro.sh" "$url" >"$work/out" 2>&1
  status=$?
  exits "$3" "$4"
}

# the script finds curl and xsltproc, and nothing of ours
tools=$work/tools
mkdir "$tools"
for tool in sh curl xsltproc awk sed gzip mktemp rm printf wc tr paste cat head tail od grep tee dirname sleep cp; do
  found=$(command -v "$tool") && [ -x "$found" ] && ln -s "$found" "$tools/$tool"
done

while read -r defect case; do
  run run -q "$case" --defect "$defect" --bundles "$work/bundles"
  exits 1 "$defect: $case fails"
  holds "$defect: the bundle has the script and the case" test -f "$work/bundles/$case/repro.sh" -a -f "$work/bundles/$case/case.xml"
  holds "$defect: the script is one that the shell reads" sh -n "$work/bundles/$case/repro.sh"
  shows "$defect" "$case" 1 "$defect: the script shows it again"
  says 'Shown again: [A-Za-z]' "$defect: and says what"
  shows '' "$case" 0 "$defect: a server without the defect is cleared"
  rm -rf "$work/bundles"
done <<'LIST'
rename-appends rename-once
success-status-500 wire-success
error-empties-group duplicate-with-members
no-envelope wire-success
version-info-in-messages-namespace rename-once
LIST

# ---- secrets -------------------------------------------------------------------------------------------------------------
start_server --defect rename-appends
EWS_CONFORM_PASSWORD=hunter2-secret run run -q rename-once --target "$url" --user alice --auth basic --bundles "$work/bundles"
exits 1 "a run that signs in"
says_not 'hunter2' "says no password"
holds "and leaves none in the bundle" sh -c "! grep -rq -e hunter2 -e '$(printf 'alice:hunter2-secret' | base64)' '$work/bundles'"
rm -rf "$work/bundles"

# ---- names and links that somebody prepared --------------------------------------------------------------------------------
mkdir "$work/bundles" "$work/elsewhere"
ln -s "$work/elsewhere" "$work/bundles/rename-once"
run run -q rename-once --defect rename-appends --bundles "$work/bundles"
exits 1 "a link in the place of a case's folder"
holds "is not followed" test -z "$(ls -A "$work/elsewhere")"
says 'bundle' "and told"
rm "$work/bundles/rename-once"
mkdir "$work/bundles/rename-once"
echo precious >"$work/precious"
ln -s "$work/precious" "$work/bundles/rename-once/repro.sh"
run run -q rename-once --defect rename-appends --bundles "$work/bundles"
holds "a link in the place of a file is replaced" grep -q '^precious$' "$work/precious"
holds "by the file" test ! -L "$work/bundles/rename-once/repro.sh"
rm -rf "$work/bundles"

mkdir "$work/own"
cat >"$work/own/quotes.xml" <<'XML'
<case xmlns="urn:ews-conform:case:1" id="quotes"
      xmlns:m="http://schemas.microsoft.com/exchange/services/2006/messages">
  <title>A name may hold '; touch pwned; ' and $(touch pwned) and `touch pwned`</title>
  <covers requirement="R301" level="MUST"/>
  <given><group as="group"/></given>
  <step id="rename">
    <send><m:SetImGroup><m:GroupId Id="${group.id}"/><m:NewDisplayName>${unique.a}'; touch pwned; '$(touch pwned)`touch pwned`</m:NewDisplayName></m:SetImGroup></send>
  </step>
  <step id="look">
    <send><m:GetImItemList/></send>
    <check with="group-listed.xsl"><param name="id" value="${group.id}"/><param name="name" value="${unique.a}'; touch pwned; '$(touch pwned)`touch pwned`"/></check>
  </step>
</case>
XML
run run -q "$work/own/quotes.xml" --defect rename-appends --bundles "$work/bundles"
exits 1 "a case with words for the shell in it"
cd "$work" || exit 1
shows rename-appends quotes 1 "is shown again"
holds "and none of them is obeyed" test ! -e "$work/pwned" -a ! -e "$work/bundles/quotes/pwned"
cd "$ROOT" || exit 1

# ---- a server that is not there ------------------------------------------------------------------------------------------------
stop_server
run run -q rename-once --defect rename-appends --bundles "$work/bundles"
timeout 60 sh "$work/bundles/rename-once/repro.sh" "http://127.0.0.1:1/" >"$work/out" 2>&1
status=$?
exits 2 "a server that cannot be reached is neither of the two"
rm -rf "$work/bundles"

# ---- what is not asked for ----------------------------------------------------------------------------------------------------
run run -q rename-once --bundles "$work/none"
holds "a run without failures leaves no folder" test ! -e "$work/none"
run run -q rename-once --defect rename-appends --results "$work/r.xml"
run recheck -q "$work/r.xml" --bundles "$work/bundles"
holds "recheck writes bundles too" test -f "$work/bundles/rename-once/repro.sh"
shows rename-appends rename-once 1 "and they work"
done_testing
