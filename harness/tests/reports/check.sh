#!/bin/sh
# Renders every sample in every format and has the results judged: by schemas, by readers that others
# wrote, and by a browser.
#
#   check.sh [--render COMMAND [--plain]] [--keep FOLDER] [formats] [readers] [browser]
#
# The default is all three parts. COMMAND renders one report to its standard output:
# COMMAND STYLESHEET INPUT [NAME=VALUE]…; with --plain it knows no parameters and reads single results only
# (what needs more is then left to xsltproc, the default). With --keep the reports, and screenshots of every state, stay in FOLDER.
# "readers" and "browser" need node and, once, "npm ci" in harness/tests; "browser" needs Chromium too
# (the variable CHROMIUM names another than the one in PATH). What cannot run is skipped: exit 77.
# shellcheck disable=SC2016 # what stands in single quotes is for an inner shell
set -u
here=$(cd "$(dirname "$0")" && pwd)
reports=$(cd "$here/../../../reports" && pwd)
data=$(cd "$here/../data" && pwd)

render_command=
plain=
keep=
parts=
while [ $# -gt 0 ]; do
    case $1 in
    --render) render_command=$2; shift ;;
    --plain) plain=yes ;;
    --keep) keep=$2; shift ;;
    formats | readers | browser) parts="$parts $1" ;;
    *) echo "check.sh: unknown argument: $1" >&2; exit 2 ;;
    esac
    shift
done
[ -n "$parts" ] || parts="formats readers browser"

if [ -n "$keep" ]; then
    mkdir -p "$keep" && out=$(cd "$keep" && pwd) || exit 2
else
    out=$(mktemp -d) || exit 2
    trap 'rm -rf "$out"' EXIT
    trap 'exit 130' INT TERM
fi
log=$out/log
: >"$log"
skips=0

say() { # ok | "not ok", text
    printf '%s - %s\n' "$1" "$2" | tee -a "$log"
}
# check TEXT COMMAND…: the command succeeds; its output is shown when it does not
check() {
    text=$1
    shift
    if "$@" >"$out/said" 2>&1; then
        say ok "$text"
    else
        say "not ok" "$text"
        sed 's/^/    /' "$out/said" | head -20
    fi
}
skip() {
    echo "skipped: $1"
    skips=$((skips + 1))
}

