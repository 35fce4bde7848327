import { html } from 'hono/html'
import type { Person } from './people.ts'

export type ConsentView = {
  readonly vendorName: string
  readonly appName: string
  readonly scopes: readonly string[]
  readonly people: readonly Person[]
  /** The address of this page: the form repeats the whole request, so that it is checked again. */
  readonly action: string
}

const STYLE = `
  body { font: 16px/1.5 system-ui, sans-serif; margin: 0; background: #f4f5f7; color: #1c1e21 }
  main { max-width: 30rem; margin: 4rem auto; padding: 2rem; background: #fff; border-radius: 8px }
  h1 { font-size: 1.25rem; margin-top: 0 }
  .note { background: #fff7d6; padding: .5rem .75rem; border-radius: 4px }
  select, button { font: inherit; padding: .5rem .75rem; border-radius: 4px; border: 1px solid #888 }
  select { width: 100%; margin: .25rem 0 1rem }
  button[value=allow] { background: #0b5cff; border-color: #0b5cff; color: #fff }
  summary { cursor: pointer; margin-bottom: 1rem }
`

export function consentPage(view: ConsentView): string {
  const markup = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>Allow ${view.appName}?</title>
        <style>
          ${STYLE}
        </style>
      </head>
      <body>
        <main>
          <h1>${view.appName} asks for access to a ${view.vendorName} account</h1>
          <p class="note">
            This page is a simulator. No real ${view.vendorName} account is touched.
          </p>
          <form method="post" action="${view.action}">
            <label for="user">Sign in as</label>
            <select id="user" name="user">
              ${view.people.map((one) => html`<option value="${one.email}">${one.name} (${one.email})</option>`)}
            </select>
            <details>
              <summary>The app may use ${view.scopes.length} scopes</summary>
              <ul>
                ${view.scopes.map((scope) => html`<li>${scope}</li>`)}
              </ul>
            </details>
            <button name="decision" value="allow">Allow</button>
            <button name="decision" value="decline">Decline</button>
          </form>
        </main>
      </body>
    </html>`
  // hono answers a promise only when a part of the page is one.
  if (markup instanceof Promise) throw new TypeError('The page has an asynchronous part.')
  return markup.toString()
}
