import { Dice } from './dice.ts'

/** One thing that touches bytes from outside, and an independent reading of what it must do with them. */
export interface Target<Input> {
  readonly name: string
  /** How many of a hundred cases are its own, about. Slow ones get fewer. */
  readonly share: number
  /** Something that JSON can hold, so that a finding can be kept. */
  readonly make: (dice: Dice) => Input
  /** Throws when the subject did something else than the independent reading says. */
  readonly check: (input: Input) => void | Promise<void>
}

export interface Finding {
  readonly input: unknown
  readonly message: string
}

/** The first input that shows a difference, or null. */
export async function hunt<Input>(
  { make, check }: Target<Input>,
  { cases, seed }: { cases: number; seed: number },
): Promise<Finding | null> {
  for (let stream = 0; stream < cases; stream++) {
    const found = await examine(check, make(new Dice(seed, stream)))
    if (found) return found
  }
  return null
}

async function examine<Input>(
  check: Target<Input>['check'],
  input: Input,
): Promise<Finding | null> {
  try {
    const pending = check(input)
    // Nearly all checks are synchronous, and a million of turns of the event loop take long.
    if (pending) await pending
    return null
  } catch (error) {
    return { input, message: error instanceof Error ? error.message : String(error) }
  }
}

/** Says in the finding what was expected, where an assertion library would be the slowest part of the hunt. */
export function must(condition: boolean, message: () => string): asserts condition {
  if (!condition) throw new Error(message())
}

export function same(actual: unknown, expected: unknown): void {
  const [is, should] = [JSON.stringify(actual), JSON.stringify(expected)]
  must(is === should, () => `${is} instead of ${should}`)
}
