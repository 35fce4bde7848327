import { isObject, type Json } from './tool.ts'

/** Members that every list keeps, because the next page and its size depend on them. */
const paging = ['next_page_token', 'total_records']

export interface View {
  /** Member of the answer that holds the items; null when the answer is no list. */
  readonly list: string | null
  /** Members to keep, of each item or of the answer. `a.b` is b of a, or of each item of a. */
  readonly members: readonly string[]
}

/** The part of an answer that an agent needs. Members that are not there are left out, empty values too. */
export function compact(answer: Json, { list, members }: View): Json {
  const items = list === null ? undefined : answer[list]
  if (list === null || !Array.isArray(items)) return kept(answer, members)
  return {
    [list]: items.map((item: unknown) => within(item, members)),
    ...kept(answer, paging),
  }
}

function kept(value: Json, members: readonly string[]): Json {
  const names = new Set(members.map((path) => path.split('.')[0] ?? ''))
  const entries = [...names].flatMap((name) => {
    const inner = members
      .filter((path) => path.startsWith(`${name}.`))
      .map((path) => path.slice(name.length + 1))
    const found = inner.length === 0 ? value[name] : within(value[name], inner)
    return isEmpty(found) ? [] : [[name, found] as const]
  })
  return Object.fromEntries(entries)
}

function within(value: unknown, members: readonly string[]): unknown {
  if (Array.isArray(value)) return value.map((item) => within(item, members))
  return isObject(value) ? kept(value, members) : value
}

const isEmpty = (value: unknown): boolean => value === undefined || value === null || value === ''

/** Room for the text of one answer: about 10,000 tokens. */
const mostCharacters = 40_000

/** Shortens the list of an answer until it fits. Null when it does not fit even so. */
export function fitted(answer: Json, list: string | null): Json | null {
  if (JSON.stringify(answer).length <= mostCharacters) return answer
  const items = list === null ? undefined : answer[list]
  if (list === null || !Array.isArray(items)) return null
  let room = mostCharacters - JSON.stringify({ ...answer, [list]: [] }).length - 200
  const fit = items.findIndex((item) => (room -= JSON.stringify(item).length + 1) < 0)
  if (fit <= 0) return null
  const rest = Object.entries(answer).filter(([name]) => name !== 'next_page_token')
  return {
    ...Object.fromEntries(rest),
    [list]: items.slice(0, fit),
    left_out: `${items.length - fit} of ${items.length} items did not fit. Ask for page_size ${fit}, or for fewer fields.`,
  }
}
