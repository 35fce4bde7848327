import { join } from 'node:path'
import { createConnectionStore } from '../src/connections/connection-store.ts'
import type { NewGrant } from '../src/connections/connection-writes.ts'
import { createSealedTokens } from '../src/connections/sealed-tokens.ts'
import { createSpool } from '../src/connections/spool.ts'
import { createTokenStore, type TokenStore } from '../src/connections/token-store.ts'
import { openDatabase, type Database } from '../src/database/database.ts'
import { createSettingsStore } from '../src/database/settings-store.ts'
import { createKeyStore } from '../src/keys/key-store.ts'
import { createOwnerStore } from '../src/keys/owner-store.ts'
import { Secret } from '../src/secret.ts'
import { checkSealingKey } from '../src/vault/key-check.ts'
import { createSealingKey } from '../src/vault/key-ring.ts'
import { createVault, type Vault } from '../src/vault/vault.ts'
import type { Pair } from './ledger.ts'
import type { ZoomDouble } from './zoom-double.ts'

/** The drill's own hand in the store: it makes connections, and looks at what is left of them. */
export interface DrillStore {
  readonly database: Database
  readonly vault: Vault
  readonly tokens: TokenStore
  readonly apiKey: string
  /** An ACTIVE connection with this pair. */
  readonly connect: (pair: Pair, accessExpiresAt: number) => Promise<string>
  /** A person's new consent. */
  readonly consent: (id: string, pair: Pair) => Promise<void>
  /** Every refresh token that the gateway still has for this connection: in its row, and in the spools of these folders. */
  readonly held: (id: string, folders: readonly string[]) => Promise<Held>
  readonly close: () => Promise<void>
}

export interface Held {
  readonly status: string
  readonly refreshTokens: readonly string[]
}

/** One key for everything that a drill seals. It is thrown away with the store. */
export const sealingKey: Buffer = Buffer.alloc(32, 7)

export interface Place {
  readonly dataDir: string
  readonly url: string | null
}

export async function openStore(place: Place, zoom: ZoomDouble): Promise<DrillStore> {
  const database = await openDatabase(place)
  const vault = createVault([createSealingKey(sealingKey)])
  await checkSealingKey(createSettingsStore(database), vault)
  const sealed = createSealedTokens({ vault })
  const connections = createConnectionStore({ database, sealed })
  const tokens = createTokenStore({ database, sealed })
  const { id: ownerId } = await createOwnerStore({ database }).ensure('default')
  const key = await createKeyStore({ database }).create({ ownerId, name: 'drill' })
  const grantOf = (id: string, pair: Pair, accessExpiresAt: number): NewGrant => ({
    tokens: { ...secretsOf(pair), accessExpiresAt, scopes: ['user:read:user'], apiUrl: null },
    account: { userId: `user of ${id}`, accountId: 'account', email: null },
    issuance: { issuer: zoom.url, clientId: zoom.client.id },
  })
  return {
    database,
    vault,
    tokens,
    apiKey: key.secret.reveal(),
    async connect(pair, accessExpiresAt) {
      const wanted = { ownerId, app: 'zoom', method: 'OAUTH2', label: null, metadata: {} } as const
      const { id } = await connections.create(wanted)
      await connections.activate(id, grantOf(id, pair, accessExpiresAt))
      await beginHourBefore(database, id, accessExpiresAt)
      return id
    },
    async consent(id, pair) {
      await connections.activate(id, grantOf(id, pair, Date.now() + 3_600_000))
    },
    async held(id, folders) {
      const open = await tokens.read(id)
      const inRow = open?.tokens?.refreshToken?.reveal()
      const spooled = folders.flatMap((folder) => spooledIn(folder, { id, vault }))
      const refreshTokens = inRow === undefined ? spooled : [inRow, ...spooled]
      return { status: open?.connection.status ?? 'gone', refreshTokens }
    },
    close: () => database.close(),
  }
}

/** As if the access token's hour had begun an hour before its end. */
async function beginHourBefore({ db }: Database, id: string, endsAt: number): Promise<void> {
  const issued = db.updateTable('connections').set({ issued_at: endsAt - 3_600_000 })
  await issued.where('id', '=', id).execute()
}

const secretsOf = ({ accessToken, refreshToken }: Pair) => ({
  accessToken: new Secret(accessToken),
  refreshToken: new Secret(refreshToken),
})

function spooledIn(dataDir: string, { id, vault }: { id: string; vault: Vault }): string[] {
  const spool = createSpool({ folder: join(dataDir, 'spool'), vault })
  const names = spool.all().filter((name) => name.id === id)
  return names.flatMap((name) => spool.find(name)?.refreshToken?.reveal() ?? [])
}
