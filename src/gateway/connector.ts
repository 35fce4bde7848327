import type { LookupFunction } from 'node:net'
import type { buildConnector as Undici } from 'undici'
import buildConnector from 'undici/lib/core/connect.js'
import { NotSent } from './lanes.ts'

/** Where the machine's own names and certificates are not to be used. */
export interface Network {
  readonly lookup?: LookupFunction
  readonly ca?: string
}

/** Makes the connections to all origins. One for all, because it remembers the TLS sessions: a second handshake costs half of the first. */
export function createConnector(timeoutMs: number, network: Network): Undici.connector {
  const connect = buildConnector({ timeout: timeoutMs, ...network })
  // undici finds them again only through weak references, which end with the next full garbage collection.
  const sessions = new Map<string, Buffer>()
  return (options, callback) => {
    connect(options, (...[error, socket]) => {
      if (error) {
        callback(notMade(error), null)
        return
      }
      // With TLS 1.3 it comes after the handshake, and more than once.
      socket.on('session', (session: Buffer) => sessions.set(options.hostname, session))
      callback(null, socket)
    })
  }
}

/** A name that is unknown, a port where nobody listens, a certificate that is not trusted: no byte of the request was sent. */
function notMade(error: Error): NotSent {
  const code = 'code' in error && typeof error.code === 'string' ? ` (${error.code})` : ''
  return new NotSent(`the connection could not be made${code}`, null, { cause: error })
}
