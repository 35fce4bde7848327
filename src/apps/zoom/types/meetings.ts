// prettier-ignore
interface ListedMeeting {
  agenda?: string; created_at?: string; duration?: number; host_id?: string; id: number; join_url?: string;
  pmi?: string; start_time?: string; timezone?: string; topic?: string; type?: 1 | 2 | 3 | 8; uuid: string
}

// prettier-ignore
export interface MeetingList {
  next_page_token?: string; page_count?: number; page_number?: number; page_size?: number; total_records?: number;
  meetings: readonly ListedMeeting[]
}

// prettier-ignore
export interface UpcomingMeeting {
  id?: number; topic?: string; type?: 1 | 2 | 3 | 8; start_time?: string; duration?: number; timezone?: string;
  created_at?: string; join_url?: string; passcode?: string; use_pmi?: boolean; is_host?: boolean;
  is_all_day?: boolean
}

// prettier-ignore
export interface Recurrence {
  end_date_time?: string; end_times?: number; monthly_day?: number; monthly_week?: -1 | 1 | 2 | 3 | 4;
  monthly_week_day?: 1 | 2 | 3 | 4 | 5 | 6 | 7; repeat_interval?: number; type: 1 | 2 | 3; weekly_days?: string
}

// prettier-ignore
interface MeetingBodySettingsApprovedOrDeniedCountriesOrRegions {
  approved_list?: readonly string[]; denied_list?: readonly string[]; enable?: boolean; method?: 'approve' | 'deny'
}

// prettier-ignore
interface MeetingBodySettingsBreakoutRoom {
  enable?: boolean; rooms?: readonly { name?: string; participants?: readonly string[] }[]
}

// prettier-ignore
interface MeetingBodySettingsQuestionAndAnswer {
  enable?: boolean; allow_submit_questions?: boolean; allow_anonymous_questions?: boolean;
  question_visibility?: 'answered' | 'all'; attendees_can_comment?: boolean; attendees_can_upvote?: boolean
}

// prettier-ignore
export interface MeetingBodySettingsLanguageInterpretation {
  enable?: boolean; interpreters?: readonly { email?: string; languages?: string; interpreter_languages?: string }[]
}

// prettier-ignore
export interface MeetingBodySettingsSignLanguageInterpretation {
  enable?: boolean; interpreters?: readonly { email?: string; sign_language?: string }[]
}

// prettier-ignore
interface MeetingBodySettingsWaitingRoomOptions {
  mode: 'follow_setting' | 'custom';
  who_goes_to_waiting_room?: 'everyone' | 'users_not_in_account' | 'users_not_in_account_or_whitelisted_domains' | 'users_not_on_invite' | 'users_not_in_org'
}

