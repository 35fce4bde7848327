import type { Context } from 'hono'
import { endingBody } from '../web/ending.ts'
import { consentBody, type ConsentView } from './consent-page.ts'
import { credentialsBody, type Typed } from './credentials-page.ts'
import type { ConnectEnding } from './endings.ts'
import { formTargets } from './form-targets.ts'
import type { ConnectRoom, OpenLink } from './needs.ts'

export function showEnding(
  { pages }: ConnectRoom,
  c: Context,
  ending: ConnectEnding,
): Promise<Response> {
  const { status, ...told } = ending
  return pages.show(c, { status, title: told.title, width: 'narrow', body: endingBody(told) })
}

export function showConsent(room: ConnectRoom, c: Context, link: OpenLink): Promise<Response> {
  const { appClient } = link.app
  return room.pages.show(c, {
    status: 200,
    title: `Connect ${appClient.app.title}`,
    width: 'narrow',
    body: consentBody(viewOf(room, link, '/connect')),
    formTargets: formTargets(appClient.oauthUrl),
  })
}

/** The form as it is first shown, or again with what was wrong. */
export function showCredentials(
  room: ConnectRoom,
  c: Context,
  shown: { link: OpenLink; typed?: Typed; problem?: { status: 400 | 422 | 502; text: string } },
): Promise<Response> {
  const { link, typed = { accountId: '', clientId: '' }, problem } = shown
  const view = viewOf(room, link, '/connect/credentials')
  return room.pages.show(c, {
    status: problem?.status ?? 200,
    title: `Connect ${link.app.appClient.app.title}`,
    width: 'narrow',
    body: credentialsBody({ ...view, typed, problem: problem?.text ?? null }),
  })
}

function viewOf({ pages, publicUrl, now }: ConnectRoom, link: OpenLink, path: string): ConsentView {
  return { link, publicUrl, action: pages.basePath + path, now: now() }
}
