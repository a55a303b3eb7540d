# Replaces values: the first file has pairs (then, a tab, now); the text comes after mode=text. Nothing is a pattern.
BEGIN { FS = "\t"; count = 0 }
mode != "text" { if ($1 != "") { old[count] = $1; new[count++] = $2 } next }
{
  line = $0
  for (i = count - 1; i >= 0; i--) {
    done = ""
    while ((at = index(line, old[i])) > 0) {
      done = done substr(line, 1, at - 1) "\001" i "\002"
      line = substr(line, at + length(old[i]))
    }
    line = done line
  }
  while (match(line, /\001[0-9]+\002/)) {
    printf "%s%s%s", (started++ ? separator : ""), substr(line, 1, RSTART - 1), new[substr(line, RSTART + 1, RLENGTH - 2)]
    separator = ""
    line = substr(line, RSTART + RLENGTH)
  }
  printf "%s%s", (started++ ? separator : ""), line
  separator = "\n"
}
