import { html } from 'hono/html'
import type { Html } from '../web/page.ts'

/** What a page may say about the step before. The address carries only the name, so nobody can put words into our page. */
const notices = {
  deleted: ['good', 'The connection was deleted, and its grant was taken back upstream.'],
  revocation_pending: [
    'wait',
    'The connection was deleted here, and programs can no longer use it. Taking back its grant upstream could not be confirmed yet: the server goes on trying. Removing the app in the settings of the account ends it at once.',
  ],
  revoked: ['good', 'The API key was revoked. Programs that use it are refused within a second.'],
  approved: [
    'good',
    'Approved. The caller can send exactly that request, once, within 15 minutes.',
  ],
  denied: ['good', 'Denied. Nothing was sent.'],
  signed_out: ['good', 'You are signed out.'],
  sign_in_to_decide: ['wait', 'Sign in with a key of your own to look at the request and decide.'],
  sign_in_again: ['wait', 'Your sign-in has ended, or its API key was revoked. Sign in again.'],
} as const satisfies Record<string, readonly [tone: string, text: string]>

export type NoticeName = keyof typeof notices

export function notice(name: string | undefined): Html | string {
  if (name === undefined || !Object.hasOwn(notices, name)) return ''
  const [tone, text] = notices[name as NoticeName]
  return html`<p class="notice ${tone}" role="status">${text}</p>`
}
