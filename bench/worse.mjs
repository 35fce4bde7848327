// The regression check: ratios only, never times.

/** How much worse a ratio may be than the saved one: less than that, it changes by itself. */
export const tolerated = 1.15

/**
 * What is worse than it was saved, of `{ name: { nginx: 2.5, least: 0.9 } }`. The same machine runs two programs at another ratio from one
 * hour to the next, so only what got worse against everything it is compared with is worse.
 */
export function worse(ratios, saved) {
  return Object.keys(ratios).filter((name) => {
    const before = saved?.[name] ?? {}
    const against = Object.keys(ratios[name]).filter((other) => before[other] !== undefined)
    const isWorse = (other) => ratios[name][other] > before[other] * tolerated
    return against.length > 0 && against.every(isWorse)
  })
}
