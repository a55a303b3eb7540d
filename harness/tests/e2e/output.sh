#!/bin/sh
# Output that cannot be written: full disks, folders that are not there or not ours, output that nobody reads. What
# cannot be written is named, the exit status is 2, and nothing half is left.
. "$(dirname "$0")/lib.sh"

# limited BLOCKS ARGS…: the program where no file may grow beyond so many blocks of 512 bytes (1024 in some shells)
limited() {
  blocks=$1
  shift
  (
    ulimit -f "$blocks"
    exec timeout 120 "$EWS" "$@"
  ) >"$work/out" 2>&1
  status=$?
}

leftovers() { find "$1" -name '*.tmp' -o -name '*.whole' -o -name '*.partial' | grep -c .; }

# ---- a disk that is full -----------------------------------------------------------------------------------------
mkdir "$work/full"
limited 400 run --results "$work/full/r.xml"
exits 2 "results for which there is no room are an error"
says 'r.xml.partial: error: cannot write the results file: ' "which names the file and says why"
holds "there are no half results" test ! -e "$work/full/r.xml"
run report "$work/full/r.xml.partial" --junit "$work/j.xml"
exits 2 "what had ended by then can be reported"
holds "and is in the report" grep -q '<testcase ' "$work/j.xml"
rm -f "$work"/full/*

run run --tag smoke --results "$work/r.xml"
exits 0 "results for the next tests"
limited 8 report "$work/r.xml" --html "$work/full/h.html" --junit "$work/full/j.xml"
exits 2 "a report for which there is no room is an error"
says 'cannot (be )?write|cannot be written: File too large' "which says why"
holds "and nothing half of it is left" test "$(find "$work/full" -type f | grep -c .)" -eq 0

for option in --results --junit --html; do
  run run --tag smoke -j 1 $option /dev/full
  exits 2 "$option to a full device is an error"
  says '/dev/full: error: .*No space left' "with its reason"
  holds "and the device is one still" test -c /dev/full
done
run run --tag smoke -j 1 --results /dev/null --report tap=/dev/null
exits 0 "results that nobody wants"
holds "and that device is one still" test -c /dev/null
"$EWS" run --tag smoke -j 1 --quiet --results - 2>/dev/null | sed -n '/^<?xml/,/^<\/results>/p' >"$work/stdout.xml"
holds "results on standard output are whole" xmllint --noout --schema "$ROOT/reports/results.xsd" "$work/stdout.xml"

if [ "$(id -u)" -eq 0 ] && mkdir "$work/disk" && mount -t tmpfs -o size=200k tmpfs "$work/disk" 2>/dev/null; then
  run run --results "$work/disk/r.xml" --junit "$work/disk/j.xml"
  exits 2 "a disk that becomes full during the run is an error"
  says 'No space left on device' "with its reason"
  says 'make room' "and what to do"
  holds "without half results" test ! -e "$work/disk/r.xml"
  run report "$work/disk/r.xml.partial" --junit "$work/j.xml"
  exits 2 "what had ended can be reported"
  rm -f "$work"/disk/*
  mount -o remount,ro "$work/disk" 2>/dev/null && {
    run run --tag smoke --results "$work/disk/r.xml"
    exits 2 "a disk that is read only is an error"
    says 'Read-only file system' "with its reason"
  }
  umount "$work/disk"
else
  echo "skip  a disk of its own: only root can mount one"
fi

# ---- folders -------------------------------------------------------------------------------------------------------
echo >"$work/file"
for option in --results --junit --html; do
  run run --tag smoke -j 1 $option "$work/file/x.xml"
  exits 2 "$option below a file is an error"
  says "file/x.xml.*Not a directory" "which is named"
  run run --tag smoke -j 1 $option "$work"
  exits 2 "$option that is a folder is an error"
done
holds "and none of them leaves anything" test "$(leftovers "$work")" -eq 0
if [ "$(id -u)" -ne 0 ]; then
  mkdir "$work/locked" && chmod 500 "$work/locked"
  run run --tag smoke -j 1 --results "$work/locked/r.xml"
  exits 2 "a folder that may not be written to is an error"
  says 'Permission denied' "with its reason"
fi
TMPDIR="$work/nowhere"
export TMPDIR
run run --tag smoke -j 1 --junit "$work/j.xml"
exits 2 "no place for temporary files is an error"
says 'nowhere' "which is named"
unset TMPDIR
EWS_CONFORM_STATE="$work/file/state"
export EWS_CONFORM_STATE
start_server
run run --target "$url" --tag smoke -j 1
holds "a journal that cannot be kept is an error" test "$status" -eq 2
says 'file/state' "which is named"
unset EWS_CONFORM_STATE
stop_server

# ---- standard output -----------------------------------------------------------------------------------------------
timeout 120 "$EWS" run --tag smoke --results "$work/closed.xml" >&- 2>"$work/out"
status=$?
exits 2 "closed output is an error"
says 'standard output could not be written' "which is said"
holds "and the results are whole all the same" xmllint --noout --schema "$ROOT/reports/results.xsd" "$work/closed.xml"
timeout 120 "$EWS" run --tag smoke --results "$work/all.xml" <&- >&- 2>&-
status=$?
: >"$work/out"
exits 2 "so is it when input, output and error are closed"
holds "and nothing that was printed is in the results" xmllint --noout --schema "$ROOT/reports/results.xsd" "$work/all.xml"
timeout 120 "$EWS" run --tag smoke --results "$work/pipe.xml" 2>"$work/out" | true
holds "a reader that goes does not end the run" xmllint --noout --schema "$ROOT/reports/results.xsd" "$work/pipe.xml"
says 'standard output could not be written' "and is told"
{ timeout 120 "$EWS" run --tag smoke 2>"$work/out"; echo $? >"$work/status"; } | true
holds "with exit status 2" test "$(cat "$work/status")" -eq 2
timeout 120 "$EWS" list >/dev/full 2>"$work/out"
status=$?
exits 2 "a list that cannot be printed is an error"
timeout 120 "$EWS" run --defect rename-not-stored --tag smoke --settle 50 >/dev/full 2>"$work/out"
status=$?
exits 1 "a server that fails has failed, whoever reads it"
done_testing
