import type { UserSettingsAudioConferencing, UserSettingsProfile } from './user-settings.ts'

// prettier-ignore
interface AccountSettingsSecurity {
  admin_change_name_pic?: boolean; admin_change_user_info?: boolean;
  user_modifiable_info_by_admin?: readonly ('name' | 'profile_picture' | 'sign_in_email' | 'host_key')[];
  signin_with_sso?: Readonly<Record<string, unknown>>; hide_billing_info?: boolean;
  import_photos_from_devices?: boolean; password_requirement?: Readonly<Record<string, unknown>>;
  sign_again_period_for_inactivity_on_client?: number; sign_again_period_for_inactivity_on_web?: number;
  sign_in_with_two_factor_auth?: 'all' | 'group' | 'role' | 'none';
  sign_in_with_two_factor_auth_groups?: readonly string[]; sign_in_with_two_factor_auth_roles?: readonly string[]
}

// prettier-ignore
interface AccountSettingsChat {
  allow_bots_chat?: boolean; share_files?: Readonly<Record<string, unknown>>;
  chat_emojis?: Readonly<Record<string, unknown>>; record_voice_messages?: boolean; record_video_messages?: boolean;
  screen_capture?: boolean; create_public_channels?: boolean; create_private_channels?: boolean;
  create_group_chat?: boolean; share_links_in_chat?: boolean; schedule_meetings_in_chat?: boolean;
  set_retention_period_in_cloud?: Readonly<Record<string, unknown>>;
  set_retention_period_in_local?: Readonly<Record<string, unknown>>;
  allow_users_to_add_contacts?: Readonly<Record<string, unknown>>;
  allow_users_to_chat_with_others?: Readonly<Record<string, unknown>>;
  chat_etiquette_tool?: Readonly<Record<string, unknown>>;
  send_data_to_third_party_archiving_service?: Readonly<Record<string, unknown>>;
  apply_local_storage_to_personal_channel?: Readonly<Record<string, unknown>>; translate_messages?: boolean;
  search_and_send_animated_gif_images?: Readonly<Record<string, unknown>>;
  external_collab_restrict?: Readonly<Record<string, unknown>>;
  external_user_control?: Readonly<Record<string, unknown>>;
  external_invite_approve?: Readonly<Record<string, unknown>>;
  external_member_join?: Readonly<Record<string, unknown>>; external_join_approve?: Readonly<Record<string, unknown>>;
  download_file?: boolean; share_screen_in_chat?: boolean; code_snippet?: boolean; personal_channel?: boolean;
  store_revise_chat?: boolean; set_chat_as_default_tab?: boolean; hyper_link?: boolean;
  suppress_removal_notification?: boolean; suppress_user_group_notification?: boolean;
  allow_remove_msg_by_owner_and_admins?: boolean; allow_huddles_from_channels?: boolean; shared_spaces?: boolean;
  chat_email_address?: Readonly<Record<string, unknown>>; read_receipts?: Readonly<Record<string, unknown>>;
  allow_delete_message?: Readonly<Record<string, unknown>>; allow_edit_message?: Readonly<Record<string, unknown>>;
  show_status_to_internal_contact?: boolean; presence_on_meeting?: boolean; presence_away_when_screen_saver?: boolean;
  show_h323_contact_tab?: boolean; ai_summary?: Readonly<Record<string, unknown>>;
  ai_compose?: Readonly<Record<string, unknown>>; ai_recommend?: boolean; ai_quick_reply?: boolean;
  ai_sentence_completion?: boolean; ai_quick_schedule?: boolean; survey_poll?: boolean
}

// prettier-ignore
interface AccountSettingsEmailNotification {
  alternative_host_reminder?: boolean; cancel_meeting_reminder?: boolean;
  cloud_recording_available_reminder?: boolean; jbh_reminder?: boolean; low_host_count_reminder?: boolean;
  recording_available_reminder_alternative_hosts?: boolean; recording_available_reminder_schedulers?: boolean;
  schedule_for_reminder?: boolean
}

