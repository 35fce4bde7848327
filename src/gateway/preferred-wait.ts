import type { CallersRequest } from './caller.ts'

/** No load balancer keeps a silent request much longer. */
const longestS = 60

/** How long the caller would rather wait than be told to come back (RFC 7240, section 4.3). 0: not at all. */
export function preferredWaitS({ headers }: Pick<CallersRequest, 'headers'>): number {
  const prefer = [headers['prefer'] ?? []].flat().join(',')
  const seconds = /(?:^|[,;\s])wait\s*=\s*"?(\d{1,6})/i.exec(prefer)?.[1]
  return seconds === undefined ? 0 : Math.min(Number(seconds), longestS)
}
