const pausesMs = [1, 15, 2 * 60, 8 * 60, 20 * 60].map((seconds) => seconds * 1_000)
export const longestPauseMs = 30 * 60_000

/**
 * How long the token endpoint is left alone after so many failed calls in a row for one connection: a hiccup costs a second, an
 * outage about as long again as it lasted, and no hour sees more than six calls. It may ask for more itself, up to the longest pause.
 */
export const pauseAfter = (failures: number, askedForMs = 0): number =>
  Math.max(
    pausesMs[Math.max(failures, 1) - 1] ?? longestPauseMs,
    Math.min(askedForMs, longestPauseMs),
  )
