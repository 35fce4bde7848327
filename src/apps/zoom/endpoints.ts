import type { Endpoint } from '../app.ts'

/*
 * The endpoint table. Source: Zoom's published OpenAPI documents of May 2026 (operation ids, query names, rate limit
 * labels, granular scopes). `effect` is ours: `destroy` is what the same key cannot take back, ending a live meeting included.
 * One row per line, in the order of the documentation, so that a diff shows what a row says.
 */

/** Endpoints that a person's own consent is enough for. */
// prettier-ignore
export const userEndpoints = [
  { id: 'user', method: 'GET', path: '/v2/users/{userId}', effect: 'read', rateClass: 'LIGHT', scope: 'user:read:user', query: ['login_type', 'encrypted_email', 'search_by_unique_id'], summary: 'Get a user' },
  { id: 'userSettings', method: 'GET', path: '/v2/users/{userId}/settings', effect: 'read', rateClass: 'MEDIUM', scope: 'user:read:settings', query: ['login_type', 'option', 'custom_query_fields'], summary: 'Get user settings' },
  { id: 'meetings', method: 'GET', path: '/v2/users/{userId}/meetings', effect: 'read', rateClass: 'MEDIUM', scope: 'meeting:read:list_meetings', query: ['type', 'page_size', 'next_page_token', 'page_number', 'from', 'to', 'timezone'], summary: "List a user's meetings" },
  { id: 'listUpcomingMeeting', method: 'GET', path: '/v2/users/{userId}/upcoming_meetings', effect: 'read', rateClass: 'MEDIUM', scope: 'meeting:read:list_upcoming_meetings', query: [], summary: "List a user's meetings of the next 24 hours" },
  { id: 'meetingCreate', method: 'POST', path: '/v2/users/{userId}/meetings', effect: 'write', rateClass: 'LIGHT', scope: 'meeting:write:meeting', query: [], summary: 'Create a meeting' },
  { id: 'meeting', method: 'GET', path: '/v2/meetings/{meetingId}', effect: 'read', rateClass: 'LIGHT', scope: 'meeting:read:meeting', query: ['occurrence_id', 'show_previous_occurrences'], summary: 'Get a meeting' },
  { id: 'meetingUpdate', method: 'PATCH', path: '/v2/meetings/{meetingId}', effect: 'write', rateClass: 'LIGHT', scope: 'meeting:update:meeting', query: ['occurrence_id'], summary: 'Update a meeting' },
  { id: 'meetingDelete', method: 'DELETE', path: '/v2/meetings/{meetingId}', effect: 'destroy', rateClass: 'LIGHT', scope: 'meeting:delete:meeting', query: ['occurrence_id', 'schedule_for_reminder', 'cancel_meeting_reminder'], summary: 'Delete a meeting' },
  { id: 'meetingStatus', method: 'PUT', path: '/v2/meetings/{meetingId}/status', effect: 'destroy', rateClass: 'LIGHT', scope: 'meeting:update:status', query: [], summary: 'End a live meeting or recover a deleted one' },
  { id: 'meetingInvitation', method: 'GET', path: '/v2/meetings/{meetingId}/invitation', effect: 'read', rateClass: 'LIGHT', scope: 'meeting:read:invitation', query: [], summary: 'Get the invitation text of a meeting' },
  { id: 'meetingRegistrants', method: 'GET', path: '/v2/meetings/{meetingId}/registrants', effect: 'read', rateClass: 'MEDIUM', scope: 'meeting:read:list_registrants', query: ['occurrence_id', 'status', 'page_size', 'page_number', 'next_page_token'], summary: 'List meeting registrants' },
  { id: 'meetingRegistrantCreate', method: 'POST', path: '/v2/meetings/{meetingId}/registrants', effect: 'write', rateClass: 'LIGHT', scope: 'meeting:write:registrant', query: ['occurrence_ids'], summary: 'Add a meeting registrant' },
  { id: 'meetingRegistrantGet', method: 'GET', path: '/v2/meetings/{meetingId}/registrants/{registrantId}', effect: 'read', rateClass: 'LIGHT', scope: 'meeting:read:registrant', query: [], summary: 'Get a meeting registrant' },
  { id: 'meetingregistrantdelete', method: 'DELETE', path: '/v2/meetings/{meetingId}/registrants/{registrantId}', effect: 'destroy', rateClass: 'LIGHT', scope: 'meeting:delete:registrant', query: ['occurrence_id'], summary: 'Delete a meeting registrant' },
  { id: 'meetingRegistrantStatus', method: 'PUT', path: '/v2/meetings/{meetingId}/registrants/status', effect: 'write', rateClass: 'MEDIUM', scope: 'meeting:update:registrant_status', query: ['occurrence_id'], summary: 'Approve, deny or cancel meeting registrants' },
  { id: 'meetingRegistrantsQuestionsGet', method: 'GET', path: '/v2/meetings/{meetingId}/registrants/questions', effect: 'read', rateClass: 'LIGHT', scope: 'meeting:read:list_registration_questions', query: [], summary: 'List registration questions' },
  { id: 'meetingRegistrantQuestionUpdate', method: 'PATCH', path: '/v2/meetings/{meetingId}/registrants/questions', effect: 'write', rateClass: 'LIGHT', scope: 'meeting:update:registration_question', query: [], summary: 'Update registration questions' },
  { id: 'meetingPolls', method: 'GET', path: '/v2/meetings/{meetingId}/polls', effect: 'read', rateClass: 'LIGHT', scope: 'meeting:read:list_polls', query: ['anonymous'], summary: 'List meeting polls' },
  { id: 'meetingPollCreate', method: 'POST', path: '/v2/meetings/{meetingId}/polls', effect: 'write', rateClass: 'LIGHT', scope: 'meeting:write:poll', query: [], summary: 'Create a meeting poll' },
  { id: 'meetingPollGet', method: 'GET', path: '/v2/meetings/{meetingId}/polls/{pollId}', effect: 'read', rateClass: 'LIGHT', scope: 'meeting:read:poll', query: [], summary: 'Get a meeting poll' },
  { id: 'meetingPollUpdate', method: 'PUT', path: '/v2/meetings/{meetingId}/polls/{pollId}', effect: 'write', rateClass: 'LIGHT', scope: 'meeting:update:poll', query: [], summary: 'Update a meeting poll' },
  { id: 'meetingPollDelete', method: 'DELETE', path: '/v2/meetings/{meetingId}/polls/{pollId}', effect: 'destroy', rateClass: 'LIGHT', scope: 'meeting:delete:poll', query: [], summary: 'Delete a meeting poll' },
  { id: 'pastMeetingDetails', method: 'GET', path: '/v2/past_meetings/{meetingId}', effect: 'read', rateClass: 'LIGHT', scope: 'meeting:read:past_meeting', query: [], summary: 'Get a past meeting' },
  { id: 'pastMeetings', method: 'GET', path: '/v2/past_meetings/{meetingId}/instances', effect: 'read', rateClass: 'MEDIUM', scope: 'meeting:read:list_past_instances', query: [], summary: 'List the past instances of a meeting' },
  { id: 'pastMeetingParticipants', method: 'GET', path: '/v2/past_meetings/{meetingId}/participants', effect: 'read', rateClass: 'MEDIUM', scope: 'meeting:read:list_past_participants', query: ['page_size', 'next_page_token'], summary: 'List the participants of a past meeting' },
  { id: 'Getameetingsummary', method: 'GET', path: '/v2/meetings/{meetingId}/meeting_summary', effect: 'read', rateClass: 'LIGHT', scope: 'meeting:read:summary', query: [], summary: 'Get the summary of a meeting' },
  { id: 'recordingsList', method: 'GET', path: '/v2/users/{userId}/recordings', effect: 'read', rateClass: 'MEDIUM', scope: 'cloud_recording:read:list_user_recordings', query: ['page_size', 'next_page_token', 'mc', 'trash', 'from', 'to', 'trash_type', 'meeting_id'], summary: "List a user's cloud recordings" },
  { id: 'recordingGet', method: 'GET', path: '/v2/meetings/{meetingId}/recordings', effect: 'read', rateClass: 'LIGHT', scope: 'cloud_recording:read:list_recording_files', query: ['include_fields', 'ttl'], summary: 'Get meeting recordings' },
  { id: 'recordingDelete', method: 'DELETE', path: '/v2/meetings/{meetingId}/recordings', effect: 'destroy', rateClass: 'LIGHT', scope: 'cloud_recording:delete:meeting_recording', query: ['action'], summary: 'Delete the recordings of a meeting' },
  { id: 'recordingDeleteOne', method: 'DELETE', path: '/v2/meetings/{meetingId}/recordings/{recordingId}', effect: 'destroy', rateClass: 'LIGHT', scope: 'cloud_recording:delete:recording_file', query: ['action'], summary: 'Delete one recording file' },
  { id: 'recordingStatusUpdate', method: 'PUT', path: '/v2/meetings/{meetingUUID}/recordings/status', effect: 'write', rateClass: 'LIGHT', scope: 'cloud_recording:update:recover_meeting_recordings', query: [], summary: 'Recover the trashed recordings of a meeting' },
  { id: 'recordingStatusUpdateOne', method: 'PUT', path: '/v2/meetings/{meetingId}/recordings/{recordingId}/status', effect: 'write', rateClass: 'LIGHT', scope: 'cloud_recording:update:recover_single_recording', query: [], summary: 'Recover one trashed recording file' },
  { id: 'recordingSettingUpdate', method: 'GET', path: '/v2/meetings/{meetingId}/recordings/settings', effect: 'read', rateClass: 'LIGHT', scope: 'cloud_recording:read:recording_settings', query: [], summary: 'Get the settings of a recording' },
  { id: 'recordingSettingsUpdate', method: 'PATCH', path: '/v2/meetings/{meetingId}/recordings/settings', effect: 'write', rateClass: 'LIGHT', scope: 'cloud_recording:update:recording_settings', query: [], summary: 'Update the settings of a recording' },
  { id: 'webinars', method: 'GET', path: '/v2/users/{userId}/webinars', effect: 'read', rateClass: 'MEDIUM', scope: 'webinar:read:list_webinars', query: ['type', 'page_size', 'page_number', 'next_page_token'], summary: "List a user's webinars" },
  { id: 'webinarCreate', method: 'POST', path: '/v2/users/{userId}/webinars', effect: 'write', rateClass: 'LIGHT', scope: 'webinar:write:webinar', query: [], summary: 'Create a webinar' },
  { id: 'webinar', method: 'GET', path: '/v2/webinars/{webinarId}', effect: 'read', rateClass: 'LIGHT', scope: 'webinar:read:webinar', query: ['occurrence_id', 'show_previous_occurrences'], summary: 'Get a webinar' },
  { id: 'webinarUpdate', method: 'PATCH', path: '/v2/webinars/{webinarId}', effect: 'write', rateClass: 'LIGHT', scope: 'webinar:update:webinar', query: ['occurrence_id'], summary: 'Update a webinar' },
  { id: 'webinarDelete', method: 'DELETE', path: '/v2/webinars/{webinarId}', effect: 'destroy', rateClass: 'LIGHT', scope: 'webinar:delete:webinar', query: ['occurrence_id', 'cancel_webinar_reminder'], summary: 'Delete a webinar' },
  { id: 'webinarStatus', method: 'PUT', path: '/v2/webinars/{webinarId}/status', effect: 'destroy', rateClass: 'LIGHT', scope: 'webinar:update:status', query: [], summary: 'End a live webinar' },
  { id: 'webinarRegistrants', method: 'GET', path: '/v2/webinars/{webinarId}/registrants', effect: 'read', rateClass: 'MEDIUM', scope: 'webinar:read:list_registrants', query: ['occurrence_id', 'status', 'tracking_source_id', 'page_size', 'page_number', 'next_page_token'], summary: 'List webinar registrants' },
  { id: 'webinarRegistrantCreate', method: 'POST', path: '/v2/webinars/{webinarId}/registrants', effect: 'write', rateClass: 'LIGHT', scope: 'webinar:write:registrant', query: ['occurrence_ids'], summary: 'Add a webinar registrant' },
  { id: 'webinarRegistrantGet', method: 'GET', path: '/v2/webinars/{webinarId}/registrants/{registrantId}', effect: 'read', rateClass: 'LIGHT', scope: 'webinar:read:registrant', query: ['occurrence_id'], summary: 'Get a webinar registrant' },
  { id: 'deleteWebinarRegistrant', method: 'DELETE', path: '/v2/webinars/{webinarId}/registrants/{registrantId}', effect: 'destroy', rateClass: 'LIGHT', scope: 'webinar:delete:registrant', query: ['occurrence_id'], summary: 'Delete a webinar registrant' },
  { id: 'webinarRegistrantStatus', method: 'PUT', path: '/v2/webinars/{webinarId}/registrants/status', effect: 'write', rateClass: 'MEDIUM', scope: 'webinar:update:registrant_status', query: ['occurrence_id'], summary: 'Approve, deny or cancel webinar registrants' },
  { id: 'webinarPanelists', method: 'GET', path: '/v2/webinars/{webinarId}/panelists', effect: 'read', rateClass: 'MEDIUM', scope: 'webinar:read:list_panelists', query: [], summary: 'List panelists' },
  { id: 'webinarPanelistCreate', method: 'POST', path: '/v2/webinars/{webinarId}/panelists', effect: 'write', rateClass: 'MEDIUM', scope: 'webinar:write:panelist', query: [], summary: 'Add panelists' },
  { id: 'webinarPanelistsDelete', method: 'DELETE', path: '/v2/webinars/{webinarId}/panelists', effect: 'destroy', rateClass: 'LIGHT', scope: 'webinar:delete:panelist', query: [], summary: 'Remove all panelists' },
  { id: 'webinarPanelistDelete', method: 'DELETE', path: '/v2/webinars/{webinarId}/panelists/{panelistId}', effect: 'destroy', rateClass: 'LIGHT', scope: 'webinar:delete:panelist', query: [], summary: 'Remove a panelist' },
  { id: 'pastWebinars', method: 'GET', path: '/v2/past_webinars/{webinarId}/instances', effect: 'read', rateClass: 'LIGHT', scope: 'webinar:read:list_past_instances', query: [], summary: 'List past webinar instances' },
  { id: 'listWebinarParticipants', method: 'GET', path: '/v2/past_webinars/{webinarId}/participants', effect: 'read', rateClass: 'MEDIUM', scope: 'webinar:read:list_past_participants', query: ['page_size', 'next_page_token'], summary: 'List webinar participants' },
  { id: 'webinarAbsentees', method: 'GET', path: '/v2/past_webinars/{webinarId}/absentees', effect: 'read', rateClass: 'HEAVY', scope: 'webinar:read:list_absentees', query: ['occurrence_id', 'page_size', 'next_page_token'], summary: 'Get webinar absentees' },
  { id: 'recordingDownload', method: 'GET', path: '/_download', effect: 'read', rateClass: 'LIGHT', scope: 'cloud_recording:read:list_recording_files', query: ['url'], summary: 'Download a recording file by its download_url' },
] as const satisfies readonly Endpoint[]

