#!/bin/sh
# Suites of one's own, and what helps to write them: new, explain, try, check, --save-evidence, --watch.
. "$(dirname "$0")/lib.sh"
examples=$ROOT/cases/examples

# ---- a folder outside of the source tree ---------------------------------------------------------------------
cp -R "$examples" "$work/own"
for suite in get-folder add-im-group; do
  run run "$work/own/$suite"
  exits 0 "the example $suite passes"
  run check "$work/own/$suite"
  exits 0 "and is well"
done
run list
says_not 'add-listed' "examples are not part of the suite"
sed 's|value="${unique.new}"/>|value="${unique.old}"/>|' "$examples/add-im-group/add-listed.xml" >"$work/own/add-im-group/add-listed.xml"
run run --settle 20 "$work/own/add-im-group"
exits 1 "another expectation fails"
says 'A101 MUST' "with the requirement of the suite's own"
sed 's|with="folder-named.xsl"/>|with="folder-named.xsl"><param name="name" value="Nowhere"/></check>|' \
  "$examples/get-folder/inbox.xml" >"$work/own/get-folder/inbox.xml"
run run --save-evidence "$work/evidence" "$work/own/get-folder"
exits 1 "another folder name fails"
says 'F101 MUST' "with the suite's requirement"
rm -rf "$work/own/get-folder/examples"
run check "$work/own/get-folder"
exits 2 "a stylesheet without examples is told"
says 'has no examples' "in words"

# ---- try -----------------------------------------------------------------------------------------------------
run try "$examples/get-folder/folder-named.xsl" "$work/evidence/inbox.get.xml" --param name=Nowhere
exits 1 "saved evidence can be tried"
run try "$examples/get-folder/folder-named.xsl" "$work/evidence/inbox.get.xml"
exits 0 "with other parameters too"
run try "$examples/get-folder/folder-named.xsl" "$work/evidence/inbox.get.xml" --param nme=x
exits 2 "an unknown parameter is told"
for suite in get-folder/folder-named add-im-group/new-group-listed; do
  for file in "$examples/${suite%/*}/examples/${suite#*/}"/*.xml; do
    run try "$examples/$suite.xsl" "$file"
    case $file in */pass-*) exits 0 "$(basename "$file")" ;; *) exits 1 "$(basename "$file")" ;; esac
  done
done
cat >"$work/bare.xml" <<'XML'
<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>
<m:SetImGroupResponse xmlns:m="http://schemas.microsoft.com/exchange/services/2006/messages" ResponseClass="Success">
<m:ResponseCode>NoError</m:ResponseCode></m:SetImGroupResponse></s:Body></s:Envelope>
XML
run try "$ROOT/xslt/default.xsl" "$work/bare.xml"
exits 1 "a bare response is judged: it lacks ServerVersionInfo"
says 'R120' "by its requirement"

# ---- new, explain, check ---------------------------------------------------------------------------------------
cd "$work" || exit 1
mkdir mine
for from in "" "--from rename-once" "--from duplicate-name" "--from text-length-255"; do
  rm -f mine/long-name.xml
  # shellcheck disable=SC2086 # words
  run new mine/long-name $from
  exits 0 "new $from"
  run run mine/long-name.xml
  exits 0 "and its case passes"
done
run run mine/long-name
exits 0 "also by the name that new was given"
run new mine/long-name
exits 2 "nothing is written over"
run explain mine/long-name.xml
says 'Sends SetImGroup' "explain tells what is sent"
run explain R301
says 'Source: .+' "explain tells the source of a requirement"
run explain R999
exits 2 "an unknown requirement is an error"
cat >mine/bad.xml <<'XML'
<case xmlns="urn:ews-conform:case:1" id="bad" xmlns:m="http://schemas.microsoft.com/exchange/services/2006/messages">
  <title>A case that says nothing</title>
  <covers requirement="R301" level="MUST"/>
  <step id="look"><send><m:GetImItemList/></send><capture as="kept" select="//x" optional="yes"/></step>
</case>
XML
run check mine/bad.xml
exits 2 "a case without effect is told"
says 'nothing uses "kept"' "captures that nothing uses"
says 'can make this case fail' "steps that expect nothing"

"$EWS" new mine/to-300 --from text-length-256 >"$work/out"
sed -e 's/:256/:300/' -e 's|^ *<outcome .* level="OBS"/>||' -e 's|^ *<expect>$|<expect response-class="Error">|' mine/to-300.xml >"$work/to-300"
cp "$work/to-300" mine/to-300.xml
run check mine/to-300.xml
exits 2 "a demand where nothing is demanded is told"
says 'only observed' "in words"

# ---- requirements of a suite are known whether it is named, or a case in it -------------------------------------------
mkdir -p limits/text
cat >limits/requirements.xml <<'XML'
<requirements xmlns="urn:ews-conform:requirements:1">
  <requirement id="L101" level="MUST"><statement>A name of 300 characters is refused.</statement>
    <source>a handbook</source><testing by="case"/></requirement>
</requirements>
XML
sed -e 's/id="to-300"/id="limit"/' -e 's/"R507" level="OBS"/"L101" level="MUST"/' "$work/to-300" >limits/text/limit.xml
for named in limits limits/text limits/text/limit.xml limits/text/limit; do
  run check "$named"
  exits 0 "check $named"
  run run -q "$named"
  exits 1 "run $named"
  says 'required: A name of 300 characters is refused. .a handbook' "with the requirement and its source"
done
run explain limits/text/limit L101
says 'L101 .MUST.: A name of 300' "explain knows it"
says '\([0-9]+ times x\)' "and counts instead of printing 300 letters"

# ---- watch ------------------------------------------------------------------------------------------------------
: >"$work/watch"
"$EWS" run --watch mine/long-name.xml >"$work/watch" 2>&1 &
server=$!
tries=0
while [ "$(grep -c watching "$work/watch")" -lt 1 ] && [ $tries -lt 100 ]; do sleep 0.1; tries=$((tries + 1)); done
touch mine/long-name.xml
tries=0
while [ "$(grep -c watching "$work/watch")" -lt 2 ] && [ $tries -lt 100 ]; do sleep 0.1; tries=$((tries + 1)); done
stop_server
holds "--watch runs again after a change" test "$(grep -c watching "$work/watch")" -eq 2
done_testing
