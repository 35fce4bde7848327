import type { App } from '../apps/app.ts'
import { Failure } from '../errors.ts'
import type { KeyProfile } from '../keys/restrictions.ts'
import { masking, maskingText } from '../profiles/mask.ts'
import { masksOf } from '../profiles/masks-of.ts'
import { rewriteJson } from '../profiles/rewrite-json.ts'
import { parseSelection, trimmed, type Selection } from '../profiles/select.ts'
import type { Gate } from './gate.ts'
import type { Hold, WholeAnswer } from './answer.ts'

const header = 'valetkey-select'

/** Makes an answer less than it was: what the caller did not ask for, and what its key is not to see. */
export const profileGate: Gate = (call, { key, matched }) => {
  const profile = key.restrictions?.profile ?? null
  const asked = call.request.headers[header]
  if (profile === null && asked === undefined) return null
  const selection = asked === undefined ? null : selectionFrom(String(asked))
  // A recording is no JSON, and far too large to be held.
  if (matched.endpoint.id === call.app.downloads?.endpoint) return null
  const holds = (call.holds ??= [])
  if (selection) holds.push(selecting(selection))
  if (profile) {
    call.needsJson = true
    holds.push(hiding(profile, call.app))
  }
  return null
}

function selectionFrom(text: string): Selection {
  const selection = parseSelection(text)
  if (!('why' in selection)) return selection
  throw new Failure(
    'invalid_request',
    `Valetkey-Select names members of the answer, like meetings(id,topic),next_page_token. This one cannot be read: ${selection.why}.`,
  )
}

/** Errors are short and are passed on whole. What is not JSON has no members. */
const selecting =
  (selection: Selection): Hold =>
  (answer) => {
    const rest = answer.status < 400 && isJson(answer) ? trimmed(answer.body, selection) : null
    if (!rest) return answer
    const { body, missing } = rest
    const told = missing.length === 0 ? [] : ['Valetkey-Select-Missing', missing.join(', ')]
    return changed(answer, body, told)
  }

/** What cannot be read cannot be masked, and is not passed on. */
function hiding(profile: KeyProfile, app: App): Hold {
  const masks = masksOf(profile.mask, app)
  const hide = maskingText(masks)
  return ({ headers, ...sent }) => {
    const answer = { ...sent, headers: headers.map((text, i) => (i % 2 === 0 ? text : hide(text))) }
    if (answer.body.length === 0) return answer
    const body = rewriteJson(answer.body, masking(masks)) ?? pageWithout(answer, hide)
    if (!body) throw unreadable(app, answer.status)
    return changed(answer, body, ['Valetkey-Profile', profile.mask.join(', ')])
  }
}

function isJson({ headers }: WholeAnswer): boolean {
  return /^application\/([\w.+-]+\+)?json\b/i.test(valueOf(headers, 'content-type'))
}

/**
 * The page of a server that stands before the API: it tells that there is no answer, so it has no members. In every other text that is
 * no JSON they would have no names, and in what is packed they cannot be seen.
 */
function pageWithout(
  { status, headers, body }: WholeAnswer,
  hide: (text: string) => string,
): Buffer | null {
  const isPage = status >= 300 && pageType.test(valueOf(headers, 'content-type'))
  const isPlain = /^(identity)?$/i.test(valueOf(headers, 'content-encoding'))
  return isPage && isPlain ? Buffer.from(hide(body.toString('latin1')), 'latin1') : null
}

const pageType = /^text\/(html|plain)\s*(;\s*charset="?(utf-8|us-ascii|iso-8859-1)"?\s*)?$/i

/** Checksums and validators of a body that is another one now. */
const ofTheBody = new Set(['content-md5', 'digest', 'content-digest', 'repr-digest', 'etag'])

function changed(answer: WholeAnswer, body: Buffer, told: readonly string[]): WholeAnswer {
  if (body === answer.body) return { ...answer, headers: [...answer.headers, ...told] }
  const headers: string[] = []
  for (let i = 0; i < answer.headers.length; i += 2) {
    const [name = '', value = ''] = answer.headers.slice(i, i + 2)
    if (!ofTheBody.has(name.toLowerCase())) headers.push(name, value)
  }
  return { ...answer, headers: [...headers, ...told], body }
}

function valueOf(headers: readonly string[], wanted: string): string {
  const at = headers.findIndex((name, i) => i % 2 === 0 && name.toLowerCase() === wanted)
  return at < 0 ? '' : (headers[at + 1] ?? '')
}

const unreadable = (app: App, status: number): Failure =>
  new Failure(
    'mask_failed',
    `This API key may not see everything in the answers of ${app.title}, and this answer could not be read to hide it. Nothing of it is passed on. ${app.title} answered with the status ${status}, so look before you send a write again.`,
  )
