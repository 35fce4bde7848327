import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { UsageError } from '../command.ts'
import { exitCodes } from '../exit-codes.ts'
import { printableLines } from '../printable.ts'
import type { Terminal } from '../terminal.ts'

/**
 * Runs the jq of this machine over a JSON text, as `jq -r` does. An own reader of its language would be another language,
 * so there is none: https://jqlang.org.
 */
export async function throughJq(text: string, filter: string, terminal: Terminal): Promise<number> {
  // A filter is never an option of jq, and older ones do not know "--".
  const child = spawn('jq', ['-r', ` ${filter}`], {
    stdio: ['pipe', 'pipe', 'inherit'],
    signal: terminal.interrupted,
  })
  const { stdout } = terminal
  // Without quotes a text is what others wrote, escape sequences included. A program gets it as it is.
  if (stdout.isTTY) child.stdout.setEncoding('utf8')
  child.stdout.on('data', (chunk: Buffer | string) => {
    stdout.write(typeof chunk === 'string' ? printableLines(chunk) : chunk)
  })
  // A filter that is not one ends jq before it has read anything.
  child.stdin.on('error', () => undefined)
  child.stdin.end(text)
  try {
    const [code] = (await once(child, 'close')) as [number | null]
    return code === 0 ? exitCodes.ok : exitCodes.error
  } catch (error) {
    if (!isMissing(error)) throw error
    throw new UsageError(
      '--jq needs the program jq, which is not installed here. Install it ("apt install jq", "brew install jq"), or pick members with --json a,b.',
    )
  }
}

const isMissing = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ENOENT'
