import { expect, it } from 'vitest'
import { compact, fitted } from './compact.ts'

it('keeps the named members of each item, and what the next page needs', () => {
  const answer = {
    page_size: 30,
    next_page_token: 'n',
    meetings: [{ id: 1, topic: 'A', host_id: 'h' }],
  }
  expect(compact(answer, { list: 'meetings', members: ['id', 'topic'] })).toEqual({
    meetings: [{ id: 1, topic: 'A' }],
    next_page_token: 'n',
  })
})

it('keeps members of members, in one object and in each of a list', () => {
  const answer = { a: { b: 1, c: 2 }, files: [{ id: 1, url: 'u' }], settings: { x: 1 } }
  expect(compact(answer, { list: null, members: ['a.b', 'files.id', 'settings'] })).toEqual({
    a: { b: 1 },
    files: [{ id: 1 }],
    settings: { x: 1 },
  })
})

it('leaves out what is empty, but not what is false or zero', () => {
  const answer = { a: '', b: null, c: false, d: 0 }
  expect(compact(answer, { list: null, members: ['a', 'b', 'c', 'd', 'e'] })).toEqual({
    c: false,
    d: 0,
  })
})

it('shortens a list that is too long and says how to ask for the rest', () => {
  const meetings = Array.from({ length: 300 }, (_, id) => ({ id, topic: 'x'.repeat(1000) }))
  const fit = fitted({ meetings, next_page_token: 'n' }, 'meetings')
  const kept = (fit?.['meetings'] as unknown[]).length
  expect(kept).toBeGreaterThan(30)
  expect(kept).toBeLessThan(40)
  expect(JSON.stringify(fit).length).toBeLessThan(40_000)
  expect(fit?.['left_out']).toContain(`${300 - kept} of 300`)
  // The token would skip what was left out.
  expect(fit).not.toHaveProperty('next_page_token')
})

it('gives up on one thing that is too long', () => {
  expect(fitted({ text: 'x'.repeat(50_000) }, null)).toBeNull()
})
