import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { openAudit, type AuditRoom } from './audit/open-audit.ts'
import { createAppClients, type AppClients, type ConfiguredApp } from './connections/app-clients.ts'
import { createConnectLinks, type ConnectLinks } from './connections/connect-link.ts'
import { createConnectSessions, type ConnectSessions } from './connections/connect-session.ts'
import { createConnectionStore, type ConnectionStore } from './connections/connection-store.ts'
import type { Grants } from './connections/grants.ts'
import { createLiveConnections, type LiveConnections } from './connections/live-connections.ts'
import { openGrants, type GrantRoom } from './connections/open-grants.ts'
import type { Refreshed } from './connections/refreshed.ts'
import { createSealedTokens, type SealedTokens } from './connections/sealed-tokens.ts'
import { createUpkeep, type Chore, type Upkeep } from './connections/upkeep.ts'
import type { Config } from './config.ts'
import { createChanges } from './database/changes.ts'
import { openDatabase, type Database } from './database/database.ts'
import { followChanges, type ChangeFollower } from './database/follow-changes.ts'
import { shareClock } from './database/shared-clock.ts'
import { createSettingsStore } from './database/settings-store.ts'
import { turnClock } from './database/turn-clock.ts'
import { callerRooms, type CallerRooms } from './caller-rooms.ts'
import { createSharedLimits, type SharedLimits } from './shared-limits.ts'
import type { Log } from './log.ts'
import { createMetrics, type Metrics, type RefreshResult } from './metrics/metrics.ts'
import type { AppClient } from './oauth/app-client.ts'
import { createTokenEndpoint } from './oauth/token-endpoint.ts'
import { checkSealingKey } from './vault/key-check.ts'
import { loadSealingKeys } from './vault/sealing-key.ts'
import { createVault, type Vault } from './vault/vault.ts'

/** How long a refresh under way may hold up the end of the process. Hardly any answer that comes at all comes later. */
const landingMs = 65_000

/** What the planes of the server and the operator's commands both stand on. */
export interface Rooms extends Omit<AuditRoom, 'retain'>, SharedLimits, CallerRooms {
  readonly database: Database
  readonly vault: Vault
  readonly apps: AppClients
  readonly connections: ConnectionStore
  readonly sessions: ConnectSessions
  readonly links: ConnectLinks
  readonly grants: Grants
  readonly live: LiveConnections
  readonly changes: ChangeFollower
  /** What goes on beside the requests. A server starts it; commands do not. */
  readonly upkeep: Upkeep
  readonly metrics: Metrics
  readonly publicUrl: string
  readonly now: () => number
  /** For requests, of which there are many in one turn of the event loop. */
  readonly turnNow: () => number
  readonly log: Log
  /** Waits for what would be a lost grant: answers of a token endpoint that are not stored yet. Not for ever. */
  readonly landed: () => Promise<unknown>
  readonly close: () => Promise<void>
}

interface RoomNeeds {
  readonly publicUrl: string
  readonly log: Log
  readonly now: () => number
  /** There are requests to answer while the audit is written. */
  readonly serves?: boolean
}

/** Opens the store, proves that the sealing key is the right one, and puts the rooms together. */
export async function openRooms(
  config: Config,
  { publicUrl, log, now: own, serves = false }: RoomNeeds,
): Promise<Rooms> {
  const opened = await openDatabase({
    url: config.databaseUrl?.reveal() ?? null,
    dataDir: config.dataDir,
    leavesCheckpoints: serves && config.audit !== null,
  })
  const { database, now } = shareClock(opened, own)
  try {
    await database.now()
    const keyRing = loadSealingKeys({
      dataDir: config.dataDir,
      encryptionKey: config.encryptionKey?.reveal() ?? null,
    })
    const vault = createVault(keyRing)
    await checkSealingKey(createSettingsStore(database), vault)
    const metrics = createMetrics()
    const { scrub, ...recorded } = await openAudit({
      ...{ database, vault, now, retention: config.audit },
      asideIn: serves && database.engine === 'sqlite' ? config.dataDir : null,
      onTrouble: (error) => {
        log.error('audit_failed', {}, error)
      },
      onLost: (rows) => {
        metrics.auditLost(rows)
        log.error('audit_lost', { rows })
      },
    })
    const ground = { vault, publicUrl, log, now, metrics, ...recorded }
    return assemble(config, { ...ground, database: { ...database, scrub } })
  } catch (error) {
    await database.close()
    throw error
  }
}

interface Ground extends AuditRoom {
  readonly metrics: Metrics
  readonly database: Database
  readonly vault: Vault
  readonly publicUrl: string
  readonly log: Log
  readonly now: () => number
}

