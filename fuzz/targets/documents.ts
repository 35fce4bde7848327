import { validateHeaderName, validateHeaderValue } from 'node:http'
import { Hono } from 'hono'
import { jsonBody } from '../../src/control/json-body.ts'
import type { ControlEnv } from '../../src/control/needs.ts'
import { pageToken, positionOf } from '../../src/control/page-token.ts'
import { describeErrors, Failure, problem, type ErrorCode } from '../../src/errors.ts'
import { tokenOutcome } from '../../src/oauth/token-answer.ts'
import type { Dice } from '../dice.ts'
import { must, same, type Target } from '../hunt.ts'

const key = 'vk_0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabc'
const token = `eyJzdiI6${'Aa0_-'.repeat(40)}`
const codes = describeErrors().map(({ code }) => code)

export interface Trouble {
  readonly code: ErrorCode
  readonly detail: string
  readonly path: string
  readonly retryAfter: number | null
}

/** Whatever is quoted in it: one JSON document, headers that can be sent, and no secret. */
export function problemTarget(subject: typeof problem = problem): Target<Trouble> {
  return {
    name: 'problem',
    share: 8,
    make: (dice) => ({
      code: dice.pick(codes),
      detail: quoting(dice),
      path: quoting(dice),
      retryAfter: dice.chance(30) ? dice.below(9_999) : null,
    }),
    check({ code, detail, path, retryAfter }) {
      const extras = retryAfter === null ? {} : { retry_after_s: retryAfter }
      const { status, headers, body } = subject(new Failure(code, detail, { extras }), {
        path,
        requestId: 'req_1',
      })
      const document = JSON.parse(body) as Record<string, unknown>
      same([document['status'], document['code'], document['request_id']], [status, code, 'req_1'])
      must(status >= 400 && status < 600, () => `status ${status}`)
      must(!body.includes(key) && !body.includes(token), () => `a secret in ${body}`)
      must(!/[\r\n\0]/.test(body), () => 'a raw line end in the document')
      for (const [name, value] of Object.entries(headers)) {
        validateHeaderName(name)
        validateHeaderValue(name, value)
      }
      same(headers['retry-after'] ?? null, retryAfter === null ? null : String(retryAfter))
    },
  }
}

function quoting(dice: Dice): string {
  const piece = () =>
    dice.pick([() => key, () => token, () => dice.text(9, [0, 0xffff]), () => dice.text(9)])()
  const between = dice.pick([' ', '/', '"', '\r\n', '\u2028', '?'])
  return dice.list(4, piece).join(between)
}

/** A body as bytes, in latin1. */
export function jsonBodyTarget(subject: typeof jsonBody = jsonBody): Target<string> {
  const app = new Hono<ControlEnv>()
    .post('/', subject, async (c) => c.text(await c.req.text()))
    .onError((error, c) => c.text(error.message, error instanceof Failure ? 400 : 500))
  return {
    name: 'json-body',
    share: 1,
    make: (dice) => {
      const text = JSON.stringify(anything(dice, 3))
      return dice.pick([
        () => text,
        () => dice.damaged(text),
        () => dice.text(20, [0, 0xff]),
        () => '',
      ])()
    },
    async check(text) {
      const body = Buffer.from(text, 'latin1')
      const answer = await app.request('/', { method: 'POST', body })
      const said = await answer.text()
      const value = valueOf(body)
      if (value === undefined) {
        same(answer.status, 400)
        must(
          /^The body is not (valid JSON|UTF-8 text. Send JSON)\.?$/.test(said),
          () => `it said ${said}`,
        )
      } else {
        same(answer.status, 200)
        same(JSON.parse(said), value)
      }
    },
  }
}

/** Undefined for what is no JSON. Text that is not UTF-8 would come back changed from a round trip. */
function valueOf(body: Buffer): unknown {
  const text = body.toString('utf8')
  const marked = body.subarray(0, 3).equals(Buffer.from([0xef, 0xbb, 0xbf]))
  if (!Buffer.from(text, 'utf8').equals(body)) return undefined
  const plain = marked ? text.slice(1) : text
  if (plain.trim() === '') return {}
  try {
    return JSON.parse(plain) as unknown
  } catch {
    return undefined
  }
}

function anything(dice: Dice, depth: number): unknown {
  if (depth === 0) return dice.pick([null, 1, -0.5, 1e21, '', 'ä\u0000"\\', true])
  return dice.pick([
    () => dice.list(3, () => anything(dice, depth - 1)),
    () =>
      Object.fromEntries(
        dice.list(3, () => [dice.pick(['a', '__proto__', '', 'ü']), anything(dice, depth - 1)]),
      ),
    () => dice.text(6, [0x20, 0x17f]),
    () => dice.below(2 ** 31),
  ])()
}

