import {
  inputRequired,
  inputResponse,
  type InputRequiredResult,
  type ServerContext,
} from '@modelcontextprotocol/server'
import { ValetkeyError } from '../client/errors.ts'
import { harmless } from './harmless.ts'
import { isObject, type Json } from './tool.ts'

const key = 'person'

/** How long the gateway may hold the repeated request until the person has decided (RFC 7240, section 4.3). */
const waitS = 30

/**
 * Whether a client has shown a prompt and comes back. Its word proves nothing: the request is only sent again, and the gateway
 * decides by what a person has done on the page itself.
 */
export function prompted({ mcpReq }: ServerContext): {
  readonly round: 'first' | 'again'
  readonly headers: Readonly<Record<string, string>>
} {
  const response = inputResponse(mcpReq.inputResponses, key)
  if (response.kind === 'missing') return { round: 'first', headers: {} }
  const accepted = response.kind === 'elicit' && response.action === 'accept'
  return { round: 'again', headers: accepted ? { prefer: `wait=${waitS}` } : {} }
}

/**
 * A prompt to open the page where only a person can go on, for clients that show links by themselves (MCP, "Elicitation",
 * URL mode). Null when there is no such page, or when the client cannot show it: then the model hands over the link.
 */
export function promptFor(
  error: unknown,
  capabilities: Json | undefined,
): InputRequiredResult | null {
  if (!(error instanceof ValetkeyError) || error.source !== 'gateway') return null
  const page = pageIn(error.body)
  const elicitation = capabilities?.['elicitation']
  const showsLinks = isObject(elicitation) && elicitation['url'] !== undefined
  if (page === null || !showsLinks) return null
  return inputRequired({ inputRequests: { [key]: inputRequired.elicitUrl(page) } })
}

/** The page, and words for the person: the errors' own sentences are for whoever makes the call. */
function pageIn(body: unknown): { readonly url: string; readonly message: string } | null {
  if (!isObject(body)) return null
  const { approval_url: approval, reconnect_url: reconnect, summary } = body
  if (typeof approval === 'string') {
    const what = typeof summary === 'string' ? ` ${String(harmless(summary))}.` : ''
    return { url: approval, message: `Your agent asks for your approval.${what} ${decide}` }
  }
  return typeof reconnect === 'string' ? { url: reconnect, message: consent } : null
}

const decide = 'Open the page to approve or deny it.'
const consent =
  'A connected account has to be authorised again before your agent can go on. Open the page to do so.'
