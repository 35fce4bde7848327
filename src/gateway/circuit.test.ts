import { describe, expect, it } from 'vitest'
import { Circuit } from './circuit.ts'

const at = 1_000_000

function opened(): Circuit {
  const circuit = new Circuit()
  for (let i = 0; i < 5; i++) circuit.failed(at)
  return circuit
}

describe('a circuit', () => {
  it('stays closed while connections fail now and then', () => {
    const circuit = new Circuit()
    for (let i = 0; i < 20; i++) {
      circuit.failed(at)
      if (i % 4 === 3) circuit.connected()
      expect(circuit.waitMs(at)).toBe(0)
    }
  })

  it('opens for a second when five connections in a row fail', () => {
    expect(opened().waitMs(at)).toBe(1_000)
    expect(opened().waitMs(at + 999)).toBe(1)
  })

  it('is not opened longer by attempts that were under way when it opened', () => {
    const circuit = opened()
    for (let i = 0; i < 60; i++) circuit.failed(at + 500)
    expect(circuit.waitMs(at + 500)).toBe(500)
  })

  it('lets one probe through after the pause, and nobody else until it connects or the next pause is over', () => {
    const circuit = opened()
    expect(circuit.waitMs(at + 1_000)).toBe(0)
    expect(circuit.waitMs(at + 1_000)).toBeGreaterThan(0)
    circuit.connected()
    expect(circuit.waitMs(at + 1_000)).toBe(0)
    expect(circuit.waitMs(at + 1_000)).toBe(0)
  })

  it('waits twice as long after each failed probe, and half a minute at most', () => {
    const circuit = opened()
    const pauses: number[] = []
    let now = at
    for (let i = 0; i < 7; i++) {
      const wait = circuit.waitMs(now)
      pauses.push(wait)
      now += wait
      expect(circuit.waitMs(now)).toBe(0)
      circuit.failed(now)
    }
    expect(pauses).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000])
  })

  it('is not kept open by a clock that was set back', () => {
    expect(opened().waitMs(at - 3_600_000)).toBe(0)
  })
})
