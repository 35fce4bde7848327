import type { App, Effect } from '../apps/app.ts'

export interface Permission {
  readonly effect: Effect
  readonly title: string
  /** What can be done, each as a sentence of the endpoint table. */
  readonly summaries: readonly string[]
  /** The first few of them, for a closed list. */
  readonly preview: string
}

const titles: Readonly<Record<Effect, string>> = {
  read: 'Read',
  write: 'Create and change',
  destroy: 'Delete and end',
}
const previewed = 3

/** What a grant for this app is used for, in the order of harm. Groups that the app does not have are left out. */
export function permissionsOf(app: App): Permission[] {
  return (['read', 'write', 'destroy'] as const).flatMap((effect) => {
    const rows = app.endpoints.filter((endpoint) => endpoint.effect === effect)
    const summaries = [...new Set(rows.map((endpoint) => endpoint.summary))]
    if (summaries.length === 0) return []
    return [{ effect, title: titles[effect], summaries, preview: preview(summaries) }]
  })
}

function preview(summaries: readonly string[]): string {
  const shown = summaries
    .slice(0, previewed)
    .map((summary, i) => (i === 0 ? summary : uncapped(summary)))
  const rest = summaries.length - shown.length
  return rest > 0 ? `${shown.join(', ')}, and ${rest} more` : shown.join(', ')
}

/** A sentence's first word in the middle of another one; names and abbreviations keep their capitals. */
function uncapped(sentence: string): string {
  return /^[A-Z][a-z]/.test(sentence)
    ? sentence.charAt(0).toLowerCase() + sentence.slice(1)
    : sentence
}
