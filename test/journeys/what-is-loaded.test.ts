import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { expect, it } from 'vitest'
import { startValetkey, temporaryFolder, type StartedServer } from '../setup/process.ts'

/** The files of the program that a server had loaded when it ended: NODE_V8_COVERAGE lists every script of a process and its threads. */
async function loadedBy(visit: (server: StartedServer) => Promise<void>): Promise<string[]> {
  const coverage = temporaryFolder()
  const server = await startValetkey({
    // An upstream that nobody asks: without one, the simulator would load its own libraries into this process.
    env: { NODE_V8_COVERAGE: coverage, ZOOM_API_URL: 'http://127.0.0.1:9' },
  })
  await visit(server)
  expect((await server.stop()).code).toBe(0)
  return readdirSync(coverage).flatMap((file) => {
    const { result } = JSON.parse(readFileSync(join(coverage, file), 'utf8')) as {
      result: { url: string }[]
    }
    return result.flatMap(({ url }) => (url.startsWith('file:') ? basename(url, '.js') : []))
  })
}

const listTools = { jsonrpc: '2.0', id: 1, method: 'tools/list', params: {} }
const sdk = ['modelcontextprotocol-server']
const pages = ['hono', 'zod']

it('a server that only passes calls on loads neither what answers MCP nor what makes pages', async () => {
  const loaded = await loadedBy(async (server) => {
    expect((await server.fetch('/zoom/v2/users/me')).status).toBe(400)
  })
  for (const name of [...sdk, ...pages]) expect(loaded).not.toContain(name)
  // Half a millisecond for each (docs/decisions/0026-the-program-is-few-files.md).
  expect(loaded.length).toBeLessThan(60)
})

it('a page or a request of the control plane does not load what answers MCP', async () => {
  const loaded = await loadedBy(async (server) => {
    expect((await server.fetch('/')).status).toBe(200)
    expect((await server.fetch('/connections')).status).toBe(200)
    expect((await server.fetch('/openapi.json')).status).toBe(200)
  })
  for (const name of pages) expect(loaded).toContain(name)
  for (const name of sdk) expect(loaded).not.toContain(name)
})

it('the first request to /mcp does', async () => {
  const loaded = await loadedBy(async (server) => {
    const answer = await server.fetch('/mcp', {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
      },
      body: JSON.stringify(listTools),
    })
    expect(answer.status).toBe(200)
    await answer.body?.cancel()
  })
  for (const name of sdk) expect(loaded).toContain(name)
})
