import { drawer, type World } from '../world.ts'
import type { RecordingSettings } from './recording-settings-fields.ts'

export type FileKind = 'MP4' | 'M4A' | 'CHAT' | 'TRANSCRIPT' | 'CC' | 'TIMELINE'

export type RecordingFile = {
  /** RFC 4122. The documents show none for CC and TIMELINE; downloads need one all the same. */
  readonly id: string
  readonly kind: FileKind
  /** Empty for CC and TIMELINE. */
  readonly recordingType: string
  readonly size: number
  readonly status: 'completed' | 'processing'
  /** When this file alone was put into the trash. */
  readonly trashedAt: number | undefined
}

/** What was recorded of one instance of a meeting or webinar. */
export type Recording = {
  /** Of the instance. */
  readonly uuid: string
  readonly number: number
  readonly hostId: string
  readonly topic: string
  /** The type number of the meeting, as text. */
  readonly type: string
  readonly startedAt: number
  readonly endedAt: number
  readonly files: readonly RecordingFile[]
  readonly settings: RecordingSettings
  /** Opaque part of links for people. */
  readonly playKey: string
  /** When the whole recording was put into the trash. */
  readonly trashedAt: number | undefined
}

type Shelf = {
  readonly byUuid: Map<string, Recording>
  fill: (() => void) | undefined
}

const shelfOf: (world: World) => Shelf = drawer(() => ({ byUuid: new Map(), fill: undefined }))

/** The seed is sown when recordings are first asked for: their texts are most of the work of a start. */
export function fillLater(world: World, fill: () => void): void {
  shelfOf(world).fill = fill
}

/** By UUID. Replaced, never changed in place. */
export function recordingsOf(world: World): Map<string, Recording> {
  const shelf = shelfOf(world)
  const { fill } = shelf
  shelf.fill = undefined
  fill?.()
  return shelf.byUuid
}

/** A guess from Zoom's support pages: what is in the trash is gone after 30 days. */
const TRASH_MS = 30 * 24 * 3600 * 1000

function inTrash(trashedAt: number | undefined, now: number): boolean {
  return trashedAt !== undefined && now - trashedAt < TRASH_MS
}

/** The files that are neither in the trash nor gone. */
export function keptFiles(recording: Recording): readonly RecordingFile[] {
  if (recording.trashedAt !== undefined) return []
  return recording.files.filter(({ trashedAt }) => trashedAt === undefined)
}

/** The files that went into the trash one by one. */
export function trashedFiles(recording: Recording, now: number): readonly RecordingFile[] {
  if (recording.trashedAt !== undefined) return []
  return recording.files.filter(({ trashedAt }) => inTrash(trashedAt, now))
}

export function isTrashed(recording: Recording, now: number): boolean {
  return inTrash(recording.trashedAt, now)
}

export function putRecording(world: World, recording: Recording): void {
  const recordings = recordingsOf(world)
  if (recording.files.length === 0) recordings.delete(recording.uuid)
  else recordings.set(recording.uuid, recording)
}
