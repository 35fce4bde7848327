/**
 * Row types of every table, alike on both engines: ids are text, times are epoch milliseconds, JSON is text,
 * sealed values are text made by the vault. `docs/storage.md` says what each field is for.
 */
export interface Schema {
  owners: OwnerRow
  api_keys: ApiKeyRow
  connections: ConnectionRow
  connect_sessions: ConnectSessionRow
  revocations: RevocationRow
  approvals: ApprovalRow
  changes: ChangeRow
  servers: ServerRow
  daily_budgets: DailyBudgetRow
  idempotent_requests: IdempotentRequestRow
  settings: SettingRow
  audit_blocks: AuditBlockRow
}

/** A person or team on this server. Owners never see each other's keys and connections. */
export interface OwnerRow {
  id: string
  /** Unique and chosen by the operator, e.g. an e-mail address. */
  name: string
  created_at: number
}

export interface ApiKeyRow {
  id: string
  owner_id: string
  name: string
  /** SHA-256 of the whole key, hex. */
  hash: string
  created_at: number
  revoked_at: number | null
  /** JSON of what the key may do; null: everything. */
  policy: string | null
  expires_at: number | null
  /** Networks in CIDR notation, separated by spaces. */
  cidrs: string | null
  rps: number | null
  daily_writes: number | null
  /** JSON of what is hidden in answers. */
  profile: string | null
}

export interface ConnectionRow {
  id: string
  owner_id: string
  app: string
  method: string
  status: string
  label: string | null
  /** A JSON object of strings, the caller's own. */
  metadata: string
  created_at: number
  updated_at: number
  account_email: string | null
  account_id: string | null
  account_user_id: string | null
  /** Space separated, as the token endpoint answered. */
  scopes: string | null
  /** The API origin that the token endpoint named. */
  api_url: string | null
  /** Which authorization server and OAuth client the grant belongs to: it is worthless anywhere else. */
  issuer: string | null
  client_id: string | null
  error_code: string | null
  error_detail: string | null
  error_at: number | null
  /** Sealed JSON of the token set, or null while there is none. */
  tokens: string | null
  /** Sealed JSON of server-to-server credentials, or null. */
  credentials: string | null
  access_expires_at: number | null
  /** Counts rotations: a writer that does not know the latest number has lost a race. */
  token_version: number
  /** Fencing number of the refresh lease, and when it ends by the database's clock. */
  lease_generation: number
  lease_until: number | null
  /** When a person (or an import) brought this grant: the order in which grants of one person replace each other. */
  granted_at: number | null
  /** When the present pair was issued, by consent or by refresh. */
  issued_at: number | null
  /** When a request last needed it, to an hour. */
  last_used_at: number | null
  /** Until then nobody asks the token endpoint again, after this many failed calls in a row. */
  refresh_after: number | null
  refresh_failures: number | null
  /** Hash of the client credentials that the last of them was made with, when it was those that were refused. */
  refused_client: string | null
  /** When the app is asked again whose grant it is, after so many questions. Null: it is known, or was asked often enough. */
  identity_after: number | null
  identity_attempts: number | null
}

/** Written by triggers only. The topic is the name under which servers keep the answer that ended. */
export interface ChangeRow {
  mark: number
  topic: string
  at: number
}

/** A grant whose connection is gone and which still has to be revoked upstream. */
export interface RevocationRow {
  id: string
  app: string
  issuer: string | null
  client_id: string | null
  /** Sealed JSON of the tokens, and of server-to-server credentials. */
  secrets: string
  created_at: number
  attempts: number
  next_at: number
  /** When the grant ends by itself. */
  until: number
}

/** A request that a person has to decide on. */
export interface ApprovalRow {
  id: string
  owner_id: string
  /** The key that asked, which is not the one that decides. */
  key_id: string
  connection_id: string
  app: string
  operation: string
  /** SHA-256 over everything that makes it this request; null once it has been used or is over. */
  slot: string | null
  status: string
  /** Sealed JSON of what the person sees. */
  details: string
  created_at: number
  expires_at: number
  decided_at: number | null
  decided_by: string | null
  used_at: number | null
}

/** The short-lived permission to complete one connection. Its token is stored hashed (to find it) and sealed (to show the link again). */
export interface ConnectSessionRow {
  id: string
  connection_id: string
  token_hash: string
  token: string
  created_at: number
  expires_at: number
  /** Set when a browser started consent: the hashes of `state` and of the cookie nonce, and the sealed PKCE verifier. */
  state_hash: string | null
  browser_hash: string | null
  code_verifier: string | null
  consumed_at: number | null
  /** 1: nobody but the person whose account the connection has may consent by it. Null: anybody may. */
  same_account: number | null
}

/** One process that answers requests, and when it last said that it is alive. */
export interface ServerRow {
  id: string
  started_at: number
  seen_at: number
}

/** How much of something that is limited by the UTC day is used, e.g. one host's creates and updates. */
export interface DailyBudgetRow {
  /** What is limited, e.g. `host <account user id>` or `key <API key id>`. */
  scope: string
  /** `2026-11-24`. */
  day: string
  used: number
}

/** The first request that came with an idempotency key, and its answer. */
export interface IdempotentRequestRow {
  /** SHA-256 of the API key's id and the idempotency key, hex. */
  id: string
  key_id: string
  /** Names the request that holds the slot. */
  claim: string
  /** SHA-256 of method, target, connection and body, hex. */
  fingerprint: string
  /** Sealed JSON of status, headers and body, or null while there is none. */
  answer: string | null
  created_at: number
  /** Until then the server that sent it is known to be at work. */
  alive_until: number
}

/** Single facts about the database itself, e.g. the check value that tells whether the sealing key is the right one. */
export interface SettingRow {
  name: string
  value: string
}

/** Some rows of the audit, in the order in which they were written, and the proof that ties them to the block before. */
export interface AuditBlockRow {
  first_seq: number
  last_seq: number
  /** Random: what the first row's digest starts from. */
  seed: string
  started_at: number
  ended_at: number
  /** Bytes of all rows from the beginning of the audit to here. */
  total_bytes: number
  /** HMAC-SHA256 under the audit's own key. */
  proof: string
  /** One row a line: a digest, a blank, and a JSON array. Last, so that the rest is read without it. */
  rows: string
}