const anId = '0b6f7c1e-3c2f-4e0c-9d55-2f6f5d1f1a11'

export function pageTokenTarget(subject: typeof positionOf = positionOf): Target<string> {
  return {
    name: 'page-token',
    share: 8,
    make: (dice) => {
      const given = pageToken({ createdAt: dice.below(2 ** 31) * 100, id: anId })
      return dice.pick([() => given, () => dice.damaged(given), () => dice.text(60, [0, 0xff])])()
    },
    check(text) {
      try {
        const { createdAt, id } = subject(text)
        must(Number.isSafeInteger(createdAt) && createdAt >= 0, () => `created at ${createdAt}`)
        must(id.length === 36 && /^[0-9a-f-]+$/.test(id), () => `id ${id}`)
        // What is read is what a token of ours says, so a statement gets no other values than those.
        same(subject(pageToken({ createdAt, id })), { createdAt, id })
      } catch (error) {
        must(
          error instanceof Failure && error.code === 'invalid_request',
          () => `it threw ${String(error)}`,
        )
        must(
          text.length < 8 || !error.message.includes(text),
          () => 'the refusal repeats the token',
        )
      }
    },
  }
}

export interface TokenAnswer {
  readonly status: number
  readonly body: unknown
}

const answerOf = (status: number, body: unknown) => ({
  status,
  body: JSON.stringify(body),
  whole: true,
  retryAfterMs: null,
})
const text = (value: unknown): string => (typeof value === 'string' ? value : '')

const outcomes = ['refused', 'misconfigured', 'unreachable']

/** An error answer of a token endpoint: never the end of a grant on a word that does not say so, and no token in the log line. */
export function tokenAnswerTarget(subject = tokenOutcome): Target<TokenAnswer> {
  return {
    name: 'token-answer',
    share: 8,
    make: (dice) => ({
      status: dice.pick([400, 400, 401, 403, 404, 429, 500, 503]),
      body: dice.chance(20) ? anything(dice, 2) : errorBody(dice),
    }),
    check({ status, body }) {
      const outcome = subject(answerOf(status, body))
      must(outcome.kind !== 'granted' && outcomes.includes(outcome.kind), () => outcome.kind)
      must(outcome.reason.length <= 200, () => 'a reason without end')
      must(
        !outcome.reason.includes(token) && !outcome.reason.includes(key),
        () => `a secret: ${outcome.reason}`,
      )
      if (status === 429 || status >= 500) same(outcome.kind, 'unreachable')
      const error = typeof body === 'object' && body !== null && 'error' in body ? body.error : null
      const endsIt = error === 'invalid_grant' || error === 'invalid_request'
      if (outcome.kind === 'refused') must(endsIt, () => `${JSON.stringify(error)} ended a grant`)
      if (error === 'invalid_grant' && status < 429) same(outcome.kind, 'refused')
    },
  }
}

function errorBody(dice: Dice): unknown {
  const error = dice.pick([
    'invalid_grant',
    'invalid_request',
    'invalid_client',
    'server_error',
    'Invalid_Grant',
    '',
    7,
    null,
  ])
  const sentence = dice.pick([
    'Invalid Token!',
    `Invalid authorization code ${token}`,
    token,
    key,
    quoting(dice),
    'x'.repeat(900),
  ])
  return { error, [dice.pick(['reason', 'error_description', 'message'])]: sentence }
}

export interface Grant {
  readonly scope: unknown
  readonly apiUrl: unknown
}

/** The members that Zoom adds to a token answer, in whatever shape they come. */
export function grantTarget(subject = tokenOutcome): Target<Grant> {
  return {
    name: 'grant',
    share: 4,
    make: (dice) => ({
      scope: dice.list(4, () => dice.text(5, [0x21, 0x7e])).join(dice.pick([' ', ',', '  ', ', '])),
      apiUrl: dice.chance(50) ? 'https://api-eu.zoom.us' : anything(dice, 1),
    }),
    check({ scope, apiUrl }) {
      const members = { access_token: token, token_type: 'bearer', scope, api_url: apiUrl }
      const outcome = subject(answerOf(200, members))
      must(outcome.kind === 'granted', () => outcome.kind)
      const { tokens } = outcome
      same(tokens.accessToken.reveal(), token)
      must(!JSON.stringify(tokens).includes(token), () => 'the token prints')
      must(
        tokens.scopes.every((one) => one !== '' && !/[ ,]/.test(one)),
        () => tokens.scopes.join('|'),
      )
      same(tokens.scopes.join(''), String(scope).replace(/[ ,]/g, ''))
      same(tokens.apiUrl, /^[!-~]+$/.test(text(apiUrl)) ? apiUrl : null)
    },
  }
}
