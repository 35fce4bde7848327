import type { Dialect, Kysely } from 'kysely'

import type { Schema } from './schema.ts'

/** What one engine does in its own way. Everything else in this room is alike on both. */
export interface Engine {
  readonly name: 'sqlite' | 'postgres'
  /** Where the data is, for error sentences. Never holds a password. */
  readonly place: string
  /** Serves requests: impatient, so that a stuck database becomes an error and not a queue. */
  readonly dialect: Dialect
  /** A separate connection for migrations, which may take longer than any request. */
  readonly migrationDialect: () => Dialect
  /** The database's clock in epoch milliseconds. Replicas share it, so leases are measured with it. */
  readonly now: (db: Kysely<Schema>) => Promise<number>
  readonly isUniqueViolation: (error: unknown) => boolean
  /** True when the store, and not the statement, is the trouble: unreachable, overloaded, full or going down. */
  readonly isUnavailable: (error: unknown) => boolean
  /** True when another process is at the same work and a second try will succeed. */
  readonly isBusy: (error: unknown) => boolean
  /** Leaves no trace of replaced rows in the files. PostgreSQL's own vacuum does that. */
  readonly scrub?: (db: Kysely<Schema>) => Promise<void>
  /** Does work whose commits are not flushed to the disk: they outlive this process, and a power cut may take the last ones. */
  readonly unflushed?: <T>(
    db: Kysely<Schema>,
    work: (db: Kysely<Schema>) => Promise<T>,
  ) => Promise<T>
  /** Listens for what other servers change, and gives the function that ends it. SQLite has no other servers. */
  readonly watch?: (db: Kysely<Schema>, watcher: ChangeWatcher) => () => Promise<void>
  /** Writes a consistent copy while the server runs. PostgreSQL has its own tools for that. */
  readonly backup?: (db: Kysely<Schema>, file: string) => Promise<void>
}

export interface ChangeWatcher {
  /** The log of changes has grown. A hint: nobody may depend on hearing it. */
  readonly heard: () => void
  /** `deaf`: connected, but what is sent does not arrive, as behind a pooler that lends connections for one transaction. */
  readonly onState: (state: 'listening' | 'lost' | 'deaf') => void
}