render() { # stylesheet, input, NAME=VALUE…
    if [ -n "$render_command" ] && { [ -z "$plain" ] || { [ $# -eq 2 ] && [ "$2" != "$out/runs.xml" ]; }; }; then
        $render_command "$@"
        return
    fi
    render_sheet=$1 render_input=$2
    shift 2
    set -- "$@" --
    while [ "$1" != -- ]; do
        set -- "$@" --stringparam "${1%%=*}" "${1#*=}"
        shift
    done
    shift
    xsltproc --nonet --nowrite --nomkdir "$@" "$render_sheet" "$render_input"
}

for tool in xsltproc xmllint; do
    command -v "$tool" >/dev/null 2>&1 || { echo "skipped: $tool is not installed (apt-get install xsltproc libxml2-utils)"; echo "0 passed, 0 failed, 1 skipped"; exit 77; }
done

samples="mixed hostile empty incomplete second"
formats="junit tap ctrf github markdown html"

# ---- render everything once

quietly() { # output, stylesheet, input
    quiet_out=$1
    shift
    if render "$@" >"$quiet_out" 2>"$out/aside" && [ ! -s "$out/aside" ]; then return 0; fi
    cat "$out/aside"
    return 1
}

for name in $samples; do
    for format in $formats; do
        check "$format of $name renders, without a word on the side" quietly "$out/$name.$format" "$reports/$format.xsl" "$data/results/$name.xml"
    done
done
{
    echo '<runs xmlns="urn:ews-conform:results:1">'
    for name in mixed second incomplete; do sed '1{/^<?xml/d;}' "$data/results/$name.xml"; done
    echo '</runs>'
} >"$out/runs.xml"
check "matrix renders, without a word on the side" quietly "$out/matrix.html" "$reports/matrix.xsl" "$out/runs.xml"

# ---- formats: schemas, and the rules that no schema can say

no_output() {
    if "$@" >"$out/text" && [ ! -s "$out/text" ]; then return 0; fi
    cat "$out/text"
    return 1
}
refuses() { ! xmllint --noout --schema "$1" "$2" >/dev/null 2>&1; }
same_bytes() { cmp "$1" "$2"; }

pieces() { # format, name: head, suites with their cases, tail
    sheet=$reports/$1.xsl
    input=$data/results/$2.xml
    slice() { xsltproc --param suite "$1" --param case "$2" "$here/slice.xsl" "$input" >"$out/slice.xml"; }
    slice 0 0 && render "$sheet" "$out/slice.xml" part=head || return 1
    suites=$(xmllint --xpath "count(/*/*[local-name()='suite'])" "$input")
    s=1
    while [ "$s" -le "$suites" ]; do
        slice "$s" 0 && render "$sheet" "$out/slice.xml" part=suite-head || return 1
        cases=$(xmllint --xpath "count(/*/*[local-name()='suite'][$s]/*)" "$input")
        c=1
        while [ "$c" -le "$cases" ]; do
            slice "$s" "$c" && render "$sheet" "$out/slice.xml" part=case || return 1
            c=$((c + 1))
        done
        slice "$s" 0 && render "$sheet" "$out/slice.xml" part=suite-tail || return 1
        s=$((s + 1))
    done
    slice 0 0 && render "$sheet" "$out/slice.xml" part=tail
}

formats_part() {
    for name in $samples; do
        check "results.xsd accepts $name" xmllint --noout --schema "$reports/results.xsd" "$data/results/$name.xml"
        check "$name keeps the rules that the schema cannot say" no_output xsltproc "$here/rules.xsl" "$data/results/$name.xml"
        check "junit.xsd accepts the JUnit of $name" xmllint --noout --schema "$data/junit.xsd" "$out/$name.junit"
        for format in junit tap ctrf github markdown; do
            pieces "$format" "$name" >"$out/pieces" 2>"$out/said"
            check "$format of $name in pieces is the whole" same_bytes "$out/$name.$format" "$out/pieces"
        done
    done
    check "results.xsd accepts several runs" xmllint --noout --schema "$reports/results.xsd" "$out/runs.xml"

    # a schema that accepts everything would prove nothing
    while IFS='|' read -r what edit; do
        sed "$edit" "$data/results/mixed.xml" >"$out/bad.xml"
        cmp -s "$out/bad.xml" "$data/results/mixed.xml" && say "not ok" "the edit for \"$what\" changes nothing"
        check "results.xsd refuses $what" refuses "$reports/results.xsd" "$out/bad.xml"
    done <<'EDITS'
a case without a number|s/ number="4"//
two cases of one number|s/ number="4"/ number="5"/
two cases of one id|s/<case id="empty-id" number/<case id="name-taken" number/
an unknown verdict|s/verdict="warn"/verdict="maybe"/
an unknown attribute|s/ interrupted="no"/ interrupted="no" colour="red"/
a step without a kind|s/ kind="given"//
a finding without text|s/<text>Expected.*<\/text>//
a body of no known form|s/body form="base64"/body form="hex"/
a time that is not UTC|s/started="2024-05-06T07:08:09Z"/started="2024-05-06T07:08:09+02:00"/
an element of no known name|/<attempt number="1" verdict="fail" duration-ms="9.5">/,/<\/attempt>/s/attempt/xattempt/
no summary|/<summary/,/<\/summary>/d
EDITS

    # JUnit: how a case that was tried again, a known deviation and a run that went wrong are written
    for rule in \
        'count(//testcase[@name="busy"]/flakyFailure) = 1 and not(//testcase[@name="busy"]/failure)' \
        'count(//testcase[@name="name-taken"]) = 1 and count(//testcase[@name="name-taken"]/failure) = 1 and count(//testcase[@name="name-taken"]/rerunFailure) = 1 and count(//testcase[@name="name-taken"]/rerunError) = 1' \
        'starts-with(//testcase[@name="unknown-id"]/skipped/@message, "known deviation: Issue 412") and not(//testcase[@name="unknown-id"]/failure)' \
        '//testcase[@name="rename-members"]/@file = "cases/rename/rename-members.xml" and //testcase[@name="rename-members"]/@line = "15" and //testcase[@name="rename-members"]/@classname = "ews-conform.rename"' \
        '//testcase[@name="rename-members"]/properties/property[@name="requirements"]/@value = "R306 R301" and //testsuite[@name="rename"]/properties/property[@name="server-version"]/@value = "15.0.1497.2 (Exchange2013_SP1)"' \
        'contains(//testcase[@name="rename-members"]/system-out, "> POST http://127.0.0.1:40123/EWS/Exchange.asmx") and contains(//testcase[@name="rename-members"]/system-out, "<t:DisplayName>ewc-k3x9q1-2 renamed </t:DisplayName>")' \
        '//testcase[@name="rename-once"] and not(//testcase[@name="rename-once"]/system-out)' \
        'count(//testsuite[@name="run"]/properties/property[starts-with(@name, "requirement.")]) = 16 and //property[@name="requirement.R404"]/@value = "known deviation (MUST)"' \
        'not(//testsuite[@name="run"]/testcase)'; do
        check "JUnit of mixed: $rule" sh -c '[ "$(xmllint --xpath "$1" "$2")" = true ]' sh "$rule" "$out/mixed.junit"
    done
    check "JUnit of a run that went wrong has a test case for the run" sh -c '[ "$(xmllint --xpath "count(//testsuite[@name=\"run\"]/testcase/error)" "$1")" = 1 ]' sh "$out/incomplete.junit"
    render "$reports/junit.xsl" "$data/results/mixed.xml" exchange=all >"$out/junit-all"
    check "JUnit with exchange=all writes passing exchanges too" grep -q 'ewc-k3x9q1-1 renamed&lt;/t:DisplayName' "$out/junit-all"
    render "$reports/junit.xsl" "$data/results/mixed.xml" exchange=none >"$out/junit-none"
    check "JUnit with exchange=none has none" sh -c '! grep -q "^&gt; POST" "$1"' sh "$out/junit-none"

    # TAP by Perl's reader; those before TAP 14 are told 13, which this is too
    if command -v prove >/dev/null 2>&1; then
        for name in $samples; do
            sed '1s/14/13/' "$out/$name.tap" >"$out/prove.tap"
            prove --exec cat "$out/prove.tap" >"$out/proved" 2>&1
            check "prove finds no fault in the TAP of $name but failing tests" sh -c '! grep -q "Parse errors" "$1" || { cat "$1"; false; }' sh "$out/proved"
        done
        sed '1s/14/13/' "$out/mixed.tap" >"$out/prove.tap"
        check "prove counts mixed" sh -c 'prove --exec cat "$1" 2>&1 | grep -q "Tests: 11 Failed: 5"' sh "$out/prove.tap"
    else
        skip "TAP by Perl: prove is not installed"
    fi

    if command -v openssl >/dev/null 2>&1; then
        check "the policy of HTML reports names the hashes of style sheet and script" "$here/csp.sh"
    else
        skip "hashes of the HTML reports: openssl is not installed"
    fi
    for name in $samples; do
        check "HTML of $name takes nothing from elsewhere" sh -c '[ "$(xmllint --html --xpath "count(//link | //img | //iframe | //object | //@src | //@srcdoc | //@style | //a[not(starts-with(@href, \"#\"))] | //script[2] | //@*[starts-with(name(), \"on\")])" "$1" 2>/dev/null)" = 0 ]' sh "$out/$name.html"
    done
    check "the style sheet takes nothing from elsewhere" sh -c '! grep -E "@import|url\(" "$1"' sh "$reports/lib/html-style.xsl"
    check "plain reports hold no control characters" sh -c 'cd "$1" && ! LC_ALL=C grep -l "$(printf "[\001-\010\013-\037\177]")" ./*.tap ./*.github ./*.markdown ./*.ctrf' sh "$out"
}

# ---- readers and browser

need_node() {
    command -v node >/dev/null 2>&1 || { skip "$1: node is not installed"; return 1; }
    [ "$(node -p 'process.versions.node.split(".")[0]')" -ge 20 ] || { skip "$1: node is older than 20"; return 1; }
    [ -d "$here/../node_modules/playwright-core" ] || { skip "$1: run \"npm ci\" in harness/tests first"; return 1; }
}
run_node() { # script, arguments…
    node "$@" >"$out/node" 2>"$out/said"
    status=$?
    tee -a "$log" <"$out/node"
    grep -q '^not ok' "$out/node" || [ $status -eq 0 ] || { say "not ok" "$(basename "$1") broke off"; cat "$out/said"; }
}
readers_part() {
    need_node readers || return 0
    run_node "$here/readers.mjs" "$out"
}
browser_part() {
    need_node browser || return 0
    chromium=${CHROMIUM:-$(command -v chromium || command -v chromium-browser || true)}
    [ -n "$chromium" ] || { skip "browser: Chromium is not installed (apt-get install chromium)"; return 0; }
    printf '<x/>' >"$out/x.xml"
    xsltproc "$here/large.xsl" "$out/x.xml" >"$out/large.xml"
    render "$reports/html.xsl" "$out/large.xml" >"$out/large.html"
    rm -f "$out/large.xml"
    run_node "$here/browser.mjs" "$out" "$chromium"
}

for part in $parts; do "${part}_part"; done

passed=$(grep -c '^ok' "$log")
failed=$(grep -c '^not ok' "$log")
echo "$passed passed, $failed failed, $skips skipped"
[ "$failed" -eq 0 ] || exit 1
[ "$skips" -eq 0 ] || exit 77
