import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openBrowser } from '../setup/browser.ts'
import { createConsentWorld, type ConsentWorld } from '../setup/consent-world.ts'

let browser: Browser
let world: ConsentWorld
/** The same under a name that browsers do not trust: no Fetch Metadata is sent there. */
let plain: ConsentWorld

beforeAll(async () => {
  browser = await openBrowser(['--host-resolver-rules=MAP gate.test 127.0.0.1'])
  world = await createConsentWorld()
  plain = await createConsentWorld({
    hostname: 'gate.test',
  })
})
afterAll(async () => {
  await browser.close()
  await world.close()
  await plain.close()
})

async function person(): Promise<{ page: Page; context: BrowserContext; complaints: string[] }> {
  const context = await browser.newContext()
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text())
  })
  return { page, context, complaints }
}

it('a person connects: our page, the authorization server’s page, our page', async () => {
  const { page, complaints } = await person()
  const connection = await world.connection()
  await page.goto((await world.link(connection)).url)
  await page.getByRole('button', { name: 'Continue to Zoom' }).click()
  expect(new URL(page.url()).origin).toBe(world.simulatorUrl)
  await page.getByRole('button', { name: 'Allow' }).click()
  await page.getByRole('heading', { name: 'Zoom is connected as john@example.com' }).waitFor()
  expect((await world.stored(connection.id))?.status).toBe('ACTIVE')
  await page.reload()
  await page.getByText('the connection works').first().waitFor()
  expect(complaints.filter((text) => !text.includes('410'))).toEqual([])
})

it('a person declines, there and here', async () => {
  const { page } = await person()
  const there = await world.connection()
  await page.goto((await world.link(there)).url)
  await page.getByRole('button', { name: 'Continue to Zoom' }).click()
  await page.getByRole('button', { name: 'Decline' }).click()
  await page.getByRole('heading', { name: 'Nothing was connected' }).waitFor()
  const here = await world.connection()
  await page.goto((await world.link(here)).url)
  await page.getByRole('button', { name: 'Decline' }).click()
  await page.getByRole('heading', { name: 'Nothing was connected' }).waitFor()
  for (const { id } of [there, here]) {
    expect((await world.stored(id))?.error?.code).toBe('declined')
  }
})

it('the form works over plain http under a host name, where only Origin tells who sent it', async () => {
  const { page } = await person()
  const connection = await plain.connection()
  await page.goto((await plain.link(connection)).url)
  const sent = page.waitForRequest((request) => request.method() === 'POST')
  await page.getByRole('button', { name: 'Continue to Zoom' }).click()
  const headers = await (await sent).allHeaders()
  expect(headers['sec-fetch-site']).toBeUndefined()
  expect(headers['origin']).toBe(plain.publicUrl)
  await page.waitForURL(`${plain.simulatorUrl}/**`)
})

it('a page of another site cannot press the button', async () => {
  const { page } = await person()
  const connection = await world.connection()
  const { token } = await world.link(connection)
  const trap = `<form method="post" action="${world.publicUrl}/connect"><input name="session_token" value="${token}"><input name="decision" value="decline"><button>Win a prize</button></form>`
  await page.route('http://evil.test/', (route) =>
    route.fulfill({ contentType: 'text/html', body: trap }),
  )
  await page.goto('http://evil.test/')
  await page.getByRole('button').click()
  await page.getByRole('heading', { name: 'This request came from another site' }).waitFor()
  expect((await world.stored(connection.id))?.status).toBe('PENDING')
})

it('no page can be framed by another site', async () => {
  const { page } = await person()
  const { url } = await world.link(await world.connection())
  await page.route('http://evil.test/', (route) =>
    route.fulfill({ contentType: 'text/html', body: `<iframe src="${url}"></iframe>` }),
  )
  await page.goto('http://evil.test/')
  const frame = await (await page.waitForSelector('iframe')).contentFrame()
  await frame?.waitForLoadState()
  expect(await frame?.content()).not.toContain('Continue to')
})
