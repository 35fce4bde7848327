/** Counters for tests and for the curious; named as they leave the control surface. */
export type Stats = {
  token_requests: number
  /** Refreshes that rotated a token, also when their answer was dropped by a fault. */
  refreshes: number
  invalid_grants: number
  api_requests: number
}

export function createStats(): Stats {
  return { token_requests: 0, refreshes: 0, invalid_grants: 0, api_requests: 0 }
}

export function clearStats(stats: Stats): void {
  Object.assign(stats, createStats())
}
