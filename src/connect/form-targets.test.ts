import { expect, it } from 'vitest'
import { formTargets } from './form-targets.ts'

it('lets the form end at a vendor’s host and the hosts below it', () => {
  expect(formTargets('https://vendor.example')).toEqual([
    'https://vendor.example',
    'https://*.vendor.example',
  ])
})

it.each(['http://127.0.0.1:4000', 'https://127.0.0.1', 'http://vendor.example', 'https://[::1]:1'])(
  'names %s alone',
  (url) => {
    expect(formTargets(url)).toEqual([new URL(url).origin])
  },
)
