#!/bin/sh
# Reads every #include of harness/ against the table of modules below, and says what breaks it.
#
#   layers.sh ROOT          exit status 1 when something does
#   layers.sh --self-check  shows that each kind of breach is found, on a tree made for it
set -u
LC_ALL=C
export LC_ALL

# module: the modules whose interface (<module>/<module>.h) it may use; "*": all. Data flows from the top down.
table='
base:
xml: base
xslt: base xml
template: base
case: base xml template
plan: base case
vars: base xml template
http: base
token: base
request: base xml case vars template http
response: base xml http
catalogue: base case xml
check: base xml xslt case vars request response
verdict: base case check catalogue
known: base case catalogue check result verdict xml
result: base xml case catalogue http request response check verdict
archive: base xml case catalogue check http request result verdict
bundle: base result vars
report: base xml xslt
refserver: base xml
run: *
cli: *
'

# library headers by their beginning, and the modules that are their doors
doors='
libxml/ xml xslt
libxslt/ xslt
libexslt/ xslt
curl/ http
microhttpd.h refserver
iconv.h xml
zlib.h request refserver
'

# header that is no <module>/<module>.h and yet seen by another module: header, module
shared='
xml/xml_internal.h xslt
base/word.h xml report http
'

# What is no module: nothing there is part of the line.
not_modules=' tests fuzz docs cmake '

# Types of the libraries that a header may name only where no other module sees it.
library_types='xmlDoc|xmlDocPtr|xmlNode|xmlNodePtr|xmlAttr|xmlNs|xsltStylesheet|xsltStylesheetPtr|CURL *[*]|CURLcode|struct MHD_[A-Za-z]+|z_stream'

