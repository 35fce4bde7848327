/** Parts that user settings and account settings show alike. They agree with what the simulator does. */

const PASSCODE_RULES = {
  length: 0,
  consecutive_characters_length: 0,
  have_letter: false,
  have_number: false,
  have_special_character: false,
  have_upper_and_lower_characters: false,
  only_allow_numeric: false,
  weak_enhance_detection: false,
} as const

/** Every meeting gets a passcode unless its creator says otherwise, and nothing is locked. */
export const scheduling: object = {
  host_video: false,
  audio_type: 'both',
  join_before_host: false,
  personal_meeting: true,
  use_pmi_for_scheduled_meetings: false,
  use_pmi_for_instant_meetings: false,
  require_password_for_scheduling_new_meetings: true,
  require_password_for_scheduled_meetings: true,
  require_password_for_instant_meetings: true,
  require_password_for_pmi_meetings: 'all',
  force_pmi_jbh_password: false,
  meeting_password_requirement: PASSCODE_RULES,
}

export const meetingSecurity: object = {
  auto_security: true,
  block_user_domain: false,
  block_user_domain_list: [],
  embed_password_in_join_link: true,
  encryption_type: 'enhanced_encryption',
  end_to_end_encrypted_meetings: false,
  meeting_password: true,
  meeting_password_requirement: PASSCODE_RULES,
  only_authenticated_can_join_from_webclient: false,
  phone_password: true,
  pmi_password: true,
  require_password_for_scheduled_meeting: true,
  require_password_for_scheduled_webinar: true,
  waiting_room: false,
  waiting_room_settings: {
    participants_to_place_in_waiting_room: 0,
    users_who_can_admit_participants_from_waiting_room: 0,
    whitelisted_domains_for_waiting_room: '',
  },
  webinar_password: true,
}

/** The option that a meeting gets when authentication is all that is left. */
export const SIGN_IN = {
  id: 'signIn_D8cJuqWVQ623CI4Q8yQK0Q',
  name: 'Sign in to Zoom',
} as const

export const meetingAuthentication: object = {
  meeting_authentication: false,
  authentication_options: [
    { ...SIGN_IN, type: 'enforce_login', default_option: true, visible: true },
  ],
  allow_authentication_exception: false,
}

export const recordingAuthentication: object = {
  recording_authentication: false,
  authentication_options: [
    { ...SIGN_IN, type: 'enforce_login', default_option: true, visible: true },
  ],
}

export const mail: object = {
  alternative_host_reminder: true,
  cancel_meeting_reminder: true,
  cloud_recording_available_reminder: true,
  jbh_reminder: true,
  recording_available_reminder_alternative_hosts: true,
  recording_available_reminder_schedulers: true,
  schedule_for_reminder: true,
}

export const inMeeting: object = {
  allow_participants_chat_with: 1,
  allow_users_save_chats: 1,
  annotation: true,
  attendee_on_hold: false,
  auto_saving_chat: false,
  breakout_room: true,
  chat: true,
  co_host: true,
  entry_exit_chime: 'none',
  polling: true,
  private_chat: true,
  screen_sharing: true,
  waiting_room: false,
  whiteboard: true,
}

export const telephony: object = {
  audio_conference_info: '',
  show_international_numbers_link: true,
  third_party_audio: false,
}

export const storage: object = {
  recording_storage_location: { allowed_values: ['US'], value: 'US' },
}

export const thirdParty: object = { call_out: false, show_international_numbers_link: false }
