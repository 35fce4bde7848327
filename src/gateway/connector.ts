import {
  connect as connectTcp,
  isIP,
  type LookupFunction,
  type OnReadOpts,
  type Socket,
} from 'node:net'
import { connect as connectTls, type ConnectionOptions } from 'node:tls'

/** Where the machine's own names and certificates are not to be used. */
export interface Network {
  readonly lookup?: LookupFunction
  readonly ca?: string
}

/** Begins a connection to an origin. What fails before it is ready ends the socket with its error. */
export type Connector = (origin: URL, events: ConnectionEvents) => Socket

export interface ConnectionEvents {
  /** Requests can be written. */
  readonly onReady: () => void
  /** What came; the socket has no 'data' for it. */
  readonly onBytes: (bytes: Buffer) => void
}

/** Makes the connections to all origins. One for all, because it remembers the TLS sessions: a second handshake costs half of the first. */
export function createConnector(timeoutMs: number, network: Network): Connector {
  const sessions = new Map<string, Buffer>()
  return (origin, { onReady, onBytes }) => {
    const isTls = origin.protocol === 'https:'
    const way = { ...wayTo(origin, onBytes), ...network }
    const socket = isTls ? secure(origin, sessions, way) : connectTcp(way)
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

type Way = ReturnType<typeof wayTo>

function wayTo({ hostname, port, protocol }: URL, onBytes: ConnectionEvents['onBytes']) {
  const standard = protocol === 'https:' ? 443 : 80
  return {
    host: hostname.replace(/^\[|\]$/g, ''),
    port: port === '' ? standard : Number(port),
    noDelay: true,
    keepAlive: true,
    keepAliveInitialDelay: 60_000,
    onread: into(onBytes),
  }
}

/**
 * All connections read into this memory, one at a time. By itself Node would take as much for each read, and give most of it back:
 * every answer would touch memory that no cache holds.
 */
const arrivals = Buffer.allocUnsafeSlow(65_536)

const into = (onBytes: ConnectionEvents['onBytes']): OnReadOpts => ({
  buffer: arrivals,
  callback(length) {
    const bytes = Buffer.allocUnsafe(length)
    arrivals.copy(bytes, 0, 0, length)
    onBytes(bytes)
    return true
  },
})

function secure(origin: URL, sessions: Map<string, Buffer>, way: Way & Network): Socket {
  const session = sessions.get(origin.host)
  const options: ConnectionOptions & Way & Network = {
    ...way,
    // An address is no server name (RFC 6066, section 3).
    ...(isIP(way.host) === 0 && { servername: way.host }),
    ...(session && { session }),
    ALPNProtocols: ['http/1.1'],
  }
  const socket = connectTls(options)
  // With TLS 1.3 it comes after the handshake, and more than once.
  socket.on('session', (fresh) => sessions.set(origin.host, fresh))
  return socket
}
