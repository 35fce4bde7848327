import { html } from 'hono/html'
import type { ApiKey } from '../keys/key-store.ts'
import { unrestricted } from '../keys/restrictions.ts'
import type { Policy } from '../policy/policy.ts'
import type { Secret } from '../secret.ts'
import { age } from '../web/age.ts'
import type { Html } from '../web/page.ts'
import { keyForm } from './key-form.ts'

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
    <div class="two">${keyForm(basePath)}</div>`
}

function entry({ basePath, currentId, now }: KeysView, key: ApiKey): Html {
  const { id, name, createdAt } = key
  return html`<li class="entry">
    <div class="stack">
      <div class="row">
        <span class="name">${name}</span
        >${id === currentId ? html`<span class="tone good">You are signed in with it</span>` : ''}
      </div>
      ${restrictionsOf(key, now)}
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

/** What the key may do, in a line. */
function restrictionsOf({ restrictions }: ApiKey, now: number): Html {
  const { policy, expiresAt, cidrs } = restrictions ?? unrestricted
  return html`<p class="meta">
    <span>${policyWords(policy)}</span>${
      expiresAt === null
        ? ''
        : html`<span>${expiresAt <= now ? 'expired' : 'ends'} ${dateOf(expiresAt)}</span>`
    }${cidrs === null ? '' : html`<span>only from ${cidrs.texts.join(', ')}</span>`}
  </p>`
}

function policyWords(policy: Policy | null): string {
  if (policy === null) return 'full: everything, managing included'
  const { preset, apps, connections, allow, approve, deny } = policy.text
  const part = (name: string, values: readonly string[] | null): string[] =>
    values === null || values.length === 0 ? [] : [`${name} ${values.join(', ')}`]
  return [
    preset ?? 'only what is named',
    ...part('apps', apps),
    ...part('connections', connections),
    ...part('allow', allow),
    ...part('approve', approve),
    ...part('deny', deny),
  ].join('; ')
}

const dateOf = (at: number): string => new Date(at).toISOString().slice(0, 16).replace('T', ' ')

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
