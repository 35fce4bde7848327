import { html } from 'hono/html'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { Connection } from '../connections/connection.ts'
import type { Ending } from '../web/ending.ts'
import type { Html } from '../web/page.ts'

export type ConnectEnding = Ending & { readonly status: ContentfulStatusCode }

/** How to get a new link for a connection that is known. */
export function renewal(id: string): Html {
  return html`Ask whoever sent you the link for a new one. On the server it comes from the
    dashboard, or from <code>valetkey connection reconnect ${id}</code>.`
}

const askAgain = 'Ask whoever sent you the link for a new one.'

export function noLink(): ConnectEnding {
  return {
    status: 400,
    tone: 'wait',
    state: 'No link',
    title: 'This address is not a whole connect link',
    happened:
      'A connect link carries a session token, and this address has none. It was probably cut when it was copied.',
    turn: 'Yours.',
    next: 'Open the link again exactly as you got it, or ask for a new one.',
  }
}

export function unknownLink(): ConnectEnding {
  return {
    status: 404,
    tone: 'wait',
    state: 'Unknown link',
    title: 'This server does not know this link',
    happened: 'The link was cut or changed on its way, or its connection has been deleted since.',
    turn: 'Yours.',
    next: askAgain,
  }
}

export function expiredLink(connectionId: string): ConnectEnding {
  return {
    status: 410,
    tone: 'wait',
    state: 'Expired',
    title: 'This link has expired',
    happened:
      'A connect link works for half an hour. Nothing was connected with this one, and nothing was lost.',
    turn: 'Yours.',
    next: renewal(connectionId),
  }
}

export function usedLink(connection: Connection): ConnectEnding {
  const works = connection.status === 'ACTIVE'
  return {
    status: 410,
    tone: works ? 'good' : 'wait',
    state: 'Already used',
    title: works ? 'This link was used, and the connection works' : 'This link was already used',
    happened: works
      ? 'A connect link works once. The connection that it was for is active.'
      : 'A connect link works once, and this one has ended without a working connection.',
    turn: works ? 'Nobody’s.' : 'Yours.',
    next: works ? 'You can close this tab.' : renewal(connection.id),
  }
}

export function deletedConnection(): ConnectEnding {
  return {
    status: 404,
    tone: 'wait',
    state: 'Deleted',
    title: 'This connection no longer exists',
    happened: 'The connection was deleted while its link was open. Nothing was stored for it.',
    turn: 'Yours, if you still want it.',
    next: 'Ask for a link to a new connection.',
  }
}

export function otherBrowser(publicUrl: string): ConnectEnding {
  return {
    status: 403,
    tone: 'bad',
    state: 'Stopped',
    title: 'This consent was not started in this browser',
    happened:
      'To keep others from connecting their account in your place, a consent ends in the browser where it began. This one began elsewhere, or too long ago. Nothing was connected.',
    turn: 'Yours.',
    next: html`Open the connect link again in this browser and stay in it. It begins with
      <code>${publicUrl}/connect</code>; under another name of the same server it does not work.`,
  }
}

export function startedAgain(): ConnectEnding {
  return {
    status: 409,
    tone: 'wait',
    state: 'Started again',
    title: 'This link was started again in another tab',
    happened:
      'Only the latest attempt counts, and this tab belongs to an earlier one. Nothing was connected here.',
    turn: 'Yours.',
    next: 'Go on in the other tab, or open the connect link once more.',
  }
}

export function foreignForm(): ConnectEnding {
  return {
    status: 403,
    tone: 'bad',
    state: 'Stopped',
    title: 'This request came from another site',
    happened: 'The form was not sent by a page of this server. Nothing was changed.',
    turn: 'Yours.',
    next: 'Open the connect link itself and decide there.',
  }
}

export function tooLarge(): ConnectEnding {
  return {
    status: 413,
    tone: 'bad',
    state: 'Refused',
    title: 'The form is too large',
    happened: 'More was sent than any form of this server holds. Nothing was read.',
    turn: 'Yours.',
    next: 'Go back and send the form as it is.',
  }
}