// prettier-ignore
interface AccountSettingsInMeeting {
  auto_generated_translation?: Readonly<Record<string, unknown>>; alert_guest_join?: boolean;
  allow_host_to_enable_focus_mode?: boolean; allow_live_streaming?: boolean;
  allow_participants_chat_with?: 1 | 2 | 3 | 4; allow_participants_to_rename?: boolean;
  allow_show_zoom_windows?: boolean; allow_users_save_chats?: 1 | 2 | 3; annotation?: boolean;
  anonymous_question_answer?: boolean; attendee_on_hold?: boolean; attention_mode_focus_mode?: boolean;
  auto_answer?: boolean; auto_saving_chat?: boolean; breakout_room?: boolean; breakout_room_schedule?: boolean;
  chat?: boolean; meeting_question_answer?: boolean; closed_caption?: boolean;
  closed_captioning?: Readonly<Record<string, unknown>>; co_host?: boolean; custom_data_center_regions?: boolean;
  custom_live_streaming_service?: boolean; custom_service_instructions?: string;
  meeting_data_transit_and_residency_method?: 'cloud' | 'On-Prem';
  data_center_regions?: readonly ('AU' | 'LA' | 'CA' | 'CN' | 'DE' | 'HK' | 'IN' | 'IE' | 'TY' | 'MX' | 'NL' | 'SG' | 'US')[];
  disable_screen_sharing_for_host_meetings?: boolean; disable_screen_sharing_for_in_meeting_guests?: boolean;
  dscp_audio?: number; dscp_marking?: boolean; dscp_video?: number; dscp_dual?: boolean; e2e_encryption?: boolean;
  entry_exit_chime?: 'host' | 'all' | 'none'; far_end_camera_control?: boolean; feedback?: boolean;
  file_transfer?: boolean; group_hd?: boolean; webinar_group_hd?: boolean; join_from_desktop?: boolean;
  join_from_mobile?: boolean; language_interpretation?: Readonly<Record<string, unknown>>;
  sign_language_interpretation?: Readonly<Record<string, unknown>>; live_streaming_facebook?: boolean;
  live_streaming_youtube?: boolean; manual_captioning?: Readonly<Record<string, unknown>>;
  meeting_polling?: Readonly<Record<string, unknown>>; meeting_reactions?: boolean;
  meeting_reactions_emojis?: 'all' | 'selected'; allow_host_panelists_to_use_audible_clap?: boolean;
  webinar_reactions?: boolean; meeting_survey?: boolean; original_audio?: boolean; p2p_connetion?: boolean;
  p2p_ports?: boolean; polling?: boolean; ports_range?: string; post_meeting_feedback?: boolean;
  private_chat?: boolean; record_play_own_voice?: boolean; remote_control?: boolean; non_verbal_feedback?: boolean;
  remote_support?: boolean; request_permission_to_unmute_participants?: boolean; screen_sharing?: boolean;
  sending_default_email_invites?: boolean; show_a_join_from_your_browser_link?: boolean;
  show_meeting_control_toolbar?: boolean; slide_control?: boolean; stereo_audio?: boolean;
  unchecked_data_center_regions?: readonly ('EU' | 'HK' | 'AU' | 'IN' | 'TY' | 'CN' | 'US' | 'CA' | 'DE' | 'NL' | 'LA')[];
  use_html_format_email?: boolean; virtual_background?: boolean;
  virtual_background_settings?: Readonly<Record<string, unknown>>; watermark?: boolean;
  webinar_chat?: Readonly<Record<string, unknown>>; webinar_live_streaming?: Readonly<Record<string, unknown>>;
  webinar_polling?: Readonly<Record<string, unknown>>; webinar_question_answer?: boolean; webinar_survey?: boolean;
  whiteboard?: boolean; who_can_share_screen?: 'host' | 'all';
  who_can_share_screen_when_someone_is_sharing?: 'host' | 'all';
  participants_share_simultaneously?: 'multiple' | 'one'; workplace_by_facebook?: boolean;
  transfer_meetings_between_devices?: boolean; meeting_summary_with_ai_companion?: Readonly<Record<string, unknown>>;
  ai_companion_questions?: Readonly<Record<string, unknown>>
}

// prettier-ignore
interface AccountSettingsIntegration {
  box?: boolean; dropbox?: boolean; google_calendar?: boolean; google_drive?: boolean; kubi?: boolean;
  microsoft_one_drive?: boolean
}

// prettier-ignore
interface AccountSettingsOtherOptions {
  allow_auto_active_users?: boolean; allow_users_contact_support_via_chat?: boolean;
  allow_users_enter_and_share_pronouns?: boolean; blur_snapshot?: boolean;
  display_meetings_scheduled_for_others?: boolean; meeting_qos_and_mos?: 0 | 1 | 2 | 3;
  show_one_user_meeting_on_dashboard?: boolean; use_cdn?: 'none' | 'default' | 'wangsu';
  webinar_registration_options?: Readonly<Record<string, unknown>>; email_in_attendee_report_for_meeting?: boolean
}

