# bash completion for ews-conform. Commands and options are asked from the program, so that they are always its own.
_ews_conform() {
  local program=${COMP_WORDS[0]} word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]}
  local command=${COMP_WORDS[1]} words=
  COMPREPLY=()
  if ((COMP_CWORD == 1)); then
    words="$("$program" --help 2>/dev/null | sed -n 's/^  \([a-z][a-z0-9-]*\)  .*/\1/p') --help --version"
  elif [[ $before == --defect || $before == --variant ]]; then
    words=$("$program" serve --list 2>/dev/null | sed -n 's/^    \([a-z0-9-]*\) .*/\1/p')
  elif [[ $word == -* ]]; then
    words=$("$program" "$command" --help 2>/dev/null | sed -n 's/^  .*\(--[a-z][a-z0-9.-]*\).*/\1/p')
  elif [[ $word != */* && $command =~ ^(run|list|check|show|explain)$ ]]; then
    words=$("$program" list 2>/dev/null | sed -n 's|^[^ /]*/\([^ ]*\)  .*|\1|p')
  fi
  mapfile -t COMPREPLY < <(compgen -W "$words" -- "$word"; [[ $word == -* ]] || compgen -f -- "$word")
}
complete -o filenames -F _ews_conform ews-conform
