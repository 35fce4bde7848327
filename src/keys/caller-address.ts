import { plainAddress, type Cidrs } from '../policy/cidr.ts'

/** What of a request tells where it comes from. A request of `node:http` is one. */
export interface Caller {
  readonly socket: { readonly remoteAddress?: string | undefined }
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
}

/** The request of `node:http` that the listener puts into a web framework's environment. Null where there is no listener. */
export function callerIn(env: unknown): Caller | null {
  return typeof env === 'object' && env !== null && 'incoming' in env
    ? (env.incoming as Caller)
    : null
}

/**
 * The address that a request came from. `X-Forwarded-For` counts only behind a proxy of the operator's, and from its end:
 * each proxy appends whom it saw, and what stands before that is the caller's own invention. Null: not known.
 */
export function callerAddress(caller: Caller | null, trusted: Cidrs | null): string | null {
  if (caller === null) return null
  let address = plainAddress(caller.socket.remoteAddress)
  const hops = [caller.headers['x-forwarded-for'] ?? []].flat().join(',').split(',')
  while (address !== null && trusted?.contains(address) && hops.length > 0) {
    const hop = (hops.pop() ?? '').trim()
    if (hop === '') break
    address = plainAddress(hop)
  }
  return address
}
