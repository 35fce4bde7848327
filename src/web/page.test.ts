import { createHash } from 'node:crypto'
import { html } from 'hono/html'
import { expect, it } from 'vitest'
import { pageFrame } from './page.ts'
import { securityHeaders } from './security-headers.ts'

const page = { title: '<Title>', body: html`<p>${'<b>'}</p>`, width: 'narrow' } as const
const place = { basePath: '/gate', plainHttp: false }

it('is styled by exactly the text that the policy names', async () => {
  const text = String(await pageFrame(page, place))
  const style = /<style>(.*?)<\/style>/s.exec(text)?.[1] ?? ''
  const hash = createHash('sha256').update(style).digest('base64')
  expect(style.length).toBeGreaterThan(1_000)
  expect(securityHeaders([])['content-security-policy']).toContain(`style-src 'sha256-${hash}';`)
})

it('escapes its title and what stands in its body', async () => {
  const text = String(await pageFrame(page, place))
  expect(text).toContain('<title>&lt;Title&gt; · Valetkey</title>')
  expect(text).toContain('<p>&lt;b&gt;</p>')
})

it('lets browsers name our origin only where nothing better is sent', async () => {
  const weaker = 'name="referrer" content="same-origin"'
  expect(String(await pageFrame(page, place))).not.toContain(weaker)
  expect(String(await pageFrame(page, { ...place, plainHttp: true }))).toContain(weaker)
})

it('works below a path', async () => {
  expect(String(await pageFrame(page, place))).toContain('href="/gate/"')
})

it('names each place where a form may end once', () => {
  const policy = securityHeaders(['https://a.example', 'https://a.example'])
  expect(policy['content-security-policy']).toContain("form-action 'self' https://a.example;")
})
