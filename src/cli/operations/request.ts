import type { App, Endpoint } from '../../apps/app.ts'
import type { Parameter } from '../../apps/parameter.ts'
import type { PathValues } from '../../client/path.ts'
import { UsageError, type Input } from '../command.ts'
import { flagsOf, placeholder, type Flag } from './flags.ts'
import type { Clock } from './times.ts'
import { valueOf } from './values.ts'

/** What one command line comes down to. */
export interface OperationRequest {
  readonly method: string
  /** With its named segments, which `path` fills in. */
  readonly pattern: string
  readonly path: PathValues
  readonly query: Readonly<Record<string, string>>
  /** Null when the endpoint takes none. */
  readonly body: Members | null
}

type Members = Readonly<Record<string, unknown>>

/** `base` is the body from `--input`; what was typed goes over it. */
export function requestOf(
  { app, endpoint }: { app: App; endpoint: Endpoint },
  input: Input,
  { clock, base }: { clock: Clock; base: Members | null },
): OperationRequest {
  const { words, flags } = flagsOf(app, endpoint)
  if (base !== null && endpoint.body === null) {
    throw new UsageError('--input is a body, and this takes none.')
  }
  const given = flags.flatMap((flag) => {
    const texts = input.texts(flag.name)
    return texts.length === 0 ? [] : [{ flag, value: typed(flag, texts, clock) }]
  })
  const put = (part: Flag['part'], over: Members) =>
    given.filter(({ flag }) => flag.part === part).reduce(withMember, over)
  const body = endpoint.body === null ? null : put('body', base ?? {})
  const query = put('query', {})
  refuseIncomplete(flags, { query, body: body ?? {} })
  if (endpoint.method === 'PATCH' && Object.keys(body ?? {}).length === 0) {
    throw new UsageError('Nothing would change. Give at least one option, or --input.')
  }
  return {
    method: endpoint.method,
    pattern: endpoint.path,
    path: pathValues({ words, flags }, input),
    query: Object.fromEntries(Object.entries(query).map(([name, value]) => [name, String(value)])),
    body,
  }
}

function pathValues(
  { words, flags }: { words: readonly Parameter[]; flags: readonly Flag[] },
  input: Input,
): PathValues {
  const typedWords = words.map(({ name }, at): [string, string] => [name, input.words[at] ?? ''])
  const preset = flags
    .filter(({ part }) => part === 'path')
    .map(({ name, parameter }): [string, string] => [
      parameter.name,
      input.text(name) ?? String(parameter.default),
    ])
  return Object.fromEntries([...typedWords, ...preset])
}

function typed({ name, parameter }: Flag, texts: readonly string[], clock: Clock): unknown {
  const { type, items } = parameter
  if (type !== 'array' || !items) {
    return valueOf(parameter, texts.at(-1) ?? '', { flag: name, clock })
  }
  // Each time one item, and a whole list where somebody has one.
  return texts.flatMap((text): unknown => valueOf(items, text, { flag: name, clock }))
}

/** Sets a member, however deep, without changing the objects that it was read from. */
function withMember(over: Members, { flag, value }: { flag: Flag; value: unknown }): Members {
  return set(over, flag.at, value)
}

function set(over: Members, [name = '', ...deeper]: readonly string[], value: unknown): Members {
  if (deeper.length === 0) {
    return { ...over, [name]: isObject(value) ? { ...objectIn(over[name]), ...value } : value }
  }
  return { ...over, [name]: set(objectIn(over[name]), deeper, value) }
}

const isObject = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const objectIn = (value: unknown): Members => (isObject(value) ? value : {})

function refuseIncomplete(
  flags: readonly Flag[],
  given: { readonly query: Members; readonly body: Members },
): void {
  const missing = flags
    .filter(({ part, at, parameter }) => part !== 'path' && at.length === 1 && parameter.required)
    .filter(
      ({ part, parameter }) => !(parameter.name in (part === 'query' ? given.query : given.body)),
    )
    .map(({ name }) => `--${name}`)
  if (missing.length > 0) throw new UsageError(`Missing: ${missing.join(', ')}.`)
}

/** `zoom meetings get MEETING_ID`: what stands after `valetkey `. */
export function usageOf(app: App, endpoint: Endpoint): string {
  const { words } = flagsOf(app, endpoint)
  return [app.name, endpoint.cli, ...words.map(placeholder), '[OPTIONS]'].join(' ')
}
