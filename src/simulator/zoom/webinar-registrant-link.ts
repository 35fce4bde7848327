import type { Registrant } from './registrants-state.ts'
import { webinarJoinUrl } from './webinar-wire.ts'
import type { Webinar } from './webinars-state.ts'

/** A registrant's own link. It exists once they are approved. */
export function webinarRegistrantLink(webinar: Webinar, { id }: Registrant): string {
  const url = new URL(webinarJoinUrl(webinar).replace('/j/', '/w/'))
  url.searchParams.set('tk', `${id}.DQ`)
  return url.href
}
