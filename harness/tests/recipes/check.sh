#!/bin/sh
# Checks the recipes for CI systems, and the Dockerfile: every option by the program's own help, what holds a recipe
# together, YAML by yamllint, and each by a linter or schema of its own system (lint.mjs), which has to refuse a copy
# with a mistake too. Exit status 77: yamllint (Debian) or the packages of npm ("npm ci" in harness/tests) are missing.
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

if [ "$failed" -ne 0 ]; then exit 1; fi
missing=
if command -v yamllint >/dev/null; then
  yamllint --strict -c .yamllint github-actions.yml gitlab-ci.yml kubernetes-job.yaml || exit 1
  echo "ok    yamllint has nothing to say"
else missing="yamllint is not installed"; fi

if command -v node >/dev/null && [ "$(node -p 'process.versions.node.split(".")[0]')" -ge 20 ] && [ -d "$ROOT/harness/tests/node_modules/web-tree-sitter" ]; then
  bad=$(mktemp -d) || exit 1
  trap 'rm -rf "$bad"' EXIT
  while IFS='|' read -r kind file edit; do
    node "$ROOT/harness/tests/recipes/lint.mjs" "$kind" "$file" || fail "$file: $kind"
    sed "$edit" "$file" >"$bad/$(basename "$file")"
    cmp -s "$file" "$bad/$(basename "$file")" && fail "$file: the mistake \"$edit\" changes nothing"
    if node "$ROOT/harness/tests/recipes/lint.mjs" "$kind" "$bad/$(basename "$file")" >/dev/null 2>&1; then
      fail "$file: $kind accepts a mistake ($edit)"
    else echo "ok    $file: $kind accepts it, and refuses a mistake"; fi
  done <<'EDITS'
github|github-actions.yml|s/runs-on/runs-onn/
gitlab|gitlab-ci.yml|s/artifacts:/artefacts:/
kubernetes|kubernetes-job.yaml|s/backoffLimit: 0/backofLimit: 0/
kubernetes|kubernetes-job.yaml|s/completionMode: Indexed/completionMode: indexed/
jenkins|Jenkinsfile|s/^      steps {/      steps (/
docker|../../Dockerfile|s/^USER/USR/
docker|../../Dockerfile|/rm -rf/d
EDITS
else missing="$missing; node 20 or the packages of npm are not installed (npm ci in harness/tests)"; fi
if [ "$failed" -ne 0 ]; then exit 1; fi
[ -z "$missing" ] || { echo "skipped: ${missing#; }"; exit 77; }