// prettier-ignore
interface MeetingBodySettings {
  additional_data_center_regions?: readonly string[]; allow_multiple_devices?: boolean; alternative_hosts?: string;
  alternative_hosts_email_notification?: boolean; approval_type?: 0 | 1 | 2;
  approved_or_denied_countries_or_regions?: MeetingBodySettingsApprovedOrDeniedCountriesOrRegions;
  audio?: 'both' | 'telephony' | 'voip' | 'thirdParty'; audio_conference_info?: string;
  authentication_domains?: string; authentication_exception?: readonly { email?: string; name?: string }[];
  authentication_option?: string; auto_recording?: 'local' | 'cloud' | 'none';
  auto_add_recording_to_video_management?: { enable: boolean; channels?: readonly { channel_id: string; name?: string }[] };
  breakout_room?: MeetingBodySettingsBreakoutRoom; calendar_type?: 1 | 2; close_registration?: boolean;
  cn_meeting?: boolean; contact_email?: string; contact_name?: string; email_notification?: boolean;
  encryption_type?: 'enhanced_encryption' | 'e2ee'; focus_mode?: boolean;
  global_dial_in_countries?: readonly string[]; host_video?: boolean; in_meeting?: boolean;
  jbh_time?: 0 | 5 | 10 | 15; join_before_host?: boolean; question_and_answer?: MeetingBodySettingsQuestionAndAnswer;
  language_interpretation?: MeetingBodySettingsLanguageInterpretation;
  sign_language_interpretation?: MeetingBodySettingsSignLanguageInterpretation; meeting_authentication?: boolean;
  meeting_invitees?: readonly { email?: string }[]; mute_upon_entry?: boolean; participant_video?: boolean;
  private_meeting?: boolean; registrants_confirmation_email?: boolean; registrants_email_notification?: boolean;
  registration_type?: 1 | 2 | 3; show_share_button?: boolean; show_join_info?: boolean; use_pmi?: boolean;
  waiting_room?: boolean; waiting_room_options?: MeetingBodySettingsWaitingRoomOptions; watermark?: boolean;
  host_save_video_order?: boolean; alternative_host_update_polls?: boolean;
  alternative_host_manage_meeting_summary?: boolean; alternative_host_manage_cloud_recording?: boolean;
  internal_meeting?: boolean;
  continuous_meeting_chat?: { enable?: boolean; auto_add_invited_external_users?: boolean; auto_add_meeting_participants?: boolean };
  participant_focused_meeting?: boolean; push_change_to_calendar?: boolean;
  resources?: readonly ({ resource_type?: 'whiteboard'; resource_id?: string; permission_level?: 'editor' | 'commenter' | 'viewer' })[];
  auto_start_meeting_summary?: boolean; who_will_receive_summary?: 1 | 2 | 3 | 4;
  auto_start_ai_companion_questions?: boolean; who_can_ask_questions?: 1 | 2 | 3 | 4 | 5;
  summary_template_id?: string; device_testing?: boolean; request_permission_to_unmute_participants?: boolean;
  allow_host_control_participant_mute_state?: boolean; disable_participant_video?: boolean;
  email_in_attendee_report?: boolean
}

// prettier-ignore
export interface MeetingBody {
  agenda?: string; default_password?: boolean; duration?: number; password?: string; pre_schedule?: boolean;
  recurrence?: Recurrence; schedule_for?: string; settings?: MeetingBodySettings; start_time?: string;
  template_id?: string; timezone?: string; topic?: string;
  tracking_fields?: readonly { field: string; value?: string }[]; type?: 1 | 2 | 3 | 8 | 10
}

// prettier-ignore
interface NewMeetingSettingsGlobalDialInNumber {
  city?: string; country?: string; country_name?: string; number?: string; type?: 'toll' | 'tollfree'
}

// prettier-ignore
interface NewMeetingSettingsContinuousMeetingChat {
  enable?: boolean; auto_add_invited_external_users?: boolean; auto_add_meeting_participants?: boolean;
  channel_id?: string
}

