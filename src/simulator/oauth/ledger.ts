import type { OAuthClient } from './clients.ts'
import type { Person } from './people.ts'

/** What a person allowed an app, and how often its refresh token has been rotated since. */
export type Grant = {
  readonly id: string
  readonly client: OAuthClient
  readonly person: Person | undefined
  readonly scopes: ReadonlySet<string>
  /** Epoch milliseconds. */
  readonly grantedAt: number
  rotation: number
  revoked: boolean
}

/** Every grant that this process knows, in memory. */
export type Ledger = {
  readonly enter: (grant: Grant) => Grant
  readonly find: (id: string) => Grant | undefined
  readonly ofPerson: (personId: string) => readonly Grant[]
  readonly clear: () => void
}

export function createLedger(): Ledger {
  const known = new Map<string, Grant>()
  const current = new Map<string, Grant>()
  return {
    enter: (grant) => {
      known.set(grant.id, grant)
      const pair = `${grant.client.id} ${grant.person?.id ?? ''}`
      current.set(pair, survivor(current.get(pair), grant))
      return grant
    },
    find: (id) => known.get(id),
    ofPerson: (personId) => [...known.values()].filter(({ person }) => person?.id === personId),
    clear: () => {
      known.clear()
      current.clear()
    },
  }
}

/**
 * One living grant per person and app: consenting again makes the newest one the only valid one (the
 * vendor's error 4741). The newcomer can be the older of the two, when it was adopted after a restart.
 */
function survivor(rival: Grant | undefined, newcomer: Grant): Grant {
  if (!rival || rival.id === newcomer.id) return newcomer
  const [older, newer] =
    rival.grantedAt <= newcomer.grantedAt ? [rival, newcomer] : [newcomer, rival]
  older.revoked = true
  return newer
}
