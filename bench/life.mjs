// What a server costs beside the requests: its start, its rest, callers that only stay connected, and look-ups that nothing has answered before.
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { Agent, get } from 'node:http'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import { path } from './load.mjs'
import { metricsToken, startOurs } from './ours.mjs'
import { memory } from './process.mjs'
import { spread } from './rounds.mjs'

const settleMs = 3_000

/** Milliseconds from the start of the process to the last byte of the first proxied answer. */
export async function startTimes(world, rounds) {
  const [{ key }] = world.callers
  const times = []
  for (let round = 0; round < rounds; round++) {
    const startedAt = performance.now()
    const server = await startOurs(world)
    await ask(server.url, { key })
    times.push(performance.now() - startedAt)
    await server.stop()
  }
  return spread(times)
}

/** MiB at rest after a first call. */
export async function idleMemory(world) {
  const [{ key }] = world.callers
  const server = await startOurs(world)
  await ask(server.url, { key })
  await sleep(settleMs)
  const { now } = memory(server.pid)
  await server.stop()
  return now
}

/** MiB with so many callers that asked once and stay connected. */
export async function memoryWithIdleCallers(contender, { count, key }) {
  const server = await contender.start()
  const sockets = []
  try {
    const { hostname, port, host } = new URL(server.url)
    const request = `GET ${path} HTTP/1.1\r\nHost: ${host}\r\nAuthorization: Bearer ${key}\r\n\r\n`
    const before = memory(server.pid).now
    for (let made = 0; made < count; made += 100) {
      const hundred = Array.from({ length: 100 }, () => askOnce({ hostname, port, request }))
      sockets.push(...(await Promise.all(hundred)))
    }
    await sleep(settleMs)
    return { before, after: memory(server.pid).now }
  } finally {
    for (const socket of sockets) socket.destroy()
    await server.stop()
  }
}

async function askOnce({ hostname, port, request }) {
  const socket = connect(Number(port), hostname)
  socket.write(request)
  await new Promise((resolve, reject) => socket.once('data', resolve).once('error', reject))
  return socket
}

/**
 * Milliseconds of calls to connections that nobody has asked for: the key, the connection and its tokens come from the store. Each is
 * called once more, to tell what the look-ups add to a call. Of these alone the server says itself how many took less than 5 ms.
 */
export async function coldLookups(world, count) {
  const server = await startOurs(world)
  const lines = readFileSync(world.lists.all, 'utf8').split('\n', count + warmUp)
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const cold = []
  const again = []
  let before = null
  for (const [at, line] of lines.entries()) {
    if (at === warmUp) before = await lookups(server.url)
    const [key, connection] = line.split(' ')
    for (const times of [cold, again]) {
      const startedAt = performance.now()
      await ask(server.url, { key, connection, agent })
      times.push(performance.now() - startedAt)
    }
  }
  agent.destroy()
  const after = await lookups(server.url)
  await server.stop()
  return {
    cold: percentiles(cold),
    again: percentiles(again),
    quickKeys: quickShare('key', { before, after }),
    quickConnections: quickShare('connection', { before, after }),
  }
}

/** The first ones pay for the compiler. */
const warmUp = 3_000

function percentiles(times) {
  const sorted = times.slice(warmUp).toSorted((a, b) => a - b)
  const at = (share) => sorted[Math.floor(sorted.length * share)]
  return { p50: at(0.5), p99: at(0.99) }
}

/** What the server has counted of its look-ups. */
async function lookups(url) {
  const headers = { authorization: `Bearer ${metricsToken}` }
  return text((await once(get(`${url}/metrics`, { headers }), 'response'))[0])
}

/** Of the look-ups between two countings. Null: there were none. */
function quickShare(of, { before, after }) {
  const since = (le) => counted(after, { of, le }) - counted(before, { of, le })
  const all = since('+Inf')
  return all > 0 ? since('0.005') / all : null
}

function counted(page, { of, le }) {
  const sample = `valetkey_store_lookup_duration_seconds_bucket{of="${of}",le="${le}"} `
  const line = page.split('\n').find((each) => each.startsWith(sample))
  if (!line) throw new Error(`/metrics does not say ${sample}`)
  return Number(line.slice(sample.length))
}

async function ask(url, { key, connection, agent }) {
  const headers = {
    authorization: `Bearer ${key}`,
    ...(connection && { 'valetkey-connection': connection }),
  }
  const [answer] = await once(get(url + path, { headers, agent }), 'response')
  const body = await text(answer)
  if (answer.statusCode !== 200) throw new Error(`${answer.statusCode}: ${body}`)
}
