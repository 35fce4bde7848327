import type { Command, Commands, Option } from '../command.ts'
import { UsageError } from '../command.ts'
import { exitCodeMeanings, exitCodes } from '../exit-codes.ts'
import { closest } from '../suggest.ts'

/** The command that explains these commands, itself among them. */
export const helpOn = (commands: Commands): Command => ({
  summary: 'Explain a command, or the exit codes.',
  usage: 'help [COMMAND|exit-codes]',
  options: {},
  words: { least: 0, most: 2 },
  async run(input, terminal) {
    const topic = input.words.join(' ')
    terminal.print(await textOf(commands, topic))
    return exitCodes.ok
  },
})

async function textOf(commands: Commands, topic: string): Promise<string> {
  if (topic === '') return overview(commands, Object.keys(commands))
  if (topic === 'exit-codes') return exitCodeText
  const load = Object.hasOwn(commands, topic) ? commands[topic] : undefined
  if (load) return oneCommand(await load())
  const group = Object.keys(commands).filter((name) => name.startsWith(`${topic} `))
  if (group.length > 0) return overview(commands, group)
  const guess = closest(topic, Object.keys(commands))
  throw new UsageError(
    `There is no help on that.${guess === null ? '' : ` Did you mean "valetkey help ${guess}"?`}`,
  )
}

async function overview(commands: Commands, names: readonly string[]): Promise<string> {
  const rows = await Promise.all(
    names.map(async (name) => ({ name, summary: (await commands[name]?.())?.summary ?? '' })),
  )
  return [
    'Usage: valetkey COMMAND [OPTIONS]',
    '',
    ...table(rows.map(({ name, summary }) => [name, summary])),
    '',
    '"valetkey COMMAND --help" explains one. "valetkey help exit-codes" lists the exit codes.',
    'Commands talk to VALETKEY_URL (default http://127.0.0.1:8787) with VALETKEY_API_KEY,',
    'or work on a data folder directly with --data-dir.',
  ].join('\n')
}

function oneCommand(command: Command): string {
  const options = Object.entries(command.options)
  return [
    `Usage: valetkey ${command.usage}`,
    '',
    command.summary,
    ...(command.details === undefined ? [] : ['', command.details]),
    ...(options.length === 0 ? [] : ['', 'Options:']),
    ...table(options.map(([name, option]) => [spelling(name, option), option.summary])),
  ].join('\n')
}

const spelling = (name: string, { short, value }: Option): string =>
  `${short === undefined ? '' : `-${short}, `}--${name}${value === undefined ? '' : ` ${value}`}`

const exitCodeText = [
  'Exit codes:',
  ...table(exitCodeMeanings.map(([code, meaning]) => [String(code), meaning])),
].join('\n')

function table(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(0, ...rows.map(([left]) => left.length))
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`)
}
