#!/bin/sh
# What the documents say is so: every command block is run (from a copy of the tree, with the program in PATH, and a server
# of ours in the place of the reader's), every whole case, stylesheet and configuration in them is valid, and what they
# show of the output looks like the output. A block that none of this takes is a failure.
. "$(dirname "$0")/lib.sh"

mkdir -p "$work/bin" "$work/tree/build/release"
cat >"$work/bin/ews-conform" <<SH
#!/bin/sh
exec "$EWS" "\$@"
SH
chmod +x "$work/bin/ews-conform"
ln -s "$work/bin/ews-conform" "$work/tree/build/release/ews-conform"
PATH=$work/bin:$PATH
export PATH EWS_CONFORM_STATE="$work/state"
# In a copy: documents tell how to write files.
for part in cases xslt reports README.md; do cp -R "$ROOT/$part" "$work/tree/" || exit 1; done
export EWS_CONFORM_DATA="$work/tree"
cd "$work/tree" || exit 1

# blocks FILE: each block to $work/block.N, its language in $work/block.N.is; how many in $blocks
blocks() {
  rm -f "$work"/block.*
  awk -v out="$work/block" '
    !on && /^ *```[a-z]+$/ {n++; on=1; indent=$0; sub(/`.*/, "", indent); is=$0; sub(/^ *```/, "", is); print is > (out "." n ".is"); next}
    on && /^ *```$/ {on=0; printf "" > (out "." n); next}
    on {if (index($0, indent) == 1) $0 = substr($0, length(indent) + 1); print > (out "." n)}' "$1"
  blocks=$(find "$work" -name 'block.*.is' | wc -l)
}

# perform FILE WHAT: runs it, with our server in the place of the reader's
perform() {
  sed -e "s|https://mail.example.org/EWS/Exchange.asmx|$url|g" -e 's|harness/quickstart run|ews-conform run|' "$1" >"$work/script"
  timeout 120 env URL="$url" EWS_URL="$url" EWS_USER=tester EWS_CONFORM_PASSWORD=secret GITHUB_STEP_SUMMARY="$work/page" \
    sh -eu "$work/script" >"$work/out" 2>&1
  status=$?
  if grep -q 'fails: exit 1' "$1"; then exits 1 "$2 fails as it says"; else exits 0 "$2"; fi
}

start_server
"$EWS" run -q --tag smoke --results results.xml >/dev/null 2>&1
cp results.xml ours.xml
"$EWS" run -q --tag smoke --defect duplicate-status-409 --results theirs.xml >/dev/null 2>&1
# The stylesheet that a document shows is the one that its commands name.
blocks "$ROOT/reports/README.md"
for block in "$work"/block.?; do
  if grep -q '^<xsl:stylesheet' "$block"; then cp "$block" my.xsl; fi
done

