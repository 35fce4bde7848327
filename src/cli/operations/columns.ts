import { facts, table } from '../table.ts'

/** What people look for first, in this order; then whatever else fits. */
const first = ['id', 'topic', 'name', 'display_name', 'title', 'email', 'start_time', 'status']
/** Long, and seldom what somebody reads. They are in the JSON. */
const last = /url|token|uuid|password|secret/
const most = 8
const longestCell = 48

type Item = Readonly<Record<string, unknown>>

/** A list as a table as wide as the terminal, or as facts when it is one thing. */
export function asText(value: unknown, width: number): string {
  if (Array.isArray(value)) return tableOf(value.map(itemIn), width)
  const rows = Object.entries(itemIn(value)).flatMap(([name, member]) => rowsOf(name, member))
  return facts(rows)
}

function tableOf(items: readonly Item[], width: number): string {
  const names = fitting(columnsOf(items), items, width)
  const rows = items.map((item) => names.map((name) => cell(item[name])))
  return table(
    names.map((name) => name.toUpperCase()),
    rows,
  )
}

function columnsOf(items: readonly Item[]): string[] {
  const plain = new Set(
    items.flatMap((item) => Object.keys(item).filter((name) => !isNested(item[name]))),
  )
  const known = first.filter((name) => plain.has(name))
  const others = [...plain].filter((name) => !known.includes(name) && !last.test(name))
  const all = [...known, ...others]
  return (all.length > 0 ? all : [...plain]).slice(0, most)
}

/** As many columns as fit, but at least the first. */
function fitting(names: readonly string[], items: readonly Item[], width: number): string[] {
  let used = 0
  return names.filter((name, at) => {
    const widest = Math.max(name.length, ...items.map((item) => cell(item[name]).length))
    used += widest + 2
    return at === 0 || used - 2 <= width
  })
}

function rowsOf(name: string, value: unknown): (readonly [string, string | null])[] {
  if (Array.isArray(value)) {
    const plain = value.every((item) => !isNested(item))
    return [[name, plain ? value.map(String).join(', ') : JSON.stringify(value)]]
  }
  if (isNested(value)) {
    return Object.entries(itemIn(value)).flatMap(([inner, it]) => rowsOf(`${name}.${inner}`, it))
  }
  return [[name, text(value)]]
}

const itemIn = (value: unknown): Item =>
  typeof value === 'object' && value !== null ? { ...value } : { value }

const isNested = (value: unknown): boolean => typeof value === 'object' && value !== null

function cell(value: unknown): string {
  const whole = text(value)
  return whole.length > longestCell ? `${whole.slice(0, longestCell - 1)}…` : whole
}

function text(value: unknown): string {
  if (value === undefined || value === null) return ''
  return typeof value === 'string' ? value : JSON.stringify(value)
}
