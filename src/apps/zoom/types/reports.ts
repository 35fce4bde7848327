// prettier-ignore
export interface DailyReportDate {
  date?: string; meeting_minutes?: number; meetings?: number; new_users?: number; participants?: number
}

// prettier-ignore
interface HostReportUser {
  custom_attributes?: readonly { key?: string; name?: string; value?: string }[]; dept?: string; email?: string;
  id?: string; meeting_minutes?: number; meetings?: number; participants?: number; type?: number; user_name?: string
}

// prettier-ignore
export interface HostReport {
  from?: string; next_page_token?: string; page_count?: number; page_number?: number; page_size?: number; to?: string;
  total_records?: number; total_meeting_minutes?: number; total_meetings?: number; total_participants?: number;
  users: readonly HostReportUser[]
}

// prettier-ignore
interface MeetingsReportMeeting {
  custom_keys?: readonly { key?: string; value?: string }[]; duration?: number; end_time?: string; id?: number;
  participants_count?: number; session_key?: string; source?: string; start_time?: string; topic?: string;
  total_minutes?: number; type?: 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9; user_email?: string; user_name?: string;
  uuid?: string; schedule_time?: string; join_waiting_room_time?: string; join_time?: string; leave_time?: string;
  host_organization?: string; host_name?: string; has_screen_share?: boolean; has_recording?: boolean;
  has_chat?: boolean; meeting_encryption_status?: 1 | 2; participants_count_my_account?: number
}

// prettier-ignore
export interface MeetingsReport {
  next_page_token?: string; page_count?: number; page_number?: number; page_size?: number; total_records?: number;
  from?: string; meetings: readonly MeetingsReportMeeting[]; to?: string
}

// prettier-ignore
export interface MeetingReport {
  custom_keys?: readonly { key?: string; value?: string }[]; dept?: string; duration?: number; end_time?: string;
  id?: number; participants_count?: number; start_time?: string; topic?: string; total_minutes?: number;
  tracking_fields?: readonly { field?: string; value?: string }[]; type?: number; user_email?: string;
  user_name?: string; uuid?: string
}

// prettier-ignore
interface ParticipantsReportParticipant {
  customer_key?: string; duration?: number; failover?: boolean; id?: string; join_time?: string; leave_time?: string;
  name?: string; registrant_id?: string; status?: 'in_meeting' | 'in_waiting_room'; user_email?: string;
  user_id?: string; bo_mtg_id?: string; participant_user_id?: string
}

// prettier-ignore
export interface ParticipantsReport {
  next_page_token?: string; page_count?: number; page_size?: number; total_records?: number;
  participants: readonly ParticipantsReportParticipant[]
}
