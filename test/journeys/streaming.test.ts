import { once } from 'node:events'
import { execFileSync } from 'node:child_process'
import {
  createServer,
  request as httpRequest,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runValetkey, startValetkey, type StartedServer } from '../setup/process.ts'

const mib = 1024 * 1024
const chunk = Buffer.alloc(256 * 1024, 'valetkey')
let upstream: ReturnType<typeof createServer>
let server: StartedServer
let uploaded = 0

/** Answers GET with as many bytes as `?n=` says, and counts what is uploaded. */
function answer(request: IncomingMessage, response: ServerResponse): void {
  if (request.method === 'GET') {
    const total = Number(new URL(request.url ?? '/', 'http://x').searchParams.get('n'))
    response.writeHead(200, { 'content-length': total })
    pipeline(bytes(total), response).catch(() => undefined)
    return
  }
  request.on('data', (data: Buffer) => (uploaded += data.length))
  request.on('end', () => {
    response.writeHead(201, { 'content-length': 2 }).end('{}')
  })
}

function bytes(total: number): Readable {
  let left = total
  return new Readable({
    read() {
      const size = Math.min(left, chunk.length)
      left -= size
      this.push(size === 0 ? null : chunk.subarray(0, size))
    },
  })
}

/** Resident memory of another process in bytes; `ps` knows it on every system. */
const residentOf = (pid: number): number =>
  Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)])) * 1024

/** Runs `work` and says by how much the server's memory grew at most, sampled all the while. */
async function growthDuring(work: () => Promise<void>): Promise<number> {
  const before = residentOf(server.pid)
  let peak = before
  const sampling = setInterval(() => (peak = Math.max(peak, residentOf(server.pid))), 250)
  await work()
  clearInterval(sampling)
  return peak - before
}

beforeAll(async () => {
  upstream = createServer(answer)
  upstream.listen(0, '127.0.0.1')
  await once(upstream, 'listening')
  const url = `http://127.0.0.1:${(upstream.address() as AddressInfo).port}`
  const env = {
    ZOOM_API_URL: url,
    ZOOM_OAUTH_URL: url,
    ZOOM_CLIENT_ID: 'id',
    ZOOM_CLIENT_SECRET: 'secret',
    LOG_LEVEL: 'silent',
  }
  server = await startValetkey({ env })
  const grant = {
    access_token: 'token',
    refresh_token: 'refresh',
    expires_at: new Date(Date.now() + 3_600_000).toISOString(),
  }
  const imported = await runValetkey(
    ['connection', 'import', '--app', 'zoom', '--data-dir', server.dataDir, '--json', '-'],
    { env, input: JSON.stringify(grant) },
  )
  expect(imported.code, imported.stderr).toBe(0)
  // The first requests warm the process up: what is measured is the stream, not the start.
  for (let i = 0; i < 20; i++) await download(4 * mib)
})
afterAll(() => {
  upstream.closeAllConnections()
  upstream.close()
})

async function download(total: number): Promise<void> {
  const response = await server.fetch(`/zoom/v2/users/me?n=${total}`)
  expect(response.status).toBe(200)
  let read = 0
  for await (const part of response.body!) read += (part as Uint8Array).length
  expect(read).toBe(total)
}

async function upload(total: number): Promise<void> {
  uploaded = 0
  const outgoing = httpRequest(`${server.url}/zoom/v2/users/me/meetings`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${server.apiKey}`,
      'content-type': 'application/octet-stream',
      'content-length': total,
    },
  })
  const answered = once(outgoing, 'response') as Promise<[IncomingMessage]>
  await pipeline(bytes(total), outgoing)
  const [response] = await answered
  response.resume()
  expect(response.statusCode).toBe(201)
  expect(uploaded).toBe(total)
}

describe('big bodies', () => {
  it('1 GiB down costs less than 50 MB of memory', async () => {
    expect(await growthDuring(() => download(1024 * mib))).toBeLessThan(50_000_000)
  }, 120_000)

  it('200 MiB up costs less than 50 MB of memory', async () => {
    expect(await growthDuring(() => upload(200 * mib))).toBeLessThan(50_000_000)
  }, 120_000)

  it('a reader that stops reading holds upstream back instead of filling memory', async () => {
    const growth = await growthDuring(async () => {
      const incoming = httpRequest(`${server.url}/zoom/v2/users/me?n=${512 * mib}`, {
        headers: { authorization: `Bearer ${server.apiKey}` },
      })
      incoming.end()
      const [response] = (await once(incoming, 'response')) as [IncomingMessage]
      response.once('data', () => response.pause())
      await new Promise((resolve) => setTimeout(resolve, 1_500))
      incoming.on('error', () => undefined)
      incoming.destroy()
    })
    expect(growth).toBeLessThan(50_000_000)
    // And the next caller is served.
    await download(mib)
  }, 60_000)
})
