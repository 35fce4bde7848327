#!/bin/sh
# Creates, reads, updates and deletes a meeting. Needs VALETKEY_URL, VALETKEY_API_KEY and curl.
set -eu

zoom() { # METHOD PATH [CURL OPTIONS]: fails for a status of 400 or more
  method=$1 path=$2
  shift 2
  # The key goes through standard input: other users of the machine can read the arguments of a program.
  printf 'header = "Authorization: Bearer %s"\n' "$VALETKEY_API_KEY" |
    curl -sS --fail-with-body --config - -X "$method" "$@" "$VALETKEY_URL/zoom/v2$path"
}

id=$(zoom POST /users/me/meetings -H 'Content-Type: application/json' \
  -d '{"topic":"Example meeting","type":2,"duration":30}' |
  grep -o '"id":[0-9]*' | head -n 1 | cut -d : -f 2)
echo "created $id"

zoom GET "/meetings/$id" | grep -q '"topic":"Example meeting"'
zoom PATCH "/meetings/$id" -H 'Content-Type: application/json' -d '{"topic":"Renamed meeting"}'
zoom GET "/meetings/$id" | grep -q '"topic":"Renamed meeting"'
echo "updated"

zoom DELETE "/meetings/$id"
if zoom GET "/meetings/$id" >/dev/null 2>&1; then
  echo "the meeting is still there" >&2
  exit 1
fi
echo "deleted"
