import type { Terminal } from './terminal.ts'

/** One command of the program, as plain data and one function. */
export interface Command {
  /** One line, for the list of commands. */
  readonly summary: string
  /** What stands after `valetkey `, e.g. `key revoke KEY_ID`. */
  readonly usage: string
  /** Paragraphs below the usage line, where one line is not enough. */
  readonly details?: string
  readonly options: Readonly<Record<string, Option>>
  /** How many words the command takes beside its options. None when left out. */
  readonly words?: { readonly least: number; readonly most: number }
  /** Resolves to the exit code. */
  readonly run: (input: Input, terminal: Terminal) => Promise<number>
}

export interface Option {
  readonly summary: string
  readonly short?: string
  /** Name of the value in the help. An option without one is a flag. */
  readonly value?: string
  readonly multiple?: true
}

/** What was typed, read by the command's own table of options. */
export interface Input {
  readonly words: readonly string[]
  readonly flag: (name: string) => boolean
  /** The last value that was given. */
  readonly text: (name: string) => string | undefined
  readonly texts: (name: string) => readonly string[]
}

/** Wrong words or options. Exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

export const jsonOption: Option = { summary: 'Print JSON on stdout.' }

export type LoadCommand = () => Promise<Command>

/** Commands by the words that name them. */
export type Commands = Readonly<Record<string, LoadCommand>>
