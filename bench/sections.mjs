// Each part of the benchmark: measures, says so as it goes, and gives its lines for the page.
import { truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { isOurs, ours, reference, yardstick } from './contenders.mjs'
import { coldLookups, idleMemory, memoryWithIdleCallers, startTimes } from './life.mjs'
import { cores, has } from './machine.mjs'
import { bigFile, bigPath } from './nginx.mjs'
import { hasPostgres, startPostgres } from './postgres.mjs'
import { memory, run } from './process.mjs'
import { say, table } from './report.mjs'
import { inRounds, spread } from './rounds.mjs'
import { createWorld } from './world.mjs'

/** CPU per request, the figure to trust, and its ratio to nginx. */
export async function requests(contenders, { rounds, seconds }) {
  const measured = await inRounds(contenders, {
    reference,
    rounds,
    seconds,
    connections: 64,
    onRound: (name, round, turns) =>
      say(
        `  round ${round}: ${name}: ${turns.map(({ cpuUs, ratio }) => `${cpuUs.toFixed(1)} µs${ratio === null ? '' : ` (${ratio.toFixed(2)} ×)`}`).join(', ')}`,
      ),
  })
  const of = (name, figure) => spread(measured.get(name).map((turn) => turn[figure]))
  // What was measured beside the reference at the same time is compared by that.
  const figure = measured.has(reference) ? 'ratio' : 'cpuUs'
  const least = of(yardstick, figure).median
  const ratios = {}
  const rows = contenders.map(({ name }) => {
    const cpu = of(name, 'cpuUs')
    const ratio = measured.has(reference) ? of(name, 'ratio') : null
    const toLeast = of(name, figure).median / least
    if (isOurs(name))
      ratios[name] = { ...(ratio && { nginx: rounded(ratio.median) }), least: rounded(toLeast) }
    return [
      name,
      `${cpu.median.toFixed(1)} (${between(cpu, 1)})`,
      ratio ? `${ratio.median.toFixed(2)} (${between(ratio, 2)})` : '–',
      toLeast.toFixed(2),
      String(Math.round(of(name, 'rate').median)),
      String(Math.round(of(name, 'memory').median)),
    ]
  })
  const head = [
    'contender',
    'CPU µs/request (least–most)',
    '× nginx (least–most)',
    '× the least',
    'requests/s',
    'MiB at most',
  ]
  return { ratios, fullSpeed: of(yardstick, 'rate').median, lines: table([head, ...rows]) }
}

const rounded = (ratio) => Number(ratio.toFixed(2))

const between = ({ least, most }, digits) => `${least.toFixed(digits)}–${most.toFixed(digits)}`

/** One file of a gibibyte through each proxy. */
export async function download(contenders, world) {
  const file = join(world.folder, bigFile)
  writeFileSync(file, '')
  truncateSync(file, 2 ** 30)
  const [{ key }] = world.callers
  const rows = []
  for (const { name, start } of contenders.filter(({ callers }) => callers !== world.lists.all)) {
    const server = await start()
    const get = ['curl', '-sf', '-o', '/dev/null', '-w', '%{speed_download} %{size_download}']
    const command = [...get, '-H', `Authorization: Bearer ${key}`, `${server.url}${bigPath}`]
    const [speed, size] = (await run(command, { core: cores.load })).split(' ').map(Number)
    if (size !== 2 ** 30) throw new Error(`${name}: ${size} bytes of the file came`)
    const { peak } = memory(server.pid)
    await server.stop()
    say(`  ${name}: ${Math.round(speed / 2 ** 20)} MiB/s, ${Math.round(peak)} MiB at most`)
    rows.push([name, String(Math.round(speed / 2 ** 20)), String(Math.round(peak))])
  }
  return table([['contender', 'MiB/s', 'MiB of memory at most'], ...rows])
}

/** A start, a rest, and ten thousand callers that stay connected. */
export async function life(contenders, world) {
  const start = await startTimes(world, 9)
  const idle = await idleMemory(world)
  const [{ key }] = world.callers
  const rows = [
    ['from the start of the process to the first proxied answer', `${range(start)} ms`],
    ['memory at rest', `${Math.round(idle)} MiB`],
  ]
  for (const contender of contenders.filter(({ name }) => [ours, reference].includes(name))) {
    const { before, after } = await memoryWithIdleCallers(contender, { count: 10_000, key })
    const each = ((after - before) * 1024) / 10_000
    rows.push([
      `${contender.name.split(',')[0]} with 10,000 idle callers`,
      `${Math.round(after)} MiB (${each.toFixed(1)} KiB each)`,
    ])
  }
  for (const [what, figure] of rows) say(`  ${what}: ${figure}`)
  return table([['what', 'figure'], ...rows])
}

/** The same server on a store with a million connections, and on one with ten thousand. */
export async function million({ node, keep }) {
  if (!hasPostgres()) return null
  const sizes = [
    { connections: 10_000, keys: 500 },
    { connections: 1_000_000, keys: 50_000 },
  ]
  const rows = []
  for (const { connections, keys } of sizes) {
    const name = connections.toLocaleString('en')
    const world = await createWorld({
      node,
      keep: keep && join(keep, `postgres-${connections}`),
      keys,
      connections,
      settingsIn: async (folder) => {
        const server = await startPostgres(folder)
        return { settings: { DATABASE_URL: server.url }, stop: server.stop }
      },
    })
    const start = await startTimes(world, 5)
    const idle = await idleMemory(world)
    const { cold, again, quickKeys, quickConnections } = await coldLookups(world, 6_000)
    await world.stop()
    say(
      `  ${name}: start ${range(start)} ms, rest ${Math.round(idle)} MiB, cold p99 ${cold.p99.toFixed(1)} ms`,
    )
    rows.push([
      name,
      range(start),
      String(Math.round(idle)),
      percent(quickKeys),
      percent(quickConnections),
      ...[cold.p50, cold.p99, again.p50, again.p99].map((ms) => ms.toFixed(2)),
    ])
  }
  const head = [
    'connections in PostgreSQL',
    'start ms',
    'MiB at rest',
    'look-ups of keys under 5 ms',
    'of connections',
    'cold call p50 ms',
    'p99 ms',
    'the same call again p50 ms',
    'p99 ms',
  ]
  return table([head, ...rows])
}

const percent = (share) => (share === null ? '–' : `${(share * 100).toFixed(1)} %`)

export const hasCurl = () => has('curl')

const range = ({ median: middle, least, most }) =>
  `${Math.round(middle)} (${Math.round(least)}–${Math.round(most)})`
