import { json, type Answer } from '../answer.ts'
import type { Problem } from '../fields.ts'

/** Thrown to stop a request: the answer is an error in Zoom's words. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly answer: Answer

  constructor(answer: Answer, message: string) {
    super(message)
    this.answer = answer
  }
}

/** Zoom's error body (errors page): a numeric code and a sentence, nothing else. */
export function refusal(status: number, code: number, message: string): Refusal {
  return new Refusal(json(status, { code, message }), message)
}

/** Field errors name the dotted path (errors page, code 300). */
export function validationFailed(problems: readonly Problem[]): Refusal {
  const errors = problems.map(({ field }) => ({ field, message: 'Invalid field.' }))
  const message = 'Validation Failed.'
  return new Refusal(json(400, { code: 300, message, errors }), message)
}

export function invalidField(field: string): Refusal {
  return validationFailed([{ field }])
}

export function notJson(): Refusal {
  return refusal(400, 300, 'Request Body should be a valid JSON object.')
}

export function unknownEndpoint(): Refusal {
  return refusal(404, 2300, 'This API endpoint is not recognized.')
}

export function noUser(idOrEmail: string): Refusal {
  return refusal(404, 1001, `User does not exist: ${idOrEmail}.`)
}

export function noMeeting(id: string | number): Refusal {
  return refusal(404, 3001, `Meeting does not exist: ${id}.`)
}

export function noWebinar(id: string | number): Refusal {
  return refusal(404, 3001, `Webinar does not exist: ${id}.`)
}

/** A meeting operation on a webinar id, as the Meetings spec words it. */
export function isWebinar(): Refusal {
  return refusal(400, 3000, 'Cannot access webinar info.')
}
