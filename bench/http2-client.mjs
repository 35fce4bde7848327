// The gateway's side of the wire without the gateway: node http2-client.mjs '{"url":…}' prints one JSON line.
// An object of a class is the handler of all requests of a caller. Only the connections differ.
import { readFileSync } from 'node:fs'
import { connect } from 'node:http2'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'undici'

const order = JSON.parse(process.argv[2])
const origin = new URL(order.url).origin
const ca = readFileSync(order.certificate)
const warmUpSeconds = 3

function undiciConnection() {
  const client = new Client(origin, {
    allowH2: order.protocol === 'h2',
    pipelining: Math.ceil(order.callers / order.connections),
    maxConcurrentStreams: 128,
    connect: { ca },
  })
  return {
    send: (headers, caller) =>
      client.dispatch({ path: '/v2/users/me', method: 'GET', headers, body: null }, caller),
    close: () => client.close(),
  }
}

/** Node's own HTTP/2 with nothing around it: what a connection of our own making could reach at best. */
function nodeConnection() {
  const session = connect(origin, { ca })
  return {
    send([, host, ...headers], caller) {
      const head = { ':path': '/v2/users/me', ':authority': host }
      for (let i = 0; i < headers.length; i += 2) head[headers[i]] = headers[i + 1]
      const stream = session.request(head, { endStream: true })
      stream.on('response', (answer) => caller.onHeaders(answer[':status']))
      stream.on('data', () => {})
      stream.on('end', () => caller.onComplete())
      stream.on('error', () => caller.onError())
    },
    close: () => new Promise((resolve) => session.close(resolve)),
  }
}

const make = order.protocol === 'h2-node' ? nodeConnection : undiciConnection
const connections = Array.from({ length: order.connections }, make)

/** What a caller of the gateway and the gateway send. Every person has a token of their own, so a table of headers hardly helps. */
const tokens = Array.from({ length: order.people }, (_, index) => `${index}`.padStart(800, 'x'))
const headersOf = (index) => [
  ...['host', new URL(order.url).host],
  ...['user-agent', 'benchmark/1'],
  ...['accept', 'application/json'],
  ...['authorization', `Bearer ${tokens[index % tokens.length]}`],
]

let failed = 0
let turn = 0

class Caller {
  #startedAt = 0
  #status = 0
  #whenDone
  #connection

  constructor(connection, whenDone) {
    this.#connection = connection
    this.#whenDone = whenDone
  }

  ask(startedAt) {
    this.#startedAt = startedAt
    this.#connection.send(headersOf(turn++), this)
  }

  onConnect() {}

  onHeaders(status) {
    this.#status = status
    return true
  }

  onData() {
    return true
  }

  onComplete() {
    if (this.#status !== 200) failed++
    this.#whenDone(this, performance.now() - this.#startedAt)
  }

  onError() {
    failed++
    this.#whenDone(this, performance.now() - this.#startedAt)
  }
}

const callersWith = (whenDone) =>
  Array.from(
    { length: order.callers },
    (_, index) => new Caller(connections[index % connections.length], whenDone),
  )

/** Every caller asks again when it has its answer. */
async function closedLoop(seconds) {
  const endAt = performance.now() + seconds * 1_000
  const latencies = []
  const cpu = process.cpuUsage()
  const startedAt = performance.now()
  await new Promise((resolve) => {
    let running = order.callers
    const callers = callersWith((caller, took) => {
      latencies.push(took)
      const now = performance.now()
      if (now < endAt) caller.ask(now)
      else if (--running === 0) resolve()
    })
    for (const caller of callers) caller.ask(performance.now())
  })
  const { user, system } = process.cpuUsage(cpu)
  const rate = latencies.length / ((performance.now() - startedAt) / 1_000)
  return { cpuUs: (user + system) / latencies.length, rate, ...quantiles(latencies) }
}

/** Requests come at a rate that every contender can serve. Their time runs from when they were due. */
async function fixedRate(seconds) {
  const latencies = []
  const due = []
  const idle = callersWith((caller, took) => {
    latencies.push(took)
    if (due.length > 0) caller.ask(due.shift())
    else idle.push(caller)
  })
  const startedAt = performance.now()
  const total = order.rate * seconds
  for (let planned = 0; planned < total; await sleep(1)) {
    const until = Math.min(total, ((performance.now() - startedAt) / 1_000) * order.rate)
    for (; planned < until; planned++) {
      const at = startedAt + (planned / order.rate) * 1_000
      const caller = idle.pop()
      if (caller) caller.ask(at)
      else due.push(at)
    }
  }
  while (idle.length < order.callers) await sleep(5)
  return quantiles(latencies)
}

function quantiles(latencies) {
  const sorted = Float64Array.from(latencies).sort()
  const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]
  return { p50: at(0.5), p99: at(0.99) }
}

await closedLoop(warmUpSeconds)
const busy = await closedLoop(order.seconds)
const paced = await fixedRate(order.seconds)
if (failed > 0) throw new Error(`${failed} requests failed`)
await Promise.all(connections.map((connection) => connection.close()))
process.stdout.write(`${JSON.stringify({ ...busy, paced })}\n`)
