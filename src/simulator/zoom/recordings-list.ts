import { json, type Answer } from '../answer.ts'
import { targetUser } from './access.ts'
import { choice, flagged, pageOf, query } from './call.ts'
import { invalidField } from './errors.ts'
import { recordingLine } from './recording-wire.ts'
import {
  isTrashed,
  keptFiles,
  recordingsOf,
  trashedFiles,
  type Recording,
  type RecordingFile,
} from './recordings-state.ts'
import type { Call, Route } from './room.ts'
import { readDay, utc } from './zoned-time.ts'

const DAY = 24 * 3600 * 1000

export const recordingsList: Route = {
  id: 'recordingsList',
  method: 'GET',
  path: '/v2/users/{userId}/recordings',
  label: 'MEDIUM',
  scope: 'cloud_recording:read:list_user_recordings',
  classic: ['recording:read'],
  handle: list,
}

type Row = { readonly recording: Recording; readonly files: readonly RecordingFile[] }

function list(call: Call): Answer {
  const user = targetUser(call)
  const trash = flagged(call, 'trash')
  const { from, to } = days(call)
  const number = query(call, 'meeting_id')
  const rows = [...recordingsOf(call.world).values()]
    .filter(({ hostId }) => hostId === user.id)
    .filter((one) => number === undefined || String(one.number) === number)
    // Zoom ignores the days when it lists the trash.
    .filter(({ startedAt }) => trash || (startedAt >= from && startedAt < to + DAY))
    .map((recording): Row => ({ recording, files: filesFor(call, recording) }))
    .filter(({ files }) => files.length > 0)
    .toSorted((one, other) => other.recording.startedAt - one.recording.startedAt)
  const page = pageOf(call, rows, 300)
  return json(200, {
    from: day(from),
    to: day(to),
    page_count: page.count,
    page_size: page.size,
    total_records: page.total,
    next_page_token: page.next,
    meetings: page.items.map(({ recording, files }) =>
      recordingLine(recording, { world: call.world, files }),
    ),
  })
}

/** What the row shows: the kept files, or of the trash either whole recordings or single files. */
function filesFor(call: Call, recording: Recording): readonly RecordingFile[] {
  if (!flagged(call, 'trash')) return keptFiles(recording)
  const kind = choice(call, 'trash_type', ['meeting_recordings', 'recording_file'])
  if (kind === 'recording_file') return trashedFiles(recording, call.now)
  return isTrashed(recording, call.now) ? recording.files : []
}

/**
 * Days are UTC, both inclusive (a guess: the documents are silent). Documented: today and the day after, and at
 * most a month. A window of nine months was served whole (observed 2026-09), so only strict mode refuses it.
 */
function days(call: Call): { readonly from: number; readonly to: number } {
  const from = dayOf(call, 'from') ?? Math.floor(call.now / DAY) * DAY
  const to = dayOf(call, 'to') ?? from + DAY
  if (call.settings.strict && to - from > 31 * DAY) throw invalidField('from')
  return { from, to }
}

function dayOf(call: Call, name: 'from' | 'to'): number | undefined {
  const text = query(call, name)
  // A guess: instants are read as their day.
  const read = readDay((text ?? '').slice(0, 10))
  if (!read && text !== undefined && call.settings.strict) throw invalidField(name)
  return read && utc({ ...read, hour: 0, minute: 0, second: 0 })
}

function day(epochMs: number): string {
  return new Date(epochMs).toISOString().slice(0, 10)
}
