import { html } from 'hono/html'
import type { Html } from '../web/page.ts'

/** For anybody: what this server is, and the door. Says nothing about what it holds. */
export function welcomeBody({
  basePath,
  titles,
  said,
  approval,
}: {
  basePath: string
  titles: readonly string[]
  said: Html | string
  /** Id of the approval that the visitor is on the way to. */
  approval: string | null
}): Html {
  return html`<section class="card">
    <div class="stack">
      <h1>This is a Valetkey server</h1>
      <p class="lede">
        It lets agents and programs use ${list(titles)} without holding anybody’s tokens. A caller
        shows an API key of this server, and the server puts the right person’s token on the
        request.
      </p>
    </div>
    ${said} ${signInForm(basePath, approval)}
    <p class="small">
      Programs do not sign in: they send the key with each request.
      <a href="${basePath}/docs">How that works</a>
    </p>
  </section>`
}

function list(titles: readonly string[]): string {
  const last = titles.at(-1) ?? 'other services'
  return titles.length < 2 ? last : `${titles.slice(0, -1).join(', ')} and ${last}`
}

function signInForm(basePath: string, approval: string | null): Html {
  return html`<form method="post" action="${basePath}/dashboard/sign-in">
    <div class="fields">
      <div class="field">
        <label for="api_key">API key</label>
        <input
          class="code"
          id="api_key"
          name="api_key"
          type="password"
          autocomplete="current-password"
          autocapitalize="none"
          spellcheck="false"
          required
          maxlength="200"
          placeholder="vk_…"
          aria-describedby="key-hint"
        />
        <p class="hint" id="key-hint">
          Whoever runs this server gets one with <code>valetkey key create</code>.
        </p>
      </div>
    </div>
    <div class="buttons">
      <button class="button main">Sign in</button
      >${approval === null ? '' : onTheWay(basePath, approval)}
    </div>
  </form>`
}

/** A link from elsewhere comes without our strict cookie; one from our own page brings it. */
function onTheWay(basePath: string, approval: string): Html {
  return html`<input type="hidden" name="approval" value="${approval}" />
    <a class="button quiet" href="${basePath}/dashboard/approvals/${approval}"
      >I am signed in already</a
    >`
}
