import { createHash } from 'node:crypto'
import { expect, it } from 'vitest'
import { createSpool } from '../src/connections/spool.ts'
import type { TokenSet } from '../src/connections/connection.ts'
import { Failure, problem } from '../src/errors.ts'
import { destinationOf } from '../src/gateway/destination.ts'
import { inbound, outbound } from '../src/gateway/headers.ts'
import { createMatcher, isRefusal } from '../src/gateway/match.ts'
import { tokenOutcome } from '../src/oauth/token-answer.ts'
import { readBareHead } from '../src/server/bare-request.ts'
import { splitTarget } from '../src/server/request-target.ts'
import { targets } from './all.ts'
import { hunt, type Target } from './hunt.ts'
import { answerTarget, readAnswer } from './targets/answers.ts'
import { bareTarget } from './targets/bare.ts'
import { downloadTarget, requestTarget } from './targets/addresses.ts'
import {
  grantTarget,
  jsonBodyTarget,
  pageTokenTarget,
  problemTarget,
  tokenAnswerTarget,
} from './targets/documents.ts'
import { inboundTarget, outboundTarget } from './targets/headers.ts'
import { matchTarget } from './targets/match.ts'
import { credentialTarget, keyTarget, vaultTarget } from './targets/secrets.ts'
import { spoolTarget } from './targets/spool.ts'

const without = (raw: readonly string[], name: string): string[] =>
  raw.filter((_, i) => raw[i - (i % 2)]?.toLowerCase() !== name)

const zeros = Buffer.alloc(4_096, '\r\n0')
const withLineEnds = (bytes: Buffer): Buffer =>
  Buffer.from(bytes.toString('latin1').replace(/(?<!\r)\n/g, '\r\n'), 'latin1')

/** Reads bare requests as if a header of this name said nothing. */
function overlooking(name: string): typeof readBareHead {
  const itsName = new RegExp(`^${name}(?=:)`, 'im')
  return (bytes) => {
    const text = bytes.toString('latin1')
    const [spelled = ''] = itsName.exec(text) ?? []
    const read = readBareHead(Buffer.from(text.replace(itsName, 'x-other'), 'latin1'))
    if (!read) return null
    const asSent = (said: string): string => (said === 'x-other' ? spelled : said)
    const headers: Record<string, string> = {}
    for (const [key, value] of Object.entries(read.headers))
      headers[asSent(key).toLowerCase()] = value
    return { ...read, headers, raw: read.raw.map(asSent) }
  }
}

