export interface Durations {
  /** Longer than a stalled event loop, short enough that a dead holder is followed within seconds. A live holder renews it. */
  readonly leaseMs: number
  readonly pollMs: number
  /** How long a caller waits for a refresh before it gives up. */
  readonly waitMs: number
  /** How long the former holder of a lease has to store an answer that it may still carry. */
  readonly graceMs: number
  /** How long a pair that is safe on disk is offered to a database that does not take it. The next upkeep offers it again. */
  readonly commitForMs: number
  /** The same, from when the server is told to stop: its disk may not be there at the next start. */
  readonly leaveAfterMs: number
  /** After this long a pair that is still being stored is made safe on disk against a power cut as well. */
  readonly spoolAfterMs: number
}

const usual: Durations = {
  leaseMs: 15_000,
  pollMs: 100,
  waitMs: 70_000,
  graceMs: 3_000,
  commitForMs: 10 * 60_000,
  leaveAfterMs: 20_000,
  spoolAfterMs: 50,
}

export const durationsOf = ({
  durations,
}: {
  readonly durations?: Partial<Durations>
}): Durations => ({ ...usual, ...durations })
