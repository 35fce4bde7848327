import type { App, Endpoint } from '../../apps/app.ts'
import { parametersOf } from '../../apps/endpoint-parameters.ts'
import type { Parameter } from '../../apps/parameter.ts'
import type { Option } from '../command.ts'

/** One value on a command line, and where it goes in the request. */
export interface Flag {
  /** Without its dashes, e.g. `settings.waiting-room`. */
  readonly name: string
  readonly parameter: Parameter
  readonly part: 'path' | 'query' | 'body'
  /** Names of the members on the way to it, the last one its own. */
  readonly at: readonly string[]
}

/** Path parameters that have to be there are words; everything else is a flag. */
export function flagsOf(
  app: App,
  endpoint: Endpoint,
): { readonly words: readonly Parameter[]; readonly flags: readonly Flag[] } {
  const { path, query, body } = parametersOf(app, endpoint)
  const preset = path.filter((it) => it.default !== undefined)
  return {
    words: path.filter((it) => it.default === undefined),
    flags: [
      ...preset.map((it) => flagOf(it, { part: 'path', above: [] })),
      ...query.map((it) => flagOf(it, { part: 'query', above: [] })),
      ...(body ?? []).flatMap((it) => withMembers(it, { part: 'body', above: [] })),
    ],
  }
}

interface Place {
  readonly part: Flag['part']
  readonly above: readonly string[]
}

function withMembers(parameter: Parameter, { part, above }: Place): Flag[] {
  const at = [...above, parameter.name]
  const members = (parameter.properties ?? []).flatMap((it) => withMembers(it, { part, above: at }))
  return [flagOf(parameter, { part, above }), ...members]
}

const flagOf = (parameter: Parameter, { part, above }: Place): Flag => {
  const at = [...above, parameter.name]
  return { name: at.map(kebab).join('.'), parameter, part, at }
}

/** `start_time` is typed as `--start`, `userId` as `--user-id`. */
function kebab(name: string): string {
  const plain = name.replaceAll(/([a-z])([A-Z]+)/g, '$1-$2').toLowerCase()
  return plain.replaceAll('_', '-').replace(/^start-time$/, 'start')
}

/** As a placeholder in a usage line: `meetingId` is MEETING_ID. */
export const placeholder = ({ name }: Parameter): string =>
  kebab(name).toUpperCase().replaceAll('-', '_')

/** The flags as the table of options that the command line is read by. */
export function optionsOf(flags: readonly Flag[]): Readonly<Record<string, Option>> {
  return Object.fromEntries(
    flags.map(({ name, parameter }): [string, Option] => [
      name,
      {
        value: valueName(parameter),
        summary: summaryOf(parameter),
        ...(parameter.type === 'array' && { multiple: true as const }),
      },
    ]),
  )
}

function valueName({ type, enum: choices, format, items }: Parameter): string {
  const short = choices?.join('|') ?? ''
  if (short !== '' && short.length <= 24) return short
  if (format === 'date') return 'DAY'
  if (format === 'date-time' || format === 'start-time') return 'TIME'
  if (format === 'email') return 'EMAIL'
  if (type === 'boolean') return 'true|false'
  if (type === 'object') return 'JSON'
  if (type === 'array') return items?.type === 'object' ? 'JSON' : 'TEXT'
  return type === 'string' ? 'TEXT' : 'NUMBER'
}

function summaryOf(parameter: Parameter): string {
  const { required, default: preset, enum: choices } = parameter
  const listed = choices && valueName(parameter) === 'TEXT' ? ` One of: ${choices.join(', ')}.` : ''
  const needed = required === true ? ' Required.' : ''
  const standard = preset === undefined ? '' : ` Default ${String(preset)}.`
  return inWords(parameter) + listed + needed + standard
}

/** What a body holds is one thing, what may be typed another: words such as "tomorrow 15:00" become an instant. */
function inWords({ format, description }: Parameter): string {
  if (format === 'start-time') return 'When it starts, e.g. "tomorrow 15:00". Now when left out.'
  return format === 'date-time' ? `${description} E.g. "friday 18:00".` : description
}
