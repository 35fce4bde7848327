import type { App } from '../../src/apps/app.ts'
import { apps } from '../../src/apps/registry.ts'
import { createMatcher, isRefusal, type Matcher } from '../../src/gateway/match.ts'
import type { Dice } from '../dice.ts'
import { must, same, type Target } from '../hunt.ts'

interface Input {
  readonly app: string
  readonly method: string
  readonly path: string
}

/**
 * A path that is forwarded is read again by servers that we do not know: some decode it once, some twice, some take a
 * backslash for a slash, merge slashes or cut off what follows `;`. However it is read, it must not name another endpoint
 * than the one that was allowed.
 */
export function matchTarget(matcherOf: (app: App) => Matcher = createMatcher): Target<Input> {
  const worlds = new Map(apps.map((app) => [app.name, worldOf(app, matcherOf(app))]))
  return {
    name: 'match',
    share: 30,
    make: makePath,
    check({ app, method, path }) {
      const world = worlds.get(app)
      must(world !== undefined, () => `no app ${app}`)
      const result = world.match(method, path)
      const verdict = isRefusal(result) ? result.kind : result.endpoint.id
      if (!isRefusal(result)) checkReadings(world, { method, path, allowed: verdict })
      if (isPlain(path)) same(verdict, plainVerdict(world, method, path.slice(1).split('/')))
    },
  }
}

interface World {
  readonly match: Matcher
  readonly words: ReadonlySet<string>
  /** Most literal segments first: the order in which routers try them. */
  readonly routes: readonly { id: string; method: string; segments: readonly string[] }[]
}

function worldOf(app: App, match: Matcher): World {
  const literals = (segments: readonly string[]) =>
    segments.map((segment) => (segment.startsWith('{') ? '1' : '0')).join('')
  const routes = app.endpoints
    .map(({ id, method, path }) => ({ id, method, segments: path.slice(1).split('/') }))
    .sort((a, b) => (literals(a.segments) < literals(b.segments) ? -1 : 1))
  return { match, words: new Set(app.pathWords), routes }
}

function routed({ routes }: World, method: string, seen: readonly string[]): string | null {
  const wanted = method === 'HEAD' ? 'GET' : method
  const fits = routes.filter(
    ({ segments }) =>
      segments.length === seen.length &&
      segments.every((segment, i) =>
        segment.startsWith('{') ? seen[i] !== '' : segment === seen[i],
      ),
  )
  // The path decides first: a router that found the place answers 405 for other methods of it.
  const shape = fits[0]?.segments
    .map((segment) => (segment.startsWith('{') ? '{}' : segment))
    .join()
  return (
    fits.find(
      ({ method: own, segments }) =>
        own === wanted &&
        segments.map((segment) => (segment.startsWith('{') ? '{}' : segment)).join() === shape,
    )?.id ?? null
  )
}

/** Without anything to decode, a path is what it looks like, and a word of the vendor is never a value. */
function plainVerdict(world: World, method: string, segments: readonly string[]): string {
  const id = routed(world, method, segments)
  const pattern = world.routes.find((route) => route.id === id)?.segments ?? []
  const wordAsValue = pattern.some((segment, i) => {
    const value = segments[i] ?? ''
    return segment.startsWith('{') && value !== 'me' && world.words.has(value)
  })
  return id === null || wordAsValue ? 'not_supported' : id
}

const isPlain = (path: string): boolean => /^(\/[\w@+=,:~!$-]+)+$/.test(path)

function checkReadings(
  world: World,
  { method, path, allowed }: { method: string; path: string; allowed: string },
): void {
  // A doubled slash belongs to the value around it, as an unescaped meeting UUID has it.
  const asSent = path.slice(1).split(/(?<!\/)\/(?!\/)/)
  let reading = path
  for (let round = 0; round <= 3; round++, reading = decodedOnce(reading)) {
    must(!/[\x00-\x1f\x7f]/.test(reading), () => `a control character after ${round} decodings`)
    for (const seen of viewsOf(reading)) {
      must(
        !seen.includes('.') && !seen.includes('..'),
        () => `a dot segment after ${round} decodings`,
      )
      const other = routed(world, method, seen)
      must(
        other === null || other === allowed,
        () =>
          `${allowed} was allowed, and after ${round} decodings it is ${other ?? ''}: ${seen.join('/')}`,
      )
    }
    // What stood as one segment must not turn out to hold the way into another place.
    for (const segment of asSent) {
      const word = hiddenIn(segment, round).find((one) => world.words.has(one))
      must(word === undefined, () => `"${word ?? ''}" comes to light after ${round} decodings`)
    }
  }
}

