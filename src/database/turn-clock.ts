/**
 * A clock that is read once in a turn of the event loop: whoever asks within the turn hears the same time. It is late by as much as a
 * turn takes, so it is for what happens many times in one turn and counts in milliseconds, and not for leases.
 */
export function turnClock(read: () => number): () => number {
  let at: number | null = null
  const forget = (): void => {
    at = null
  }
  return () => {
    if (at === null) {
      at = read()
      setImmediate(forget)
    }
    return at
  }
}
