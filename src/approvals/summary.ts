import { plainLine } from './plain-text.ts'

export type Fact = readonly [name: string, value: string]

const maxValue = 200

/** Members of an answer that tell a person what a thing is, in the order of `names`. Others wrote the values. */
export function factsIn(answer: unknown, names: readonly string[]): Fact[] {
  if (typeof answer !== 'object' || answer === null) return []
  const members = answer as Record<string, unknown>
  return names.flatMap((name): Fact[] => {
    const value = Object.hasOwn(members, name) ? members[name] : null
    if (typeof value !== 'string' && typeof value !== 'number') return []
    const text = plainLine(String(value), maxValue)
    return text === '' ? [] : [[name.replaceAll('_', ' '), text]]
  })
}

/** One sentence that says what will happen, to whose things. */
export function summaryOf(about: {
  readonly summary: string
  readonly account: string | null
  readonly method: string
  readonly target: string
  readonly facts: readonly Fact[]
}): string {
  const whose = about.account === null ? '' : ` for ${quotable(plainLine(about.account, maxValue))}`
  const what =
    about.facts.length > 0
      ? about.facts.map(([name, value]) => `${name} "${quotable(value)}"`).join(', ')
      : `${about.method} ${plainLine(about.target, maxValue)}`
  return `${about.summary}${whose}: ${what}`
}

/** What stands between quotation marks must not end there by itself. */
const quotable = (text: string): string => text.replace(/\p{Quotation_Mark}/gu, "'")
