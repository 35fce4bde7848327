import { html } from 'hono/html'
import type { AppClients } from '../connections/app-clients.ts'
import type { Connection } from '../connections/connection.ts'
import type { Html } from '../web/page.ts'

/** A line that works once the key is in the shell. The key itself is never on a page again. */
export function firstCall({
  basePath,
  publicUrl,
  apps,
  connections,
}: {
  basePath: string
  publicUrl: string
  apps: AppClients
  connections: readonly Connection[]
}): Html | string {
  const active = connections.filter((one) => one.status === 'ACTIVE')
  const app = apps.find(active[0]?.app ?? '')?.appClient.app ?? apps.all()[0]?.appClient.app
  if (!app) return ''
  const lines = [
    `curl ${publicUrl}/${app.name}${app.identity.path} \\`,
    '  -H "Authorization: Bearer $VALETKEY_API_KEY"',
  ]
  return html`<section class="card">
    <div class="stack">
      <h2>A first call</h2>
      <p class="small">Everything after the app’s name goes to ${app.title} as it is.</p>
    </div>
    <pre class="snippet" tabindex="0" aria-label="Shell command">${lines.join('\n')}</pre>
    <p class="small">
      Without more, a call uses your oldest active connection of that app. To choose, add
      <code>-H "Valetkey-Connection: …"</code> with a connection id. The rest is in the
      <a href="${basePath}/docs">docs</a> and in
      <a href="${basePath}/openapi.json">openapi.json</a>.
    </p>
  </section>`
}
