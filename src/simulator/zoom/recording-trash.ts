import { empty, type Answer } from '../answer.ts'
import { oneOf, required } from '../fields.ts'
import { choice, noContent, readBody } from './call.ts'
import { refusal } from './errors.ts'
import { noRecording, targetFile, targetRecording } from './recording-access.ts'
import { putRecording, trashedFiles, type Recording } from './recordings-state.ts'
import type { Call, Route } from './room.ts'

const base = { label: 'LIGHT', classic: ['recording:write'] } as const

export const recordingDelete: Route = {
  ...base,
  id: 'recordingDelete',
  method: 'DELETE',
  path: '/v2/meetings/{meetingId}/recordings',
  scope: 'cloud_recording:delete:meeting_recording',
  handle: (call) => {
    const forever = choice(call, 'action', ['trash', 'delete']) === 'delete'
    const recording = completed(targetRecording(call, forever ? 'any' : 'kept'))
    putRecording(
      call.world,
      forever ? { ...recording, files: [] } : { ...recording, trashedAt: call.now },
    )
    return noContent()
  },
}

export const recordingDeleteOne: Route = {
  ...base,
  id: 'recordingDeleteOne',
  method: 'DELETE',
  path: '/v2/meetings/{meetingId}/recordings/{recordingId}',
  scope: 'cloud_recording:delete:recording_file',
  handle: deleteOne,
}

export const recordingRecover: Route = {
  ...base,
  id: 'recordingStatusUpdate',
  method: 'PUT',
  path: '/v2/meetings/{meetingUUID}/recordings/status',
  scope: 'cloud_recording:update:recover_meeting_recordings',
  handle: (call) => {
    const recording = targetRecording(call, 'trash', 'meetingUUID')
    readBody(call, recovering)
    putRecording(call.world, { ...recording, trashedAt: undefined })
    return empty(200)
  },
}

export const recordingRecoverOne: Route = {
  ...base,
  id: 'recordingStatusUpdateOne',
  method: 'PUT',
  path: '/v2/meetings/{meetingId}/recordings/{recordingId}/status',
  scope: 'cloud_recording:update:recover_single_recording',
  handle: recoverOne,
}

const recovering = { action: required(oneOf('recover')) }

function deleteOne(call: Call): Answer {
  const forever = choice(call, 'action', ['trash', 'delete']) === 'delete'
  const recording = completed(targetRecording(call, forever ? 'any' : 'kept'))
  const file = targetFile(call, recording)
  if (!forever && file.trashedAt !== undefined) throw noRecording()
  const files = forever
    ? recording.files.filter((one) => one !== file)
    : recording.files.map((one) => (one === file ? { ...one, trashedAt: call.now } : one))
  putRecording(call.world, { ...recording, files })
  return noContent()
}

function recoverOne(call: Call): Answer {
  const recording = targetRecording(call, 'any')
  const file = targetFile(call, recording)
  if (!trashedFiles(recording, call.now).includes(file)) throw noRecording()
  readBody(call, recovering)
  const files = recording.files.map((one) =>
    one === file ? { ...one, trashedAt: undefined } : one,
  )
  putRecording(call.world, { ...recording, files })
  return noContent()
}

/** Zoom documents the code for single files; for whole recordings it is a guess. */
function completed(recording: Recording): Recording {
  if (recording.files.every(({ status }) => status === 'completed')) return recording
  throw refusal(400, 3303, 'You can not delete an uncompleted meeting.')
}
