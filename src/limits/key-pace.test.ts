import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { AuthenticatedKey } from '../keys/authenticate.ts'
import { createKeyPace } from './key-pace.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

/** Only an authenticator makes such keys; of this one the pace reads the id and the restriction. */
const key = (id: string, rps: number | null) =>
  ({ id, restrictions: { rps } }) as unknown as AuthenticatedKey
const here = { destroyed: false }

describe('the pace of a key', () => {
  it('is as many requests a second as it was given, shared by the servers', async () => {
    const pace = createKeyPace({ clock: Date.now, servers: () => 2 })
    expect(pace.enter(key('none', null), here)).toBeNull()
    expect(pace.enter(key('k', 4), here)).toBeNull()
    expect(pace.enter(key('k', 4), here)).toBeNull()
    let went = false
    void pace.enter(key('k', 4), here)?.then(() => (went = true))
    await vi.advanceTimersByTimeAsync(990)
    expect(went).toBe(false)
    await vi.advanceTimersByTimeAsync(20)
    expect(went).toBe(true)
  })

  it('is forgotten when ten thousand keys came after it, unless requests of it wait', () => {
    const pace = createKeyPace({ clock: Date.now, servers: () => 1 })
    for (const id of ['waits', 'idle']) expect(pace.enter(key(id, 1), here)).toBeNull()
    pace.enter(key('waits', 1), here)?.catch(() => undefined)
    for (let n = 0; n < 10_000; n++) void pace.enter(key(`key ${n}`, 1), here)
    expect(pace.enter(key('waits', 1), here)).not.toBeNull()
    expect(pace.enter(key('key 9999', 1), here)).not.toBeNull()
    expect(pace.enter(key('idle', 1), here)).toBeNull()
  })
})
