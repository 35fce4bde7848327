import { below, type Random } from '../seeded.ts'
import type { World } from '../world.ts'
import { awkwardUuid, meetingUuid } from './ids.ts'
import { addInstance } from './instances.ts'
import { meetingsOf, type Meeting } from './meetings-state.ts'

const MINUTE = 60_000
const WEEK = 7 * 24 * 60 * MINUTE

/** The oldest ones are more than a year back, where Zoom no longer answers (code 12702). */
const WEEKS_BACK = 56
const CROWD = 75

/** Meetings that repeat without a fixed time have been held for a year: once a week or once in two. */
export function seedPast(world: World, random: Random): void {
  const repeating = [...meetingsOf(world).values()].filter(({ type }) => type === 3)
  repeating.forEach((meeting, index) => {
    const every = 1 + (index % 3)
    for (let week = WEEKS_BACK; week > 0; week -= every) held(world, random, { meeting, week })
  })
}

function held(
  world: World,
  random: Random,
  { meeting, week }: { readonly meeting: Meeting; readonly week: number },
): void {
  const hour = Math.floor((world.sownAt - week * WEEK) / (60 * MINUTE)) * 60 * MINUTE
  const startedAt = hour + below(random, 240) * 1000
  addInstance(world, {
    uuid: week % 9 === 4 ? awkwardUuid(random) : meetingUuid(random),
    kind: 'meeting',
    number: meeting.id,
    hostId: meeting.hostId,
    topic: meeting.topic,
    type: meeting.type,
    startedAt,
    endedAt: startedAt + meeting.duration * MINUTE - below(random, 300) * 1000,
    // Now and then enough people to page through.
    participants: week % 8 === 2 ? CROWD : 2 + below(random, 10),
  })
}
