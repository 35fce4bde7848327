/** A setting that the account fixed, or left to the host. */
export type Lock = 'on' | 'off' | undefined

export type Security = {
  /** Empty: no passcode. */
  readonly passcode: string
  readonly waitingRoom: boolean
  readonly authentication: boolean
}

export type SecurityLocks = {
  readonly passcode?: Lock
  readonly waitingRoom?: Lock
  readonly authentication?: Lock
}

/**
 * A meeting has at least one of passcode, waiting room and authentication. When all would be off, Zoom turns one
 * on: the waiting room, or a passcode where the waiting room is locked off, or authentication where both are.
 */
export function applySecurityFloor(
  wish: Security,
  locks: SecurityLocks,
  newPasscode: () => string,
): Security {
  const locked: Security = {
    passcode: lockedPasscode(wish.passcode, locks.passcode, newPasscode),
    waitingRoom: locks.waitingRoom === undefined ? wish.waitingRoom : locks.waitingRoom === 'on',
    authentication:
      locks.authentication === undefined ? wish.authentication : locks.authentication === 'on',
  }
  if (locked.passcode !== '' || locked.waitingRoom || locked.authentication) return locked
  if (locks.waitingRoom !== 'off') return { ...locked, waitingRoom: true }
  if (locks.passcode !== 'off') return { ...locked, passcode: newPasscode() }
  return { ...locked, authentication: true }
}

function lockedPasscode(wish: string, lock: Lock, newPasscode: () => string): string {
  if (lock === 'off') return ''
  return lock === 'on' && wish === '' ? newPasscode() : wish
}
