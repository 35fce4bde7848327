// A client of bytes, for a machine without wrk and for latencies at a fixed rate: node client.mjs '{"url":…}' prints one JSON line.
// Waiting requests queue here and their time runs from when they were due, so a proxy that stalls cannot slow its examiner down.
import { readFileSync } from 'node:fs'
import { connect } from 'node:net'

const order = JSON.parse(process.argv[2])
const { hostname, port, host } = new URL(order.url)
const requests = readFileSync(order.callers, 'utf8')
  .trim()
  .split('\n')
  .map((line) => {
    const [key, connection] = line.split(' ')
    const named = connection ? `Valetkey-Connection: ${connection}\r\n` : ''
    return Buffer.from(
      `GET ${order.path} HTTP/1.1\r\nHost: ${host}\r\nAuthorization: Bearer ${key}\r\nUser-Agent: benchmark/1\r\nAccept: application/json\r\n${named}\r\n`,
    )
  })

const latencies = []
let turn = order.from % requests.length
let failed = 0
let ended = false
const idle = []
const due = []

function send(line, at) {
  line.sentFor = at
  line.left = -1
  line.socket.write(requests[turn])
  turn = (turn + 1) % requests.length
}

function answered(line) {
  latencies.push(performance.now() - line.sentFor)
  if (ended) return
  if (order.rate === 0) send(line, performance.now())
  else if (due.length > 0) send(line, due.shift())
  else idle.push(line)
}

function arrived(line, chunk) {
  if (line.left < 0) {
    const text = line.head + chunk.latin1Slice()
    const end = text.indexOf('\r\n\r\n')
    if (end < 0) {
      line.head = text
      return
    }
    if (!text.startsWith('HTTP/1.1 200')) failed++
    const length = /\r\ncontent-length: *(\d+)/i.exec(text.slice(0, end))
    line.left = Number(length?.[1] ?? 0) - (text.length - end - 4)
    line.head = ''
  } else line.left -= chunk.length
  if (line.left === 0) answered(line)
}

async function open() {
  const socket = connect({ host: hostname, port: Number(port), noDelay: true })
  await new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject))
  const line = { socket, head: '', left: -1, sentFor: 0 }
  socket.on('data', (chunk) => arrived(line, chunk))
  socket.on('error', () => failed++)
  return line
}

const lines = await Promise.all(Array.from({ length: order.connections }, open))
const begin = performance.now()
const endAt = begin + order.seconds * 1_000
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
    else due.push(at)
  }
  // A timer of Node waits a whole millisecond or more; a request that is due in a fraction of one must not wait for it.
  if (order.rate > 0) setImmediate(pace)
  else setTimeout(pace, endAt - now)
}
pace()

function finish(now) {
  ended = true
  for (const { socket } of lines) socket.destroy()
  const sorted = Float64Array.from(latencies).sort()
  const at = (share) =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? null
  process.stdout.write(
    `${JSON.stringify({ requests: sorted.length, seconds: (now - begin) / 1_000, failed, unsent: due.length, p50: at(0.5), p99: at(0.99), p999: at(0.999) })}\n`,
  )
}
