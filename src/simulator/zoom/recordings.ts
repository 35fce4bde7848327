import { downloads } from './downloads.ts'
import { recordingGet } from './recording-get.ts'
import { recordingSettingsGet, recordingSettingsUpdate } from './recording-settings.ts'
import {
  recordingDelete,
  recordingDeleteOne,
  recordingRecover,
  recordingRecoverOne,
} from './recording-trash.ts'
import { recordingsList } from './recordings-list.ts'
import { seedRecordings } from './recordings-seed.ts'
import type { Room } from './room.ts'

export const recordings: Room = {
  routes: [
    recordingsList,
    recordingGet,
    recordingDelete,
    recordingDeleteOne,
    recordingRecover,
    recordingRecoverOne,
    recordingSettingsGet,
    recordingSettingsUpdate,
  ],
  open: downloads,
  seed: seedRecordings,
}
