import { html } from 'hono/html'
import type { Html } from '../web/page.ts'
import { askedBy, permissions, reconnectNotice, worked, type ConsentView } from './consent-page.ts'

/** What was typed before, without the secret: that is never sent back. */
export interface Typed {
  readonly accountId: string
  readonly clientId: string
}

export interface CredentialsView extends ConsentView {
  readonly typed: Typed
  readonly problem: string | null
}

/** A server-to-server connection has no person's consent: somebody enters the account's own OAuth client here. */
export function credentialsBody({
  link,
  publicUrl,
  action,
  typed,
  problem,
}: CredentialsView): Html {
  const { title } = link.app.appClient.app
  const again = worked(link)
  return html`<section class="card">
    <div class="stack">
      <h1>${again ? 'Reconnect' : 'Connect'} a whole ${title} account</h1>
      <p class="lede">
        An agent or program would use the account with server-to-server credentials, through the
        Valetkey server named here. No person signs in.
      </p>
    </div>
    ${problem === null ? '' : html`<p class="notice bad" role="alert">${problem}</p>`}
    ${again ? reconnectNotice(link) : ''} ${askedBy(link, publicUrl)}
    ${credentialsForm(link, action, typed)}
    <p class="small">
      All three are on the app credentials page of your server-to-server OAuth app at ${title}. To
      take it back, deactivate that app, or ask for this connection to be deleted.
    </p>
  </section>`
}

function credentialsForm(
  { token, app }: CredentialsView['link'],
  action: string,
  typed: Typed,
): Html {
  return html`<form method="post" action="${action}" autocomplete="off">
    <input type="hidden" name="session_token" value="${token}" />
    <div class="fields">
      ${field({ name: 'account_id', label: 'Account id', value: typed.accountId })}
      ${field({ name: 'client_id', label: 'Client id', value: typed.clientId })}
      <div class="field">
        <label for="client_secret">Client secret</label>
        <input
          class="code"
          id="client_secret"
          name="client_secret"
          type="password"
          autocomplete="off"
          required
          maxlength="512"
          aria-describedby="secret-hint"
        />
        <p class="hint" id="secret-hint">
          It is stored on this server, encrypted, and never shown again.
        </p>
      </div>
    </div>
    ${permissions(app.appClient.app)}
    <div class="buttons">
      <button class="button main" name="decision" value="allow">Connect</button>
      <button class="button" name="decision" value="decline" formnovalidate>Decline</button>
    </div>
  </form>`
}

function field({ name, label, value }: { name: string; label: string; value: string }): Html {
  return html`<div class="field">
    <label for="${name}">${label}</label>
    <input
      class="code"
      id="${name}"
      name="${name}"
      value="${value}"
      autocomplete="off"
      autocapitalize="none"
      spellcheck="false"
      required
      maxlength="200"
    />
  </div>`
}
