import { isRecord } from './record.ts'
import { isPlan, type Settings } from './settings.ts'

/** Applies `{"access_token_s","strict","rate_limits","plan"}`, any of them. A sentence when one is wrong. */
export function changeSettings(settings: Settings, order: unknown): string | undefined {
  if (!isRecord(order)) return 'Settings are a JSON object.'
  const {
    access_token_s: seconds = settings.accessTokenSeconds,
    strict = settings.strict,
    rate_limits: rateLimits = settings.rateLimits,
    plan = settings.plan,
  } = order
  if (typeof seconds !== 'number' || !Number.isSafeInteger(seconds) || seconds < 1) {
    return '`access_token_s` is a whole number of seconds above 0.'
  }
  if (typeof strict !== 'boolean') return '`strict` is true or false.'
  if (typeof rateLimits !== 'boolean') return '`rate_limits` is true or false.'
  if (!isPlan(plan)) return '`plan` is free, pro or business.'
  Object.assign(settings, { accessTokenSeconds: seconds, strict, rateLimits, plan })
  return undefined
}
