import { html } from 'hono/html'
import { stateOf, type Approval, type ApprovalState } from '../approvals/approval.ts'
import { maxShown } from '../approvals/plain-text.ts'
import type { AppClients } from '../connections/app-clients.ts'
import { age } from '../web/age.ts'
import type { Html } from '../web/page.ts'

const words: Readonly<Record<ApprovalState, readonly ['good' | 'wait' | 'bad', string]>> = {
  PENDING: ['wait', 'Waits for you'],
  APPROVED: ['good', 'Approved, not sent yet'],
  DENIED: ['bad', 'Denied'],
  USED: ['good', 'Approved and sent'],
  EXPIRED: ['bad', 'Over'],
}

const tone = (approval: Approval, now: number): Html => {
  const [name, word] = words[stateOf(approval, now)]
  return html`<span class="tone ${name}">${word}</span>`
}

/** What would happen, in the words of the endpoint table; which thing it is about stands among the facts. */
function deed(apps: AppClients, { app, operation, details }: Approval): string {
  const { endpoints = [] } = apps.find(app)?.appClient.app ?? {}
  return endpoints.find(({ id }) => id === operation)?.summary ?? details.method
}

export interface ApprovalsView {
  readonly basePath: string
  readonly apps: AppClients
  readonly approvals: readonly Approval[]
  readonly said: Html | string
  readonly now: number
}

export function approvalsBody(view: ApprovalsView): Html {
  const { approvals, said } = view
  return html`${said}
    <div class="stack">
      <h1>Approvals</h1>
      <p class="lede">Requests of careful keys that need a person’s yes before they are sent.</p>
    </div>
    ${
      approvals.length === 0
        ? html`<section class="card">
            <p>Nothing waits, and nothing was asked for lately.</p>
          </section>`
        : html`<ul class="entries">
            ${approvals.map((one) => entry(view, one))}
          </ul>`
    }`
}

function entry({ basePath, apps, now }: ApprovalsView, approval: Approval): Html {
  const { id, details, createdAt } = approval
  const [first, second] = details.facts.map(([, value]) => value)
  const about = [first, second].filter((value) => value !== undefined).join(', ')
  return html`<li class="entry">
    <div class="stack">
      <div class="row"><span class="name">${deed(apps, approval)}</span>${tone(approval, now)}</div>
      <p>${about === '' ? details.target : about}</p>
      <p class="meta">
        <span>asked by ${details.keyName}</span><span>${age(createdAt, now)}</span>
      </p>
    </div>
    <div class="buttons">
      <a class="button" href="${basePath}/dashboard/approvals/${id}">Look at it</a>
    </div>
  </li>`
}

/** One request to read and decide. What upstream or the caller wrote stands as text between quotes and never as ours. */
export function approvalBody(
  { basePath, apps, now }: Pick<ApprovalsView, 'basePath' | 'apps' | 'now'>,
  approval: Approval,
  { own }: { own: boolean },
): Html {
  const { id, app, details } = approval
  const pending = stateOf(approval, now) === 'PENDING'
  const facts: readonly (readonly [string, string])[] = [
    ...details.facts,
    ['Account', details.account ?? 'not known'],
    ['Asked by', `${details.keyName} (${approval.keyId})`],
    ['Connection', approval.connectionId],
  ]
  return html`<section class="card">
    <div class="stack">
      ${tone(approval, now)}
      <h1>${deed(apps, approval)}${pending ? '?' : ''}</h1>
      <p class="small">Asked ${age(approval.createdAt, now)}.</p>
    </div>
    <dl class="facts">
      ${facts.map(
        ([name, value]) =>
          html`<dt>${name.charAt(0).toUpperCase() + name.slice(1)}</dt>
            <dd>${value}</dd>`,
      )}
    </dl>
    ${exactly(`${details.method} /${app}${details.target}`, details)}
    ${own ? ownRequest : pending ? buttons(`${basePath}/dashboard/approvals/${id}`) : ''}
    <p class="small"><a href="${basePath}/dashboard/approvals">All approvals</a></p>
  </section>`
}

/** Wrapped: what a caller wants to hide it puts behind a few thousand spaces. */
function exactly(request: string, { headers, body, bodyBytes }: Approval['details']): Html {
  const lines = [request, ...headers, ...(body === null ? [] : ['', body])]
  return html`<div class="stack">
    <h2>Exactly this will be sent</h2>
    <pre class="snippet whole" tabindex="0" aria-label="Request">${lines.join('\n')}</pre>
    ${bodyBytes > maxShown ? cut(bodyBytes) : ''}
  </div>`
}

/** Or at the very end. */
const cut = (bytes: number): Html =>
  html`<p class="notice bad">
    This is the beginning: the body has ${bytes} bytes, and ${bytes - maxShown} of them are not
    shown.
  </p>`

function buttons(path: string): Html {
  return html`<div class="buttons">
    <form method="post" action="${path}/deny"><button class="button main">Deny</button></form>
    <form method="post" action="${path}/approve">
      <button class="button danger">Approve, once</button>
    </form>
  </div>`
}

const ownRequest = html`<p class="notice wait">
  You are signed in with the key that asked. Sign in with another one to decide.
</p>`
