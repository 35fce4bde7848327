import {
  reportMeetingDetails,
  reportMeetingParticipants,
  reportMeetings,
} from './reports-meetings.ts'
import { reportDaily, reportUsers } from './reports-usage.ts'
import type { Room } from './room.ts'

/** What administrators look up. All of it follows from what was held; nothing is kept. */
export const reports: Room = {
  routes: [
    reportDaily,
    reportUsers,
    reportMeetings,
    reportMeetingDetails,
    reportMeetingParticipants,
  ],
}
