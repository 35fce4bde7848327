import type { Command, Option } from './command.ts'
import { exitCodeMeanings } from './exit-codes.ts'

export interface Row {
  readonly name: string
  readonly summary: string
}

/** Every command of a list, a line each. */
export function listText(rows: readonly Row[], after: readonly string[] = []): string {
  return [
    'Usage: valetkey COMMAND [OPTIONS]',
    '',
    ...table(rows.map(({ name, summary }) => [name, summary])),
    '',
    ...after,
    '"valetkey COMMAND --help" explains one. "valetkey help exit-codes" lists the exit codes.',
    'Commands talk to VALETKEY_URL (default http://127.0.0.1:8787) with VALETKEY_API_KEY,',
    'or work on a data folder directly with --data-dir.',
  ].join('\n')
}

export function commandText(command: Command): string {
  const options = Object.entries(command.options)
  return [
    `Usage: valetkey ${command.usage}`,
    '',
    command.summary,
    ...(command.details === undefined ? [] : ['', command.details]),
    ...(options.length === 0 ? [] : ['', 'Options:']),
    ...table(options.map(([name, option]) => [spelling(name, option), option.summary])),
  ].join('\n')
}

const spelling = (name: string, { short, value }: Option): string =>
  `${short === undefined ? '' : `-${short}, `}--${name}${value === undefined ? '' : ` ${value}`}`

export const exitCodeText: string = [
  'Exit codes:',
  ...table(exitCodeMeanings.map(([code, meaning]) => [String(code), meaning])),
].join('\n')

/** A long name takes a line of its own, so that one of them does not push all the others aside. */
function table(rows: readonly (readonly [string, string])[]): string[] {
  const widest = Math.max(0, ...rows.map(([left]) => left.length))
  const width = Math.min(widest, 44)
  return rows.flatMap(([left, right]) =>
    left.length <= width
      ? [`  ${left.padEnd(width)}  ${right}`]
      : [`  ${left}`, `  ${' '.repeat(width)}  ${right}`],
  )
}
