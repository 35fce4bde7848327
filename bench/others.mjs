// What a developer would write in an afternoon, doing the same job: hash the key, find its owner's token, forward, stream back.
// Run as a program: node others.mjs fastify|hono '{"upstream":…,"callers":…,"accessToken":…}' prints its address.
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { cores } from './machine.mjs'
import { start } from './process.mjs'

const file = fileURLToPath(import.meta.url)

export const hasFastify = () => existsSync(new URL('node_modules/fastify', import.meta.url))

export async function startOther(name, { node, upstream, lists, accessToken }) {
  const order = JSON.stringify({ upstream: upstream.url, callers: lists.many, accessToken })
  const server = start([node, file, name, order], { core: cores.proxy })
  return { ...server, url: await server.firstLine() }
}

const sha256 = (text) => createHash('sha256').update(text).digest('hex')

function tokenFinder({ callers, accessToken }) {
  const keys = readFileSync(callers, 'utf8').trim().split('\n')
  const tokens = new Map(keys.map((key) => [sha256(key), accessToken]))
  return (authorization = '') => tokens.get(sha256(authorization.replace(/^Bearer /, '')))
}

async function fastify(order) {
  const { default: createFastify } = await import('fastify')
  const { default: replyFrom } = await import('@fastify/reply-from')
  const tokenOf = tokenFinder(order)
  const app = createFastify({ keepAliveTimeout: 0 })
  app.register(replyFrom, { base: order.upstream, undici: { connections: 64, pipelining: 1 } })
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', (_request, payload, done) => done(null, payload))
  app.all('/zoom/*', (request, reply) => {
    const token = tokenOf(request.headers.authorization)
    if (!token) return reply.code(401).send({ error: 'invalid key' })
    return reply.from(request.raw.url.slice('/zoom'.length), {
      rewriteRequestHeaders: (_original, headers) => ({
        ...headers,
        authorization: `Bearer ${token}`,
      }),
    })
  })
  return app.listen({ port: 0, host: '127.0.0.1' })
}

async function hono(order) {
  const { Hono } = await import('hono')
  const { serve } = await import('@hono/node-server')
  const tokenOf = tokenFinder(order)
  const app = new Hono().all('/zoom/*', async (c) => {
    const token = tokenOf(c.req.header('authorization'))
    if (!token) return c.json({ error: 'invalid key' }, 401)
    const { pathname, search } = new URL(c.req.url)
    const headers = new Headers(c.req.raw.headers)
    headers.delete('connection')
    headers.delete('host')
    headers.set('authorization', `Bearer ${token}`)
    const { method, body } = c.req.raw
    const answer = await fetch(order.upstream + pathname.slice('/zoom'.length) + search, {
      method,
      headers,
      ...(body && { body, duplex: 'half' }),
    })
    return new Response(answer.body, answer)
  })
  return new Promise((resolve) => {
    serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) =>
      resolve(`http://127.0.0.1:${port}`),
    )
  })
}

if (process.argv[1] === file) {
  const address = await { fastify, hono }[process.argv[2]](JSON.parse(process.argv[3]))
  process.stdout.write(`${address}\n`)
}
