import type { App, Endpoint } from '../../apps/app.ts'
import { apps } from '../../apps/registry.ts'
import type { Command } from '../command.ts'
import { UsageError } from '../command.ts'
import { closest } from '../suggest.ts'
import { recordingDownload } from '../download/recording-download.ts'
import { operationCommand } from './operation-command.ts'

/** What the first words of a command line name: a command of an app, or a group of them. */
export type Found =
  | { readonly command: Command; readonly rest: readonly string[] }
  | { readonly group: readonly { readonly name: string; readonly summary: string }[] }

/** Null when the first word names no app. */
export function findOperation(args: readonly string[]): Found | null {
  const app = apps.find(({ name }) => name === args[0])
  if (!app) return null
  const typed = args.slice(1)
  for (let length = Math.min(typed.length, 3); length > 0; length--) {
    const name = typed.slice(0, length).join(' ')
    const endpoint = app.endpoints.find(({ cli }) => cli === name)
    if (endpoint) {
      return { command: commandOf(app, endpoint), rest: tidied(typed.slice(length)) }
    }
  }
  return { group: groupOf(app, typed) }
}

/** A file has a command of its own, because it is no JSON. */
function commandOf(app: App, endpoint: Endpoint): Command {
  const { downloads } = app
  if (endpoint.id !== downloads?.endpoint) return operationCommand(app, endpoint)
  const command = recordingDownload(app, downloads)
  return {
    ...command,
    usage: command.usage.replace('recording download', `${app.name} ${endpoint.cli}`),
  }
}

function groupOf(
  app: App,
  typed: readonly string[],
): readonly { readonly name: string; readonly summary: string }[] {
  const words = typed.filter((word) => !word.startsWith('-')).join(' ')
  const rows = app.endpoints.filter(({ cli }) => words === '' || cli.startsWith(`${words} `))
  if (rows.length === 0) throw new UsageError(unknown(app, words))
  return rows.map(({ cli, summary }) => ({ name: `${app.name} ${cli}`, summary }))
}

function unknown(app: App, words: string): string {
  const guess = closest(words, [
    ...app.endpoints.map(({ cli }) => cli),
    ...app.endpoints.map(({ cli }) => cli.split(' ')[0] ?? ''),
  ])
  const hint = guess === null ? '' : ` Did you mean "valetkey ${app.name} ${guess}"?`
  return `There is no command "${app.name} ${words.slice(0, 40)}".${hint} "valetkey ${app.name} --help" lists them.`
}

const fieldList = /^[a-z_][\w.]*(,[a-z_][\w.]*)*$/i

/** `--json` may stand alone or before the members that are wanted; a table of options knows only one of the two. */
function tidied(args: readonly string[]): readonly string[] {
  return args.flatMap((word, at) => {
    if (word === '--start-time') return ['--start']
    if (word.startsWith('--start-time=')) return [word.replace('--start-time', '--start')]
    if (args[at - 1] === '--json' && fieldList.test(word)) return []
    if (word !== '--json') return [word]
    const next = args[at + 1] ?? ''
    return [fieldList.test(next) ? `--json=${next}` : '--json=']
  })
}
