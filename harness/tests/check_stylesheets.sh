#!/bin/sh
# Applies every assertion stylesheet to its examples, and compares the findings with those announced.
#
#   check_stylesheets.sh XSLT_FOLDER [COMMAND [ARGUMENT...]]
#
# COMMAND is called as xsltproc is, which is also the default:
#   COMMAND [--stringparam NAME VALUE]... STYLESHEET EVIDENCE      SVRL on standard output
#
# Examples are XSLT_FOLDER/tests/<stylesheet without .xsl>/{pass,fail}-*.xml. Processing instructions at
# their top say more:
#   <?param NAME VALUE?>     a parameter of the stylesheet
#   <?finding ID ROLE?>      a finding that must come; ROLE is MUST where the stylesheet gives none
#   <?says WORDS?>           words that must be in the findings
#   <?stops?>                a finding must say that later steps rely on it
# Exactly the announced findings may come. fail-R120-*.xml announces "R120 MUST" by its name, any other
# fail-*.xml "<stylesheet> MUST", unless a <?finding?> is given.
set -u
LC_ALL=C
export LC_ALL

folder=${1:?usage: check_stylesheets.sh XSLT_FOLDER [COMMAND [ARGUMENT...]]}
shift
[ $# -gt 0 ] || set -- xsltproc --nonet
passed=0
failed=0
temp=$(mktemp -d) || exit 1
trap 'rm -rf "$temp"' EXIT
trap 'exit 1' HUP INT TERM

bad() {
    failed=$((failed + 1))
    printf 'FAIL %s\n' "$*" >&2
}

# pi NAME FILE: the contents of the processing instructions of that name, one a line.
pi() {
    sed -n "s/^<?$1 *\(.*\)?>\$/\1/p" "$2"
}

# announced STYLESHEET FILE: "ID ROLE" lines, sorted.
announced() {
    found=$(pi finding "$2")
    example_name=$(basename "$2" .xml)
    if [ -n "$found" ]; then
        printf '%s\n' "$found"
    else
        case $example_name in
        fail-R[0-9][0-9][0-9]*) printf '%s MUST\n' "$(printf '%s' "$example_name" | cut -c6-9)" ;;
        fail-*) printf '%s MUST\n' "$1" ;;
        esac
    fi | sort -u
}

# findings SVRL: the same for what came.
findings() {
    sed -e 's/<svrl:failed-assert /\
&/g' -e 's/<svrl:successful-report /\
&/g' "$1" | sed -n -e '/^<svrl:failed-assert /s/>.*//p' -e '/^<svrl:successful-report /s/>.*//p' | while IFS= read -r line; do
        id=$(printf '%s' "$line" | sed -n 's/.* id="\([^"]*\)".*/\1/p')
        role=$(printf '%s' "$line" | sed -n 's/.* role="\([^"]*\)".*/\1/p')
        printf '%s %s\n' "$id" "${role:-MUST}"
    done | sort -u
}

# check_one STYLESHEET_FILE EXAMPLE COMMAND...
check_one() {
    sheet=$1
    example=$2
    shift 2
    pi param "$example" >"$temp/params"
    while IFS= read -r line; do
        set -- "$@" --stringparam "${line%% *}" "${line#* }"
    done <"$temp/params"
    if ! "$@" "$sheet" "$example" >"$temp/svrl" 2>"$temp/err"; then
        bad "$example: $(head -c 500 "$temp/err")"
        return
    fi
    grep -q '<svrl:fired-rule' "$temp/svrl" || { bad "$example: no rule fired"; return; }
    announced "$(basename "$sheet" .xsl)" "$example" >"$temp/want"
    findings "$temp/svrl" >"$temp/got"
    if ! cmp -s "$temp/want" "$temp/got"; then
        bad "$example: announced [$(tr '\n' ';' <"$temp/want")] found [$(tr '\n' ';' <"$temp/got")]"
        return
    fi
    pi says "$example" >"$temp/says"
    while IFS= read -r words; do
        grep -qF -- "$words" "$temp/svrl" || { bad "$example: its findings do not say \"$words\""; return; }
    done <"$temp/says"
    if grep -q '^<?stops?>' "$example" && ! grep -q 'flag="stop"' "$temp/svrl"; then
        bad "$example: no finding stops the case"
        return
    fi
    passed=$((passed + 1))
}

for sheet in "$folder"/*.xsl; do
    name=$(basename "$sheet" .xsl)
    for kind in pass fail; do
        some=no
        for example in "$folder/tests/$name/$kind"-*.xml; do
            [ -f "$example" ] || continue
            some=yes
            check_one "$sheet" "$example" "$@"
        done
        [ $some = yes ] || bad "$sheet: no $kind example in $folder/tests/$name"
    done
done

# Every rule that a stylesheet speaks of is in the catalogue.
catalogue=$folder/../cases/requirements.xml
if [ -f "$catalogue" ]; then
    for id in $(cat "$folder"/*.xsl "$folder"/*/*.xsl | grep -o "'R[1-9][0-9][0-9]'" | tr -d "'" | sort -u); do
        if grep -q "id=\"$id\"" "$catalogue"; then
            passed=$((passed + 1))
        else
            bad "$id is used by a stylesheet but is not in $catalogue"
        fi
    done
fi

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
