/** Numbers that look random and come again with the same seed. */
export interface Random {
  /** From 0 up to, and never, 1. */
  readonly next: () => number
  /** A whole number from `least` up to and with `most`. */
  readonly whole: (least: number, most: number) => number
  readonly pick: <T>(list: readonly [T, ...T[]]) => T
  /** Another stream, so that what one scenario draws does not move the next one. */
  readonly fork: (name: string) => Random
}

/** Mulberry32: small, and good enough to choose moments with. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000
  }
  const whole = (least: number, most: number): number =>
    least + Math.floor(next() * (most - least + 1))
  return {
    next,
    whole,
    pick: (list) => list[whole(0, list.length - 1)] ?? list[0],
    fork: (name) => createRandom(hashed(`${seed} ${name}`)),
  }
}

function hashed(text: string): number {
  let hash = 0x811c9dc5
  for (const character of text) hash = Math.imul(hash ^ character.charCodeAt(0), 0x01000193)
  return hash >>> 0
}
