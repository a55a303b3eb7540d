# What repro.sh calls. Needs curl and xsltproc; sed, awk, grep, od and gzip are everywhere.
#
# Requests are sent as they were recorded, but for what a server names by itself: the Ids and ChangeKeys of what is
# made anew take the place of those of then. The evidence that the stylesheets judge is built from the new response.
LC_ALL=C
export LC_ALL
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
trap 'exit 2' INT TERM
: >"$work/values"
: >"$work/shown"
for tool in curl xsltproc awk sed gzip; do
  command -v "$tool" >/dev/null || { echo "repro.sh needs $tool" >&2; exit 2; }
done

# Who signs in is said in the environment and goes to curl by a file that nobody else can read.
umask 077
{
  [ -z "${EWS_USER:-}" ] || printf 'user = "%s"\nanyauth\n' \
    "$(printf '%s:%s' "$EWS_USER" "${EWS_PASSWORD:-}" | sed 's/[\\"]/\\&/g')"
  [ -z "${EWS_TOKEN:-}" ] || printf 'oauth2-bearer = "%s"\n' "$(printf '%s' "$EWS_TOKEN" | sed 's/[\\"]/\\&/g')"
} >"$work/curlrc"

# fresh: standard input with the values of then replaced by those of now
fresh() {
  awk -f "$here/replace.awk" "$work/values" mode=text -
}

# value TEXT: one value of then as it is now
value() {
  printf '%s' "$1" | fresh
}

# learn THEN NOW: files with one value on each line, in XML's spelling; as many in both
learn() {
  [ "$(wc -l <"$1")" -eq "$(wc -l <"$2")" ] || return 0
  paste "$1" "$2" >>"$work/values"
}

# learn_one THEN NOW: values as they are
learn_one() {
  printf '%s\t%s\n' "$1" "$2" | sed -e 's/&/\&amp;/g' -e 's/</\&lt;/g' -e 's/"/\&quot;/g' >>"$work/values"
  printf '%s\t%s\n' "$1" "$2" >>"$work/values"
}

# send NUMBER METHOD: the request NUMBER.request with NUMBER.headers; the answer in $work
send() {
  body=$here/$1.request
  if grep -qi '^content-encoding: *gzip' "$here/$1.headers"; then
    gzip -dc <"$body" | fresh | gzip -nc >"$work/$1.request"
  elif [ "$(tr -d '\000' <"$body" | wc -c)" -ne "$(wc -c <"$body")" ]; then
    cp "$body" "$work/$1.request" # UTF-16: values are not looked for
  else
    fresh <"$body" >"$work/$1.request"
  fi
  curl -s -S -q -K "$work/curlrc" --compressed -m 60 -X "$2" -H "@$here/$1.headers" -D "$work/$1.head" -o "$work/$1.response" \
    --data-binary "@$work/$1.request" "$url" 2>"$work/$1.error"
  echo $? >"$work/$1.code"
  case $(cat "$work/$1.code") in
  5 | 6 | 7 | 35 | 60) echo "The server cannot be reached: $(cat "$work/$1.error")" >&2; exit 2 ;;
  esac
  [ -f "$work/$1.response" ] || : >"$work/$1.response"
  [ -f "$work/$1.head" ] || : >"$work/$1.head"
  printf '%s  HTTP %s, %s bytes\n' "$1" "$(status "$1")" "$(wc -c <"$work/$1.response" | tr -d ' ')"
}

# status NUMBER: of the final response
status() {
  awk '/^HTTP\//{s=$2} END{print s ? s : 0}' "$work/$1.head"
}

# made NUMBER: something was made; what the server calls it
made() {
  xsltproc --nonet --novalid "$here/values.xsl" "$here/$1.response" >"$work/then" 2>/dev/null
  xsltproc --nonet --novalid "$here/values.xsl" "$work/$1.response" >"$work/now" 2>/dev/null
  learn "$work/then" "$work/now"
}

# look_up NUMBER ID CHANGE-KEY: the ChangeKey of a group after it got members; its AddImGroup was request NUMBER
look_up() {
  fresh <"$here/$1.request" | sed 's|<m:AddImGroup>.*</m:AddImGroup>|<m:GetImItemList/>|' >"$work/list.request"
  curl -s -q -K "$work/curlrc" --compressed -m 60 -H 'Content-Type: text/xml; charset=utf-8' -o "$work/list.response" \
    --data-binary "@$work/list.request" "$url"
  now=$(xsltproc --nonet --novalid --stringparam id "$(value "$2")" "$here/change-key.xsl" "$work/list.response" 2>/dev/null)
  [ -z "$now" ] || learn_one "$3" "$now"
}

