import type { Family, Sample } from './family.ts'

/** What the page calls itself (https://prometheus.io/docs/instrumenting/exposition_formats/, text format 0.0.4). */
export const contentType = 'text/plain; version=0.0.4; charset=utf-8'

/** Writes the families as Prometheus reads them. */
export function exposition(families: readonly Family[]): string {
  return families.map(written).join('')
}

function written({ name, help, type, samples }: Family): string {
  const escaped = help.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')
  const lines = [`# HELP ${name} ${escaped}`, `# TYPE ${name} ${type}`]
  for (const sample of samples) lines.push(`${name}${line(sample)}`)
  return lines.join('\n') + '\n'
}

function line({ suffix, labels, value }: Sample): string {
  const pairs = Object.entries(labels).map(([name, text]) => `${name}="${quoted(text)}"`)
  return `${suffix ?? ''}${pairs.length > 0 ? `{${pairs.join(',')}}` : ''} ${numeral(value)}`
}

const quoted = (text: string): string =>
  text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('"', '\\"')

function numeral(value: number): string {
  if (Number.isFinite(value)) return String(value)
  return Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf'
}
