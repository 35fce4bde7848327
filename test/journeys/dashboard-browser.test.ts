import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openBrowser } from '../setup/browser.ts'
import { createConsentWorld, type ConsentWorld } from '../setup/consent-world.ts'

let browser: Browser
let world: ConsentWorld

beforeAll(async () => {
  browser = await openBrowser()
  world = await createConsentWorld()
})
afterAll(async () => {
  await browser.close()
  await world.close()
})

it('an owner signs in, connects an account, makes a key, deletes the connection', async () => {
  const page = await browser.newPage()
  const complaints: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text())
  })
  await page.goto(`${world.publicUrl}/`)
  await page.getByLabel('API key').fill(world.apiKey)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByLabel('Label').fill('desk')
  await page.getByRole('button', { name: 'Connect' }).click()
  await page.getByRole('button', { name: 'Continue to Zoom' }).click()
  await page.getByRole('button', { name: 'Allow' }).click()
  await page.getByRole('heading', { name: 'Zoom is connected' }).waitFor()
  await page.getByRole('link', { name: 'Valetkey' }).click()
  await page.getByText('john@example.com').waitFor()

  await page.getByRole('link', { name: 'API keys' }).click()
  await page.getByLabel('Name').fill('standup agent')
  await page.getByRole('button', { name: 'Create key' }).click()
  await page.getByText(/^vk_/).waitFor()
  await page.getByRole('link', { name: 'I have copied it' }).click()
  await page.getByRole('link', { name: 'Connections' }).click()
  await page.getByRole('link', { name: 'Delete' }).click()
  await page.getByRole('button', { name: 'Delete connection' }).click()
  await page.getByRole('status').waitFor()
  expect(await page.getByText('No connection yet').count()).toBe(1)
  expect(complaints).toEqual([])
})

it('fits a phone of 360 px, in light and in dark', async () => {
  for (const colorScheme of ['light', 'dark'] as const) {
    const page = await browser.newPage({ colorScheme, viewport: { width: 360, height: 740 } })
    const connection = await world.connection({ label: 'a'.repeat(120) })
    const { url } = await world.link(connection)
    await page.goto(`${world.publicUrl}/`)
    await page.getByLabel('API key').fill(world.apiKey)
    await page.getByRole('button', { name: 'Sign in' }).click()
    for (const address of ['/', '/dashboard/keys', url, '/connect']) {
      await page.goto(new URL(address, world.publicUrl).href)
      const overflow = await page.evaluate(
        'document.documentElement.scrollWidth - document.documentElement.clientWidth',
      )
      expect(overflow, address).toBe(0)
    }
  }
})
