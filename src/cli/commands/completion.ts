import { apps } from '../../apps/registry.ts'
import { UsageError, type Command, type Commands, type LoadCommand } from '../command.ts'
import { candidates, completionScripts, operationNames, type Completable } from '../completion.ts'
import { exitCodes } from '../exit-codes.ts'
import { findOperation } from '../operations/find-operation.ts'

type Find = (words: readonly string[]) => { readonly load: LoadCommand } | null

/** The command that completes these commands, itself among them. */
export const completionOf = (commands: Commands, find: Find): Command => ({
  summary: 'Print a script that completes commands in bash, zsh or fish.',
  usage: 'completion bash|zsh|fish',
  details: 'For example, in ~/.bashrc: eval "$(valetkey completion bash)"',
  options: { for: { summary: 'What can follow these words. The scripts ask this.' } },
  words: { least: 0, most: Infinity },
  run: async (input, terminal) => {
    if (input.flag('for')) {
      for (const word of await candidates(input.words, everythingIn(commands, find)))
        terminal.print(word)
      return exitCodes.ok
    }
    const [shell = ''] = input.words
    const script = Object.hasOwn(completionScripts, shell) ? completionScripts[shell] : undefined
    if (script === undefined || input.words.length > 1) {
      throw new UsageError('Which shell? "valetkey completion bash", zsh or fish.')
    }
    terminal.print(script)
    return exitCodes.ok
  },
})

const everythingIn = (commands: Commands, find: Find): Completable => ({
  names: [...Object.keys(commands), ...apps.flatMap(operationNames)],
  commandAt: async (words) => {
    const found = find(words)
    if (found) return found.load()
    const named = operationNamed(words)
    return named && 'command' in named ? named.command : null
  },
})

/** Words on the way to a command are no error here. */
function operationNamed(words: readonly string[]): ReturnType<typeof findOperation> {
  try {
    return findOperation(words)
  } catch (error) {
    if (error instanceof UsageError) return null
    throw error
  }
}
