import { connect as connectTcp, isIP, type LookupFunction, type OnReadOpts, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'

/** Where the machine's own names and certificates are not to be used. */
export interface Network {
  readonly lookup?: LookupFunction
  readonly ca?: string
}

export interface ConnectionEvents {
  /** Requests can be written. What fails before ends the socket with its error. */
  readonly onReady: () => void
  /** Bytes have come. They are valid during the call only: all connections read into one buffer. */
  readonly onBytes: (bytes: Buffer) => void
}

/** Begins a connection to an origin. */
export type Connector = (origin: URL, events: ConnectionEvents) => Socket

/** Makes the connections to all origins. One for all, because it remembers the TLS sessions: a second handshake costs half of the first. */
export function createConnector(timeoutMs: number, network: Network): Connector {
  const sessions = new Map<string, Buffer>()
  return (origin, { onReady, onBytes }) => {
    const isTls = origin.protocol === 'https:'
    const onread = intoOneBuffer(onBytes)
    const socket = isTls
      ? secure(origin, sessions, { ...network, onread })
      : plain(origin, { ...network, onread })
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

/** Node otherwise makes a buffer of 64 KiB for each read, also for an answer of 1 KiB. */
const readBuffer = Buffer.allocUnsafeSlow(65_536)

function intoOneBuffer(onBytes: (bytes: Buffer) => void): OnReadOpts {
  return {
    buffer: readBuffer,
    callback(length) {
      onBytes(readBuffer.subarray(0, length))
      return true
    },
  }
}

type Reading = Network & { readonly onread: OnReadOpts }

const ofEvery = { noDelay: true, keepAlive: true, keepAliveInitialDelay: 60_000 }

function addressOf({ hostname, port, protocol }: URL): { host: string; port: number } {
  const standard = protocol === 'https:' ? 443 : 80
  return { host: hostname.replace(/^\[|\]$/g, ''), port: port === '' ? standard : Number(port) }
}

const plain = (origin: URL, { lookup, onread }: Reading): Socket =>
  connectTcp({ ...addressOf(origin), ...ofEvery, onread, ...(lookup && { lookup }) })

function secure(origin: URL, sessions: Map<string, Buffer>, network: Reading): Socket {
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
