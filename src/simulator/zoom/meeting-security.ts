import { unseeded } from '../seeded.ts'
import { passcode } from './ids.ts'
import type { MeetingSettings } from './meeting-settings.ts'
import type { Meeting } from './meetings-state.ts'
import { SIGN_IN } from './settings-blocks.ts'
import { applySecurityFloor, type SecurityLocks } from './security-floor.ts'

/** The seeded account locks nothing. */
const LOCKS: SecurityLocks = {}

const DEFAULT_AUTHENTICATION = {
  authentication_option: SIGN_IN.id,
  authentication_name: SIGN_IN.name,
}

/** Brings a wished meeting up to the account's security floor. */
export function secured(meeting: Meeting): Meeting {
  const { settings } = meeting
  const security = applySecurityFloor(
    {
      passcode: meeting.passcode,
      waitingRoom: settings.waiting_room === true,
      authentication: settings.meeting_authentication === true,
    },
    LOCKS,
    () => passcode(unseeded),
  )
  return {
    ...meeting,
    passcode: security.passcode,
    settings: {
      ...settings,
      waiting_room: security.waitingRoom,
      meeting_authentication: security.authentication,
      // Nobody gets in before the host when the host has to let everybody in.
      ...(security.waitingRoom && { join_before_host: false }),
      ...(security.authentication && authentication(settings)),
    },
  }
}

function authentication(settings: MeetingSettings): MeetingSettings {
  return { ...DEFAULT_AUTHENTICATION, ...settings }
}
