#!/bin/sh
# The whole line on real traffic: run, serve, list, check, show, report; exit codes and messages.
. "$(dirname "$0")/lib.sh"

# ---- the reference server --------------------------------------------------------------------------------
run run --results "$work/r.xml" --junit "$work/j.xml" --html "$work/h.html"
exits 0 "the whole suite passes against the reference server"
says '^[0-9]+ cases: [0-9]+ passed; ' "and nothing is skipped"
holds "results.xml is valid" xmllint --noout --schema "$ROOT/reports/results.xsd" "$work/r.xml"
holds "the JUnit report is valid" xmllint --noout --schema "$ROOT/harness/tests/data/junit.xsd" "$work/j.xml"
holds "the HTML report is one page" grep -q '</html>' "$work/h.html"
cases=$("$EWS" list --format xml | grep -c '<case ')
holds "every case is in results.xml" test "$(grep -c '^<case number=' "$work/r.xml")" -eq "$cases"
holds "and in the JUnit report" test "$(grep -c '<testcase ' "$work/j.xml")" -eq "$cases"

run run -j 1 --tag smoke
exits 0 "one worker passes too"

# Who judges a case, and when, makes no difference: a clerk beside four workers or beside one, or the worker itself
# (reproduction bundles want it so).
judged() {
  name=$1
  shift
  run run --defect rename-appends --settle 1 "$@" rename errors --results "$work/by.xml"
  exits 1 "a broken server fails, judged $name"
  grep -E '^<(case number|step|finding) ' "$work/by.xml" |
    sed -E 's/ (started|duration-ms|elapsed-ms|location)="[^"]*"//g; s/ews-conform-[a-z0-9]+-/RUN-/g' >"$work/by-$name"
  sed -nE 's/^(ok|FAIL|WARN|SKIP)  *([^ ]*).*/\2/p' "$work/out" >"$work/told-$name"
}
judged "beside-four" -j 4
judged "beside-one" -j 1
judged "where-it-ran" -j 1 --bundles "$work/bundles"
holds "some hundred steps were judged" test "$(wc -l <"$work/by-where-it-ran")" -gt 300
holds "one clerk comes to the same verdicts" cmp "$work/by-beside-one" "$work/by-where-it-ran"
holds "and so does one beside four workers" cmp "$work/by-beside-four" "$work/by-where-it-ran"
holds "with one worker cases are told in one order" cmp "$work/told-beside-one" "$work/told-where-it-ran"
holds "all of them" test "$(wc -l <"$work/told-beside-one")" -eq "$(grep -c "^<case number" "$work/by.xml")"

run run --order random --seed e2e --tag smoke --results "$work/seed.xml"
exits 0 "a random order passes"
holds "and its seed is recorded" grep -q 'name="seed" value="e2e"' "$work/seed.xml"
"$EWS" list --tag smoke | grep -c '^[a-z]' >"$work/all"
for i in 1 2 3; do "$EWS" list --shard $i/3 --tag smoke; done | grep -c '^[a-z]' >"$work/shards"
holds "shards are a partition" cmp "$work/all" "$work/shards"

# ---- a server that is not ours ------------------------------------------------------------------------------
start_server
run run --target "$url" --junit "$work/j2.xml" --html "$work/h2.html"
exits 0 "a server that is known by its URL only passes"
says '[0-9]+ skipped' "cases that need accounts are skipped"
holds "with the reason in the report" grep -q 'needs --variable account.smtp' "$work/j2.xml"
run run --target "$url" -D account.smtp=x@example.org group-does-not-exist
exits 2 "an unknown case id is an error"
run run --target "$url" duplicte-name
says 'did you mean "duplicate-name"' "with the nearest right name"

