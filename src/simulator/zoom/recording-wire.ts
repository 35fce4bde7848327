import type { World } from '../world.ts'
import { instant } from './call.ts'
import { writePass } from './downloads-pass.ts'
import type { FileKind, Recording, RecordingFile } from './recordings-state.ts'
import { usersOf } from './users-state.ts'

export const EXTENSIONS: Readonly<Record<FileKind, string>> = {
  MP4: 'MP4',
  M4A: 'M4A',
  CHAT: 'TXT',
  TRANSCRIPT: 'VTT',
  CC: 'VTT',
  TIMELINE: 'JSON',
}

export type RecordingView = {
  readonly world: World
  readonly files: readonly RecordingFile[]
}

export function recordingLine(recording: Recording, { world, files }: RecordingView): object {
  return {
    uuid: recording.uuid,
    id: recording.number,
    account_id: usersOf(world).account.id,
    host_id: recording.hostId,
    topic: recording.topic,
    type: recording.type,
    start_time: instant(recording.startedAt),
    duration: Math.round((recording.endedAt - recording.startedAt) / 60_000),
    total_size: files.reduce((sum, { size }) => sum + size, 0),
    recording_count: files.length,
    share_url: `${world.origin()}/rec/share/${recording.playKey}`,
    recording_play_passcode: recording.playKey.slice(0, 32),
    auto_delete: recording.settings.auto_delete === true,
    recording_files: files.map((file) => fileLine(recording, file, world)),
  }
}

/** CC and TIMELINE have neither id nor status, size, type or play link (documented). */
function fileLine(recording: Recording, file: RecordingFile, world: World): object {
  const trashedAt = recording.trashedAt ?? file.trashedAt
  const short = {
    meeting_id: recording.uuid,
    recording_start: instant(recording.startedAt),
    recording_end: file.status === 'processing' ? '' : instant(recording.endedAt),
    file_type: file.kind,
    file_extension: EXTENSIONS[file.kind],
    download_url: `${world.origin()}/rec/download/${writePass(world, file.id)}`,
    ...(trashedAt !== undefined && { deleted_time: instant(trashedAt) }),
  }
  if (file.recordingType === '') return short
  return {
    ...short,
    id: file.id,
    file_size: file.size,
    play_url: `${world.origin()}/rec/play/${recording.playKey}`,
    status: file.status,
    recording_type: file.recordingType,
  }
}
