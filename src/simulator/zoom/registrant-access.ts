import { refusal, type Refusal } from './errors.ts'
import { hostOf, mustHost, targetMeeting, type Wording } from './meeting-access.ts'
import { hasRegistration, type Meeting } from './meetings-state.ts'
import type { Call } from './room.ts'

/** The meeting that the path names, if its host may use registration and it is switched on. */
export function meetingWithRegistration(call: Call, wording?: Wording): Meeting {
  const meeting = targetMeeting(call, wording)
  const host = hostOf(call, meeting)
  mustHost(host)
  if (host.type !== 2) throw refusal(400, 200, `Only available for Paid user: ${host.id}.`)
  if (!hasRegistration(meeting)) throw notEnabled(call, meeting)
  return meeting
}

/** Documented with code 300 for the list and 404 for the others. */
function notEnabled({ route }: Call, { id }: Meeting): Refusal {
  const code = route.id === 'meetingRegistrants' ? 300 : 404
  return refusal(400, code, `Registration has not been enabled for this meeting: ${id}.`)
}
