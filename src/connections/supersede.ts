import type { Database } from '../database/database.ts'
import type { Connection } from './connection.ts'
import { failed } from './failed-row.ts'

/**
 * Whoever owns them: one person at Zoom has one living grant for one OAuth client. Grants that arrived after `by` are spared,
 * so that two consents at the same moment cannot end each other. One that was named late, after a newer one, ends itself. The
 * explanation says nothing of who connected.
 */
export async function supersede(
  { database }: { database: Database },
  by: Connection,
): Promise<void> {
  const at = await database.now()
  const detail =
    'The same account was connected again through this server, which ended this grant. Connecting it here again ends that one.'
  const granted = await database.db
    .selectFrom('connections')
    .select('granted_at')
    .where('id', '=', by.id)
    .executeTakeFirst()
  const grantedAt = granted?.granted_at ?? by.updatedAt
  const ended = failed({ code: 'superseded', detail }, at)
  await database.db
    .updateTable('connections')
    .set(ended)
    .where('id', '!=', by.id)
    .where('status', '=', 'ACTIVE')
    .where('method', '=', 'OAUTH2')
    .where('issuer', '=', by.issuer)
    .where('client_id', '=', by.clientId)
    .where('account_user_id', '=', by.accountUserId)
    .where((where) =>
      where.or([
        where('granted_at', '<', grantedAt),
        where.and([where('granted_at', '=', grantedAt), where('id', '<', by.id)]),
      ]),
    )
    .execute()
  await database.db
    .updateTable('connections')
    .set(ended)
    .where('id', '=', by.id)
    .where('status', '=', 'ACTIVE')
    .where('granted_at', '=', grantedAt)
    .where((where) => where.exists(newerOfSamePerson(database, by, grantedAt)))
    .execute()
}

const newerOfSamePerson = ({ db }: Database, by: Connection, grantedAt: number) =>
  db
    .selectFrom('connections as newer')
    .select('newer.id')
    .where('newer.status', '=', 'ACTIVE')
    .where('newer.method', '=', 'OAUTH2')
    .where('newer.issuer', '=', by.issuer)
    .where('newer.client_id', '=', by.clientId)
    .where('newer.account_user_id', '=', by.accountUserId)
    .where((where) =>
      where.or([
        where('newer.granted_at', '>', grantedAt),
        where.and([where('newer.granted_at', '=', grantedAt), where('newer.id', '>', by.id)]),
      ]),
    )
