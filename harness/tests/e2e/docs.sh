#!/bin/sh
# The commands in the documents work: every block marked "sh" is run, from the source tree, with the program in PATH.
# Blocks that need something of the reader's own (a server, a long build) are marked "console" and not run.
. "$(dirname "$0")/lib.sh"

mkdir "$work/bin" "$work/tree"
cat >"$work/bin/ews-conform" <<SH
#!/bin/sh
exec "$EWS" "\$@"
SH
chmod +x "$work/bin/ews-conform"
PATH=$work/bin:$PATH
export PATH EWS_CONFORM_STATE="$work/state"
# In a copy: documents tell how to write files.
for part in cases xslt reports README.md; do cp -R "$ROOT/$part" "$work/tree/" || exit 1; done
export EWS_CONFORM_DATA="$work/tree"
cd "$work/tree" || exit 1

# blocks FILE: its sh blocks to $work/block.1, …; how many in $blocks
blocks() {
  rm -f "$work"/block.*
  awk -v out="$work/block" '/^ *```sh$/ {n++; on=1; next} /^ *```$/ {on=0} on {sub(/^   /, ""); print > (out "." n)}' "$1"
  blocks=$(find "$work" -name 'block.*' | wc -l)
}

ran=0
for document in README.md cases/README.md cases/examples/README.md xslt/README.md reports/README.md; do
  blocks "$document"
  i=1
  while [ $i -le "$blocks" ]; do
    block=$work/block.$i
    i=$((i + 1))
    # The quickstart is what runs this test, and a target is the reader's.
    if grep -q -e 'harness/quickstart' -e '\$URL' -e 'ours.xml' "$block"; then continue; fi
    timeout 120 sh -eu "$block" >"$work/out" 2>&1
    status=$?
    ran=$((ran + 1))
    # A block shows a failure on purpose where it says so.
    if grep -q 'fails: exit 1' "$block"; then exits 1 "$document: block $((i - 1)) fails as it says"
    else exits 0 "$document: block $((i - 1))"; fi
  done
done
holds "there were blocks to run" test $ran -ge 3
done_testing
