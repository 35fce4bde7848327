import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import { gate } from '../contract/refresh-world.ts'
import { startValetkey, type StartedServer } from '../setup/process.ts'

/* A server that is told to go while a refresh token is used up and its answer is still on the way. */

let endpoint: Server | null = null
afterEach(() => {
  endpoint?.closeAllConnections()
  endpoint?.close()
})

/** Rotates at once, answers when it is let, and takes each refresh token once. */
async function slowEndpoint() {
  const asked = gate()
  const answers = gate()
  const used = new Set<string>()
  let [current, reused] = ['r0', 0]
  endpoint = createServer((request, response) => {
    const answer = async (): Promise<void> => {
      const shown = new URLSearchParams(await text(request)).get('refresh_token')
      if (shown === null) return void response.end('{"id":"person"}')
      if (shown !== current) {
        reused += 1
        return void response.writeHead(400).end('{"error":"invalid_grant"}')
      }
      used.add(shown)
      current = `r${used.size}`
      asked.open()
      await answers.opened
      response.end(JSON.stringify({ access_token: `a${used.size}`, refresh_token: current }))
    }
    void answer()
  })
  endpoint.listen(0, '127.0.0.1')
  await once(endpoint, 'listening')
  const url = `http://127.0.0.1:${(endpoint.address() as AddressInfo).port}`
  const client = { ZOOM_CLIENT_ID: 'client', ZOOM_CLIENT_SECRET: 'secret' }
  return {
    env: { ZOOM_API_URL: url, ZOOM_OAUTH_URL: url, ...client },
    asked: asked.opened,
    answer: answers.open,
    reused: () => reused,
  }
}

/** An import of an access token that has ended refreshes it before it answers. */
const refreshing = (server: StartedServer): Promise<unknown> =>
  server
    .fetch('/connections/import', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        app: 'zoom',
        access_token: 'a0',
        refresh_token: 'r0',
        expires_at: '2020-01-01T00:00:00Z',
      }),
    })
    .catch(() => null)

const longEnoughToEnd = 300

describe('a refresh under way is not lost', () => {
  it.each<[string, NodeJS.Signals[], Record<string, string>, number]>([
    ['to a second signal', ['SIGTERM', 'SIGINT'], {}, 130],
    ['to a second signal, in a worker', ['SIGTERM', 'SIGTERM'], { VALETKEY_WORKERS: '2' }, 130],
    ['to a terminal that is closed', ['SIGHUP'], {}, 0],
  ])('%s', async (...[, signals, settings, code]) => {
    const { env, asked, answer, reused } = await slowEndpoint()
    const server = await startValetkey({ env: { ...env, ...settings } })
    const caller = refreshing(server)
    await asked
    for (const signal of signals) {
      server.signal(signal)
      await sleep(longEnoughToEnd)
    }
    answer()
    expect(await server.exited).toMatchObject({ code })
    await caller
    const next = await startValetkey({ env, dataDir: server.dataDir, apiKey: server.apiKey })
    expect((await next.fetch('/zoom/v2/users/me')).status).toBe(200)
    expect(reused()).toBe(0)
    await next.stop()
  })

  it('but a third signal waits for nothing', async () => {
    const { env, asked } = await slowEndpoint()
    const server = await startValetkey({ env })
    const caller = refreshing(server)
    await asked
    for (let n = 0; n < 3; n++) {
      server.signal('SIGTERM')
      await sleep(longEnoughToEnd)
    }
    expect(await server.exited).toEqual({ code: 130, signal: null })
    await caller
  })
})
