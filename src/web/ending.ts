import { html } from 'hono/html'
import type { Html } from './page.ts'

/** The end of something, told the same way everywhere: what happened, whose turn it is, what to do next. */
export interface Ending {
  readonly tone: 'good' | 'wait' | 'bad'
  /** One or two words for the chip above the title. */
  readonly state: string
  readonly title: string
  readonly happened: string | Html
  readonly turn: string | Html
  readonly next: string | Html
  readonly more?: Html
}

export function endingBody({ tone, state, title, happened, turn, next, more }: Ending): Html {
  return html`<section class="card">
    <div class="stack">
      <p class="tone ${tone}">${state}</p>
      <h1>${title}</h1>
    </div>
    <dl class="ending">
      <div>
        <dt>What happened</dt>
        <dd>${happened}</dd>
      </div>
      <div>
        <dt>Whose turn it is</dt>
        <dd>${turn}</dd>
      </div>
      <div>
        <dt>What to do next</dt>
        <dd>${next}</dd>
      </div>
    </dl>
    ${more ?? ''}
  </section>`
}
