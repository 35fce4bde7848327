import { describe, expect, it } from 'vitest'
import { createTrustedAnswers } from './trusted-answers.ts'

const away = new Error('away')
const unknown = new Error('unknown')

function world() {
  const state = { at: 1_000_000, answer: 'first', error: null as Error | null, asked: 0 }
  const answers = createTrustedAnswers<string>({
    now: () => state.at,
    isUnavailable: (error) => error === away,
    isGood: (answer) => answer !== 'ended',
    isRefusal: (error) => error === unknown,
  })
  const ask = () =>
    answers.ask('k', async () => {
      state.asked += 1
      if (state.error) throw state.error
      return state.answer
    })
  return { state, answers, ask }
}

describe('an answer of the store', () => {
  it('is trusted for a second', async () => {
    const { state, answers, ask } = world()
    await ask()
    state.at += 999
    expect(answers.recent('k')).toBe('first')
    state.at += 1
    expect(answers.recent('k')).toBeNull()
  })

  it('counts for five minutes while the store is away, and no longer', async () => {
    const { state, ask } = world()
    await ask()
    state.error = away
    state.at += 299_999
    expect(await ask()).toBe('first')
    state.at += 1
    await expect(ask()).rejects.toBe(away)
  })

  it('does not count once it has ended by itself', async () => {
    const { state, ask } = world()
    state.answer = 'ended'
    await ask()
    state.error = away
    await expect(ask()).rejects.toBe(away)
  })

  it('ends as soon as the store answers otherwise', async () => {
    const { state, ask } = world()
    await ask()
    state.error = away
    state.at += 2_000
    expect(await ask()).toBe('first')
    state.error = new Error('revoked')
    state.at += 1_000
    await expect(ask()).rejects.toThrow('revoked')
    state.error = away
    await expect(ask()).rejects.toBe(away)
  })

  it('spares a store that has just failed, and asks again soon', async () => {
    const { state, ask } = world()
    await ask()
    state.error = away
    for (let i = 0; i < 50; i++) expect(await ask()).toBe('first')
    expect(state.asked).toBe(2)
    state.error = null
    state.answer = 'second'
    state.at += 250
    expect(await ask()).toBe('second')
  })

  it('that there is no such thing is not asked for again within a second', async () => {
    const { state, ask } = world()
    state.error = unknown
    await expect(ask()).rejects.toBe(unknown)
    state.error = null
    state.at += 999
    await expect(ask()).rejects.toBe(unknown)
    expect(state.asked).toBe(1)
    state.at += 1
    expect(await ask()).toBe('first')
  })

  it('that is refused for any other reason is asked for again', async () => {
    const { state, ask } = world()
    state.error = new Error('pending')
    await expect(ask()).rejects.toThrow('pending')
    state.error = null
    expect(await ask()).toBe('first')
  })

  it('is remembered as refused for a bounded number of keys', async () => {
    const { state, answers } = world()
    const refuse = async () => {
      state.asked += 1
      throw unknown
    }
    for (let key = 0; key <= 1_000; key++) await answers.ask(`k${key}`, refuse).catch(() => null)
    await answers.ask('k1000', refuse).catch(() => null)
    expect(state.asked).toBe(1_001)
    await answers.ask('k0', refuse).catch(() => null)
    expect(state.asked).toBe(1_002)
  })
})
