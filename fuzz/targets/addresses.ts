import { zoom } from '../../src/apps/zoom/app.ts'
import { Failure } from '../../src/errors.ts'
import type { Call } from '../../src/gateway/call.ts'
import { destinationOf, type Destination } from '../../src/gateway/destination.ts'
import type { AppClient } from '../../src/oauth/app-client.ts'
import { splitTarget } from '../../src/server/request-target.ts'
import type { Dice } from '../dice.ts'
import { must, same, type Target } from '../hunt.ts'

const appClient: AppClient = {
  app: zoom,
  apiUrl: zoom.apiUrl,
  apiUrlIsVendors: true,
  oauthUrl: zoom.oauthUrl,
  issuer: zoom.oauthUrl,
  client: null,
}
const endpoint = zoom.endpoints.find(({ id }) => id === zoom.downloads?.endpoint)

/** Where a token may go when callers name the address themselves: https, the default port, the vendor's hosts, /rec/. */
export function downloadTarget(subject: typeof destinationOf = destinationOf): Target<string> {
  return {
    name: 'download-address',
    share: 6,
    make: makeAddress,
    check(address) {
      const call = {
        matched: { endpoint },
        path: '/_download',
        query: `?url=${encodeURIComponent(address)}`,
      }
      let destination: Destination
      try {
        destination = subject(appClient, call as unknown as Call, null)
      } catch (error) {
        must(
          error instanceof Failure && error.code === 'invalid_request',
          () => `it threw ${String(error)}`,
        )
        must(!isPlainlyGood(address), () => 'a good address was refused')
        return
      }
      const { origin, path } = destination
      must(
        /^https:\/\/([a-z0-9_-]+\.)*zoom\.us$/.test(origin),
        () => `the token would go to ${origin}`,
      )
      must(/^\/rec\/[\x21-\x7e]*$/.test(path), () => `the token would go to ${path}`)
      must(!/\/\.\.?(\/|$)/.test(path.split('?')[0] ?? ''), () => `it climbs: ${path}`)
    },
  }
}

const isPlainlyGood = (address: string): boolean =>
  /^https:\/\/[a-z]{1,9}\.zoom\.us\/rec\/[a-z0-9]*$/.test(address) && !/xn--/.test(address)

function makeAddress(dice: Dice): string {
  const host = dice.pick([
    'us02web.zoom.us',
    'zoom.us',
    'evilzoom.us',
    'zoom.us.evil.example',
    'evil.example',
    '127.0.0.1',
    '[::1]',
    'ZOOM.US',
    'zoom.us.',
    'zоom.us',
    'a.zoom.us%2eevil.example',
  ])
  const login = dice.pick(['', '', '', 'a@', 'a:b@', 'evil.example#@', 'zoom.us@'])
  const port = dice.pick(['', '', '', ':443', ':80', ':8443', ':'])
  const path = dice.pick([
    '/rec/download/x',
    '/rec/',
    '/rec',
    '/rec/../v2/users',
    '/rec/%2e%2e/v2',
    '/rec\\..\\v2',
    '/v2/users/me',
    '//rec/x',
  ])
  const address = `${dice.pick(['https', 'https', 'http', 'ftp', 'HTTPS', 'file', ''])}${dice.pick(['://', '://', '://', ':', ':\\\\', ':///'])}${login}${host}${port}${path}`
  return dice.chance(30) ? dice.damaged(address) : address
}

/** A request target, cut behind its first segment without any change to what follows. */
export function requestTarget(subject: typeof splitTarget = splitTarget): Target<string> {
  return {
    name: 'request-target',
    share: 10,
    make: (dice) => {
      const path = dice
        .list(4, () =>
          dice.pick(['zoom', 'v2', '', '..', '%2F', 'a?b', '?', dice.text(5, [0x21, 0xff])]),
        )
        .join('/')
      const authority = dice.pick([
        '',
        '',
        '',
        'http://h',
        'HTTPS://h:1',
        'http://h?x',
        'http:/',
        'https://',
      ])
      return authority + dice.pick(['/', '/', '/', '', '//', '?']) + path
    },
    check(target) {
      const { whole, first, rest } = subject(target)
      same(whole, originFormOf(target))
      must(!/[/?]/.test(first), () => `the first segment is ${first}`)
      must(
        rest === '/' || `/${first}${rest}` === whole,
        () => `${first} and ${rest} do not make ${whole}`,
      )
      if (rest === '/')
        must(whole === `/${first}` || whole === `/${first}/`, () => `${whole} lost its end`)
      must(rest.startsWith('/') || rest.startsWith('?'), () => `what follows is ${rest}`)
    },
  }
}

/** RFC 9112, section 3.2: what follows the authority, character by character. */
function originFormOf(target: string): string {
  const scheme = ['http://', 'https://'].find((one) => target.toLowerCase().startsWith(one))
  let at = scheme?.length ?? 0
  if (scheme) while (at < target.length && !'/?#'.includes(target[at] ?? '')) at++
  const rest = target.slice(at)
  return rest.startsWith('/') ? rest : `/${rest}`
}
