import { json, type Answer } from '../answer.ts'
import type { Incoming } from '../incoming.ts'
import { authenticateClient } from './client-authentication.ts'
import { parameters } from './form.ts'
import type { OAuthOffice } from './office.ts'

/** Ends a grant: access and refresh token die at once. A guess: an unknown token is a success too (RFC 7009 section 2.2). */
export function answerRevoke(office: OAuthOffice, incoming: Incoming): Answer {
  const { vendor, grants } = office
  const form = parameters(incoming)
  const client = authenticateClient(vendor.clients, incoming, form)
  if (!client) {
    const { status, body } = vendor.texts.refusals.badClient
    return json(status, body)
  }
  grants.revoke(client, form.get('token') ?? '')
  return json(200, { status: 'success' })
}
