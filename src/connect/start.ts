import type { Context } from 'hono'
import { Failure } from '../errors.ts'
import { authorizationUrl, mintCodeVerifier, mintState } from '../oauth/authorization-url.ts'
import { Secret } from '../secret.ts'
import { formFields } from '../web/form.ts'
import { bindBrowser, mintNonce } from './browser-cookie.ts'
import { decline } from './decline.ts'
import { foreignForm } from './endings.ts'
import { followLink } from './link.ts'
import type { ConnectRoom, OpenLink } from './needs.ts'
import { notConfigured } from './outcomes.ts'
import { showConsent, showCredentials, showEnding } from './show.ts'

/** The redirect URL that has to be registered at the authorization server. */
export const redirectUriOf = ({ publicUrl }: { publicUrl: string }): string =>
  `${publicUrl}/connect/callback`

/** GET /connect?session_token=…: says who asks for what. Changes nothing, because mail scanners open links. */
export async function showLink(room: ConnectRoom, c: Context): Promise<Response> {
  const found = await followLink(room, c.req.query('session_token') ?? '')
  if (found.kind === 'ended') return showEnding(room, c, found.ending)
  const { link } = found
  if (link.connection.method === 'SERVER_TO_SERVER') return showCredentials(room, c, { link })
  const missing = unconfigured(room, link)
  if (missing !== null) return showEnding(room, c, missing)
  return showConsent(room, c, link)
}

/** POST /connect: binds this browser and sends the person to the authorization server. */
export async function startConsent(room: ConnectRoom, c: Context): Promise<Response> {
  if (!room.pages.ours(c)) return showEnding(room, c, foreignForm())
  const form = await formFields(c)
  const found = await followLink(room, form.get('session_token') ?? '')
  if (found.kind === 'ended') return showEnding(room, c, found.ending)
  const { link } = found
  if (form.get('decision') === 'decline') return decline(room, c, link)
  if (link.connection.method === 'SERVER_TO_SERVER') return showCredentials(room, c, { link })
  const missing = unconfigured(room, link)
  if (missing !== null) return showEnding(room, c, missing)
  return redirectAway(room, c, link)
}

async function redirectAway(room: ConnectRoom, c: Context, link: OpenLink): Promise<Response> {
  const { appClient, client } = room.apps.required(link.connection.app)
  const state = mintState()
  const nonce = mintNonce()
  const codeVerifier = mintCodeVerifier()
  const started = { state, browser: nonce, codeVerifier: new Secret(codeVerifier) }
  if (!(await room.sessions.start(link.sessionId, started))) {
    // It ended between our look and our write: look again and say so.
    const now = await followLink(room, link.token)
    return now.kind === 'ended' ? showEnding(room, c, now.ending) : showConsent(room, c, link)
  }
  bindBrowser(c, room.pages, { state, nonce, sessionToken: link.token })
  const request = { clientId: client.id, redirectUri: redirectUriOf(room), state, codeVerifier }
  return room.pages.seeOther(c, authorizationUrl(appClient, request))
}

function unconfigured({ apps }: ConnectRoom, { connection, app }: OpenLink) {
  try {
    apps.required(connection.app)
    return null
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    return notConfigured(app.appClient.app.title, error.message)
  }
}
