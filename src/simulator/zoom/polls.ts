import { json, type Answer } from '../answer.ts'
import {
  flag,
  list,
  oneOf,
  record,
  required,
  text,
  whole,
  type Fields,
  type Read,
} from '../fields.ts'
import { unseeded } from '../seeded.ts'
import { drawer, type World } from '../world.ts'
import { noContent, param, query, readBody } from './call.ts'
import { isWebinar, refusal } from './errors.ts'
import { shortId } from './ids.ts'
import { hostOf, mustHost, targetMeeting } from './meeting-access.ts'
import type { Meeting } from './meetings-state.ts'
import type { Call, Room, Route } from './room.ts'

const PATH = '/v2/meetings/{meetingId}/polls'

const question = {
  name: required(text({ max: 1024 })),
  type: oneOf(
    'single',
    'multiple',
    'matching',
    'rank_order',
    'short_answer',
    'long_answer',
    'fill_in_the_blank',
    'rating_scale',
  ),
  answers: list(text()),
  answer_required: flag(),
  answer_min_character: whole({ min: 1 }),
  answer_max_character: whole({ min: 1 }),
  case_sensitive: flag(),
  prompts: list(record({ prompt_question: text(), prompt_right_answers: list(text()) })),
  rating_min_label: text(),
  rating_max_label: text(),
  rating_min_value: whole({ min: 0 }),
  rating_max_value: whole({ max: 10 }),
  right_answers: list(text()),
  show_as_dropdown: flag(),
} satisfies Fields

const fields = {
  title: text({ max: 64 }),
  anonymous: flag(),
  /** 1 poll, 2 advanced poll, 3 quiz. */
  poll_type: oneOf(1, 2, 3),
  questions: list(record(question)),
} satisfies Fields

type Poll = Read<typeof fields> & { readonly id: string; readonly status: 'notstart' }

/** Per meeting, by poll id. */
const pollsOf: (world: World) => Map<number, Map<string, Poll>> = drawer(() => new Map())

const READ = { label: 'LIGHT', classic: ['meeting:read'] } as const
const WRITE = { label: 'LIGHT', classic: ['meeting:write'] } as const

const listAll: Route = {
  ...READ,
  id: 'meetingPolls',
  method: 'GET',
  path: PATH,
  scope: 'meeting:read:list_polls',
  handle: (call) => {
    const anonymous = query(call, 'anonymous')
    const polls = [...pollsIn(call).values()].filter(
      (poll) => anonymous !== 'true' || poll.anonymous === true,
    )
    return json(200, { total_records: polls.length, polls })
  },
}

const create: Route = {
  ...WRITE,
  id: 'meetingPollCreate',
  method: 'POST',
  path: PATH,
  scope: 'meeting:write:poll',
  handle: (call) => {
    const polls = pollsIn(call)
    const poll = pollFrom(call, shortId(unseeded))
    polls.set(poll.id, poll)
    return json(201, poll)
  },
}

const get: Route = {
  ...READ,
  id: 'meetingPollGet',
  method: 'GET',
  path: `${PATH}/{pollId}`,
  scope: 'meeting:read:poll',
  handle: (call) => json(200, named(call).poll),
}

const update: Route = {
  ...WRITE,
  id: 'meetingPollUpdate',
  method: 'PUT',
  path: `${PATH}/{pollId}`,
  scope: 'meeting:update:poll',
  handle: (call) => {
    const { polls, poll } = named(call)
    // PUT: what is not sent is gone.
    polls.set(poll.id, pollFrom(call, poll.id))
    return noContent()
  },
}

const remove: Route = {
  ...WRITE,
  id: 'meetingPollDelete',
  method: 'DELETE',
  path: `${PATH}/{pollId}`,
  scope: 'meeting:delete:poll',
  handle: forget,
}

function forget(call: Call): Answer {
  const { polls, poll } = named(call)
  polls.delete(poll.id)
  return noContent()
}

function pollsIn(call: Call): Map<string, Poll> {
  const meeting = meetingWithPolls(call)
  const found = pollsOf(call.world).get(meeting.id)
  if (found) return found
  const made = new Map<string, Poll>()
  pollsOf(call.world).set(meeting.id, made)
  return made
}

function meetingWithPolls(call: Call): Meeting {
  const meeting = targetMeeting(call, {
    missing: () => refusal(404, 404, 'Meeting not found'),
    webinar: isWebinar,
  })
  const host = hostOf(call, meeting)
  mustHost(host)
  if (host.type !== 2) {
    const text =
      'Meeting polls disabled. To enable this feature, enable the "Meeting Polls/Quizzes" setting in the Zoom web portal\'s "Settings" interface.'
    throw refusal(400, 4400, text)
  }
  return meeting
}

function named(call: Call): { readonly polls: Map<string, Poll>; readonly poll: Poll } {
  const polls = pollsIn(call)
  const poll = polls.get(param(call, 'pollId') ?? '')
  if (!poll) throw refusal(404, 404, 'Meeting Poll not found')
  return { polls, poll }
}

function pollFrom(call: Call, id: string): Poll {
  return { id, status: 'notstart', anonymous: false, poll_type: 1, ...readBody(call, fields) }
}

/** Polls that a host prepares before the meeting. */
export const polls: Room = { routes: [listAll, create, get, update, remove] }
