import { json, type Answer } from '../answer.ts'
import { noContent, readBody } from './call.ts'
import { targetRecording } from './recording-access.ts'
import { recordingSettingsFields } from './recording-settings-fields.ts'
import { putRecording } from './recordings-state.ts'
import type { Call, Route } from './room.ts'

export const recordingSettingsGet: Route = {
  // Zoom's name for reading them.
  id: 'recordingSettingUpdate',
  method: 'GET',
  path: '/v2/meetings/{meetingId}/recordings/settings',
  label: 'LIGHT',
  scope: 'cloud_recording:read:recording_settings',
  classic: ['recording:read'],
  handle: (call) => {
    const recording = targetRecording(call, 'kept')
    return json(200, { ...recording.settings, topic: recording.topic })
  },
}

export const recordingSettingsUpdate: Route = {
  id: 'recordingSettingsUpdate',
  method: 'PATCH',
  path: '/v2/meetings/{meetingId}/recordings/settings',
  label: 'LIGHT',
  scope: 'cloud_recording:update:recording_settings',
  classic: ['recording:write'],
  handle: change,
}

function change(call: Call): Answer {
  const recording = targetRecording(call, 'kept')
  const wish = readBody(call, recordingSettingsFields)
  putRecording(call.world, {
    ...recording,
    topic: wish.topic ?? recording.topic,
    settings: { ...recording.settings, ...wish },
  })
  return noContent()
}
