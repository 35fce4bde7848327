/** What a script can tell apart without reading any text. */
export const exitCodes = {
  ok: 0,
  error: 1,
  usage: 2,
  approval: 3,
  notAuthenticated: 4,
  notFound: 5,
  rateLimited: 6,
  reconnectRequired: 7,
  pending: 8,
  interrupted: 130,
} as const

export const exitCodeMeanings: readonly (readonly [number, string])[] = [
  [exitCodes.ok, 'It worked.'],
  [exitCodes.error, 'It failed, or the answer had an HTTP status of 400 or more.'],
  [exitCodes.usage, 'The command was typed wrongly. Nothing was done.'],
  [exitCodes.approval, 'A person has to approve it first, or has denied it.'],
  [exitCodes.notAuthenticated, 'No API key was given, or the server does not accept it.'],
  [exitCodes.notFound, 'What was asked for does not exist (HTTP 404).'],
  [exitCodes.rateLimited, 'Too many requests (HTTP 429). Try again later.'],
  [exitCodes.reconnectRequired, 'The connection has to be authorised again by a person.'],
  [exitCodes.pending, 'The connection has not been authorised yet.'],
  [exitCodes.interrupted, 'Interrupted by Ctrl+C or a signal.'],
]

/** The exit code of an HTTP answer. `code` is our own error code, null when the answer came from upstream. */
export function exitCodeOf(status: number, code: string | null): number {
  if (status < 400) return exitCodes.ok
  if (code === 'reconnect_required') return exitCodes.reconnectRequired
  if (code === 'connection_pending') return exitCodes.pending
  if (code === 'approval_required' || code === 'approval_denied') return exitCodes.approval
  if (status === 404) return exitCodes.notFound
  if (status === 429) return exitCodes.rateLimited
  // A 401 of upstream is not about our key.
  if (status === 401 && code !== null) return exitCodes.notAuthenticated
  return exitCodes.error
}
