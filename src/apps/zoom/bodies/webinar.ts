import type { Parameter } from '../../parameter.ts'
import { recurrence, trackingFields } from './recurrence.ts'

/** Settings of a webinar that people ask for. Zoom has more, which are passed on all the same. */
// prettier-ignore
const settings: readonly Parameter[] = [
  { name: 'host_video', type: 'boolean', description: 'Start with the video of the host on.' },
  { name: 'panelists_video', type: 'boolean', description: 'Start with the video of panelists on.' },
  { name: 'practice_session', type: 'boolean', default: false, description: 'Hosts and panelists may practise before.' },
  { name: 'hd_video', type: 'boolean', default: false, description: 'Video in HD.' },
  { name: 'auto_recording', type: 'string', enum: ['local', 'cloud', 'none'], default: 'none', description: 'Record from the start, and where.' },
  { name: 'on_demand', type: 'boolean', default: false, description: 'Registrants can watch the recording.' },
  { name: 'alternative_hosts', type: 'string', description: 'Emails of alternative hosts, separated by semicolons.' },
  { name: 'approval_type', type: 'integer', enum: [0, 1, 2], default: 2, description: 'Registration: 0 approved by itself, 1 approved by hand, 2 none.' },
  { name: 'registration_type', type: 'integer', enum: [1, 2, 3], default: 1, description: 'For a series: 1 register once for all, 2 for each occurrence, 3 once and choose.' },
  { name: 'registrants_restrict_number', type: 'integer', minimum: 0, maximum: 20000, default: 0, description: 'How many may register; 0 is no limit.' },
  { name: 'registrants_email_notification', type: 'boolean', description: 'Mail registrants about approval and changes.' },
  { name: 'registrants_confirmation_email', type: 'boolean', description: 'Mail registrants a confirmation.' },
  { name: 'panelists_invitation_email_notification', type: 'boolean', description: 'Mail panelists an invitation.' },
  { name: 'meeting_authentication', type: 'boolean', description: 'Only people who are signed in may join.' },
  { name: 'panelist_authentication', type: 'boolean', description: 'Only panelists who are signed in may join.' },
  { name: 'authentication_option', type: 'string', description: 'Id of the way to sign in.' },
  { name: 'authentication_domains', type: 'string', description: 'Domains that may join, separated by commas.' },
  { name: 'question_and_answer', type: 'object', description: 'Questions of attendees.', properties: [
    { name: 'enable', type: 'boolean', description: 'Allow them.' },
    { name: 'allow_anonymous_questions', type: 'boolean', description: 'Without a name as well.' },
    { name: 'answer_questions', type: 'string', enum: ['only', 'all'], description: 'Attendees see answered questions only, or all.' },
  ] },
  { name: 'audio', type: 'string', enum: ['both', 'telephony', 'voip', 'thirdParty'], default: 'both', description: 'How people hear it.' },
  { name: 'contact_name', type: 'string', description: 'Whom registrants may ask.' },
  { name: 'contact_email', type: 'string', description: 'Where registrants may ask.' },
  { name: 'email_language', type: 'string', description: 'Language of the mails, e.g. en-US.' },
  { name: 'post_webinar_survey', type: 'boolean', description: 'Show a survey at the end.' },
  { name: 'survey_url', type: 'string', description: 'Address of the survey.' },
]

/** Of creating and of changing a webinar. */
// prettier-ignore
export const webinarBody: readonly Parameter[] = [
  { name: 'topic', type: 'string', description: 'Its title.' },
  { name: 'type', type: 'integer', enum: [5, 6, 9], default: 5, description: '5 one webinar, 6 a series without times, 9 a series with times.' },
  { name: 'start_time', type: 'string', format: 'start-time', description: 'UTC with Z at the end, or a local time in "timezone". Now when left out.' },
  { name: 'duration', type: 'integer', minimum: 1, description: 'Minutes.' },
  { name: 'timezone', type: 'string', description: 'Time zone of start_time, e.g. Europe/Berlin. That of the user when left out.' },
  { name: 'agenda', type: 'string', description: 'Its description.' },
  { name: 'password', type: 'string', maxLength: 10, description: 'The passcode.' },
  { name: 'schedule_for', type: 'string', description: 'Id or email of the user whom it is scheduled for.' },
  { name: 'is_simulive', type: 'boolean', description: 'It plays a recording.' },
  { name: 'record_file_id', type: 'string', description: 'The recording that it plays.' },
  recurrence,
  { name: 'settings', type: 'object', description: 'Settings of the webinar.', properties: settings },
  trackingFields,
]

// prettier-ignore
export const webinarStatusBody: readonly Parameter[] = [
  { name: 'action', type: 'string', enum: ['end'], required: true, description: 'End it while it is live.' },
]

// prettier-ignore
export const panelistsBody: readonly Parameter[] = [
  { name: 'panelists', type: 'array', required: true, description: 'Who speaks, at most 30 at once.', items: { type: 'object', properties: [
    { name: 'name', type: 'string', description: 'Name.' },
    { name: 'email', type: 'string', format: 'email', description: 'Email.' },
    { name: 'virtual_background_id', type: 'string', description: 'Id of a virtual background.' },
    { name: 'name_tag_id', type: 'string', description: 'Id of a name tag.' },
  ] } },
]
