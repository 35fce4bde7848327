import { json } from '../answer.ts'
import { flag, list, oneOf, record, text, type Fields, type Read } from '../fields.ts'
import { drawer, type World } from '../world.ts'
import { noContent, readBody } from './call.ts'
import { meetingWithRegistration } from './registrant-access.ts'
import type { Route } from './room.ts'

const PATH = '/v2/meetings/{meetingId}/registrants/questions'

const FIELD_NAMES = [
  'last_name',
  'address',
  'city',
  'country',
  'zip',
  'state',
  'phone',
  'industry',
  'org',
  'job_title',
  'purchasing_time_frame',
  'role_in_purchase_process',
  'no_of_employees',
  'comments',
] as const

const fields = {
  questions: list(record({ field_name: oneOf(...FIELD_NAMES), required: flag() })),
  custom_questions: list(
    record({
      title: text(),
      type: oneOf('short', 'single'),
      required: flag(),
      answers: list(text()),
    }),
  ),
} satisfies Fields

type Questions = Required<Read<typeof fields>>

const questionsOf: (world: World) => Map<number, Questions> = drawer(() => new Map())

/** A guess: what a new form asks besides first name and email. */
const FIRST: Questions = {
  questions: [{ field_name: 'last_name', required: false }],
  custom_questions: [],
}

export const questionsGet: Route = {
  id: 'meetingRegistrantsQuestionsGet',
  method: 'GET',
  path: PATH,
  label: 'LIGHT',
  scope: 'meeting:read:list_registration_questions',
  classic: ['meeting:read'],
  handle: (call) => {
    const meeting = meetingWithRegistration(call)
    return json(200, questionsOf(call.world).get(meeting.id) ?? FIRST)
  },
}

export const questionsUpdate: Route = {
  id: 'meetingRegistrantQuestionUpdate',
  method: 'PATCH',
  path: PATH,
  label: 'LIGHT',
  scope: 'meeting:update:registration_question',
  classic: ['meeting:write'],
  handle: (call) => {
    const meeting = meetingWithRegistration(call)
    const all = questionsOf(call.world)
    all.set(meeting.id, { ...(all.get(meeting.id) ?? FIRST), ...readBody(call, fields) })
    return noContent()
  },
}
