import type { ConnectSessions } from './connect-session.ts'
import type { Connection } from './connection.ts'

export interface ConnectLinks {
  /** The address that a person opens to consent, first time or again, with whatever account. Live for half an hour. */
  toConsent: (connection: Connection) => Promise<string>
  /** The same for whoever may not choose the account: one that the connection has already stays. */
  toRenew: (connection: Connection) => Promise<string>
  /** The address that grants nothing by itself and says how the connection is doing. */
  toStatus: (connection: Connection) => string
}

export function createConnectLinks({
  sessions,
  publicUrl,
}: {
  sessions: ConnectSessions
  publicUrl: string
}): ConnectLinks {
  async function link({ id }: Connection, sameAccount: boolean): Promise<string> {
    const token = await sessions.tokenFor(id, { sameAccount })
    return `${publicUrl}/connect?session_token=${token.reveal()}`
  }
  return {
    toConsent: (connection) => link(connection, false),
    toRenew: (connection) => link(connection, true),
    toStatus: ({ id }) => `${publicUrl}/connect?connection_id=${id}`,
  }
}
