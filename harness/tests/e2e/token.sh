#!/bin/sh
# Bearer tokens: where they come from, when a credential helper is asked again, and that nobody else learns them.
. "$(dirname "$0")/lib.sh"

secret=$work/secret
helped=$work/helped
new_token() { printf 'tok%s.en+x/y=\n' "$1" >"$secret.new" && mv "$secret.new" "$secret"; }
helper="echo x >>'$helped'; cat '$secret'"
runs_of_helper() { wc -l <"$helped" | tr -d ' '; }
hides() { holds "$1" sh -c "! grep -r 'en+x/y' '$work/out' '$work/r.xml' '$work/h.html' '$work/j.xml'"; }
report="--results $work/r.xml --html $work/h.html --junit $work/j.xml"

start_server
start_gate bearer="$secret" log="$work/log"
new_token 1

# ---- where a token comes from -------------------------------------------------------------------------------------
run run --target "$gate_url" rename-once
exits 2 "without a token nothing can be run"
says 'Sign-in was refused' "which is said"
EWS_CONFORM_TOKEN=$(cat "$secret") run run --target "$gate_url" rename-once --verbose $report
exits 0 "a token from EWS_CONFORM_TOKEN"
hides "is nowhere in what is written"
chmod 600 "$secret"
run run --target "$gate_url" rename-once --token-file "$secret"
exits 0 "a token from --token-file"
chmod 644 "$secret"
run run --target "$gate_url" rename-once --token-file "$secret"
exits 3 "but not where others may read the file"
run run --target "$gate_url" rename-once --token-command "$helper; echo good day >&2" --verbose $report
exits 0 "a token from --token-command"
says '^good day$' "whose standard error is passed on"
holds "and which is run once" test "$(runs_of_helper)" -eq 1
hides "and its token is nowhere in what is written"
run run --target "$gate_url" rename-once --token-file "$secret" --token-command "$helper"
exits 3 "two sources are wrong usage"
for command in probe 'sweep --dry-run'; do
  run $command --target "$gate_url" --token-command "$helper"
  exits 0 "$command takes a credential helper too"
done

# ---- helpers that do not help ----------------------------------------------------------------------------------------
run run --target "$gate_url" rename-once --token-command "cat '$secret'; exit 4"
exits 3 "a helper that fails is told before anything is sent"
says 'exit status 4' "with its exit status"
says_not 'en\+x/y' "and without its output"
: >"$helped"
run run --target "$gate_url" --token-command "echo x >>'$helped'; echo wrong" $report
exits 2 "tokens that are never taken are an error"
holds "said once" test "$(grep -c 'Sign-in was refused' "$work/out")" -eq 1
holds "and the helper is not asked for ever" test "$(runs_of_helper)" -le 4

# ---- a token's life ends -----------------------------------------------------------------------------------------------
: >"$helped"
: >"$work/log"
(
  n=2
  while [ -d "$work" ] && [ $n -lt 200 ]; do
    sleep 1.2
    new_token $n 2>/dev/null || exit
    n=$((n + 1))
  done
) &
changer=$!
run run --target "$gate_url" --tag smoke -j 4 --delay 120 --token-command "$helper" $report
exits 0 "a run outlives its tokens"
holds "they were refused indeed" grep -q ' 401 ' "$work/log"
refused=$(grep -c ' 401 ' "$work/log")
holds "the helper was asked for new ones ($(runs_of_helper) times)" test "$(runs_of_helper)" -ge 2
holds "once for all workers (of $refused refusals)" test "$(runs_of_helper)" -le $((refused + 1))
hides "and none of them is in what is written"

kill $changer
wait $changer 2>/dev/null
new_token 1000
: >"$work/log"
(
  tries=0
  while [ "$(grep -c served "$work/log")" -lt 30 ] && [ $tries -lt 300 ]; do
    sleep 0.1
    tries=$((tries + 1))
  done
  new_token 1001
) &
changer=$!
EWS_CONFORM_TOKEN=$(cat "$secret") run run --target "$gate_url" --tag smoke -j 4 --delay 60
exits 2 "a token that ends for good is an error, and not the server's failure"
says 'sign-in is not taken any more' "which is said"
wait $changer

: >"$helped"
: >"$work/log"
run run --target "$gate_url" --tag smoke -j 2 --delay 60 --token-command "$helper; echo 1" $report
exits 0 "a token of one second"
holds "is replaced before it ends" test "$(runs_of_helper)" -ge 2
holds "so that none is refused" sh -c "! grep ' 401 ' '$work/log'"

done_testing
