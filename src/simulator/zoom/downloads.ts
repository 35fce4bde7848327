import { json, type Answer } from '../answer.ts'
import { createBytes } from './downloads-bytes.ts'
import { contentType, fileName, mediaHead, textOf } from './downloads-content.ts'
import { opens, readPass, writeTicket } from './downloads-pass.ts'
import { readRange } from './downloads-range.ts'
import { param } from './call.ts'
import { Refusal } from './errors.ts'
import { instancesOf } from './instances.ts'
import { speakersOf } from './past-participants.ts'
import { recordingsOf, type Recording, type RecordingFile } from './recordings-state.ts'
import type { OpenCall, OpenRoute } from './room.ts'
import { levelOf } from './scopes.ts'

type Download = { readonly recording: Recording; readonly file: RecordingFile }

const direct: Omit<OpenRoute, 'method'> = {
  path: '/rec/download/{pass}',
  handle: (call) => {
    const download = find(call)
    if (!mayDownload(call, download.recording)) throw forbidden()
    return elsewhere(call, download) ?? serve(call, download)
  },
}

/** Where a redirect leads. The link itself opens the file, as Zoom's signed links to ssrweb.zoom.us do (observed). */
const signed: Omit<OpenRoute, 'method'> = {
  path: '/rec/file/{pass}',
  handle: (call) => {
    const download = find(call)
    const key = call.request.query.get('key') ?? ''
    const wanted = { opens: 'file', id: download.file.id, now: call.now } as const
    if (!opens(call.world, key, wanted)) throw forbidden()
    return serve(call, download)
  },
}

export const downloads: readonly OpenRoute[] = [direct, signed].map((route) => ({
  ...route,
  method: 'GET',
}))

function find(call: OpenCall): Download {
  const id = readPass(call.world, param(call, 'pass') ?? '')
  for (const recording of recordingsOf(call.world).values()) {
    const file = recording.files.find((one) => one.id === id)
    if (file) return { recording, file }
  }
  // A guess: the status and the words.
  throw failure(404, { errorCode: 3301, errorMessage: 'This recording does not exist.' })
}

/**
 * An access token that may read recordings, or a `download_access_token`, which is also taken from the query.
 * A guess: which scopes count, and that a user-level token opens only its own user's files.
 */
function mayDownload(call: OpenCall, recording: Recording): boolean {
  const ticket = { opens: 'recording', id: recording.uuid, now: call.now } as const
  const shown = call.request.query.get('access_token')
  if (shown !== null) return opens(call.world, shown, ticket)
  const [scheme, token = ''] = (call.request.headers.authorization ?? '').split(' ')
  if (scheme?.toLowerCase() !== 'bearer') return false
  if (opens(call.world, token, ticket)) return true
  const bearer = call.bearer(token)
  if (bearer.state !== 'valid') return false
  const level = levelOf(READING, bearer.grant.scopes)
  return level === 'admin' || (level === 'user' && bearer.grant.person?.id === recording.hostId)
}

const READING = {
  scope: 'cloud_recording:read:list_recording_files',
  classic: ['recording:read'],
} as const

/** Observed 2023 with status 401 (issue 35 of ricardorodrigues-ca/zoom-recording-downloader, 348 of Jericho/ZoomNet). */
function forbidden(): Refusal {
  return failure(401, { errorCode: 124, errorMessage: 'Forbidden' })
}

function failure(
  status: number,
  body: { readonly errorCode: number; readonly errorMessage: string },
): Refusal {
  return new Refusal(json(status, { status: false, ...body }), body.errorMessage)
}

const LINK_MS = 10 * 60 * 1000

/** With the setting on, the file is one redirect away: on this origin, or on another that has the same seed. */
function elsewhere(call: OpenCall, { file }: Download): Answer | undefined {
  const { downloadRedirect } = call.settings
  if (downloadRedirect === 'off') return undefined
  const { world, request, now } = call
  const origin = downloadRedirect === 'same' ? world.origin() : downloadRedirect
  const key = writeTicket(world, { opens: 'file', id: file.id }, now + LINK_MS)
  const size = request.query.get('size')
  const query = new URLSearchParams({ key, ...(size !== null && { size }) })
  const location = `${origin}/rec/file/${param(call, 'pass') ?? ''}?${query.toString()}`
  return { status: 302, headers: { location }, body: '' }
}

function serve(call: OpenCall, { recording, file }: Download): Answer {
  const { head, size } = content(call, { recording, file })
  const { method, headers } = call.request
  // RFC 9110 14.2: ranges are defined for GET alone.
  const range = method === 'GET' ? readRange(headers.range, size) : undefined
  const usual = { 'accept-ranges': 'bytes', 'content-type': contentType(file) }
  if (range === 'unsatisfiable') {
    return { status: 416, headers: { ...usual, 'content-range': `bytes */${size}` }, body: '' }
  }
  const span = range ?? { start: 0, end: size }
  return {
    status: range ? 206 : 200,
    headers: {
      ...usual,
      'content-length': String(span.end - span.start),
      'content-disposition': `attachment; filename="${fileName(recording, file)}"`,
      ...(range && { 'content-range': `bytes ${span.start}-${span.end - 1}/${size}` }),
    },
    body: createBytes({ name: file.id, head }, span),
  }
}

const MOST_BYTES = 5 * 1024 ** 3

/** Texts are made whole, media is a head and noise. `?size=` makes any file as big as a test wants, up to 5 GiB. */
function content(
  { world, request }: OpenCall,
  { recording, file }: Download,
): { readonly head: Buffer; readonly size: number } {
  const asked = request.query.get('size') ?? ''
  const size = /^\d{1,12}$/.test(asked) ? Math.min(Number(asked), MOST_BYTES) : file.size
  const words = textOf(file.kind, { ...recording, speakers: speakers(world, recording) })
  const head = words === undefined ? mediaHead(file.kind, size) : Buffer.from(words)
  return { head: head.subarray(0, size), size }
}

function speakers(world: OpenCall['world'], { uuid }: Recording): readonly string[] {
  const instance = instancesOf(world).byUuid.get(uuid)
  if (instance?.endedAt === undefined) return []
  return speakersOf(world, { ...instance, endedAt: instance.endedAt })
}
