export interface Scrape {
  /** Families by name. */
  readonly families: ReadonlyMap<string, { readonly type: string; readonly help: string }>
  /** Values by series, e.g. `up{job="a"}`; the labels are in the order in which they were written. */
  readonly values: ReadonlyMap<string, number>
  /** All series of a name whose line holds these texts, added up. */
  readonly sum: (name: string, ...parts: string[]) => number
}

/**
 * Reads a page as strictly as its grammar says (https://prometheus.io/docs/instrumenting/exposition_formats/), and throws at
 * the first line that is not part of it. A name's help and type come before its samples, its lines stand together, no series comes twice.
 */
export function readScrape(text: string): Scrape {
  if (!text.endsWith('\n')) throw new Error('the last line does not end')
  const families = new Map<string, { type: string; help: string }>()
  const values = new Map<string, number>()
  let current = { name: '', help: '', type: '' }
  for (const line of text.slice(0, -1).split('\n')) {
    const help = /^# HELP ([a-zA-Z_:][a-zA-Z0-9_:]*) ((?:[^\\]|\\\\|\\n)*)$/.exec(line)
    const type = /^# TYPE ([a-zA-Z_:][a-zA-Z0-9_:]*) (counter|gauge|histogram)$/.exec(line)
    if (help) {
      current = { name: help[1]!, help: help[2]!, type: '' }
    } else if (type) {
      if (type[1] !== current.name || families.has(current.name))
        throw new Error(`misplaced: ${line}`)
      current = { ...current, type: type[2]! }
      families.set(current.name, current)
    } else {
      const { series, name, value } = readSample(line)
      const suffix = name.slice(current.name.length)
      const allowed = current.type === 'histogram' ? ['_bucket', '_sum', '_count'] : ['']
      if (!name.startsWith(current.name) || !allowed.includes(suffix))
        throw new Error(`does not belong to ${current.name}: ${line}`)
      if (values.has(series)) throw new Error(`comes twice: ${line}`)
      values.set(series, value)
    }
  }
  const sum: Scrape['sum'] = (name, ...parts) =>
    [...values]
      .filter(
        ([series]) => series.split('{')[0] === name && parts.every((part) => series.includes(part)),
      )
      .reduce((total, [, value]) => total + value, 0)
  return { families, values, sum }
}

function readSample(line: string): { series: string; name: string; value: number } {
  const label = '[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\\\\n]|\\\\\\\\|\\\\"|\\\\n)*"'
  const sample = new RegExp(
    `^([a-zA-Z_:][a-zA-Z0-9_:]*)(\\{${label}(?:,${label})*\\})? (-?[0-9.]+(?:e[+-]?[0-9]+)?|NaN|[+-]Inf)$`,
  ).exec(line)
  if (!sample) throw new Error(`not a sample: ${line}`)
  const [, name = '', labels = '', value = ''] = sample
  return { series: name + labels, name, value: Number(value.replace('Inf', 'Infinity')) }
}
