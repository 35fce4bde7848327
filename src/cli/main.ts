#!/usr/bin/env node
import { UsageError } from './command.ts'
import { commands, findCommand } from './commands.ts'
import { exitCodes } from './exit-codes.ts'
import { readInput } from './read-input.ts'
import { closest } from './suggest.ts'
import { createTerminal, type Terminal } from './terminal.ts'

/** Runs one command line and says how the process should end. */
async function main(args: readonly string[], terminal: Terminal): Promise<number> {
  const [first] = args
  if (first === '--version' || first === '-V') {
    const { version } = await import('./version.ts')
    terminal.print(version())
    return exitCodes.ok
  }
  if (first === undefined || first === '--help' || first === '-h') return help([], terminal)
  const found = findCommand(args)
  if (!found) return operation(args, terminal)
  if (wantsHelp(found.rest)) return help([found.name], terminal)
  const command = await found.load()
  return command.run(readInput(command, found.rest), terminal)
}

/** A command of an app's own, from its endpoint table. */
async function operation(args: readonly string[], terminal: Terminal): Promise<number> {
  const { findOperation } = await import('./operations/find-operation.ts')
  const found = findOperation(args)
  if (!found) return unknown(args, terminal)
  if ('group' in found)
    return help(
      args.filter((word) => !word.startsWith('-')),
      terminal,
    )
  if (wantsHelp(found.rest)) {
    const { commandText } = await import('./help-text.ts')
    terminal.print(commandText(found.command))
    return exitCodes.ok
  }
  return found.command.run(readInput(found.command, found.rest), terminal)
}

const wantsHelp = (rest: readonly string[]): boolean => {
  const end = rest.indexOf('--')
  return (end < 0 ? rest : rest.slice(0, end)).some((word) => word === '--help' || word === '-h')
}

async function help(topic: readonly string[], terminal: Terminal): Promise<number> {
  const { helpOn } = await import('./commands/help.ts')
  const command = helpOn(commands)
  return command.run(readInput(command, topic), terminal)
}

/** A group without its verb lists its verbs; anything else gets the nearest name. */
async function unknown(args: readonly string[], terminal: Terminal): Promise<number> {
  const names = Object.keys(commands)
  const group = names.filter((name) => name.startsWith(`${args[0] ?? ''} `))
  if (group.length > 0 && (args.length === 1 || wantsHelp(args)))
    return help(args.slice(0, 1), terminal)
  const typed = args.slice(0, group.length > 0 ? 2 : 1).join(' ')
  const { apps } = await import('../apps/registry.ts')
  const app = apps.find(({ endpoints }) => endpoints.some(({ cli }) => cli.startsWith(`${typed} `)))
  const guess = app
    ? `${app.name} ${typed}`
    : closest(typed, [...names, ...groups(names), ...apps.map(({ name }) => name)])
  throw new UsageError(
    `There is no command "${typed.slice(0, 40)}".${guess === null ? '' : ` Did you mean "valetkey ${guess}"?`} "valetkey help" lists them.`,
  )
}

const groups = (names: readonly string[]): string[] =>
  names.flatMap((name) => (name.includes(' ') ? (name.split(' ')[0] ?? []) : []))

const terminal = createTerminal()
try {
  process.exitCode = await main(process.argv.slice(2), terminal)
} catch (error) {
  const { report } = await import('./report-error.ts')
  process.exitCode = report(error, terminal)
}
