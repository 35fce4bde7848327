import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { html } from 'hono/html'
import type { Ending } from '../web/ending.ts'

type DashboardEnding = Ending & { readonly status: ContentfulStatusCode }

export function foreignForm(): DashboardEnding {
  return {
    status: 403,
    tone: 'bad',
    state: 'Stopped',
    title: 'This request came from another site',
    happened: 'The form was not sent by a page of this server. Nothing was changed.',
    turn: 'Yours.',
    next: 'Open the dashboard itself and press the button there.',
  }
}

export function gone(what: 'connection' | 'API key' | 'approval'): DashboardEnding {
  return {
    status: 404,
    tone: 'wait',
    state: 'Not found',
    title: `You have no such ${what}`,
    happened: `It was deleted, or its id was cut when the address was copied.`,
    turn: 'Yours.',
    next: 'Go back to the dashboard and look for it there.',
  }
}

export function nothingToDecide(): DashboardEnding {
  return {
    status: 409,
    tone: 'wait',
    state: 'Nothing changed',
    title: 'There is nothing to decide here',
    happened:
      'The request was decided before, its time is over, or you are signed in with the key that asked.',
    turn: 'The caller’s, if the request is still wanted.',
    next: 'If the caller asks again, a new request appears among the approvals.',
  }
}

export function notValid(detail: string): DashboardEnding {
  return {
    status: 400,
    tone: 'bad',
    state: 'Refused',
    title: 'The form cannot be used as it was sent',
    happened: detail,
    turn: 'Yours.',
    next: 'Go back and send it again.',
  }
}

export function failed(reference: string, databaseDown: boolean): DashboardEnding {
  return {
    status: databaseDown ? 503 : 500,
    tone: 'bad',
    state: databaseDown ? 'Out of order' : 'Failed',
    title: databaseDown
      ? 'This server cannot reach its database'
      : 'Something failed inside this server',
    happened: 'It is our fault, not yours.',
    turn: 'The operator’s: whoever runs this server.',
    next: html`Try again in a minute. If it stays like this, search the server’s log for
      <code>${reference}</code>.`,
  }
}
