import { below, bytes, type Random } from '../seeded.ts'
import type { World } from '../world.ts'
import { textOf } from './downloads-content.ts'
import { letters } from './ids.ts'
import { instancesOf } from './instances.ts'
import { speakersOf, type PastInstance } from './past-participants.ts'
import { fillLater, putRecording, type FileKind, type RecordingFile } from './recordings-state.ts'
import { usersOf } from './users-state.ts'

const DAY = 24 * 3600 * 1000
const MINUTE = 60_000

/** Every second past meeting of hosts with cloud recording; two of them are in the trash, one is not done yet. */
export function seedRecordings(world: World, random: Random): void {
  fillLater(world, () => {
    fill(world, random)
  })
}

/** Only what had ended when the world was sown, so that it does not matter when the first one asks. */
function fill(world: World, random: Random): void {
  const past = [...instancesOf(world).byUuid.values()]
    .filter(({ hostId }) => usersOf(world).byId.get(hostId)?.cloudRecording === true)
    .flatMap(({ endedAt = Infinity, ...one }) =>
      endedAt > world.sownAt ? [] : [{ ...one, endedAt }],
    )
    .toSorted((one, other) => other.startedAt - one.startedAt)
  past.forEach((instance, index) => {
    if (index % 2 === 0) record(world, random, { instance, order: index / 2 })
  })
}

type Take = { readonly instance: PastInstance; readonly order: number }

function record(world: World, random: Random, { instance, order }: Take): void {
  const speakers = speakersOf(world, instance)
  const minutes = (instance.endedAt - instance.startedAt) / MINUTE
  const spoken = { ...instance, speakers }
  const files = kinds(order).map(({ kind, recordingType, rate }): RecordingFile => {
    const words = textOf(kind, spoken)
    return {
      id: uuid(random),
      kind,
      recordingType,
      size: words === undefined ? mediaSize(random, minutes * rate) : Buffer.byteLength(words),
      status: order === 0 ? 'processing' : 'completed',
      // One file of one recording, for the other kind of trash.
      trashedAt: order === 5 && kind === 'M4A' ? world.sownAt - DAY : undefined,
    }
  })
  putRecording(world, {
    uuid: instance.uuid,
    number: instance.number,
    hostId: instance.hostId,
    topic: instance.topic,
    type: String(instance.type),
    startedAt: instance.startedAt,
    endedAt: instance.endedAt,
    files,
    settings: firstSettings(random),
    playKey: letters(random, 60),
    trashedAt: order === 3 || order === 8 ? world.sownAt - 2 * DAY : undefined,
  })
}

type Kind = { readonly kind: FileKind; readonly recordingType: string; readonly rate: number }

/** Bytes a minute are those of a quiet call; texts have the size of their words. */
function kinds(order: number): readonly Kind[] {
  return [
    { kind: 'MP4', recordingType: 'shared_screen_with_speaker_view', rate: 1_100_000 },
    ...(order % 4 === 1
      ? [{ kind: 'MP4', recordingType: 'gallery_view', rate: 1_400_000 } as const]
      : []),
    { kind: 'M4A', recordingType: 'audio_only', rate: 240_000 },
    ...(order % 2 === 0 ? [{ kind: 'CHAT', recordingType: 'chat_file', rate: 0 } as const] : []),
    { kind: 'TRANSCRIPT', recordingType: 'audio_transcript', rate: 0 },
    ...(order % 3 === 0 ? [{ kind: 'CC', recordingType: '', rate: 0 } as const] : []),
    { kind: 'TIMELINE', recordingType: '', rate: 0 },
  ]
}

function mediaSize(random: Random, about: number): number {
  return Math.floor(about) + below(random, 100_000)
}

function firstSettings(random: Random) {
  return {
    share_recording: 'publicly',
    recording_authentication: false,
    viewer_download: true,
    password: letters(random, 8),
    on_demand: false,
    approval_type: 2,
    send_email_to_host: false,
    show_social_share_buttons: false,
    auto_delete: false,
  } as const
}

/** RFC 4122 version 4, lower case. */
function uuid(random: Random): string {
  const raw = bytes(random, 16)
  raw.writeUInt8((raw.readUInt8(6) & 0x0f) | 0x40, 6)
  raw.writeUInt8((raw.readUInt8(8) & 0x3f) | 0x80, 8)
  return raw.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}
