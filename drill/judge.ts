import type { Subject } from './callers.ts'
import { rotationsOf, type Rotation } from './ledger.ts'
import type { Scenario } from './scenario.ts'
import type { Stage } from './stage.ts'

/** What a scenario left behind. */
export interface Verdict {
  readonly requests: number
  readonly tokenCalls: number
  readonly rotations: number
  /** Grants that the endpoint honours and the gateway cannot use any more. */
  readonly lost: number
  /** Their newest pair was on its way into a process that was killed, and on no disk yet. */
  readonly diedWithProcess: number
  /** The endpoint rotated and its answer never left it. */
  readonly lostOnTheWire: number
  readonly reused: number
  readonly failedWhileValid: number
  /** Sentences. None: everything held. */
  readonly broken: readonly string[]
}

/** How long after the answer left the endpoint its process may have been killed for the loss to be that process's death. */
const excusableMs = 250

type Fate = 'kept' | 'ended' | 'died' | 'wire' | 'lost'

export async function judge(stage: Stage, scenario: Scenario): Promise<Verdict> {
  const { zoom, calls, subjects } = stage
  const grants = subjects.map(({ grant }) => grant)
  const fates: Fate[] = []
  for (const subject of subjects) fates.push(await fateOf(stage, subject))
  const count = (fate: Fate): number => fates.filter((it) => it === fate).length
  const reused = grants
    .flatMap((grant) => grant.reused)
    .filter((rotation) => !scenario.mayReuse && excuse(stage, rotation) === null).length
  const lost = count('lost')
  const { failedWhileValid } = calls
  const broken = [
    lost > 0 ? `${lost} grants are lost` : null,
    failedWhileValid > 0 ? `${failedWhileValid} calls failed while a token was good` : null,
    reused > 0 ? `a used-up refresh token was presented ${reused} times` : null,
  ]
  return {
    requests: calls.made,
    tokenCalls: zoom.counted().tokenCalls,
    rotations: rotationsOf(grants),
    lost,
    diedWithProcess: count('died'),
    lostOnTheWire: count('wire'),
    reused,
    failedWhileValid,
    broken: broken.filter((sentence) => sentence !== null),
  }
}

async function fateOf(stage: Stage, { id, grant }: Subject): Promise<Fate> {
  if (grant.state === 'revoked') return 'ended'
  const { status, refreshTokens } = await stage.store.held(id, [...stage.folders])
  const held = grant.state === 'alive' && refreshTokens.includes(grant.refreshToken)
  if (held && status === 'ACTIVE') return 'kept'
  const last = held ? undefined : [...grant.spent.values()].at(-1)
  return (last && excuse(stage, last)) ?? 'lost'
}

/** Why nobody could have kept what this rotation brought. Null: somebody should have. */
function excuse(
  { deaths }: Stage,
  { askedAt, sentAt, withheld }: Rotation,
): 'died' | 'wire' | null {
  if (withheld) return 'wire'
  const until = (sentAt ?? Number.POSITIVE_INFINITY) + excusableMs
  return deaths.some((death) => death >= askedAt && death <= until) ? 'died' : null
}
