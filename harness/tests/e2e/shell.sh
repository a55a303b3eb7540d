#!/bin/sh
# Manual pages and completions: they load, and know every command.
. "$(dirname "$0")/lib.sh"
man=$ROOT/harness/docs/man
shells=$ROOT/harness/completion

for page in "$man"/*.[15]; do
  if command -v mandoc >/dev/null 2>&1; then
    holds "$(basename "$page") is clean to mandoc" mandoc -Tlint -Werror "$page"
  elif command -v groff >/dev/null 2>&1; then
    groff -man -Tutf8 -ww -z "$page" >"$work/warnings" 2>&1
    holds "$(basename "$page") is clean to groff" test ! -s "$work/warnings"
  fi
done
for command in $("$EWS" --help | sed -n 's/^  \([a-z][a-z0-9-]*\)  .*/\1/p'); do
  holds "the manual page knows $command" grep -Eq "^\.(B|BR|BI) $command( |\$)" "$man/ews-conform.1"
done

mkdir "$work/bin"
ln -s "$EWS" "$work/bin/ews-conform"
PATH=$work/bin:$PATH
# With the program behind a link the data is found by EWS_CONFORM_DATA.
if command -v bash >/dev/null 2>&1; then
  bash -c '. "$1"; COMP_WORDS=(ews-conform ru); COMP_CWORD=1; _ews_conform; echo "${COMPREPLY[@]}"
    COMP_WORDS=(ews-conform run --targ); COMP_CWORD=2; _ews_conform; echo "${COMPREPLY[@]}"
    COMP_WORDS=(ews-conform run rename-onc); COMP_CWORD=2; _ews_conform; echo "${COMPREPLY[@]}"
    COMP_WORDS=(ews-conform serve --defect rename-not-stor); COMP_CWORD=3; _ews_conform; echo "${COMPREPLY[0]}"' \
    - "$shells/ews-conform.bash" >"$work/bash" 2>&1
  printf 'run\n--target\nrename-once\nrename-not-stored\n' >"$work/want"
  holds "bash completes commands, options, cases and defects" diff "$work/want" "$work/bash"
fi
if command -v zsh >/dev/null 2>&1; then
  holds "zsh reads its completion" zsh -fc "autoload -U compinit && compinit -D -u && source '$shells/_ews-conform' && whence _ews_conform"
fi
if command -v fish >/dev/null 2>&1; then
  holds "fish completes commands" sh -c "HOME='$work' fish -c \"source '$shells/ews-conform.fish'; complete -C 'ews-conform ru'\" | grep -q '^run'"
fi
done_testing
