import type { Database } from '../database/database.ts'
import type { Vault } from '../vault/vault.ts'
import { createAccessTokens, type AccessTokenNeeds, type AccessTokens } from './access-token.ts'
import { askedWith } from './asked-with.ts'
import type { Connection } from './connection.ts'
import { createGrants, type Grants, type GrantsNeeds } from './grants.ts'
import { createIdentityStore } from './identity-store.ts'
import { keepFresh } from './keeper.ts'
import { nameGrants } from './name-grants.ts'
import { createRecentUse } from './recent-use.ts'
import { createRenewalStore } from './renewal-store.ts'
import { retryRevocations } from './retry-revocations.ts'
import { createRevocationStore } from './revocation-store.ts'
import { createSealedConnections, type SealedConnections } from './sealed-connections.ts'
import type { SealedTokens } from './sealed-tokens.ts'
import { createSpool, drainSpool } from './spool.ts'
import { withStop, type ArmedStop } from './stop-points.ts'
import { createTokenStore } from './token-store.ts'
import type { Chore } from './upkeep.ts'

export interface GrantRoom {
  readonly grants: Grants
  readonly accessTokens: AccessTokens
  readonly sealedConnections: SealedConnections
  /** Notes that a connection was needed just now. */
  readonly onUse: (connection: Connection) => void
  readonly chores: readonly Chore[]
}

export interface GrantRoomNeeds
  extends
    Pick<GrantsNeeds, 'apps' | 'store' | 'now' | 'onUnnamed'>,
    Pick<AccessTokenNeeds, 'reconnectUrl' | 'onRefresh' | 'onSpoolTrouble'> {
  readonly database: Database
  readonly vault: Vault
  readonly sealed: SealedTokens
  /** Where pairs wait that the database does not take. */
  readonly spoolFolder: string
  /** For fault drills. */
  readonly stop: ArmedStop | null
}

/** Grants, the tokens that they bring, and what keeps both alive between the requests. */
export function openGrants(needs: GrantRoomNeeds): GrantRoom {
  const { database, vault, sealed, now } = needs
  const spool = createSpool({ folder: needs.spoolFolder, vault })
  const tokenStore = createTokenStore({ database, sealed })
  const revocations = createRevocationStore({ database, sealed })
  const grants = createGrants({
    ...needs,
    revocations,
    refresh: (connection) => accessTokens.renew(connection),
  })
  const accessTokens: AccessTokens = createAccessTokens({
    ...needs,
    ...withStop({ store: tokenStore, ask: grants.renew }, needs.stop),
    askedWith: (open) => askedWith(needs.apps, open),
    abandon: (open) => grants.revoke(open),
    spool,
  })
  const renewals = createRenewalStore({ database })
  const use = createRecentUse({ store: renewals, now })
  const keeper = { store: renewals, use, accessTokens, now }
  const naming = { store: createIdentityStore({ database }), accessTokens, grants }
  const chores: Chore[] = [
    { name: 'note_use', run: () => use.write(), own: true },
    {
      name: 'drain_spool',
      first: true,
      run: (stopping) =>
        drainSpool({ spool, store: tokenStore, isAway: database.isUnavailable }, stopping),
    },
    { name: 'keep_fresh', run: (stopping) => keepFresh(keeper, stopping) },
    { name: 'name_grants', run: (stopping) => nameGrants(naming, stopping) },
    {
      name: 'revoke',
      run: (stopping) => retryRevocations({ store: revocations, grants }, stopping),
    },
  ]
  const sealedConnections = createSealedConnections({ database, sealed })
  return { grants, accessTokens, sealedConnections, onUse: use.note, chores }
}
