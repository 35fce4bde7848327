import { accountSettings } from './account-settings.ts'
import { meetings } from './meetings.ts'
import { pastMeetings } from './past-meetings.ts'
import { polls } from './polls.ts'
import { recordings } from './recordings.ts'
import { registrants } from './registrants.ts'
import { reports } from './reports.ts'
import type { Room } from './room.ts'
import { summaries } from './summaries.ts'
import { userSettings } from './user-settings.ts'
import { users } from './users.ts'
import { webinars } from './webinars.ts'

/** Every part of the API, in the order of seeding: people first, then what they hold. */
export const rooms: readonly Room[] = [
  users,
  meetings,
  registrants,
  polls,
  pastMeetings,
  webinars,
  recordings,
  summaries,
  reports,
  userSettings,
  accountSettings,
]
