import { json, type Answer } from '../answer.ts'
import { flag, oneOf, text, type Fields, type Read } from '../fields.ts'
import { noContent, readBody } from './call.ts'
import { targetRecording } from './recording-access.ts'
import { putRecording } from './recordings-state.ts'
import type { Call, Route } from './room.ts'

const fields = {
  approval_type: oneOf(0, 1, 2),
  authentication_domains: text(),
  authentication_option: text(),
  on_demand: flag(),
  // Older documents name the letters that a passcode may have.
  password: text({ max: 10, pattern: /^[\w@*!-]{8,10}$/ }),
  recording_authentication: flag(),
  send_email_to_host: flag(),
  share_recording: oneOf('publicly', 'internally', 'none'),
  show_social_share_buttons: flag(),
  topic: text(),
  viewer_download: flag(),
  auto_delete: flag(),
} satisfies Fields

export type RecordingSettings = Read<typeof fields>

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
  const wish = readBody(call, fields)
  putRecording(call.world, {
    ...recording,
    topic: wish.topic ?? recording.topic,
    settings: { ...recording.settings, ...wish },
  })
  return noContent()
}
