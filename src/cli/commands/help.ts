import { apps } from '../../apps/registry.ts'
import type { Command, Commands } from '../command.ts'
import { UsageError } from '../command.ts'
import { exitCodes } from '../exit-codes.ts'
import { commandText, exitCodeText, listText } from '../help-text.ts'
import { findOperation } from '../operations/find-operation.ts'
import { closest } from '../suggest.ts'

/** The command that explains these commands, itself among them. */
export const helpOn = (commands: Commands): Command => ({
  summary: 'Explain a command, or the exit codes.',
  usage: 'help [COMMAND|exit-codes]',
  options: {},
  words: { least: 0, most: 4 },
  async run(input, terminal) {
    terminal.print(await textOf(commands, input.words))
    return exitCodes.ok
  },
})

async function textOf(commands: Commands, words: readonly string[]): Promise<string> {
  const topic = words.join(' ')
  if (topic === '') return overview(commands, Object.keys(commands))
  if (topic === 'exit-codes') return exitCodeText
  const load = Object.hasOwn(commands, topic) ? commands[topic] : undefined
  if (load) return commandText(await load())
  const group = Object.keys(commands).filter((name) => name.startsWith(`${topic} `))
  if (group.length > 0) return overview(commands, group)
  const operation = findOperation(words)
  if (operation) {
    return 'group' in operation ? listText(operation.group) : commandText(operation.command)
  }
  const guess = closest(topic, [...Object.keys(commands), ...apps.map(({ name }) => name)])
  throw new UsageError(
    `There is no help on that.${guess === null ? '' : ` Did you mean "valetkey help ${guess}"?`}`,
  )
}

async function overview(commands: Commands, names: readonly string[]): Promise<string> {
  const rows = await Promise.all(
    names.map(async (name) => ({ name, summary: (await commands[name]?.())?.summary ?? '' })),
  )
  return listText(
    rows,
    apps.map(({ name, title }) => `"valetkey ${name} --help" lists the commands of ${title}.`),
  )
}
