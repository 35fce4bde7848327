import { json, page, redirect, type Answer } from '../answer.ts'
import type { Incoming } from '../incoming.ts'
import { allowsRedirect, findClient, type OAuthClient } from './clients.ts'
import { consentPage } from './consent-page.ts'
import { parameters } from './form.ts'
import type { OAuthOffice } from './office.ts'
import type { Person } from './people.ts'
import type { ConsentRefusal } from './texts.ts'

/** A request that may be shown to a person: everything in it has been checked. */
type Ask = {
  readonly client: OAuthClient
  readonly redirectUri: string
  readonly state: string | null
  readonly scopes: readonly string[]
  readonly challenge: string | undefined
  readonly challengeMethod: 'S256' | 'plain'
}

/** The consent page. `_user` and `_decision` are an extension for scripts: they decide without the page. */
export function showConsent(office: OAuthOffice, incoming: Incoming): Answer {
  const { query, url } = incoming
  const ask = readAsk(office, query)
  if (typeof ask === 'string') return refuse(office, ask)
  if (query.has('_decision')) {
    return decide(office, ask, { user: query.get('_user'), decision: query.get('_decision') })
  }
  const { people, texts } = office.vendor
  return page(
    200,
    consentPage({
      vendorName: texts.vendorName,
      appName: ask.client.name,
      scopes: ask.scopes,
      people: people.list().filter((person) => mayConsent(ask, person)),
      action: url,
    }),
  )
}

/** What the form on the consent page sends. */
export function decideConsent(office: OAuthOffice, incoming: Incoming): Answer {
  const form = parameters(incoming)
  const ask = readAsk(office, form)
  if (typeof ask === 'string') return refuse(office, ask)
  return decide(office, ask, { user: form.get('user'), decision: form.get('decision') })
}

function readAsk({ vendor }: OAuthOffice, query: URLSearchParams): Ask | ConsentRefusal {
  const client = findClient(vendor.clients, query.get('client_id'))
  if (!client || client.kind === 'server') return 'badClient'
  const redirectUri = query.get('redirect_uri') ?? ''
  if (!allowsRedirect(client, redirectUri)) return 'badRedirect'
  if (query.get('response_type') !== 'code') return 'badResponseType'
  const asked = (query.get('scope') ?? '').split(' ').filter((one) => one !== '')
  // Asking for a scope that the app is not registered for is an error, not a smaller grant.
  if (asked.some((one) => !client.scopes.includes(one))) return 'badScope'
  return {
    client,
    redirectUri,
    state: query.get('state'),
    scopes: asked.length > 0 ? asked : client.scopes,
    challenge: query.get('code_challenge') ?? undefined,
    challengeMethod: query.get('code_challenge_method') === 'S256' ? 'S256' : 'plain',
  }
}

function mayConsent({ client }: Ask, person: Person): boolean {
  return client.kind !== 'admin' || person.isAdmin
}

function decide(
  office: OAuthOffice,
  ask: Ask,
  { user, decision }: { readonly user: string | null; readonly decision: string | null },
): Answer {
  // A guess: the vendor does not document what declining looks like. RFC 6749 section 4.1.2.1 does.
  if (decision !== 'allow') return back(ask, { error: 'access_denied' })
  const { people } = office.vendor
  const person = user === null ? people.owner() : people.find(user)
  if (!person || !mayConsent(ask, person)) return back(ask, { error: 'access_denied' })
  return back(ask, { code: office.codes.write({ ...ask, person }) })
}

function back(ask: Ask, result: Readonly<Record<string, string>>): Answer {
  const target = new URL(ask.redirectUri)
  for (const [name, value] of Object.entries(result)) target.searchParams.set(name, value)
  if (ask.state !== null) target.searchParams.set('state', ask.state)
  return redirect(target.href)
}

function refuse({ vendor }: OAuthOffice, why: ConsentRefusal): Answer {
  return json(400, vendor.texts.consentRefusals[why])
}
