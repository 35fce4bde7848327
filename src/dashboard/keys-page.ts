import { html } from 'hono/html'
import type { ApiKey } from '../keys/key-store.ts'
import type { Secret } from '../secret.ts'
import { age } from '../web/age.ts'
import type { Html } from '../web/page.ts'

export interface KeysView {
  readonly basePath: string
  readonly ownerName: string
  readonly keys: readonly ApiKey[]
  /** The key that signed in here. */
  readonly currentId: string
  readonly said: Html | string
  readonly now: number
}

export function keysBody(view: KeysView): Html {
  const { ownerName, keys, said, basePath } = view
  const live = keys.filter((key) => key.revokedAt === null)
  const revoked = keys.filter((key) => key.revokedAt !== null)
  return html`${said}
    <div class="stack">
      <h1>API keys</h1>
      <p class="lede">
        Each of them acts for <strong>${ownerName}</strong>. Give every agent its own, so that one
        can be revoked without the others.
      </p>
    </div>
    <ul class="entries">
      ${live.map((key) => entry(view, key))}
    </ul>
    ${revoked.length === 0 ? '' : revokedKeys(revoked, view.now)}
    <div class="two">${createForm(basePath)}</div>`
}

function entry({ basePath, currentId, now }: KeysView, { id, name, createdAt }: ApiKey): Html {
  return html`<li class="entry">
    <div class="stack">
      <div class="row">
        <span class="name">${name}</span
        >${id === currentId ? html`<span class="tone good">You are signed in with it</span>` : ''}
      </div>
      <p class="meta"><span>created ${age(createdAt, now)}</span><code>${id}</code></p>
    </div>
    <div class="buttons">
      <a class="button quiet" href="${basePath}/dashboard/keys/${id}/revoke">Revoke</a>
    </div>
  </li>`
}

function revokedKeys(keys: readonly ApiKey[], now: number): Html {
  return html`<details>
    <summary>${keys.length} revoked</summary>
    <ul class="entries">
      ${keys.map(
        ({ id, name, revokedAt }) =>
          html`<li class="entry">
            <div class="stack">
              <span class="name">${name}</span>
              <p class="meta">
                <span>revoked ${revokedAt === null ? '' : age(revokedAt, now)}</span
                ><code>${id}</code>
              </p>
            </div>
          </li>`,
      )}
    </ul>
  </details>`
}

function createForm(basePath: string): Html {
  return html`<section class="card">
    <h2>Create a key</h2>
    <form method="post" action="${basePath}/dashboard/keys">
      <div class="fields">
        <div class="field">
          <label for="name">Name</label>
          <input
            id="name"
            name="name"
            required
            maxlength="100"
            autocomplete="off"
            aria-describedby="name-hint"
          />
          <p class="hint" id="name-hint">Who or what will use it, e.g. “standup agent”.</p>
        </div>
      </div>
      <div class="buttons"><button class="button main">Create key</button></div>
    </form>
  </section>`
}

/** The only page that ever holds a key. */
export function createdKeyBody(basePath: string, key: ApiKey, secret: Secret): Html {
  return html`<section class="card">
    <div class="stack">
      <p class="tone good">Created</p>
      <h1>The key for ${key.name}</h1>
      <p class="lede">
        It is shown this once. The server keeps only its hash and cannot show it again.
      </p>
    </div>
    <code class="copy">${secret.reveal()}</code>
    <p>
      Put it where the program reads it, for most as <code>VALETKEY_API_KEY</code>. If it gets lost,
      revoke it and create another.
    </p>
    <div class="buttons">
      <a class="button main" href="${basePath}/dashboard/keys">I have copied it</a>
    </div>
  </section>`
}