# capture NUMBER SHEET THEN [--stringparam NAME VALUE]...: a value that a step keeps for later ones
capture() {
  number=$1 sheet=$2 then=$3
  shift 3
  now=$(sed 's|https://schemas.microsoft.com/exchange/|http://schemas.microsoft.com/exchange/|g' "$work/$number.response" |
    xsltproc --nonet --novalid "$@" "$here/$sheet" - 2>/dev/null)
  [ -z "$now" ] || learn_one "$then" "$now"
}

# facts NUMBER: what the response's bytes and headers say, as parameters for evidence.xsl
facts() {
  response=$work/$1.response
  charset=$(sed -n 's/^[Cc][Oo][Nn][Tt][Ee][Nn][Tt]-[Tt][Yy][Pp][Ee]:.*[Cc][Hh][Aa][Rr][Ss][Ee][Tt]="\{0,1\}\([^"; ]*\).*/\1/p' \
    "$work/$1.head" | tr -d '\r' | tail -n 1)
  declared=$(head -c 200 "$response" | tr -d '\000' | sed -n "s/.*<?xml[^>]*encoding=[\"']\([^\"']*\).*/\1/p")
  bom=no
  case $(head -c 3 "$response" | od -An -tx1 | tr -d ' \n') in efbbbf | fffe* | feff*) bom=yes ;; esac
  doctype=no
  ! grep -q '<!DOCTYPE' "$response" || doctype=yes
  other=$(grep -o 'xmlns[:A-Za-z0-9_.-]*=.https://schemas.microsoft.com/exchange/' "$response" | wc -l | tr -d ' ')
  # headers as XML, of the last block only
  awk 'function esc(s) {gsub(/&/, "\\&amp;", s); gsub(/</, "\\&lt;", s); gsub(/>/, "\\&gt;", s); gsub(/"/, "\\&quot;", s); return s}
    /^HTTP\//{n = 0; next}
    {sub(/\r$/, ""); i = index($0, ":")}
    i > 1 {name[n] = tolower(substr($0, 1, i - 1)); v = substr($0, i + 1); gsub(/^[ \t]+|[ \t]+$/, "", v); value[n++] = v}
    END {print "<headers>"; for (i = 0; i < n; i++) print "<header name=\"" esc(name[i]) "\">" esc(value[i]) "</header>"; print "</headers>"}' \
    "$work/$1.head" >"$work/$1.headers.xml"
  sed 's|https://schemas.microsoft.com/exchange/|http://schemas.microsoft.com/exchange/|g' "$response" >"$work/$1.body.xml"
  body=none
  if [ -s "$response" ]; then
    body=text
    ! xsltproc --nonet --novalid "$here/values.xsl" "$work/$1.body.xml" >/dev/null 2>&1 || body=xml
  fi
  outcome=ok
  case $(cat "$work/$1.code") in 0) ;; 28) outcome=timeout ;; 63) outcome=too-large ;; 18 | 52 | 56) outcome=closed ;; *) outcome=garbled ;; esac
}

# judge NUMBER STEP SHEET SINCE [--stringparam NAME VALUE]...: applies one stylesheet to a new response
judge() {
  number=$1 step=$2 sheet=$3 since=$4
  shift 4
  facts "$number"
  fresh <"$here/$number.evidence.xml" >"$work/$number.then.xml"
  xsltproc --nonet --novalid --stringparam status "$(status "$number")" --stringparam charset "$charset" \
    --stringparam declared "$declared" --stringparam bom "$bom" --stringparam doctype "$doctype" --stringparam other "$other" \
    --stringparam body "$body" --stringparam outcome "$outcome" --stringparam since "$since" \
    --stringparam work "$work" --stringparam number "$number" "$here/evidence.xsl" "$work/$number.then.xml" \
    >"$work/$step.evidence.xml" || return 1
  xsltproc --nonet "$@" "$here/xslt/$sheet" "$work/$step.evidence.xml" >"$work/svrl.xml" || return 1
  echo
  echo "$sheet on step $step:"
  xsltproc --nonet "$here/findings.xsl" "$work/svrl.xml" | tee -a "$work/shown"
}

# verdict REQUIREMENT...: whether what was found then is there again
verdict() {
  echo
  for requirement in "$@"; do
    if grep -q "^  $requirement:" "$work/shown"; then
      echo "Shown again: $requirement"
      exit 1
    fi
  done
  echo "Not shown this time."
  exit 0
}
