// npm run bench -- --help
import { loadavg } from 'node:os'
import { parseArgs } from 'node:util'
import { contendersIn, describeMissing } from './contenders.mjs'
import { latencies, moderateRate, moderateShare } from './latency.mjs'
import { describeLacks, describeMachine } from './machine.mjs'
import { environment } from './ours.mjs'
import { savedRatios, savePage } from './page.mjs'
import { setPriority } from './process.mjs'
import { say } from './report.mjs'
import { download, hasCurl, life, million, requests } from './sections.mjs'
import { markUsed } from './seed.mjs'
import { describeStalls } from './stalls.mjs'
import { createWorld } from './world.mjs'
import { worse } from './worse.mjs'

const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    check: { type: 'boolean', default: false },
    save: { type: 'boolean', default: false },
    million: { type: 'boolean', default: false },
    rounds: { type: 'string', default: '3' },
    seconds: { type: 'string' },
    rate: { type: 'string', default: '12000' },
    nice: { type: 'string' },
    keep: { type: 'string' },
    profile: { type: 'string' },
    node: { type: 'string', default: process.execPath },
    help: { type: 'boolean', default: false },
  },
})

const usage = `npm run bench -- [options]
  --quick       requests through nginx, the yardstick and this gateway only, short rounds
  --check       the same, and exit 1 when a ratio to nginx and the one to the yardstick are over 15 % worse than saved
  --save        everything, written to docs/benchmarks.md
  --million     also on PostgreSQL with a million connections, which takes minutes to fill
  --rounds N    how often each contender is started and measured (default 3)
  --seconds N   how long each time, in turns with nginx (default 10; 6 when quick)
  --rate N      requests a second for the first table of latencies (default 12000)
  --nice N      priority of all that is started; below 0 needs root
  --keep DIR    fill the stores there once, and use them again next time
  --profile DIR write a CPU profile of every round of this gateway there
  --node FILE   another Node to run the contenders with
The figures to trust are the ratios of CPU per request. Rates and times depend on what else the machine does.`

async function everything() {
  const load = loadavg()[0]
  const machine = describeMachine(options.node)
  machine.forEach(say)
  for (const lack of [...describeLacks(), ...describeMissing()]) say(`\n*** ${lack}`)
  const quick = options.quick || options.check
  const world = await createWorld({ ...options, keys: 2_000, connections: 100_000 })
  await markUsed(environment(world))
  const contenders = contendersIn(world, { quick })
  const rounds = Number(options.rounds)
  const seconds = Number(options.seconds ?? (quick ? 6 : 10))

  const { ratios, fullSpeed, lines } = await requests(contenders, { rounds, seconds })
  lines.forEach(say)
  if (options.check) process.exitCode = compare(ratios)
  const sections = quick ? [] : await rest(contenders, { world, rounds, fullSpeed })
  await world.stop()
  if (!quick && options.million) sections.push(await large())
  for (const section of sections)
    say(`\n${section.title}\n${(section.lines ?? ['not measured']).join('\n')}`)
  const first = { title: 'Requests', note: 'As fast as each answers.', lines }
  if (options.save) savePage({ machine, load, ratios, sections: [first, ...sections] })
}

async function rest(contenders, { world, rounds, fullSpeed }) {
  const rates = [Number(options.rate), moderateRate(fullSpeed)]
  const stalls = await describeStalls(options.node)
  say(`  ${stalls}`)
  const [asked, moderate] = await world.withoutUpstream(() =>
    latencies(contenders, { world, rates, rounds }),
  )
  return [
    {
      title: `Latency at ${rates[0].toLocaleString('en')} requests a second`,
      note: `Counted from the moment a request was due. A dash: fewer were answered, so the proxy could not keep up on this machine. ${stalls}`,
      lines: asked,
    },
    {
      title: `Latency at ${rates[1].toLocaleString('en')} requests a second`,
      note: `The least is asked for ${moderateShare * 100} % of what it answers when nothing holds it back. That is what 12,000 a second were to it where the budget comes from, see [record 30](decisions/0030-counted-beside-the-least.md), so a slow machine is asked for no more than it can do.`,
      lines: moderate,
    },
    {
      title: 'A download of 1 GiB',
      note: 'One caller, one file.',
      lines: hasCurl() ? await download(contenders, world) : null,
    },
    {
      title: 'Start and rest',
      note: 'With the SQLite store above.',
      lines: await life(contenders, world),
    },
  ]
}

async function large() {
  return {
    title: 'A million connections',
    note: 'Start and memory must not depend on how many there are. A cold call is one whose key, connection and tokens come from the database; how long it waited for these the server counts itself (`valetkey_store_lookup_duration_seconds`). A dash: all were in memory.',
    lines: await million(options),
  }
}

/** Says how it stands with each, and returns the exit code. */
function compare(ratios) {
  const saved = savedRatios()
  const names = worse(ratios, saved)
  for (const [name, each] of Object.entries(ratios)) {
    const now = Object.entries(each).map(
      ([other, ratio]) => `${ratio} × ${other} (saved ${saved?.[name]?.[other] ?? 'nothing'})`,
    )
    say(`${names.includes(name) ? 'worse' : 'fine'}: ${name} is ${now.join(', ')}`)
  }
  return names.length > 0 ? 1 : 0
}

if (options.help) say(usage)
else {
  if (options.nice) setPriority(Number(options.nice))
  await everything()
}
