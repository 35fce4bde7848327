/** Decides by the name of a header, and remembers: a few dozen spellings make up all traffic. Bounded, because others choose them. */
export function bySpelling<T extends string>(decide: (name: string) => T): (name: string) => T {
  const known = new Map<string, T>()
  return (name) => {
    const found = known.get(name)
    if (found !== undefined) return found
    const decided = decide(name)
    if (known.size < 1_000) known.set(name, decided)
    return decided
  }
}
