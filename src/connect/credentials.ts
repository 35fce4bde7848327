import type { Context } from 'hono'
import { Secret } from '../secret.ts'
import { formFields } from '../web/form.ts'
import type { Typed } from './credentials-page.ts'
import { decline } from './decline.ts'
import { foreignForm } from './endings.ts'
import { followLink } from './link.ts'
import type { ConnectRoom, OpenLink } from './needs.ts'
import { logOutcome } from './outcome-log.ts'
import { connected } from './outcomes.ts'
import { showConsent, showCredentials, showEnding } from './show.ts'

/** POST /connect/credentials: a person hands over a server-to-server client, so that no agent has to see it. */
export async function takeCredentials(room: ConnectRoom, c: Context): Promise<Response> {
  if (!room.pages.ours(c)) return showEnding(room, c, foreignForm())
  const form = await formFields(c)
  const found = await followLink(room, form.get('session_token') ?? '')
  if (found.kind === 'ended') return showEnding(room, c, found.ending)
  const { link } = found
  if (form.get('decision') === 'decline') return decline(room, c, link)
  if (link.connection.method !== 'SERVER_TO_SERVER') return showConsent(room, c, link)
  return grantFrom(room, c, { link, ...entered(form) })
}

interface Entered {
  readonly typed: Typed
  readonly clientSecret: Secret
}

/** Pasted values often bring spaces along; none of the three can hold any. */
function entered(form: URLSearchParams): Entered {
  const text = (name: string): string => (form.get(name) ?? '').trim()
  return {
    typed: { accountId: text('account_id'), clientId: text('client_id') },
    clientSecret: new Secret(text('client_secret')),
  }
}

async function grantFrom(
  room: ConnectRoom,
  c: Context,
  { link, typed, clientSecret }: Entered & { link: OpenLink },
): Promise<Response> {
  if (typed.accountId === '' || typed.clientId === '' || clientSecret.reveal() === '') {
    const text = 'Fill in all three fields: account id, client id and client secret.'
    return showCredentials(room, c, { link, typed, problem: { status: 400, text } })
  }
  const { connection, app, sameAccount } = link
  const { accountId } = connection
  if (sameAccount && accountId !== null && typed.accountId !== accountId) {
    const text = `This connection belongs to the account ${accountId}, and this link cannot put another one in its place.`
    return showCredentials(room, c, { link, typed, problem: { status: 422, text } })
  }
  const outcome = await room.grants.fromServerToServer(connection, { ...typed, clientSecret })
  logOutcome(room, connection, outcome)
  const { title } = app.appClient.app
  if (outcome.kind === 'active') {
    await room.sessions.end(link.sessionId)
    const attempt = { before: connection, title }
    return showEnding(room, c, connected(attempt, outcome.connection))
  }
  const problem =
    outcome.fault === 'upstream'
      ? ({
          status: 502,
          text: `${title} could not check them: ${outcome.detail}. Try again in a minute.`,
        } as const)
      : ({
          status: 422,
          text: `${title} did not accept these credentials. It said: ${outcome.detail}. Check all three, and that the app is activated.`,
        } as const)
  return showCredentials(room, c, { link, typed, problem })
}
