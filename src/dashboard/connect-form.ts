import { html } from 'hono/html'
import type { AppClients, ConfiguredApp } from '../connections/app-clients.ts'
import type { ConnectionMethod } from '../connections/connection.ts'
import type { Html } from '../web/page.ts'

export interface Choice {
  readonly value: string
  readonly app: string
  readonly method: ConnectionMethod
  readonly text: string
  /** Why it cannot be chosen, or null. */
  readonly missing: string | null
}

/** What can be connected on this server: a person's grant where an OAuth client is configured, an account's own client anywhere. */
export function choicesOf(apps: AppClients): Choice[] {
  return apps
    .all()
    .flatMap((entry) => [
      personal(entry),
      ...(entry.appClient.app.serverToServerGrant === null ? [] : [serverToServer(entry)]),
    ])
}

function personal({ appClient: { app, client } }: ConfiguredApp): Choice {
  const { clientId, clientSecret } = app.settings
  return {
    value: `${app.name}:OAUTH2`,
    app: app.name,
    method: 'OAUTH2',
    text: app.title,
    missing: client ? null : `needs ${clientId} and ${clientSecret}`,
  }
}

function serverToServer({ appClient: { app } }: ConfiguredApp): Choice {
  return {
    value: `${app.name}:SERVER_TO_SERVER`,
    app: app.name,
    method: 'SERVER_TO_SERVER',
    text: `${app.title}, server-to-server`,
    missing: null,
  }
}

export function connectForm(basePath: string, apps: AppClients): Html {
  return html`<section class="card">
    <h2>Connect another account</h2>
    <form method="post" action="${basePath}/dashboard/connections">
      <div class="fields">
        <div class="field">
          <label for="choice">App</label>
          <select id="choice" name="choice">
            ${choicesOf(apps).map(option)}
          </select>
        </div>
        <div class="field">
          <label for="label">Label <span class="small">(optional)</span></label>
          <input
            id="label"
            name="label"
            maxlength="200"
            autocomplete="off"
            aria-describedby="label-hint"
          />
          <p class="hint" id="label-hint">For you, to tell connections apart.</p>
        </div>
      </div>
      <div class="buttons"><button class="button main">Connect</button></div>
    </form>
  </section>`
}

function option({ value, text, missing }: Choice): Html {
  return missing === null
    ? html`<option value="${value}">${text}</option>`
    : html`<option value="${value}" disabled>${text} (${missing})</option>`
}
