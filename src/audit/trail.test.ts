import { setImmediate as turn } from 'node:timers/promises'
import { describe, expect, it, vi } from 'vitest'
import { chained, rowsOf } from './chain.ts'
import { entryIn, entryOf, type Entry } from './entry.ts'
import { createTrail, type TrailNeeds } from './trail.ts'

const pause = vi.hoisted(() => vi.fn<(ms: number) => Promise<void>>())
vi.mock('node:timers/promises', async (original) => ({
  ...(await original<object>()),
  setTimeout: pause,
}))

function world(limits: TrailNeeds['limits'] = { flushMs: 5, retryMs: 5 }) {
  const written: { size: number; text: string }[] = []
  const store = { away: false, asked: 0, slow: Promise.resolve() }
  const [onTrouble, onLost] = [vi.fn(), vi.fn()]
  const audit = createTrail({
    writer: {
      append: async (draft) => {
        store.asked += 1
        await store.slow
        if (store.away) throw new Error('away')
        written.push({ size: draft.rows, text: String((await chained(draft)).rows) })
      },
      close: () => Promise.resolve(),
    },
    now: () => 1,
    onTrouble,
    onLost,
    limits,
  })
  const rows = (): (Entry | null)[] =>
    written
      .flatMap(({ text }) => rowsOf({ firstSeq: 1, rows: text }))
      .map(({ text }) => entryIn(text))
  return { audit, written, store, rows, onTrouble, onLost }
}

const call = (requestId: string, kind: Entry['kind'] = 'proxied'): Entry =>
  entryOf({ time: 1, kind, actor: 'key', requestId })

describe('rows on their way to the store', () => {
  it('are written together, in their order', async () => {
    const { audit, written, rows } = world()
    for (const id of ['a', 'b', 'c']) audit.note(call(id))
    await vi.waitFor(() => {
      expect(written).toHaveLength(1)
    })
    expect(rows().map((row) => row?.requestId)).toEqual(['a', 'b', 'c'])
  })

  it('are counted until the store has them', async () => {
    const { audit } = world()
    for (const id of ['a', 'b', 'c']) audit.note(call(id))
    expect(audit.waiting()).toBe(3)
    await audit.close()
    expect(audit.waiting()).toBe(0)
  })

  it('are written in as few blocks as their time allows, also while more come in all the time', async () => {
    const { audit, written, store } = world({ flushMs: 40, retryMs: 5 })
    store.slow = turn()
    const busy = setInterval(() => {
      audit.note(call('a'))
    }, 1)
    await vi.waitFor(() => {
      expect(written.length).toBeGreaterThan(2)
    })
    clearInterval(busy)
    expect(written.slice(0, 2).every(({ size }) => size > 3)).toBe(true)
    await audit.close()
  })

  it('that have to be durable do not wait for the next round when one is being written', async () => {
    const { audit, written, store } = world({ flushMs: 60_000, retryMs: 5 })
    let release: () => void = () => undefined
    store.slow = new Promise<void>((resolve) => (release = resolve))
    const first = audit.durable(call('a', 'intent'))
    await vi.waitFor(() => {
      expect(store.asked).toBe(1)
    })
    const second = audit.durable(call('b', 'intent'))
    release()
    await Promise.all([first, second])
    expect(written).toHaveLength(2)
  })

  it('are refused at once while the store is away, however many have to be durable', async () => {
    const { audit, store } = world({ flushMs: 60_000, retryMs: 60_000 })
    store.away = true
    await expect(audit.durable(call('a', 'intent'))).rejects.toThrow('Nothing was sent')
    const others: Promise<unknown>[] = []
    const busy = setInterval(() => {
      others.push(audit.durable(call('b', 'intent')).catch((error: unknown) => error))
    }, 1)
    await vi.waitFor(() => {
      expect(store.asked).toBeGreaterThan(2)
    })
    clearInterval(busy)
    expect((await Promise.all(others)).every((error) => error instanceof Error)).toBe(true)
    store.away = false
    await audit.close()
  })

  it('share one write when several have to be durable at once', async () => {
    const { audit, written } = world()
    await Promise.all(['a', 'b', 'c'].map((id) => audit.durable(call(id, 'intent'))))
    expect(written).toHaveLength(1)
  })

  it('make room for others between two blocks, unless somebody waits for theirs to be durable', async () => {
    const { audit, written, store } = world({ flushMs: 5, retryMs: 5, blockBytes: 1 })
    const five = ['a', 'b', 'c', 'd', 'e']
    pause.mockClear().mockImplementation(() => turn())
    for (const id of five) audit.note(call(id))
    await vi.waitFor(() => {
      expect(written).toHaveLength(5)
    })
    expect(pause.mock.calls).toEqual([[10], [10], [10], [10]])

    pause.mockClear()
    for (const id of five) audit.note(call(id))
    let release: () => void = () => undefined
    store.slow = new Promise<void>((resolve) => (release = resolve))
    await vi.waitFor(() => {
      expect(store.asked).toBe(6)
    })
    const durable = audit.durable(call('f', 'intent'))
    release()
    await durable
    expect(written).toHaveLength(11)
    expect(pause).not.toHaveBeenCalled()
  })

  it('are durable only once the store has them', async () => {
    const { audit, store, written } = world()
    let release: () => void = () => undefined
    store.slow = new Promise<void>((resolve) => (release = resolve))
    let done = false
    const durable = audit.durable(call('a', 'intent')).then(() => (done = true))
    for (let i = 0; i < 20; i++) await turn()
    expect(done).toBe(false)
    release()
    await durable
    expect(written).toHaveLength(1)
  })

  it('refuse a call that has to be durable while the store is away, and are written later', async () => {
    const { audit, store, rows, onTrouble } = world()
    store.away = true
    await expect(audit.durable(call('a', 'intent'))).rejects.toHaveProperty(
      'code',
      'store_unavailable',
    )
    audit.note(call('b'))
    await expect(audit.durable(call('c', 'intent'))).rejects.toThrow('Nothing was sent')
    expect(onTrouble).toHaveBeenCalledTimes(1)
    store.away = false
    await audit.close()
    expect(rows().map((row) => row?.requestId)).toEqual(['a', 'b', 'c'])
  })

  it('that find no room are counted in a row of their own', async () => {
    const { audit, store, rows, onLost } = world({ flushMs: 5, retryMs: 5, heldBytes: 1_000 })
    store.away = true
    for (let i = 0; i < 20; i++) audit.note(call(`request-${i}`))
    await vi.waitFor(() => {
      expect(onLost).not.toHaveBeenCalled()
    })
    store.away = false
    await vi.waitFor(() => {
      expect(rows().length).toBeGreaterThan(0)
    })
    const kept = rows().length
    audit.note(call('last'))
    await audit.close()
    expect(kept).toBeLessThan(20)
    expect(rows().at(-2)).toMatchObject({
      kind: 'lost',
      detail: expect.stringMatching(`^${20 - kept} rows`) as string,
    })
    expect(onLost).toHaveBeenCalledWith(20 - kept)
  })

  it('that the store never took are told at the end', async () => {
    const { audit, store, onLost } = world()
    store.away = true
    audit.note(call('a'))
    await audit.close()
    expect(onLost).toHaveBeenCalledWith(1)
  })

  it('keep no process alive that has written everything', async () => {
    const { audit } = world()
    await audit.durable(call('a'))
    const timers = process.getActiveResourcesInfo().filter((name) => name === 'Timeout')
    audit.note(call('b'))
    await audit.close()
    expect(
      process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length,
    ).toBeLessThanOrEqual(timers.length)
  })
})
