import { readFileSync } from 'node:fs'
import { UsageError } from './command.ts'

type Json = string | number | boolean | null | Json[] | { [name: string]: Json }
type JsonObject = Record<string, Json>

/** `-f name=value` and `-F name=value`, in the order they were typed within each kind. */
export interface Fields {
  /** Values stay text. */
  readonly raw: readonly string[]
  /** true, false, null, numbers and @FILE mean what they say. */
  readonly typed: readonly string[]
}

/** Builds a JSON body. `a[b]=x` sets a member of an object, `a[]=x` appends to a list. */
export function bodyOf({ raw, typed }: Fields): JsonObject {
  const body: JsonObject = Object.create(null) as JsonObject
  for (const field of raw) put(body, field, (text) => text)
  for (const field of typed) put(body, field, typedValue)
  return body
}

/** Builds a query: for methods whose requests have no body. */
export function queryOf({ raw, typed }: Fields): string {
  return [...raw, ...typed].map((field) => split(field).map(encodeURIComponent).join('=')).join('&')
}

function split(field: string): [name: string, value: string] {
  const at = field.indexOf('=')
  if (at <= 0) throw new UsageError('A field is written as NAME=VALUE.')
  return [field.slice(0, at), field.slice(at + 1)]
}

function put(body: JsonObject, field: string, read: (text: string) => Json): void {
  const [path, text] = split(field)
  const steps = stepsOf(path)
  const last = steps.pop() ?? path
  let here: JsonObject | Json[] = body
  for (const [i, step] of steps.entries()) {
    here = enter(here, step, (steps[i + 1] ?? last) === '')
  }
  set(here, last, read(text))
}

/** `settings[approved][]` → settings, approved, and an empty step for the list. */
function stepsOf(path: string): string[] {
  const head = /^[^[\]]+/.exec(path)?.[0]
  const rest = head === undefined ? '' : path.slice(head.length)
  if (head === undefined || !/^(\[[^[\]]*\])*$/.test(rest)) {
    throw new UsageError('A field name looks like name, name[member] or name[].')
  }
  return [head, ...[...rest.matchAll(/\[([^[\]]*)\]/g)].map((match) => match[1] ?? '')]
}

function enter(here: JsonObject | Json[], step: string, asList: boolean): JsonObject | Json[] {
  const found = Array.isArray(here) ? undefined : here[step]
  if (typeof found === 'object' && found !== null && Array.isArray(found) === asList) return found
  if (found !== undefined) throw new UsageError('One field name is used in two ways.')
  const made: JsonObject | Json[] = asList ? [] : (Object.create(null) as JsonObject)
  set(here, step, made)
  return made
}

function set(here: JsonObject | Json[], step: string, value: Json): void {
  if (Array.isArray(here)) {
    if (step !== '') throw new UsageError('One field name is used in two ways.')
    here.push(value)
  } else {
    here[step] = value
  }
}

function typedValue(text: string): Json {
  if (text === 'true' || text === 'false') return text === 'true'
  if (text === 'null') return null
  // Long ids would lose digits as numbers, so they stay text.
  if (/^-?(0|[1-9]\d*)(\.\d+)?$/.test(text) && String(Number(text)) === text) return Number(text)
  if (text.startsWith('@')) return readFileSync(text.slice(1), 'utf8')
  return text
}
