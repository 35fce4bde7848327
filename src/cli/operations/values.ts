import type { Parameter } from '../../apps/parameter.ts'
import { UsageError } from '../command.ts'
import { dateIn, momentIn, UnreadableTime, type Clock } from './times.ts'

type Shape = Omit<Parameter, 'name' | 'description'>

/** What was typed for a flag, as the value that the API wants. `flag` is for the sentence when it is none. */
export function valueOf(
  shape: Shape,
  text: string,
  where: { flag: string; clock: Clock },
): unknown {
  const value = read(shape, text, where)
  if (shape.enum && !shape.enum.some((choice) => choice === value)) {
    throw new UsageError(`--${where.flag} takes one of: ${shape.enum.join(', ')}.`)
  }
  return value
}

function read(shape: Shape, text: string, where: { flag: string; clock: Clock }): unknown {
  switch (shape.type) {
    case 'boolean':
      if (text === 'true' || text === 'false') return text === 'true'
      throw new UsageError(`--${where.flag} takes true or false.`)
    case 'integer':
    case 'number':
      return numberIn(shape, text, where.flag)
    case 'object':
    case 'array':
      return jsonIn(text, where.flag)
    case 'string':
      return textIn(shape, text, where)
  }
}

function textIn(
  { format, maxLength }: Shape,
  text: string,
  where: { flag: string; clock: Clock },
): string {
  if (maxLength !== undefined && text.length > maxLength) {
    throw new UsageError(`--${where.flag} takes at most ${maxLength} characters.`)
  }
  try {
    if (format === 'date') return dateIn(text, where.clock)
    // As an instant, so that it is the same moment whatever zone the other side keeps.
    if (format === 'date-time' || format === 'start-time') {
      return momentIn(text, where.clock)
        .toISOString()
        .replace(/\.\d+Z$/, 'Z')
    }
  } catch (error) {
    if (error instanceof UnreadableTime) throw new UsageError(`--${where.flag}: ${error.message}`)
    throw error
  }
  return text
}

function numberIn({ type, minimum, maximum }: Shape, text: string, flag: string): number {
  const value = /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : NaN
  if (Number.isNaN(value) || (type === 'integer' && !Number.isSafeInteger(value))) {
    throw new UsageError(`--${flag} takes a ${type === 'integer' ? 'whole ' : ''}number.`)
  }
  if (value < (minimum ?? -Infinity) || value > (maximum ?? Infinity)) {
    const range = `${minimum === undefined ? 'at most' : `from ${minimum} to`} ${maximum ?? 'any'}`
    throw new UsageError(
      `--${flag} takes a number ${maximum === undefined ? `of at least ${minimum ?? 0}` : range}.`,
    )
  }
  return value
}

function jsonIn(text: string, flag: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    // Without the parser's message, which quotes the text.
    throw new UsageError(`--${flag} takes JSON, e.g. '{"name":"value"}'.`)
  }
}
