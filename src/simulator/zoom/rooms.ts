import { meetings } from './meetings.ts'
import type { Room } from './room.ts'
import { users } from './users.ts'

/** Every part of the API, in the order of seeding: people first, then what they hold. */
export const rooms: readonly Room[] = [users, meetings]
