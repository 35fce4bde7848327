// Latencies at fixed rates: at the one that was asked for, and at one that asks no more of a slow machine than of a fast one.
import { basename } from 'node:path'
import { isOurs, reference, yardstick } from './contenders.mjs'
import { openLoop } from './load.mjs'
import { environment } from './ours.mjs'
import { say, table } from './report.mjs'
import { median, warmUpSeconds } from './rounds.mjs'
import { markUsed } from './seed.mjs'

const shares = ['p50', 'p90', 'p99', 'p999']
const turnsInRound = 4
const turnSeconds = 4
/** The client is a new program in each turn, and has to be compiled again. */
const uncountedSeconds = 1

/**
 * The budget of latencies is one at 12,000 requests a second, on a machine where the least took 31.6 µs for each at full speed: it was
 * asked for 38 % of what it could do. Near all of that a latency is mostly the queue, on whatever machine.
 */
export const moderateShare = 0.38

/** Requests a second, from those that the least answers when nothing holds it back. */
export const moderateRate = (fullSpeed) => Math.round((fullSpeed * moderateShare) / 100) * 100

/**
 * Some tables of latencies, one for each rate. All contenders stand beside each other and take turns, because a machine changes within
 * minutes: what they are compared by are medians of many short turns.
 */
export async function latencies(contenders, { world, rates, rounds }) {
  const standing = []
  try {
    for (const contender of contenders.filter(({ callers }) => callers !== world.lists.all))
      standing.push(await open(contender, world))
    const tables = []
    for (const rate of rates) tables.push(await atRate(standing, rate, rounds * turnsInRound))
    return tables
  } finally {
    for (const { stop } of standing) await stop()
  }
}

async function open({ name, callers, start }, world) {
  const { url, stop } = await start(isOurs(name) ? await storeOfItsOwn(world, callers) : world)
  const order = { url, callers, connections: 64, upstreamPort: world.upstream.port }
  await openLoop({ ...order, rate: 0, seconds: warmUpSeconds })
  return { name, stop, order }
}

async function storeOfItsOwn(world, callers) {
  const own = world.withStoreOfItsOwn(`of-${basename(callers, '.callers')}`)
  await markUsed(environment(own))
  return own
}

async function atRate(standing, rate, turns) {
  const figures = new Map(standing.map(({ name }) => [name, []]))
  for (let turn = 1; turn <= turns; turn++) {
    for (const { name, order } of standing) {
      const got = await openLoop({
        ...order,
        rate,
        seconds: turnSeconds,
        uncounted: uncountedSeconds,
      })
      figures.get(name).push(got)
      say(`  ${rate}/s, turn ${turn}: ${name}: ${millis(got.p50)} / ${millis(got.p99)} ms`)
    }
  }
  const medians = new Map([...figures].map(([name, each]) => [name, mediansOf(each, rate)]))
  const compared = [reference, yardstick].filter((name) => medians.has(name))
  const rows = [...medians].map(([name, own]) => [
    name,
    ...shares.map((share) => millis(own[share])),
    ...compared.map((other) => against(own, medians.get(other))),
    String(Math.round(own.answered)),
  ])
  const heads = compared.map((name) => `p50; p99 × ${name === reference ? name : 'the least'}`)
  const head = ['contender', 'p50 ms', 'p90 ms', 'p99 ms', 'p99.9 ms', ...heads, 'answered/s']
  return table([head, ...rows])
}

/** Past its limit a queue grows for as long as one measures: such a latency says nothing. */
function mediansOf(turns, rate) {
  const answered = median(
    turns.map(({ requests, failed, seconds }) => (requests - failed) / seconds),
  )
  if (answered < rate * 0.98) return { answered }
  const each = shares.map((share) => [share, median(turns.map((turn) => turn[share]))])
  return { answered, ...Object.fromEntries(each) }
}

/** How many times the other's p50 and p99 the own ones are. */
function against(own, other) {
  if (!own.p50 || !other.p50) return '–'
  return ['p50', 'p99'].map((share) => (own[share] / other[share]).toFixed(2)).join('; ')
}

const millis = (ms) => ms?.toFixed(2) ?? '–'
