import { describe, expect, it } from 'vitest'
import { mayMove, statesBefore, type ConnectionStatus } from './connection.ts'

const all: ConnectionStatus[] = ['PENDING', 'ACTIVE', 'FAILED']

describe('the states of a connection', () => {
  it('never lead back to PENDING', () => {
    for (const from of all) expect(mayMove(from, 'PENDING')).toBe(false)
    expect(statesBefore('PENDING')).toEqual([])
  })

  it('all lead to ACTIVE: reconnecting keeps the connection', () => {
    expect(statesBefore('ACTIVE')).toEqual(all)
  })

  it('all lead to FAILED', () => {
    expect(statesBefore('FAILED')).toEqual(all)
  })
})
