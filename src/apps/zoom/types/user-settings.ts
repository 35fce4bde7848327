// prettier-ignore
export interface UserSettingsAudioConferencing {
  toll_free_and_fee_based_toll_call?: Readonly<Record<string, unknown>>;
  toll_call?: Readonly<Record<string, unknown>>; call_me_and_invite_by_phone?: Readonly<Record<string, unknown>>;
  personal_audio_conference?: boolean; participant_phone_masking?: Readonly<Record<string, unknown>>;
  global_dial_in_countries?: Readonly<Record<string, unknown>>
}

// prettier-ignore
interface UserSettingsEmailNotification {
  alternative_host_reminder?: boolean; cancel_meeting_reminder?: boolean;
  cloud_recording_available_reminder?: boolean; jbh_reminder?: boolean;
  recording_available_reminder_alternative_hosts?: boolean; recording_available_reminder_schedulers?: boolean;
  schedule_for_reminder?: boolean
}

// prettier-ignore
interface UserSettingsFeature {
  cn_meeting?: boolean; concurrent_meeting?: 'Basic' | 'Plus' | 'None'; in_meeting?: boolean; large_meeting?: boolean;
  large_meeting_capacity?: number; meeting_capacity?: number; webinar?: boolean; webinar_capacity?: number;
  zoom_events?: boolean; zoom_events_capacity?: 500 | 1000 | 3000 | 5000 | 10000 | 20000 | 30000 | 50000;
  zoom_events_unlimited?: boolean;
  zoom_events_unlimited_capacities?: readonly (100 | 500 | 1000 | 3000 | 5000 | 10000 | 20000 | 30000 | 50000)[];
  zoom_sessions_unlimited?: boolean;
  zoom_sessions_unlimited_capacities?: readonly (100 | 500 | 1000 | 3000 | 5000 | 10000 | 20000 | 30000 | 50000)[];
  zoom_events_pay_per_attendee?: boolean; zoom_sessions_pay_per_attendee?: boolean; zoom_phone?: boolean;
  zoom_iq_for_sales?: boolean; zoom_revenue_accelerator?: boolean; zoom_whiteboard?: boolean;
  zoom_whiteboard_plus?: boolean; zoom_translated_captions?: boolean; zoom_customer_managed_key?: boolean;
  zoom_huddles?: boolean; zoom_quality_management?: boolean; zoom_workforce_management?: boolean;
  zoom_scheduler?: boolean; zoom_clips_plus?: boolean; zoom_mail_calendar?: boolean;
  zoom_compliance_management?: boolean; zoom_docs?: boolean;
  license_info_list?: readonly Readonly<Record<string, unknown>>[]
}

// prettier-ignore
interface UserSettingsInMeeting {
  allow_host_to_enable_focus_mode?: boolean; allow_users_to_delete_messages_in_meeting_chat?: boolean;
  allow_live_streaming?: boolean; post_meeting_feedback?: boolean; whiteboard?: boolean;
  allow_participants_chat_with?: 1 | 2 | 3 | 4; allow_users_save_chats?: 1 | 2 | 3; annotation?: boolean;
  attendee_on_hold?: boolean; attention_mode_focus_mode?: boolean; auto_saving_chat?: boolean;
  breakout_room?: boolean; breakout_room_schedule?: boolean; chat?: boolean; meeting_question_answer?: boolean;
  closed_caption?: boolean; closed_captioning?: Readonly<Record<string, unknown>>; co_host?: boolean;
  custom_data_center_regions?: boolean; custom_live_streaming_service?: boolean; custom_service_instructions?: string;
  data_center_regions?: readonly ('AU' | 'LA' | 'CA' | 'CN' | 'DE' | 'HK' | 'IN' | 'IE' | 'TY' | 'MX' | 'NL' | 'SG' | 'US')[];
  disable_screen_sharing_for_host_meetings?: boolean; disable_screen_sharing_for_in_meeting_guests?: boolean;
  e2e_encryption?: boolean; entry_exit_chime?: 'host' | 'all' | 'none'; far_end_camera_control?: boolean;
  feedback?: boolean; file_transfer?: boolean; group_hd?: boolean; webinar_group_hd?: boolean;
  join_from_desktop?: boolean; join_from_mobile?: boolean;
  language_interpretation?: Readonly<Record<string, unknown>>;
  sign_language_interpretation?: Readonly<Record<string, unknown>>; live_streaming_facebook?: boolean;
  live_streaming_youtube?: boolean; manual_captioning?: Readonly<Record<string, unknown>>;
  meeting_reactions?: boolean; meeting_reactions_emojis?: 'all' | 'selected';
  allow_host_panelists_to_use_audible_clap?: boolean; webinar_reactions?: boolean; meeting_survey?: boolean;
  non_verbal_feedback?: boolean; polling?: boolean; private_chat?: boolean; record_play_voice?: boolean;
  remote_control?: boolean; remote_support?: boolean; request_permission_to_unmute_participants?: boolean;
  screen_sharing?: boolean; share_dual_camera?: boolean; show_a_join_from_your_browser_link?: boolean;
  show_meeting_control_toolbar?: boolean; slide_control?: boolean;
  unchecked_data_center_regions?: readonly ('EU' | 'HK' | 'AU' | 'IN' | 'TY' | 'CN' | 'US' | 'CA' | 'DE' | 'NL' | 'LA')[];
  virtual_background?: boolean; virtual_background_settings?: Readonly<Record<string, unknown>>;
  waiting_room?: boolean; webinar_chat?: Readonly<Record<string, unknown>>;
  webinar_live_streaming?: Readonly<Record<string, unknown>>; meeting_polling?: Readonly<Record<string, unknown>>;
  webinar_polling?: Readonly<Record<string, unknown>>; webinar_survey?: boolean;
  who_can_share_screen?: 'host' | 'all'; who_can_share_screen_when_someone_is_sharing?: 'host' | 'all';
  participants_share_simultaneously?: 'multiple' | 'one'; workplace_by_facebook?: boolean;
  transfer_meetings_between_devices?: boolean; allow_show_zoom_windows?: boolean;
  meeting_summary_with_ai_companion?: Readonly<Record<string, unknown>>;
  ai_companion_questions?: Readonly<Record<string, unknown>>
}

