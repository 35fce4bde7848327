import { describe, expect, it } from 'vitest'
import { createUpkeep } from './upkeep.ts'

describe('the upkeep', () => {
  it('goes on with the next chore and the next round after a failure', async () => {
    const done: string[] = []
    const troubles: string[] = []
    await new Promise<void>((resolve) => {
      const upkeep = createUpkeep({
        everyMs: 1,
        chores: [
          { name: 'broken', run: () => Promise.reject(new Error('no')) },
          {
            name: 'works',
            run: async () => {
              done.push('x')
              if (done.length === 3) resolve(upkeep.stop())
            },
          },
        ],
        onTrouble: (name) => troubles.push(name),
      })
      upkeep.start()
    })
    expect(done).toHaveLength(3)
    expect(troubles).toEqual(['broken', 'broken', 'broken'])
  })

  it('does what must not wait at once, and comes to it again with the others', async () => {
    const done: string[] = []
    const upkeep = createUpkeep({
      everyMs: 60_000,
      random: () => 1,
      chores: [
        { name: 'can wait', run: async () => void done.push('can wait') },
        { name: 'urgent', first: true, run: async () => void done.push('urgent') },
      ],
      onTrouble: () => undefined,
    })
    upkeep.start()
    await upkeep.stop()
    expect(done).toEqual(['urgent'])
  })

  it('waits at its end for the chore under way, tells it to stop, and begins no other', async () => {
    const done: string[] = []
    let began = (): void => undefined
    const first = new Promise<void>((resolve) => (began = resolve))
    let finish = (): void => undefined
    const held = new Promise<void>((resolve) => (finish = resolve))
    const upkeep = createUpkeep({
      everyMs: 1,
      chores: [
        {
          name: 'slow',
          run: async (stopping) => {
            began()
            await held
            done.push(`stopping: ${stopping()}`)
          },
        },
        { name: 'next', run: async () => void done.push('next') },
      ],
      onTrouble: () => undefined,
    })
    upkeep.start()
    await first
    const stopped = upkeep.stop()
    expect(done).toEqual([])
    finish()
    await stopped
    expect(done).toEqual(['stopping: true'])
  })

  it('does only what is its own when another process does the rest', async () => {
    const done: string[] = []
    const chore = (name: string, own?: true) => ({
      name,
      ...(own && { own }),
      run: () => Promise.resolve(void done.push(name)),
    })
    await new Promise<void>((resolve) => {
      const finish = (): Promise<void> => {
        resolve(upkeep.stop())
        return Promise.resolve()
      }
      const upkeep = createUpkeep({
        everyMs: 1,
        chores: [chore('shared'), chore('own', true), { name: 'last', own: true, run: finish }],
        onTrouble: (name) => done.push(`trouble ${name}`),
      })
      upkeep.start('own')
    })
    expect(done).toEqual(['own'])
  })
})
