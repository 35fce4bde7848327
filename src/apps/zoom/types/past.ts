// prettier-ignore
export interface PastMeeting {
  id: number; uuid: string; duration?: number; start_time?: string; end_time?: string; host_id?: string;
  dept?: string; participants_count?: number; source?: string; topic?: string; total_minutes?: number;
  type?: 0 | 1 | 2 | 3 | 4 | 7 | 8; user_email?: string; user_name?: string; has_meeting_summary?: boolean
}

// prettier-ignore
export interface PastParticipantsParticipant {
  id?: string; name?: string; user_id?: string; registrant_id?: string; user_email?: string; join_time?: string;
  leave_time?: string; duration?: number; failover?: boolean; status?: 'in_meeting' | 'in_waiting_room';
  internal_user?: boolean
}

// prettier-ignore
export interface PastParticipants {
  next_page_token?: string; page_count?: number; page_size?: number; total_records?: number;
  participants: readonly PastParticipantsParticipant[]
}

// prettier-ignore
export interface Summary {
  meeting_host_id?: string; meeting_host_email?: string; meeting_uuid?: string; meeting_id?: number;
  meeting_topic?: string; meeting_start_time?: string; meeting_end_time?: string; summary_start_time?: string;
  summary_end_time?: string; summary_created_time?: string; summary_last_modified_time?: string;
  summary_last_modified_user_id?: string; summary_last_modified_user_email?: string; summary_title?: string;
  summary_overview?: string; summary_details?: readonly { label?: string; summary?: string }[];
  next_steps?: readonly string[];
  edited_summary?: { summary_overview?: string; summary_details?: string; next_steps?: readonly string[] };
  summary_content?: string; summary_doc_url?: string
}

// prettier-ignore
interface SummaryListSummary {
  meeting_host_id?: string; meeting_host_email?: string; meeting_uuid?: string; meeting_id?: number;
  meeting_topic?: string; meeting_start_time?: string; meeting_end_time?: string; summary_start_time?: string;
  summary_end_time?: string; summary_created_time?: string; summary_last_modified_time?: string
}

// prettier-ignore
export interface SummaryList {
  page_size?: number; next_page_token?: string; from?: string; to?: string; summaries: readonly SummaryListSummary[]
}
