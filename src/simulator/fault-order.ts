import type { Effect, Fault } from './faults.ts'
import { isRecord } from './record.ts'

/** Reads `{"match":{"method","path"},"times":N,"do":{…}}`. A sentence when it cannot be obeyed. */
export function readFault(order: unknown): Fault | string {
  if (!isRecord(order)) return 'A fault is a JSON object.'
  const match = order['match'] ?? {}
  if (!isRecord(match)) return '`match` is an object with `method` and `path`, both optional.'
  const times = order['times'] ?? 1
  if (!isCount(times) || times === 0) return '`times` is a whole number above 0.'
  const effect = readEffect(order['do'])
  if (typeof effect === 'string') return effect
  const { method, path } = match
  return {
    method: typeof method === 'string' && method !== '*' ? method.toUpperCase() : undefined,
    path: typeof path === 'string' ? path : undefined,
    times,
    effect,
  }
}

function readEffect(wish: unknown): Effect | string {
  if (!isRecord(wish)) return '`do` is an object.'
  const numbers = ['status', 'delay_ms', 'truncate_after'].filter((name) => name in wish)
  const wrong = numbers.find((name) => !isCount(wish[name]))
  if (wrong !== undefined) return `\`${wrong}\` is a whole number.`
  const flags = ['reset', 'drop_response'].filter((name) => wish[name] === true)
  if (numbers.length + flags.length === 0) {
    return '`do` needs one of status, delay_ms, reset, truncate_after, drop_response.'
  }
  return {
    ...(isCount(wish['status']) && { status: wish['status'] }),
    ...('body' in wish && { body: wish['body'] }),
    ...(isRecord(wish['headers']) && { headers: texts(wish['headers']) }),
    ...(isCount(wish['delay_ms']) && { delayMs: wish['delay_ms'] }),
    ...(isCount(wish['truncate_after']) && { truncateAfter: wish['truncate_after'] }),
    ...(wish['reset'] === true && { reset: true }),
    ...(wish['drop_response'] === true && { dropResponse: true }),
  }
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
}

function texts(record: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(record).filter((pair): pair is [string, string] => typeof pair[1] === 'string'),
  )
}
