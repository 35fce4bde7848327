import { expect, it } from 'vitest'
import { isFromOurPages } from './our-pages.ts'

const ours = 'https://gate.example'
const sent = (site?: string, origin?: string) => isFromOurPages({ site, origin }, ours)

it('believes Fetch Metadata over the origin', () => {
  expect(sent('same-origin', 'null')).toBe(true)
  expect(sent('cross-site', ours)).toBe(false)
  expect(sent('same-site', ours)).toBe(false)
})

it('lets a person reload', () => {
  expect(sent('none')).toBe(true)
})

it('compares the origin where there is no Fetch Metadata', () => {
  expect(sent(undefined, ours)).toBe(true)
  for (const other of ['http://gate.example', 'https://gate.example.evil.example', 'null', '']) {
    expect(sent(undefined, other), other).toBe(false)
  }
})

it('lets programs in, which are no browser and send neither', () => {
  expect(sent()).toBe(true)
})
