import type { Account, Connection, ConnectionErrorCode } from './connection.ts'
import {
  get,
  getById,
  isConnected,
  list,
  oldestActive,
  type ConnectionFilter,
  type DefaultChoice,
  type Issuance,
  type Position,
} from './connection-reads.ts'
import {
  activate,
  create,
  fail,
  identify,
  remove,
  update,
  type ConnectionChanges,
  type NewConnection,
  type NewGrant,
  type RemovedConnection,
  type WriteNeeds,
} from './connection-writes.ts'
import { supersede } from './supersede.ts'

export type { ConnectionFilter, DefaultChoice, Issuance, Position } from './connection-reads.ts'

export interface ConnectionStore {
  create: (input: NewConnection) => Promise<Connection>
  get: (ownerId: string, id: string) => Promise<Connection | null>
  /** For places where possession of a connect session, not of a key, is the permission. */
  getById: (id: string) => Promise<Connection | null>
  list: (
    ownerId: string,
    filter: ConnectionFilter,
    page: { limit: number; after: Position | null },
  ) => Promise<Connection[]>
  /** The oldest ACTIVE connection of this owner and app that was issued by this authorization server (and, for people's grants, to this client). */
  oldestActive: (ownerId: string, app: string, choice: DefaultChoice) => Promise<Connection | null>
  /** Moves to ACTIVE under the same id, whatever it was before, and ends every refresh that is still under way for the old grant. */
  activate: (id: string, grant: NewGrant) => Promise<Connection | null>
  /** Says whose grant it is, if it is still the one that this connection was read with. */
  identify: (connection: Connection, account: Account) => Promise<Connection | null>
  /** Says why a connection never came to work. One that is not PENDING (any more) is not touched. */
  fail: (id: string, error: { code: ConnectionErrorCode; detail: string }) => Promise<void>
  /** Marks all but the newest of the same person's connections with the same OAuth client, as far as `by` tells: their grant was replaced. */
  supersede: (by: Connection) => Promise<void>
  /** Whether this person's grant for this client works anywhere here, whoever owns it. */
  isConnected: (issuance: Issuance, userId: string) => Promise<boolean>
  /** Changes what belongs to the caller, in any state. */
  update: (ownerId: string, id: string, changes: ConnectionChanges) => Promise<Connection | null>
  /** Removes the row and hands over what has to be revoked upstream. */
  remove: (ownerId: string, id: string) => Promise<RemovedConnection | null>
}

export function createConnectionStore(needs: WriteNeeds): ConnectionStore {
  return {
    create: (input) => create(needs, input),
    get: (ownerId, id) => get(needs, ownerId, id),
    getById: (id) => getById(needs, id),
    list: (ownerId, filter, page) => list(needs, ownerId, { filter, page }),
    oldestActive: (ownerId, app, choice) => oldestActive(needs, ownerId, { app, choice }),
    activate: (id, grant) => activate(needs, id, grant),
    identify: (connection, account) => identify(needs, connection, account),
    fail: (id, error) => fail(needs, id, error),
    supersede: (by) => supersede(needs, by),
    isConnected: (issuance, userId) => isConnected(needs, issuance, userId),
    /** Changes what belongs to the caller, in any state. */
    update: (ownerId, id, changes) => update(needs, { ownerId, id }, changes),
    remove: (ownerId, id) => remove(needs, ownerId, id),
  }
}
