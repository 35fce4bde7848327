import type { Kysely, Migration } from 'kysely'

/**
 * The first tables. Both engines get the same statements: text for ids, JSON and sealed values, bigint for epoch
 * milliseconds (SQLite gives that name INTEGER affinity, https://sqlite.org/datatype3.html#determination_of_column_affinity).
 */
export const initial: Migration = {
  async up(db) {
    await createOwners(db)
    await createConnections(db)
    await indexConnections(db)
    await createConnectSessions(db)
    await db.schema
      .createTable('settings')
      .addColumn('name', 'text', (column) => column.primaryKey().notNull())
      .addColumn('value', 'text', (column) => column.notNull())
      .execute()
  },
}

async function createOwners(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('owners')
    .addColumn('id', 'text', (column) => column.primaryKey().notNull())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .execute()
  await db.schema.createIndex('owners_name').unique().on('owners').column('name').execute()

  await db.schema
    .createTable('api_keys')
    .addColumn('id', 'text', (column) => column.primaryKey().notNull())
    .addColumn('owner_id', 'text', (column) =>
      column.notNull().references('owners.id').onDelete('cascade'),
    )
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('hash', 'text', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('revoked_at', 'bigint')
    .execute()
  await db.schema.createIndex('api_keys_hash').unique().on('api_keys').column('hash').execute()
  await db.schema
    .createIndex('api_keys_owner')
    .on('api_keys')
    .columns(['owner_id', 'created_at'])
    .execute()
}

async function createConnections(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('connections')
    .addColumn('id', 'text', (column) => column.primaryKey().notNull())
    .addColumn('owner_id', 'text', (column) =>
      column.notNull().references('owners.id').onDelete('cascade'),
    )
    .addColumn('app', 'text', (column) => column.notNull())
    .addColumn('method', 'text', (column) => column.notNull())
    .addColumn('status', 'text', (column) => column.notNull())
    .addColumn('label', 'text')
    .addColumn('metadata', 'text', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('updated_at', 'bigint', (column) => column.notNull())
    .addColumn('account_email', 'text')
    .addColumn('account_id', 'text')
    .addColumn('account_user_id', 'text')
    .addColumn('scopes', 'text')
    .addColumn('api_url', 'text')
    .addColumn('issuer', 'text')
    .addColumn('client_id', 'text')
    .addColumn('error_code', 'text')
    .addColumn('error_detail', 'text')
    .addColumn('error_at', 'bigint')
    .addColumn('tokens', 'text')
    .addColumn('credentials', 'text')
    .addColumn('access_expires_at', 'bigint')
    .addColumn('token_version', 'bigint', (column) => column.notNull().defaultTo(0))
    .addColumn('lease_generation', 'bigint', (column) => column.notNull().defaultTo(0))
    .addColumn('lease_until', 'bigint')
    .execute()
}

async function indexConnections(db: Kysely<unknown>): Promise<void> {
  // Every proxied call asks for the oldest ACTIVE connection of one owner and app; the id breaks ties.
  await db.schema
    .createIndex('connections_owner')
    .on('connections')
    .columns(['owner_id', 'app', 'status', 'created_at', 'id'])
    .execute()
  // A background refresh asks which ACTIVE connections expire soon.
  await db.schema
    .createIndex('connections_expiry')
    .on('connections')
    .columns(['status', 'access_expires_at'])
    .execute()
}

async function createConnectSessions(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('connect_sessions')
    .addColumn('id', 'text', (column) => column.primaryKey().notNull())
    .addColumn('connection_id', 'text', (column) =>
      column.notNull().references('connections.id').onDelete('cascade'),
    )
    .addColumn('token_hash', 'text', (column) => column.notNull())
    .addColumn('token', 'text', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('expires_at', 'bigint', (column) => column.notNull())
    .addColumn('state_hash', 'text')
    .addColumn('browser_hash', 'text')
    .addColumn('code_verifier', 'text')
    .addColumn('consumed_at', 'bigint')
    .execute()
  await db.schema
    .createIndex('connect_sessions_token')
    .unique()
    .on('connect_sessions')
    .column('token_hash')
    .execute()
  await db.schema
    .createIndex('connect_sessions_state')
    .on('connect_sessions')
    .column('state_hash')
    .execute()
  await db.schema
    .createIndex('connect_sessions_connection')
    .on('connect_sessions')
    .columns(['connection_id', 'created_at'])
    .execute()
}
