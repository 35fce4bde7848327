import { Secret } from './secret.ts'

/** Reads settings one by one and collects what is wrong with them, so that an operator learns of all of it at once. */
export interface SettingValues {
  text: (name: string) => string | null
  secret: (name: string) => Secret | null
  whole: (name: string, range: Range) => number
  choice: <Choice extends string>(name: string, choices: readonly [Choice, ...Choice[]]) => Choice
  /** Scheme, host and port, nothing behind them. */
  origin: (name: string) => string | null
  /** An http address without a slash at its end. */
  address: (name: string) => string | null
  /** For what is wrong between settings. */
  complain: (sentence: string) => void
  /** One sentence for each thing that is wrong. They name settings and never repeat a value, which may be a secret put in the wrong place. */
  readonly complaints: readonly string[]
}

export interface Range {
  readonly least: number
  readonly most: number
}

/** Values by name; one that is missing reads as null, or as the least that is allowed together with a complaint. */
export function createSettingValues(values: Readonly<Record<string, string>>): SettingValues {
  const complaints: string[] = []
  const complain = (sentence: string): void => {
    // Two apps may share a setting.
    if (!complaints.includes(sentence)) complaints.push(sentence)
  }
  const text = (name: string): string | null => values[name] ?? null
  return {
    text,
    secret: (name) => secretOf(text(name)),
    whole(name, range) {
      const number = wholeIn(text(name), range)
      if (number === null)
        complain(`${name} has to be a whole number from ${range.least} to ${range.most}`)
      return number ?? range.least
    },
    choice(name, choices) {
      const chosen = choices.find((choice) => choice === text(name))
      if (chosen === undefined) complain(`${name} has to be one of ${choices.join(', ')}`)
      return chosen ?? choices[0]
    },
    origin(name) {
      const value = text(name)
      const url = httpUrl(value)
      const bare = url?.pathname === '/' && url.search === '' && url.username === ''
      if (value !== null && !bare)
        complain(
          `${name} has to be an http or https address without a path, like https://keys.example.com`,
        )
      return bare ? url.origin : null
    },
    address(name) {
      const value = text(name)
      if (value !== null && !httpUrl(value)) complain(`${name} has to be an http or https address`)
      return value?.replace(/\/+$/, '') ?? null
    },
    complain,
    complaints,
  }
}

const secretOf = (value: string | null): Secret | null =>
  value === null ? null : new Secret(value)

function wholeIn(value: string | null, { least, most }: Range): number | null {
  const number = value !== null && /^-?\d{1,15}$/.test(value) ? Number(value) : NaN
  return number >= least && number <= most ? number : null
}

function httpUrl(value: string | null): URL | null {
  const url = value !== null && URL.canParse(value) ? new URL(value) : null
  return url && /^https?:$/.test(url.protocol) ? url : null
}
