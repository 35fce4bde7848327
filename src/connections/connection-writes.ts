import { randomUUID } from 'node:crypto'
import type { Database } from '../database/database.ts'
import type { ConnectionRow } from '../database/schema.ts'
import {
  statesBefore,
  type Account,
  type Connection,
  type ConnectionErrorCode,
  type ConnectionMethod,
  type ServerToServerCredentials,
  type TokenSet,
} from './connection.ts'
import type { Issuance } from './connection-reads.ts'
import { fromRow, noError, noFailures, tokenColumns } from './connection-row.ts'
import { firstQuestion, noQuestion } from './identity-store.ts'
import { failed } from './failed-row.ts'
import { revocationRow } from './revocation-store.ts'
import type { Revocable, SealedTokens } from './sealed-tokens.ts'
import type { OpenConnection } from './open-connection.ts'

export interface NewConnection {
  readonly ownerId: string
  readonly app: string
  readonly method: ConnectionMethod
  readonly label: string | null
  readonly metadata: Readonly<Record<string, unknown>>
}

/** Everything that a new grant brings. Credentials come with server-to-server grants only. */
export interface NewGrant {
  readonly tokens: TokenSet
  readonly account: Account
  readonly issuance: Issuance
  readonly credentials?: ServerToServerCredentials
}

/** What belongs to the caller. `undefined` leaves a member as it is; metadata is replaced whole. */
export interface ConnectionChanges {
  readonly label?: string | null | undefined
  readonly metadata?: Readonly<Record<string, unknown>> | undefined
}

/** A removed connection with its secrets opened, for they have to be revoked upstream. */
export type RemovedConnection = OpenConnection

/** The writing statements of the connection store. Each is one statement, so that nobody sees half of it. */
export interface WriteNeeds {
  readonly database: Database
  readonly sealed: SealedTokens
}

export async function create({ database }: WriteNeeds, input: NewConnection): Promise<Connection> {
  const row = newRow(input, await database.now())
  await database.db.insertInto('connections').values(row).execute()
  return fromRow(row)
}

export async function activate(
  { database, sealed }: WriteNeeds,
  id: string,
  { tokens, account, issuance, credentials }: NewGrant,
): Promise<Connection | null> {
  const at = await database.now()
  const row = await database.db
    .updateTable('connections')
    .set((set) => ({
      ...noError,
      ...noFailures,
      ...tokenColumns(tokens),
      status: 'ACTIVE',
      tokens: sealed.seal(id, tokens),
      ...(credentials && { credentials: sealed.sealCredentials(id, credentials) }),
      account_email: account.email,
      account_id: account.accountId,
      account_user_id: account.userId,
      ...firstQuestion(at, account.userId),
      issuer: issuance.issuer,
      client_id: issuance.clientId,
      // The new version fences out whoever still refreshes the grant that this one replaces.
      token_version: set('token_version', '+', 1),
      lease_until: null,
      granted_at: at,
      issued_at: at,
      // Somebody who connects means to use it soon.
      last_used_at: at,
      updated_at: at,
    }))
    .where('id', '=', id)
    .where('status', 'in', statesBefore('ACTIVE'))
    .returningAll()
    .executeTakeFirst()
  return row ? fromRow(row) : null
}

export async function identify(
  { database }: WriteNeeds,
  { id, tokenVersion }: Connection,
  account: Account,
): Promise<Connection | null> {
  const row = await database.db
    .updateTable('connections')
    .set({
      ...noQuestion,
      account_email: account.email,
      account_id: account.accountId,
      account_user_id: account.userId,
    })
    .where('id', '=', id)
    .where('token_version', '=', tokenVersion)
    .returningAll()
    .executeTakeFirst()
  return row ? fromRow(row) : null
}

export async function fail(
  { database }: WriteNeeds,
  id: string,
  error: { code: ConnectionErrorCode; detail: string },
): Promise<void> {
  const at = await database.now()
  await database.db
    .updateTable('connections')
    .set(failed(error, at))
    .where('id', '=', id)
    // Not a look before the write: another browser may have finished consent in between, and its grant lives.
    .where('status', '=', 'PENDING')
    .execute()
}

export async function update(
  { database }: WriteNeeds,
  { ownerId, id }: { ownerId: string; id: string },
  { label, metadata }: ConnectionChanges,
): Promise<Connection | null> {
  const row = await database.db
    .updateTable('connections')
    .set({
      ...(label !== undefined && { label }),
      ...(metadata !== undefined && { metadata: JSON.stringify(metadata) }),
      updated_at: await database.now(),
    })
    .where('id', '=', id)
    .where('owner_id', '=', ownerId)
    .returningAll()
    .executeTakeFirst()
  return row ? fromRow(row) : null
}

export async function remove(
  { database, sealed }: WriteNeeds,
  ownerId: string,
  id: string,
): Promise<RemovedConnection | null> {
  const at = await database.now()
  // Both or neither: a grant whose connection is gone must not be forgotten before it is revoked.
  const removed = await database.db.transaction().execute(async (transaction) => {
    const row = await transaction
      .deleteFrom('connections')
      .where('id', '=', id)
      .where('owner_id', '=', ownerId)
      .returningAll()
      .executeTakeFirst()
    if (!row) return null
    const opened = openedForRevocation(sealed, row)
    const open = { connection: fromRow(row), ...opened, issuedAt: row.issued_at }
    const grant = revocableOf(open)
    if (!grant) return open
    const secrets = sealed.sealRevocable(id, grant)
    const pending = revocationRow(row, { id, secrets, grant, at })
    await transaction.insertInto('revocations').values(pending).execute()
    return open
  })
  if (removed) await database.scrub()
  return removed
}

export function revocableOf({
  connection: { app, issuer, clientId, accessExpiresAt },
  tokens,
  credentials,
}: OpenConnection): Revocable | null {
  return tokens && { app, issuer, clientId, accessExpiresAt, tokens, credentials }
}

/** The row is gone already, so a seal that does not open must not stop anything: what cannot be read cannot be revoked. */
function openedForRevocation(
  sealed: SealedTokens,
  { id, tokens, credentials }: ConnectionRow,
): Pick<RemovedConnection, 'tokens' | 'credentials'> {
  try {
    return {
      tokens: tokens === null ? null : sealed.open(id, tokens),
      credentials: credentials === null ? null : sealed.openCredentials(id, credentials),
    }
  } catch {
    return { tokens: null, credentials: null }
  }
}

function newRow(
  { ownerId, app, method, label, metadata }: NewConnection,
  at: number,
): ConnectionRow {
  return {
    ...noError,
    ...noFailures,
    ...noQuestion,
    id: randomUUID(),
    owner_id: ownerId,
    app,
    method,
    status: 'PENDING',
    label,
    metadata: JSON.stringify(metadata),
    created_at: at,
    updated_at: at,
    account_email: null,
    account_id: null,
    account_user_id: null,
    scopes: null,
    api_url: null,
    issuer: null,
    client_id: null,
    tokens: null,
    credentials: null,
    access_expires_at: null,
    token_version: 0,
    lease_generation: 0,
    lease_until: null,
    granted_at: null,
    issued_at: null,
    last_used_at: null,
  }
}
