/** The connections that a key may use, by id or by label. */
export interface ConnectionScope {
  readonly ids: readonly string[]
  readonly labels: readonly string[]
  /** Tells scopes apart where answers are remembered. */
  readonly text: string
}

const labelPrefix = 'label:'

export function connectionScope(names: readonly string[]): ConnectionScope {
  const isLabel = (name: string): boolean => name.startsWith(labelPrefix)
  return {
    ids: names.filter((name) => !isLabel(name)),
    labels: names.filter(isLabel).map((name) => name.slice(labelPrefix.length)),
    text: JSON.stringify([...names].sort()),
  }
}

export function isInScope(
  { ids, labels }: ConnectionScope,
  connection: { readonly id: string; readonly label: string | null },
): boolean {
  return (
    ids.includes(connection.id) || (connection.label !== null && labels.includes(connection.label))
  )
}
