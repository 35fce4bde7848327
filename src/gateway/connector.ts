import { connect as connectTcp, isIP, type LookupFunction, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'

/** Where the machine's own names and certificates are not to be used. */
export interface Network {
  readonly lookup?: LookupFunction
  readonly ca?: string
}

/** Begins a connection to an origin. `onReady` is called when requests can be written; what fails before ends the socket with its error. */
export type Connector = (origin: URL, onReady: () => void) => Socket

/** Makes the connections to all origins. One for all, because it remembers the TLS sessions: a second handshake costs half of the first. */
export function createConnector(timeoutMs: number, network: Network): Connector {
  const sessions = new Map<string, Buffer>()
  return (origin, onReady) => {
    const isTls = origin.protocol === 'https:'
    const socket = isTls ? secure(origin, sessions, network) : plain(origin, network)
    const timer = setTimeout(() => {
      socket.destroy(Object.assign(new Error('connecting took too long'), { code: 'ETIMEDOUT' }))
    }, timeoutMs)
    socket.once('close', () => {
      clearTimeout(timer)
    })
    socket.once(isTls ? 'secureConnect' : 'connect', () => {
      clearTimeout(timer)
      onReady()
    })
    return socket
  }
}

const ofEvery = { noDelay: true, keepAlive: true, keepAliveInitialDelay: 60_000 }

function addressOf({ hostname, port, protocol }: URL): { host: string; port: number } {
  const standard = protocol === 'https:' ? 443 : 80
  return { host: hostname.replace(/^\[|\]$/g, ''), port: port === '' ? standard : Number(port) }
}

const plain = (origin: URL, { lookup }: Network): Socket =>
  connectTcp({ ...addressOf(origin), ...ofEvery, ...(lookup && { lookup }) })

function secure(origin: URL, sessions: Map<string, Buffer>, network: Network): Socket {
  const address = addressOf(origin)
  const session = sessions.get(origin.host)
  const socket = connectTls({
    ...address,
    ...ofEvery,
    ...network,
    // An address is no server name (RFC 6066, section 3).
    ...(isIP(address.host) === 0 && { servername: address.host }),
    ...(session && { session }),
    ALPNProtocols: ['http/1.1'],
  })
  // With TLS 1.3 it comes after the handshake, and more than once.
  socket.on('session', (fresh) => sessions.set(origin.host, fresh))
  return socket
}
