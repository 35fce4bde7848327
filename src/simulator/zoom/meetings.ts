import { meetingCreate } from './meeting-create.ts'
import { meetingDelete, meetingStatus } from './meeting-end.ts'
import { meetingGet } from './meeting-get.ts'
import { meetingInvitation } from './meeting-invitation.ts'
import { meetingList, upcomingList } from './meeting-list.ts'
import { meetingUpdate } from './meeting-update.ts'
import { seedMeetings } from './meetings-seed.ts'
import type { Room } from './room.ts'

export const meetings: Room = {
  routes: [
    meetingList,
    upcomingList,
    meetingCreate,
    meetingGet,
    meetingUpdate,
    meetingDelete,
    meetingStatus,
    meetingInvitation,
  ],
  seed: seedMeetings,
}
