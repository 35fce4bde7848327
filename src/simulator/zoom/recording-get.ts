import { json, type Answer } from '../answer.ts'
import { query } from './call.ts'
import { writeTicket } from './downloads-pass.ts'
import { invalidField } from './errors.ts'
import { targetRecording } from './recording-access.ts'
import { recordingLine } from './recording-wire.ts'
import { keptFiles } from './recordings-state.ts'
import type { Call, Route } from './room.ts'

export const recordingGet: Route = {
  id: 'recordingGet',
  method: 'GET',
  path: '/v2/meetings/{meetingId}/recordings',
  label: 'LIGHT',
  scope: 'cloud_recording:read:list_recording_files',
  classic: ['recording:read'],
  handle: get,
}

function get(call: Call): Answer {
  const recording = targetRecording(call, 'kept')
  const { world } = call
  return json(200, {
    ...recordingLine(recording, { world, files: keptFiles(recording) }),
    password: recording.settings.password ?? '',
    ...accessToken(call, recording.uuid),
  })
}

const LONGEST_S = 604_800
/** A guess: the webhook's download token lives that long. */
const USUAL_S = 24 * 3600

/** `include_fields=download_access_token`, for `ttl` seconds. */
function accessToken(call: Call, uuid: string): object {
  if (query(call, 'include_fields') !== 'download_access_token') return {}
  const asked = query(call, 'ttl')
  const seconds = /^\d{1,9}$/.test(asked ?? '') ? Number(asked) : undefined
  const wrong = seconds === undefined ? asked !== undefined : seconds > LONGEST_S
  if (wrong && call.settings.strict) throw invalidField('ttl')
  const life = Math.min(seconds ?? USUAL_S, LONGEST_S)
  const ticket = { opens: 'recording', id: uuid } as const
  return { download_access_token: writeTicket(call.world, ticket, call.now + life * 1000) }
}
