import type { Parameter } from '../../parameter.ts'

// prettier-ignore
export const recordingStatusBody: readonly Parameter[] = [
  { name: 'action', type: 'string', enum: ['recover'], required: true, description: 'Take it out of the trash.' },
]

/** Who may see a recording, and how. */
// prettier-ignore
export const recordingSettingsBody: readonly Parameter[] = [
  { name: 'share_recording', type: 'string', enum: ['publicly', 'internally', 'none'], description: 'With whom it is shared.' },
  { name: 'recording_authentication', type: 'boolean', description: 'Only people who are signed in may watch.' },
  { name: 'authentication_option', type: 'string', description: 'Id of the way to sign in.' },
  { name: 'authentication_domains', type: 'string', description: 'Domains that may watch, separated by commas.' },
  { name: 'viewer_download', type: 'boolean', description: 'Viewers may download it.' },
  { name: 'password', type: 'string', maxLength: 10, description: 'The passcode, of at least 8 characters.' },
  { name: 'on_demand', type: 'boolean', description: 'Viewers have to register.' },
  { name: 'approval_type', type: 'integer', enum: [0, 1, 2], description: 'Registration: 0 approved by itself, 1 approved by hand, 2 none.' },
  { name: 'send_email_to_host', type: 'boolean', description: 'Mail the host when somebody registers.' },
  { name: 'show_social_share_buttons', type: 'boolean', description: 'Show buttons of social networks.' },
  { name: 'topic', type: 'string', description: 'Its title.' },
  { name: 'auto_delete', type: 'boolean', description: 'It is deleted after the time that the account has set.' },
]
