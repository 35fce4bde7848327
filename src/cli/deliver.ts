import { createWriteStream } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import type { IncomingMessage } from 'node:http'
import type { Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { Failure } from '../errors.ts'
import { progress } from './progress.ts'
import type { Terminal } from './terminal.ts'

export interface Delivery {
  readonly include: boolean
  /** A file for the body of a successful answer. */
  readonly output: string | null
}

/** Streams an answer to where it should go. An answer that breaks off is an error and leaves no file behind. */
export async function deliver(
  response: IncomingMessage,
  terminal: Terminal,
  { include, output }: Delivery,
): Promise<void> {
  const status = response.statusCode ?? 0
  if (include) terminal.stdout.write(head(response))
  if (status >= 400) terminal.say(`valetkey: HTTP ${status} ${origin(response)}`)
  // The error of a download is for reading, not for the file.
  if (output !== null && status < 400) await intoFile(response, output, terminal)
  else await intoStdout(response, terminal)
}

const origin = (response: IncomingMessage): string =>
  response.headers['valetkey-error'] === undefined
    ? 'from the API behind the gateway'
    : `from Valetkey (${String(response.headers['valetkey-error'])})`

function head({ httpVersion, statusCode, statusMessage, rawHeaders }: IncomingMessage): string {
  let text = `HTTP/${httpVersion} ${statusCode ?? 0} ${statusMessage ?? ''}\n`
  for (let i = 0; i < rawHeaders.length; i += 2) {
    text += `${rawHeaders[i] ?? ''}: ${rawHeaders[i + 1] ?? ''}\n`
  }
  return `${text}\n`
}

async function intoStdout(response: IncomingMessage, terminal: Terminal): Promise<void> {
  const { stdout } = terminal
  let last = 0x0a
  response.on('data', (chunk: Buffer) => {
    last = chunk.at(-1) ?? last
  })
  await whole(response, stdout, terminal)
  if (stdout.isTTY && last !== 0x0a) stdout.write('\n')
}

async function intoFile(
  response: IncomingMessage,
  output: string,
  terminal: Terminal,
): Promise<void> {
  const draft = `${output}.part`
  try {
    await whole(response, createWriteStream(draft), terminal)
    await rename(draft, output)
  } catch (error) {
    await rm(draft, { force: true })
    throw error
  }
}

async function whole(
  response: IncomingMessage,
  target: Writable,
  terminal: Terminal,
): Promise<void> {
  const announced = Number(response.headers['content-length'])
  const total = Number.isFinite(announced) ? announced : null
  const end = target !== terminal.stdout
  const counted = progress(terminal, { name: 'Received', total, now: () => Date.now() })
  try {
    await pipeline(response, counted, target, { end, signal: terminal.interrupted })
  } catch (error) {
    if (terminal.interrupted.aborted || !brokeOff(error)) throw error
    throw new Failure(
      'upstream_unreachable',
      'The answer broke off before its end. What was printed so far is not complete.',
      { cause: error },
    )
  }
}

const brokeOff = (error: unknown): boolean =>
  error instanceof Error &&
  'code' in error &&
  (error.code === 'ECONNRESET' || error.code === 'ERR_STREAM_PREMATURE_CLOSE')
