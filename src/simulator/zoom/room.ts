import type { Answer } from '../answer.ts'
import type { Incoming } from '../incoming.ts'
import type { Bearer } from '../oauth/grants.ts'
import type { Random } from '../seeded.ts'
import type { Settings } from '../settings.ts'
import type { World } from '../world.ts'
import type { Label } from './rate-limits.ts'
import type { Level, Needs } from './scopes.ts'
import type { User } from './users-state.ts'

/** One part of the API: its operations, and what it puts into a fresh world. */
export type Room = {
  readonly routes: readonly Route[]
  /** Routes that check their own credentials, or need none. */
  readonly open?: readonly OpenRoute[]
  readonly seed?: (world: World, random: Random) => void
}

/** One operation. The frame has checked token, rate limit and scope before `handle` runs. */
export type Route = Needs & {
  /** Zoom's operationId. */
  readonly id: string
  readonly method: Method
  /** With `/v2` in front, parameters in braces. */
  readonly path: string
  readonly label: Label
  readonly handle: (call: Call) => Answer
}

export type Method = 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE'

export type OpenRoute = {
  readonly method: Method
  readonly path: string
  readonly handle: (call: OpenCall) => Answer
}

export type OpenCall = {
  readonly world: World
  readonly now: number
  readonly settings: Settings
  readonly request: Incoming
  /** A parameter is null when it cannot name anything (see path.ts). */
  readonly params: Readonly<Record<string, string | null>>
  readonly bearer: (token: string) => Bearer
}

export type Call = OpenCall & {
  readonly route: Route
  /** How far the token reaches on this route. */
  readonly level: Level
  readonly app: 'user' | 'admin' | 'server'
  /** Whom the token stands for. A server app stands for the account owner. */
  readonly actor: User
}
