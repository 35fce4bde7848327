import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { call, noCalls, settle, type Caller, type Calls, type Subject } from './callers.ts'
import type { PostgresCluster } from './postgres-cluster.ts'
import type { Random } from './random.ts'
import { startReplica, type Replica } from './replica.ts'
import { openStore, sealingKey, type DrillStore, type Place } from './store.ts'
import { startZoomDouble, type ZoomDouble } from './zoom-double.ts'

export type EngineName = 'sqlite' | 'postgres'

/** Everything that one scenario plays with. It is taken down afterwards, whatever happened. */
export interface Stage {
  readonly engine: EngineName
  readonly random: Random
  /** A bounded part of the scenario, for every change and not only for a release. */
  readonly quick: boolean
  readonly zoom: ZoomDouble
  readonly place: Place
  readonly calls: Calls
  readonly subjects: Subject[]
  /** When a server was killed, by the drill or by itself. */
  readonly deaths: number[]
  /** Data folders of servers: each holds a spool. */
  readonly folders: Set<string>
  readonly notes: string[]
  readonly cluster: PostgresCluster | null
  store: DrillStore
  /** A server on the store. On SQLite there is one at a time, on one folder; on PostgreSQL each has a folder of its own. */
  readonly start: (options?: StartOptions) => Promise<Replica>
  /** As many as the engine allows: one, or three. */
  readonly startAll: () => Promise<readonly [Replica, ...Replica[]]>
  readonly kill: (replica: Replica) => Promise<void>
  /** New connections. Their access tokens ended a while ago, unless told otherwise. */
  readonly connect: (count: number, leftMs?: number) => Promise<Subject[]>
  readonly call: (replica: Replica, subject: Subject) => Promise<number>
  /** Calls until it works or has honestly ended, for at most a minute. */
  readonly settle: (replica: Replica, subject: Subject) => Promise<number>
  readonly folder: (name: string) => string
  readonly close: () => Promise<void>
}

export interface StartOptions {
  readonly dataDir?: string
  readonly url?: string
  readonly settings?: Readonly<Record<string, string>>
}

export interface StageOptions {
  readonly engine: EngineName
  readonly random: Random
  readonly quick: boolean
  readonly cluster: PostgresCluster | null
}

const endedMs = -60_000
let databases = 0

export async function openStage(options: StageOptions): Promise<Stage> {
  const { engine, cluster } = options
  const home = mkdtempSync(join(tmpdir(), 'valetkey-drill-'))
  const name = `drill_${process.pid}_${++databases}`
  const url = engine === 'sqlite' ? null : ((await cluster?.createDatabase(name)) ?? null)
  const place = { dataDir: join(home, 'data'), url }
  const zoom = await startZoomDouble()
  const store = await openStore(place, zoom)
  return assemble({ ...options, home, place, zoom, store })
}

type Ground = StageOptions & Pick<Stage, 'place' | 'zoom' | 'store'> & { readonly home: string }

function assemble({ home, ...ground }: Ground): Stage {
  const calls = noCalls()
  const replicas: Replica[] = []
  const caller: Caller = { apiKey: ground.store.apiKey, calls }
  const stage: Stage = {
    ...ground,
    calls,
    folder: (name) => join(home, name),
    subjects: [],
    deaths: [],
    folders: new Set(),
    notes: [],
    start: (wanted) => start(stage, replicas, wanted),
    startAll: async () => {
      const first = await stage.start()
      if (ground.engine === 'sqlite') return [first]
      return [first, ...(await Promise.all([stage.start(), stage.start()]))]
    },
    kill: async (replica) => {
      replica.signal('SIGKILL')
      await replica.ended
    },
    connect: (count, leftMs = endedMs) => connect(stage, count, leftMs),
    call: (replica, subject) => call(caller, replica, subject),
    settle: (replica, subject) => settle(caller, replica, { subject, withinMs: 60_000 }),
    async close() {
      for (const replica of replicas) if (replica.isAlive()) replica.signal('SIGKILL')
      await Promise.all(replicas.map(({ ended }) => ended))
      await stage.store.close()
      await ground.zoom.close()
      rmSync(home, { recursive: true, force: true })
    },
  }
  return stage
}

async function start(
  stage: Stage,
  replicas: Replica[],
  { dataDir, url, settings }: StartOptions = {},
): Promise<Replica> {
  const { engine, place, zoom } = stage
  const own = engine === 'sqlite' ? place.dataDir : stage.folder(`replica-${replicas.length}`)
  const where = dataDir ?? own
  stage.folders.add(where)
  const replica = await startReplica(where, {
    ZOOM_API_URL: zoom.url,
    ZOOM_OAUTH_URL: zoom.url,
    ZOOM_CLIENT_ID: zoom.client.id,
    ZOOM_CLIENT_SECRET: zoom.client.secret,
    VALETKEY_ENCRYPTION_KEY: sealingKey.toString('base64'),
    LOG_LEVEL: 'warn',
    ...(place.url !== null && { DATABASE_URL: url ?? place.url }),
    ...settings,
  })
  replicas.push(replica)
  void replica.ended.then((at) => stage.deaths.push(at))
  return replica
}

async function connect(
  { zoom, store, subjects }: Stage,
  count: number,
  leftMs: number,
): Promise<Subject[]> {
  const made: Subject[] = []
  for (let n = 0; n < count; n++) {
    const { grant, pair } = zoom.ledger.issue()
    const endsAt = Date.now() + leftMs
    grant.access.set(pair.accessToken, {
      issuedAt: endsAt - 3_600_000,
      endsAt,
      knownAt: Date.now(),
    })
    made.push({ id: await store.connect(pair, endsAt), grant })
  }
  subjects.push(...made)
  return made
}
