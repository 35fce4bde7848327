import { createServer, type Server as HttpServer } from 'node:http'
import type { Config } from './config.ts'
import { lockForServer } from './database/server-lock.ts'
import { createGateway } from './gateway/gateway.ts'
import { createUpstream } from './gateway/upstream.ts'
import { innerFetch } from './inner-fetch.ts'
import { createLog, type Log } from './log.ts'
import { measure } from './measures.ts'
import { countAll } from './metrics/counts-store.ts'
import { createStoreFigures } from './metrics/of-store.ts'
import type { AboutServer } from './planes.ts'
import { openRooms, type Rooms } from './rooms.ts'
import { createDeparture, type Departure } from './server/departure.ts'
import { answerNotReady, openFrontDoor, type Listener } from './server/front-door.ts'
import { listen } from './server/listen.ts'
import {
  createMetricsPage,
  type MetricsPage,
  type MetricsPageNeeds,
} from './server/metrics-page.ts'
import { watchChanges } from './server/watch-changes.ts'

export interface RunningServer {
  /** Where it listens, e.g. `http://127.0.0.1:8787`. */
  readonly url: string
  readonly publicUrl: string
  readonly rooms: Rooms
  /** Lets the load balancer notice, stops accepting, lets what is in flight finish, closes the store. */
  readonly close: () => Promise<void>
  /** Waits for answers of a token endpoint, which would be lost grants, and for nothing else. */
  readonly landed: () => Promise<unknown>
}

/**
 * A head has to arrive within 30 s; a body may take as long as it flows, because a recording upload is slow and honest.
 * Idle connections live longer than a load balancer's usual minute, so that it is never us who closes under its request.
 * A request without a body gets no stream for it (from Node 24.12 on; older ones ignore the option).
 */
const httpOptions = {
  requireHostHeader: true,
  headersTimeout: 30_000,
  requestTimeout: 0,
  keepAliveTimeout: 65_000,
  optimizeEmptyRequests: true,
}

export interface ServerOptions {
  readonly log?: Log
  readonly version?: string
  /** This process is one of several of one server: the data folder is held for all of them, and one of them keeps house. */
  readonly member?: Member
}

interface Member {
  readonly keepsHouse: boolean
  /** What the other processes count. They learn what this one does. */
  readonly metricsOfOthers: MetricsPageNeeds['others']
}

/** Starts the whole product on one port: gateway, control, connect, dashboard. */
export async function startServer(
  config: Config,
  options: ServerOptions = {},
): Promise<RunningServer> {
  const log =
    options.log ??
    createLog({ level: config.logLevel, write: (lines) => process.stderr.write(lines) })
  const { member } = options
  const holdsFolder = config.databaseUrl === null && !member
  const unlock = holdsFolder ? lockForServer(config.dataDir) : () => undefined
  const server = createServer(httpOptions, answerNotReady)
  const departure = createDeparture(server, { delayMs: config.shutdownDelayMs })
  try {
    const { url, rooms } = await openStoreAndPort(server, config, log)
    const stopServing = serve(server, {
      config,
      rooms,
      departure,
      version: options.version ?? '0.0.0',
      metricsOfOthers: member?.metricsOfOthers ?? (() => Promise.resolve([])),
    })
    rooms.upkeep.start(member?.keepsHouse === false ? 'own' : 'all')
    const stopWatching = watchChanges(rooms)
    // A folder that is held serves this process alone, so there is nobody to count.
    if (!holdsFolder) await rooms.presence.join()
    const close = once(async () => {
      await departure.complete()
      await stopServing()
      await stopWatching()
      if (!holdsFolder) await rooms.presence.leave()
      await rooms.close()
      unlock()
    })
    return { url, publicUrl: rooms.publicUrl, rooms, close, landed: rooms.landed }
  } catch (error) {
    server.close()
    unlock()
    throw error
  }
}

/**
 * The store comes first, so that a load balancer finds either nobody or a server that is ready. Links need the port, though, unless
 * the operator has named the public address.
 */
async function openStoreAndPort(
  server: HttpServer,
  config: Config,
  log: Log,
): Promise<{ url: string; rooms: Rooms }> {
  const now = (): number => Date.now() + config.debug.clockMs
  if (config.publicUrl === null) {
    const url = await listen(server, config)
    return { url, rooms: await openRooms(config, { publicUrl: url, log, now, serves: true }) }
  }
  const { publicUrl } = config
  const rooms = await openRooms(config, { publicUrl, log, now, serves: true })
  try {
    return { url: await listen(server, config), rooms }
  } catch (error) {
    await rooms.close()
    throw error
  }
}

interface Served {
  readonly config: Config
  readonly rooms: Rooms
  readonly departure: Departure
  readonly version: string
  readonly metricsOfOthers: Member['metricsOfOthers']
}

/** Returns what to await when no request is under way any more. */
function serve(server: HttpServer, served: Served): () => Promise<void> {
  const { config, rooms, departure, version } = served
  const upstream = createUpstream({
    timeouts: config.upstream,
    connectionsPerOrigin: config.upstream.connectionsPerOrigin,
    now: rooms.turnNow,
  })
  const gateway = createGateway({
    ...rooms,
    upstream,
    now: rooms.turnNow,
    isStoreUnavailable: (error) => rooms.database.isUnavailable(error),
  })
  measure(rooms, { upstream, version })
  const apps = rooms.apps.all().map(({ appClient }) => appClient.app)
  const others = otherPlanes(rooms, {
    version,
    isLeaving: departure.begun,
    inside: (caller) => innerFetch(server, caller),
  })
  const { metrics } = rooms
  openFrontDoor(server, {
    ...{ gateway, others, apps, departure, metrics },
    metricsPage: metricsPage(served),
    now: rooms.turnNow,
  })
  return async () => {
    upstream.close()
    await gateway.settled()
  }
}

function metricsPage({ config, rooms, metricsOfOthers }: Served): MetricsPage | null {
  const token = config.metricsToken
  if (token === null) return null
  const { database, metrics, log } = rooms
  const store = createStoreFigures({
    count: () => countAll(database),
    clock: () => performance.now(),
    onTrouble: (error) => {
      log.error('metrics_failed', {}, error)
    },
  })
  return createMetricsPage({ token, own: metrics.read, others: metricsOfOthers, store })
}

/** Loaded by the first request that is not proxied: a server that only proxies never pays for a web framework. */
function otherPlanes(rooms: Rooms, about: AboutServer): Listener {
  let loaded: Promise<Listener> | null = null
  return async (request, response) => {
    loaded ??= import('./planes.ts').then(({ createPlanes }) => createPlanes(rooms, about))
    const listener = await loaded
    await listener(request, response)
  }
}

function once(run: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | null = null
  return () => (running ??= run())
}
