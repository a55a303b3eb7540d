#!/bin/sh
# analyse.sh PART BUILD: reads the C sources with one analyser; exit status 1 and its words when it finds something.
#   cppcheck    of the product's sources
#   tidy        clang-tidy, as .clang-tidy says
#   fanalyzer   gcc -fanalyzer
#   valgrind    memcheck on a run of a few cases with reports
# BUILD is a configured build folder (its compile_commands.json says how each file is compiled). What is not installed
# is skipped. A place that is right as it is says so itself (cppcheck-suppress, NOLINT); memcheck needs no suppressions.
set -eu
root=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd)
part=$1
build=$2
jobs=2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$root"

need() {
  command -v "$1" >/dev/null 2>&1 || { echo "$1 is not installed"; exit 77; }
}

# The product's sources, and not the tests'.
sources() {
  for file in harness/*/*.c; do
    case $file in harness/fuzz/*) ;; *) printf '%s\n' "$file" ;; esac
  done
}

# Fails with the words in FILE, if there are any.
silent() {
  if [ -s "$1" ]; then
    cat "$1"
    exit 1
  fi
  echo "$part: nothing found in $(sources | wc -l) files"
}

case $part in
cppcheck)
  need cppcheck
  # readdirCalled: readdir_r() is deprecated, and no folder is read by two threads.
  sources | cppcheck --file-list=- -j "$jobs" --quiet --std=c11 --library=posix --inline-suppr \
    --enable=warning,performance,portability --suppress=readdirCalled \
    -Iharness -D_XOPEN_SOURCE=700 -DEWC_VERSION='"0"' 2>"$work/found"
  silent "$work/found"
  ;;
tidy)
  need clang-tidy
  [ -f "$build/compile_commands.json" ] || { echo "configured without a preset: no compile_commands.json"; exit 77; }
  # The paths that clang's analyser follows in a function: its own 225000 take four times as long (and found nothing
  # more); EWC_ANALYSER_NODES=225000 for who has the time.
  sources | xargs -P "$jobs" -n 6 clang-tidy -p "$build" --quiet --extra-arg=-Xclang --extra-arg=-analyzer-config \
    --extra-arg=-Xclang --extra-arg="max-nodes=${EWC_ANALYSER_NODES:-40000}" >"$work/found" 2>"$work/said" ||
    [ -s "$work/found" ] || cp "$work/said" "$work/found"
  silent "$work/found"
  ;;
fanalyzer)
  need gcc
  # -Wno-analyzer-malloc-leak: gcc 12 loses what is put into a list of its own, or behind a pointer of a parameter. Leaks
  # are what LeakSanitizer and valgrind see, on the real thing. __clang_analyzer__: see ewc_err_set() in base.h.
  # shellcheck disable=SC2046 # the flags are to be split
  set -- -std=c17 -O1 -Iharness -D_XOPEN_SOURCE=700 '-DEWC_VERSION="0"' -D__clang_analyzer__ -fanalyzer \
    -Wno-analyzer-malloc-leak $(pkg-config --cflags libxml-2.0 libxslt libexslt libcurl libmicrohttpd zlib)
  sources | xargs -P "$jobs" -n 1 gcc "$@" -c -o /dev/null 2>"$work/found" || true
  silent "$work/found"
  ;;
valgrind)
  need valgrind
  # Without the allocator that it would not see.
  cmake -S "$root" -B "$build/valgrind" -G Ninja -DCMAKE_BUILD_TYPE=Debug -DBUILD_TESTING=OFF \
    -DCMAKE_DISABLE_FIND_PACKAGE_mimalloc=ON >/dev/null
  cmake --build "$build/valgrind" -j "$jobs" | tail -n 1
  export EWS_CONFORM_STATE="$work/state" EWS_CONFORM_DATA="$root"
  # checked STATUS ARGS...: the program's own exit status; 99 is memcheck's.
  checked() {
    expected=$1
    shift
    status=0
    valgrind --quiet --leak-check=full --show-leak-kinds=all --errors-for-leak-kinds=all \
      --error-exitcode=99 \
      "$build/valgrind/ews-conform" "$@" >"$work/out" 2>&1 || status=$?
    if [ "$status" -ne "$expected" ] || grep -q '^==[0-9]*==' "$work/out"; then
      echo "FAIL  ews-conform $* (exit status $status, expected $expected)"
      tail -n 60 "$work/out"
      exit 1
    fi
    echo "ok    ews-conform $*"
  }
  checked 0 run --jobs 2 rename-once race-two-for-one-name header-unknown --results "$work/r.xml" --junit "$work/j.xml"
  checked 1 run --settle 20 --defect rename-not-stored rename-once --results "$work/r2.xml" --html "$work/r.html"
  checked 1 run --settle 20 --defect truncated rename-once
  checked 2 run --target http://127.0.0.1:9/ rename-once
  checked 3 run --no-such-option
  checked 2 check "$root/harness/tests/data/case/bad/not-well-formed.xml"
  checked 0 recheck "$work/r.xml"
  checked 1 compare "$work/r.xml" "$work/r2.xml"
  ;;
*)
  sed -n '2,7p' "$0"
  exit 3
  ;;
esac
