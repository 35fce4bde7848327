import type { AgentResource, AgentView } from '../agent-view.ts'
import type { userEndpoints } from './endpoints.ts'

type Id = (typeof userEndpoints)[number]['id']

const page = ['page_size', 'next_page_token']
const plan = ['topic', 'start_time', 'duration', 'timezone', 'agenda', 'settings', 'recurrence']
const event = ['id', 'uuid', 'topic', 'type', 'start_time', 'duration', 'timezone', 'join_url']
const settings = ['approval_type', 'waiting_room', 'join_before_host', 'mute_upon_entry'].map(
  (name) => `settings.${name}`,
)
const whole = [...event, 'status', 'agenda', 'password', 'recurrence', 'occurrences', ...settings]
const wholeTypes = {
  id: 'integer',
  type: 'integer',
  duration: 'integer',
  recurrence: 'object',
  occurrences: 'array',
  settings: 'object',
} as const
/** Nothing but the status of an answer without a body. */
const done = { gives: ['status'], notText: { status: 'integer' } } as const
const recording = ['uuid', 'id', 'topic', 'start_time', 'duration', 'total_size', 'share_url']
const file = ['id', 'file_type', 'recording_type', 'file_size', 'status', 'download_url']

/**
 * The operations that people ask agents for. A start_url is left out on purpose: whoever has one is the host.
 * Without a view an endpoint is still found by search, and callable.
 */
export const agentViews: Readonly<Partial<Record<Id, AgentView>>> = {
  user: {
    takes: [],
    gives: ['id', 'display_name', 'email', 'type', 'role_name', 'timezone', 'status', 'pmi'],
    notText: { type: 'integer', pmi: 'integer' },
  },
  meetings: { takes: ['type', 'from', 'to', ...page], gives: event },
  listUpcomingMeeting: { takes: [], gives: event },
  meetingCreate: { takes: ['type', ...plan], gives: whole, notText: wholeTypes },
  meeting: { takes: ['occurrence_id'], gives: whole, notText: wholeTypes },
  meetingUpdate: { takes: ['occurrence_id', ...plan], ...done },
  meetingDelete: {
    takes: ['occurrence_id', 'schedule_for_reminder', 'cancel_meeting_reminder'],
    ...done,
  },
  recordingsList: {
    takes: ['from', 'to', 'trash', ...page],
    gives: [...recording, 'recording_count', 'recording_files.id', 'recording_files.file_type'],
  },
  recordingGet: {
    takes: [],
    gives: [...recording, ...file.map((it) => `recording_files.${it}`)],
    notText: {
      id: 'integer',
      duration: 'integer',
      total_size: 'integer',
      recording_files: 'array',
    },
  },
  recordingDelete: { takes: ['action'], ...done },
  webinars: { takes: ['type', ...page], gives: event },
  webinarCreate: { takes: ['type', ...plan], gives: whole, notText: wholeTypes },
  webinar: { takes: ['occurrence_id'], gives: whole, notText: wholeTypes },
  webinarUpdate: { takes: ['occurrence_id', ...plan], ...done },
  webinarDelete: { takes: ['occurrence_id', 'cancel_webinar_reminder'], ...done },
  meetingRegistrants: {
    takes: ['status', ...page],
    gives: ['id', 'email', 'first_name', 'last_name', 'status', 'create_time'],
  },
  meetingRegistrantCreate: {
    takes: ['email', 'first_name', 'last_name'],
    gives: ['registrant_id', 'id', 'topic', 'start_time', 'join_url'],
    notText: { id: 'integer' },
  },
  pastMeetingParticipants: {
    takes: page,
    gives: ['id', 'name', 'user_email', 'join_time', 'leave_time', 'duration'],
  },
}

export const agentResources: readonly AgentResource[] = [
  {
    name: 'upcoming-meetings',
    title: 'Upcoming meetings',
    endpoint: 'meetings' satisfies Id,
    query: { type: 'upcoming', page_size: '100' },
    lastDays: null,
  },
  {
    name: 'recordings',
    title: 'Cloud recordings of the last 30 days',
    endpoint: 'recordingsList' satisfies Id,
    query: { page_size: '100' },
    lastDays: 30,
  },
]
