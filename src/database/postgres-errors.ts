/** The five-character SQLSTATE that PostgreSQL gave, https://www.postgresql.org/docs/current/errcodes-appendix.html. */
export function sqlState(error: unknown): string | undefined {
  const code = codeOf(error)
  return code !== undefined && /^[0-9A-Z]{5}$/.test(code) ? code : undefined
}

/**
 * True when PostgreSQL cannot be used now: no connection (class 08), bad login (28), no such database (3D), out of resources or
 * connections (53), shutting down or cancelled (57), I/O trouble (58), a statement given up for another one (40) or for a lock
 * (55P03), a session ended by a time limit (25P03, 25P04), or a standby that cannot write (25006).
 */
export function isPostgresUnavailable(error: unknown): boolean {
  const state = sqlState(error)
  if (state !== undefined) return /^(08|28|3D|40|53|57|58|25006|25P0[34]|55P03)/.test(state)
  const code = codeOf(error)
  if (code !== undefined && networkCodes.has(code)) return true
  return error instanceof Error && driverMessages.some((text) => error.message.includes(text))
}

function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined
  return typeof error.code === 'string' ? error.code : undefined
}

const networkCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'EHOSTDOWN',
  'ENETUNREACH',
  'ENETDOWN',
  'EADDRNOTAVAIL',
  'EMFILE',
  'ENOENT', // a Unix socket that is not there
])

/** What `pg` says without any code (pg 8.23, client.js, and pg-pool). */
const driverMessages = [
  'Connection terminated',
  'timeout exceeded when trying to connect',
  'timeout expired',
  'Query read timeout',
  'connection error and is not queryable',
  'The server does not support SSL connections',
]
