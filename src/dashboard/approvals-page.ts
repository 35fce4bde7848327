import { html } from 'hono/html'
import { stateOf, type Approval, type ApprovalState } from '../approvals/approval.ts'
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

export interface ApprovalsView {
  readonly basePath: string
  readonly approvals: readonly Approval[]
  readonly said: Html | string
  readonly now: number
}

export function approvalsBody({ basePath, approvals, said, now }: ApprovalsView): Html {
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
            ${approvals.map((one) => entry(basePath, one, now))}
          </ul>`
    }`
}

function entry(basePath: string, approval: Approval, now: number): Html {
  const { id, details, createdAt } = approval
  return html`<li class="entry">
    <div class="stack">
      <div class="row"><span class="name">${details.summary}</span>${tone(approval, now)}</div>
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
  basePath: string,
  approval: Approval,
  { now, own }: { now: number; own: boolean },
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
      <h1>${details.summary}</h1>
      <p class="small">Asked ${age(approval.createdAt, now)}.</p>
    </div>
    <dl class="facts">
      ${facts.map(
        ([name, value]) =>
          html`<dt>${name}</dt>
            <dd>${value}</dd>`,
      )}
    </dl>
    ${exactly(`${details.method} /${app}${details.target}`, details.body)}
    ${own ? ownRequest : pending ? buttons(`${basePath}/dashboard/approvals/${id}`) : ''}
    <p class="small"><a href="${basePath}/dashboard/approvals">All approvals</a></p>
  </section>`
}

function exactly(request: string, body: string | null): Html {
  return html`<div class="stack">
    <h2>Exactly this will be sent</h2>
    <pre class="snippet" tabindex="0" aria-label="Request">
${request}${body === null ? '' : `\n\n${body}`}</pre>
  </div>`
}

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
