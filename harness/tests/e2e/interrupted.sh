#!/bin/sh
# kill -9 at random moments: the next run, or sweep, leaves nothing of it in the mailboxes.
#   interrupted.sh [SEED] [KILLS]
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/list.sh"
command -v curl >/dev/null 2>&1 || exit 77
seed=${1:-$(date +%s)}
wanted=${2:-10}
echo "seed $seed"
export EWS_CONFORM_STATE="$work/state"
other="-D account.smtp=account@refserver.example -D account.upn=account@corp.refserver.example
  -D account.sid=S-1-5-21-1004336348-1177238915-682003330-1102 -D denied.smtp=denied@refserver.example"

# pause N: seconds of the N-th wait: from a run's beginning to about its end
pause() { awk -v seed="$seed" -v n="$1" 'BEGIN { srand(seed * 1000 + n); rand(); printf "%.3f", 0.05 + rand() * 1.5 }'; }

start_server --variant busy-mailbox
keep
kills=0
dirty=0
rounds=0
while [ $kills -lt "$wanted" ] && [ $rounds -lt $((wanted * 4)) ]; do
  rounds=$((rounds + 1))
  # shellcheck disable=SC2086 # a list of options
  "$EWS" run --target "$url" $other --order random --seed "$seed-$rounds" --delay 2 -j 8 >"$work/out" 2>&1 &
  pid=$!
  sleep "$(pause $rounds)"
  kill -9 $pid 2>/dev/null || continue # it had ended
  wait $pid 2>/dev/null
  kills=$((kills + 1))
  list "$work/left"
  cmp -s "$work/list" "$work/left" || dirty=$((dirty + 1))
  if [ $((kills % 2)) -eq 0 ]; then
    run sweep --target "$url" --dry-run
    run sweep --target "$url"
    [ "$status" -eq 0 ] || not_ok "sweep ends well (exit status $status)"
    unchanged "kill $kills of seed $seed, and sweep: the mailboxes are as they were"
  else
    run run --target "$url" rename-once
    [ "$status" -eq 0 ] || not_ok "the next run ends well (exit status $status)"
    unchanged "kill $kills of seed $seed, and another run: the mailboxes are as they were"
  fi
done
holds "there were $wanted kills" test $kills -eq "$wanted"
holds "most of which left something ($dirty)" test $dirty -ge $((wanted / 3))
holds "and no journal is left" sh -c "[ -z \"\$(ls '$work/state')\" ]"

done_testing
