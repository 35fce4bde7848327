import type { World } from '../world.ts'
import { instant } from './call.ts'
import { joinUrl } from './meeting-wire.ts'
import type { Meeting } from './meetings-state.ts'
import type { Registrant } from './registrants-state.ts'

/** The link exists once the registrant is approved, and is their own. */
export function registrantLink(meeting: Meeting, registrant: Registrant, world: World): string {
  const url = new URL(joinUrl(meeting, world))
  url.searchParams.set('tk', `${registrant.id}.DQ`)
  return url.href
}

export function registrantLine(meeting: Meeting, registrant: Registrant, world: World): object {
  return {
    id: registrant.id,
    ...registrant.answers,
    // Asked for, never told: JSON leaves them out.
    auto_approve: undefined,
    language: undefined,
    email: registrant.email,
    status: registrant.status,
    create_time: instant(registrant.createdAt),
    ...(registrant.status === 'approved' && {
      join_url: registrantLink(meeting, registrant, world),
      participant_pin_code: registrant.pinCode,
    }),
  }
}
