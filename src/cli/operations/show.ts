import { exitCodes } from '../exit-codes.ts'
import { printableJson } from '../printable.ts'
import type { Terminal } from '../terminal.ts'
import { asText } from './columns.ts'
import { throughJq } from './jq.ts'
import { picked } from './pick.ts'

/** How somebody wants to see an answer. */
export interface Look {
  /** `--json`, or no terminal. */
  readonly json: boolean
  /** `--json a,b`; null for everything. */
  readonly fields: readonly string[] | null
  readonly jq: string | null
}

/** A terminal that does not tell its width says 0. */
const usualWidth = 80

/** Prints an answer: JSON for programs, a table or facts for people. For an answer without a body, programs have the exit code. */
export async function show(value: unknown, look: Look, terminal: Terminal): Promise<number> {
  if (value === undefined) {
    if (!look.json && look.jq === null) terminal.say('Done.')
    return exitCodes.ok
  }
  const chosen = look.fields === null ? value : picked(value, look.fields)
  if (look.jq !== null) return throughJq(JSON.stringify(chosen), look.jq, terminal)
  if (look.json) terminal.print(printableJson(chosen))
  else if (Array.isArray(value) && value.length === 0) terminal.say('Nothing found.')
  else terminal.print(asText(value, terminal.stdout.columns || usualWidth))
  return exitCodes.ok
}
