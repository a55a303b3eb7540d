# Sourced after lib.sh: a mailbox's IM list as the server gives it, asked for with curl.

# envelope BODY [MAILBOX]
envelope() {
  impersonation=
  [ $# -lt 2 ] || impersonation="<t:ExchangeImpersonation><t:ConnectingSID><t:SmtpAddress>$2</t:SmtpAddress></t:ConnectingSID></t:ExchangeImpersonation>"
  printf '%s' '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"' \
    ' xmlns:t="http://schemas.microsoft.com/exchange/services/2006/types"' \
    ' xmlns:m="http://schemas.microsoft.com/exchange/services/2006/messages"><s:Header>' \
    '<t:RequestServerVersion Version="Exchange2013"/>' "$impersonation" '</s:Header><s:Body>' "$1" '</s:Body></s:Envelope>'
}

# ask FILE BODY [MAILBOX]: the response, byte for byte
ask() {
  to=$1
  shift
  envelope "$@" | curl -sf -H 'Content-Type: text/xml' --data-binary @- -o "$to" "$url" ||
    { echo "FAIL  the server at $url does not answer"; exit 1; }
}
list() { ask "$1" '<m:GetImItemList/>'; }
list_of_other() { ask "$1" '<m:GetImItemList/>' account@refserver.example; }

# keep: the lists as they are now; unchanged WHAT: they still are
keep() {
  list "$work/list"
  list_of_other "$work/other-list"
}
unchanged() {
  list "$work/list-now"
  list_of_other "$work/other-list-now"
  if cmp -s "$work/list" "$work/list-now" && cmp -s "$work/other-list" "$work/other-list-now"; then
    ok "$1"
  else
    not_ok "$1"
    grep -o 'ews-conform-[^<"]*' "$work/list-now" "$work/other-list-now" | sort -u | head -n 5
  fi
}
