import type { AccountSettings } from './types/account-settings.ts'
import type {
  Meeting,
  MeetingBody,
  MeetingChange,
  MeetingList,
  NewMeeting,
  NewPoll,
  Poll,
  PollQuestion,
  UpcomingMeeting,
} from './types/meetings.ts'
import type { PastMeeting, PastParticipants, Summary, SummaryList } from './types/past.ts'
import type {
  Recording,
  RecordingList,
  RecordingSettings,
  RecordingSettingsChange,
} from './types/recordings.ts'
import type {
  NewRegistrant,
  NewWebinarRegistrant,
  Questions,
  Registrant,
  RegistrantBody,
  RegistrantList,
  WebinarRegistrant,
  WebinarRegistrantBody,
  WebinarRegistrantList,
} from './types/registrants.ts'
import type {
  DailyReportDate,
  HostReport,
  MeetingReport,
  MeetingsReport,
  ParticipantsReport,
} from './types/reports.ts'
import type { UserSettings } from './types/user-settings.ts'
import type { User, UserList } from './types/users.ts'
import type {
  Absentees,
  NewPanelist,
  NewWebinar,
  Panelist,
  Webinar,
  WebinarBody,
  WebinarChange,
  WebinarList,
  WebinarParticipants,
} from './types/webinars.ts'
import type { adminEndpoints, userEndpoints } from './endpoints.ts'
import type { parameters } from './parameters.ts'

/*
 * What Zoom's bodies are, by operation id of the endpoint table. Types only. They were generated once from the schemas of
 * Zoom's OpenAPI documents (meetings: May 2026, users and accounts: February 2026), which test/contract/zoom-schemas.json
 * keeps. Zoom leaves members out of answers freely and adds new ones, so nearly all are optional. Of settings only the
 * first two levels are spelled out.
 */

/** JSON bodies of requests. */
interface Bodies {
  meetingCreate: MeetingBody
  meetingUpdate: MeetingChange
  meetingStatus: { action?: 'end' | 'recover' }
  meetingRegistrantCreate: RegistrantBody
  meetingRegistrantStatus: {
    action: 'approve' | 'cancel' | 'deny'
    registrants?: readonly { email?: string; id?: string }[]
  }
  meetingRegistrantQuestionUpdate: Questions
  meetingPollCreate: {
    anonymous?: boolean
    poll_type?: 1 | 2 | 3
    questions?: readonly PollQuestion[]
    title?: string
  }
  meetingPollUpdate: {
    anonymous?: boolean
    poll_type?: 1 | 2 | 3
    questions?: readonly PollQuestion[]
    title?: string
  }
  recordingStatusUpdate: { action?: 'recover' }
  recordingStatusUpdateOne: { action?: 'recover' }
  recordingSettingsUpdate: RecordingSettingsChange
  webinarCreate: WebinarBody
  webinarUpdate: WebinarChange
  webinarStatus: { action?: 'end' }
  webinarRegistrantCreate: WebinarRegistrantBody
  webinarRegistrantStatus: {
    action: 'approve' | 'deny' | 'cancel'
    registrants?: readonly { email?: string; id?: string }[]
  }
  webinarPanelistCreate: { panelists?: readonly NewPanelist[] }
}

/** JSON bodies of answers. `undefined`: it answers without one (204). */
interface Answers {
  user: User
  userSettings: UserSettings
  meetings: MeetingList
  listUpcomingMeeting: { total_records?: number; meetings: readonly UpcomingMeeting[] }
  meetingCreate: NewMeeting
  meeting: Meeting
  meetingUpdate: undefined
  meetingDelete: undefined
  meetingStatus: undefined
  meetingInvitation: { invitation?: string; sip_links?: readonly string[] }
  meetingRegistrants: RegistrantList
  meetingRegistrantCreate: NewRegistrant
  meetingRegistrantGet: Registrant
  meetingregistrantdelete: undefined
  meetingRegistrantStatus: undefined
  meetingRegistrantsQuestionsGet: Questions
  meetingRegistrantQuestionUpdate: undefined
  meetingPolls: { polls: readonly Poll[]; total_records?: number }
  meetingPollCreate: NewPoll
  meetingPollGet: Poll
  meetingPollUpdate: undefined
  meetingPollDelete: undefined
  pastMeetingDetails: PastMeeting
  pastMeetings: { meetings: readonly { start_time?: string; uuid: string }[] }
  pastMeetingParticipants: PastParticipants
  Getameetingsummary: Summary
  recordingsList: RecordingList
  recordingGet: Recording
  recordingDelete: undefined
  recordingDeleteOne: undefined
  recordingStatusUpdate: undefined
  recordingStatusUpdateOne: undefined
  recordingSettingUpdate: RecordingSettings
  recordingSettingsUpdate: undefined
  webinars: WebinarList
  webinarCreate: NewWebinar
  webinar: Webinar
  webinarUpdate: undefined
  webinarDelete: undefined
  webinarStatus: undefined
  webinarRegistrants: WebinarRegistrantList
  webinarRegistrantCreate: NewWebinarRegistrant
  webinarRegistrantGet: WebinarRegistrant
  deleteWebinarRegistrant: undefined
  webinarRegistrantStatus: undefined
  webinarPanelists: { panelists: readonly Panelist[]; total_records?: number }
  webinarPanelistCreate: { id?: string; updated_at?: string }
  webinarPanelistsDelete: undefined
  webinarPanelistDelete: undefined
  pastWebinars: { webinars: readonly { start_time?: string; uuid: string }[] }
  listWebinarParticipants: WebinarParticipants
  webinarAbsentees: Absentees
  users: UserList
  accountSettings: AccountSettings
  Listmeetingsummaries: SummaryList
  reportDaily: { dates: readonly DailyReportDate[]; month?: number; year?: number }
  reportUsers: HostReport
  reportMeetings: MeetingsReport
  reportMeetingDetails: MeetingReport
  reportMeetingParticipants: ParticipantsReport
}

interface Shared {
  readonly parameters: typeof parameters
  readonly bodies: Bodies
  readonly answers: Answers
}

/** What the SDK knows of the app of a person. */
export interface UserTypes extends Shared {
  readonly rows: (typeof userEndpoints)[number]
}

/** What the SDK knows of the app of an account. */
export interface AdminTypes extends Shared {
  readonly rows: (typeof userEndpoints)[number] | (typeof adminEndpoints)[number]
}
