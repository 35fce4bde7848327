import type { Parameter } from '../../parameter.ts'
import { recurrence, trackingFields } from './recurrence.ts'

/** Settings of a meeting that people ask for. Zoom has more, which are passed on all the same. */
// prettier-ignore
const settings: readonly Parameter[] = [
  { name: 'waiting_room', type: 'boolean', description: 'People wait until the host lets them in.' },
  { name: 'join_before_host', type: 'boolean', default: false, description: 'People may join before the host. Off with a waiting room.' },
  { name: 'jbh_time', type: 'integer', enum: [0, 5, 10, 15], description: 'How many minutes before the start people may join; 0 is any time.' },
  { name: 'host_video', type: 'boolean', description: 'Start with the video of the host on.' },
  { name: 'participant_video', type: 'boolean', description: 'Start with the video of participants on.' },
  { name: 'mute_upon_entry', type: 'boolean', default: false, description: 'Mute people when they join.' },
  { name: 'auto_recording', type: 'string', enum: ['local', 'cloud', 'none'], default: 'none', description: 'Record from the start, and where.' },
  { name: 'alternative_hosts', type: 'string', description: 'Emails of alternative hosts, separated by semicolons.' },
  { name: 'alternative_hosts_email_notification', type: 'boolean', default: true, description: 'Mail the alternative hosts.' },
  { name: 'meeting_invitees', type: 'array', description: 'Who is invited.', items: { type: 'object', properties: [{ name: 'email', type: 'string', format: 'email', description: 'Email.' }] } },
  { name: 'approval_type', type: 'integer', enum: [0, 1, 2], default: 2, description: 'Registration: 0 approved by itself, 1 approved by hand, 2 none.' },
  { name: 'registration_type', type: 'integer', enum: [1, 2, 3], default: 1, description: 'For a series: 1 register once for all, 2 for each occurrence, 3 once and choose.' },
  { name: 'close_registration', type: 'boolean', default: false, description: 'Close the registration after the date of the meeting.' },
  { name: 'registrants_email_notification', type: 'boolean', description: 'Mail registrants about approval and changes.' },
  { name: 'registrants_confirmation_email', type: 'boolean', description: 'Mail registrants a confirmation.' },
  { name: 'meeting_authentication', type: 'boolean', description: 'Only people who are signed in may join.' },
  { name: 'authentication_option', type: 'string', description: 'Id of the way to sign in.' },
  { name: 'authentication_domains', type: 'string', description: 'Domains that may join, separated by commas.' },
  { name: 'audio', type: 'string', enum: ['both', 'telephony', 'voip', 'thirdParty'], default: 'both', description: 'How people hear it.' },
  { name: 'encryption_type', type: 'string', enum: ['enhanced_encryption', 'e2ee'], description: 'Enhanced, or end to end.' },
  { name: 'use_pmi', type: 'boolean', description: 'Use the personal meeting id of the host.' },
  { name: 'watermark', type: 'boolean', description: 'Put a watermark on shared screens.' },
  { name: 'focus_mode', type: 'boolean', description: 'Participants see only the host.' },
  { name: 'private_meeting', type: 'boolean', description: 'Hide it from others who see the calendar.' },
  { name: 'internal_meeting', type: 'boolean', default: false, description: 'Only people of the own organization.' },
  { name: 'allow_multiple_devices', type: 'boolean', description: 'One person may join from several devices.' },
  { name: 'breakout_room', type: 'object', description: 'Breakout rooms made in advance.', properties: [
    { name: 'enable', type: 'boolean', description: 'Use them.' },
    { name: 'rooms', type: 'array', description: 'The rooms.', items: { type: 'object', properties: [
      { name: 'name', type: 'string', description: 'Name.' },
      { name: 'participants', type: 'array', description: 'Emails.', items: { type: 'string' } },
    ] } },
  ] },
  { name: 'continuous_meeting_chat', type: 'object', description: 'A chat that goes on after the meeting.', properties: [
    { name: 'enable', type: 'boolean', description: 'Use it.' },
  ] },
  { name: 'auto_start_meeting_summary', type: 'boolean', description: 'Start the AI summary by itself.' },
  { name: 'who_will_receive_summary', type: 'integer', enum: [1, 2, 3, 4], description: '1 the host, 2 all hosts, 3 the host and invitees of the organization, 4 all invitees.' },
  { name: 'contact_name', type: 'string', description: 'Whom registrants may ask.' },
  { name: 'contact_email', type: 'string', description: 'Where registrants may ask.' },
  { name: 'email_notification', type: 'boolean', default: true, description: 'Mail about changes.' },
  { name: 'global_dial_in_countries', type: 'array', description: 'Country codes of the dial-in numbers.', items: { type: 'string' } },
]

/** Of creating and of changing a meeting. Nothing is required: Zoom has a default for all of it. */
// prettier-ignore
export const meetingBody: readonly Parameter[] = [
  { name: 'topic', type: 'string', maxLength: 200, description: 'Its title.' },
  { name: 'type', type: 'integer', enum: [1, 2, 3, 8, 10], default: 2, description: '1 now, 2 scheduled, 3 a series without times, 8 a series with times, 10 only screen sharing.' },
  { name: 'start_time', type: 'string', format: 'start-time', description: 'UTC with Z at the end, or a local time in "timezone". Now when left out.' },
  { name: 'duration', type: 'integer', minimum: 1, maximum: 1440, default: 60, description: 'Minutes.' },
  { name: 'timezone', type: 'string', description: 'Time zone of start_time, e.g. Europe/Berlin. That of the user when left out.' },
  { name: 'agenda', type: 'string', maxLength: 2000, description: 'Its description.' },
  { name: 'password', type: 'string', maxLength: 10, description: 'The passcode. Zoom makes one when left out and the account wants one.' },
  { name: 'schedule_for', type: 'string', description: 'Id or email of the user whom it is scheduled for.' },
  { name: 'template_id', type: 'string', description: 'Id of a meeting template.' },
  { name: 'pre_schedule', type: 'boolean', default: false, description: 'Made only so that a calendar can show it.' },
  recurrence,
  { name: 'settings', type: 'object', description: 'Settings of the meeting.', properties: settings },
  trackingFields,
]

export const meetingStatusBody: readonly Parameter[] = [
  {
    name: 'action',
    type: 'string',
    enum: ['end', 'recover'],
    required: true,
    description: 'End it while it is live, or recover it after it was deleted.',
  },
]
