import { createInterface } from 'node:readline/promises'
import { UsageError, type Option } from './command.ts'
import type { Terminal } from './terminal.ts'

export const yesOption: Option = { summary: 'Do not ask.' }

/** Asks before something that cannot be taken back. Without a terminal there is nobody to ask, so `--yes` has to be there. */
export async function confirmed(terminal: Terminal, question: string): Promise<boolean> {
  const { stdin, stderr, interrupted } = terminal
  if (!stdin.isTTY || !stderr.isTTY) {
    throw new UsageError('This cannot be taken back and there is no terminal to ask on. Add --yes.')
  }
  const lines = createInterface({ input: stdin, output: stderr })
  try {
    const answer = await lines.question(`${question} [y/N] `, { signal: interrupted })
    return /^y(es)?$/i.test(answer.trim())
  } finally {
    lines.close()
  }
}
