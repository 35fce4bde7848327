import { randomBytes } from 'node:crypto'

/** What happened to the answer that carried a new pair. Only the endpoint knows. */
export interface Rotation {
  /** When its question had arrived: whoever dies from here on never gets the answer. */
  askedAt: number
  readonly at: number
  /** When the last byte was handed to the socket. Null while it is held back. */
  sentAt: number | null
  /** The fault of this drill was to keep the answer from arriving. */
  withheld: boolean
}

/** One access token: how long it works, and since when the gateway is known to have it. */
export interface AccessLife {
  readonly issuedAt: number
  endsAt: number
  knownAt: number | null
}

/** A person's grant as the authorization server sees it: the truth that the gateway is measured against. */
export interface Grant {
  readonly number: number
  state: 'alive' | 'revoked' | 'killed'
  /** The one that works. Every older one is used up. */
  refreshToken: string
  readonly spent: Map<string, Rotation>
  readonly access: Map<string, AccessLife>
  /** Used-up tokens that were presented again, with the rotation that had used them up. */
  readonly reused: Rotation[]
}

export interface Pair {
  readonly accessToken: string
  readonly refreshToken: string
}

export type Presented =
  | { readonly kind: 'rotated'; readonly grant: Grant; readonly pair: Pair; rotation: Rotation }
  | { readonly kind: 'refused' }

export interface LedgerOptions {
  /** A used-up token that comes again ends its whole grant (RFC 9700, section 4.14.2). Zoom is not known to do that. */
  killOnReuse: boolean
  expiresInMs: number
  readonly now: () => number
}

export interface Ledger {
  readonly options: LedgerOptions
  readonly grants: readonly Grant[]
  readonly issue: () => { grant: Grant; pair: Pair }
  readonly present: (refreshToken: string) => Presented
  /** The grant that this access token works for now. */
  readonly accept: (accessToken: string) => Grant | null
  readonly revoke: (grant: Grant) => void
}

interface Room {
  readonly options: LedgerOptions
  readonly grants: Grant[]
  readonly byRefresh: Map<string, Grant>
  readonly byAccess: Map<string, Grant>
}

/** The strictest endpoint there is: a refresh token works once, without any grace. It shares no code with the simulator. */
export function createLedger(options: LedgerOptions): Ledger {
  const room: Room = { options, grants: [], byRefresh: new Map(), byAccess: new Map() }
  return {
    options,
    grants: room.grants,
    issue: () => issue(room),
    present: (refreshToken) => present(room, refreshToken),
    accept: (accessToken) => accept(room, accessToken),
    revoke(grant) {
      grant.state = 'revoked'
    },
  }
}

function issue(room: Room): { grant: Grant; pair: Pair } {
  const grant: Grant = {
    number: room.grants.length + 1,
    state: 'alive',
    refreshToken: '',
    spent: new Map(),
    access: new Map(),
    reused: [],
  }
  room.grants.push(grant)
  return { grant, pair: mint(room, grant) }
}

function mint({ options, byRefresh, byAccess }: Room, grant: Grant): Pair {
  const label = `${grant.number}.${grant.spent.size}.${randomBytes(12).toString('hex')}`
  const pair = { accessToken: `a.${label}`, refreshToken: `r.${label}` }
  const issuedAt = options.now()
  const endsAt = issuedAt + options.expiresInMs
  grant.access.set(pair.accessToken, { issuedAt, endsAt, knownAt: null })
  grant.refreshToken = pair.refreshToken
  byRefresh.set(pair.refreshToken, grant)
  byAccess.set(pair.accessToken, grant)
  return pair
}

function present(room: Room, refreshToken: string): Presented {
  const { options, byRefresh } = room
  const grant = byRefresh.get(refreshToken)
  if (!grant) return { kind: 'refused' }
  const before = grant.spent.get(refreshToken)
  if (before) {
    grant.reused.push(before)
    if (options.killOnReuse && grant.state === 'alive') grant.state = 'killed'
  }
  if (before || grant.state !== 'alive') return { kind: 'refused' }
  const at = options.now()
  const rotation: Rotation = { askedAt: at, at, sentAt: null, withheld: false }
  grant.spent.set(refreshToken, rotation)
  return { kind: 'rotated', grant, pair: mint(room, grant), rotation }
}

function accept({ options, byAccess }: Room, accessToken: string): Grant | null {
  const grant = byAccess.get(accessToken)
  const life = grant?.access.get(accessToken)
  if (!grant || !life || grant.state !== 'alive' || life.endsAt <= options.now()) return null
  life.knownAt ??= options.now()
  return grant
}

/** Whether the gateway was known to hold a token that worked from the start of a call to its end. */
export function hadValidToken(grant: Grant, call: { startedAt: number; endedAt: number }): boolean {
  if (grant.state !== 'alive') return false
  return [...grant.access.values()].some(
    ({ knownAt, endsAt }) =>
      knownAt !== null && knownAt <= call.startedAt && endsAt >= call.endedAt,
  )
}

export const rotationsOf = (grants: readonly Grant[]): number =>
  grants.reduce((sum, grant) => sum + grant.spent.size, 0)
