// Contenders take turns, so that whatever else the machine does falls on all of them alike; each figure is a median of rounds.
import { setTimeout as sleep } from 'node:timers/promises'
import { asFastAsItGoes } from './load.mjs'
import { cpuNs, memory } from './process.mjs'

const idleMs = 200
/** Until the compiler has done its work. */
export const warmUpSeconds = 8

/** Measures every contender once per round. A contender is `{ name, callers, start() }`. */
export async function inRounds(contenders, { rounds, seconds, connections, onRound }) {
  const measured = new Map(contenders.map(({ name }) => [name, []]))
  for (let round = 1; round <= rounds; round++) {
    for (const contender of contenders) {
      const figures = await once(contender, { seconds, connections })
      measured.get(contender.name).push(figures)
      onRound?.(contender.name, round, figures)
    }
  }
  return measured
}

async function once(contender, { seconds, connections }) {
  const server = await contender.start()
  try {
    const { url, pid } = server
    const { callers } = contender
    const atFirst = await idleCpu(pid)
    await asFastAsItGoes({ url, callers, seconds: warmUpSeconds, connections })
    const restless = Math.min(atFirst, await idleCpu(pid))
    const before = cpuNs(pid)
    const load = await asFastAsItGoes({ url, callers, seconds, connections })
    const busyNs = cpuNs(pid) - before - restless * load.seconds
    if (load.failed > 0) throw new Error(`${contender.name}: ${load.failed} requests failed`)
    return {
      rate: load.requests / load.seconds,
      cpuUs: busyNs / 1_000 / load.requests,
      memory: memory(pid).peak,
    }
  } finally {
    await server.stop()
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

/** The median and how far the rounds were apart. */
export function spread(values) {
  return { median: median(values), least: Math.min(...values), most: Math.max(...values) }
}
