#!/bin/sh
# ews-conform.conf: named targets and profiles; what beats what; what it refuses.
. "$(dirname "$0")/lib.sh"

home=$work/home
mkdir -p "$home/.config/ews-conform" "$work/here"
HOME=$home
export HOME
unset XDG_CONFIG_HOME
cd "$work/here" || exit 1
secret=$work/secret
echo tok >"$secret"
echo tok >"$work/here/token"
echo wrong >"$work/here/wrong-token"
chmod 600 "$work/here/token" "$work/here/wrong-token"
start_server
start_gate bearer="$secret"

# config BODY: ./ews-conform.conf
config() { printf '<config xmlns="urn:ews-conform:config:1">%s</config>\n' "$1" >ews-conform.conf; }

config "
  <profile name='lab'><profile>exchange2019</profile><token-file>wrong-token</token-file><rate>500/s</rate>
    <variable name='x.one'>profile</variable><variable name='x.two'>profile</variable><variable name='x.three'>profile</variable></profile>
  <target name='gate' url='$gate_url'><profile>lab</profile><token-file>token</token-file>
    <variable name='x.two'>target</variable><variable name='x.three'>target</variable><variable name='x.four'>target</variable></target>
  <target name='wrong' url='$gate_url'><profile>lab</profile></target>
  <target name='plain' url='$url'><settle>50</settle><jobs>1</jobs></target>"
run run --target gate rename-once --results r.xml
exits 0 "a target by its name"
fact() { holds "$3" grep -q "<fact name=\"$1\" value=\"$2\"/>" r.xml; }
holds "with its URL" grep -q " target=\"$gate_url\"" r.xml
holds "and with the profile that its profile names" grep -q ' profile="exchange2019"' r.xml
fact target-name gate "its name is in the results"
fact rate '500/s' "what only the profile says counts"
fact variable.x.one profile "variables of the profile"
fact variable.x.two target "are beaten by the target's"
EWS_CONFORM_VAR_X_THREE=environment EWS_CONFORM_VAR_X_FOUR=environment run run --target gate rename-once --results r.xml \
  -D x.four=option --rate 400/s --profile exchange2016
fact variable.x.two target "the target's"
fact variable.x.three environment "are beaten by the environment's"
fact variable.x.four option "and these by options"
fact rate '400/s' "options beat what the file says"
holds "also the profile" grep -q ' profile="exchange2016"' r.xml

run run --target wrong rename-once
exits 2 "a profile's token is used where the target has none"
EWS_CONFORM_TOKEN=tok run run --target wrong rename-once
exits 0 "the environment's token beats it"
run run --target wrong rename-once --token-file "$work/here/token"
exits 0 "and so does an option"
EWS_CONFORM_TOKEN=nonsense run run --target gate rename-once
exits 2 "the environment beats the target too"
EWS_CONFORM_TOKEN=nonsense run run --target gate rename-once --token-command 'echo tok'
exits 0 "and an option beats both"

for command in probe 'sweep --dry-run'; do
  run $command --target gate
  exits 0 "$command takes a name"
done
run probe --target gate
says 'ews-conform run --target gate --html report.html' "probe goes on with the name"
run show rename-once --target gate --curl
exits 0 "show takes a name"
says "'$gate_url'" "and shows its URL"
run run --target plain rename-once
exits 0 "another target"

# ---- where the file is ---------------------------------------------------------------------------------------------
mv ews-conform.conf elsewhere.conf
run run --target gate rename-once
exits 3 "without a file there are no names"
says 'ews-conform.conf' "which is said"
run run --config elsewhere.conf --target gate rename-once
exits 0 "--config names it"
run probe --config elsewhere.conf --target gate
says 'ews-conform run --config elsewhere.conf --target gate' "and probe repeats it"
run run --config elsewhere.conf
exits 3 "--config alone is not enough"
says 'such as gate' "and an example is given"
cp elsewhere.conf "$home/.config/ews-conform/ews-conform.conf"
cp token wrong-token "$home/.config/ews-conform/"
run run --target gate rename-once
exits 0 "it is found in the home folder, and paths in it are relative to it"
run run --target "$url" --profile lab rename-once
exits 0 "a profile of the file, with a URL"
run run --target gaet rename-once
exits 3 "a name that is none"
says 'did you mean "gate"' "and the nearest one"
rm "$home/.config/ews-conform/ews-conform.conf"

# ---- what it refuses ---------------------------------------------------------------------------------------------------
# refuses BODY PATTERN WHAT
refuses() {
  config "$1"
  run run --target t rename-once
  exits 3 "$3"
  says "$2" "and says so"
}
t="<target name='t' url='$url'>"
refuses "$t<password>x</password></target>" 'ews-conform.conf:1: no secret belongs' "a password"
refuses "$t<token>x</token></target>" 'no secret belongs' "a token"
refuses "$t<usr>x</usr></target>" 'found "usr"' "an option that is none"
refuses "$t<html>x</html></target>" 'found "html"' "an option about reports"
refuses "$t<jobs>many</jobs></target>" 'whole number' "a number that is none"
refuses "$t<insecure>maybe</insecure></target>" 'yes or no' "a flag that is neither"
refuses "$t</target>$t</target>" 'twice' "a name that is there twice"
refuses "<target name='t'/>" 'url=' "a target without a URL"
refuses "$t<user>" 'ews-conform.conf:' "what is not XML"
refuses "<x/>" 'expected <target> or <profile>' "what is no target"
refuses "$t<variable>x</variable></target>" 'variable name' "a variable without a name"
printf '<conf/>' >ews-conform.conf
run run --target t rename-once
exits 3 "another document"
config "$t</target>"
chmod 666 ews-conform.conf
run run --target t rename-once
exits 3 "a file that anybody may write"
says 'anybody may write' "and says so"
chmod 644 ews-conform.conf
run run --target t rename-once
exits 0 "and takes it when they may not"

done_testing
