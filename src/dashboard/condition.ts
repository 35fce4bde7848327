import type { ConfiguredApp } from '../connections/app-clients.ts'
import type { Connection, ConnectionErrorCode } from '../connections/connection.ts'

/** How a connection is doing, in words, and what its owner can do about it. */
export interface Condition {
  readonly tone: 'good' | 'wait' | 'bad'
  readonly word: string
  readonly advice: string | null
}

const words: Readonly<Record<ConnectionErrorCode, string>> = {
  expired: 'Expired',
  revoked: 'Revoked',
  superseded: 'Superseded',
  declined: 'Declined',
  misconfigured: 'Misconfigured',
}

/** `title` is the app's name for people. */
const advice: Readonly<Record<ConnectionErrorCode, (title: string) => string>> = {
  expired: () =>
    'The grant ran out or was replaced. Press Reconnect and consent again. The id stays the same.',
  revoked: (title) =>
    `Somebody took the grant back, in the ${title} settings or as an administrator there. Press Reconnect if that was not meant.`,
  superseded: (title) =>
    `The same person connected again, and ${title} honours only the newest grant. Use the newer connection, or press Reconnect, which ends that one instead.`,
  declined: () => 'Consent was refused. Press Reconnect to ask again, or delete the connection.',
  misconfigured: (title) =>
    `${title} refused this server, not the person. The operator checks the client id, the client secret and the registered redirect URL. Then press Reconnect.`,
}

const reenter = (title: string): string =>
  `${title} refused the server-to-server credentials. Press Reconnect and enter them again.`

export function conditionOf(connection: Connection, app: ConfiguredApp | null): Condition {
  const title = app?.appClient.app.title ?? connection.app
  if (connection.status === 'PENDING') {
    return {
      tone: 'wait',
      word: 'Pending',
      advice: 'Nobody has consented yet. Press Finish connecting.',
    }
  }
  if (connection.status === 'FAILED') {
    const code = connection.error?.code
    if (code === undefined) return { tone: 'bad', word: 'Failed', advice: 'Press Reconnect.' }
    const entered = code === 'misconfigured' && connection.method === 'SERVER_TO_SERVER'
    return { tone: 'bad', word: words[code], advice: (entered ? reenter : advice[code])(title) }
  }
  if (!app || !issuedHere(connection, app)) {
    return {
      tone: 'wait',
      word: 'Not usable now',
      advice: `This server is set up with another OAuth client for ${title} than the one this connection was made with. The operator restores the former settings, or you press Reconnect.`,
    }
  }
  if (connection.error) {
    return { tone: 'wait', word: 'Ending', advice: advice[connection.error.code](title) }
  }
  return { tone: 'good', word: 'Active', advice: null }
}

/** A grant is worth something only to the OAuth client it was issued to (RFC 6749, section 6). */
function issuedHere(connection: Connection, { appClient }: ConfiguredApp): boolean {
  if (connection.issuer !== appClient.issuer) return false
  return connection.method === 'SERVER_TO_SERVER' || connection.clientId === appClient.client?.id
}
