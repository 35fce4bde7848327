// prettier-ignore
interface ListedRecordingRecordingFile {
  deleted_time?: string; download_url?: string; file_path?: string; file_size?: number;
  file_type?: 'MP4' | 'M4A' | 'CHAT' | 'TRANSCRIPT' | 'CSV' | 'TB' | 'CC' | 'CHAT_MESSAGE' | 'SUMMARY';
  file_extension?: 'MP4' | 'M4A' | 'TXT' | 'VTT' | 'CSV' | 'JSON' | 'JPG'; id?: string; meeting_id?: string;
  play_url?: string; recording_end?: string; recording_start?: string;
  recording_type?: 'shared_screen_with_speaker_view(CC)' | 'shared_screen_with_speaker_view' | 'shared_screen_with_gallery_view' | 'active_speaker' | 'gallery_view' | 'shared_screen' | 'audio_only' | 'audio_transcript' | 'chat_file' | 'poll' | 'host_video' | 'closed_caption' | 'timeline' | 'thumbnail' | 'audio_interpretation' | 'summary' | 'summary_next_steps' | 'summary_smart_chapters' | 'sign_interpretation' | 'production_studio';
  status?: 'completed'
}

// prettier-ignore
interface ListedRecording {
  account_id?: string; duration?: number; host_id?: string; id: number; recording_count?: number; start_time?: string;
  topic?: string; total_size?: number; type?: '1' | '2' | '3' | '4' | '5' | '6' | '7' | '8' | '9' | '99';
  uuid: string; recording_play_passcode?: string; auto_delete?: boolean; auto_delete_date?: string;
  recording_files?: readonly ListedRecordingRecordingFile[]
}

// prettier-ignore
export interface RecordingList {
  from?: string; to?: string; next_page_token?: string; page_count?: number; page_size?: number;
  total_records?: number; meetings: readonly ListedRecording[]
}

// prettier-ignore
interface RecordingParticipantAudioFile {
  download_url?: string; file_name?: string; file_path?: string; file_size?: number; file_type?: string; id?: string;
  play_url?: string; recording_end?: string; recording_start?: string; status?: 'completed'
}

// prettier-ignore
export interface Recording {
  account_id?: string; duration?: number; host_id?: string; id: number; recording_count?: number; start_time?: string;
  topic?: string; total_size?: number; type?: '1' | '2' | '3' | '4' | '5' | '6' | '7' | '8' | '9' | '99';
  uuid: string; recording_play_passcode?: string; auto_delete?: boolean; auto_delete_date?: string;
  recording_files?: readonly ListedRecordingRecordingFile[]; download_access_token?: string; password?: string;
  participant_audio_files?: readonly RecordingParticipantAudioFile[]
}

// prettier-ignore
export interface RecordingSettings {
  approval_type?: 0 | 1 | 2; authentication_domains?: string; authentication_option?: string;
  authentication_name?: string; on_demand?: boolean; password?: string; recording_authentication?: boolean;
  send_email_to_host?: boolean; share_recording?: 'publicly' | 'internally' | 'none';
  show_social_share_buttons?: boolean; topic?: string; viewer_download?: boolean; auto_delete?: boolean;
  auto_delete_date?: string
}

// prettier-ignore
export interface RecordingSettingsChange {
  approval_type?: 0 | 1 | 2; authentication_domains?: string; authentication_option?: string; on_demand?: boolean;
  password?: string; recording_authentication?: boolean; send_email_to_host?: boolean;
  share_recording?: 'publicly' | 'internally' | 'none'; show_social_share_buttons?: boolean; topic?: string;
  viewer_download?: boolean; auto_delete?: boolean
}
