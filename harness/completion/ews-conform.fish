# fish completion for ews-conform. Commands and options are asked from the program, so that they are always its own.
function __ews_conform_commands
    ews-conform --help 2>/dev/null | sed -n 's/^  \([a-z][a-z0-9-]*\)  */\1\t/p'
end
function __ews_conform_options
    set -l words (commandline -opc)
    ews-conform $words[2] --help 2>/dev/null | sed -n 's/^  .*\(--[a-z][a-z0-9.-]*\).*/\1/p'
end
function __ews_conform_modes
    ews-conform serve --list 2>/dev/null | sed -n 's/^    \([a-z0-9-]*\) .*/\1/p'
end
function __ews_conform_cases
    ews-conform list 2>/dev/null | sed -n 's|^[^ /]*/\([^ ]*\)  .*|\1|p'
end
complete -c ews-conform -n __fish_use_subcommand -f -a '(__ews_conform_commands)'
complete -c ews-conform -n 'not __fish_use_subcommand; and string match -q -- "-*" (commandline -ct)' -f -a '(__ews_conform_options)'
complete -c ews-conform -n '__fish_seen_subcommand_from run list check show explain' -a '(__ews_conform_cases)'
complete -c ews-conform -l defect -x -a '(__ews_conform_modes)'
complete -c ews-conform -l variant -x -a '(__ews_conform_modes)'