/** What one segment turns into for a server that decodes it so often: another name, or a way further in. */
function hiddenIn(segment: string, rounds: number): string[] {
  let text = segment
  for (let round = 0; round < rounds; round++) text = decodedOnce(text)
  const [first = '', ...further] = text.split(/[/\\]/).map((piece) => piece.split(';')[0] ?? '')
  if (further.length > 0) return further
  return first === segment || first === 'me' ? [] : [first]
}

/** The segments as servers of different habits see them. */
function viewsOf(path: string): string[][] {
  const cut = (segments: string[]) => segments.map((segment) => segment.split(';')[0] ?? '')
  const bySlash = path.split('/').slice(1)
  const byEither = path.split(/[/\\]/).slice(1)
  return [bySlash, bySlash.filter(Boolean), cut(bySlash), cut(byEither).filter(Boolean)]
}

function decodedOnce(text: string): string {
  let out = ''
  for (let i = 0; i < text.length; i++) {
    const code = text[i] === '%' ? Number(`0x${text.slice(i + 1, i + 3)}`) : NaN
    if (Number.isNaN(code) || !/^[0-9a-f]{2}$/i.test(text.slice(i + 1, i + 3))) out += text[i] ?? ''
    else {
      out += String.fromCharCode(code)
      i += 2
    }
  }
  return out
}

const nasty = [
  '..',
  '.',
  '/',
  '//',
  '\\',
  ';',
  '..;',
  '%2e',
  '%2E%2e',
  '%2f',
  '%5c',
  '%252f',
  '%25252f',
  '%00',
  '%',
  '%2',
  '%0d%0a',
  '%3b',
  '',
]
const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'get', 'TRACE']

function makePath(dice: Dice): Input {
  const app = dice.pick(apps)
  const endpoint = dice.pick(app.endpoints)
  const other = dice.pick(app.endpoints).path.split('/')
  let path = endpoint.path.replace(/\{\w+\}/g, () => value(dice, { words: app.pathWords, other }))
  if (dice.chance(30)) path = dice.damaged(path)
  if (dice.chance(10)) path = `${path}/${value(dice, { words: app.pathWords, other })}`
  if (dice.chance(5)) path = path.replace(/[a-z]/, (letter) => escaped(dice, letter))
  // Node's parser lets no raw blank and no raw control character through (RFC 9112, section 3.2).
  path = path.replace(/[\x00-\x20\x7f]/g, '')
  return { app: app.name, method: dice.chance(70) ? endpoint.method : dice.pick(methods), path }
}

function value(
  dice: Dice,
  { words, other }: { words: readonly string[]; other: string[] },
): string {
  const piece = () =>
    dice.pick([
      () => dice.text(8, [0x30, 0x7a]).replace(/[^\w]/g, '') || 'a',
      () => dice.pick(nasty),
      () => dice.pick(words),
      () => dice.pick(other),
      () => escaped(dice, dice.pick(words)),
      () => escaped(dice, dice.pick(other)),
      () => escaped(dice, dice.pick(nasty)),
      () => dice.text(4, [0x21, 0xff]),
    ])()
  return dice.chance(30) ? 'me' : Array.from({ length: 1 + dice.below(4) }, piece).join('')
}

/** Some characters percent-encoded, some of them more than once. */
function escaped(dice: Dice, text: string): string {
  let out = ''
  for (const character of text) {
    let code = character
    for (let rounds = dice.below(4); rounds > 0; rounds--)
      code = code.replace(/[^\w]$|^\w$|^%/, (one) => {
        const hex = one.charCodeAt(0).toString(16).padStart(2, '0')
        return `%${dice.chance(50) ? hex.toUpperCase() : hex}`
      })
    out += code
  }
  return out
}
