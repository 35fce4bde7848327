/** What to do about each of our errors. The generator fails when a code is missing here, or one too many. */
export const advice = {
  invalid_request:
    'The request itself is wrong, and `detail` names the field or header. Nothing was sent to Zoom. An API key in the address also ends here: revoke that key, because addresses are written to logs.',
  invalid_path:
    "The path holds a dot segment, an escaped control character, or an escaped slash in front of one of Zoom's own path words. A server that decodes it could read another path than the one that was checked. Send ids percent-encoded, and UUIDs encoded twice.",
  connection_required:
    "The key's owner has no `ACTIVE` connection of this app. Create one with `POST /connections`, open its `url` in a browser, and consent.",
  invalid_api_key:
    "The key is missing, mistyped, unknown or revoked. Check the variable that holds it. `valetkey key create --data-dir DIR` makes a new one on the server's machine.",
  key_expired:
    'The key had an end, and it is past. Somebody with a key that may manage makes a new one, or gives this one more time with `valetkey key update`.',
  reconnect_required:
    'Zoom no longer accepts the grant, and trying again does not help. A person opens `reconnect_url` and consents. The connection keeps its id, so nothing else has to change.',
  forbidden:
    'The server refuses for a reason of its own, which `detail` gives. A typical one is a sealing key file that other users of the machine can read.',
  policy_denied:
    'The policy of the key does not allow it, and `rule` names the rule. Nothing was sent to Zoom. Sending it again does not help; `valetkey key show` tells what the key may do. See docs/policies.md.',
  approval_required:
    'The policy of the key asks for a person here, and nothing was sent to Zoom. Give the person `approval_url`. After the approval, send exactly the same request again, or send it with `Prefer: wait=30` to be held until the decision. See docs/policies.md.',
  approval_denied:
    'A person has said no to this request, which holds for an hour. Ask the person before you try anything like it again.',
  address_not_allowed:
    'The key may be used from certain networks only, and the request came from elsewhere. Behind a proxy, the operator sets `VALETKEY_TRUST_PROXY`.',
  not_found: 'There is nothing at this address. `GET /docs` shows what there is.',
  endpoint_not_supported:
    'The method and path are not in the endpoint table, so no token was touched. `GET /apps/{app}/endpoints` lists what is.',
  connection_not_found:
    "The id in the path or in the connection header names no connection of this key's owner and this app. It was deleted, it belongs to somebody else, or it was mistyped. `GET /connections` lists those that exist.",
  connection_pending:
    'The connection exists, and nobody has consented yet. Open its `url` in a browser.',
  conflict:
    'The request contradicts the present state, for example when the port is in use or a second server starts on the same data folder. `detail` says which.',
  payload_too_large:
    'A body for Valetkey itself may have 64 KiB. Bodies that go to Zoom have no such limit.',
  too_many_approvals:
    'Twenty requests of this key wait for a person already. Ask the person to decide on those first.',
  idempotency_key_reused:
    'The same `Idempotency-Key` came with another request within a day, and nothing was sent. A new request needs a new key. A repeated one has to be the same in method, path, query, body, content type and connection.',
  outcome_unknown:
    'The first request with this `Idempotency-Key` was sent and its answer was lost, or its server ended. It is never sent again by itself. Look at Zoom whether it happened; if not, send it with a new key.',
  answer_too_large:
    'A request with an `Idempotency-Key`, `Valetkey-Select` or a key with a profile needs the whole answer in memory, and this one has more than 8 MiB, before or after it is masked. The request was carried out. Ask for smaller pages.',
  rate_limited:
    "Nothing was sent: it would have gone over a limit of the Zoom account, of its host's day, or of your key, and `reason` says which. Send it again after `Retry-After`. Other keys of the account are served in turn with yours.",
  internal:
    'Something failed inside Valetkey. The log has the details under the `request_id`. Please report it.',
  mask_failed:
    'The profile of the key hides parts of answers, and this answer could not be read, so nothing of it was passed on. The request itself was carried out, and `detail` has the status that Zoom gave. A key without a mask gets the answer as it is. See docs/profiles.md.',
  upstream_unreachable:
    'No connection to Zoom came about, or it broke before an answer. A request that may have reached Zoom was not sent again. Repeat a read; before you repeat a write, look whether it happened.',
  token_endpoint_failed:
    "The access token has run out, and Zoom's token endpoint gave no usable answer. The connection is kept. Wait as long as `Retry-After` says.",
  app_not_configured:
    'The server has no OAuth client for this app, Zoom refused the one it has, or the connection was made with another one. The operator checks the client id and the client secret.',
  store_unavailable:
    'The database cannot be used right now. `GET /readyz` tells when it can. Wait as long as `Retry-After` says.',
  not_ready:
    'The server has its port already and is still opening its database, or it was told to stop. Send the request again after the seconds of `Retry-After`. A load balancer asks `/readyz` first.',
  upstream_timeout:
    'Zoom took the request and did not answer in time. Repeat a read; before you repeat a write, look whether it happened. `VALETKEY_HEADERS_TIMEOUT_MS` and `VALETKEY_IDLE_TIMEOUT_MS` set the limits.',
}