// prettier-ignore
export interface UserSettingsProfile {
  recording_storage_location?: Readonly<Record<string, unknown>>
}

// prettier-ignore
interface UserSettingsRecording {
  ask_host_to_confirm_disclaimer?: boolean; ask_participants_to_consent_disclaimer?: boolean;
  auto_delete_cmr?: boolean; auto_delete_cmr_days?: 30 | 60 | 90 | 120;
  record_files_separately?: Readonly<Record<string, unknown>>; display_participant_name?: boolean;
  recording_thumbnails?: boolean; optimize_recording_for_3rd_party_video_editor?: boolean;
  recording_highlight?: boolean; save_panelist_chat?: boolean; save_poll_results?: boolean;
  save_close_caption?: boolean; auto_recording?: 'local' | 'cloud' | 'none'; cloud_recording?: boolean;
  host_pause_stop_recording?: boolean; ip_address_access_control?: Readonly<Record<string, unknown>>;
  local_recording?: boolean; record_audio_file?: boolean; record_gallery_view?: boolean;
  record_speaker_view?: boolean; recording_audio_transcript?: boolean; recording_disclaimer?: boolean;
  smart_recording?: Readonly<Record<string, unknown>>;
  recording_password_requirement?: Readonly<Record<string, unknown>>; save_chat_text?: boolean;
  show_timestamp?: boolean
}

// prettier-ignore
interface UserSettingsScheduleMeeting {
  audio_type?: 'both' | 'telephony' | 'voip' | 'thirdParty'; default_password_for_scheduled_meetings?: string;
  embed_password_in_join_link?: boolean; force_pmi_jbh_password?: boolean; host_video?: boolean;
  join_before_host?: boolean; meeting_password_requirement?: Readonly<Record<string, unknown>>;
  participants_video?: boolean; personal_meeting?: boolean; pmi_password?: string; pstn_password_protected?: boolean;
  require_password_for_instant_meetings?: boolean; require_password_for_pmi_meetings?: 'jbh_only' | 'all' | 'none';
  require_password_for_scheduled_meetings?: boolean; require_password_for_scheduling_new_meetings?: boolean;
  use_pmi_for_instant_meetings?: boolean; use_pmi_for_scheduled_meetings?: boolean;
  continuous_meeting_chat?: Readonly<Record<string, unknown>>
}

// prettier-ignore
interface UserSettingsTelephony {
  audio_conference_info?: string; show_international_numbers_link?: boolean;
  telephony_regions?: Readonly<Record<string, unknown>>; third_party_audio?: boolean
}

// prettier-ignore
interface UserSettingsTsp {
  call_out?: boolean; call_out_countries?: readonly Readonly<Record<string, unknown>>[];
  show_international_numbers_link?: boolean; global_dial_in_countries?: Readonly<Record<string, unknown>>
}

// prettier-ignore
export interface UserSettings {
  audio_conferencing?: UserSettingsAudioConferencing; email_notification?: UserSettingsEmailNotification;
  feature?: UserSettingsFeature; in_meeting?: UserSettingsInMeeting; profile?: UserSettingsProfile;
  recording?: UserSettingsRecording; schedule_meeting?: UserSettingsScheduleMeeting;
  telephony?: UserSettingsTelephony; tsp?: UserSettingsTsp;
  whiteboard?: { out_meeting_advanced_whiteboard?: boolean; in_meeting_advanced_whiteboard?: boolean }
}
