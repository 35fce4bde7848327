import { createAccessTokens } from './connections/access-token.ts'
import { createAppClients, type AppClients, type ConfiguredApp } from './connections/app-clients.ts'
import { createConnectLinks, type ConnectLinks } from './connections/connect-link.ts'
import { createConnectSessions, type ConnectSessions } from './connections/connect-session.ts'
import { createConnectionStore, type ConnectionStore } from './connections/connection-store.ts'
import { createGrants, type Grants } from './connections/grants.ts'
import { createLiveConnections, type LiveConnections } from './connections/live-connections.ts'
import { createSealedTokens } from './connections/sealed-tokens.ts'
import { createTokenStore } from './connections/token-store.ts'
import type { Config } from './config.ts'
import { openDatabase, type Database } from './database/database.ts'
import { createSettingsStore } from './database/settings-store.ts'
import { createAuthenticator, type Authenticator } from './keys/authenticate.ts'
import { createKeyStore, type KeyStore } from './keys/key-store.ts'
import { createOwnerStore, type OwnerStore } from './keys/owner-store.ts'
import type { Log } from './log.ts'
import type { AppClient } from './oauth/app-client.ts'
import { createTokenEndpoint } from './oauth/token-endpoint.ts'
import { checkSealingKey } from './vault/key-check.ts'
import { loadSealingKeys } from './vault/sealing-key.ts'
import { createVault, type Vault } from './vault/vault.ts'

/** What the planes of the server and the operator's commands both stand on. */
export interface Rooms {
  readonly database: Database
  readonly vault: Vault
  readonly owners: OwnerStore
  readonly keys: KeyStore
  readonly authenticator: Authenticator
  readonly apps: AppClients
  readonly connections: ConnectionStore
  readonly sessions: ConnectSessions
  readonly links: ConnectLinks
  readonly grants: Grants
  readonly live: LiveConnections
  readonly publicUrl: string
  readonly now: () => number
  readonly log: Log
  readonly close: () => Promise<void>
}

/** Opens the store, proves that the sealing key is the right one, and puts the rooms together. */
export async function openRooms(
  config: Config,
  { publicUrl, log, now }: { publicUrl: string; log: Log; now: () => number },
): Promise<Rooms> {
  const database = await openDatabase({
    url: config.databaseUrl?.reveal() ?? null,
    dataDir: config.dataDir,
  })
  try {
    const keyRing = loadSealingKeys({
      dataDir: config.dataDir,
      encryptionKey: config.encryptionKey?.reveal() ?? null,
    })
    const vault = createVault(keyRing)
    await checkSealingKey(createSettingsStore(database), vault)
    return assemble(config, { database, vault, publicUrl, log, now })
  } catch (error) {
    await database.close()
    throw error
  }
}

interface Ground {
  readonly database: Database
  readonly vault: Vault
  readonly publicUrl: string
  readonly log: Log
  readonly now: () => number
}

function assemble(config: Config, ground: Ground): Rooms {
  const { database, vault, publicUrl, log, now } = ground
  const sealed = createSealedTokens({ vault })
  const connections = createConnectionStore({ database, sealed })
  const sessions = createConnectSessions({ database, vault })
  const links = createConnectLinks({ sessions, publicUrl })
  const apps = createAppClients(config.appClients.map(withTokenEndpoint))
  const grants = createGrants({ apps, store: connections, now })
  const reconnectUrl = links.toConsent
  const accessTokens = createAccessTokens({
    store: createTokenStore({ database, sealed }),
    ask: grants.renew,
    now,
    reconnectUrl,
    onRefresh: (id, outcome, reason) => {
      log[outcome === 'fresh' ? 'info' : 'warn']('token_refresh', {
        connection_id: id,
        outcome,
        reason,
      })
    },
  })
  return {
    ...ground,
    ...keyRooms(ground),
    apps,
    connections,
    sessions,
    links,
    grants,
    live: createLiveConnections({ apps, store: connections, accessTokens, reconnectUrl, now }),
    close: () => database.close(),
  }
}

function keyRooms({ database, now }: Ground): Pick<Rooms, 'owners' | 'keys' | 'authenticator'> {
  const keys = createKeyStore({ database })
  return {
    owners: createOwnerStore({ database }),
    keys,
    authenticator: createAuthenticator({ keys, now }),
  }
}

const withTokenEndpoint = (appClient: AppClient): ConfiguredApp => ({
  appClient,
  tokenEndpoint: createTokenEndpoint(appClient),
})
