import type { Parameter } from '../parameter.ts'

/*
 * What Zoom's path and query parameters are, by name; `operationId.name` where one name means different things.
 * Source: the OpenAPI documents of the endpoint table.
 */

/** Longest list that one page of most lists holds (Zoom, "Pagination"). */
const pageSize = { name: 'page_size', type: 'integer', minimum: 1, default: 30 } as const
const reminder = (name: string, whom: string) =>
  ({ name, type: 'boolean', default: false, description: `Mail ${whom}.` }) as const
const meetingDescription = 'The number of a meeting, or the UUID of one of its instances.'
const webinarDescription = 'The number of a webinar, or the UUID of one of its instances.'

// prettier-ignore
export const parameters = {
  // In the path.
  userId: { name: 'userId', type: 'string', default: 'me', description: 'Id or email of a user; "me" is whose token it is.' },
  accountId: { name: 'accountId', type: 'string', default: 'me', description: 'Id of an account; "me" is the own one.' },
  meetingId: { name: 'meetingId', type: 'string', required: true, description: meetingDescription },
  meetingUUID: { name: 'meetingUUID', type: 'string', required: true, description: 'The UUID of an instance of a meeting.' },
  webinarId: { name: 'webinarId', type: 'string', required: true, description: webinarDescription },
  registrantId: { name: 'registrantId', type: 'string', required: true, description: 'Id of a registrant.' },
  panelistId: { name: 'panelistId', type: 'string', required: true, description: 'Id or email of a panelist.' },
  pollId: { name: 'pollId', type: 'string', required: true, description: 'Id of a poll.' },
  recordingId: { name: 'recordingId', type: 'string', required: true, description: 'Id of a recording file.' },

  // Pages of a list.
  page_size: { ...pageSize, maximum: 300, description: 'Items of a page.' },
  'users.page_size': { ...pageSize, maximum: 2000, description: 'Items of a page.' },
  next_page_token: { name: 'next_page_token', type: 'string', description: 'Of the page before. Valid for 15 minutes.' },
  page_number: { name: 'page_number', type: 'integer', minimum: 1, description: 'Old style of paging; next_page_token is preferred.' },

  // Ranges of time.
  from: { name: 'from', type: 'string', format: 'date', description: 'First day.' },
  to: { name: 'to', type: 'string', format: 'date', description: 'Last day.' },
  'recordingsList.from': { name: 'from', type: 'string', format: 'date', description: 'First day, UTC. Today when left out; at most a month before "to".' },
  'recordingsList.to': { name: 'to', type: 'string', format: 'date', description: 'Last day, UTC. The day after "from" when left out.' },
  'Listmeetingsummaries.from': { name: 'from', type: 'string', format: 'date-time', description: 'Start of the range.' },
  'Listmeetingsummaries.to': { name: 'to', type: 'string', format: 'date-time', description: 'End of the range.' },
  'reportUsers.from': { name: 'from', type: 'string', format: 'date', required: true, description: 'First day; the range is at most a month within the last six.' },
  'reportUsers.to': { name: 'to', type: 'string', format: 'date', required: true, description: 'Last day.' },
  'reportMeetings.from': { name: 'from', type: 'string', format: 'date', required: true, description: 'First day; the range is at most a month within the last six.' },
  'reportMeetings.to': { name: 'to', type: 'string', format: 'date', required: true, description: 'Last day.' },
  timezone: { name: 'timezone', type: 'string', description: 'Time zone of "from" and "to", e.g. Europe/Berlin.' },
  year: { name: 'year', type: 'integer', description: 'Year of the report.' },
  month: { name: 'month', type: 'integer', minimum: 1, maximum: 12, description: 'Month of the report.' },
  time_filter_field: { name: 'time_filter_field', type: 'string', enum: ['summary_start_time', 'summary_created_time'], default: 'summary_start_time', description: 'What "from" and "to" are compared with.' },

  // Which ones.
  'meetings.type': { name: 'type', type: 'string', enum: ['scheduled', 'live', 'upcoming', 'upcoming_meetings', 'previous_meetings'], default: 'scheduled', description: 'scheduled: all that have not expired; live: in progress; upcoming and upcoming_meetings: live or still to come; previous_meetings: over.' },
  'webinars.type': { name: 'type', type: 'string', enum: ['scheduled', 'upcoming'], default: 'scheduled', description: 'All that have not expired, or only those to come.' },
  'reportUsers.type': { name: 'type', type: 'string', enum: ['active', 'inactive'], description: 'Hosts with or without meetings in the range.' },
  'reportMeetings.type': { name: 'type', type: 'string', enum: ['past', 'pastOne', 'pastJoined'], default: 'past', description: 'past: all; pastOne: with one participant; pastJoined: that the user joined.' },
  status: { name: 'status', type: 'string', enum: ['pending', 'approved', 'denied'], default: 'approved', description: 'Only registrants in this state.' },
  'users.status': { name: 'status', type: 'string', enum: ['active', 'inactive', 'pending'], default: 'active', description: 'Only users in this state.' },
  occurrence_id: { name: 'occurrence_id', type: 'string', description: 'Only this occurrence of a series.' },
  occurrence_ids: { name: 'occurrence_ids', type: 'string', description: 'Occurrences of a series, separated by commas.' },
  show_previous_occurrences: { name: 'show_previous_occurrences', type: 'boolean', description: 'With the occurrences that are over.' },
  tracking_source_id: { name: 'tracking_source_id', type: 'string', description: 'Only registrants from this tracking source.' },
  anonymous: { name: 'anonymous', type: 'boolean', description: 'Only polls that are, or are not, anonymous.' },
  meeting_id: { name: 'meeting_id', type: 'integer', description: 'Only recordings of this meeting.' },
  trash: { name: 'trash', type: 'boolean', default: false, description: 'What is in the trash instead. Not with "from".' },
  trash_type: { name: 'trash_type', type: 'string', enum: ['meeting_recordings', 'recording_file'], default: 'meeting_recordings', description: 'Whole recordings or single files of the trash.' },
  mc: { name: 'mc', type: 'string', default: 'false', description: 'Recordings of the metadata of On-Premise meetings.' },
  role_id: { name: 'role_id', type: 'string', description: 'Only users with this role.' },
  group_id: { name: 'group_id', type: 'string', description: 'Only this group.' },
  license: { name: 'license', type: 'string', enum: ['zoom_workforce_management', 'zoom_compliance_management'], description: 'Only users with this license.' },

  // What the answer holds.
  login_type: { name: 'login_type', type: 'integer', enum: [0, 1, 11, 21, 23, 24, 27, 97, 98, 99, 100, 101], description: 'How the user signs in: 0 Facebook, 1 Google, 11 WeChat, 23 Alipay, 24 Apple, 27 Microsoft, 99 API, 100 Zoom, 101 SSO and others.' },
  encrypted_email: { name: 'encrypted_email', type: 'boolean', default: false, description: 'The email in the path is encrypted.' },
  search_by_unique_id: { name: 'search_by_unique_id', type: 'boolean', description: 'The id in the path is the unique id of an employee.' },
  option: { name: 'option', type: 'string', enum: ['meeting_authentication', 'recording_authentication', 'meeting_security'], description: 'Only this block of settings.' },
  'accountSettings.option': { name: 'option', type: 'string', enum: ['meeting_authentication', 'recording_authentication', 'security', 'meeting_security'], description: 'Only this block of settings.' },
  custom_query_fields: { name: 'custom_query_fields', type: 'string', description: 'Only these settings, separated by commas.' },
  'recordingGet.include_fields': { name: 'include_fields', type: 'string', enum: ['download_access_token'], description: 'With a token that downloads the files.' },
  'users.include_fields': { name: 'include_fields', type: 'string', enum: ['custom_attributes', 'host_key'], description: 'With this as well.' },
  'reportMeetingParticipants.include_fields': { name: 'include_fields', type: 'string', enum: ['registrant_id'], description: 'With this as well.' },
  ttl: { name: 'ttl', type: 'integer', minimum: 0, maximum: 604800, description: 'Seconds that the download token lives.' },

  // How it is done.
  action: { name: 'action', type: 'string', enum: ['trash', 'delete'], default: 'trash', description: 'To the trash, or for good.' },
  schedule_for_reminder: reminder('schedule_for_reminder', 'the host and the alternative host'),
  cancel_meeting_reminder: reminder('cancel_meeting_reminder', 'the registrants'),
  cancel_webinar_reminder: reminder('cancel_webinar_reminder', 'the panelists and registrants'),
  url: { name: 'url', type: 'string', required: true, description: 'The download_url of a recording file.' },
} as const satisfies Readonly<Record<string, Parameter>>
