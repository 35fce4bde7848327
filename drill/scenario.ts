import { setTimeout as sleep } from 'node:timers/promises'
import type { EngineName, Stage } from './stage.ts'

/** One line of the drill matrix. It breaks things; `judge` looks at what is left. */
export interface Scenario {
  readonly name: string
  /** What is done, for the reader of the table. */
  readonly title: string
  readonly engines: readonly EngineName[]
  /** Part of `--quick`. */
  readonly quick: boolean
  /** Plays without processes, with the real rooms and the real store. */
  readonly inProcess?: true
  /**
   * Used-up tokens may be presented again: the holder of the only pair was out of reach for longer than anybody can wait, or
   * the endpoint lost its own answer. Everywhere else that is a broken promise.
   */
  readonly mayReuse?: true
  /** Throws when something did not go as it has to, beyond what is judged everywhere. */
  readonly run: (stage: Stage) => Promise<void>
}

export const bothEngines: readonly EngineName[] = ['sqlite', 'postgres']

/** The one that is at this place. A list that is shorter is a mistake of the drill itself. */
export function at<T>(list: readonly T[], place: number): T {
  const found = list[place % list.length]
  if (found === undefined) throw new Error('the list is empty')
  return found
}

/** Looks again and again until it is so. */
export async function until(
  reached: () => boolean | Promise<boolean>,
  withinMs: number,
): Promise<void> {
  const giveUpAt = Date.now() + withinMs
  while (!(await reached())) {
    if (Date.now() > giveUpAt) return
    await sleep(50)
  }
}

/** Throws with a sentence about what was seen, so that the table can say it. */
export function must(holds: boolean, otherwise: string): asserts holds {
  if (!holds) throw new Error(otherwise)
}