start_server --defect rename-not-stored
run run --target "$url" --tag smoke --settle 50 --results "$work/bad.xml" --report github="$work/gh.txt" --report tap="$work/t.tap"
exits 1 "a server that stores nothing fails"
says 'R301 MUST, step ' "the finding names requirement and step"
says 'expected: ' "what was expected"
says 'found: ' "what was found"
says 'cases/.*\.xml:[0-9]+' "and the place in the case file"
holds "annotations name the case file" grep -q '^::error file=' "$work/gh.txt"
holds "TAP has the failures" grep -q '^not ok ' "$work/t.tap"
run report "$work/bad.xml" --html "$work/again.html" --junit "$work/again.xml"
exits 0 "reports can be rendered again"
holds "with the failures in them" grep -q '<failure ' "$work/again.xml"
run run --target "$url" --tag smoke --settle 50 --fail-fast -j 1 --results "$work/ff.xml"
holds "--fail-fast leaves the rest out" grep -q 'not run: --fail-fast' "$work/ff.xml"

# ---- what is said about the way ------------------------------------------------------------------------------
run run --target "$url" --tag smoke --settle 50 --insecure --quiet --html "$work/in.html" --report github="$work/in.gh" \
  --report markdown="$work/in.md" --junit "$work/in.junit"
says '^INSECURE .*--insecure' "--insecure is said on the console, also with --quiet"
for command in probe 'sweep --dry-run'; do
  run $command --target "$url" --insecure
  says '^(ews-conform: )?INSECURE' "$command says it too"
done
run run --target "$url" --tag smoke --settle 50 --insecure --quiet
for report in in.html in.gh in.md in.junit; do
  holds "and in $report" grep -q 'certificate is not checked (--insecure)' "$work/$report"
done
says 'in logs: +client-request-id [0-9a-f-]{36}' "a failure names what the server's log has of it"
holds "the page too" grep -q "In the server's logs:.*client-request-id" "$work/in.html"

# ---- namespaces -----------------------------------------------------------------------------------------------
start_server --namespaces documentation
run run --target "$url" --namespaces documentation --tag smoke
exits 0 "a server built from the documentation page passes with --namespaces documentation"
run run --target "$url" documented-request change-key-absent --settle 50
holds "and does not without" test "$status" -ne 0
start_server
run run --target "$url" --namespaces documentation --tag smoke --settle 50
holds "nor the other way round" test "$status" -ne 0
run run --defect response-in-documentation-namespace --tag smoke --settle 50
exits 1 "answers in the https:// namespaces fail"
says '--namespaces documentation' "and the finding names the option"

# ---- strictness -------------------------------------------------------------------------------------------------
run run --defect version-info-twice --tag smoke
exits 0 "a broken SHOULD is a warning"
says '^WARN ' "which is said"
run run --defect version-info-twice --tag smoke --strict
exits 1 "--strict turns a warning into a failure"

# ---- bad input ------------------------------------------------------------------------------------------------------
run
exits 3 "no command is wrong usage"
run rnu
exits 3 "an unknown command is wrong usage"
says 'did you mean "run"' "with the nearest right name"
run run --tget http://127.0.0.1/
exits 3 "an unknown option is wrong usage"
says 'did you mean --target' "with the nearest right name"
run run --timeout soon
exits 3 "a number that is none is wrong usage"
run run --target ftp://127.0.0.1/
exits 3 "a URL that is none is wrong usage"
for resolve in nonsense host:443 host:none:127.0.0.1 :1:2 host:443:; do
  run run --target http://127.0.0.1/ --resolve $resolve
  exits 3 "--resolve $resolve is wrong usage"
