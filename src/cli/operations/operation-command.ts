import type { App, Endpoint } from '../../apps/app.ts'
import { errorOf } from '../../client/errors.ts'
import { filledPath } from '../../client/path.ts'
import { createRepeater } from '../../client/repeat.ts'
import { readConfig } from '../../config.ts'
import { UsageError, type Command, type Input, type Option } from '../command.ts'
import { confirmed, yesOption } from '../confirm.ts'
import { exitCodes } from '../exit-codes.ts'
import { gatewayHeaders, gatewayOptions } from '../gateway-options.ts'
import { serverOf } from '../open-client.ts'
import { readJsonObject } from '../read-all.ts'
import type { Terminal } from '../terminal.ts'
import { flagsOf, optionsOf } from './flags.ts'
import { fetchItems } from './items.ts'
import { requestOf, usageOf, type OperationRequest } from './request.ts'
import { show, type Look } from './show.ts'
import type { Clock } from './times.ts'
import { isZone } from './zoned.ts'

/** The command of one row of an endpoint table. */
export function operationCommand(app: App, endpoint: Endpoint): Command {
  const { words, flags } = flagsOf(app, endpoint)
  return {
    summary: endpoint.summary,
    usage: usageOf(app, endpoint),
    details: detailsOf(app, endpoint),
    options: { ...optionsOf(flags), ...commonOptions(endpoint) },
    words: { least: words.length, most: words.length },
    run: async (input, terminal) => {
      const base = input.text('input')
      const request = requestOf({ app, endpoint }, input, {
        clock: clockOf(input),
        base: base === undefined ? null : await readJsonObject(terminal, base),
      })
      const asked = input.flag('yes') || input.flag('dry-run')
      if (endpoint.effect === 'destroy' && !asked) {
        if (!(await confirmed(terminal, `${endpoint.summary}?`))) return exitCodes.error
      }
      return perform({ app, endpoint, request }, input, terminal)
    },
  }
}

function detailsOf(app: App, { method, path, effect, scope }: Endpoint): string {
  const what = { read: 'changes nothing', write: 'changes something', destroy: 'cannot be undone' }
  return `${method} /${app.name}${path} (${what[effect]}; scope ${scope})`
}

function commonOptions({ body, list, effect }: Endpoint): Record<string, Option> {
  return {
    ...(body !== null && {
      input: {
        value: 'FILE',
        summary: 'The JSON body from this file; - is stdin. Options go over it.',
      },
    }),
    ...(list !== null && {
      paginate: { summary: 'Every page of the list.' },
      limit: { value: 'N', summary: 'Only the first N items, from as many pages as it takes.' },
    }),
    ...gatewayOptions,
    json: {
      value: '[FIELDS]',
      summary: 'Print JSON, of these members only when some are named: id,topic.',
    },
    jq: { value: 'FILTER', summary: 'Print what this jq filter makes of the JSON. Needs jq.' },
    ...(effect === 'destroy' && { yes: yesOption }),
  }
}

/** Now, and the zone that was named or that this machine is in. */
function clockOf(input: Input): Clock {
  const named = input.text('timezone')
  if (named !== undefined && !isZone(named)) {
    throw new UsageError('--timezone takes a name such as Europe/Berlin or UTC.')
  }
  const zone = named ?? Intl.DateTimeFormat().resolvedOptions().timeZone
  return { now: new Date(), zone }
}

const urlOf = (app: App, { pattern, path }: OperationRequest): string =>
  `/${app.name}${filledPath(pattern, path)}`

interface Performance {
  readonly app: App
  readonly endpoint: Endpoint
  readonly request: OperationRequest
}

async function perform(
  { app, endpoint, request }: Performance,
  input: Input,
  terminal: Terminal,
): Promise<number> {
  const ask = askerOf(app, request, { input, terminal })
  const look = lookOf(input, terminal)
  if (input.flag('dry-run')) {
    const explained = await ask(request.query)
    return show({ ...membersOf(explained), body: request.body }, look, terminal)
  }
  const wanted = wantedOf(input)
  // A trimmed page may have lost its items, and the token of the next one.
  const isTrimmed = input.text('select') !== undefined
  if (isTrimmed && wanted !== null) {
    throw new UsageError(
      '--select trims one page. Over several pages, --json id,topic picks members.',
    )
  }
  if (endpoint.list === null || isTrimmed) return show(await ask(request.query), look, terminal)
  const items = await fetchItems(ask, {
    query: request.query,
    list: endpoint.list,
    wanted,
  })
  const whole = look.json && look.fields === null && wanted === null
  if (items.more && !look.json) terminal.say('There are more: --paginate gets them all.')
  return show(whole ? items.page : items.all, look, terminal)
}

/** Sends the request with this query, and gives the answer's body. */
function askerOf(
  app: App,
  request: OperationRequest,
  { input, terminal }: { input: Input; terminal: Terminal },
): (query: OperationRequest['query']) => Promise<unknown> {
  const repeat = createRepeater(serverOf(readConfig()))
  const headers = gatewayHeaders(input)
  return async (query) => {
    const wish = {
      query,
      headers,
      signal: terminal.interrupted,
      ...(request.body !== null && { json: request.body }),
    }
    const response = await repeat({ method: request.method, path: urlOf(app, request), wish })
    if (!response.ok) throw await errorOf(response)
    const text = await response.text()
    return text === '' ? undefined : (JSON.parse(text) as unknown)
  }
}

const membersOf = (value: unknown): object =>
  typeof value === 'object' && value !== null ? value : {}

/** How many items; null for those of one page. */
function wantedOf(input: Input): number | null {
  const limit = input.text('limit')
  if (limit === undefined) return input.flag('paginate') ? Infinity : null
  if (!/^[1-9]\d{0,8}$/.test(limit)) throw new UsageError('--limit takes a number of items.')
  return Number(limit)
}

function lookOf(input: Input, terminal: Terminal): Look {
  const [json, jq] = [input.text('json'), input.text('jq') ?? null]
  const fields = json === undefined || json === '' ? null : json.split(',')
  return { json: json !== undefined || jq !== null || !terminal.stdout.isTTY, fields, jq }
}
