import type { ConnectionRow } from '../database/schema.ts'
import type { Connection } from './connection.ts'
import {
  namedRow,
  oldestActiveRow,
  type DefaultChoice,
  type ReadNeeds,
} from './connection-reads.ts'
import { fromRow } from './connection-row.ts'
import { opened, type OpenConnection } from './open-connection.ts'
import type { SealedTokens } from './sealed-tokens.ts'

/** A connection that was read with its secrets, which stay sealed until it is known to be of use. */
export interface SealedConnection {
  readonly connection: Connection
  readonly open: () => OpenConnection
}

/** Finds the connection of a request and its tokens in one look. */
export interface SealedConnections {
  named: (ownerId: string, id: string) => Promise<SealedConnection | null>
  oldestActive: (
    ownerId: string,
    app: string,
    choice: DefaultChoice,
  ) => Promise<SealedConnection | null>
}

export function createSealedConnections({
  sealed,
  ...needs
}: ReadNeeds & { readonly sealed: SealedTokens }): SealedConnections {
  function found(row: ConnectionRow | undefined): SealedConnection | null {
    if (!row) return null
    const connection = fromRow(row)
    return { connection, open: () => opened(row, sealed, connection) }
  }
  return {
    named: async (ownerId, id) => found(await namedRow(needs, ownerId, id)),
    oldestActive: async (ownerId, app, choice) =>
      found(await oldestActiveRow(needs, ownerId, { app, choice })),
  }
}
