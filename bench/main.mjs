// npm run bench -- --help
import { parseArgs } from 'node:util'
import { describeLacks, describeMachine, has } from './machine.mjs'
import { startNginxProxy } from './nginx.mjs'
import { setPriority } from './process.mjs'
import { startOurs } from './ours.mjs'
import { inRounds, spread } from './rounds.mjs'
import { createWorld } from './world.mjs'

const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    rounds: { type: 'string' },
    seconds: { type: 'string' },
    nice: { type: 'string' },
    keep: { type: 'string' },
    profile: { type: 'string' },
    node: { type: 'string', default: process.execPath },
    help: { type: 'boolean', default: false },
  },
})

const usage = `npm run bench -- [options]
  --quick       nginx and this gateway only, short rounds
  --rounds N    how often each contender is measured (default 5; 3 when quick)
  --seconds N   how long a round lasts (default 5; 3 when quick)
  --nice N      priority of all that is started; below 0 needs root
  --keep DIR    fill the store there once, and use it again next time
  --profile DIR write a CPU profile of every round of this gateway there
  --node FILE   another Node to run the contenders with
The figure to trust is CPU per request: it hardly depends on what else the machine does. Rates and times do.`

if (options.help) {
  console.log(usage)
  process.exit(0)
}

if (options.nice) setPriority(Number(options.nice))
for (const line of describeMachine(options.node)) console.log(line)
for (const line of describeLacks()) console.log(`\n*** ${line}`)
const world = await createWorld({ ...options, keys: 2_000, connections: 100_000 })
const contenders = [
  ...(has('nginx')
    ? [{ name: 'nginx', callers: world.lists.few, start: () => startNginxProxy(world) }]
    : []),
  { name: 'valetkey, 16 keys', callers: world.lists.few, start: () => startOurs(world) },
  { name: 'valetkey, 2,000 keys', callers: world.lists.many, start: () => startOurs(world) },
]
const measured = await inRounds(contenders, {
  rounds: Number(options.rounds ?? (options.quick ? 3 : 5)),
  seconds: Number(options.seconds ?? (options.quick ? 3 : 5)),
  connections: 64,
  onRound: (name, round, { cpuUs, rate }) => {
    console.log(`  round ${round}: ${name}: ${cpuUs.toFixed(1)} µs, ${Math.round(rate)}/s`)
  },
})
const reference = measured.has('nginx')
  ? spread(measured.get('nginx').map(({ cpuUs }) => cpuUs)).median
  : null
console.log('\nCPU µs/request (least–most) | × nginx | requests/s | MiB at most')
for (const [name, rounds] of measured) {
  const cpu = spread(rounds.map(({ cpuUs }) => cpuUs))
  const ratio = reference === null ? '–' : (cpu.median / reference).toFixed(2)
  const rate = spread(rounds.map(({ rate }) => rate)).median
  const mib = spread(rounds.map(({ memory }) => memory)).median
  console.log(
    `${name}: ${cpu.median.toFixed(1)} (${cpu.least.toFixed(1)}–${cpu.most.toFixed(1)}) | ${ratio} | ${Math.round(rate)} | ${Math.round(mib)}`,
  )
}
await world.upstream.stop()
