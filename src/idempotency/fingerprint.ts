import { createHash } from 'node:crypto'

/** What makes two requests the same one. */
export interface Fingerprinted {
  readonly method: string
  /** Path and query, raw. */
  readonly target: string
  readonly connectionId: string
  readonly contentType: string | null
  readonly body: Buffer
}

/** SHA-256, hex. Lengths go in, because joined parts could be cut in two ways and be two requests. */
export function fingerprintOf(request: Fingerprinted): string {
  const { method, target, connectionId, contentType, body } = request
  const head = JSON.stringify([method, target, connectionId, contentType, body.length])
  return createHash('sha256').update(head).update(body).digest('hex')
}
