#!/bin/sh
# coverage.sh [CTEST ARGS...]: builds the preset "coverage" (gcov), runs the tests and a little of the self-test, and
# prints per module how many lines were executed and how many branches were taken.
#   EWC_COVERAGE_BUILD   another build folder
#   EWC_NO_TESTS=1       with what the last tests left
#   EWC_UNCOVERED=FILE   lines that nothing executed, as "file:line: text"
set -eu
root=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd)
build=${EWC_COVERAGE_BUILD:-$root/build/coverage}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$root"
cmake --preset coverage -B "$build" >/dev/null
cmake --build "$build" | tail -n 1
[ -n "${EWC_NO_TESTS:-}" ] || find "$build" -name '*.gcda' -delete
[ -n "${EWC_NO_TESTS:-}" ] || ctest --test-dir "$build" -j "$(nproc)" "$@" 2>&1 | tail -n 12
# of the self-test a little: all of it takes too long here
[ -n "${EWC_NO_TESTS:-}" ] || "$build/ews-conform" selftest --only rename-not-stored | tail -n 1

# gcov once for each object of the product; its text files have a line per source line.
cd "$work"
find "$build/CMakeFiles" -name '*.gcda' | while IFS= read -r data; do
  case $data in */harness/tests/* | */harness/fuzz/*) continue ;; esac
  mkdir -p one
  (cd one && gcov --branch-counts --branch-probabilities --preserve-paths "$data" >/dev/null 2>&1) || true
  for file in one/*"#harness#"*.c.gcov; do
    [ -f "$file" ] || continue
    cat "$file"
  done
  rm -rf one
done >all.gcov

awk -v uncovered="${EWC_UNCOVERED:-}" '
  /^ *-: *0:Source:/ { sub(/.*Source:/, ""); sub(/.*\/harness\//, "harness/"); file = $0; split(file, part, "/"); module = part[2]; seen[module] = 1; next }
  /^branch/ { branches[module]++; if ($3 == "taken" && $4 + 0 > 0) taken[module]++; next }
  /^(call|function|unconditional)/ { next }
  {
    split($0, field, ":")
    count = field[1]; gsub(/[ *]/, "", count)
    if (count == "-" || field[2] + 0 == 0) next
    lines[module]++
    if (count ~ /^[0-9]/) executed[module]++
    else if (uncovered) { text = $0; sub(/^[^:]*:[^:]*:/, "", text); print file ":" field[2] + 0 ":" text > uncovered }
  }
  function row(name, l, e, b, t) {
    return sprintf("%-12s %7d %6.1f %% %9d %6.1f %%", name, l, l ? 100 * e / l : 0, b, b ? 100 * t / b : 0)
  }
  END {
    printf "%-12s %7s %8s %9s %8s\n", "module", "lines", "executed", "branches", "taken"
    for (m in seen) { print row(m, lines[m], executed[m], branches[m], taken[m]) | "sort"; L += lines[m]; E += executed[m]; B += branches[m]; T += taken[m] }
    close("sort")
    print row("all", L, E, B, T)
  }' all.gcov
