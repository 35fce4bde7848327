import { json, type Answer } from '../answer.ts'
import { param, query } from './call.ts'
import { refusal } from './errors.ts'
import type { Call, Room, Route } from './room.ts'
import {
  inMeeting,
  mail,
  meetingAuthentication,
  meetingSecurity,
  recordingAuthentication,
  scheduling,
  storage,
  telephony,
  thirdParty,
} from './settings-blocks.ts'
import { usersOf } from './users-state.ts'

const route: Route = {
  id: 'accountSettings',
  method: 'GET',
  path: '/v2/accounts/{accountId}/settings',
  label: 'MEDIUM',
  scope: 'account:read:settings',
  classic: ['account:read'],
  adminOnly: true,
  handle: show,
}

const SECURITY = {
  admin_change_name_pic: true,
  import_photos_from_devices: true,
  hide_billing_info: false,
  password_requirement: {
    minimum_password_length: 8,
    have_special_character: false,
    consecutive_characters_length: 0,
    weak_enhance_detection: true,
  },
  sign_again_period_for_inactivity_on_client: 0,
  sign_again_period_for_inactivity_on_web: 0,
  sign_in_with_two_factor_auth: 'none',
} as const

/** `me` stands for the account too. */
function show(call: Call): Answer {
  const named = param(call, 'accountId')
  if (named !== 'me' && named !== usersOf(call.world).account.id) {
    throw refusal(404, 2001, `Account does not exist: ${named ?? ''}`)
  }
  if (call.settings.plan === 'free') throw refusal(400, 200, 'Only available for paid accounts.')
  switch (query(call, 'option') ?? '') {
    case 'meeting_authentication':
      return json(200, meetingAuthentication)
    case 'recording_authentication':
      return json(200, recordingAuthentication)
    case 'meeting_security':
      return json(200, { meeting_security: meetingSecurity })
    case 'security':
      return json(200, { security: SECURITY })
    default:
      return json(200, ACCOUNT)
  }
}

const ACCOUNT = {
  schedule_meeting: { ...scheduling, enforce_login: false, participant_video: false },
  in_meeting: inMeeting,
  email_notification: { ...mail, low_host_count_reminder: false },
  recording: {
    local_recording: true,
    cloud_recording: true,
    cloud_recording_download: true,
    cloud_recording_download_host: false,
    account_user_access_recording: false,
    allow_recovery_deleted_cloud_recordings: true,
    auto_recording: 'none',
    auto_delete_cmr: false,
    host_delete_cloud_recording: true,
    record_audio_file: true,
    record_gallery_view: false,
    record_speaker_view: true,
  },
  feature: { meeting_capacity: 300 },
  telephony,
  tsp: thirdParty,
  profile: storage,
  security: SECURITY,
  other_options: { display_meetings_scheduled_for_others: false, use_cdn: 'default' },
}

/** What holds for everybody. */
export const accountSettings: Room = { routes: [route] }
