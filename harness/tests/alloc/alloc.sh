#!/bin/sh
# alloc.sh SHIM: one allocation after the other fails, in a whole run of one case against a server in another process.
# Each time: a clean end (exit status 0 with whole reports, where it could do without; else 2 and a sentence, or 3 while
# options are read), no signal, no hang, no verdict that memory made, no half report.
#
#   EWS          the program
#   EWC_STRIDE   every n-th place that allocates; default 20. 1: all, some minutes
#   EWC_KEEP     a folder where the failures are described
#
# alloc.sh --trial SHIM FOLDER PLACE: one of them.
set -u


# run FOLDER: the case, with reports in FOLDER. Addresses stay the same, so that places can be told again.
run() (
  folder=$1
  exec timeout -s KILL 60 setarch -R env LD_PRELOAD="$SHIM" "$EWS" run --target "$URL" --jobs 1 --settle 50 --timeout 10 \
    --results "$folder/results.xml" --junit "$folder/junit.xml" rename-once >"$folder/out" 2>"$folder/err"
)

# whole FILE MARK: there is no such file, or it ends as it should.
whole() {
  [ ! -e "$1" ] || tail -c 40 "$1" | grep -q "$2"
}

judge() {
  folder=$1
  status=$2
  whole "$folder/results.xml" '</results>' || { echo "half of results.xml"; return; }
  whole "$folder/junit.xml" '</testsuites>' || { echo "half of junit.xml"; return; }
  case $status in
  0)
    grep -q 'verdict="pass"' "$folder/results.xml" 2>/dev/null && [ -e "$folder/junit.xml" ] ||
      echo "exit status 0 without whole reports"
    ;;
  2 | 3) grep -q . "$folder/out" "$folder/err" || echo "exit status $status without a word" ;;
  1) echo "exit status 1: the server is blamed" ;;
  137) echo "a hang" ;;
  *) echo "exit status $status" ;;
  esac
}

trial() {
  SHIM=$1
  folder=$2/$3
  mkdir -p "$folder"
  export SHIM EWC_ALLOC_LOG="$folder/calls" EWS_CONFORM_STATE="$folder/state"
  case $3 in
  from-*) export EWC_ALLOC_FROM="${3#from-}" ;;
  *) export EWC_ALLOC_FAIL="$3" ;;
  esac
  run "$folder"
  wrong=$(judge "$folder" $?)
  if [ -n "$wrong" ]; then # again: runs side by side may disturb each other in one mailbox, memory fails each time
    rm -f "$folder"/*.xml "$folder/calls"
    run "$folder"
    wrong=$(judge "$folder" $?)
  fi
  if [ -n "$wrong" ] && [ -s "$folder/calls" ]; then
    echo "FAIL $3: $wrong"
    if [ -n "${EWC_KEEP:-}" ]; then
      { echo "$wrong"; cat "$folder/calls" "$folder/out" "$folder/err"; } >"$EWC_KEEP/$3"
    fi
  elif [ -s "$folder/calls" ]; then
    echo "survived"
  else
    echo "missed" # a race between threads: the place was not reached this time
  fi
  rm -rf "$folder"
}

if [ "$1" = --trial ]; then
  shift
  trial "$@"
  exit 0
fi

SHIM=$1
command -v setarch >/dev/null 2>&1 || { echo "setarch is not installed"; exit 77; }
setarch -R true 2>/dev/null || { echo "address randomisation cannot be switched off here"; exit 77; }
work=$(mktemp -d /dev/shm/ews-conform-alloc-XXXXXX 2>/dev/null || mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server"; rm -rf "$work"' EXIT
"$EWS" serve >"$work/server" 2>&1 &
server=$!
tries=0
until grep -q '^http' "$work/server"; do
  tries=$((tries + 1))
  [ $tries -lt 100 ] || { echo "the server did not start"; exit 1; }
  sleep 0.1
done
URL=$(head -n 1 "$work/server")
EWS_CONFORM_STATE=$work/state
export SHIM URL EWS_CONFORM_STATE

mkdir "$work/list"
EWC_ALLOC_LIST=$work/places run "$work/list" || { echo "FAIL: the run fails without failures"; cat "$work/list/err"; exit 1; }
[ -z "$(judge "$work/list" 0)" ] || { judge "$work/list" 0; exit 1; }
places=$(wc -l <"$work/places")
allocations=$(awk '{ sum += $2 } END { print sum }' "$work/places")
stride=${EWC_STRIDE:-20}
{
  sort "$work/places" | awk -v n="$stride" 'NR % n == 0 { print $1 }'
  # memory that is gone for good, from some moment on
  awk -v all="$allocations" -v n="$((stride * 4))" 'BEGIN { for (i = 1; i < all; i += all * n / 3000) printf "from-%d\n", i }'
} >"$work/todo"
xargs -P "${EWC_JOBS:-2}" -n 1 sh "$0" --trial "$SHIM" "$work" <"$work/todo" >"$work/told"
grep '^FAIL' "$work/told" | sort
echo "$allocations allocations at $places places; $(wc -l <"$work/todo") failures tried:" \
  "$(grep -c '^survived' "$work/told") ended well," \
  "$(grep -c '^missed' "$work/told") not reached again, $(grep -c '^FAIL' "$work/told") failed"
! grep -q '^FAIL' "$work/told"
