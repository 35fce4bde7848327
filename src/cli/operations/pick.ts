/** The members that `--json a,b.c` names, under those names. What an answer lacks is null, so that every item looks alike. */
export function picked(value: unknown, fields: readonly string[]): unknown {
  if (Array.isArray(value)) return value.map((item: unknown) => picked(item, fields))
  return Object.fromEntries(fields.map((field) => [field, memberAt(value, field.split('.'))]))
}

function memberAt(value: unknown, [name, ...deeper]: readonly string[]): unknown {
  if (name === undefined) return value
  if (typeof value !== 'object' || value === null) return null
  const member = (value as Record<string, unknown>)[name] ?? null
  return memberAt(member, deeper)
}
