#!/bin/sh
# Looks for functions that are not used here, and for paths of somebody's machine.
#
#   forbidden.sh ROOT          exit status 1 when something is found
#   forbidden.sh --self-check  shows that each kind is found, on a tree made for it
set -u
LC_ALL=C
export LC_ALL

functions='strcpy|strcat|sprintf|vsprintf|strtok|atoi|strncpy|setlocale|gets'

# Text files of the product, a path a line; not what was built or fetched.
files() {
    find . \( -name .git -o -name node_modules -o -name build -o -path ./harness/fuzz/corpus \) -prune -o -type f \
        \( -name '*.[ch]' -o -name '*.inc' -o -name '*.sh' -o -name '*.xml' -o -name '*.xsl' -o -name '*.xsd' \
        -o -name '*.md' -o -name '*.txt' -o -name '*.cmake' -o -name '*.json' -o -name '*.yml' -o -name '*.mjs' \) -print | sort
}

# grep_in OPTIONS EXTENDED_REGEX: in the files named on standard input.
grep_in() {
    tr '\n' '\0' | xargs -0 grep "$1" -- "$2" /dev/null
}

# A call of one of them in C; comments do not count.
check_functions() {
    calls="(^|[^A-Za-z0-9_])($functions)[ 	]*\\("
    files | grep -E '^\./harness/.*\.([ch]|inc)$' | grep_in -lE "$calls" | while IFS= read -r file; do
        sed -e 's|/\*.*\*/||' -e 's|//.*||' -e 's|^[ 	]*\*.*||' -e 's|/\*.*||' "$file" |
            grep -nE "$calls" | sed "s|^|${file#./}:|;s|\$| [not used here]|"
    done
}

# Homes, and where this very tree lies: its own path, and the folder above where that is not a common one.
machine_paths() {
    printf '%s\n' '/home/[a-z]' '/Users/[A-Za-z]' '/root/'
    here=$(pwd)
    above=$(dirname "$here")
    case $here in / | /tmp/* | /var/tmp/*) ;; *) printf '%s\n' "$here/" ;; esac
    case $above in
    / | /usr | /usr/src | /src | /tmp | /tmp/* | /var/* | /build | /builds | /home | /opt | /mnt | /srv) ;;
    *) printf '%s\n' "$above/" ;;
    esac
}

check_paths() {
    # not inside of a longer word, a URL or another path
    any=$(machine_paths | sed 's/[.]/[.]/g' | paste -s -d '|' -)
    files | grep -v '/package-lock\.json$' | grep_in -nE "(^|[^A-Za-z0-9_.:/@}-])($any)" |
        sed -n '\|^\./harness/tests/lint/forbidden\.sh:|!s|^\./\(.*\)$|\1 [a path of one machine]|p'
}

check_tree() {
    cd "$1" || exit 2
    { check_functions; check_paths; } >"$temp/found"
    if [ -s "$temp/found" ]; then
        cat "$temp/found"
        broken=1
    fi
}

# ---- self-check ------------------------------------------------------------------------------------------

make_tree() {
    mkdir -p "$1/harness/base" "$1/build" "$1/harness/tests/reports/node_modules"
    cat >"$1/harness/base/base.c" <<'END'
/* snprintf(out, size, ...) is used, and strcpy() is not. */
int my_strcpy(int x);
/*
 * Not setlocale(LC_ALL, ""): it is the process's.
 */
int f(int x) { return my_strcpy(x) + snprintf(0, 0, "/tmp/%s", "http://example.org/home/a"); }
END
    echo 'strcpy(a, b);' >"$1/build/made.c"
    echo '/home/somebody' >"$1/harness/tests/reports/node_modules/x.json"
}

# planted NAME FILE LINE WORDS: with LINE at the end of FILE, WORDS must be said.
planted() {
    rm -rf "$temp/tree"
    make_tree "$temp/tree"
    printf '%s\n' "$3" >>"$temp/tree/$2"
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
    sh "$self" "$temp/tree" || { echo 'self-check: a tree without any of it is refused'; broken=1; }
    for name in strcpy strcat sprintf strtok atoi strncpy setlocale; do
        planted "$name" harness/base/base.c "    x = $name (a, b);" "harness/base/base.c:7:    x = $name (a, b); [not used here]"
    done
    planted 'a call beside a comment' harness/base/base.h 'strcpy(a, b); /* why */' 'harness/base/base.h:1:'
    planted 'a home' README.md 'See /home/somebody/notes.' 'README.md:1:'
    planted 'a home in code' harness/base/base.h '#define NOTES "/Users/me/notes"' 'harness/base/base.h:1:'
}

temp=$(mktemp -d) || exit 2
trap 'rm -rf "$temp"' EXIT
trap 'exit 1' HUP INT TERM
broken=
case ${1:?usage: forbidden.sh ROOT | --self-check} in
--self-check)
    self=$(cd "$(dirname "$0")" && pwd)/$(basename "$0")
    self_check
    ;;
*) check_tree "$1" ;;
esac
[ -z "$broken" ]
