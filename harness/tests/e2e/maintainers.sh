#!/bin/sh
# The command blocks for those who work on ews-conform itself: each command is run, in a copy of the tree, as it stands
# but for a smaller share of what takes minutes. A command that has no row here is a failure.
#   maintainers.sh BUILD      the folder of the release build
. "$(dirname "$0")/lib.sh"
build=${1:?the build folder}

mkdir "$work/tree"
(cd "$ROOT" && tar -cf - --exclude=./build --exclude=./.git --exclude=node_modules .) | tar -xf - -C "$work/tree" || exit 1
mkdir "$work/tree/build"
ln -s "$build" "$work/tree/build/release"
cd "$work/tree" || exit 1
# Without it, git would look for a repository further up.
if command -v git >/dev/null 2>&1; then git init -q . || exit 1; fi

# lines FILE: the commands of its blocks, without what explains them
lines() {
  awk '/^```(console|sh)$/ {on=1; next} /^```$/ {on=0} on' "$ROOT/$1" | sed -e 's/  *#.*//' -e '/^$/d'
}

# performs TOOLS COMMAND: in a shell; false: a tool is not installed, so it is skipped
performs() {
  for tool in $1; do
    if ! command -v "$tool" >/dev/null 2>&1; then echo "skip  $2 ($tool is not installed)"; return 1; fi
  done
  timeout 600 sh -euc "$2" >"$work/out" 2>&1
  status=$?
  exits 0 "$2"
}

for document in CONTRIBUTING.md harness/fuzz/README.md harness/bench/README.md; do
  lines "$document" >"$work/lines"
  holds "$document has commands" test -s "$work/lines"
  while IFS= read -r line; do
    case $line in
    'cmake --preset dev && cmake --build build/dev') performs cmake "$line --target test_base" ;;
    'ctest --preset dev -L unit') performs ctest "$line -R unit.base" ;;
    'harness/quickstart test') ok "$line is what runs this test" ;;
    'git config core.hooksPath .githooks')
      performs git "$line" && holds "its hook passes where nothing is staged" .githooks/pre-commit
      ;;
    'harness/fuzz/run 60') performs clang "harness/fuzz/run 1" ;;
    'harness/fuzz/run 3600 response') performs clang "harness/fuzz/run 2 response" ;;
    'harness/tests/coverage.sh')
      performs gcov "$line -R unit.base" && says '^base  .*%.*%' "it has a row for a module"
      ;;
    'EWC_STRIDE=1 ctest --preset release -R alloc') performs ctest "EWC_STRIDE=200 ${line#* }" ;;
    'ctest --preset release -L analysis')
      # they are a part of this very run
      performs ctest "$line -N" && says 'Total Tests: [1-9]' "there are such tests"
      ;;
    'apt-get install '*)
      for package in ${line#apt-get install }; do
        holds "the quickstart installs $package" grep -Eq "(^|[\" ])$package( |\"|\$)" harness/quickstart
      done
      ;;
    'harness/bench/run') performs "python3 nginx wrk xsltproc curl" "$line --times 1 --seconds 1 --sizes 1,20 --no-shell" ;;
    'harness/bench/run --callgrind') performs "python3 nginx wrk xsltproc curl valgrind" "$line --sizes 2,12" ;;
    *) not_ok "$document: nothing looks at \"$line\"" ;;
    esac
  done <"$work/lines"
done

# What CONTRIBUTING says of labels and presets
for label in $(sed -n 's/.*-L \([a-z]*\) *# also: \([^(]*\).*/\1 \2/p' CONTRIBUTING.md | tr -d ,); do
  ctest --preset release -N -L "$label" >"$work/out" 2>&1
  says 'Total Tests: [1-9]' "there are tests with the label $label"
done
for preset in $(sed -n 's/^The presets: \(.*\)/\1/p' CONTRIBUTING.md | grep -o '`[a-z-]*`' | tr -d '`'); do
  holds "there is a preset $preset" grep -q "\"name\": \"$preset\"" CMakePresets.json
done
done_testing
