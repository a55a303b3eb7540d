#!/bin/sh
# Servers that have SetImGroup and not all that stands around it: what cannot be looked at is left out, not failed.
. "$(dirname "$0")/lib.sh"

# ---- no GetImItems --------------------------------------------------------------------------------------------------
run run --variant no-items --results "$work/items.xml" --junit "$work/items.junit"
exits 0 "a server without GetImItems keeps the rules"
says '^note .*refuses GetImItems, also for a group that was not renamed' "which is said"
says '^skip  rename/rename-items ' "cases that use it are skipped"
says 'the server has no GetImItems' "with the reason"
says '[0-9]+ passed, [0-9]+ skipped' "others are judged"
holds "the results are valid" xmllint --noout --schema "$ROOT/reports/results.xsd" "$work/items.xml"
run recheck "$work/items.xml" --results "$work/again.xml"
exits 0 "judged again they are the same"
run compare "$work/items.xml" "$work/again.xml"
exits 0 "case by case"
says '^0 regressions, 0 fixed' "with nothing else"

# ---- no contacts ----------------------------------------------------------------------------------------------------
run run --variant no-contacts
exits 0 "so does a server without contacts"
says '^note .*refuses AddNewImContactToGroup, also for a group that was not renamed: cases that need it are skipped' "which is said"
says '^skip  rename/rename-then-add-member ' "also where a step adds one"
says 'the server has no AddNewImContactToGroup' "with the reason"

# ---- a rename that breaks what was there is not excused ------------------------------------------------------------
run run --defect items-show-old-name rename
exits 1 "GetImItems that is wrong about renamed groups is"
start_server
start_gate unknown=messages/GetImItems
run run --target "$gate_url" --tag smoke rename
exits 0 "an intermediary that does not know it is none of the server's"

# ---- no removal -----------------------------------------------------------------------------------------------------
start_gate unknown=messages/RemoveImGroup
run run --target "$gate_url" --settle 20 rename errors
exits 2 "without RemoveImGroup a mailbox can't be as it was"
says '^ERROR The server refuses RemoveImGroup: the groups that this run creates stay in the mailbox' "which is said once"
says '^skip  rename/rename-then-remove ' "cases that remove a group themselves are skipped"
says '[0-9]+ passed, [0-9]+ skipped; ' "and nothing has failed"
start_gate
run sweep --target "$gate_url"
exits 0 "where it can be removed, sweep does"

# ---- no list --------------------------------------------------------------------------------------------------------
start_gate unknown=messages/GetImItemList
run run --target "$gate_url" --settle 20 rename
exits 2 "without GetImItemList there is nothing to say"
says '^note .*refuses GetImItemList: what a rename did cannot be seen' "which is said"
says '^ERROR rename/rename-once ' "for each case"
start_gate
run sweep --target "$gate_url"
exits 0 "what could not be looked for is swept later"
run sweep --target "$gate_url" --dry-run
exits 0 "then nothing is left"
says_not '^found' "indeed"

# ---- whatever else is in the plan -----------------------------------------------------------------------------------
start_gate unknown=messages/RemoveImGroup
run run --target "$gate_url" --settle 20 rename-once rename-then-remove
exits 2 "few cases have the verdict that many have"
run run --target "$gate_url" --settle 20 rename-once
exits 2 "and so has one that removes nothing itself"
says '^ERROR The server refuses RemoveImGroup' "with the reason"
stop_server
start_server # the groups that could not be removed are gone with the old one
start_gate unknown=messages/RemoveContactFromImList
run run --target "$gate_url" --settle 20 rename errors
exits 0 "without RemoveContactFromImList cases that use it are skipped"
start_gate unknown=messages/RemoveImContactFromGroup
run run --target "$gate_url" --settle 20 rename errors
exits 0 "and without RemoveImContactFromGroup"
start_gate unknown=messages/AddImContactToGroup
run run --target "$gate_url" --settle 20 rename errors
exits 0 "and without AddImContactToGroup"

# ---- an answer that is wrong once excuses nothing -------------------------------------------------------------------
stop_server
start_server --defect items-show-old-name
start_gate once=messages/GetImItems
run run --target "$gate_url" -j 1 --settle 20 rename-items rename-once
exits 1 "GetImItems that was refused once is judged"

# ---- only what the plan needs is tried ------------------------------------------------------------------------------
start_server
start_gate log="$work/log"
run run --target "$gate_url" -j 1 wire-list
exits 0 "a case that creates nothing"
holds "is sent without a trial" test "$(grep -c . "$work/log")" -le 6
done_testing
