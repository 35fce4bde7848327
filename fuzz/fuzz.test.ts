import { describe, expect, it } from 'vitest'
import { targets } from './all.ts'
import { hunt } from './hunt.ts'
import { keepSeed, seedsOf } from './seeds.ts'

const wanted = Number(process.env['FUZZ_CASES'] ?? 20_000)
/** The suite always throws the same, so that it fails for a change and not for luck. `npm run fuzz` throws something new. */
const seed = Number(process.env['FUZZ_SEED'] ?? 1)
const isHunt = process.env['FUZZ_CASES'] !== undefined
const shares = targets.reduce((sum, { share }) => sum + share, 0)

describe.each(targets.map((target) => [target.name, target] as const))('%s', (_, target) => {
  const cases = Math.ceil((wanted * target.share) / shares)

  it('does with kept inputs what the independent reading says', async () => {
    for (const input of seedsOf(target.name)) await target.check(input)
  })

  it(`does so with ${cases} random inputs`, async () => {
    const startedAt = performance.now()
    const found = await hunt(target, { cases, seed })
    if (isHunt) {
      const took = ((performance.now() - startedAt) / 1_000).toFixed(1)
      console.log(`${target.name}: ${cases} cases in ${took} s, seed ${seed}`)
      if (found) keepSeed(target.name, found.input)
    }
    expect(found).toBeNull()
  })
})
