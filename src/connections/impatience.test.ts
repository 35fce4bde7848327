import { expect, it } from 'vitest'
import { createImpatience } from './impatience.ts'

it('an answer in time counts, and a failure is no confirmation', async () => {
  const { confirmed } = createImpatience({ withinMs: 10_000 })
  expect(await confirmed(Promise.resolve(true))).toBe(true)
  expect(await confirmed(Promise.resolve(false))).toBe(false)
  expect(await confirmed(Promise.reject(new Error('the database is away')))).toBe(false)
})

it('a step that takes longer goes on, and can be waited for', async () => {
  const { confirmed, landed } = createImpatience({ withinMs: 0 })
  let finish = (): void => undefined
  let finished = false
  const step = new Promise<boolean>((resolve) => {
    finish = () => {
      finished = true
      resolve(true)
    }
  })
  expect(await confirmed(step)).toBe(false)
  const waiting = landed().then(() => finished)
  finish()
  expect(await waiting).toBe(true)
})
