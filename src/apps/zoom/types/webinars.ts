import type {
  MeetingBodySettingsLanguageInterpretation,
  MeetingBodySettingsSignLanguageInterpretation,
  Recurrence,
} from './meetings.ts'
import type { PastParticipantsParticipant } from './past.ts'

// prettier-ignore
interface ListedWebinar {
  agenda?: string; created_at?: string; duration?: number; host_id?: string; id: number; join_url?: string;
  start_time?: string; timezone?: string; topic?: string; type?: 5 | 6 | 9; uuid: string; is_simulive?: boolean
}

// prettier-ignore
export interface WebinarList {
  next_page_token?: string; page_count?: number; page_number?: number; page_size?: number; total_records?: number;
  webinars: readonly ListedWebinar[]
}

// prettier-ignore
interface WebinarBodySettingsQuestionAndAnswer {
  allow_submit_questions?: boolean; allow_anonymous_questions?: boolean; answer_questions?: 'only' | 'all';
  attendees_can_comment?: boolean; attendees_can_upvote?: boolean; allow_auto_reply?: boolean;
  auto_reply_text?: string; enable?: boolean
}

// prettier-ignore
interface WebinarBodySettings {
  additional_data_center_regions?: readonly string[]; allow_multiple_devices?: boolean; alternative_hosts?: string;
  alternative_host_update_polls?: boolean; approval_type?: 0 | 1 | 2;
  attendees_and_panelists_reminder_email_notification?: { enable?: boolean; type?: 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 };
  audio?: 'both' | 'telephony' | 'voip' | 'thirdParty'; audio_conference_info?: string;
  authentication_domains?: string; authentication_option?: string; auto_recording?: 'local' | 'cloud' | 'none';
  close_registration?: boolean; contact_email?: string; contact_name?: string; email_language?: string;
  enforce_login?: boolean; enforce_login_domains?: string;
  follow_up_absentees_email_notification?: { enable?: boolean; type?: 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 };
  follow_up_attendees_email_notification?: { enable?: boolean; type?: 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 };
  global_dial_in_countries?: readonly string[]; hd_video?: boolean; hd_video_for_attendees?: boolean;
  host_video?: boolean; language_interpretation?: MeetingBodySettingsLanguageInterpretation;
  sign_language_interpretation?: MeetingBodySettingsSignLanguageInterpretation; panelist_authentication?: boolean;
  meeting_authentication?: boolean; add_watermark?: boolean; add_audio_watermark?: boolean; on_demand?: boolean;
  panelists_invitation_email_notification?: boolean; panelists_video?: boolean; post_webinar_survey?: boolean;
  practice_session?: boolean; question_and_answer?: WebinarBodySettingsQuestionAndAnswer;
  registrants_confirmation_email?: boolean; registrants_email_notification?: boolean;
  registrants_restrict_number?: number; registration_type?: 1 | 2 | 3; send_1080p_video_to_attendees?: boolean;
  show_share_button?: boolean; show_join_info?: boolean; survey_url?: string; enable_session_branding?: boolean;
  request_permission_to_unmute_participants?: boolean; allow_host_control_participant_mute_state?: boolean;
  email_in_attendee_report?: boolean
}

// prettier-ignore
export interface WebinarBody {
  agenda?: string; duration?: number; password?: string; default_passcode?: boolean; recurrence?: Recurrence;
  schedule_for?: string; settings?: WebinarBodySettings; start_time?: string; template_id?: string; timezone?: string;
  topic?: string; tracking_fields?: readonly { field: string; value?: string }[]; type?: 5 | 6 | 9;
  is_simulive?: boolean; record_file_id?: string; transition_to_live?: boolean;
  simulive_delay_start?: { enable?: boolean; time?: number; timeunit?: 'second' | 'minute' }
}

// prettier-ignore
interface NewWebinarSettingsGlobalDialInNumber {
  city?: string; country?: string; country_name?: string; number?: string; type?: 'toll' | 'tollfree' | 'premium'
}