# "file:line: included name" of every include of a module's sources; library headers keep their <>.
includes() {
    find . -name '*.[ch]' -o -name '*.inc' | sort | while IFS= read -r file; do
        file=${file#./}
        module=${file%%/*}
        case $not_modules in *" $module "*) continue ;; esac
        [ "$module" != "$file" ] || continue
        sed -n 's/^[ 	]*#[ 	]*include[ 	]*["<]\([^">]*\)[">].*/\1/p' "$file" | sed "s|^|$file |"
    done
}

check_tree() {
    cd "$1/harness" || exit 2
    includes >"$temp/includes"
    awk -v table="$table" -v doors="$doors" -v shared="$shared" '
        function bad(text) { print text; broken = 1 }
        BEGIN {
            count = split(table, rows, "\n")
            for (i = 1; i <= count; i++) {
                if (rows[i] == "") continue
                module = rows[i]; sub(/:.*/, "", module)
                known[module] = 1
                words = rows[i]; sub(/^[^:]*:/, "", words)
                n = split(words, word, " ")
                for (k = 1; k <= n; k++) may[module, word[k]] = 1
            }
            door_count = split(doors, rows, "\n")
            for (i = 1; i <= door_count; i++) {
                n = split(rows[i], word, " ")
                door[i] = word[1]
                for (k = 2; k <= n; k++) opens[word[1], word[k]] = 1
            }
            count = split(shared, rows, "\n")
            for (i = 1; i <= count; i++) {
                n = split(rows[i], word, " ")
                for (k = 2; k <= n; k++) lent[word[1], word[k]] = 1
            }
        }
        {
            module = $1; sub(/\/.*/, "", module)
            if (!(module in known)) {
                if (!(module in told)) bad("harness/" module ": a module without a row in the table of layers.sh")
                told[module] = 1
                next
            }
            for (i = 1; i <= door_count; i++)
                if (door[i] != "" && index($2, door[i]) == 1 && !((door[i], module) in opens))
                    bad("harness/" $1 ": includes <" $2 ">, which is not the business of " module)
            if ($2 !~ /\//) next
            other = $2; sub(/\/.*/, "", other)
            if (!(other in known) || other == module || (($2, module) in lent)) next
            if ($2 != other "/" other ".h")
                bad("harness/" $1 ": includes " $2 ", which is inside of " other)
            else if (!((module, other) in may) && !((module, "*") in may))
                bad("harness/" $1 ": includes " $2 ", but " module " may not use " other)
        }
        END { exit broken }' "$temp/includes" || broken=1

    # Headers that other modules see: each <module>.h, and what those include in their turn.
    find . -name '*.h' | sed 's|^\./||' | awk -F/ 'NF == 2 && $2 == $1 ".h"' >"$temp/seen"
    while :; do
        awk 'NR == FNR { seen[$1] = 1; next }
             ($1 in seen) && $2 ~ /\// && !($2 in seen) { split($1, a, "/"); split($2, b, "/"); if (a[1] == b[1]) print $2 }' \
            "$temp/seen" "$temp/includes" | sort -u >"$temp/more"
        [ -s "$temp/more" ] || break
        cat "$temp/more" >>"$temp/seen"
    done
    while IFS= read -r header; do
        [ -f "$header" ] || continue
        sed -e 's|/\*.*\*/||' -e 's|//.*||' -e '/^[ 	]*\*/d' -e 's|/\*.*||' "$header" |
            grep -nE "(^|[^A-Za-z0-9_])($library_types)" |
            sed "s|^|harness/$header: other modules see this header, and it names a type of a library: |" >"$temp/types"
        if [ -s "$temp/types" ]; then
            cat "$temp/types"
            broken=1
        fi
    done <"$temp/seen"
}

# ---- self-check ------------------------------------------------------------------------------------------

# make_tree FOLDER: a small tree that keeps the rules.
make_tree() {
    mkdir -p "$1/harness/base" "$1/harness/xml" "$1/harness/xslt" "$1/harness/http" "$1/harness/refserver" \
        "$1/harness/case" "$1/harness/plan" "$1/harness/template" "$1/harness/cli" "$1/harness/tests/unit"
    echo '/* base */' >"$1/harness/base/base.h"
    printf '#include "base/base.h"\n/* hides xmlDocPtr */\nstruct ewc_xml;\n' >"$1/harness/xml/xml.h"
    printf '#include <libxml/tree.h>\n#include "xml/xml.h"\nxmlDocPtr raw(struct ewc_xml *doc);\n' >"$1/harness/xml/xml_internal.h"
    printf '#include "xml/xml_internal.h"\n#include <libxslt/xslt.h>\n' >"$1/harness/xslt/xslt.c"
    echo '#include "base/base.h"' >"$1/harness/http/http.h"
    printf '#include <curl/curl.h>\nCURL *handle(void);\n' >"$1/harness/http/client.h"
    printf '#include "http/client.h"\n#include "http/http.h"\n' >"$1/harness/http/http.c"
    printf '#include <microhttpd.h>\n#include "base/base.h"\n#include "xml/xml.h"\n' >"$1/harness/refserver/refserver.c"
    echo '#include "template/template.h"' >"$1/harness/case/case.h"
    echo '#include "base/base.h"' >"$1/harness/template/template.h"
    echo '#include "case/case.h"' >"$1/harness/plan/plan.c"
    echo '#include "plan/plan.h"' >"$1/harness/cli/main.c"
    echo '#include "xml/xml_internal.h"' >"$1/harness/tests/unit/test_xml.c"
}

# planted NAME FILE LINE WORDS: with LINE at the end of FILE, WORDS must be said.
planted() {
    rm -rf "$temp/tree"
    make_tree "$temp/tree"
    mkdir -p "$(dirname "$temp/tree/harness/$2")"
    printf '%s\n' "$3" >>"$temp/tree/harness/$2"
    if said=$(sh "$self" "$temp/tree"); then
        echo "self-check: $1 was not found"
        broken=1
    else
        case $said in
        *"$4"*) ;;
        *)
            echo "self-check: $1: expected \"$4\", got: $said"
            broken=1
            ;;
        esac
    fi
}

self_check() {
    make_tree "$temp/tree"
    sh "$self" "$temp/tree" || { echo 'self-check: a tree that keeps the rules is refused'; broken=1; }
    planted 'a step back' base/arena.c '#include "case/case.h"' 'base may not use case'
    planted 'a layer left out' plan/plan.c '#include "xml/xml.h"' 'plan may not use xml'
    planted 'the inside of another module' case/case.c '#include "http/client.h"' 'inside of http'
    planted 'the inside of xml' case/read.c '#include "xml/xml_internal.h"' 'inside of xml'
    planted 'libxml2 elsewhere' case/case.c '#include <libxml/parser.h>' 'not the business of case'
    planted 'libxslt elsewhere' xml/xml.c '#include <libxslt/xslt.h>' 'not the business of xml'
    planted 'libcurl elsewhere' cli/main.c '#  include <curl/curl.h>' 'not the business of cli'
    planted 'libmicrohttpd elsewhere' http/http.c '#include <microhttpd.h>' 'not the business of http'
    planted 'the reference server with the stages' refserver/refserver.c '#include "case/case.h"' 'refserver may not use case'
    planted 'a type of libxml2 in an interface' xml/xml.h 'xmlNodePtr ewc_node(void);' 'names a type of a library'
    planted 'a handle in an interface' http/http.h 'CURL *ewc_handle(void);' 'names a type of a library'
    planted 'a handle behind an interface' http/http.h '#include "http/client.h"' 'http/client.h: other modules see this header'
    planted 'a module without a row' other/other.c '#include "base/base.h"' 'without a row'
}

temp=$(mktemp -d) || exit 2
trap 'rm -rf "$temp"' EXIT
trap 'exit 1' HUP INT TERM
broken=
case ${1:?usage: layers.sh ROOT | --self-check} in
--self-check)
    self=$(cd "$(dirname "$0")" && pwd)/$(basename "$0")
    self_check
    ;;
*) check_tree "$1" ;;
esac
[ -z "$broken" ]