// prettier-ignore
interface NewMeetingSettings {
  additional_data_center_regions?: readonly string[]; allow_multiple_devices?: boolean; alternative_hosts?: string;
  alternative_hosts_email_notification?: boolean; alternative_host_update_polls?: boolean;
  alternative_host_manage_meeting_summary?: boolean; alternative_host_manage_cloud_recording?: boolean;
  approval_type?: 0 | 1 | 2;
  approved_or_denied_countries_or_regions?: MeetingBodySettingsApprovedOrDeniedCountriesOrRegions;
  audio?: 'both' | 'telephony' | 'voip' | 'thirdParty'; audio_conference_info?: string;
  authentication_domains?: string;
  authentication_exception?: readonly { email?: string; name?: string; join_url?: string }[];
  authentication_name?: string; authentication_option?: string; auto_recording?: 'local' | 'cloud' | 'none';
  auto_add_recording_to_video_management?: { enable: boolean; channels?: readonly { channel_id: string; name?: string }[] };
  breakout_room?: MeetingBodySettingsBreakoutRoom; calendar_type?: 1 | 2; close_registration?: boolean;
  cn_meeting?: boolean; contact_email?: string; contact_name?: string;
  custom_keys?: readonly { key?: string; value?: string }[]; email_notification?: boolean;
  encryption_type?: 'enhanced_encryption' | 'e2ee'; enforce_login?: boolean; enforce_login_domains?: string;
  focus_mode?: boolean; global_dial_in_countries?: readonly string[];
  global_dial_in_numbers?: readonly NewMeetingSettingsGlobalDialInNumber[]; host_video?: boolean;
  in_meeting?: boolean; jbh_time?: 0 | 5 | 10 | 15; join_before_host?: boolean;
  question_and_answer?: MeetingBodySettingsQuestionAndAnswer;
  language_interpretation?: MeetingBodySettingsLanguageInterpretation;
  sign_language_interpretation?: MeetingBodySettingsSignLanguageInterpretation; meeting_authentication?: boolean;
  mute_upon_entry?: boolean; participant_video?: boolean; private_meeting?: boolean;
  registrants_confirmation_email?: boolean; registrants_email_notification?: boolean; registration_type?: 1 | 2 | 3;
  show_share_button?: boolean; show_join_info?: boolean; use_pmi?: boolean; waiting_room?: boolean;
  waiting_room_options?: MeetingBodySettingsWaitingRoomOptions; watermark?: boolean; host_save_video_order?: boolean;
  internal_meeting?: boolean; meeting_invitees?: readonly { email?: string }[];
  continuous_meeting_chat?: NewMeetingSettingsContinuousMeetingChat; participant_focused_meeting?: boolean;
  push_change_to_calendar?: boolean;
  resources?: readonly ({ resource_type?: 'whiteboard'; resource_id?: string; permission_level?: 'editor' | 'commenter' | 'viewer' })[];
  auto_start_meeting_summary?: boolean; who_will_receive_summary?: 1 | 2 | 3 | 4;
  auto_start_ai_companion_questions?: boolean; who_can_ask_questions?: 1 | 2 | 3 | 4 | 5;
  summary_template_id?: string; device_testing?: boolean; request_permission_to_unmute_participants?: boolean;
  allow_host_control_participant_mute_state?: boolean; disable_participant_video?: boolean;
  email_in_attendee_report?: boolean
}

// prettier-ignore
export interface NewMeeting {
  assistant_id?: string; host_email?: string; host_id?: string; id: number; uuid: string; registration_url?: string;
  agenda?: string; created_at?: string; duration?: number; encrypted_password?: string; pstn_password?: string;
  h323_password?: string; join_url?: string; chat_join_url?: string;
  occurrences?: readonly ({ duration?: number; occurrence_id?: string; start_time?: string; status?: 'available' | 'deleted' })[];
  password?: string; pmi?: string; pre_schedule?: boolean; recurrence?: Recurrence; settings?: NewMeetingSettings;
  start_time?: string; start_url?: string; status?: 'waiting' | 'started'; template_id?: string; timezone?: string;
  topic?: string; tracking_fields?: readonly { field?: string; value?: string; visible?: boolean }[];
  type?: 1 | 2 | 3 | 8 | 10; dynamic_host_key?: string; creation_source?: 'other' | 'open_api' | 'web_portal'
}

