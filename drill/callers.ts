import { setTimeout as sleep } from 'node:timers/promises'
import { hadValidToken, type Grant } from './ledger.ts'
import type { Replica } from './replica.ts'

/** A connection of this drill, and the grant behind it. */
export interface Subject {
  readonly id: string
  readonly grant: Grant
}

/** How the calls of one scenario went. */
export interface Calls {
  made: number
  answered: number
  /** Refused or unanswered although the gateway had a token that worked. This must not happen. */
  failedWhileValid: number
  /** By the gateway's own error code, for whoever looks into a failure. */
  readonly codes: Map<string, number>
}

export const noCalls = (): Calls => ({
  made: 0,
  answered: 0,
  failedWhileValid: 0,
  codes: new Map(),
})

export interface Caller {
  readonly apiKey: string
  readonly calls: Calls
}

/** One proxied call. Its caller may lose its server: that is the drill's doing and no failed call. */
export async function call(
  { apiKey, calls }: Caller,
  replica: Replica,
  { id, grant }: Subject,
): Promise<number> {
  const startedAt = Date.now()
  calls.made += 1
  const headers = { authorization: `Bearer ${apiKey}`, 'valetkey-connection': id }
  try {
    const response = await fetch(`${replica.url}/zoom/v2/users/me`, { headers })
    await response.arrayBuffer()
    if (response.ok) calls.answered += 1
    else note(calls, response.headers.get('valetkey-error') ?? `upstream ${response.status}`)
    const endedAt = Date.now()
    if (!response.ok && hadValidToken(grant, { startedAt, endedAt })) calls.failedWhileValid += 1
    return response.status
  } catch {
    const endedAt = Date.now()
    // The socket breaks a moment before the end of its process is known.
    await Promise.race([replica.ended, sleep(500)])
    note(calls, replica.isAlive() ? 'no answer' : 'server gone')
    if (replica.isAlive() && hadValidToken(grant, { startedAt, endedAt }))
      calls.failedWhileValid += 1
    return 0
  }
}

function note({ codes }: Calls, code: string): void {
  codes.set(code, (codes.get(code) ?? 0) + 1)
}

/** Asks again until the call succeeds or the grant has honestly ended. */
export async function settle(
  caller: Caller,
  replica: Replica,
  { subject, withinMs }: { subject: Subject; withinMs: number },
): Promise<number> {
  const giveUpAt = Date.now() + withinMs
  for (;;) {
    const status = await call(caller, replica, subject)
    if (status === 200 || status === 401 || Date.now() > giveUpAt) return status
    await sleep(250)
  }
}
