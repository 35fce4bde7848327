import { open } from 'node:fs/promises'
import { UsageError } from './command.ts'
import type { Terminal } from './terminal.ts'

const maxBytes = 64 * 1024

/** A small JSON object from stdin (`-`, or no name) or a file. What cannot be read is not repeated: it may hold a token. */
export async function readJsonObject(
  terminal: Terminal,
  name: string | undefined,
): Promise<Readonly<Record<string, unknown>>> {
  const fromStdin = name === undefined || name === '-'
  if (fromStdin && terminal.stdin.isTTY) terminal.say('Type or paste one JSON object, then Ctrl+D.')
  const text = await (fromStdin ? readStream(terminal.stdin) : readFile(name))
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      return value as Record<string, unknown>
    }
  } catch {
    // Said below, without the parser's message, which would quote the text.
  }
  throw new UsageError(`${fromStdin ? 'Stdin' : name} does not hold one JSON object.`)
}

async function readFile(name: string): Promise<string> {
  const file = await open(name)
  return readStream(file.createReadStream())
}

async function readStream(stream: AsyncIterable<Buffer | string>): Promise<string> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of stream) {
    const bytes = Buffer.from(chunk)
    length += bytes.length
    if (length > maxBytes) throw new UsageError('The input is larger than 64 KiB.')
    chunks.push(bytes)
  }
  return Buffer.concat(chunks).toString('utf8')
}
