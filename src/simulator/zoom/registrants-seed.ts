import { below, pick, type Random } from '../seeded.ts'
import type { World } from '../world.ts'
import { shortId } from './ids.ts'
import { hasRegistration, meetingsOf } from './meetings-state.ts'
import { registrantsOf } from './registrants-state.ts'

type Name = readonly [first: string, last: string]

const GUESTS: readonly [Name, ...Name[]] = [
  ['Jill', 'Chill'],
  ['Ken', 'Sato'],
  ['Lea', 'Martin'],
  ['Omar', 'Aziz'],
  ['Petra', 'Kovac'],
  ['Ravi', 'Patel'],
]

/** A handful for every meeting with registration; where the host approves by hand, some wait. */
export function seedRegistrants(world: World, random: Random): void {
  for (const meeting of [...meetingsOf(world).values()].filter(hasRegistration)) {
    const roll = registrantsOf(world, meeting.id)
    for (let index = 0; index < 5; index += 1) {
      const [firstName, lastName] = pick(random, GUESTS)
      const email = `${firstName}.${lastName}.${index}@example.org`.toLowerCase()
      const id = shortId(random)
      roll.set(id, {
        id,
        email,
        status: meeting.settings.approval_type === 1 && index > 2 ? 'pending' : 'approved',
        createdAt: meeting.createdAt + index * 60_000,
        answers: { first_name: firstName, last_name: lastName, email },
        pinCode: 100_000 + below(random, 899_999),
        occurrences: [],
      })
    }
  }
}
