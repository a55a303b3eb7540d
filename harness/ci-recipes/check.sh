#!/bin/sh
# Checks the recipes: YAML by yamllint; in all of them every option by the program's own help, and what holds them
# together. Exit status 77: yamllint is not installed (Debian has it).
set -u
: "${EWS:?the program}" "${ROOT:?the source tree}"
cd "$ROOT/harness/ci-recipes" || exit 1
failed=0

fail() {
  echo "FAIL  $1"
  failed=1
}

# commands FILE: each ews-conform call on a line of its own; continued lines are joined
commands() {
  sed -e 's/^ *#.*//' -e 's|^ *//.*||' -e 's/\\$//' "$1" | tr '\n' ' ' | sed 's/ews-conform \(run\|merge\) /\n\1 /g' |
    sed -n '/^\(run\|merge\) /p' | sed 's/  *\(- \|artifacts:\|env:\|stash \|'"'''"'\||| true\).*//'
}

for file in github-actions.yml gitlab-ci.yml Jenkinsfile kubernetes-job.yaml; do
  count=0
  for command in run merge; do
    "$EWS" "$command" --help >"${TMPDIR:-/tmp}/ews-conform-help.$$" || fail "no help of $command"
    for option in $(commands "$file" | sed -n "s/^$command //p" | grep -o -e '--[a-z][a-z.0-9-]*' | sort -u); do
      count=$((count + 1))
      grep -q -e " $option\([ =]\|\$\)" "${TMPDIR:-/tmp}/ews-conform-help.$$" || fail "$file: $command has no option $option"
    done
    rm -f "${TMPDIR:-/tmp}/ews-conform-help.$$"
  done
  if [ "$count" -ge 5 ]; then echo "ok    $file: $count options exist"; else fail "$file: found only $count options"; fi
  if grep -Eq 'password[^ ]* *[=:] *["'\'']?[A-Za-z0-9]{4,}["'\'']?$' "$file"; then fail "$file: a password stands in it"; fi
done

completions=$(sed -n 's/^  completions: //p' kubernetes-job.yaml)
told=$(sed -n '/JOB_COMPLETIONS$/{n;s/.*"\(.*\)"/\1/p;}' kubernetes-job.yaml)
if [ -n "$told" ] && [ "$completions" = "$told" ]; then echo "ok    kubernetes-job.yaml: both numbers of parts agree"
else fail "kubernetes-job.yaml: completions is \"$completions\", JOB_COMPLETIONS \"$told\""; fi

# A list like [a, b] is long on purpose; the braces of a Jenkinsfile must close.
if [ "$(grep -v '^ *//' Jenkinsfile | tr -cd '{' | wc -c)" -eq "$(grep -v '^ *//' Jenkinsfile | tr -cd '}' | wc -c)" ]; then
  echo "ok    Jenkinsfile: braces close"
else fail "Jenkinsfile: braces do not close"; fi

if [ "$failed" -ne 0 ]; then exit 1; fi
command -v yamllint >/dev/null || { echo "yamllint is not installed"; exit 77; }
yamllint --strict -c .yamllint github-actions.yml gitlab-ci.yml kubernetes-job.yaml || exit 1
echo "ok    yamllint has nothing to say"
