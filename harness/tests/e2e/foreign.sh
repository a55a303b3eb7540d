#!/bin/sh
# Groups of the mailbox's owner: no request that would change one is sent, in whatever form a case brings it.
. "$(dirname "$0")/lib.sh"

mine=$work/mine
mkdir "$mine"
# case NAME STEPS: a case that knows the Id of a default group of the mailbox
case_of() {
  cat >"$mine/$1.xml" <<XML
<?xml version="1.0" encoding="UTF-8"?>
<case xmlns="urn:ews-conform:case:1" id="$1" xmlns:m="http://schemas.microsoft.com/exchange/services/2006/messages"
      xmlns:t="http://schemas.microsoft.com/exchange/services/2006/types">
  <title>The case called $1</title>
  <covers requirement="R301" level="MUST"/>
  <given><group as="own"/></given>
  <step id="list"><send><m:GetImItemList/></send><expect response-class="Success"/>
    <capture as="foreign" select="//t:ImGroup[not(contains(t:DisplayName, 'ews-conform-'))][1]/t:ExchangeStoreId/@Id"/></step>
  $2
</case>
XML
}
rename='<m:SetImGroup><m:GroupId Id="${foreign}"/><m:NewDisplayName>taken</m:NewDisplayName></m:SetImGroup>'
step() { echo "<step id=\"change\">$1<send>$2</send><expect><outcome response-class=\"Success Error\"/><outcome fault=\"any\"/></expect></step>"; }

case_of plain "$(step '' "$rename")"
case_of packed "$(step '<http compress="gzip"/>' "$rename")"
case_of utf16 "$(step '' "$rename" | sed 's/<send>/<send encoding="UTF-16">/')"
case_of removed "$(step '' '<m:RemoveImGroup><m:GroupId Id="${foreign}"/></m:RemoveImGroup>')"
case_of second "$(step '' '<m:SetImGroup><m:GroupId Id="${own.id}"/><m:GroupId Id="${foreign}"/><m:NewDisplayName>taken</m:NewDisplayName></m:SetImGroup>')"
case_of member "$(step '' '<m:AddNewImContactToGroup><m:ImAddress>x@example.org</m:ImAddress><m:GroupId Id="${foreign}"/></m:AddNewImContactToGroup>')"
case_of raw '<step id="change"><raw operation="SetImGroup"><![CDATA[<soap:Envelope><m:SetImGroup><m:GroupId Id="${foreign}"/>]]></raw></step>'
case_of late '<step id="make"><send><m:AddImGroup><m:DisplayName>Just now</m:DisplayName></m:AddImGroup></send><expect response-class="Success"/></step>
  <step id="again"><send><m:GetImItemList/></send><expect response-class="Success"/>
    <capture as="late" select="//t:ImGroup[t:DisplayName = '"'Just now'"']/t:ExchangeStoreId/@Id"/></step>
  <step id="change"><send><m:SetImGroup><m:GroupId Id="${late}"/><m:NewDisplayName>taken</m:NewDisplayName></m:SetImGroup></send><expect response-class="Success"/></step>'
case_of own "$(step '' '<m:SetImGroup><m:GroupId Id="${own.id}"/><m:NewDisplayName>${unique.name}</m:NewDisplayName></m:SetImGroup>')"

for name in plain packed utf16 removed second member raw late; do
  start_server
  run run --target "$url" "$mine/$name.xml" --settle 50 --verbose
  exits $([ $name = late ] && echo 1 || echo 2) "$name: a change of a foreign group"
  says 'would change a group that this run did not create' "is an error"
  run run --target "$url" "$mine/own.xml" --settle 50 --verbose
  exits 0 "the group is still there"
  says_not '>taken<' "under its name"
done
start_server
run run --target "$url" "$mine/plain.xml" --settle 50 --allow-foreign-groups
says_not 'did not create' "--allow-foreign-groups sends it"
run run --target "$url" "$mine/own.xml" --settle 50
exits 0 "a group of the case's own may be changed"

# ---- names that only look like a run's ----------------------------------------------------------------------------------
case_of alike '<step id="make"><send><m:AddImGroup><m:DisplayName>ews-conform-notes of mine</m:DisplayName></m:AddImGroup></send><expect response-class="Success"/></step>'
case_of leftover '<step id="make"><send><m:AddImGroup><m:DisplayName>ews-conform-ab12cd-00001-x</m:DisplayName></m:AddImGroup></send><expect response-class="Success"/></step>'
case_of contact '<step id="make"><send><m:AddNewImContactToGroup><m:ImAddress>ews-conform-ab12cd-00002-c@example.org</m:ImAddress></m:AddNewImContactToGroup></send><expect response-class="Success"/></step>'
start_server
run run --target "$url" "$mine/alike.xml" "$mine/leftover.xml" "$mine/contact.xml"
run sweep --target "$url" --dry-run
says '^found ews-conform-ab12cd-00001-x$' "sweep tells of what a run left"
says_not 'notes' "and not of a group that only looks like it"
run sweep --target "$url"
says '^removed ews-conform-ab12cd-00001-x$' "and removes it"
says '^removed ews-conform-ab12cd-00002-c@example.org$' "contacts too"
says_not 'notes' "and nothing else"
run sweep --target "$url" --dry-run
holds "then nothing is left" test ! -s "$work/out"

done_testing
