import {
  createServer,
  type IncomingMessage,
  type Server as HttpServer,
  type ServerResponse,
} from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import type { App } from './apps/app.ts'
import type { Config } from './config.ts'
import { lockForServer } from './database/server-lock.ts'
import { Failure, problem } from './errors.ts'
import { createGateway, type Gateway } from './gateway/gateway.ts'
import { createUpstream, type Upstream } from './gateway/upstream.ts'
import { createLog, type Log } from './log.ts'
import { requestIds } from './request-id.ts'
import { refuseMalformed, type Exchanged } from './malformed.ts'
import { openRooms, type Rooms } from './rooms.ts'

export interface RunningServer {
  /** Where it listens, e.g. `http://127.0.0.1:8787`. */
  readonly url: string
  readonly publicUrl: string
  readonly rooms: Rooms
  /** Stops accepting, lets what is in flight finish, closes the store. */
  readonly close: () => Promise<void>
}

/**
 * A head has to arrive within 30 s; a body may take as long as it flows, because a recording upload is slow and honest.
 * Idle connections live longer than a load balancer's usual minute, so that it is never us who closes under its request.
 */
const httpLimits = {
  requireHostHeader: true,
  headersTimeout: 30_000,
  requestTimeout: 0,
  keepAliveTimeout: 65_000,
}

/** How long requests in flight may still take when the server is told to stop. */
const drainMs = 30_000
const sweepMs = 100

/** Starts the whole product on one port: gateway, control, connect, dashboard. */
export async function startServer(
  config: Config,
  options: { log?: Log; version?: string } = {},
): Promise<RunningServer> {
  const log =
    options.log ??
    createLog({ level: config.logLevel, write: (lines) => process.stderr.write(lines) })
  const unlock = config.databaseUrl === null ? lockForServer(config.dataDir) : () => undefined
  const server = createServer(httpLimits, answerNotReady)
  try {
    const url = await listen(server, config)
    const publicUrl = config.publicUrl ?? url
    const rooms = await openRooms(config, { publicUrl, log, now: () => Date.now() })
    const { handlers, upstream } = createHandlers(config, rooms, options.version ?? '0.0.0')
    attach(server, handlers)
    rooms.upkeep.start()
    const close = once(async () => {
      await drain(server)
      await upstream.close()
      await rooms.close()
      unlock()
    })
    return { url, publicUrl, rooms, close }
  } catch (error) {
    server.close()
    unlock()
    throw error
  }
}

interface Handlers {
  readonly gateway: Gateway
  readonly others: Listener
  readonly apps: readonly App[]
}

function createHandlers(
  config: Config,
  rooms: Rooms,
  version: string,
): { handlers: Handlers; upstream: Upstream } {
  const upstream = createUpstream({
    timeouts: config.upstream,
    connectionsPerOrigin: config.upstream.connectionsPerOrigin,
  })
  const gateway = createGateway({
    ...rooms,
    upstream,
    isStoreUnavailable: (error) => rooms.database.isUnavailable(error),
  })
  const apps = rooms.apps.all().map(({ appClient }) => appClient.app)
  return { handlers: { gateway, others: otherPlanes(rooms, version), apps }, upstream }
}

async function listen(server: HttpServer, { host, port }: Config): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(
        error.code === 'EADDRINUSE'
          ? new Failure(
              'conflict',
              `Port ${port} on ${host} is in use. Stop the other program, or choose another port with --port or PORT.`,
            )
          : new Failure(
              'invalid_request',
              `Cannot listen on ${host}:${port} (${error.code ?? error.name}). Check HOST and PORT.`,
            ),
      )
    })
    server.listen(port, host, resolve)
  })
  const address = server.address() as AddressInfo
  const shown =
    address.address === '0.0.0.0' || address.address === '::' ? 'localhost' : address.address
  return `http://${shown.includes(':') ? `[${shown}]` : shown}:${address.port}`
}

type Listener = (request: IncomingMessage, response: ServerResponse) => Promise<void>

/** Loaded by the first request that is not proxied: a server that only proxies never pays for a web framework. */
function otherPlanes(rooms: Rooms, version: string): Listener {
  let loaded: Promise<Listener> | null = null
  return async (request, response) => {
    loaded ??= import('./planes.ts').then(({ createPlanes }) => createPlanes(rooms, version))
    const listener = await loaded
    await listener(request, response)
  }
}

function attach(
  server: HttpServer,
  { gateway, others, apps }: { gateway: Gateway; others: Listener; apps: readonly App[] },
): void {
  const byName = new Map(apps.map((app) => [app.name, app]))
  const nextId = requestIds()
  const latest = new WeakMap<Socket, Exchanged>()
  const route = (
    request: IncomingMessage,
    response: ServerResponse,
    expectsContinue: boolean,
  ): void => {
    latest.set(request.socket, { request, response })
    if (!server.listening) response.shouldKeepAlive = false
    const target = originForm(request.url ?? '/')
    const { first, rest } = splitFirstSegment(target)
    const app = byName.get(first)
    if (app) {
      gateway(request, response, { app, target: rest, requestId: nextId(), expectsContinue })
      return
    }
    if (expectsContinue) response.writeContinue()
    request.url = target
    void others(request, response)
  }
  server.off('request', answerNotReady)
  server.on('request', (request, response) => {
    route(request, response, false)
  })
  server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) => {
    route(request, response, true)
  })
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
    refuseMalformed(error, { socket, last: latest.get(socket), requestId: nextId() })
  })
}

/** For the moment between having the port, which the links need, and having opened the store. */
function answerNotReady(_request: IncomingMessage, response: ServerResponse): void {
  const failure = new Failure('not_ready', 'This Valetkey is starting. Try again in a second.', {
    extras: { retry_after_s: 1 },
  })
  const { status, headers, body } = problem(failure, { path: '/', requestId: 'starting' })
  response.shouldKeepAlive = false
  response.writeHead(status, headers).end(body)
}

/** A client may send the absolute form (RFC 9112, section 3.2.2); what counts is what follows the authority. */
function originForm(target: string): string {
  const authority = /^https?:\/\/[^/?#]*/i.exec(target)
  const rest = authority ? target.slice(authority[0].length) : target
  return rest.startsWith('/') ? rest : `/${rest}`
}

/** Raw on purpose: nothing of the rest may be decoded or collapsed. */
function splitFirstSegment(target: string): { first: string; rest: string } {
  const end = target.slice(1).search(/[/?]/)
  if (end < 0) return { first: target.slice(1), rest: '/' }
  return { first: target.slice(1, end + 1), rest: target.slice(end + 1) }
}

async function drain(server: HttpServer): Promise<void> {
  const closed = new Promise<void>((resolve) => {
    server.close(() => {
      resolve()
    })
  })
  server.closeIdleConnections()
  // An answer that was under way leaves its connection open for the caller's next request, which will not come here.
  const sweep = setInterval(() => {
    server.closeIdleConnections()
  }, sweepMs)
  const deadline = setTimeout(() => {
    server.closeAllConnections()
  }, drainMs)
  await closed
  clearInterval(sweep)
  clearTimeout(deadline)
}

function once(run: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | null = null
  return () => (running ??= run())
}
