import { json, type Answer } from '../answer.ts'
import { hostOf, mustHost, targetMeeting } from './meeting-access.ts'
import { joinUrl, phonePasscode } from './meeting-wire.ts'
import type { Meeting } from './meetings-state.ts'
import type { Call, Route } from './room.ts'
import { displayName } from './users-state.ts'

export const meetingInvitation: Route = {
  id: 'meetingInvitation',
  method: 'GET',
  path: '/v2/meetings/{meetingId}/invitation',
  label: 'LIGHT',
  scope: 'meeting:read:invitation',
  classic: ['meeting:read'],
  handle: invitation,
}

/** The text that the web portal offers for copying, shortened to what every meeting has. */
function invitation(call: Call): Answer {
  const meeting = targetMeeting(call)
  const host = hostOf(call, meeting)
  mustHost(host)
  const id = spaced(meeting.id)
  const lines = [
    `${displayName(host)} is inviting you to a scheduled Zoom meeting.`,
    '',
    `Topic: ${meeting.topic}`,
    ...(meeting.startAt === undefined ? [] : [`Time: ${when(meeting, meeting.startAt)}`]),
    '',
    'Join Zoom Meeting',
    joinUrl(meeting, call.world),
    '',
    `Meeting ID: ${id}`,
    ...(meeting.passcode === '' ? [] : [`Passcode: ${meeting.passcode}`]),
    '',
    'One tap mobile',
    `+16465550100,,${meeting.id}#,,,,*${phonePasscode(meeting)}# US (New York)`,
    '',
    'Join by SIP',
    `• ${meeting.id}@zoomcrc.com`,
    '',
  ]
  return json(200, { invitation: lines.join('\r\n'), sip_links: [`sip:${meeting.id}@zoomcrc.com`] })
}

/** 829 3189 7821 */
function spaced(id: number): string {
  return String(id).replace(/^(\d{3})(\d{3,4})(\d{4})$/, '$1 $2 $3')
}

function when({ timezone }: Meeting, startAt: number): string {
  const text = new Intl.DateTimeFormat('en-US', {
    timeZone: timezone,
    dateStyle: 'medium',
    timeStyle: 'short',
  }).format(startAt)
  return `${text} ${timezone.replaceAll('_', ' ')}`
}
