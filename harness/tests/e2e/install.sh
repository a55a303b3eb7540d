#!/bin/sh
# An installation in a folder of its own, moved afterwards, finds its data and passes.
. "$(dirname "$0")/lib.sh"
unset EWS_CONFORM_DATA
export EWS_CONFORM_STATE="$work/state"

holds "cmake --install works" cmake --install "$(dirname "$EWS")" --prefix "$work/first"
mv "$work/first" "$work/moved"
EWS=$work/moved/bin/ews-conform
cd "$work" || exit 1
run run --tag smoke --html "$work/h.html"
exits 0 "the installed program passes, from any folder"
holds "and writes reports" grep -q '</html>' "$work/h.html"
run --version
says '^ews-conform [0-9]' "--version tells its own"
says '^libcurl/' "libcurl's"
says '^libxml2 ' "libxml2's"
says '^features: .*NTLM' "and what can be had"
run check
exits 0 "the installed suite is well"
run run --defect rename-not-stored --settle 20 rename-once
exits 1 "and a defect is found"
for file in share/ews-conform/cases/case.xsd share/ews-conform/xslt/default.xsl share/ews-conform/reports/html.xsl \
  share/doc/ews-conform/README.md share/bash-completion/completions/ews-conform share/doc/ews-conform/copyright; do
  holds "$file is there" test -s "$work/moved/$file"
done
holds "the manual pages are there" sh -c "ls '$work'/moved/share/man/man1/ews-conform.1* '$work'/moved/share/man/man5/ews-conform-case.5*"
done_testing
