import { isRecord } from './record.ts'

/** One wrong field, by its dotted path. */
export type Problem = { readonly field: string }

/** Reads one value. Wrong ones are reported and read as undefined; null counts as absent. */
export type Field<T> = (value: unknown, field: string, problems: Problem[]) => T | undefined

export type Fields = Readonly<Record<string, Field<unknown>>>

/** Every field is optional in the type: Zod-like certainty would hide that vendors omit freely. */
export type Read<F extends Fields> = {
  readonly [K in keyof F]?: F[K] extends Field<infer T> ? T : never
}

function reading<T>(accepts: (value: unknown) => value is T): Field<T> {
  return (value, field, problems) => {
    if (value === undefined || value === null) return undefined
    if (accepts(value)) return value
    problems.push({ field })
    return undefined
  }
}

export function text(
  rule: { readonly max?: number; readonly pattern?: RegExp } = {},
): Field<string> {
  return reading(
    (value): value is string =>
      typeof value === 'string' &&
      value.length <= (rule.max ?? Infinity) &&
      (rule.pattern?.test(value) ?? true),
  )
}

export function whole(rule: { readonly min?: number; readonly max?: number } = {}): Field<number> {
  return reading(
    (value): value is number =>
      typeof value === 'number' &&
      Number.isSafeInteger(value) &&
      value >= (rule.min ?? -Infinity) &&
      value <= (rule.max ?? Infinity),
  )
}

export function flag(): Field<boolean> {
  return reading((value): value is boolean => typeof value === 'boolean')
}

export function oneOf<const T extends string | number>(...choices: readonly T[]): Field<T> {
  const known: ReadonlySet<unknown> = new Set(choices)
  return reading((value): value is T => known.has(value))
}

export function list<T>(item: Field<T>, rule: { readonly max?: number } = {}): Field<readonly T[]> {
  return (value, field, problems) => {
    if (value === undefined || value === null) return undefined
    if (!Array.isArray(value) || value.length > (rule.max ?? Infinity)) {
      problems.push({ field })
      return undefined
    }
    return value.flatMap((entry: unknown, index) => {
      const read = item(entry, `${field}[${index}]`, problems)
      return read === undefined ? [] : [read]
    })
  }
}

/** An object of known fields; unknown ones are ignored, as the vendor does. */
export function record<F extends Fields>(fields: F): Field<Read<F>> {
  return (value, field, problems) => {
    if (value === undefined || value === null) return undefined
    if (!isRecord(value)) {
      problems.push({ field })
      return undefined
    }
    const read: Record<string, unknown> = {}
    for (const [name, check] of Object.entries(fields)) {
      const found = check(value[name], field === '' ? name : `${field}.${name}`, problems)
      if (found !== undefined) read[name] = found
    }
    // Every entry was made by the field of the same name, which is what Read<F> says.
    return read as Read<F>
  }
}

export function required<T>(field: Field<T>): Field<T> {
  return (value, name, problems) => {
    if (value === undefined || value === null) problems.push({ field: name })
    return field(value, name, problems)
  }
}