for document in README.md CONTRIBUTING.md SECURITY.md cases/README.md cases/examples/README.md xslt/README.md reports/README.md; do
  blocks "$ROOT/$document"
  i=0
  while [ $((i += 1)) -le "$blocks" ]; do
    block=$work/block.$i
    place="$document: block $i ($(cat "$block.is"))"
    case $document:$(cat "$block.is") in
    README.md:sh | */README.md:sh)
      # The quickstart is what runs this test.
      if grep -q '^harness/quickstart test' "$block"; then ok "$place is what runs this test"; continue; fi
      perform "$block" "$place"
      ;;
    README.md:yaml)
      sed -n '/^- run: /{s///;p;:next;n;/^    /{p;bnext;};q;}' "$block" | tr '\n' ' ' >"$work/step"
      perform "$work/step" "$place"
      ;;
    README.md:console)
      if grep -q '^export ' "$block"; then perform "$block" "$place"; continue; fi
      # Output: its lines without numbers and times are lines that the program prints.
      if grep -q '^FAIL' "$block"; then set -- --defect duplicate-status-409 duplicate-name; else set --; fi
      "$EWS" run "$@" >"$work/out" 2>&1
      sed -E -e '/^$/d' -e 's/(client-request-id) .*/\1/' -e 's/[0-9]+/N/g' "$block" | sort -u >"$work/shown"
      sed -E -e 's/(client-request-id) .*/\1/' -e 's/[0-9]+/N/g' "$work/out" | sort -u >"$work/printed"
      holds "$place is what the program prints" test -z "$(comm -23 "$work/shown" "$work/printed")"
      ;;
    CONTRIBUTING.md:console) ok "$place is run by maintainers.sh" ;;
    *:xml)
      if grep -q '^<case ' "$block"; then
        id=$(sed -n 's/.*<case [^>]*id="\([^"]*\)".*/\1/p' "$block")
        mkdir -p "$work/shown-cases"
        cp "$block" "$work/shown-cases/$id.xml"
        run check "$work/shown-cases/$id.xml"
        exits 0 "$place is a case"
      elif grep -q '^<xsl:stylesheet' "$block"; then holds "$place is a stylesheet" xmllint --noout "$block"
      elif grep -q '…' "$block"; then ok "$place is cut short"
      else
        # a part of a case, a stylesheet, or several of them: well-formed when its prefixes are declared
        { echo '<x xmlns:m="urn:m" xmlns:t="urn:t" xmlns:soap="urn:s" xmlns:x="urn:x" xmlns:xsl="urn:xsl">'; sed '/^<?xml-/d' "$block"; echo '</x>'; } >"$work/part.xml"
        holds "$place is well-formed" xmllint --noout "$work/part.xml"
      fi
      ;;
    *:elisp) holds "$place names a file of ours" grep -q 'share/ews-conform/cases/schemas.xml' "$block" ;;
    *) not_ok "$place: nothing looks at it" ;;
    esac
  done
done
holds "my.xsl wrote its report" test -e out.txt
holds "the documents' screenshot is there" test -s "$ROOT/harness/docs/report.png"

# ---- links lead to what is there ---------------------------------------------------------------------------------------
for document in README.md CONTRIBUTING.md CHANGELOG.md cases/README.md cases/examples/README.md xslt/README.md reports/README.md; do
  for link in $(grep -o '](\([^)#][^)]*\))' "$ROOT/$document" | sed 's/](\(.*\))/\1/; s/#.*//' | grep -v '^https\?:'); do
    holds "$document: the link to $link" test -e "$ROOT/$(dirname "$document")/$link"
  done
done

# ---- examples of the manual pages --------------------------------------------------------------------------------------
# example PAGE N: its N-th block between .EX and .EE, as a reader sees it
example() {
  awk -v n="$2" '/^\.EX/ {k++; next} /^\.EE/ {if (k == n) exit} k == n' "$ROOT/harness/docs/man/$1" | sed -e 's/\\-/-/g' -e 's/\\\\/\\/g'
}
example ews-conform.1 1 | grep -v '^ews-conform serve' >"$work/block"
perform "$work/block" "ews-conform(1): the examples"
stop_server
start_server --defect duplicate-accepted
ok "ews-conform(1): the server with a defect"
start_server
mkdir "$work/man"
example ews-conform-case.5 1 >"$work/man/rename-once.xml"
run check "$work/man/rename-once.xml"
exits 0 "ews-conform-case(5): the example is a case"
example ews-conform.conf.5 1 | sed -e "s|https://[a-z.]*/EWS/Exchange.asmx|$url|" -e '/<cacert>/d' -e '/<impersonate>/d' -e 's|get-token --scope ews|echo token|' >ews-conform.conf
echo secret >lab.password
chmod 600 lab.password
printf '<known xmlns="urn:ews-conform:known:1"><deviation case="rename-once" target="http://elsewhere/*"><reason>elsewhere</reason></deviation></known>' >known-2019.xml
for target in lab-a cloud; do
  run run -q --config ews-conform.conf --target "$target" rename-once
  exits 0 "ews-conform.conf(5): the target $target of the example"
done
example ews-conform.conf.5 2 | sed 's/run --target cloud/run --target cloud rename-once/' >"$work/block"
perform "$work/block" "ews-conform.conf(5): its commands"
done_testing
