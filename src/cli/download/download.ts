import { createWriteStream } from 'node:fs'
import { rename } from 'node:fs/promises'
import type { IncomingMessage } from 'node:http'
import { pipeline } from 'node:stream/promises'
import { ConnectionFailed, errorOf } from '../../client/errors.ts'
import { pause } from '../../client/retry.ts'
import { UsageError } from '../command.ts'
import { progress } from '../progress.ts'
import { sendRaw } from '../raw-request.ts'
import type { Terminal } from '../terminal.ts'
import { pieceOf } from './range.ts'
import { fileNameIn, sizeOf, targetOf } from './target.ts'

export interface Wish {
  readonly server: string
  readonly apiKey: string
  /** Path at the gateway, with the address of the file in its query. */
  readonly path: string
  /** The address of the file, for its name. */
  readonly url: string
  readonly connection: string | undefined
  readonly output: string | undefined
}

/** Tries without any new byte before it gives up. */
const patience = 5

/**
 * Fetches one file and gives its name on disk. What has come stays in `NAME.part`: after a break it goes on from there,
 * by itself or when the same command is run again.
 */
export async function download(wish: Wish, terminal: Terminal): Promise<string> {
  const first = await ask(wish, { from: 0, terminal })
  const target = targetOf(wish.output, fileNameIn(first.headers['content-disposition'], wish.url))
  const total = pieceOf(headOf(first), { have: 0, total: null })
  const announced = total.kind === 'whole' ? total.total : null
  if (sizeOf(target) !== null) {
    first.destroy()
    if (announced !== null && sizeOf(target) === announced) return target
    throw new UsageError(`${target} exists. Name another file with --output, or remove it.`)
  }
  await fetchRest(wish, { first, target, total: announced }, terminal)
  await rename(`${target}.part`, target)
  return target
}

interface Course {
  readonly first: IncomingMessage
  readonly target: string
  readonly total: number | null
}

async function fetchRest(wish: Wish, course: Course, terminal: Terminal): Promise<void> {
  const draft = `${course.target}.part`
  let response: IncomingMessage | null = course.first
  for (let tries = 0; ;) {
    const have: number = sizeOf(draft) ?? 0
    if (have >= (course.total ?? Infinity)) {
      response?.destroy()
      if (have === course.total) return
      throw new UsageError(ofAnother(draft))
    }
    try {
      // The first answer begins at the first byte, so it is of no use to what is there already.
      if (response && have > 0) {
        response.destroy()
        response = null
      }
      response ??= await ask(wish, { from: have, terminal })
      await append(response, { ...course, draft, have }, terminal)
      return
    } catch (error) {
      if (terminal.interrupted.aborted) {
        terminal.say(`${draft} keeps what has come. The same command goes on from there.`)
        throw error
      }
      tries = (sizeOf(draft) ?? 0) > have ? 0 : tries + 1
      if (!brokeOff(error) || tries >= patience) throw error
      response = null
      await pause(250 * 2 ** tries, terminal.interrupted)
    }
  }
}

const ofAnother = (draft: string): string =>
  `${draft} is of another file. Remove it and start again.`

interface Draft extends Course {
  readonly draft: string
  readonly have: number
}

async function append(
  response: IncomingMessage,
  { draft, have, total, target }: Draft,
  terminal: Terminal,
): Promise<void> {
  const piece = pieceOf(headOf(response), { have, total })
  if (piece.kind === 'other') {
    response.destroy()
    throw new UsageError(ofAnother(draft))
  }
  const from = piece.kind === 'from' ? have : 0
  const course = { name: target, total: piece.total, from, now: () => Date.now() }
  const file = createWriteStream(draft, { flags: from > 0 ? 'a' : 'w' })
  await pipeline(response, progress(terminal, course), file, { signal: terminal.interrupted })
}

async function ask(
  { server, apiKey, path, connection }: Wish,
  { from, terminal }: { from: number; terminal: Terminal },
): Promise<IncomingMessage> {
  const response = await sendRaw({
    server,
    method: 'GET',
    path,
    headers: {
      authorization: `Bearer ${apiKey}`,
      ...(connection !== undefined && { 'valetkey-connection': connection }),
      ...(from > 0 && { range: `bytes=${from}-` }),
    },
    body: null,
    signal: terminal.interrupted,
  })
  if ((response.statusCode ?? 0) < 400) return response
  throw await errorOf(await asFetched(response))
}

/** A refusal is small, so it is read as a whole. */
async function asFetched(response: IncomingMessage): Promise<Response> {
  const chunks: Buffer[] = []
  for await (const chunk of response) chunks.push(Buffer.from(chunk as Buffer))
  const headers = new Headers()
  for (const [name, value] of Object.entries(response.headers)) {
    for (const one of [value ?? []].flat()) headers.append(name, one)
  }
  return new Response(Buffer.concat(chunks), { status: response.statusCode ?? 500, headers })
}

const headOf = ({ statusCode = 0, headers }: IncomingMessage) => ({
  status: statusCode,
  contentRange: headers['content-range'],
  contentLength: headers['content-length'],
})

const brokeOff = (error: unknown): boolean =>
  error instanceof ConnectionFailed ||
  (error instanceof Error &&
    'code' in error &&
    (error.code === 'ECONNRESET' || error.code === 'ERR_STREAM_PREMATURE_CLOSE'))