/** Endpoints that need an administrator's consent. */
// prettier-ignore
export const adminEndpoints = [
  { id: 'users', method: 'GET', path: '/v2/users', effect: 'read', rateClass: 'MEDIUM', scope: 'user:read:list_users:admin', query: ['status', 'page_size', 'role_id', 'page_number', 'include_fields', 'next_page_token', 'license'], summary: 'List users' },
  { id: 'accountSettings', method: 'GET', path: '/v2/accounts/{accountId}/settings', effect: 'read', rateClass: 'MEDIUM', scope: 'account:read:settings:admin', query: ['option', 'custom_query_fields'], summary: 'Get account settings' },
  { id: 'Listmeetingsummaries', method: 'GET', path: '/v2/meetings/meeting_summaries', effect: 'read', rateClass: 'MEDIUM', scope: 'meeting:read:list_summaries:admin', query: ['page_size', 'next_page_token', 'from', 'to', 'time_filter_field'], summary: 'List meeting and webinar summaries of the account' },
  { id: 'reportDaily', method: 'GET', path: '/v2/report/daily', effect: 'read', rateClass: 'HEAVY', scope: 'report:read:admin', query: ['year', 'month', 'group_id'], summary: 'Get daily usage report' },
  { id: 'reportUsers', method: 'GET', path: '/v2/report/users', effect: 'read', rateClass: 'HEAVY', scope: 'report:read:list_users:admin', query: ['type', 'from', 'to', 'page_size', 'page_number', 'next_page_token', 'group_id'], summary: 'Get active or inactive host reports' },
  { id: 'reportMeetings', method: 'GET', path: '/v2/report/users/{userId}/meetings', effect: 'read', rateClass: 'HEAVY', scope: 'report:read:user:admin', query: ['from', 'to', 'page_size', 'next_page_token', 'type'], summary: 'Get meeting reports' },
  { id: 'reportMeetingDetails', method: 'GET', path: '/v2/report/meetings/{meetingId}', effect: 'read', rateClass: 'HEAVY', scope: 'report:read:meeting:admin', query: [], summary: 'Get meeting detail reports' },
  { id: 'reportMeetingParticipants', method: 'GET', path: '/v2/report/meetings/{meetingId}/participants', effect: 'read', rateClass: 'HEAVY', scope: 'report:read:list_meeting_participants:admin', query: ['page_size', 'next_page_token', 'include_fields'], summary: 'Get meeting participant reports' },
] as const satisfies readonly Endpoint[]
