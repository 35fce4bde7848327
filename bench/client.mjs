// A client of bytes, for a machine without wrk and for latencies at a fixed rate: node client.mjs '{"url":…}' prints one JSON line.
// Waiting requests queue here and their time runs from when they were due, so a proxy that stalls cannot slow its examiner down.
// It can be the proxy's upstream as well: another process on this core would have to be woken for each request, and wait for its turn.
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { answer } from './nginx.mjs'

const order = JSON.parse(process.argv[2])
const { hostname, port, host } = new URL(order.url)
const requests = readFileSync(order.callers, 'utf8')
  .trim()
  .split('\n')
  .map((line) => {
    const [key, connection] = line.split(' ')
    const named = connection ? `Valetkey-Connection: ${connection}\r\n` : ''
    return `GET ${order.path} HTTP/1.1\r\nHost: ${host}\r\nAuthorization: Bearer ${key}\r\nUser-Agent: benchmark/1\r\nAccept: application/json\r\n${named}\r\n`
  })

const latencies = []
let countFrom = 0
let turn = order.from % requests.length
let failed = 0
let ended = false
const idle = []
/** When those were due that wait for a connection, the first of them at `next`. */
const due = []
let next = 0

function send(line, at) {
  line.sentFor = at
  line.left = -1
  line.socket.write(requests[turn], 'latin1')
  turn = (turn + 1) % requests.length
}

function answered(line) {
  if (line.sentFor >= countFrom) latencies.push(performance.now() - line.sentFor)
  if (ended) return
  if (order.rate === 0) send(line, performance.now())
  else if (next < due.length) send(line, due[next++])
  else idle.push(line)
}

function arrived(line, length, bytes) {
  if (line.left < 0) {
    const text = line.head + bytes.latin1Slice(0, length)
    const end = text.indexOf('\r\n\r\n')
    if (end < 0) {
      line.head = text
      return
    }
    if (!text.startsWith('HTTP/1.1 200') && line.sentFor >= countFrom) failed++
    const said = /\r\ncontent-length: *(\d+)/i.exec(text.slice(0, end))
    line.left = Number(said?.[1] ?? 0) - (text.length - end - 4)
    line.head = ''
  } else line.left -= length
  if (line.left === 0) answered(line)
}

async function open() {
  const line = { socket: null, head: '', left: -1, sentFor: 0 }
  const callback = (length, bytes) => {
    arrived(line, length, bytes)
    return true
  }
  const onread = { buffer: Buffer.alloc(16_384), callback }
  line.socket = connect({ host: hostname, port: Number(port), noDelay: true, onread })
  await once(line.socket, 'connect')
  line.socket.on('error', () => failed++)
  return line
}

/** Answers as nginx would. A proxy sends a request as a whole, and the next one when it has the answer. */
async function serveUpstream(upstreamPort) {
  const whole = `HTTP/1.1 200 OK\r\nServer: benchmark\r\nDate: ${new Date().toUTCString()}\r\nContent-Type: application/json\r\nContent-Length: ${answer.length}\r\nConnection: keep-alive\r\n\r\n${answer}`
  const server = createServer({ noDelay: true }, (socket) => {
    socket.on('data', () => socket.write(whole, 'latin1'))
    socket.on('error', () => failed++)
  })
  server.listen(upstreamPort, '127.0.0.1')
  await once(server, 'listening')
}

if (order.upstreamPort) await serveUpstream(order.upstreamPort)
const lines = await Promise.all(Array.from({ length: order.connections }, open))
const begin = performance.now()
countFrom = begin + order.uncounted * 1_000
const endAt = countFrom + order.seconds * 1_000
if (order.rate === 0) for (const line of lines) send(line, performance.now())
else idle.push(...lines)

let planned = 0
function pace() {
  const now = performance.now()
  if (now >= endAt) {
    finish(now)
    return
  }
  for (; order.rate > 0 && begin + (planned * 1_000) / order.rate <= now; planned++) {
    const at = begin + (planned * 1_000) / order.rate
    const line = idle.pop()
    if (line) send(line, at)
    // What a proxy could not do before it was compiled would be in its way for long.
    else if (at >= countFrom) due.push(at)
  }
  // A timer of Node waits a whole millisecond or more; a request that is due in a fraction of one must not wait for it.
  if (order.rate > 0) setImmediate(pace)
  else setTimeout(pace, endAt - now)
}
pace()

function finish(now) {
  ended = true
  const sorted = Float64Array.from(latencies).sort()
  const at = (share) =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? null
  const seconds = (now - countFrom) / 1_000
  const times = { p50: at(0.5), p90: at(0.9), p99: at(0.99), p999: at(0.999) }
  process.stdout.write(
    `${JSON.stringify({ requests: sorted.length, seconds, failed, unsent: due.length - next, ...times })}\n`,
  )
  process.exit()
}
