#!/bin/sh
# sanitize.sh PRESET [unit]: builds with the preset's sanitizers and runs the whole suite, a few defects and a few
# variants with that build; with "unit" the unit tests and the fuzzer's corpora too. Any report of a sanitizer ends a
# program with an error.
set -eu
root=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd)
preset=$1
unit=${2:-}
build=$root/build/$preset

case $preset in
*clang*) command -v clang >/dev/null 2>&1 || { echo "clang is not installed"; exit 77; } ;;
esac
cd "$root"
if [ "$unit" = unit ]; then testing=ON targets=all; else testing=OFF targets=ews-conform; fi
cmake --preset "$preset" -DBUILD_TESTING=$testing >/dev/null || exit 77
cmake --build "$build" --target $targets | tail -n 1

export ASAN_OPTIONS=detect_leaks=1:abort_on_error=0 UBSAN_OPTIONS=print_stacktrace=1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# What the C library's loader allocates for iconv's modules is under a lock of its own, which ThreadSanitizer does not see.
echo "race:rtld-malloc.h" >"$work/suppressed"
export TSAN_OPTIONS="halt_on_error=1 second_deadlock_stack=1 suppressions=$work/suppressed"

# Exit status EXPECTED, and nothing that a sanitizer wrote.
expect() {
  expected=$1
  shift
  status=0
  "$build/ews-conform" "$@" >"$work/out" 2>&1 || status=$?
  if [ "$status" -ne "$expected" ] || grep -Eq 'Sanitizer|runtime error:' "$work/out"; then
    echo "FAIL  ews-conform $* (exit status $status, expected $expected)"
    tail -n 40 "$work/out"
    exit 1
  fi
  echo "ok    ews-conform $*"
}

expect 0 run --jobs 4 --results "$work/r.xml" --junit "$work/j.xml"
expect 0 check
expect 0 list --requirements
expect 0 run --jobs 4 --variant comments-in-text
expect 0 run --jobs 4 --variant utf-16-little-endian
expect 1 run --jobs 4 --settle 50 --defect rename-not-stored --results "$work/r.xml"
expect 1 run --jobs 4 --settle 50 --defect truncated
expect 0 report "$work/r.xml" --junit "$work/j.xml" --report tap="$work/t"
expect 2 run --target http://127.0.0.1:9/
if [ "$unit" = unit ]; then
  ctest --test-dir "$build" -L 'unit|fuzz' --output-on-failure -j 2
fi
