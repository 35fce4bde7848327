import { html } from 'hono/html'
import type { App } from '../apps/app.ts'
import type { Html } from '../web/page.ts'
import type { OpenLink } from './needs.ts'
import { permissionsOf, type Permission } from './permissions.ts'

export interface ConsentView {
  readonly link: OpenLink
  readonly publicUrl: string
  readonly action: string
  readonly now: number
}

/** Who asks, for what, what becomes of it, and the two ways out. */
export function consentBody({ link, publicUrl, action, now }: ConsentView): Html {
  const { app } = link.app.appClient
  const again = worked(link)
  return html`<section class="card">
    <div class="stack">
      <h1>${again ? 'Reconnect' : 'Connect'} your ${app.title} account</h1>
      <p class="lede">
        An agent or program would use ${app.title} in your name, through the Valetkey server named
        here.
      </p>
    </div>
    ${again ? reconnectNotice(link) : ''} ${askedBy(link, publicUrl)} ${permissions(app)}
    ${promises(app)}
    <form method="post" action="${action}">
      <input type="hidden" name="session_token" value="${link.token}" />
      <div class="buttons">
        <button class="button main" name="decision" value="allow">Continue to ${app.title}</button>
        <button class="button" name="decision" value="decline">Decline</button>
      </div>
    </form>
    <p class="small">
      Nothing happens until you press a button. This link works for
      ${minutesLeft(link.expiresAt, now)} more, once.
    </p>
  </section>`
}

/** Whether there was a grant before: then this is consent for an existing connection, whose id others know. */
export function worked({ connection }: OpenLink): boolean {
  return connection.tokenVersion > 0
}

export function reconnectNotice({ connection, app, sameAccount }: OpenLink): Html {
  const { title } = app.appClient.app
  const account = connection.accountEmail ?? connection.accountId
  const state = connection.status === 'ACTIVE' ? 'works at the moment' : 'no longer works'
  return html`<p class="notice">
    This connection ${state}.
    ${
      account === null
        ? ''
        : html`It belongs to <strong>${account}</strong> at ${title}: use the same account
            again.${sameAccount ? ' Another one is refused.' : ''} `
    }Its
    id stays the same, so nothing has to be changed elsewhere.
  </p>`
}

export function askedBy({ connection, owner }: OpenLink, publicUrl: string): Html {
  return html`<dl class="facts">
    <dt>Asked by</dt>
    <dd>${owner.name}</dd>
    <dt>Server</dt>
    <dd>${publicUrl}</dd>
    ${
      connection.label === null
        ? ''
        : html`<dt>Label</dt>
            <dd>${connection.label}</dd>`
    }
  </dl>`
}

export function permissions(app: App): Html {
  return html`<div class="stack">
    <h2>What ${app.title} may be used for</h2>
    <div class="permissions">${permissionsOf(app).map(group)}</div>
    <details class="small">
      <summary>The scopes behind it</summary>
      <ul class="scopes">
        ${app.scopes.map((scope) => html`<li><code>${scope}</code></li>`)}
      </ul>
    </details>
  </div>`
}

function group({ effect, title, summaries, preview }: Permission): Html {
  return html`<details class="${effect}">
    <summary>
      <span class="title">${title}</span
      ><span class="count"
        >${summaries.length} ${summaries.length === 1 ? 'action' : 'actions'}</span
      ><span class="preview">${preview}</span>
    </summary>
    <ul>
      ${summaries.map((summary) => html`<li>${summary}</li>`)}
    </ul>
  </details>`
}

function promises(app: App): Html {
  return html`<div class="stack small">
    <p>
      ${app.title} shows its own page next and has the last word on what you grant. You sign in
      there, never here.
    </p>
    <p>
      The tokens that ${app.title} issues stay on this server, encrypted. No agent gets to see them.
    </p>
    <p>
      If somebody else on this server has connected the same ${app.title} account before, connecting
      it here ends their connection.
    </p>
    <p>
      To take it back, ask for this connection to be deleted, or remove the app in your ${app.title}
      settings.
    </p>
  </div>`
}

function minutesLeft(expiresAt: number, now: number): string {
  const minutes = Math.max(1, Math.floor((expiresAt - now) / 60_000))
  return minutes === 1 ? 'a minute' : `${minutes} minutes`
}
