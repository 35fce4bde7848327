/**
 * A clock that is read once for all that is done without a pause: whoever asks meanwhile hears the same time. It is late by as much as
 * that takes, so it is for what happens many times in a row and counts in milliseconds, and not for leases.
 */
export function turnClock(read: () => number): () => number {
  let at: number | null = null
  const forget = (): void => {
    at = null
  }
  return () => {
    if (at === null) {
      at = read()
      process.nextTick(forget)
    }
    return at
  }
}
