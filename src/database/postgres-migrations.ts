import {
  CompiledQuery,
  PostgresAdapter,
  PostgresDialect,
  PostgresDriver,
  type DatabaseConnection,
  type PostgresDialectConfig,
  type TransactionSettings,
} from 'kysely'

/** Kysely's, so that a server of an earlier version and this one wait for one another. */
const lockId = '3853314791062309107'

/**
 * Servers that migrate at once wait for one another. Kysely locks a session for that, and behind a pooler in transaction mode
 * nobody has one: the lock stays with a connection that others use. So it is the migrating transaction that holds the lock.
 */
export class MigrationDialect extends PostgresDialect {
  readonly #config: PostgresDialectConfig

  constructor(config: PostgresDialectConfig) {
    super(config)
    this.#config = config
  }

  override createAdapter(): PostgresAdapter {
    return new WithoutSessionLock()
  }

  override createDriver(): PostgresDriver {
    return new LockingDriver(this.#config)
  }
}

class WithoutSessionLock extends PostgresAdapter {
  override acquireMigrationLock(): Promise<void> {
    return Promise.resolve()
  }

  override releaseMigrationLock(): Promise<void> {
    return Promise.resolve()
  }
}

class LockingDriver extends PostgresDriver {
  override async beginTransaction(
    connection: DatabaseConnection,
    settings: TransactionSettings,
  ): Promise<void> {
    await super.beginTransaction(connection, settings)
    // A pooler's role may carry a limit that is meant for requests. A large table takes its time, and so does the one before us.
    await connection.executeQuery(CompiledQuery.raw('set local statement_timeout = 0'))
    await connection.executeQuery(CompiledQuery.raw(`select pg_advisory_xact_lock(${lockId})`))
  }
}
