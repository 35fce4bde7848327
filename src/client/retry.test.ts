import { describe, expect, it } from 'vitest'
import { pause, pauseMs, type Failed, type Repeatable } from './retry.ts'

const failed = (it: Partial<Failed>): Failed => ({
  status: 503,
  own: true,
  retryAfterSeconds: null,
  keysUnderstood: false,
  ...it,
})
const first = { attempt: 0, random: 1 }

describe('what is sent again', () => {
  const cases: [Repeatable, Partial<Failed>, boolean][] = [
    ['safe', {}, true],
    ['safe', { status: 502 }, true],
    ['safe', { status: 504 }, true],
    ['safe', { status: null, own: false }, true],
    ['safe', { status: 429, own: false }, true],
    // The API behind the gateway said it. It is passed on, because only it knows what its 503 means.
    ['safe', { own: false }, false],
    ['safe', { status: 500 }, false],
    ['safe', { status: 404 }, false],
    ['keyed', { status: 429, own: false }, true],
    ['keyed', { status: 502 }, false],
    ['keyed', { status: null, own: false }, false],
    ['keyed', { status: 502, keysUnderstood: true }, true],
    ['keyed', { status: null, own: false, keysUnderstood: true }, true],
    ['never', { status: 429 }, false],
    ['never', { status: null, keysUnderstood: true }, false],
  ]
  it.each(cases)('%s after %j: %s', (repeatable, it, again) => {
    expect(pauseMs(repeatable, failed(it), first) !== null).toBe(again)
  })
})

it('waits as long as the answer asks, but never longer than half a minute', () => {
  expect(pauseMs('safe', failed({ retryAfterSeconds: 7 }), first)).toBe(7_000)
  expect(pauseMs('safe', failed({ retryAfterSeconds: 3600 }), first)).toBeNull()
})

it('waits longer each time, and not all clients alike', () => {
  const at = (attempt: number, random: number) => pauseMs('safe', failed({}), { attempt, random })
  expect([0, 1, 2, 9].map((attempt) => at(attempt, 1))).toEqual([250, 500, 1_000, 8_000])
  expect(at(0, 0)).toBe(125)
})

it('a wait ends at once when it is aborted', async () => {
  const controller = new AbortController()
  const waiting = pause(60_000, controller.signal)
  controller.abort(new Error('enough'))
  await expect(waiting).rejects.toThrow('enough')
  await expect(pause(60_000, controller.signal)).rejects.toThrow('enough')
})
