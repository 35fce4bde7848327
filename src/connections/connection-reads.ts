import type { ExpressionBuilder } from 'kysely'
import type { Database } from '../database/database.ts'
import type { ConnectionRow, Schema } from '../database/schema.ts'
import type { ConnectionScope } from '../policy/connection-scope.ts'
import type { Connection, ConnectionMethod, ConnectionStatus } from './connection.ts'
import { fromRow } from './connection-row.ts'

/** The OAuth client that a grant belongs to, and the authorization server that issued it. */
export interface Issuance {
  readonly issuer: string
  readonly clientId: string
}

/** Which connections qualify as an owner's default. */
export interface DefaultChoice extends Issuance {
  /** The only ones that may be used; all of them when left out. */
  readonly scope?: ConnectionScope | null
}

export interface ConnectionFilter {
  /** Only these apps, only these connections. */
  readonly apps?: readonly string[]
  readonly scope?: ConnectionScope | null
  readonly app?: string
  readonly status?: ConnectionStatus
  readonly method?: ConnectionMethod
}

/** A place in a list: the last connection that was read. */
export interface Position {
  readonly createdAt: number
  readonly id: string
}

/** The reading statements of the connection store. None of them opens a seal. */
export interface ReadNeeds {
  readonly database: Database
}

export async function get(
  needs: ReadNeeds,
  ownerId: string,
  id: string,
): Promise<Connection | null> {
  const row = await namedRow(needs, ownerId, id)
  return row ? fromRow(row) : null
}

export async function namedRow(
  { database }: ReadNeeds,
  ownerId: string,
  id: string,
): Promise<ConnectionRow | undefined> {
  return database.db
    .selectFrom('connections')
    .selectAll()
    .where('id', '=', id)
    .where('owner_id', '=', ownerId)
    .executeTakeFirst()
}

export async function isConnected(
  { database }: ReadNeeds,
  { issuer, clientId }: Issuance,
  userId: string,
): Promise<boolean> {
  const row = await database.db
    .selectFrom('connections')
    .select('id')
    .where('account_user_id', '=', userId)
    .where('issuer', '=', issuer)
    .where('client_id', '=', clientId)
    .where('method', '=', 'OAUTH2')
    .where('status', '=', 'ACTIVE')
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

export async function getById({ database }: ReadNeeds, id: string): Promise<Connection | null> {
  const row = await database.db
    .selectFrom('connections')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirst()
  return row ? fromRow(row) : null
}

export async function list(
  { database }: ReadNeeds,
  ownerId: string,
  {
    filter: { apps, scope, app, status, method },
    page: { limit, after },
  }: { filter: ConnectionFilter; page: { limit: number; after: Position | null } },
): Promise<Connection[]> {
  let query = database.db.selectFrom('connections').selectAll().where('owner_id', '=', ownerId)
  if (apps !== undefined) query = query.where('app', 'in', apps)
  if (scope) query = query.where(inScope(scope))
  if (app !== undefined) query = query.where('app', '=', app)
  if (status !== undefined) query = query.where('status', '=', status)
  if (method !== undefined) query = query.where('method', '=', method)
  if (after) {
    // Says twice where to begin, because an index is not entered by the alternatives below alone.
    query = query
      .where('created_at', '>=', after.createdAt)
      .where((where) =>
        where.or([
          where('created_at', '>', after.createdAt),
          where.and([where('created_at', '=', after.createdAt), where('id', '>', after.id)]),
        ]),
      )
  }
  const rows = await query.orderBy('created_at').orderBy('id').limit(limit).execute()
  return rows.map(fromRow)
}

export async function oldestActive(
  needs: ReadNeeds,
  ownerId: string,
  which: { app: string; choice: DefaultChoice },
): Promise<Connection | null> {
  const row = await oldestActiveRow(needs, ownerId, which)
  return row ? fromRow(row) : null
}

export async function oldestActiveRow(
  { database }: ReadNeeds,
  ownerId: string,
  { app, choice: { issuer, clientId, scope } }: { app: string; choice: DefaultChoice },
): Promise<ConnectionRow | undefined> {
  const query = database.db
    .selectFrom('connections')
    .selectAll()
    .where('owner_id', '=', ownerId)
    .where('app', '=', app)
    .where('status', '=', 'ACTIVE')
    .where('issuer', '=', issuer)
    .where((where) =>
      where.or([where('client_id', '=', clientId), where('method', '=', 'SERVER_TO_SERVER')]),
    )
    .orderBy('created_at')
    .orderBy('id')
    // Without it the engine hands over every row, and all but the first are thrown away.
    .limit(1)
  return (scope ? query.where(inScope(scope)) : query).executeTakeFirst()
}

/** An empty list is valid SQL on neither engine, so each list is compared only when it names something. */
function inScope({ ids, labels }: ConnectionScope) {
  return (where: ExpressionBuilder<Schema, 'connections'>) =>
    where.or([
      ...(ids.length > 0 ? [where('id', 'in', ids)] : []),
      ...(labels.length > 0 ? [where('label', 'in', labels)] : []),
    ])
}
