import { createHash, randomInt } from 'node:crypto'

/** A number in [0, 1). */
export type Random = () => number

/** mulberry32: small, fast and the same everywhere. One per purpose, so that rooms do not disturb each other. */
export function seeded(seed: string): Random {
  let state = createHash('sha256').update(seed).digest().readUInt32LE(0)
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

/**
 * For what is created while running. Not seeded: after a restart the same numbers would come again,
 * and an id that a caller kept would name another thing.
 */
export function unseeded(): number {
  return randomInt(281474976710655) / 281474976710655
}

export function below(random: Random, limit: number): number {
  return Math.min(limit - 1, Math.floor(random() * limit))
}

export function pick<T>(random: Random, choices: readonly [T, ...T[]]): T {
  return choices[below(random, choices.length)] ?? choices[0]
}

/** Four bytes per draw: a fresh world draws some ten thousand of them. */
export function bytes(random: Random, count: number): Buffer {
  const drawn = Buffer.alloc(Math.ceil(count / 4) * 4)
  for (let at = 0; at < count; at += 4) drawn.writeUInt32LE(Math.floor(random() * 4294967296), at)
  return drawn.subarray(0, count)
}
