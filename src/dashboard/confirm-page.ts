import { html } from 'hono/html'
import type { Html } from '../web/page.ts'

/** Asked before anything that cannot be taken back. */
export interface Confirmation {
  readonly title: string
  readonly consequence: string
  readonly facts: readonly (readonly [name: string, value: string])[]
  readonly action: string
  readonly verb: string
  readonly back: string
}

export function confirmBody({ title, consequence, facts, action, verb, back }: Confirmation): Html {
  return html`<section class="card">
    <div class="stack">
      <h1>${title}</h1>
      <p class="lede">${consequence}</p>
    </div>
    <dl class="facts">
      ${facts.map(
        ([name, value]) =>
          html`<dt>${name}</dt>
            <dd>${value}</dd>`,
      )}
    </dl>
    <form method="post" action="${action}">
      <div class="buttons">
        <button class="button danger">${verb}</button><a class="button" href="${back}">Keep it</a>
      </div>
    </form>
  </section>`
}
