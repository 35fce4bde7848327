import { expect, it } from 'vitest'
import { createJournal, type Entry } from './journal.ts'

function entry(url: string): Entry {
  const headers = { authorization: 'Bearer secret', cookie: 'secret', accept: '*/*' }
  return { at: 0, method: 'GET', url, headers, body: undefined, status: 200, aborted: false }
}

it('keeps the latest requests and forgets the rest', () => {
  const journal = createJournal(3)
  for (let index = 0; index < 10; index += 1) journal.add(entry(`/${index}`))
  expect(journal.read().map(({ path }) => path)).toEqual(['/7', '/8', '/9'])
})

it('shows no token, wherever it stood', () => {
  const journal = createJournal()
  journal.add(entry('/a?access_token=secret&x=1&code=secret&refresh_token=secret'))
  const text = JSON.stringify(journal.read())
  expect(text).not.toContain('secret')
  expect(text).toContain('x=1')
  expect(text).toContain('*/*')
})
