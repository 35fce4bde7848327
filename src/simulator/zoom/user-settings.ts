import { json, type Answer } from '../answer.ts'
import { targetUser } from './access.ts'
import { query } from './call.ts'
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
import type { User } from './users-state.ts'

const route: Route = {
  id: 'userSettings',
  method: 'GET',
  path: '/v2/users/{userId}/settings',
  label: 'MEDIUM',
  scope: 'user:read:settings',
  classic: ['user:read', 'user:write'],
  handle: show,
}

/** With `option`, one part alone and in another shape. An unknown option is ignored (a guess). */
function show(call: Call): Answer {
  const user = targetUser(call)
  switch (query(call, 'option') ?? '') {
    case 'meeting_authentication':
      return json(200, meetingAuthentication)
    case 'recording_authentication':
      return json(200, recordingAuthentication)
    case 'meeting_security':
      return json(200, { meeting_security: meetingSecurity })
    default:
      return json(200, settingsOf(user))
  }
}

function settingsOf(user: User): object {
  return {
    schedule_meeting: {
      ...scheduling,
      participants_video: false,
      embed_password_in_join_link: true,
    },
    in_meeting: inMeeting,
    email_notification: mail,
    recording: recording(user),
    feature: features(user),
    telephony,
    tsp: thirdParty,
    profile: storage,
    whiteboard: { in_meeting_advanced_whiteboard: false, out_meeting_advanced_whiteboard: false },
  }
}

function recording({ cloudRecording }: User): object {
  return {
    local_recording: true,
    cloud_recording: cloudRecording,
    auto_recording: 'none',
    auto_delete_cmr: false,
    auto_delete_cmr_days: 30,
    host_pause_stop_recording: true,
    record_audio_file: cloudRecording,
    record_gallery_view: false,
    record_speaker_view: cloudRecording,
    recording_audio_transcript: cloudRecording,
    save_chat_text: cloudRecording,
    show_timestamp: false,
  }
}

function features({ type, webinarSeats }: User): object {
  return {
    meeting_capacity: type === 2 ? 300 : 100,
    large_meeting: false,
    webinar: webinarSeats > 0,
    ...(webinarSeats > 0 && { webinar_capacity: webinarSeats }),
    concurrent_meeting: 'None',
    zoom_events: false,
    zoom_phone: false,
  }
}

/** What a user may do and does by default. */
export const userSettings: Room = { routes: [route] }
