import { describe, expect, it } from 'vitest'
import type { Reading } from './changes.ts'
import { followChanges } from './follow-changes.ts'
import { createTrustedAnswers } from './trusted-answers.ts'

const away = new Error('away')

/** A store with one answer, whose log is read when the test says so. */
function world() {
  const state = { at: 1_000_000, answer: 'first', topics: [] as string[], away: false, asked: 0 }
  let turn: (() => void) | null = null
  const changes = followChanges({
    now: () => state.at,
    later: (run) => (turn = run),
    changes: {
      since: async (mark): Promise<Reading> => {
        if (state.away) throw away
        return { mark: (mark ?? 0) + 1, topics: mark === null ? null : state.topics.splice(0) }
      },
    },
  })
  const answers = createTrustedAnswers<string>({
    now: () => state.at,
    isUnavailable: (error) => error === away,
    follow: { changes, topicOf: (key) => key.slice(0, 1) },
  })
  const ask = (key = 'a') =>
    answers.ask(key, async () => {
      state.asked += 1
      return state.answer
    })
  /** Lets the follower read once, if it wants to. */
  const read = async () => {
    const run = turn
    turn = null
    run?.()
    await tick()
    return run !== null
  }
  const tick = async () => {
    for (let i = 0; i < 20; i++) await Promise.resolve()
  }
  const pass = async (ms: number) => {
    for (const end = state.at + ms; state.at < end;) {
      state.at += 250
      answers.recent('a')
      await read()
    }
  }
  return { state, changes, answers, ask, read, tick, pass }
}

async function following() {
  const here = world()
  here.answers.recent('a')
  await here.read()
  await here.ask()
  return here
}

describe('an answer whose changes are followed', () => {
  it('outlives its second without being asked for again', async () => {
    const { state, answers, pass } = await following()
    await pass(30_000)
    expect(answers.recent('a')).toBe('first')
    expect(state.asked).toBe(1)
  })

  it('ends with the reading that names it, and others do not', async () => {
    const { state, answers, ask, pass } = await following()
    await ask('b')
    state.topics.push('a')
    await pass(250)
    expect(answers.recent('a')).toBeNull()
    expect(answers.recent('b')).toBe('first')
  })

  it('ends together with every other answer on the same topic', async () => {
    const { state, answers, ask, pass } = await following()
    await ask('a under a policy')
    state.topics.push('a')
    await pass(250)
    expect(answers.recent('a under a policy')).toBeNull()
  })

  it('is trusted for a second when the log cannot be read', async () => {
    const { state, answers, pass } = await following()
    await pass(5_000)
    state.away = true
    await pass(750)
    expect(answers.recent('a')).toBe('first')
    await pass(250)
    expect(answers.recent('a')).toBeNull()
  })

  it('is asked for again after three minutes, and four at the latest, not all of them together', async () => {
    const { answers, ask, pass } = await following()
    const later = Array.from({ length: 63 }, (_, n) => `b${n}`)
    for (const key of later) await ask(key)
    const kept = () => ['a', ...later].filter((key) => answers.recent(key) !== null).length
    await pass(179_000)
    expect(kept()).toBe(64)
    await pass(31_000)
    expect(kept()).toBe(31)
    await pass(30_000)
    expect(kept()).toBe(0)
  })

  it('is not prolonged when a reading ended while the store was asked: that one may have named it', async () => {
    const { state, answers, read, pass } = await following()
    let release = (): void => undefined
    const slow = answers.ask('c', async () => {
      await new Promise<void>((resolve) => (release = resolve))
      return 'old'
    })
    state.topics.push('c')
    answers.recent('c')
    await read()
    release()
    await slow
    expect(answers.recent('c')).toBe('old')
    await pass(1_000)
    expect(answers.recent('c')).toBeNull()
  })

  it('is not prolonged by a first reading, which says nothing of the time before', async () => {
    const { answers, ask, pass } = world()
    await ask()
    await pass(1_000)
    expect(answers.recent('a')).toBeNull()
  })

  it('is not prolonged after a silence that is longer than the log', async () => {
    const { state, answers, read } = await following()
    state.at += 10 * 60_000
    await read()
    answers.recent('a')
    await read()
    expect(answers.recent('a')).toBeNull()
  })
})

describe('the log of changes', () => {
  it('is read only while answers are in use', async () => {
    const { answers, read } = world()
    expect(await read()).toBe(false)
    answers.recent('a')
    expect(await read()).toBe(true)
    expect(await read()).toBe(true)
    expect(await read()).toBe(false)
    answers.recent('a')
    expect(await read()).toBe(true)
  })

  it('ends at once after a hint, also when a reading is just under way', async () => {
    const { state, changes, answers, ask, tick } = await following()
    state.topics.push('a')
    changes.hint()
    await tick()
    expect(answers.recent('a')).toBeNull()
    await ask()
    changes.hint()
    state.topics.push('a')
    changes.hint()
    await tick()
    expect(answers.recent('a')).toBeNull()
  })
})
