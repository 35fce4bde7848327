/** What happens in the lanes of one kind. Plain numbers, for whoever watches. */
export class Tally {
  /** Requests that wait now. */
  waiting = 0
  /** Those that waited and went, and for how long in all. */
  waited = 0
  waitedMs = 0
  /** Those that were turned away here. */
  refused = 0
  /** Those that the vendor turned away nevertheless. */
  refusedUpstream = 0
}
