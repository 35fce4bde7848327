import { mayReach } from './access.ts'
import { param } from './call.ts'
import { refusal, type Refusal } from './errors.ts'
import {
  isTrashed,
  keptFiles,
  recordingsOf,
  trashedFiles,
  type Recording,
  type RecordingFile,
} from './recordings-state.ts'
import type { Call } from './room.ts'

/** `kept` has files to show, `trash` was deleted as a whole, `any` is either, or has single files in the trash. */
export type Place = 'kept' | 'trash' | 'any'

/** The recording that the path names by UUID, or the latest one of a meeting number. */
export function targetRecording(call: Call, place: Place, name = 'meetingId'): Recording {
  const named = param(call, name)
  const recording = named === null ? undefined : find(call, named, place)
  if (!recording) throw noRecording()
  if (!mayReach(call, recording.hostId)) throw refusal(400, 200, 'No permission.')
  return recording
}

function find(call: Call, named: string, place: Place): Recording | undefined {
  const recordings = recordingsOf(call.world)
  const candidates = /^\d+$/.test(named)
    ? [...recordings.values()].filter(({ number }) => number === Number(named))
    : [recordings.get(named)].filter((one) => one !== undefined)
  return candidates
    .filter((one) => isIn(one, place, call.now))
    .toSorted((one, other) => other.startedAt - one.startedAt)[0]
}

function isIn(recording: Recording, place: Place, now: number): boolean {
  const kept = keptFiles(recording).length > 0
  const trashed = isTrashed(recording, now)
  if (place === 'kept') return kept
  return place === 'trash' ? trashed : kept || trashed || trashedFiles(recording, now).length > 0
}

export function targetFile(call: Call, recording: Recording): RecordingFile {
  const named = param(call, 'recordingId')
  const file = recording.files.find(({ id }) => id === named)
  if (!file) throw noRecording()
  return file
}

export function noRecording(): Refusal {
  return refusal(404, 3301, 'There is no recording for this meeting.')
}
