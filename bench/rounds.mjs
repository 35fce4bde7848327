// Each contender takes turns with the reference, some seconds each: what else the machine does changes within a minute, and falls on both alike.
import { setTimeout as sleep } from 'node:timers/promises'
import { asFastAsItGoes } from './load.mjs'
import { cpuNs, memory } from './process.mjs'

const turnSeconds = 2
/** What a turn leaves behind is done within this time: Valetkey writes its audit twice a second. */
const afterworkMs = 700
const idleMs = 200
/** Until the compiler has done its work. */
export const warmUpSeconds = 8

/**
 * Measures every contender once per round, for so many seconds. A contender is `{ name, callers, start() }`. Returns the turns of each
 * by its name; `ratio` is the CPU of a request against the reference's in the same turn, null where there is no reference.
 */
export async function inRounds(contenders, { reference, rounds, seconds, connections, onRound }) {
  const measured = new Map(contenders.map(({ name }) => [name, []]))
  const base = contenders.find(({ name }) => name === reference)
  const standing = base && (await open(base, connections))
  try {
    for (let round = 1; round <= rounds; round++) {
      for (const contender of contenders) {
        if (contender === base) continue
        const pairs = await inTurns(await open(contender, connections), standing, seconds)
        const turns = pairs.map(({ own, other }) => ({
          ...own,
          ratio: other ? own.cpuUs / other.cpuUs : null,
        }))
        measured.get(contender.name).push(...turns)
        if (base)
          measured.get(base.name).push(...pairs.map(({ other }) => ({ ...other, ratio: 1 })))
        onRound?.(contender.name, round, turns)
      }
    }
  } finally {
    await standing?.stop()
  }
  return measured
}

/** What a server and the standing one, if there is one, took in each pair of turns. */
async function inTurns(server, standing, seconds) {
  const pairs = []
  try {
    for (let left = seconds; left > 0; left -= turnSeconds) {
      const own = await turnOf(server)
      pairs.push({ own, other: standing ? await turnOf(standing) : null })
    }
  } finally {
    await server.stop()
  }
  return pairs
}

/** A contender that is warm and has come to rest. */
async function open({ name, callers, start }, connections) {
  const server = await start()
  const { url, pid, stop } = server
  const order = { url, callers, connections }
  const atFirst = await idleCpu(pid)
  await asFastAsItGoes({ ...order, seconds: warmUpSeconds })
  return { name, pid, stop, order, asked: 0, restless: Math.min(atFirst, await idleCpu(pid)) }
}

/** Goes on in the list of callers where its last turn ended. */
async function turnOf(server) {
  const { name, pid, order, restless } = server
  const before = cpuNs(pid)
  const startedAt = performance.now()
  const load = await asFastAsItGoes({ ...order, seconds: turnSeconds, from: server.asked })
  if (load.failed > 0) throw new Error(`${name}: ${load.failed} requests failed`)
  await sleep(afterworkMs)
  const seconds = (performance.now() - startedAt) / 1_000
  server.asked += load.requests
  return {
    rate: load.requests / load.seconds,
    cpuUs: (cpuNs(pid) - before - restless * seconds) / 1_000 / load.requests,
    memory: memory(pid).peak,
  }
}

/** Nanoseconds per second that it takes without any request. The least of some moments: it may still be at work on its start, or on what the warm-up left. */
async function idleCpu(pid) {
  const moments = []
  for (let count = 0; count < 4; count++) {
    const before = cpuNs(pid)
    await sleep(idleMs)
    moments.push((cpuNs(pid) - before) / (idleMs / 1_000))
  }
  return Math.min(...moments)
}

export function median(values) {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}

/** The median and how far the measurements were apart. */
export function spread(values) {
  return { median: median(values), least: Math.min(...values), most: Math.max(...values) }
}
