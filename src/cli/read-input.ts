import { parseArgs, type ParseArgsConfig } from 'node:util'
import { UsageError, type Command, type Input } from './command.ts'
import { closest } from './suggest.ts'

type Values = Readonly<Record<string, string | boolean | (string | boolean)[] | undefined>>

/** Reads what was typed by the command's table. Anything that the table does not know is a usage error. */
export function readInput(command: Command, args: readonly string[]): Input {
  const { values, positionals } = parsed(command, args)
  const { least, most } = command.words ?? { least: 0, most: 0 }
  if (positionals.length < least) {
    throw new UsageError(`Something is missing. Usage: valetkey ${command.usage}`)
  }
  if (positionals.length > most) {
    // Not repeated: it may be a key that was put into the wrong place.
    throw new UsageError(`There is a word too many. Usage: valetkey ${command.usage}`)
  }
  const texts = (name: string): string[] =>
    [values[name] ?? []].flat().filter((value) => typeof value === 'string')
  return {
    words: positionals,
    flag: (name) => values[name] === true,
    text: (name) => texts(name).at(-1),
    texts,
  }
}

function parsed(
  command: Command,
  args: readonly string[],
): { values: Values; positionals: string[] } {
  try {
    return parseArgs({
      args: [...args],
      options: optionsOf(command),
      allowPositionals: true,
      strict: true,
    })
  } catch (error) {
    throw new UsageError(complaint(command, error))
  }
}

function optionsOf(command: Command): NonNullable<ParseArgsConfig['options']> {
  const entries = Object.entries(command.options).map(([name, option]) => [
    name,
    {
      type: option.value === undefined ? ('boolean' as const) : ('string' as const),
      ...(option.short !== undefined && { short: option.short }),
      // All values are kept, so that an option given twice is an answerable question for the command.
      ...(option.value !== undefined && { multiple: true }),
    },
  ])
  return Object.fromEntries(entries) as NonNullable<ParseArgsConfig['options']>
}

/** Node's sentences, without the values that somebody typed: one of them may be a secret. */
function complaint(command: Command, error: unknown): string {
  const message = error instanceof Error ? error.message : ''
  const name = /^(?:Unknown option|Option) '(?:-\w, )?(--?[\w-]+)/.exec(message)?.[1]
  const help = `"valetkey ${nameOf(command)} --help" lists what there is.`
  if (name === undefined) return `The arguments cannot be read. ${help}`
  if (!message.startsWith('Unknown option')) {
    const takes = command.options[name.replace(/^--/, '')]?.value !== undefined
    return takes
      ? `${name} needs a value${message.includes('ambiguous') ? `, written as ${name}=VALUE when it starts with a dash` : ''}. ${help}`
      : `${name} takes no value. ${help}`
  }
  const guess = closest(name.replace(/^-+/, ''), Object.keys(command.options))
  return `There is no option ${name}.${guess === null ? '' : ` Did you mean --${guess}?`} ${help}`
}

/** The words of a usage line that name the command: those before the first placeholder or option. */
function nameOf(command: Command): string {
  return /^[a-z]+( [a-z]+)*/.exec(command.usage)?.[0] ?? command.usage
}
