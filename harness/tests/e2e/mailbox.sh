#!/bin/sh
# What was in the mailbox before is byte for byte the same afterwards, whatever became of the run.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/list.sh"
command -v curl >/dev/null 2>&1 || exit 77
export EWS_CONFORM_STATE="$work/state"
other="-D account.smtp=account@refserver.example -D account.upn=account@corp.refserver.example
  -D account.sid=S-1-5-21-1004336348-1177238915-682003330-1102 -D denied.smtp=denied@refserver.example"

# Twelve groups with members, and the default ones.
busy() {
  start_server --variant busy-mailbox "$@"
  keep
}

# ---- runs that end ------------------------------------------------------------------------------------------------------
busy
holds "twelve groups are there, some of them with odd names" \
  test "$(grep -o 'IPM.DistList.MOC.UserGroup<' "$work/list" | wc -l)" -eq 12
# shellcheck disable=SC2086 # a list of options
run run --target "$url" $other
exits 0 "the whole suite passes"
says '^[0-9]+ cases: [0-9]+ passed; ' "with nothing skipped"
unchanged "and the mailboxes are as they were"
run run --target "$url" --order random --fail-fast -j 1 --case-timeout 1 --tag smoke
unchanged "also after one case at a time"
run run --target "$url" --run-timeout 1 --delay 20
unchanged "and after a run whose time was over"

# Wrong servers that leave the owner's groups alone by themselves. One of them lists a group of the run under an Id of the
# owner's.
for defect in duplicate-status-409 rename-not-stored errors-confuse-connection success-without-body list-ids-shared \
  list-ids-empty id-listed-differently response-class-missing duplicate-wrong-code unknown-id-no-error \
  long-id-closes members-doubled race-hangs; do
  busy --defect $defect
  # shellcheck disable=SC2086
  run run --target "$url" $other --settle 20 --timeout 2 rename errors concurrency
  holds "a run against $defect fails" test "$status" -eq 1
  unchanged "and leaves the mailboxes as they were"
done

busy --defect id-changes
run run --target "$url" --settle 20 rename
exits 1 "a run against a server that gives renamed groups another Id fails"
list "$work/list-now"
if grep -q '<DisplayName>73001' "$work/list-now"; then
  says '^FAIL .*"73001" is in the mailbox after the run that was not there before' "what may be left of it is named"
fi

# ---- runs that are ended -------------------------------------------------------------------------------------------------
busy
for signal in INT TERM HUP; do
  # shellcheck disable=SC2086
  "$EWS" run --target "$url" $other --delay 5 >"$work/out" 2>&1 &
  pid=$!
  sleep 0.7
  kill -$signal $pid
  wait $pid
  status=$?
  holds "SIG$signal ends a run (with $status)" test $status -gt 128

  unchanged "after which the mailboxes are as they were"
done

# ---- --read-only ------------------------------------------------------------------------------------------------------------
start_server --variant busy-mailbox
start_gate log="$work/log" refuse=SetImGroup
keep
run run --target "$gate_url" --read-only
exits 0 "--read-only passes"
says '^[0-9]+ cases: ' "with some cases"
says_not 'throttles' "and sends no SetImGroup"
for operation in AddImGroup RemoveImGroup AddNewImContactToGroup RemoveContactFromImList RemoveImContactFromGroup; do
  start_gate refuse=m:$operation
  run run --target "$gate_url" --read-only --quiet
  holds "nor $operation" test "$status" -eq 0
done
unchanged "and the mailboxes are as they were"

# ---- a mailbox that is at its limit ---------------------------------------------------------------------------------------
# room N: the reference server's mailbox (1000 groups at most) has room for N more
room() {
  start_server
  {
    i=$1
    while [ $i -lt 997 ]; do
      printf 'next\nurl = "%s"\nheader = "Content-Type: text/xml"\noutput = "/dev/null"\ndata = "@%s"\n' "$url" "$work/add-$i"
      envelope "<m:AddImGroup><m:DisplayName>group $i</m:DisplayName></m:AddImGroup>" >"$work/add-$i"
      i=$((i + 1))
    done
  } >"$work/curl"
  sed -i 1d "$work/curl"
  curl -sf -K "$work/curl" || { echo "FAIL  the mailbox could not be filled"; exit 1; }
  rm -f "$work"/add-*
  keep
}
room 0
run run --target "$url" --results "$work/r.xml"
exits 0 "a mailbox that is full is no failure"
holds "which is said once" test "$(grep -c 'at its limit (ErrorImGroupLimitReached)' "$work/out")" -eq 1
says '^[0-9]+ cases: [0-9]+ passed, [0-9]+ skipped; ' "cases that need groups are skipped"
holds "and only those that were under way tried" \
  test "$(grep -c '<exchange.*ErrorImGroupLimitReached\|>ErrorImGroupLimitReached<' "$work/r.xml")" -lt 20
run run --target "$url" "$ROOT/cases/examples/add-im-group"
says '^skip +.*add-listed' "so is one whose step creates a group"
unchanged "and the mailbox is as it was"
room 1
run run --target "$url" rename-once rename-to-freed-name rename-twice -j 1
exits 0 "nor is one with room for one"
says '^ok +rename/rename-once' "a case that needs no more passes"
says "^skip +rename/rename-to-freed-name" "one that needs two is skipped"
says '^skip +rename/rename-twice' "and so is all that comes after it"
unchanged "and the mailbox is as it was again"

# ---- a server that is busy at every fifth request ------------------------------------------------------------------------
start_server --variant throttled-fault
run run --target "$url" --results "$work/r.xml"
exits 0 "a server that answers ErrorServerBusy to every fifth request gets its verdict"
says '^[0-9]+ cases: [0-9]+ passed, [0-9]+ skipped; ' "in full: no case is in error"
holds "and is counted" grep -q '<fact name="throttled-requests" value="[1-9]' "$work/r.xml"
start_server --variant throttled-in-body
run run --target "$url" --tag smoke
exits 0 "so does one that says it inside of the body"

done_testing
