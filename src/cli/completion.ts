import type { App } from '../apps/app.ts'
import type { Command } from './command.ts'

/** What can be completed: names of commands, and what each takes. */
export interface Completable {
  /** Every command by its words, e.g. `key create`. */
  readonly names: readonly string[]
  /** Null when the words name no whole command. */
  readonly commandAt: (words: readonly string[]) => Promise<Command | null>
}

/** What may stand where the last of these words is being typed. */
export async function candidates(
  words: readonly string[],
  { names, commandAt }: Completable,
): Promise<readonly string[]> {
  const typed = words.at(-1) ?? ''
  const before = words.slice(0, -1)
  const command = await commandAt(before)
  const all = command ? argumentsOf(command, before) : nextWords(names, before)
  return [...new Set(all)].filter((word) => word.startsWith(typed)).sort()
}

function nextWords(names: readonly string[], before: readonly string[]): string[] {
  return names
    .map((name) => name.split(' '))
    .filter((name) => before.every((word, at) => name[at] === word))
    .flatMap((name) => name[before.length] ?? [])
}

/** Values after an option that has a closed set of them, options otherwise. */
function argumentsOf(command: Command, before: readonly string[]): string[] {
  const option = command.options[(before.at(-1) ?? '').replace(/^--/, '')]
  if ((before.at(-1) ?? '').startsWith('--') && option?.value !== undefined) {
    return /^[\w|-]+\|[\w|-]+$/.test(option.value) ? option.value.split('|') : []
  }
  return Object.keys(command.options).map((name) => `--${name}`)
}

/** Every command of an app by its words. */
export const operationNames = (app: App): readonly string[] =>
  app.endpoints.map(({ cli }) => `${app.name} ${cli}`)

/** Scripts for shells. Each asks this program, so a new command needs no new script. */
export const completionScripts: Readonly<Record<string, string>> = {
  bash: `# In ~/.bashrc: eval "$(valetkey completion bash)"
_valetkey() {
  local IFS=$'\\n'
  COMPREPLY=($(valetkey completion --for -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null))
}
complete -o default -F _valetkey valetkey`,
  zsh: `# In ~/.zshrc, after compinit: eval "$(valetkey completion zsh)"
_valetkey() {
  local -a found
  found=("\${(@f)$(valetkey completion --for -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  [[ -n "$found" ]] && compadd -a found || _files
}
compdef _valetkey valetkey`,
  fish: `# In ~/.config/fish/config.fish: valetkey completion fish | source
complete -c valetkey -f -a '(valetkey completion --for -- (commandline -opc)[2..] (commandline -ct) 2>/dev/null)'`,
}