// prettier-ignore
interface AccountSettingsRecording {
  account_user_access_recording?: boolean; allow_recovery_deleted_cloud_recordings?: boolean;
  archive?: Readonly<Record<string, unknown>>; auto_delete_cmr?: boolean; auto_delete_cmr_days?: 30 | 60 | 90 | 120;
  auto_recording?: 'local' | 'cloud' | 'none'; cloud_recording?: boolean; cloud_recording_download?: boolean;
  cloud_recording_download_host?: boolean; display_participant_name?: boolean; host_delete_cloud_recording?: boolean;
  ip_address_access_control?: Readonly<Record<string, unknown>>; local_recording?: boolean;
  optimize_recording_for_3rd_party_video_editor?: boolean; prevent_host_access_recording?: boolean;
  record_audio_file?: boolean; record_audio_file_each_participant?: boolean;
  record_files_separately?: Readonly<Record<string, unknown>>; record_gallery_view?: boolean;
  record_speaker_view?: boolean; recording_audio_transcript?: boolean; recording_disclaimer?: boolean;
  recording_highlight?: boolean; smart_recording?: Readonly<Record<string, unknown>>;
  recording_password_requirement?: Readonly<Record<string, unknown>>; recording_thumbnails?: boolean;
  required_password_for_existing_cloud_recordings?: boolean; required_password_for_shared_cloud_recordings?: boolean;
  save_chat_text?: boolean; save_close_caption?: boolean; save_panelist_chat?: boolean; save_poll_results?: boolean;
  show_timestamp?: boolean; recording_notification_for_zoom_client?: Readonly<Record<string, unknown>>
}

// prettier-ignore
interface AccountSettingsScheduleMeeting {
  audio_type?: 'both' | 'telephony' | 'voip' | 'thirdParty'; enforce_login?: boolean; enforce_login_domains?: string;
  enforce_login_with_domains?: boolean; force_pmi_jbh_password?: boolean; host_video?: boolean;
  enable_dedicated_group_chat?: boolean; jbh_time?: 0 | 5 | 10 | 15; join_before_host?: boolean;
  meeting_password_requirement?: Readonly<Record<string, unknown>>; not_store_meeting_topic?: boolean;
  participant_video?: boolean; allow_host_to_disable_participant_video?: boolean; personal_meeting?: boolean;
  require_password_for_instant_meetings?: boolean; require_password_for_pmi_meetings?: 'jbh_only' | 'all' | 'none';
  require_password_for_scheduled_meetings?: boolean; require_password_for_scheduling_new_meetings?: boolean;
  use_pmi_for_instant_meetings?: boolean; use_pmi_for_scheduled_meetings?: boolean;
  always_display_zoom_meeting_as_topic?: Readonly<Record<string, unknown>>;
  hide_meeting_description?: Readonly<Record<string, unknown>>;
  always_display_zoom_webinar_as_topic?: Readonly<Record<string, unknown>>;
  hide_webinar_description?: Readonly<Record<string, unknown>>; meeting_template?: Readonly<Record<string, unknown>>;
  continuous_meeting_chat?: Readonly<Record<string, unknown>>
}

// prettier-ignore
interface AccountSettingsTelephony {
  audio_conference_info?: string; telephony_regions?: Readonly<Record<string, unknown>>; third_party_audio?: boolean
}

// prettier-ignore
interface AccountSettingsTsp {
  call_out?: boolean; call_out_countries?: readonly string[]; allow_webinar_attendees_call_me?: boolean;
  display_toll_free_numbers?: boolean; allow_webinar_attendees_toll_free_dial?: boolean;
  show_international_numbers_link?: boolean; global_dial_in_countries?: Readonly<Record<string, unknown>>
}

// prettier-ignore
interface AccountSettingsZoomRooms {
  auto_start_stop_scheduled_meetings?: boolean; cmr_for_instant_meeting?: boolean; force_private_meeting?: boolean;
  hide_host_information?: boolean; list_meetings_with_calendar?: boolean; start_airplay_manually?: boolean;
  ultrasonic?: boolean; upcoming_meeting_alert?: boolean; weekly_system_restart?: boolean;
  zr_post_meeting_feedback?: boolean
}

// prettier-ignore
interface AccountSettingsSmartRecognition {
  personalized_audio_isolation?: boolean; zoom_rooms?: Readonly<Record<string, unknown>>;
  workplace_app?: Readonly<Record<string, unknown>>
}

// prettier-ignore
export interface AccountSettings {
  security?: AccountSettingsSecurity; audio_conferencing?: UserSettingsAudioConferencing; chat?: AccountSettingsChat;
  email_notification?: AccountSettingsEmailNotification; feature?: { meeting_capacity?: number };
  in_meeting?: AccountSettingsInMeeting; integration?: AccountSettingsIntegration;
  other_options?: AccountSettingsOtherOptions; profile?: UserSettingsProfile; recording?: AccountSettingsRecording;
  schedule_meeting?: AccountSettingsScheduleMeeting; telephony?: AccountSettingsTelephony; tsp?: AccountSettingsTsp;
  zoom_rooms?: AccountSettingsZoomRooms; smart_recognition?: AccountSettingsSmartRecognition;
  mail_calendar?: { email_calendar_management?: boolean; email_management?: boolean; zoom_email_provider?: boolean };
  general_setting?: { auto_zoom_room_proximity_connect?: boolean; show_zoom_room_feature?: boolean }
}
