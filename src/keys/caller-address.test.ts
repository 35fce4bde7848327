import { describe, expect, it } from 'vitest'
import { parseCidrs } from '../policy/cidr.ts'
import { callerAddress } from './caller-address.ts'

const trusted = parseCidrs(['10.0.0.0/8'])
const from = (remoteAddress: string, forwarded?: string) => ({
  socket: { remoteAddress },
  headers: { 'x-forwarded-for': forwarded },
})

describe('where a request comes from', () => {
  it.each([
    [
      'nobody is believed without a trusted proxy',
      from('192.0.2.1', '127.0.0.1'),
      null,
      '192.0.2.1',
    ],
    ['a stranger is not believed', from('192.0.2.1', '127.0.0.1'), trusted, '192.0.2.1'],
    ['a trusted proxy is', from('10.0.0.1', '192.0.2.9'), trusted, '192.0.2.9'],
    [
      'what stands before the last hop is an invention',
      from('10.0.0.1', '127.0.0.1, 192.0.2.9'),
      trusted,
      '192.0.2.9',
    ],
    [
      'a chain of trusted proxies is walked',
      from('10.0.0.1', '192.0.2.9, 10.0.0.2'),
      trusted,
      '192.0.2.9',
    ],
    ['the proxy itself, when it says nothing', from('10.0.0.1'), trusted, '10.0.0.1'],
    ['a hop that is no address is nowhere', from('10.0.0.1', 'unknown'), trusted, null],
    ['no request is nowhere', null, trusted, null],
  ])('%s', (...[, caller, proxies, expected]) => {
    expect(callerAddress(caller, proxies)).toBe(expected)
  })
})
