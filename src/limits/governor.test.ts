import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { zoom, zoomAdmin } from '../apps/zoom/app.ts'
import { createGovernor, type GovernedLane } from './governor.ts'
import type { RateAnswer } from './quota.ts'

beforeEach(() => {
  vi.useFakeTimers()
  vi.setSystemTime('2026-11-24T10:00:00Z')
})
afterEach(() => {
  vi.useRealTimers()
})

const clock = (): number => Date.now()
const governor = (servers = 1) => createGovernor({ clock, now: clock, servers: () => servers })
const here = { destroyed: false }

const answer = (status: number, headers: Record<string, string> = {}): RateAnswer => ({
  status,
  header: (name) => headers[name] ?? null,
})
const paid = answer(200, { 'x-ratelimit-category': 'Light' })
const free = answer(200, {
  'x-ratelimit-category': 'Light',
  'x-ratelimit-limit': '6000',
  'x-ratelimit-remaining': '5990',
})

/** Counts the departures of one key that always has more to send. */
function greedy(lane: GovernedLane, key: string) {
  const state = { sent: 0, refused: 0 }
  const send = async (): Promise<void> => {
    try {
      await lane.enter(key, here)
      state.sent += 1
    } catch {
      state.refused += 1
      return
    }
    await new Promise((resolve) => setTimeout(resolve, 1))
    return send()
  }
  for (let i = 0; i < 20; i++) void send()
  return state
}

function lightLane(of = governor(), account = 'a'): GovernedLane {
  return of.lane({ app: zoom }, account, 'LIGHT')!
}

