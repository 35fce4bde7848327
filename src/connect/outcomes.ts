import { html } from 'hono/html'
import type { Connection } from '../connections/connection.ts'
import type { Html } from '../web/page.ts'
import type { ConnectEnding } from './endings.ts'
import { renewal } from './endings.ts'

/** An attempt to connect: what the connection was before, and the app's name for people. */
export interface Attempt {
  readonly before: Connection
  readonly title: string
}

export function connected({ before, title }: Attempt, connection: Connection): ConnectEnding {
  const account = connection.accountEmail ?? connection.accountId
  const changed =
    before.accountEmail !== null &&
    connection.accountEmail !== null &&
    before.accountEmail !== connection.accountEmail
  return {
    status: 200,
    tone: 'good',
    state: 'Connected',
    title: account === null ? `${title} is connected` : `${title} is connected as ${account}`,
    happened: changed
      ? `The connection kept its id, and its account has changed from ${before.accountEmail} to ${connection.accountEmail}. The tokens stay on this server, encrypted.`
      : 'You gave your consent. The tokens stay on this server, encrypted.',
    turn: 'The agent’s. It may go on now.',
    next: 'You can close this tab. If someone asks which connection it is, this is its id:',
    more: html`<code class="copy" title="Connection id">${connection.id}</code>`,
  }
}

/** Consent was refused: here with our button, or on the authorization server's own page. */
export function declined({ before, title }: Attempt): ConnectEnding {
  const kept = before.status !== 'PENDING'
  return {
    status: 200,
    tone: 'wait',
    state: 'Declined',
    title: 'Nothing was connected',
    happened: kept
      ? `You declined. The ${title} connection stays as it was, and the link has ended.`
      : `You declined, and this server got no access to your ${title} account. The link has ended.`,
    turn: 'Nobody’s. Whoever asked can see that you declined.',
    next: html`You can close this tab. If it was a mistake: ${renewal(before.id)}`,
  }
}

export function refused({ title }: Attempt, retryUrl: string): ConnectEnding {
  return {
    status: 400,
    tone: 'wait',
    state: 'Not connected',
    title: `${title} did not accept the consent`,
    happened: `The code that ${title} sent with you was no longer good. That happens when a page stays open for minutes or is loaded twice.`,
    turn: 'Yours.',
    next: 'Start once more and go through without a long pause.',
    more: retry(retryUrl),
  }
}

/** The link may renew what there is, and no more. */
export function otherAccount({ before, title }: Attempt, retryUrl: string): ConnectEnding {
  const account = before.accountEmail ?? 'the account that it was made with'
  return {
    status: 403,
    tone: 'bad',
    state: 'Stopped',
    title: `This is another ${title} account`,
    happened: `The connection belongs to ${account}, and you signed in at ${title} as somebody else. This link cannot change the account, because a key that may not manage connections asked for it. Nothing was connected.`,
    turn: 'Yours.',
    next: html`Sign in at ${title} as ${account} and try again. To use another account on purpose,
      press Reconnect in the dashboard, or run
      <code>valetkey connection reconnect ${before.id}</code> with a key that may manage.`,
    more: retry(retryUrl),
  }
}

/** The operator has to act. `redirectUri` is what must be registered, to the letter. */
export function operatorFault(
  { title }: Attempt,
  fault: { detail: string; redirectUri: string; retryUrl: string },
): ConnectEnding {
  return {
    status: 503,
    tone: 'bad',
    state: 'Not connected',
    title: `This server is not set up right for ${title}`,
    happened: `${title} refused the server, not you. It said: ${fault.detail}.`,
    turn: 'The operator’s: whoever runs this server.',
    next: html`The operator checks the client id and the client secret, that the app is not
    disabled, and that this redirect URL is registered to the letter. Then try again.`,
    more: html`<code class="copy" title="Redirect URL">${fault.redirectUri}</code
      >${retry(fault.retryUrl)}`,
  }
}

export function notConfigured(title: string, detail: string): ConnectEnding {
  return {
    status: 503,
    tone: 'bad',
    state: 'Not set up',
    title: `${title} is not set up on this server`,
    happened:
      'The server has no OAuth client for this app, so it cannot ask for your consent. The link was not used up.',
    turn: 'The operator’s: whoever runs this server.',
    next: detail,
  }
}

export function upstreamDown({ title }: Attempt, detail: string, retryUrl: string): ConnectEnding {
  return {
    status: 502,
    tone: 'wait',
    state: 'Not connected yet',
    title: `${title} could not finish it just now`,
    happened: `You did your part, but ${detail}. Nothing was connected, and nothing is broken.`,
    turn: 'Yours, in a minute.',
    next: 'Try again. You will be asked for your consent once more.',
    more: retry(retryUrl),
  }
}

export function storeDown(): ConnectEnding {
  return {
    status: 503,
    tone: 'wait',
    state: 'Out of order',
    title: 'This server cannot reach its database',
    happened: 'The server is up, but it cannot read or store anything at the moment.',
    turn: 'The operator’s: whoever runs this server.',
    next: 'Wait a minute and load the page again. If it stays like this, tell the operator.',
  }
}

export function internal(reference: string): ConnectEnding {
  return {
    status: 500,
    tone: 'bad',
    state: 'Failed',
    title: 'Something failed inside this server',
    happened: 'It is our fault, not yours.',
    turn: 'The operator’s: whoever runs this server.',
    next: html`Try once more. If it fails again, give the operator this reference:
      <code>${reference}</code>`,
  }
}

function retry(url: string): Html {
  return html`<div class="buttons"><a class="button main" href="${url}">Try again</a></div>`
}
