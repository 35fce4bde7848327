import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { createClient } from '../../src/client/index.ts'
import { openBrowser } from '../setup/browser.ts'
import { startValetkey, type StartedServer } from '../setup/process.ts'

/* The client in a browser, on the gateway's own origin, against the real server. */

let server: StartedServer
beforeAll(async () => {
  server = await startValetkey()
})
afterAll(async () => {
  await server.stop()
})

const built = (name: string): string =>
  readFileSync(new URL(`../../dist/client/${name}`, import.meta.url), 'utf8')

const start = `<script type="module">
  import { createClient } from '/sdk/index.js'
  globalThis.createClient = createClient
</script>`

it('the built client runs in a browser as it is, and a UUID arrives encoded twice', async () => {
  const browser = await openBrowser()
  const page = await browser.newPage()
  await page.route(`${server.url}/sdk/**`, (route) => {
    const name = new URL(route.request().url()).pathname.slice('/sdk/'.length)
    return name === ''
      ? route.fulfill({ contentType: 'text/html', body: start })
      : route.fulfill({ contentType: 'text/javascript', body: built(name) })
  })
  await page.goto(`${server.url}/sdk/`)
  await page.waitForFunction(() => 'createClient' in globalThis)
  const seen = await page.evaluate(
    async ({ url, apiKey }) => {
      const sdk = globalThis as unknown as { createClient: typeof createClient }
      const zoom = sdk.createClient({ url, apiKey }).app('zoom')
      const path = { userId: 'me' }
      const made = await zoom.post('/v2/users/{userId}/meetings', { path, body: { topic: 'Here' } })
      const ids: number[] = []
      const query = { page_size: 50 }
      for await (const { id } of zoom.list('/v2/users/{userId}/meetings', { path, query }))
        ids.push(id)
      const error: unknown = await zoom
        .get('/v2/past_meetings/{meetingId}', { path: { meetingId: '/a//b==' } })
        .catch((thrown: unknown) => (thrown as { code: string }).code)
      return { listed: ids.includes(made.id), many: ids.length > 50, error }
    },
    { url: server.url, apiKey: server.apiKey },
  )
  await browser.close()
  expect(seen).toEqual({ listed: true, many: true, error: '3001' })
  const journal = await fetch(`${server.ready.simulator_url ?? ''}/_simulator/journal`)
  expect(await journal.text()).toContain('/v2/past_meetings/%252Fa%252F%252Fb%253D%253D')
})