describe('the governor', () => {
  it('lets only what the strictest plan allows go before an answer tells more', () => {
    const lane = lightLane()
    const went = Array.from({ length: 6 }, () => lane.enter('k', here) === null)
    expect(went).toEqual([true, true, true, true, false, false])
  })

  it('forgets the accounts that were met longest ago, and none whose requests wait', () => {
    const of = governor()
    const waited = lightLane(of, 'waits')
    for (let i = 0; i < 5; i++) waited.enter('k', here)?.catch(() => undefined)
    const idle = lightLane(of, 'idle')
    const lanes = Array.from({ length: 20_000 }, (_, at) => lightLane(of, `account ${at}`))
    expect(lightLane(of, 'waits')).toBe(waited)
    expect(lightLane(of, 'idle')).not.toBe(idle)
    expect(lightLane(of, 'account 19999')).toBe(lanes.at(-1))
  })

  it('limits nothing where the upstream does not count', async () => {
    const lane = lightLane()
    const waiting = Array.from({ length: 9 }, () => lane.enter('k', here))
    lane.heard(answer(200))
    await Promise.all(waiting.filter((entry) => entry !== null))
    expect(Array.from({ length: 500 }, () => lane.enter('k', here)).every((w) => w === null)).toBe(
      true,
    )
    expect([lane.hears(200), lane.hears(429)]).toEqual([false, true])
    expect(lane.headers()).toEqual([])
  })

  it('keeps a whole first burst waiting for the first answer, and lets nobody wait longer than five seconds', async () => {
    const lane = lightLane()
    const burst = Array.from({ length: 500 }, () => lane.enter('k', here) ?? Promise.resolve())
    lane.heard(answer(200))
    await Promise.all(burst)
    const silent = lightLane()
    const ends = { went: 0, refused: 0 }
    for (let i = 0; i < 100; i++) {
      const waiting = silent.enter('k', here) ?? Promise.resolve()
      waiting.then(
        () => (ends.went += 1),
        () => (ends.refused += 1),
      )
    }
    await vi.advanceTimersByTimeAsync(7_000)
    expect(ends.went + ends.refused).toBe(100)
    expect(ends.went).toBeLessThan(30)
  })

  it('is not taken in by an error page without the header', () => {
    const lane = lightLane()
    lane.heard(answer(502))
    expect(lane.hears(200)).toBe(true)
  })

  it('recognises a free account by its numbers, and takes one without numbers for a paid one', () => {
    const ofFree = lightLane()
    ofFree.heard(free)
    expect(ofFree.headers()).toEqual([
      'RateLimit-Policy',
      '"light";q=4;w=2',
      'RateLimit',
      '"light";r=4;t=2',
    ])
    const ofPaid = lightLane()
    ofPaid.heard(paid)
    expect(ofPaid.headers()[1]).toBe('"light";q=30;w=2')
  })

  it('takes the operator at its word about the plan', () => {
    const lane = governor().lane({ app: zoom, plan: 'business' }, 'a', 'LIGHT')!
    lane.heard(paid)
    expect(lane.headers()[1]).toBe('"light";q=80;w=2')
  })

  it('counts the two apps of one account together, and other accounts apart', () => {
    const one = governor()
    lightLane(one).heard(free)
    for (let i = 0; i < 4; i++) expect(lightLane(one).enter('k', here)).toBeNull()
    expect(one.lane({ app: zoomAdmin }, 'a', 'LIGHT')!.enter('k', here)).not.toBeNull()
    expect(lightLane(one, 'b').enter('k', here)).toBeNull()
  })

  it('gives three greedy keys equal shares, and never more than the plan in any second', async () => {
    const lane = lightLane()
    lane.heard(paid)
    const keys = ['x', 'y', 'z'].map((key) => greedy(lane, key))
    await vi.advanceTimersByTimeAsync(30_000)
    const sent = keys.map((key) => key.sent)
    const total = sent.reduce((a, b) => a + b)
    expect(total).toBeGreaterThan(26 * 29)
    expect(total).toBeLessThanOrEqual(30 * 27)
    for (const own of sent) expect(Math.abs(own - total / 3)).toBeLessThan(total / 30)
  })

  it('refuses at once what would wait longer than five seconds, and says for how long', async () => {
    const lane = lightLane()
    lane.heard(free)
    const outcomes = Array.from({ length: 60 }, () => {
      try {
        return lane.enter('k', here) ?? 'went'
      } catch (error) {
        return error
      }
    })
    const refused = outcomes.filter((outcome) => outcome instanceof Error)
    expect(refused[0]).toMatchObject({ code: 'rate_limited', extras: { reason: 'account_limit' } })
    expect(refused.length).toBeGreaterThan(30)
    await vi.advanceTimersByTimeAsync(6_000)
    await Promise.all(outcomes.filter((outcome) => outcome instanceof Promise))
  })

  it('does not make a patient key wait behind the whole queue of a greedy one', async () => {
    const lane = lightLane()
    lane.heard(free)
    for (let i = 0; i < 16; i++) void lane.enter('greedy', here)
    let went = false
    void lane.enter('patient', here)?.then(() => (went = true))
    await vi.advanceTimersByTimeAsync(1_200)
    expect(went).toBe(true)
  })

  it('spends nothing on a caller who has left', async () => {
    const lane = lightLane()
    lane.heard(free)
    for (let i = 0; i < 4; i++) void lane.enter('k', here)
    let left = false
    void lane.enter('left', { destroyed: true })?.then(() => (left = true))
    await vi.advanceTimersByTimeAsync(1_200)
    expect(left).toBe(false)
    expect(lane.headers()[3]).toBe('"light";r=4;t=2')
  })

  it('closes until midnight UTC after a daily refusal, and until the instant that the vendor names', () => {
    const daily = { 'x-ratelimit-category': 'Light', 'x-ratelimit-type': 'Daily-limit' }
    const lane = lightLane()
    lane.heard(answer(429, daily))
    expect(() => lane.enter('k', here)).toThrow(
      expect.objectContaining({
        extras: expect.objectContaining({ retry_after_s: 14 * 3_600 }) as object,
      }),
    )
    const told = lightLane()
    told.heard(answer(429, { ...daily, 'retry-after': '2026-11-24T10:01:00Z' }))
    expect(() => told.enter('k', here)).toThrow(
      expect.objectContaining({ extras: expect.objectContaining({ retry_after_s: 60 }) as object }),
    )
  })

  it('understands Retry-After in seconds', async () => {
    const lane = lightLane()
    lane.heard(answer(429, { 'x-ratelimit-category': 'Light', 'retry-after': '2' }))
    const waiting = lane.enter('k', here)
    await vi.advanceTimersByTimeAsync(1_900)
    expect(waiting).not.toBeNull()
    await vi.advanceTimersByTimeAsync(200)
    await waiting
  })

  it('halves its pace after a refusal within the second, and recovers', async () => {
    const lane = lightLane()
    lane.heard(paid)
    const refusal = answer(429, { 'x-ratelimit-category': 'Light', 'x-ratelimit-type': 'QPS' })
    lane.heard(refusal)
    lane.heard(refusal)
    expect(lane.headers()[1]).toBe('"light";q=15;w=2')
    await vi.advanceTimersByTimeAsync(31_000)
    expect(lane.headers()[1]).toBe('"light";q=30;w=2')
  })

  it('divides the limit among the servers that share the account, also where less than one a second is left', () => {
    const lane = lightLane(governor(3))
    lane.heard(free)
    expect(lane.headers()[1]).toBe('"light";q=1;w=1')
    const heavy = governor(3).lane({ app: zoom }, 'a', 'HEAVY')!
    heavy.heard(answer(200, { 'x-ratelimit-category': 'Heavy', 'x-ratelimit-limit': '1000' }))
    expect(heavy.headers()[1]).toBe('"heavy";q=1;w=4')
  })

  it('stops before the vendor does when the day is used up', () => {
    const lane = lightLane()
    lane.heard(
      answer(200, {
        'x-ratelimit-category': 'Light',
        'x-ratelimit-limit': '6000',
        'x-ratelimit-remaining': '0',
      }),
    )
    expect(() => lane.enter('k', here)).toThrow('used up')
  })
})

describe('the tally of the limits', () => {
  it('says how many wait, how many waited how long, and how many were turned away', async () => {
    const limits = governor()
    const lane = limits.lane({ app: zoom, plan: 'pro' }, 'account', 'HEAVY')!
    lane.heard(answer(200, { 'x-ratelimit-category': 'Heavy' }))
    const calls = Array.from({ length: 30 }, () => lane.enter('key', here))
    const leaving = { destroyed: false }
    calls.push(lane.enter('key', leaving))
    leaving.destroyed = true
    expect(limits.tally.waiting).toBeGreaterThan(10)
    const { waiting } = limits.tally
    await vi.advanceTimersByTimeAsync(4_900)
    expect(limits.tally).toMatchObject({ waiting: 0, waited: waiting - 1, refused: 0 })
    expect(limits.tally.waitedMs).toBeGreaterThan(waiting * 100)
    lane.heard(answer(429, { 'retry-after': '60' }))
    expect(limits.tally.refusedUpstream).toBe(1)
    expect(() => lane.enter('key', here)).toThrow('used up')
    expect(limits.tally.refused).toBe(1)
  })
})
