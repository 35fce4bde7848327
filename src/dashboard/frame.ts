import type { Context } from 'hono'
import { html } from 'hono/html'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { endingBody, type Ending } from '../web/ending.ts'
import type { Html } from '../web/page.ts'
import type { DashboardRoom } from './needs.ts'

type Section = 'connections' | 'keys' | 'approvals'

/** A page for somebody who is signed in. */
export function showSection(
  { pages }: DashboardRoom,
  c: Context,
  page: { title: string; section: Section; body: Html; status?: ContentfulStatusCode },
): Promise<Response> {
  const { title, section, body, status = 200 } = page
  return pages.show(c, { status, title, width: 'wide', body, nav: nav(pages.basePath, section) })
}

/** One thing to read or decide. */
export function showCard(
  { pages }: DashboardRoom,
  c: Context,
  page: { title: string; body: Html; status?: ContentfulStatusCode },
): Promise<Response> {
  return pages.show(c, {
    status: page.status ?? 200,
    title: page.title,
    width: 'narrow',
    body: page.body,
  })
}

export function showEnding(
  room: DashboardRoom,
  c: Context,
  { status, ...told }: Ending & { status: ContentfulStatusCode },
): Promise<Response> {
  return showCard(room, c, { status, title: told.title, body: endingBody(told) })
}

function nav(basePath: string, section: Section): Html {
  const link = (name: Section, path: string, text: string): Html =>
    name === section
      ? html`<a href="${basePath}${path}" aria-current="page">${text}</a>`
      : html`<a href="${basePath}${path}">${text}</a>`
  return html`<nav class="nav" aria-label="Dashboard">
    ${link('connections', '/', 'Connections')}${link('keys', '/dashboard/keys', 'API keys')}${link('approvals', '/dashboard/approvals', 'Approvals')}
    <a href="${basePath}/docs">Docs</a>
    <form method="post" action="${basePath}/dashboard/sign-out">
      <button class="button quiet">Sign out</button>
    </form>
  </nav>`
}
