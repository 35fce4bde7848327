import { expect, it } from 'vitest'
import { applySecurityFloor, type Security, type SecurityLocks } from './security-floor.ts'

const NOTHING: Security = { passcode: '', waitingRoom: false, authentication: false }

function floor(wish: Partial<Security>, locks: SecurityLocks = {}): Security {
  return applySecurityFloor({ ...NOTHING, ...wish }, locks, () => 'made')
}

it('leaves a meeting alone that has one kind of protection', () => {
  for (const wish of [{ passcode: 'x' }, { waitingRoom: true }, { authentication: true }]) {
    expect(floor(wish)).toEqual({ ...NOTHING, ...wish })
  }
})

it('turns the waiting room on when nothing is', () => {
  expect(floor({})).toEqual({ ...NOTHING, waitingRoom: true })
})

it('makes a passcode when the waiting room is locked off', () => {
  expect(floor({ waitingRoom: true }, { waitingRoom: 'off' })).toEqual({
    ...NOTHING,
    passcode: 'made',
  })
})

it('asks for authentication when both others are locked off', () => {
  expect(floor({ passcode: 'x' }, { waitingRoom: 'off', passcode: 'off' })).toEqual({
    ...NOTHING,
    authentication: true,
  })
})

it('obeys what is locked on', () => {
  expect(floor({ authentication: true }, { passcode: 'on', waitingRoom: 'on' })).toEqual({
    passcode: 'made',
    waitingRoom: true,
    authentication: true,
  })
  expect(floor({ passcode: 'mine' }, { passcode: 'on' }).passcode).toBe('mine')
})
