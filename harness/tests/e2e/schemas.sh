#!/bin/sh
# What editors know cases by: the RELAX NG forms are those of the XML Schemas, and say the same of every file; the
# catalog and nXML's rules lead to schemas that are there.
. "$(dirname "$0")/lib.sh"
cases=$ROOT/cases

for name in case known requirements; do
  xsltproc --nonet "$ROOT/harness/docs/rnc/rnc.xsl" "$cases/$name.xsd" >"$work/$name.rnc" 2>"$work/out"
  holds "$name.rnc is what harness/docs/rnc/rnc.xsl makes of $name.xsd" cmp "$cases/$name.rnc" "$work/$name.rnc"
done

find "$cases" -name '*.xml' -path '*/cases/*/*' ! -name requirements.xml ! -path '*/examples/*/examples/*' >"$work/all"
holds "there are cases" test "$(wc -l <"$work/all")" -gt 300
# shellcheck disable=SC2046 # names without spaces
xmllint --nonet --noout --schema "$cases/case.xsd" $(cat "$work/all") >"$work/out" 2>&1
holds "case.xsd accepts every case" test $? -eq 0
if command -v trang >/dev/null 2>&1; then
  for name in case known requirements; do
    holds "trang reads $name.rnc" trang "$cases/$name.rnc" "$work/$name.rng"
  done
  # shellcheck disable=SC2046
  xmllint --nonet --noout --relaxng "$work/case.rng" $(cat "$work/all") >"$work/out" 2>&1
  holds "so does case.rnc" test $? -eq 0
  holds "requirements.rnc accepts the catalogue" xmllint --nonet --noout --relaxng "$work/requirements.rng" "$cases/requirements.xml"
  # a grammar that accepts everything would prove nothing; RELAX NG can't say how many
  for file in "$ROOT"/harness/tests/data/case/bad/*.xml; do
    case $file in */together-alone.xml) continue ;; esac
    if xmllint --nonet --noout --schema "$cases/case.xsd" "$file" >/dev/null 2>&1; then continue; fi
    if xmllint --nonet --noout --relaxng "$work/case.rng" "$file" >/dev/null 2>&1; then
      not_ok "case.rnc refuses $(basename "$file")"
    else ok "case.rnc refuses $(basename "$file")"; fi
  done
else
  echo "trang is not installed: the RELAX NG forms are compared only"
fi

for name in case known requirements results; do
  xmlcatalog "$cases/catalog.xml" "urn:ews-conform:$name:1" 2>/dev/null | tail -n 1 >"$work/found"
  holds "the catalog leads from urn:ews-conform:$name:1 to a schema" grep -q "targetNamespace=\"urn:ews-conform:$name:1\"" "$(cat "$work/found")"
done
XML_CATALOG_FILES=$cases/catalog.xml xsltproc --nonet "$cases/examples/add-im-group/new-group-listed.xsl" \
  "$cases"/examples/add-im-group/examples/new-group-listed/pass*.xml >"$work/out" 2>&1
holds "and xsltproc to what a stylesheet imports as ews-conform:…" grep -q '<svrl:fired-rule' "$work/out"
xmllint --xpath '//@uri' "$cases/schemas.xml" | sed 's/.*"\(.*\)"/\1/' >"$work/uris"
while read -r uri; do holds "nXML's $uri is there" test -s "$cases/$uri"; done <"$work/uris"
done_testing