/** A mistake that somebody could make tomorrow, for every target: a hunt that does not find it proves nothing. */
const planted: [string, Target<never>][] = [
  [
    'forwards what it should have refused as unsafe',
    matchTarget((app) => {
      const match = createMatcher(app)
      return (method, path) => {
        const result = match(method, path)
        return isRefusal(result) && result.kind === 'unsafe' ? match('GET', '/v2/users/me') : result
      }
    }),
  ],
  [
    'takes every method for GET',
    matchTarget((app) => {
      const match = createMatcher(app)
      return (_, path) => match('GET', path)
    }),
  ],
  [
    'forwards TE',
    outboundTarget((raw, bearer) => [
      ...outbound(raw, bearer),
      ...(raw.includes('te') ? ['te', 'x'] : []),
    ]),
  ],
  [
    'puts the token on before it drops what Connection names',
    outboundTarget((raw, bearer) => {
      const asked = raw.some((value, i) => i % 2 === 1 && /authorization/i.test(value))
      return asked ? outbound(raw, null) : outbound(raw, bearer)
    }),
  ],
  [
    'loses a repeated header',
    outboundTarget((raw, bearer) => outbound(without(raw, 'accept'), bearer)),
  ],
  [
    'lets upstream speak in our name',
    inboundTarget((raw, context) => ['Valetkey-Error', 'x', ...inbound(raw, context)]),
  ],
  [
    'rounds a delay down',
    inboundTarget((raw, context) => inbound(raw, { ...context, now: () => context.now() + 999 })),
  ],
  [
    'takes what came of an answer for all of it',
    answerTarget(
      (method, pieces) => readAnswer(method, pieces) ?? readAnswer(method, [...pieces, zeros]),
    ),
  ],
  ['sees no length in a bare request', bareTarget(overlooking('content-length'))],
  ['sees no chunks in a bare request', bareTarget(overlooking('transfer-encoding'))],
  ['sees no Connection in a bare request', bareTarget(overlooking('connection'))],
  ['sees no Proxy-Connection in a bare request', bareTarget(overlooking('proxy-connection'))],
  ['sees no Expect in a bare request', bareTarget(overlooking('expect'))],
  [
    'takes a line feed for the end of a line in a bare request',
    bareTarget((bytes) => readBareHead(withLineEnds(bytes))),
  ],
  [
    'reads a bare request and not what follows',
    bareTarget((bytes) => {
      const end = bytes.indexOf('\r\n\r\n')
      return readBareHead(end < 0 ? bytes : bytes.subarray(0, end + 4))
    }),
  ],
  ['reads no bare request at all', bareTarget(() => null)],
  [
    'loses what a cut divides',
    answerTarget((method, pieces) =>
      readAnswer(
        method,
        pieces.filter(({ length }) => length > 1),
      ),
    ),
  ],
  [
    'takes a bare line feed for a line end',
    answerTarget((method, pieces) => readAnswer(method, [withLineEnds(Buffer.concat(pieces))])),
  ],
  ['decodes the target', requestTarget((target) => splitTarget(target.replace('%2F', '/')))],
  [
    'trusts a host that only ends like the vendor',
    downloadTarget((appClient, call, apiUrl) => {
      const loose = { ...appClient.app.downloads, hostSuffixes: ['zoom.us'] }
      const app = { ...appClient.app, downloads: loose } as typeof appClient.app
      return destinationOf({ ...appClient, app }, call, apiUrl)
    }),
  ],
  ['ignores the checksum', keyTarget((text) => /^vk_\w{39}$/.test(text))],
  [
    'looks up whatever was sent',
    credentialTarget(({ keys }) => ({
      cached: () => null,
      stands: () => false,
      authenticate: async ({ authorization = '' }) => {
        await keys.findByHash(createHash('sha256').update(authorization.slice(7)).digest('hex'))
        throw new Failure('invalid_api_key', 'no')
      },
    })),
  ],
  [
    'ignores blanks around a sealed value',
    vaultTarget((vault) => ({
      open: (sealed, where) => vault.open(sealed.replace(/[^!-~]/g, ''), where),
    })),
  ],
  [
    'quotes what it was given',
    problemTarget((error, context) => ({
      ...problem(error, context),
      body: JSON.stringify({
        ...(JSON.parse(problem(error, context).body) as object),
        detail: String(error),
      }),
    })),
  ],
  ['takes any body', jsonBodyTarget(async (_, next) => next())],
  [
    'reads any two values',
    pageTokenTarget((text) => {
      const [createdAt, ...id] = Buffer.from(text, 'base64url').toString('latin1').split('.')
      return { createdAt: Number(createdAt), id: id.join('.') }
    }),
  ],
  [
    'ends a grant on any 400',
    tokenAnswerTarget((answer) =>
      answer.status === 400 ? { kind: 'refused', reason: '' } : tokenOutcome(answer),
    ),
  ],
  [
    'logs the whole sentence',
    tokenAnswerTarget((answer) => ({
      kind: tokenOutcome(answer).kind as 'unreachable',
      reason: answer.body.slice(0, 200),
    })),
  ],
  [
    'splits scopes at blanks only',
    grantTarget((answer) =>
      tokenOutcome({ ...answer, body: answer.body.replaceAll(/(?<=\w),(?=\w)/g, '_') }),
    ),
  ],
  [
    'finds a pair that is not on disk any more',
    spoolTarget((needs) => {
      let last: TokenSet | null = null
      const spool = createSpool(needs)
      return {
        ...spool,
        keep: (name, tokens) => {
          last = tokens
          spool.keep(name, tokens)
        },
        find: (name) => spool.find(name) ?? last,
      }
    }),
  ],
] as never

it.each(planted)('finds code that %s', async (_, target) => {
  expect(await hunt(target, { cases: 30_000, seed: 1 })).not.toBeNull()
})

it('has a planted mistake for every target', () => {
  const names = new Set(planted.map(([, { name }]) => name))
  expect(targets.map(({ name }) => name).filter((name) => !names.has(name))).toEqual([])
})
