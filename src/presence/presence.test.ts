import { describe, expect, it } from 'vitest'
import { createPresence } from './presence.ts'

describe('the number of servers on a store', () => {
  it('is 1 for a server that did not join', () => {
    const store = { beat: () => Promise.resolve(9), leave: () => Promise.resolve() }
    expect(createPresence({ store }).servers()).toBe(1)
  })

  it('stands while the store is away, and is counted again afterwards', async () => {
    const answers = [3, null, null, 2]
    const done: string[] = []
    let finish = (): void => undefined
    const last = new Promise<void>((resolve) => (finish = resolve))
    const seen: number[] = []
    const presence = createPresence({
      everyMs: 1,
      store: {
        beat() {
          seen.push(presence.servers())
          const answer = answers.shift()
          if (answer === undefined) finish()
          return answer == null ? Promise.reject(new Error('away')) : Promise.resolve(answer)
        },
        leave: (id) => Promise.resolve(void done.push(id)),
      },
    })
    await presence.join()
    await last
    await presence.leave()
    expect(seen.slice(0, 5)).toEqual([1, 3, 3, 3, 2])
    expect(done).toHaveLength(1)
  })
})
