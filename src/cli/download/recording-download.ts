import type { App, Downloads, Endpoint } from '../../apps/app.ts'
import { errorOf } from '../../client/errors.ts'
import { filledPath } from '../../client/path.ts'
import { createRepeater } from '../../client/repeat.ts'
import { readConfig } from '../../config.ts'
import { Failure } from '../../errors.ts'
import { UsageError, type Command, type Input } from '../command.ts'
import { exitCodes } from '../exit-codes.ts'
import { serverOf } from '../open-client.ts'
import type { Terminal } from '../terminal.ts'
import { download } from './download.ts'

/** `recording download`, for an app that has recordings. */
export const recordingDownload = (app: App, downloads: Downloads): Command => ({
  summary: 'Download the files of a recording, and go on where a broken download ended.',
  usage: 'recording download ID|URL [--type TYPE] [--output FILE|FOLDER] [--connection ID]',
  details:
    'ID is the number of a meeting, or the UUID of one of its instances. URL is the download_url of one file.\nWhat has come is kept in NAME.part. The same command goes on from there.',
  options: {
    type: { value: 'TYPE', summary: 'Only files of this type, e.g. MP4, M4A, TRANSCRIPT, CHAT.' },
    output: {
      short: 'o',
      value: 'FILE|FOLDER',
      summary: 'Where to. The name is theirs otherwise.',
    },
    connection: {
      value: 'ID',
      summary: "Which connection; the owner's oldest active one otherwise.",
    },
  },
  words: { least: 1, most: 1 },
  run: async (input, terminal) => {
    const { url: server, apiKey } = serverOf(readConfig())
    const urls = await urlsOf({ app, downloads }, input, terminal)
    const output = input.text('output')
    if (urls.length > 1 && output !== undefined && !output.endsWith('/')) {
      throw new UsageError(
        `There are ${urls.length} files. --output needs a folder, with a slash at its end, or --type picks one.`,
      )
    }
    const file = endpointOf(app, downloads.endpoint)
    for (const url of urls) {
      const path = `/${app.name}${file.path}?url=${encodeURIComponent(url)}`
      const connection = input.text('connection')
      terminal.print(await download({ server, apiKey, path, url, connection, output }, terminal))
    }
    return exitCodes.ok
  },
})

interface Recordings {
  readonly app: App
  readonly downloads: Downloads
}

async function urlsOf(
  { app, downloads }: Recordings,
  input: Input,
  terminal: Terminal,
): Promise<readonly string[]> {
  const [word = ''] = input.words
  if (/^https?:\/\//.test(word)) return [word]
  const { path } = endpointOf(app, downloads.listing.endpoint)
  const [name = ''] = /(?<=\{)\w+(?=\})/.exec(path) ?? []
  const connection = input.text('connection')
  const response = await createRepeater(serverOf(readConfig()))({
    method: 'GET',
    path: `/${app.name}${filledPath(path, { [name]: word })}`,
    wish: { signal: terminal.interrupted, ...(connection !== undefined && { connection }) },
  })
  if (!response.ok) throw await errorOf(response)
  return readyFiles(await response.json(), { downloads, type: input.text('type') })
}

/** Addresses of the files that are ready, of one type or of all. */
export function readyFiles(
  answer: unknown,
  { downloads: { listing }, type }: { downloads: Downloads; type: string | undefined },
): readonly string[] {
  const listed = membersOf(answer)[listing.files]
  const files = (Array.isArray(listed) ? listed : [])
    .map(membersOf)
    .filter((file) => type === undefined || sameWord(file[listing.kind], type))
  const ready = files.filter((file) => (file[listing.status] ?? listing.ready) === listing.ready)
  const urls = ready.map((file) => file[listing.url]).filter((url) => typeof url === 'string')
  if (urls.length > 0) return urls
  const detail =
    files.length > 0
      ? 'The recording is still being processed. Try again later.'
      : `The recording has no ${type === undefined ? 'files' : `file of the type ${type}`}.`
  throw new Failure('not_found', detail)
}

const sameWord = (value: unknown, word: string): boolean =>
  typeof value === 'string' && value.toLowerCase() === word.toLowerCase()

const membersOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? { ...value } : {}

function endpointOf(app: App, id: string): Endpoint {
  const found = app.endpoints.find((endpoint) => endpoint.id === id)
  if (!found) throw new Failure('not_found', `${app.title} has no files to download.`)
  return found
}
