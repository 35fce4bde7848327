import { isRecord } from './record.ts'
import { isPlan, type Settings } from './settings.ts'

/** Applies `{"access_token_s","strict","rate_limits","plan","download_redirect"}`, any of them. A sentence when one is wrong. */
export function changeSettings(settings: Settings, order: unknown): string | undefined {
  if (!isRecord(order)) return 'Settings are a JSON object.'
  const {
    access_token_s: seconds = settings.accessTokenSeconds,
    strict = settings.strict,
    rate_limits: rateLimits = settings.rateLimits,
    plan = settings.plan,
    download_redirect: downloadRedirect = settings.downloadRedirect,
  } = order
  if (typeof seconds !== 'number' || !Number.isSafeInteger(seconds) || seconds < 1) {
    return '`access_token_s` is a whole number of seconds above 0.'
  }
  if (typeof strict !== 'boolean') return '`strict` is true or false.'
  if (typeof rateLimits !== 'boolean') return '`rate_limits` is true or false.'
  if (!isPlan(plan)) return '`plan` is free, pro or business.'
  if (!isRedirect(downloadRedirect)) {
    return '`download_redirect` is off, same or an origin such as http://localhost:4001.'
  }
  Object.assign(settings, {
    accessTokenSeconds: seconds,
    strict,
    rateLimits,
    plan,
    downloadRedirect,
  })
  return undefined
}

function isRedirect(value: unknown): value is string {
  if (value === 'off' || value === 'same') return true
  return typeof value === 'string' && URL.canParse(value) && new URL(value).origin === value
}
