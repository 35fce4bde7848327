/** All that one metric says: its samples differ by their labels. */
export interface Family {
  readonly name: string
  /** One sentence. */
  readonly help: string
  readonly type: 'counter' | 'gauge' | 'histogram'
  /** How the processes of one server make one figure of theirs. */
  readonly across: 'sum' | 'least' | 'most'
  readonly samples: readonly Sample[]
}

export interface Sample {
  /** Behind the family's name: a histogram has several kinds of samples. */
  readonly suffix?: '_bucket' | '_sum' | '_count'
  readonly labels: Readonly<Record<string, string>>
  readonly value: number
}

/** Adds up what several processes say of themselves. They run the same program, so the first one knows every family. */
export function addUp(processes: readonly (readonly Family[])[]): Family[] {
  const merged = new Map<string, Family & { readonly samples: Sample[] }>()
  const places = new Map<string, number>()
  for (const family of processes.flat()) {
    const into = merged.get(family.name) ?? { ...family, samples: [] }
    merged.set(family.name, into)
    for (const sample of family.samples) {
      const key = `${family.name} ${sample.suffix ?? ''} ${JSON.stringify(sample.labels)}`
      const place = places.get(key) ?? into.samples.push({ ...sample, value: NaN }) - 1
      places.set(key, place)
      const before = into.samples[place]?.value ?? NaN
      into.samples[place] = { ...sample, value: both(before, sample.value, family.across) }
    }
  }
  return [...merged.values()]
}

function both(before: number, value: number, across: Family['across']): number {
  if (Number.isNaN(before)) return value
  if (across === 'sum') return before + value
  return across === 'least' ? Math.min(before, value) : Math.max(before, value)
}

/** What remains of a process that has ended: what it counted. */
export const countsOf = (families: readonly Family[]): Family[] =>
  families.filter(({ type, across }) => type !== 'gauge' && across === 'sum')
