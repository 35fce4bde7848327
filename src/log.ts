import { Failure } from './errors.ts'

const levels = { debug: 10, info: 20, warn: 30, error: 40, silent: 100 } as const
export type LogLevel = keyof typeof levels

/** What a log line may carry: plain values that the caller chose one by one. Objects are not accepted, so nothing leaks by nesting. */
export type LogFields = Readonly<
  Record<string, string | number | boolean | null | undefined | Error>
>

export interface Log {
  debug: (event: string, fields?: LogFields) => void
  info: (event: string, fields?: LogFields) => void
  warn: (event: string, fields?: LogFields) => void
  /** Also takes whatever was thrown, as `error`. */
  error: (event: string, fields?: LogFields, thrown?: unknown) => void
  /** Whether lines of this level are written at all. */
  tells: (level: LogLevel) => boolean
  /**
   * An info line for what happens too often to be looked at field by field, and is told a little later: its caller has asked `tells`,
   * has written the members of the JSON object itself, `event` first, and says when it was (epoch milliseconds).
   */
  line: (time: number, members: string) => void
}

/** One JSON line per event. `write` gets whole lines, several at once under load. */
export function createLog({
  level,
  write,
  now = () => Date.now(),
}: {
  level: LogLevel
  write: (lines: string) => void
  now?: () => number
}): Log {
  let pending = ''
  const tells = (at: LogLevel): boolean => levels[at] >= levels[level]
  const emitter =
    (at: LogLevel) =>
    (event: string, fields?: LogFields): void => {
      if (tells(at)) add(at, now(), membersOf({ event, ...fields }))
    }
  function add(at: LogLevel, time: number, members: string): void {
    if (pending === '') process.nextTick(flush)
    pending += `{"time":"${instant(time)}","level":"${at}",${members}}\n`
  }
  function flush(): void {
    const lines = pending
    pending = ''
    write(lines)
  }
  const error = emitter('error')
  return {
    debug: emitter('debug'),
    info: emitter('info'),
    warn: emitter('warn'),
    error: (event, fields, thrown) => {
      error(event, { ...fields, error: thrown instanceof Error ? thrown : undefined })
    },
    tells,
    line: (time, members) => {
      add('info', time, members)
    },
  }
}

function membersOf(fields: LogFields): string {
  const shown = Object.entries(fields).map(([name, value]) => [
    name,
    value instanceof Error ? describe(value) : value,
  ])
  return JSON.stringify(Object.fromEntries(shown)).slice(1, -1)
}

let latest = { at: Number.NaN, text: '' }

/** Under load many lines share their millisecond. */
function instant(now: number): string {
  if (latest.at !== now) latest = { at: now, text: new Date(now).toISOString() }
  return latest.text
}

/**
 * An error without its text: messages of libraries may quote what they choked on, a token included. Our own failures are
 * written to be shown. The place in the code is enough to find the rest.
 */
function describe(error: Error): string {
  const code = 'code' in error && typeof error.code === 'string' ? ` ${error.code}` : ''
  const message = error instanceof Failure ? `: ${error.message}` : ''
  const place = error.stack?.split('\n').find((row) => row.includes('    at '))
  return `${error.name}${code}${message}${place === undefined ? '' : ` ${place.trim()}`}`
}