// prettier-ignore
interface MeetingSettings {
  additional_data_center_regions?: readonly string[]; allow_multiple_devices?: boolean; alternative_hosts?: string;
  alternative_hosts_email_notification?: boolean; alternative_host_update_polls?: boolean;
  alternative_host_manage_meeting_summary?: boolean; alternative_host_manage_cloud_recording?: boolean;
  approval_type?: 0 | 1 | 2;
  approved_or_denied_countries_or_regions?: MeetingBodySettingsApprovedOrDeniedCountriesOrRegions;
  audio?: 'both' | 'telephony' | 'voip' | 'thirdParty'; audio_conference_info?: string;
  authentication_domains?: string;
  authentication_exception?: readonly { email?: string; name?: string; join_url?: string }[];
  authentication_name?: string; authentication_option?: string; auto_recording?: 'local' | 'cloud' | 'none';
  auto_add_recording_to_video_management?: { enable: boolean; channels?: readonly { channel_id: string; name?: string }[] };
  breakout_room?: MeetingBodySettingsBreakoutRoom; calendar_type?: 1 | 2; close_registration?: boolean;
  cn_meeting?: boolean; contact_email?: string; contact_name?: string;
  custom_keys?: readonly { key?: string; value?: string }[]; email_notification?: boolean;
  encryption_type?: 'enhanced_encryption' | 'e2ee'; enforce_login?: boolean; enforce_login_domains?: string;
  focus_mode?: boolean; global_dial_in_countries?: readonly string[];
  global_dial_in_numbers?: readonly NewMeetingSettingsGlobalDialInNumber[]; host_video?: boolean;
  in_meeting?: boolean; jbh_time?: 0 | 5 | 10 | 15; join_before_host?: boolean;
  question_and_answer?: MeetingBodySettingsQuestionAndAnswer;
  language_interpretation?: MeetingBodySettingsLanguageInterpretation;
  sign_language_interpretation?: MeetingBodySettingsSignLanguageInterpretation; meeting_authentication?: boolean;
  mute_upon_entry?: boolean; participant_video?: boolean; private_meeting?: boolean;
  registrants_confirmation_email?: boolean; registrants_email_notification?: boolean; registration_type?: 1 | 2 | 3;
  show_share_button?: boolean; show_join_info?: boolean; use_pmi?: boolean; waiting_room?: boolean;
  waiting_room_options?: MeetingBodySettingsWaitingRoomOptions; watermark?: boolean; host_save_video_order?: boolean;
  internal_meeting?: boolean; meeting_invitees?: readonly { email?: string; internal_user?: boolean }[];
  continuous_meeting_chat?: NewMeetingSettingsContinuousMeetingChat; participant_focused_meeting?: boolean;
  push_change_to_calendar?: boolean;
  resources?: readonly ({ resource_type?: 'whiteboard'; resource_id?: string; permission_level?: 'editor' | 'commenter' | 'viewer' })[];
  auto_start_meeting_summary?: boolean; who_will_receive_summary?: 1 | 2 | 3 | 4;
  auto_start_ai_companion_questions?: boolean; who_can_ask_questions?: 1 | 2 | 3 | 4 | 5;
  summary_template_id?: string; device_testing?: boolean; request_permission_to_unmute_participants?: boolean;
  allow_host_control_participant_mute_state?: boolean; disable_participant_video?: boolean;
  email_in_attendee_report?: boolean
}

// prettier-ignore
export interface Meeting {
  assistant_id?: string; host_email?: string; host_id?: string; id: number; uuid: string; registration_url?: string;
  agenda?: string; created_at?: string; duration?: number; encrypted_password?: string; pstn_password?: string;
  h323_password?: string; join_url?: string; chat_join_url?: string;
  occurrences?: readonly ({ duration?: number; occurrence_id?: string; start_time?: string; status?: 'available' | 'deleted' })[];
  password?: string; pmi?: string; pre_schedule?: boolean; recurrence?: Recurrence; settings?: MeetingSettings;
  start_time?: string; start_url?: string; status?: 'waiting' | 'started'; template_id?: string; timezone?: string;
  topic?: string; tracking_fields?: readonly { field?: string; value?: string; visible?: boolean }[];
  type?: 1 | 2 | 3 | 4 | 8 | 10; dynamic_host_key?: string; creation_source?: 'other' | 'open_api' | 'web_portal'
}

