import { flag, oneOf, text, type Fields, type Read } from '../fields.ts'

/** What may be set for the recordings of a meeting. */
export const recordingSettingsFields = {
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

export type RecordingSettings = Read<typeof recordingSettingsFields>