function assemble(config: Config, ground: Ground): Rooms {
  const { database, vault, publicUrl } = ground
  const log = createChanges(database)
  const turnNow = turnClock(ground.now)
  const changes = followChanges({ changes: log, now: turnNow })
  const sealed = createSealedTokens({ vault })
  const store = createConnectionStore({ database, sealed })
  const sessions = createConnectSessions({ database, vault })
  const links = createConnectLinks({ sessions, publicUrl })
  const apps = createAppClients(config.appClients.map(withTokenEndpoint))
  const shared = createSharedLimits(ground)
  const { grants, ...tokens } = grantRoom(config, ground, { apps, store, sealed, links })
  const sweeps: readonly Chore[] = [
    { name: 'audit', run: ground.retain },
    { name: 'prune_changes', run: log.prune },
    { name: 'sweep_budgets', run: shared.budgets.sweep },
    { name: 'sweep_idempotency', run: shared.idempotency.sweep },
  ]
  const { live, upkeep } = lifeRooms(
    { ...ground, changes, now: turnNow },
    { apps, links, sweeps, ...tokens },
  )
  return {
    ...ground,
    ...callerRooms(config, { ...ground, changes, turnNow }),
    ...shared,
    apps,
    connections: store,
    sessions,
    links,
    grants,
    live,
    changes,
    turnNow,
    upkeep,
    landed: () => inTime(live.landed()),
    close: () => close(ground, { upkeep, live, grants }),
  }
}

async function close(
  { audit, database }: Ground,
  { upkeep, live, grants }: Pick<Rooms, 'upkeep' | 'live' | 'grants'>,
): Promise<void> {
  // An answer of the token endpoint that nobody stores any more would be a lost grant.
  const landed = upkeep.stop().then(() => Promise.all([live.landed(), grants.landed()]))
  await inTime(landed)
  await audit.close()
  await database.close()
}

const inTime = (landed: Promise<unknown>): Promise<unknown> =>
  Promise.race([landed, sleep(landingMs, null, { ref: false })])

interface ConnectionParts {
  readonly apps: AppClients
  readonly store: ConnectionStore
  readonly links: ConnectLinks
}

function grantRoom(
  { dataDir, debug }: Config,
  ground: Ground,
  { links, ...parts }: ConnectionParts & { readonly sealed: SealedTokens },
): GrantRoom {
  const { log, acts, metrics } = ground
  return openGrants({
    ...ground,
    ...parts,
    spoolFolder: join(dataDir, 'spool'),
    stop: debug.stop,
    reconnectUrl: links.toRenew,
    onUnnamed: (id, problem) => {
      log.warn('identity_unknown', { connection_id: id, problem })
    },
    onSpoolTrouble: (error) => {
      log.error('spool_failed', {}, error)
    },
    onRefresh: (id, outcome, reason) => {
      metrics.refreshed(results[outcome])
      const level = outcome === 'fresh' ? 'info' : 'warn'
      log[level]('token_refresh', { connection_id: id, outcome, reason })
      const about = { actor: 'server', connectionId: id, detail: outcome } as const
      acts('token_refresh', about, 'refresh')
    },
  })
}

const results: Readonly<Record<Refreshed['kind'], RefreshResult>> = {
  fresh: 'ok',
  ending: 'invalid_grant',
  dead: 'invalid_grant',
  failed: 'failed',
  gone: 'gone',
}

interface Followed extends Ground {
  readonly changes: ChangeFollower
}

type LifeParts = Omit<ConnectionParts, 'store'> &
  Pick<GrantRoom, 'accessTokens' | 'sealedConnections' | 'onUse' | 'chores'> & {
    readonly sweeps: readonly Chore[]
  }

/** What connections live by: the requests that use them, and the upkeep between the requests. */
function lifeRooms(
  { database, log, changes, metrics, now }: Followed,
  given: LifeParts,
): Pick<Rooms, 'live' | 'upkeep'> {
  const { chores, sweeps, links, sealedConnections, ...parts } = given
  const live = createLiveConnections({
    ...parts,
    sealedConnections: {
      named: (...which) => metrics.lookUp('connection', () => sealedConnections.named(...which)),
      oldestActive: (...which) =>
        metrics.lookUp('connection', () => sealedConnections.oldestActive(...which)),
    },
    reconnectUrl: links.toRenew,
    isStoreUnavailable: (error) => database.isUnavailable(error),
    changes,
    now,
  })
  const upkeep = createUpkeep({
    chores: [
      ...chores,
      ...sweeps,
      // Refreshes replaced tokens meanwhile.
      { name: 'scrub', run: () => database.scrub() },
    ],
    onTrouble: (chore, error) => {
      log.error('upkeep_failed', { chore }, error)
    },
  })
  return { live, upkeep }
}

const withTokenEndpoint = (appClient: AppClient): ConfiguredApp => ({
  appClient,
  tokenEndpoint: createTokenEndpoint(appClient),
})
