// The least that does the job on node:http and undici: hash the key, find its connection and the route, put the token on, forward, stream
// back, count, note. No policy, no limits, no refresh, no log, no store. What the gateway costs beyond it is what its features cost.
// Run as a program: node yardstick.mjs '{"upstream":…,"callers":…,"accessToken":…}' prints its address.
import { hash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { fileURLToPath } from 'node:url'
import { Client } from 'undici'
import { cores } from './machine.mjs'
import { flags } from './ours.mjs'
import { start } from './process.mjs'

const file = fileURLToPath(import.meta.url)

export async function startYardstick({ node, upstream, lists, accessToken }) {
  const order = JSON.stringify({ upstream: upstream.url, callers: lists.many, accessToken })
  const server = start([node, ...flags, file, order], { core: cores.proxy })
  return { ...server, url: await server.firstLine() }
}

const routes = [
  '/v2/users',
  '/v2/users/{}',
  '/v2/users/{}/meetings',
  '/v2/users/{}/recordings',
  '/v2/meetings/{}',
  '/v2/meetings/{}/registrants',
  '/v2/past_meetings/{}/participants',
  '/v2/webinars/{}',
]

const hopByHop = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
])

/** Names are lower-cased once for each spelling. */
const lowered = new Map()
function lower(name) {
  let known = lowered.get(name)
  if (known === undefined) lowered.set(name, (known = name.toLowerCase()))
  return known
}

function trieOf(paths) {
  const root = new Map()
  for (const path of paths) {
    let node = root
    for (const part of path.slice(1).split('/')) {
      if (!node.has(part)) node.set(part, new Map())
      node = node.get(part)
    }
    node.isEnd = true
  }
  return root
}

function isRoute(root, path) {
  let node = root
  let at = 1
  while (at <= path.length) {
    const slash = path.indexOf('/', at)
    const end = slash < 0 ? path.length : slash
    node = node.get(path.slice(at, end)) ?? node.get('{}')
    if (node === undefined) return false
    at = end + 1
  }
  return node.isEnd === true
}

class Answer {
  constructor(proxy, client, response) {
    this.proxy = proxy
    this.client = client
    this.response = response
    this.left = -1
  }

  onConnect() {}

  onHeaders(status, raw, _resume, statusText) {
    const headers = []
    for (let i = 0; i < raw.length; i += 2) {
      const name = raw[i].latin1Slice()
      const key = lower(name)
      if (hopByHop.has(key)) continue
      const value = raw[i + 1].latin1Slice()
      if (key === 'content-length') this.left = Number(value)
      headers.push(name, value)
    }
    this.response.writeHead(status, statusText, headers)
    return true
  }

  onData(chunk) {
    this.left -= chunk.length
    if (this.left === 0) this.response.end(chunk)
    else this.response.write(chunk)
    return true
  }

  onComplete() {
    if (!this.response.writableEnded) this.response.end()
    this.proxy.free.push(this.client)
    this.proxy.count += 1
    this.proxy.notes.push(this.response.statusCode)
    if (this.proxy.notes.length > 1_000) this.proxy.notes.length = 0
  }

  onError() {
    this.response.destroy()
  }
}

class Proxy {
  constructor({ upstream, callers, accessToken }) {
    this.upstream = upstream
    const keys = readFileSync(callers, 'utf8').trim().split('\n')
    this.connections = new Map(
      keys.map((key) => [hash('sha256', key, 'hex'), { bearer: `Bearer ${accessToken}` }]),
    )
    this.routes = trieOf(routes)
    this.free = []
    this.notes = []
    this.count = 0
  }

  handle(request, response) {
    response.sendDate = false
    const path = request.url.slice('/zoom'.length)
    const mark = path.indexOf('?')
    if (!isRoute(this.routes, mark < 0 ? path : path.slice(0, mark)))
      return response.writeHead(404).end()
    const { rawHeaders } = request
    const headers = []
    let key = ''
    for (let i = 0; i < rawHeaders.length; i += 2) {
      const name = lower(rawHeaders[i])
      if (name === 'authorization') key = rawHeaders[i + 1].slice('Bearer '.length)
      else if (name !== 'host' && !hopByHop.has(name)) headers.push(name, rawHeaders[i + 1])
    }
    const connection = this.connections.get(hash('sha256', key, 'hex'))
    if (!connection) return response.writeHead(401).end()
    headers.push('authorization', connection.bearer)
    const client = this.free.pop() ?? new Client(this.upstream, { pipelining: 1 })
    client.dispatch({ path, method: request.method, headers }, new Answer(this, client, response))
  }
}

if (process.argv[1] === file) {
  const proxy = new Proxy(JSON.parse(process.argv[2]))
  const server = createServer((request, response) => proxy.handle(request, response))
  server.listen(0, '127.0.0.1', () => {
    process.stdout.write(`http://127.0.0.1:${server.address().port}\n`)
  })
}