// prettier-ignore
interface NewWebinarSettings {
  additional_data_center_regions?: readonly string[]; allow_multiple_devices?: boolean; alternative_hosts?: string;
  alternative_host_update_polls?: boolean; approval_type?: 0 | 1 | 2;
  attendees_and_panelists_reminder_email_notification?: { enable?: boolean; type?: 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 };
  audio?: 'both' | 'telephony' | 'voip' | 'thirdParty'; audio_conference_info?: string;
  authentication_domains?: string; authentication_name?: string; authentication_option?: string;
  auto_recording?: 'local' | 'cloud' | 'none'; close_registration?: boolean; contact_email?: string;
  contact_name?: string; email_language?: string; enforce_login?: boolean; enforce_login_domains?: string;
  follow_up_absentees_email_notification?: { enable?: boolean; type?: 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 };
  follow_up_attendees_email_notification?: { enable?: boolean; type?: 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 };
  global_dial_in_countries?: readonly string[];
  global_dial_in_numbers?: readonly NewWebinarSettingsGlobalDialInNumber[]; hd_video?: boolean;
  hd_video_for_attendees?: boolean; host_video?: boolean;
  language_interpretation?: MeetingBodySettingsLanguageInterpretation;
  sign_language_interpretation?: MeetingBodySettingsSignLanguageInterpretation; panelist_authentication?: boolean;
  meeting_authentication?: boolean; add_watermark?: boolean; add_audio_watermark?: boolean; on_demand?: boolean;
  panelists_invitation_email_notification?: boolean; panelists_video?: boolean; post_webinar_survey?: boolean;
  practice_session?: boolean; question_and_answer?: WebinarBodySettingsQuestionAndAnswer;
  registrants_confirmation_email?: boolean; registrants_email_notification?: boolean;
  registrants_restrict_number?: number; registration_type?: 1 | 2 | 3; send_1080p_video_to_attendees?: boolean;
  show_share_button?: boolean; show_join_info?: boolean; survey_url?: string; enable_session_branding?: boolean;
  request_permission_to_unmute_participants?: boolean; allow_host_control_participant_mute_state?: boolean;
  email_in_attendee_report?: boolean
}

// prettier-ignore
export interface NewWebinar {
  host_email?: string; host_id?: string; id: number; template_id?: string; uuid: string; agenda?: string;
  created_at?: string; duration?: number; registration_url?: string; join_url?: string;
  occurrences?: readonly ({ duration?: number; occurrence_id?: string; start_time?: string; status?: 'available' | 'deleted' })[];
  password?: string; encrypted_passcode?: string; h323_passcode?: string; recurrence?: Recurrence;
  settings?: NewWebinarSettings; start_time?: string; start_url?: string; timezone?: string; topic?: string;
  tracking_fields?: readonly { field?: string; value?: string; visible?: boolean }[]; type?: 5 | 6 | 9;
  is_simulive?: boolean; record_file_id?: string; transition_to_live?: boolean;
  simulive_delay_start?: { enable?: boolean; time?: number; timeunit?: string };
  creation_source?: 'other' | 'open_api' | 'web_portal'
}

// prettier-ignore
export interface Webinar {
  host_email?: string; host_id?: string; id: number; template_id?: string; uuid: string; agenda?: string;
  created_at?: string; duration?: number; registration_url?: string; join_url?: string;
  occurrences?: readonly ({ duration?: number; occurrence_id?: string; start_time?: string; status?: 'available' | 'deleted' })[];
  password?: string; encrypted_passcode?: string; h323_passcode?: string; recurrence?: Recurrence;
  settings?: NewWebinarSettings; start_time?: string; start_url?: string; timezone?: string; topic?: string;
  tracking_fields?: readonly { field?: string; value?: string; visible?: boolean }[]; type?: 5 | 6 | 9;
  is_simulive?: boolean; record_file_id?: string; transition_to_live?: boolean;
  simulive_delay_start?: { enable?: boolean; time?: number; timeunit?: 'second' | 'minute' };
  creation_source?: 'other' | 'open_api' | 'web_portal'
}

