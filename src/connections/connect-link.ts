import type { ConnectSessions } from './connect-session.ts'
import type { Connection } from './connection.ts'

export interface ConnectLinks {
  /** The address that a person opens to consent, first time or again. Live for half an hour. */
  toConsent: (connection: Connection) => Promise<string>
  /** What a connection object shows as its `url`: a live link while consent is needed, else one that grants nothing by itself. */
  shown: (connection: Connection) => Promise<string>
}

export function createConnectLinks({
  sessions,
  publicUrl,
}: {
  sessions: ConnectSessions
  publicUrl: string
}): ConnectLinks {
  async function toConsent(connection: Connection): Promise<string> {
    const token = await sessions.tokenFor(connection.id)
    return `${publicUrl}/connect?session_token=${token.reveal()}`
  }
  return {
    toConsent,
    async shown(connection) {
      if (connection.status !== 'ACTIVE') return toConsent(connection)
      return `${publicUrl}/connect?connection_id=${connection.id}`
    },
  }
}
