import { describe, expect, it } from 'vitest'
import { readFault } from './fault-order.ts'
import { createFaults } from './faults.ts'

function faultsOf(...orders: unknown[]): ReturnType<typeof createFaults> {
  const faults = createFaults()
  for (const order of orders) {
    const fault = readFault(order)
    if (typeof fault === 'string') throw new Error(fault)
    faults.add(fault)
  }
  return faults
}

describe('a fault', () => {
  it('strikes as often as it was told, then no more', () => {
    const faults = faultsOf({ match: { path: '/v2/a' }, times: 2, do: { status: 500 } })
    expect(faults.take('GET', '/v2/a')).toEqual({ status: 500 })
    expect(faults.take('POST', '/v2/a')).toEqual({ status: 500 })
    expect(faults.take('GET', '/v2/a')).toBeUndefined()
  })

  it('matches a path exactly, or a prefix with a star', () => {
    const exact = faultsOf({ match: { path: '/v2/a' }, do: { reset: true } })
    expect(exact.take('GET', '/v2/a/b')).toBeUndefined()
    const prefix = faultsOf({ match: { path: '/v2/*' }, do: { reset: true } })
    expect(prefix.take('GET', '/v2/a/b')).toEqual({ reset: true })
  })

  it('leaves other methods alone', () => {
    const faults = faultsOf({ match: { method: 'post' }, do: { delay_ms: 5 } })
    expect(faults.take('GET', '/oauth/token')).toBeUndefined()
    expect(faults.take('POST', '/oauth/token')).toEqual({ delayMs: 5 })
  })

  it('waits its turn behind older ones', () => {
    const faults = faultsOf({ do: { status: 500 } }, { do: { status: 502 } })
    expect(faults.take('GET', '/')).toEqual({ status: 500 })
    expect(faults.take('GET', '/')).toEqual({ status: 502 })
  })

  it('is refused with a sentence when it cannot be obeyed', () => {
    expect(readFault({ do: {} })).toMatch(/needs one of/)
    expect(readFault({ do: { status: 'bad' } })).toBe('`status` is a whole number.')
    expect(readFault({ times: 0, do: { reset: true } })).toMatch(/times/)
    expect(readFault('reset')).toBe('A fault is a JSON object.')
  })
})