// prettier-ignore
interface WebinarChangeSettings {
  additional_data_center_regions?: readonly string[]; allow_multiple_devices?: boolean; alternative_hosts?: string;
  alternative_host_update_polls?: boolean; approval_type?: 0 | 1 | 2;
  attendees_and_panelists_reminder_email_notification?: { enable?: boolean; type?: 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 };
  audio?: 'both' | 'telephony' | 'voip' | 'thirdParty'; audio_conference_info?: string;
  authentication_domains?: string; authentication_option?: string; auto_recording?: 'local' | 'cloud' | 'none';
  close_registration?: boolean; contact_email?: string; contact_name?: string; email_language?: string;
  enforce_login?: boolean; enforce_login_domains?: string;
  follow_up_absentees_email_notification?: { enable?: boolean; type?: 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 };
  follow_up_attendees_email_notification?: { enable?: boolean; type?: 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 };
  global_dial_in_countries?: readonly string[]; hd_video?: boolean; hd_video_for_attendees?: boolean;
  host_video?: boolean; language_interpretation?: MeetingBodySettingsLanguageInterpretation;
  sign_language_interpretation?: MeetingBodySettingsSignLanguageInterpretation; panelist_authentication?: boolean;
  meeting_authentication?: boolean; add_watermark?: boolean; add_audio_watermark?: boolean;
  notify_registrants?: boolean; on_demand?: boolean; panelists_invitation_email_notification?: boolean;
  panelists_video?: boolean; post_webinar_survey?: boolean; practice_session?: boolean;
  question_and_answer?: WebinarBodySettingsQuestionAndAnswer; registrants_confirmation_email?: boolean;
  registrants_email_notification?: boolean; registrants_restrict_number?: number; registration_type?: 1 | 2 | 3;
  send_1080p_video_to_attendees?: boolean; show_share_button?: boolean; show_join_info?: boolean; survey_url?: string;
  enable_session_branding?: boolean; request_permission_to_unmute_participants?: boolean;
  allow_host_control_participant_mute_state?: boolean; email_in_attendee_report?: boolean
}

// prettier-ignore
export interface WebinarChange {
  agenda?: string; duration?: number; password?: string; schedule_for?: string; recurrence?: Recurrence;
  settings?: WebinarChangeSettings; start_time?: string; timezone?: string; topic?: string;
  tracking_fields?: readonly { field?: string; value?: string }[]; type?: 5 | 6 | 9; is_simulive?: boolean;
  record_file_id?: string; transition_to_live?: boolean;
  simulive_delay_start?: { enable?: boolean; time?: number; timeunit?: 'second' | 'minute' }
}

// prettier-ignore
export interface Panelist {
  id: string; email?: string; name?: string; join_url?: string; virtual_background_id?: string; name_tag_id?: string;
  name_tag_name?: string; name_tag_pronouns?: string; name_tag_description?: string
}

// prettier-ignore
export interface NewPanelist {
  email?: string; name?: string; virtual_background_id?: string; name_tag_id?: string; name_tag_name?: string;
  name_tag_pronouns?: string; name_tag_description?: string
}

// prettier-ignore
export interface WebinarParticipants {
  next_page_token?: string; page_count?: number; page_size?: number;
  participants: readonly PastParticipantsParticipant[]; total_records?: number
}

// prettier-ignore
interface AbsenteesRegistrant {
  id?: string; address?: string; city?: string; comments?: string; country?: string;
  custom_questions?: readonly { title?: string; value?: string }[]; email: string; first_name: string;
  industry?: string; job_title?: string; last_name?: string;
  no_of_employees?: '' | '1-20' | '21-50' | '51-100' | '101-250' | '251-500' | '501-1,000' | '1,001-5,000' | '5,001-10,000' | 'More than 10,000';
  org?: string; phone?: string;
  purchasing_time_frame?: '' | 'Within a month' | '1-3 months' | '4-6 months' | 'More than 6 months' | 'No timeframe';
  role_in_purchase_process?: '' | 'Decision Maker' | 'Evaluator/Recommender' | 'Influencer' | 'Not involved';
  state?: string; status?: string; zip?: string; create_time?: string; join_url?: string
}

// prettier-ignore
export interface Absentees {
  next_page_token?: string; page_count?: number; page_number?: number; page_size?: number; total_records?: number;
  registrants: readonly AbsenteesRegistrant[]
}
