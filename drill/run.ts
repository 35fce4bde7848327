import type { Options } from './options.ts'
import { judge, type Verdict } from './judge.ts'
import { startCluster, type PostgresCluster } from './postgres-cluster.ts'
import { createRandom } from './random.ts'
import type { Scenario } from './scenario.ts'
import { scenarios } from './scenarios.ts'
import { openStage, type EngineName } from './stage.ts'
import { table, type Line } from './table.ts'

type Print = (line: string) => void

/** Plays the chosen scenarios one after the other. True when every promise held. */
export async function run(options: Options, print: Print): Promise<boolean> {
  const chosen = scenarios.filter((scenario) => isChosen(scenario, options))
  print(`seed ${options.seed}`)
  const cluster = options.engines.includes('postgres') ? await startCluster() : null
  const lines: Line[] = []
  try {
    for (const scenario of chosen) {
      for (const engine of scenario.engines.filter((it) => options.engines.includes(it))) {
        lines.push(await play(scenario, { options, engine, cluster, print }))
      }
    }
  } finally {
    await cluster?.remove()
  }
  print(`\n${table(lines)}\n`)
  const broken = lines.filter(({ verdict }) => verdict.broken.length > 0)
  for (const { scenario, engine, verdict } of broken) {
    for (const sentence of verdict.broken) print(`BROKEN ${scenario} (${engine}): ${sentence}`)
  }
  print(
    broken.length === 0
      ? `Every promise held. Replay: npm run drill -- --seed ${options.seed}`
      : `Replay: npm run drill -- --seed ${options.seed} --only ${broken.map(({ scenario }) => scenario).join(',')}`,
  )
  return broken.length === 0
}

function isChosen({ name, quick }: Scenario, { only, ...options }: Options): boolean {
  if (only.length > 0) return only.some((beginning) => name.startsWith(beginning))
  return quick || !options.quick
}

interface Play {
  readonly options: Options
  readonly engine: EngineName
  readonly cluster: PostgresCluster | null
  readonly print: Print
}

async function play(scenario: Scenario, { options, engine, cluster, print }: Play): Promise<Line> {
  const startedAt = performance.now()
  const random = createRandom(options.seed).fork(`${scenario.name} ${engine}`)
  const stage = await openStage({ engine, random, quick: options.quick, cluster })
  if (options.sabotage) stage.zoom.sabotage()
  try {
    const complaint = await scenario.run(stage).then(() => null, sentenceOf)
    const verdict = await judge(stage, scenario)
    const seconds = (performance.now() - startedAt) / 1_000
    for (const note of [scenario.title, ...stage.notes, codesOf(stage.calls.codes)]) {
      if (note !== '') print(`  ${scenario.name} (${engine}): ${note}`)
    }
    const whole: Verdict =
      complaint === null ? verdict : { ...verdict, broken: [...verdict.broken, complaint] }
    const name = scenario.inProcess ? `${scenario.name} (in process)` : scenario.name
    return { scenario: name, engine, verdict: whole, seconds }
  } finally {
    await stage.close()
  }
}

const sentenceOf = (error: unknown): string =>
  error instanceof Error ? error.message : 'the scenario failed'

const codesOf = (codes: ReadonlyMap<string, number>): string =>
  [...codes].map(([code, times]) => `${times} calls got ${code}`).join(', ')
