import { randomBytes } from 'node:crypto'
import type { Answer } from '../answer.ts'

const CLEARED = 'Domain=.zoom.us; Expires=Thu, 01 Jan 1970 00:00:10 GMT; Path=/; Secure; HttpOnly'

const FIXED: Answer['headers'] = {
  'cache-control': 'no-cache, no-store, must-revalidate, no-transform',
  pragma: 'no-cache',
  expires: 'Thu, 01 Jan 1970 00:00:00 GMT',
  'x-content-type-options': 'nosniff',
  'set-cookie': ['zm_aid', 'zm_haid', 'zm_tmaid'].map((name) => `${name}=""; ${CLEARED}`),
}

/** The headers that real answers carry, errors included (observed 2026). */
export function usualHeaders(): Answer['headers'] {
  return {
    ...FIXED,
    'x-zm-trackingid': `v=2.0;clid=us05;rid=WEB_${randomBytes(16).toString('hex')}`,
  }
}
