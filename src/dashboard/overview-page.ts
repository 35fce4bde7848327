import { html } from 'hono/html'
import type { AppClients } from '../connections/app-clients.ts'
import type { Connection } from '../connections/connection.ts'
import { age } from '../web/age.ts'
import type { Html } from '../web/page.ts'
import { conditionOf } from './condition.ts'
import { connectForm } from './connect-form.ts'
import { firstCall } from './first-call.ts'

export interface OverviewView {
  readonly basePath: string
  readonly publicUrl: string
  readonly ownerName: string
  readonly apps: AppClients
  readonly connections: readonly Connection[]
  /** Address of the next page of connections, if there is one. */
  readonly next: string | null
  readonly said: Html | string
  readonly now: number
}

export function overviewBody(view: OverviewView): Html {
  const { ownerName, connections, next, said, basePath, apps } = view
  return html`${said}
    <div class="stack">
      <h1>Connections</h1>
      <p class="lede">What the API keys of <strong>${ownerName}</strong> can reach.</p>
    </div>
    ${
      connections.length === 0
        ? empty
        : html`<ul class="entries">
            ${connections.map((one) => entry(view, one))}
          </ul>`
    }
    ${next === null ? '' : html`<p><a href="${next}">Show more connections</a></p>`}
    <div class="two">${connectForm(basePath, apps)}${firstCall(view)}</div>`
}

const empty = html`<section class="card">
  <div class="stack">
    <h2>No connection yet</h2>
    <p>
      Choose an app below and give your consent once. After that, the API key is all that a program
      needs.
    </p>
  </div>
</section>`

function entry({ basePath, apps, now }: OverviewView, connection: Connection): Html {
  const app = apps.find(connection.app)
  const title = app?.appClient.app.title ?? connection.app
  const { tone, word, advice } = conditionOf(connection, app)
  const path = `${basePath}/dashboard/connections/${connection.id}`
  const account = connection.accountEmail ?? connection.accountId
  return html`<li class="entry">
    <div class="stack">
      <div class="row">
        <span class="name">${account ?? 'No account yet'}</span
        ><span class="tone ${tone}">${word}</span>
      </div>
      <p class="meta">
        <span>${title}</span
        >${connection.label === null ? '' : html`<span>${connection.label}</span>`}${
          connection.method === 'SERVER_TO_SERVER' ? html`<span>server-to-server</span>` : ''
        }<span>created ${age(connection.createdAt, now)}</span>
      </p>
      <p class="meta"><code>${connection.id}</code></p>
    </div>
    ${
      advice === null
        ? ''
        : html`<div class="advice stack">
            <p>${advice}</p>
            ${lastError(connection, now)}
          </div>`
    }
    <div class="buttons">
      <form method="post" action="${path}/reconnect">
        <button class="button">
          ${connection.status === 'PENDING' ? 'Finish connecting' : 'Reconnect'}
        </button>
      </form>
      <a class="button quiet" href="${path}/delete">Delete</a>
    </div>
  </li>`
}

function lastError({ error }: Connection, now: number): Html | string {
  if (!error) return ''
  return html`<p class="small">${error.detail} (${age(error.at, now)})</p>`
}