// prettier-ignore
interface MeetingChangeSettings {
  allow_multiple_devices?: boolean; alternative_hosts?: string; alternative_hosts_email_notification?: boolean;
  alternative_host_update_polls?: boolean; alternative_host_manage_meeting_summary?: boolean;
  alternative_host_manage_cloud_recording?: boolean; approval_type?: 0 | 1 | 2;
  approved_or_denied_countries_or_regions?: MeetingBodySettingsApprovedOrDeniedCountriesOrRegions;
  audio?: 'both' | 'telephony' | 'voip' | 'thirdParty'; audio_conference_info?: string;
  authentication_domains?: string;
  authentication_exception?: readonly { email?: string; name?: string; join_url?: string }[];
  authentication_name?: string; authentication_option?: string; auto_recording?: 'local' | 'cloud' | 'none';
  auto_add_recording_to_video_management?: { enable: boolean; channels?: readonly { channel_id: string; name?: string }[] };
  breakout_room?: MeetingBodySettingsBreakoutRoom; calendar_type?: 1 | 2; close_registration?: boolean;
  cn_meeting?: boolean; contact_email?: string; contact_name?: string;
  custom_keys?: readonly { key?: string; value?: string }[]; email_notification?: boolean;
  encryption_type?: 'enhanced_encryption' | 'e2ee'; enforce_login?: boolean; enforce_login_domains?: string;
  focus_mode?: boolean; global_dial_in_countries?: readonly string[];
  global_dial_in_numbers?: readonly NewMeetingSettingsGlobalDialInNumber[]; host_video?: boolean;
  in_meeting?: boolean; jbh_time?: 0 | 5 | 10 | 15; join_before_host?: boolean;
  question_and_answer?: MeetingBodySettingsQuestionAndAnswer;
  language_interpretation?: MeetingBodySettingsLanguageInterpretation;
  sign_language_interpretation?: MeetingBodySettingsSignLanguageInterpretation; meeting_authentication?: boolean;
  meeting_invitees?: readonly { email?: string }[]; mute_upon_entry?: boolean; participant_video?: boolean;
  private_meeting?: boolean; registrants_confirmation_email?: boolean; registrants_email_notification?: boolean;
  registration_type?: 1 | 2 | 3; show_share_button?: boolean; use_pmi?: boolean; waiting_room?: boolean;
  waiting_room_options?: MeetingBodySettingsWaitingRoomOptions; watermark?: boolean; host_save_video_order?: boolean;
  internal_meeting?: boolean;
  continuous_meeting_chat?: { enable?: boolean; auto_add_invited_external_users?: boolean; auto_add_meeting_participants?: boolean };
  participant_focused_meeting?: boolean; push_change_to_calendar?: boolean;
  resources?: readonly ({ resource_type?: 'whiteboard'; resource_id?: string; permission_level?: 'editor' | 'commenter' | 'viewer' })[];
  auto_start_meeting_summary?: boolean; who_will_receive_summary?: 1 | 2 | 3 | 4;
  auto_start_ai_companion_questions?: boolean; who_can_ask_questions?: 1 | 2 | 3 | 4 | 5;
  summary_template_id?: string; device_testing?: boolean; request_permission_to_unmute_participants?: boolean;
  allow_host_control_participant_mute_state?: boolean; disable_participant_video?: boolean;
  email_in_attendee_report?: boolean
}

// prettier-ignore
export interface MeetingChange {
  agenda?: string; duration?: number; password?: string; pre_schedule?: boolean; schedule_for?: string;
  recurrence?: Recurrence; settings?: MeetingChangeSettings; start_time?: string; template_id?: string;
  timezone?: string; topic?: string; tracking_fields?: readonly { field?: string; value?: string }[];
  type?: 1 | 2 | 3 | 8 | 10
}

// prettier-ignore
export interface PollQuestion {
  answer_max_character?: number; answer_min_character?: number; answer_required?: boolean;
  answers?: readonly string[]; case_sensitive?: boolean; name?: string;
  prompts?: readonly { prompt_question?: string; prompt_right_answers?: readonly string[] }[];
  rating_max_label?: string; rating_max_value?: number; rating_min_label?: string; rating_min_value?: number;
  right_answers?: readonly string[]; show_as_dropdown?: boolean;
  type?: 'single' | 'multiple' | 'matching' | 'rank_order' | 'short_answer' | 'long_answer' | 'fill_in_the_blank' | 'rating_scale'
}

// prettier-ignore
export interface Poll {
  id: string; status?: 'notstart' | 'started' | 'ended' | 'sharing' | 'deactivated'; anonymous?: boolean;
  poll_type?: 1 | 2 | 3; questions?: readonly PollQuestion[]; title?: string
}

// prettier-ignore
export interface NewPoll {
  id: string; status?: 'notstart' | 'started' | 'ended' | 'sharing'; anonymous?: boolean; poll_type?: 1 | 2 | 3;
  questions?: readonly PollQuestion[]; title?: string
}