done
run run --variable nonsense
exits 3 "a variable without a value is wrong usage"
run run --profile exchnge2013
exits 3 "an unknown profile is wrong usage"
run run --target http://127.0.0.1:9/EWS/Exchange.asmx --junit "$work/u.xml"
exits 2 "a server that is not there is an error"
holds "said once" test "$(grep -c 'cannot be reached' "$work/out")" -eq 1
holds "and every case has a verdict in the report" test "$(grep -c '<skipped' "$work/u.xml")" -eq "$cases"
run run --target http://no-such-host.invalid/EWS/Exchange.asmx
exits 2 "a host that is not there is an error"
run run --tag no-such-tag
exits 3 "a tag that no case has is wrong usage"
run run --tag smoke --junit "$work/no/such/folder/j.xml"
exits 2 "a report that cannot be written is an error"
says 'no/such/folder' "which is named"
printf '<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"><xsl:template match="["/></xsl:stylesheet>' >"$work/broken.xsl"
run run --tag smoke --report "$work/broken.xsl=$work/x" --results "$work/never.xml"
exits 2 "a report's stylesheet that is wrong is told"
says 'broken.xsl:1' "with its place"
holds "before anything is run" test ! -e "$work/never.xml" -a ! -e "$work/x"
run run --tag smoke --report nothing="$work/x"
exits 3 "a format that is none is wrong usage"
holds "and nothing was sent before" test ! -e "$work/x"
run report "$ROOT/cases/case.xsd" --html "$work/x.html"
exits 2 "a file that is no results.xml is an error"
holds "and leaves no report" test ! -e "$work/x.html"

mkdir "$work/broken"
cp "$ROOT/cases/errors/duplicate-name.xml" "$work/broken/first.xml"
printf '<case' >"$work/broken/second.xml"
sed 's/id="duplicate-name"/id="third"/; s/${second.name}/${secnd.name}/' "$ROOT/cases/errors/duplicate-name.xml" >"$work/broken/third.xml"
sed 's/id="duplicate-name"/id="fourth"/; s/list-unchanged.xsl/list-unchangd.xsl/' "$ROOT/cases/errors/duplicate-name.xml" >"$work/broken/fourth.xml"
run run "$work/broken" --junit "$work/never.xml"
exits 2 "broken cases are an error"
says 'first.xml:[0-9]+.*the id is "duplicate-name"' "the first is named"
says 'second.xml:1' "the second is named"
says 'third.xml:[0-9]+.*unknown variable "secnd.name"; did you mean "second.name"' "the third is named"
says 'fourth.xml:[0-9]+.*list-unchangd.xsl' "the fourth is named"
holds "and nothing was run" test ! -e "$work/never.xml"
sed -i 's/title>.*</title>Is this a question?</' "$work/broken/fourth.xml"
sed -i 's/response-class="Error"/response-class="Eror"/' "$work/broken/third.xml"
run check "$work/broken"
exits 2 "check says the same"
says 'third.xml:[0-9]+.*here it is "Eror"' "and what else is wrong with a file"
says 'did you mean "Error"' "with the nearest right word"
says 'did you mean "list-unchanged.xsl"' "and the nearest stylesheet"
says 'fourth.xml:[0-9]+.*the title is a question' "and what a broken case has beside"

# ---- commands that send nothing --------------------------------------------------------------------------------------
run check
exits 0 "the suite has nothing to complain about"
run list --requirements
exits 0 "requirements are listed"
says '^R401 MUST ' "with their level"
run show duplicate-name
exits 0 "a case is shown"
says '<m:GroupId Id="\{first.id\}"' "as it would be sent"
run show duplicate-name --curl
says "^curl -i -X POST" "and as a curl command"
for command in run list check show serve report sweep selftest; do
  run $command --help
  exits 0 "$command --help"
done
run --version
says 'libxml2 ' "--version tells the libraries"

# ---- the end by a signal --------------------------------------------------------------------------------------------------
start_server --variant slow
"$EWS" run --target "$url" -j 2 --results "$work/int.xml" --junit "$work/int.junit" >"$work/out" 2>&1 &
pid=$!
sleep 2
kill -INT $pid
wait $pid
status=$?
exits 130 "SIGINT ends the run with 130"
holds "with its results" xmllint --noout --schema "$ROOT/reports/results.xsd" "$work/int.xml"
holds "and reports" test -s "$work/int.junit"
run sweep --target "$url" --dry-run
exits 0 "the mailbox can be swept after it"
holds "and nothing is left to sweep" test ! -s "$work/out"

done_testing
