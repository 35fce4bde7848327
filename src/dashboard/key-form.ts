import { html } from 'hono/html'
import type { PresetName } from '../policy/policy.ts'
import type { Html } from '../web/page.ts'

const choices: readonly (readonly [PresetName, string])[] = [
  ['careful', 'Careful: reads and writes, but a person approves what cannot be taken back'],
  ['read-only', 'Read only: changes nothing'],
  ['full', 'Full: everything, including these pages'],
]

export const lives = [
  { value: 'day', days: 1, text: 'One day' },
  { value: 'month', days: 30, text: '30 days' },
  { value: 'quarter', days: 90, text: '90 days' },
  { value: 'never', days: null, text: 'Until it is revoked' },
] as const

export function keyForm(basePath: string): Html {
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
        ${choiceFields}
      </div>
      <div class="buttons"><button class="button main">Create key</button></div>
    </form>
  </section>`
}

const choiceFields = html`<div class="field">
    <label for="preset">What it may do</label>
    <select id="preset" name="preset" aria-describedby="preset-hint">
      ${choices.map(([value, text]) => html`<option value="${value}">${text}</option>`)}
    </select>
    <p class="hint" id="preset-hint">
      Finer rules come with <code>valetkey key create</code>, which
      <code>valetkey key create --help</code> explains.
    </p>
  </div>
  <div class="field">
    <label for="life">For how long</label>
    <select id="life" name="life">
      ${lives.map(
        ({ value, text }) =>
          html`<option value="${value}" ${value === 'never' ? 'selected' : ''}>${text}</option>`,
      )}
    </select>
  </div>`
