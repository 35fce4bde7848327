import { parseArgs } from 'node:util'
import { scenarios } from './scenarios.ts'
import type { EngineName } from './stage.ts'

export interface Options {
  readonly seed: number
  /** Names of scenarios, or their beginnings; empty: all of them. */
  readonly only: readonly string[]
  readonly engines: readonly EngineName[]
  readonly quick: boolean
  /** Breaks the endpoint's own promise, to see the drill fail. */
  readonly sabotage: boolean
}

export const usage = `npm run drill -- [--seed N] [--only NAME[,NAME]] [--engine sqlite|postgres] [--quick] [--sabotage]`

/** Throws a sentence for what makes no sense. */
export function readOptions(args: readonly string[], freshSeed: number): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seed: { type: 'string' },
      only: { type: 'string' },
      engine: { type: 'string' },
      quick: { type: 'boolean', default: false },
      sabotage: { type: 'boolean', default: false },
    },
  })
  const { seed = String(freshSeed), only = '', engine, quick, sabotage } = values
  if (!/^\d{1,9}$/.test(seed)) throw new Error('--seed takes a number of up to nine digits.')
  const beginnings = only.split(',').filter((name) => name !== '')
  const unknown = beginnings.filter((it) => !scenarios.some(({ name }) => name.startsWith(it)))
  if (unknown.length > 0) {
    const names = scenarios.map(({ name }) => name).join(', ')
    throw new Error(`No scenario is called ${unknown.join(', ')}. There are ${names}.`)
  }
  return {
    seed: Number(seed),
    only: beginnings,
    engines: enginesOf(engine),
    quick,
    sabotage,
  }
}

function enginesOf(name: string | undefined): readonly EngineName[] {
  if (name === undefined) return ['sqlite', 'postgres']
  if (name === 'sqlite' || name === 'postgres') return [name]
  throw new Error('--engine takes sqlite or postgres.')
}
