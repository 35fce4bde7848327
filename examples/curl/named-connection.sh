#!/bin/sh
# Makes a call with a connection that it names. Needs VALETKEY_URL, VALETKEY_API_KEY and curl.
set -eu

ask() { # PATH [CURL OPTIONS]
  path=$1
  shift
  printf 'header = "Authorization: Bearer %s"\n' "$VALETKEY_API_KEY" |
    curl -sS --config - "$@" "$VALETKEY_URL$path"
}

id=$(ask '/connections?app=zoom&status=ACTIVE&limit=1' |
  grep -o '"connection_id":"[^"]*"' | cut -d '"' -f 4)
test -n "$id"
ask /zoom/v2/users/me -H "Valetkey-Connection: $id" -D - -o /dev/null | tr -d '\r' |
  grep -qi "^valetkey-connection: $id\$"
echo "used $id"

# A name that does not exist is an error. It never falls back to another account.
status=$(ask /zoom/v2/users/me -o /dev/null -w '%{http_code}' \
  -H 'Valetkey-Connection: 00000000-0000-4000-8000-000000000000')
test "$status" = 404
echo "refused an unknown one"
